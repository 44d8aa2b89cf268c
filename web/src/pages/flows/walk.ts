import type { Flow, Place } from "./model";
import { sourcesOf, targetsOf } from "./outputs";

export type Direction = "left" | "right" | "up" | "down";

/** The step an arrow leads to: right and left along the lines, up and down among those nearby. */
export function walk(
  flow: Flow,
  places: Map<string, Place>,
  from: string,
  direction: Direction,
): string | undefined {
  const here = places.get(from);
  if (!here) return undefined;
  const level = (id: string) => Math.abs((places.get(id)?.y ?? 0) - here.y);
  if (direction === "right" || direction === "left") {
    const linked = (direction === "right" ? targetsOf(flow) : sourcesOf(flow)).get(from) ?? [];
    return linked.filter((id) => id !== from).toSorted((a, b) => level(a) - level(b))[0];
  }
  const sign = direction === "down" ? 1 : -1;
  const away = ([id, place]: [string, Place]) =>
    id !== from && sign * (place.y - here.y) > 0
      ? Math.hypot(place.y - here.y, (place.x - here.x) * 2)
      : Number.POSITIVE_INFINITY;
  const nearest = [...places].reduce<[string, number] | null>((best, one) => {
    const far = away(one);
    return far < (best?.[1] ?? Number.POSITIVE_INFINITY) ? [one[0], far] : best;
  }, null);
  return nearest?.[0];
}

/** Everything that comes before a step, or after it, with itself. */
export function reach(flow: Flow, from: string[], side: "before" | "after"): string[] {
  const links = side === "after" ? targetsOf(flow) : sourcesOf(flow);
  const seen = new Set<string>();
  const open = [...from];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    open.push(...(links.get(id) ?? []));
  }
  return [...seen];
}
