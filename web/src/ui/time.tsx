import { useEffect, useState } from "react";
import type { Micros } from "@/api/types";
import { formatExact, formatRelative } from "@/i18n/format";

let beat = 0;
const listeners = new Set<(beat: number) => void>();
setInterval(() => {
  beat += 1;
  for (const tell of listeners) tell(beat);
}, 15_000);

/** A moment as people say it, kept fresh; the exact one shows on hover. */
export function Ago({ at }: { at: Micros }) {
  const [, tick] = useState(0);
  useEffect(() => {
    listeners.add(tick);
    return () => void listeners.delete(tick);
  }, []);
  return (
    <time dateTime={new Date(at / 1000).toISOString()} title={formatExact(at)} className="whitespace-nowrap">
      {formatRelative(at)}
    </time>
  );
}
