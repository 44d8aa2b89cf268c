import { describe, expect, it } from "vitest";
import { graphOf } from "./graph";

const words = { fires: "fires", next: "next", none: "none" };

describe("the picture of a scenario", () => {
  it("has every part once, in the order of the document", () => {
    const tree = {
      start: { on: "manual" },
      blocks: [{ do: [{ action: "add_note" }, { action: "change_tags" }] }, { do: [] }],
      otherwise: "later",
    };
    const { nodes, edges } = graphOf(tree, [true], words);
    expect(nodes.map((node) => node.id)).toEqual(["start", "b0", "b0s0", "b0s1", "b1", "otherwise"]);
    expect(edges.map((edge) => edge.id)).toEqual([
      "start>b0",
      "b0>b0s0",
      "b0s0>b0s1",
      "b0>b1",
      "b1>otherwise",
    ]);
    expect(nodes.map((node) => node.data.fired)).toEqual([
      undefined,
      true,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect(nodes[3]?.data.path).toEqual(["blocks", 0, "do", 1]);
  });
  it("lays no two parts over each other", () => {
    for (const length of [30, 200]) {
      const blocks = Array.from({ length }, () => ({ do: [{ action: "add_note" }, { action: "add_note" }] }));
      const { nodes } = graphOf({ start: {}, blocks, otherwise: "x" }, [], words);
      const boxes = nodes.map(({ position: { x, y }, width = 0, height = 0 }) => ({ x, y, width, height }));
      const clash = boxes.some((one, at) =>
        boxes
          .slice(at + 1)
          .some(
            (two) =>
              Math.abs(one.x - two.x) < (one.width + two.width) / 2 &&
              one.y < two.y + two.height &&
              two.y < one.y + one.height,
          ),
      );
      expect(clash, `${length} blocks`).toBe(false);
    }
  });
  it("draws what cannot be read as far as it can", () => {
    expect(graphOf({}, [], words).nodes).toHaveLength(1);
    expect(graphOf({ blocks: "x", start: 3 }, [], words).nodes).toHaveLength(1);
  });
});
