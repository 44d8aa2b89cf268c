import { LineCounter, parseDocument } from "yaml";
import { newId, now, type Row } from "./data";

/** A coarse check: YAML must parse and the three things every scenario has must be there. */
export function checked(text: string): { scenario: Row | null; faults: Row[] } {
  const lines = new LineCounter();
  const doc = parseDocument(text, { lineCounter: lines });
  const faults: Row[] = doc.errors.map((error) => {
    const { line, col } = lines.linePos(error.pos[0]);
    return { path: "", message: error.message.split("\n")[0], line, column: col, severity: "error" };
  });
  if (faults.length > 0) return { scenario: null, faults };
  const scenario = doc.toJS() as Row | null;
  for (const name of ["name", "start"]) {
    if (!scenario?.[name])
      faults.push({ path: name, message: `\`${name}\` is missing`, line: 1, column: 1, severity: "error" });
  }
  return { scenario: faults.length > 0 ? null : scenario, faults };
}

const scenarioName = { id: "0h7k2mxqp0sc1", key: "sale", name: "Sale from the website" };

function traceOf(scenario: Row | null): Row {
  const blocks = (scenario?.blocks as Row[] | undefined) ?? [];
  return {
    blocks: blocks.map((block, b) => ({
      id: block.id ?? `s${b + 1}`,
      fired: true,
      us: 412,
      rows: ((block.if as Row[]) ?? []).map((row) => ({
        ok: true,
        left: row.left === "{event}" ? "sale" : "250",
        right: String(row.right),
      })),
      steps: ((block.do as Row[]) ?? []).map((step, s) => ({
        id: step.id ?? `s${b + 1}${s}`,
        state: step.timer ? "planned" : step.action === "send_webhook" ? "queued" : "done",
        note: step.action === "create_lead" ? "Created “Order of Anna Kovalenko”" : undefined,
        ...(step.action === "change_tags" ? { changes: [{ field: "tags", old: [], new: ["website"] }] } : {}),
      })),
    })),
  };
}

export function dryRun(text: string): Row {
  const { scenario } = checked(text);
  return {
    runs: [{ scenario: scenarioName, status: "fired", trace: traceOf(scenario), scenario_text: scenario }],
    changes: [
      {
        record: { kind: "lead", id: newId(), title: "Order of Anna Kovalenko" },
        changes: [
          { field: "name", old: null, new: "Order of Anna Kovalenko" },
          { field: "sale", old: null, new: { minor: 25_000, currency: "UAH" } },
        ],
      },
    ],
    requests: [
      {
        method: "POST",
        url: "https://warehouse.example.com/orders",
        headers: [["content-type", "application/json"]],
        body: '{"order":{"total":"250"},"source":"website"}',
      },
    ],
    timers: [{ due_at: now() + 3 * 86_400e6, block: "s1", step: "s7", action: "run_scenario" }],
    starts: [],
    faults: [],
  };
}

const STATES = ["fired", "not_matched", "fired", "failed", "throttled", "fired", "waiting"];
export const runs: Row[] = Array.from({ length: 180 }, (_, n) => ({
  id: n === 0 ? "0h7k2mxqp0run" : newId(),
  scenario: scenarioName,
  version: 4,
  event: newId(),
  record: n % 3 ? { kind: "lead", id: newId(), title: "Order of Anna Kovalenko" } : null,
  status: STATES[n % STATES.length],
  at: now() - n * 240e6,
  us: 380 + ((n * 37) % 900),
  note: null,
  trace: { blocks: [] },
  scenario_text: null,
}));
