import { isMap } from "@/ui/is-map";
import type { Flow, FlowStep } from "./model";

const LEFT_OUT = new Set(["at", "step", "next"]);

function words(value: unknown): string {
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return value.map(words).join("\n");
  if (!isMap(value)) return "";
  return Object.entries(value)
    .filter(([name]) => !LEFT_OUT.has(name))
    .map(([, inner]) => words(inner))
    .join("\n");
}

const kept = new WeakMap<FlowStep, string>();
function textOf(step: FlowStep): string {
  let text = kept.get(step);
  if (text === undefined) {
    text = words(step).toLocaleLowerCase();
    kept.set(step, text);
  }
  return text;
}

/** Steps whose title, texts or variables hold every word that is looked for. */
export function find(flow: Flow, wish: string, nameOf: (step: FlowStep) => string): string[] {
  const parts = wish.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  if (parts.length === 0) return [];
  return flow.steps
    .filter((step) => {
      const text = `${nameOf(step).toLocaleLowerCase()}\n${textOf(step)}`;
      return parts.every((part) => text.includes(part));
    })
    .map((step) => step.id);
}
