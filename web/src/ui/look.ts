import { useSyncExternalStore } from "react";

/** A choice of few that is kept on this machine and written on the page's root, where the styles read it. */
function choice<Name extends string>(attribute: "density" | "motion", names: readonly [Name, ...Name[]]) {
  const stored = `signalbox.${attribute}`;
  const listeners = new Set<() => void>();
  const current = (): Name => {
    const kept = localStorage.getItem(stored);
    return names.find((name) => name === kept) ?? names[0];
  };
  const paint = () => {
    document.documentElement.dataset[attribute] = current();
    for (const tell of listeners) tell();
  };
  return {
    names,
    current,
    paint,
    set: (name: Name) => {
      localStorage.setItem(stored, name);
      paint();
    },
    use: (): Name =>
      useSyncExternalStore((tell) => {
        listeners.add(tell);
        return () => void listeners.delete(tell);
      }, current),
  };
}

/** How much room rows and cards take. A choice of the machine, not of the person: a phone wants another one. */
export const density = choice("density", ["comfortable", "compact"] as const);
/** `still` stops every movement, as the system's wish for reduced motion does. */
export const motion = choice("motion", ["full", "still"] as const);

export type Density = (typeof density.names)[number];
export type Motion = (typeof motion.names)[number];

export function startLook(): void {
  density.paint();
  motion.paint();
}

/** The height of a list's row in pixels: what `--row` says, for lists that must reckon with it. */
export function useRowHeight(phone: boolean): number {
  const compact = density.use() === "compact";
  if (phone) return compact ? 56 : 64;
  return compact ? 34 : 44;
}
