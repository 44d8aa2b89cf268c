import { describe, expect, it } from "vitest";
import type { LeadCard } from "@/api/types";
import { backOf, type Column, landed, targetAt } from "./model";

const card = (id: string, stage: string, minor?: number): LeadCard => ({
  id,
  name: id,
  pipeline_id: "p",
  stage_id: stage,
  sale: minor === undefined ? null : { minor, currency: "UAH" },
  responsible_id: null,
  loss_reason_id: null,
  tags: [],
  contact: null,
  next_task_at: null,
  entered_stage_at: 1,
  created_at: 1,
});
const column = (stage: string, cards: LeadCard[]): Column => ({
  stage,
  count: cards.length,
  sums: [{ minor: cards.reduce((sum, one) => sum + (one.sale?.minor ?? 0), 0), currency: "UAH" }],
  scenarios: [],
  cards,
  next: null,
});
const a = card("a", "new", 10);
const b = card("b", "new", 20);
const c = card("c", "won", 40);
const columns = [column("new", [a, b]), column("won", [c])];
const shown = (all: Column[]) => all.map((one) => one.cards.map((each) => each.id).join(""));

describe("cards on their way", () => {
  it("stand where they go, and are counted there", () => {
    const after = landed(columns, [{ id: 1, cards: [b], to: { stage: "won", above: "c" }, at: 7 }]);
    expect(shown(after)).toEqual(["a", "bc"]);
    expect(after.map((one) => [one.count, one.sums[0]?.minor])).toEqual([
      [1, 10],
      [2, 60],
    ]);
  });
  it("landing twice changes nothing", () => {
    const flight = { id: 1, cards: [a, b], to: { stage: "won", below: "c" }, at: 7 };
    const once = landed(columns, [flight]);
    expect(shown(once)).toEqual(["", "cab"]);
    expect(once[1]?.cards.map((card) => card.entered_stage_at)).toEqual([1, 7, 7]);
    expect(landed(once, [flight])).toEqual(once);
  });
  it.each([
    [0, { stage: "new", above: "a" }],
    [1, { stage: "new", above: "b" }],
    [2, { stage: "new", below: "b" }],
  ])("a place %i is named by a neighbour", (at, target) => {
    expect(targetAt("new", [a, b], at)).toEqual(target);
  });
  it("go back beside the neighbours they had", () => {
    expect(backOf(columns, [a]).map((one) => one.to)).toEqual([{ stage: "new", above: "b" }]);
    expect(backOf(columns, [b]).map((one) => one.to)).toEqual([{ stage: "new", below: "a" }]);
    expect(backOf(columns, [a, b]).map((one) => one.to)).toEqual([{ stage: "new" }, { stage: "new" }]);
  });
});
