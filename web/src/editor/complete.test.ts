import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { explain, type Knowledge, suggest } from "./complete";
import type { Schema } from "./schema";

const schema: Schema = JSON.parse(
  readFileSync(new URL("../../dev/mock/scenario.schema.json", import.meta.url), "utf8"),
);
const known: Knowledge = {
  schema,
  completions: {
    variables: [
      { name: "lead.name", help: "" },
      { name: "contact.phone", help: "" },
    ],
    actions: [],
    starts: [],
    operators: [],
    modifiers: [{ name: "upc", args: "", help: "Upper case", example: "" }],
    keys: {
      pipelines: [],
      stages: [
        { key: "sales/new", name: "New" },
        { key: "sales/won", name: "Won" },
        { key: "support/asked", name: "Asked" },
      ],
      fields: [],
      bots: [],
      flows: [],
      flow_steps: [],
      hooks: [{ key: "orders", name: "Orders" }],
      scenarios: [{ key: "remind", name: "Remind" }],
      globals: [{ key: "report", name: "report" }],
      links: [],
      task_types: [{ key: "call", name: "Call" }],
    },
  },
  variables: ["amount", "phone"],
};
function labels(marked: string): string[] {
  const position = marked.indexOf("|");
  return (suggest(marked.replace("|", ""), position, known)?.options ?? []).map((option) => option.label);
}

describe("completion", () => {
  it("offers the keys of the document that are not there yet", () => {
    expect(labels("name: x\n|")).toEqual(expect.arrayContaining(["start", "blocks", "throttle_secs"]));
    expect(labels("name: x\n|")).not.toContain("name");
  });
  it("offers every start, and then only its own settings", () => {
    expect(labels("start:\n  on: |")).toEqual(
      expect.arrayContaining(["hook_received", "manual", "schedule"]),
    );
    expect(labels("start:\n  on: hook_received\n  |")).toEqual(["hook", "outcome"]);
    expect(labels("start:\n  on: hook_received\n  hook: |")).toEqual(["orders"]);
  });
  it("asks for the action first, then offers what it takes", () => {
    const head = "name: x\nblocks:\n  - do:\n      - ";
    expect(labels(`${head}|`)).toEqual(expect.arrayContaining(["action", "timer", "apply_to"]));
    expect(labels(`${head}|`)).not.toContain("url");
    expect(labels(`${head}action: |`)).toEqual(expect.arrayContaining(["send_webhook", "create_lead"]));
    expect(labels(`${head}action: send_webhook\n        |`)).toEqual(
      expect.arrayContaining(["url", "body", "headers", "timer"]),
    );
    expect(labels(`${head}action: send_webhook\n        |`)).not.toContain("kind");
    expect(labels(`${head}action: send_webhook\n        method: |`)).toEqual([
      "GET",
      "POST",
      "PUT",
      "PATCH",
      "DELETE",
    ]);
    expect(labels(`${head}action: change_stage\n        stage: |`)).toEqual(["new", "won", "asked"]);
    expect(labels(`${head}action: change_stage\n        pipeline: support\n        stage: |`)).toEqual([
      "asked",
    ]);
  });
  it("offers operators in conditions", () => {
    expect(labels('blocks:\n  - if:\n      - left: "{a}"\n        is: |')).toEqual(
      expect.arrayContaining(["equals", "greater"]),
    );
  });
  it("offers variables inside braces and modifiers behind a colon", () => {
    expect(labels('name: "{|')).toEqual(expect.arrayContaining(["amount", "phone", "report"]));
    expect(labels('name: "{{|')).toEqual(["lead.name", "contact.phone"]);
    expect(labels('name: "{{lead.name:|')).toEqual(["upc"]);
  });
  it("lays out maps and lists when a key is chosen", () => {
    const options = suggest("name: x\n", 8, known)?.options ?? [];
    expect(options.find((option) => option.label === "blocks")?.insert).toBe("blocks:\n  - ");
    expect(options.find((option) => option.label === "start")?.insert).toBe("start:\n  ");
    expect(options.find((option) => option.label === "description")?.insert).toBe("description: ");
  });
  it("stays silent in comments", () => expect(labels("# na|")).toEqual([]));
});

describe("what a key is for", () => {
  it("is told from the schema", () => {
    const text = "name: x\nblocks:\n  - do:\n      - action: send_webhook\n        url: y";
    expect(explain(text, text.indexOf("url") + 1, schema)).toEqual({
      name: "url",
      description: "The address.",
    });
    expect(explain(text, text.length, schema)).toBeNull();
  });
});
