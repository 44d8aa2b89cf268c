import { describe, expect, it } from "vitest";
import { addStep, connect, copyText, pasteSteps, readPasted, removeSteps, toggleOff } from "./edits";
import { placesOf, tidy } from "./layout";
import { type Flow, type FlowStep, readFlow } from "./model";
import { outputs, withTarget } from "./outputs";

const flowOf = (steps: object[], more: object = {}): Flow => {
  const read = readFlow({ name: "F", steps, ...more });
  if (!read) throw new Error("not a flow");
  return read;
};
const LINE = [
  { id: "a", step: "send", messages: [{ text: "A" }], next: "b" },
  { id: "b", step: "ask", message: { text: "B" }, next: "c" },
  { id: "c", step: "finish" },
];
const nextOf = (flow: Flow, id: string) => flow.steps.find((step) => step.id === id)?.next;

describe("edits of a flow", () => {
  it("puts a step into a line", () => {
    const flow = flowOf(LINE);
    const made = addStep(flow, "wait", { from: { step: "a", output: "next" } }, placesOf(flow));
    expect(made.flow.steps.map((step) => step.id)).toEqual(["a", "wait", "b", "c"]);
    expect([nextOf(made.flow, "a"), nextOf(made.flow, "wait")]).toEqual(["wait", "b"]);
  });

  it("cuts a line where a step that ends is put in", () => {
    const flow = flowOf(LINE);
    const made = addStep(flow, "finish", { from: { step: "a", output: "next" } }, placesOf(flow));
    expect(nextOf(made.flow, made.id)).toBeUndefined();
    expect(made.id).toBe("finish");
  });

  it("removes with and without joining the neighbours", () => {
    const flow = flowOf(LINE, { start: "b" });
    expect(nextOf(removeSteps(flow, ["b"], false), "a")).toBeUndefined();
    const healed = removeSteps(flow, ["b"], true);
    expect(nextOf(healed, "a")).toBe("c");
    expect(healed.start).toBe("c");
  });

  it("does not run forever when what is removed leads in a circle", () => {
    const flow = flowOf([LINE[0] ?? {}, { id: "b", step: "send", messages: [], next: "b" }]);
    expect(nextOf(removeSteps(flow, ["b"], true), "a")).toBeUndefined();
  });

  it("pastes copies that lead to each other", () => {
    const flow = flowOf(LINE);
    const steps = readPasted(copyText(flow, ["a", "b"], placesOf(flow)));
    const pasted = pasteSteps(flow, steps ?? [], { x: 100, y: 200 });
    expect(pasted.ids).toEqual(["a-2", "b-2"]);
    expect(nextOf(pasted.flow, "a-2")).toBe("b-2");
    // What was not copied along is still there to lead to.
    expect(nextOf(pasted.flow, "b-2")).toBe("c");
    expect(pasted.flow.steps.find((step) => step.id === "a-2")?.at).toEqual({ x: 96, y: 208 });
    const elsewhere = pasteSteps(flowOf([]), steps ?? [], null);
    expect(nextOf(elsewhere.flow, "b")).toBeUndefined();
  });

  it("takes a whole flow or one step from the clipboard, and nothing else", () => {
    expect(readPasted("name: X\nsteps:\n  - {id: a, step: finish}\n")).toHaveLength(1);
    expect(readPasted("id: a\nstep: finish\n")).toHaveLength(1);
    expect(readPasted("action: add_note\ntext: x\n")).toBeNull();
    expect(readPasted("hello")).toBeNull();
    expect(readPasted("- &a {id: a, step: finish}\n- *a\n")).toBeNull();
  });

  it("turns steps off together, and on when all are off", () => {
    const off = toggleOff(flowOf(LINE), ["a", "b"]);
    expect(off.steps.map((step) => step.off)).toEqual([true, true, undefined]);
    expect(toggleOff(off, ["a", "b"]).steps).toEqual(flowOf(LINE).steps);
  });
});

describe("ways out of a step", () => {
  const ids = (step: object) => outputs(step as FlowStep).map((way) => way.id);

  it("are what its kind has", () => {
    expect(ids({ id: "x", step: "finish" })).toEqual([]);
    expect(ids({ id: "x", step: "operator" })).toEqual(["nobody", "next"]);
    expect(ids({ id: "x", step: "request", request: {}, branches: [{ if: [] }] })).toEqual([
      "branches.0",
      "failed",
      "next",
    ]);
    expect(ids({ id: "x", step: "split", ways: [{ share: 50 }, { share: 50 }] })).toEqual([
      "ways.0",
      "ways.1",
    ]);
    expect(ids({ id: "x", step: "ask", message: {}, tries: 3 })).toEqual(["gave_up", "next"]);
    expect(ids({ id: "x", step: "send", messages: [], if: [{ left: "a", is: "empty" }] })).toEqual([
      "otherwise",
      "next",
    ]);
  });

  it("lead from buttons and back to the step's own way", () => {
    const step = {
      id: "x",
      step: "send",
      messages: [
        { text: "?", buttons: [[{ text: "Yes" }, { text: "Site", press: { url: "https://a.example" } }]] },
      ],
    };
    const flow = flowOf([step, { id: "y", step: "finish" }]);
    const [yes, ...rest] = outputs(flow.steps[0] as FlowStep);
    expect(rest.map((way) => way.id)).toEqual(["next"]);
    const joined = connect(flow, "x", yes?.id ?? "", "y");
    expect(joined.steps[0]).toMatchObject({
      messages: [{ buttons: [[{ text: "Yes", press: { go_to: "y" } }, {}]] }],
    });
    const way = outputs(joined.steps[0] as FlowStep)[0];
    expect(way?.target).toBe("y");
    expect(withTarget(joined.steps[0] as FlowStep, way as never, undefined)).toEqual(flow.steps[0]);
  });
});

describe("the layout", () => {
  it("gives every step a place that no other covers", () => {
    const steps = Array.from({ length: 60 }, (_, n) => ({
      id: `s${n}`,
      step: "send",
      messages: [{ text: "x" }],
      next: `s${Math.floor(n / 2)}`,
    }));
    for (const places of [tidy(flowOf(steps)), placesOf(flowOf(steps))]) {
      const all = [...places.values()].map(({ x, y }) => `${x} ${y}`);
      expect(new Set(all).size).toBe(60);
    }
  });

  it("leaves steps where the document says", () => {
    const flow = flowOf([
      { id: "a", step: "finish", at: { x: 5, y: 7 } },
      { id: "b", step: "finish" },
    ]);
    expect(placesOf(flow).get("a")).toEqual({ x: 5, y: 7 });
  });
});
