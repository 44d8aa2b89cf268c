import type { Operator } from "@/api/types";
import type { ValueType } from "./variables";

export const UNARY: ReadonlySet<Operator> = new Set<Operator>(["empty", "not_empty", "changed"]);

const EVER: Operator[] = ["empty", "not_empty", "changed"];
const EQUAL: Operator[] = ["equals", "not_equals"];
const LIST: Operator[] = ["in", "not_in"];
const ORDER: Operator[] = ["greater", "greater_or_equal", "less", "less_or_equal"];
const TEXT: Operator[] = ["contains", "not_contains", "starts_with", "ends_with"];
const PATTERN: Operator[] = ["matches", "not_matches"];

const USUAL: Record<ValueType, Operator[]> = {
  text: [...EQUAL, ...TEXT, ...LIST, ...EVER, ...PATTERN],
  number: [...EQUAL, ...ORDER, ...LIST, ...EVER],
  money: [...EQUAL, ...ORDER, ...EVER],
  date: [...ORDER, ...EQUAL, ...EVER],
  flag: [...EQUAL, "changed"],
  option: [...EQUAL, ...LIST, "contains", "not_contains", ...EVER],
  user: [...EQUAL, ...LIST, ...EVER],
  stage: [...EQUAL, ...LIST, "changed"],
  pipeline: [...EQUAL, ...LIST, "changed"],
  tag: ["contains", "not_contains", ...EVER],
  task_type: [...EQUAL, ...LIST, "changed"],
};
const ALL: Operator[] = [...EQUAL, ...TEXT, ...ORDER, ...LIST, ...EVER, ...PATTERN];

/** The operators that make sense for a type first, all others behind them: an old document may use any. */
export function operatorsFor(type: ValueType): { usual: Operator[]; others: Operator[] } {
  const usual = USUAL[type];
  return { usual, others: ALL.filter((one) => !usual.includes(one)) };
}

const MIRRORED: Partial<Record<Operator, Operator>> = {
  greater: "less",
  less: "greater",
  greater_or_equal: "less_or_equal",
  less_or_equal: "greater_or_equal",
};
/** The operator with the sides swapped (Z-5); null when swapping would change what the row says. */
export function mirrored(operator: Operator): Operator | null {
  return operator === "equals" || operator === "not_equals" ? operator : (MIRRORED[operator] ?? null);
}
