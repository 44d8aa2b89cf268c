import type { Bridge, ConnectionKind, ConnectionParameter, Mapped } from "@/api/types";

/** A mapping written out: a plain text is only its value. */
export interface Full {
  value: string;
  type?: ConnectionParameter["type"];
  map?: Record<string, string>;
  otherwise?: string;
  fallback?: string;
}

const text = (value: unknown): string =>
  value === undefined || value === null || typeof value === "object" ? "" : String(value);

export function fullOf(mapped: Mapped | undefined): Full {
  if (mapped === undefined || typeof mapped !== "object" || mapped === null) return { value: text(mapped) };
  const { value, type, map, otherwise, fallback } = mapped;
  return {
    value: text(value),
    ...(type ? { type } : {}),
    ...(map && Object.keys(map).length > 0 ? { map } : {}),
    ...(otherwise === undefined || otherwise === null ? {} : { otherwise: text(otherwise) }),
    ...(fallback === undefined || fallback === null ? {} : { fallback: text(fallback) }),
  };
}

/** The shortest way to write a mapping. */
export function mappedOf(full: Full): Mapped {
  return Object.keys(full).length === 1 ? full.value : full;
}

/** A bridge with the mapping of one parameter; an empty one is left out. */
export function withValue(bridge: Bridge, name: string, full: Full): Bridge {
  const values = { ...(bridge.call.values ?? {}) };
  if (full.value === "" && Object.keys(full).length === 1) delete values[name];
  else values[name] = mappedOf(full);
  return { ...bridge, call: { ...bridge.call, values } };
}

export interface Target extends ConnectionParameter {
  /** It stands in this bridge alone: neither the kind nor the connection declares it. */
  own: boolean;
}

/** What can be given a value: required ones first, then in the order they are declared, then the bridge's own. */
export function targetsOf(
  bridge: Bridge,
  manifest: ConnectionKind | undefined,
  more: ConnectionParameter[],
): Target[] {
  const operation = manifest?.operations?.[bridge.call.operation];
  const declared = operation?.parameters ?? [];
  const added = operation?.open
    ? more.filter((one) => !declared.some((known) => known.name === one.name))
    : [];
  const all: Target[] = [...declared, ...added].map((one) => ({ ...one, own: false }));
  const own = Object.keys(bridge.call.values ?? {}).filter((name) => !all.some((one) => one.name === name));
  const required = all.filter((one) => one.required);
  return [
    ...required,
    ...all.filter((one) => !one.required),
    ...own.map((name): Target => ({ name, own: true, type: fullOf(bridge.call.values?.[name]).type })),
  ];
}

/** The flat name of a field: what templates call it by. */
export const flat = (path: string): string => path.replaceAll(".", "_");

/** A text with a field put in at its end. */
export function withField(value: string, name: string): string {
  const gap = value === "" || value.endsWith(" ") ? "" : " ";
  return `${value}${gap}{${name}}`;
}
