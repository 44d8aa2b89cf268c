import { useMemo } from "react";
import type { Marks } from "./canvas/graph";
import { type Flow, startOf } from "./model";
import type { Trail } from "./trail";
import type { FlowFaultShown } from "./use-faults";

/** How each step is marked: faults, the start, and where the try at hand went. */
export function useMarks(flow: Flow, faults: FlowFaultShown[], trail: Trail): (id: string) => Marks {
  const start = startOf(flow);
  return useMemo(() => {
    const counted = new Map<string, { faults: number; warnings: number }>();
    for (const fault of faults) {
      if (!fault.step) continue;
      const count = counted.get(fault.step) ?? { faults: 0, warnings: 0 };
      if (fault.severity === "error") count.faults += 1;
      else count.warnings += 1;
      counted.set(fault.step, count);
    }
    const passed = new Set(trail.steps);
    return (id) => ({
      faults: counted.get(id)?.faults ?? 0,
      warnings: counted.get(id)?.warnings ?? 0,
      start: id === start,
      trail: trail.here === id ? "here" : passed.has(id) ? "passed" : undefined,
    });
  }, [faults, start, trail]);
}
