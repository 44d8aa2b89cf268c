import { describe, expect, it } from "vitest";
import { type Flow, type FlowStep, readFlow } from "./model";
import { apply, diff, type Patch } from "./patch";

const step = (id: string, title: string, more: object = {}): FlowStep => ({
  id,
  step: "send",
  title,
  messages: [],
  ...more,
});
const flowOf = (...steps: FlowStep[]): Flow => ({ name: "F", steps, notes: [] });
const made = (patch: Patch | null): Patch => {
  if (!patch) throw new Error("nothing changed");
  // As it comes back from the browser's storage.
  return JSON.parse(JSON.stringify(patch));
};

/** A small generator of its own: the same numbers at every run. */
function dice(seed: number) {
  let state = seed;
  return (below: number) => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return Math.floor((state / 2147483648) * below);
  };
}

function randomEdit(flow: Flow, roll: (below: number) => number, round: number): Flow {
  const at = roll(flow.steps.length);
  const kind = roll(5);
  if (kind === 0) return { ...flow, steps: flow.steps.toSpliced(at, 0, step(`n${round}`, `new ${round}`)) };
  if (kind === 1 && flow.steps.length > 1) return { ...flow, steps: flow.steps.toSpliced(at, 1) };
  if (kind === 2) return { ...flow, name: `name ${round}` };
  if (kind === 3) return { ...flow, steps: flow.steps.toReversed() };
  const old = flow.steps[at];
  return old ? { ...flow, steps: flow.steps.with(at, { ...old, title: `title ${round}` }) } : flow;
}

describe("edits as patches", () => {
  it("lead there and back again, whatever was done", () => {
    for (let seed = 1; seed <= 60; seed += 1) {
      const roll = dice(seed);
      const states = [flowOf(step("a", "A"), step("b", "B"), step("c", "C"))];
      const patches: Patch[] = [];
      for (let round = 0; round < 20; round += 1) {
        const before = states.at(-1) as Flow;
        const after = randomEdit(before, roll, round);
        const patch = diff(before, after);
        if (!patch) continue;
        patches.push(made(patch));
        states.push(after);
      }
      let flow = states.at(-1) as Flow;
      for (let index = patches.length - 1; index >= 0; index -= 1) {
        flow = apply(flow, patches[index] as Patch, true);
        expect(flow).toEqual(states[index]);
      }
      for (const [index, patch] of patches.entries()) {
        flow = apply(flow, patch);
        expect(flow).toEqual(states[index + 1]);
      }
    }
  });

  it("leave what others changed since then", () => {
    const before = flowOf(step("a", "A"), step("b", "B"));
    const mine = flowOf(step("a", "mine"), step("b", "B"));
    const patch = made(diff(before, mine));
    const now = flowOf(step("a", "mine", { next: "b" }), step("b", "theirs"), step("c", "C"));
    expect(apply(now, patch, true).steps).toEqual([
      step("a", "A", { next: "b" }),
      step("b", "theirs"),
      step("c", "C"),
    ]);
  });

  it("name the places both changed", () => {
    const base = flowOf(step("a", "A"));
    const patch = made(diff(base, flowOf(step("a", "mine"))));
    const clashes: never[] = [];
    expect(apply(flowOf(step("a", "theirs")), patch, false, clashes).steps[0]?.title).toBe("mine");
    expect(clashes).toEqual([{ path: ["steps", "a", "title"], mine: "mine", theirs: "theirs" }]);
  });

  it("are nothing when nothing changed", () => {
    expect(diff(flowOf(step("a", "A")), flowOf(step("a", "A")))).toBeNull();
  });
});

describe("reading a flow", () => {
  it("takes nothing it could not draw whole", () => {
    expect(readFlow({ steps: [{ id: "a", step: "sing" }] })).toBeNull();
    expect(
      readFlow({
        steps: [
          { id: "a", step: "finish" },
          { id: "a", step: "finish" },
        ],
      }),
    ).toBeNull();
    expect(readFlow({ notes: [{ text: "x" }] })).toBeNull();
    expect(readFlow({ name: "A", description: "kept" })).toEqual({
      name: "A",
      description: "kept",
      steps: [],
      notes: [],
    });
  });
});
