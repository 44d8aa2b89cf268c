import type { Flow } from "./model";

const numbers = new WeakMap<Flow, number>();
let last = 0;

/** A number for each state of a flow: a key of a query that costs nothing to compare. */
export function numberOf(flow: Flow): number {
  const known = numbers.get(flow);
  if (known) return known;
  last += 1;
  numbers.set(flow, last);
  return last;
}
