import { describe, expect, it } from "vitest";
import { merge } from "./merge";
import { readTree, reconcile } from "./reconcile";
import { asList, insert, move, put, remove, type Tree, withIds, withKey, withoutIds } from "./tree";

const TEXT = `# What the shop wants
name: Sale # shown on the button
start:
  on: hook_received
  hook: shop
blocks:
  # the big ones
  - id: b1
    name: Big
    if:
      - {left: "{amount}", is: greater, right: 100}
      - left: "{event}" # what happened
        is: equals
        right: sale
    do:
      - id: s1
        action: add_note
        text: "Hello"
      # tell the boss
      - id: s2
        action: change_tags
        add: big
  - id: b2
    do: []
`;
const tree = (text = TEXT): Tree => {
  const read = readTree(text);
  if (!read) throw new Error("not a map");
  return read;
};
const edited = (change: (tree: Tree) => unknown, text = TEXT) => reconcile(text, change(tree(text)) as Tree);

describe("a form's edit in the text", () => {
  it("changes nothing when nothing changed", () => expect(edited((one) => one)).toBe(TEXT));

  it("keeps every comment around a changed value", () => {
    const text = edited((one) => put(one, ["blocks", 0, "if", 1, "right"], "refund"));
    expect(text).toBe(TEXT.replace("right: sale", "right: refund"));
  });

  it("writes new keys at their usual place", () => {
    const text = edited((one) => put(one, ["blocks", 0, "delay_secs"], 5));
    expect(text).toContain("    name: Big\n    delay_secs: 5\n    if:");
    expect(edited((one) => put(one, ["throttle_secs"], 60))).toContain("throttle_secs: 60\nblocks:");
  });

  it("moves an item with its comment", () => {
    const text = edited((one) => move(one, ["blocks", 0, "do", 1], ["blocks", 0, "do"], 0));
    expect(tree(text).blocks).toMatchObject([{ do: [{ id: "s2" }, { id: "s1" }] }, {}]);
    expect(text).toContain("# tell the boss\n      - id: s2");
  });

  it("takes away what became empty", () => {
    const text = edited((one) => remove(remove(one, ["blocks", 0, "if", 1]), ["blocks", 0, "if", 0]));
    expect(text).not.toContain("if:");
    expect(text).toContain("# the big ones");
  });

  it("puts new items between old ones", () => {
    const text = edited((one) => insert(one, ["blocks"], 1, { id: "b9", name: "Between" }));
    expect(tree(text).blocks).toMatchObject([{ id: "b1" }, { id: "b9" }, { id: "b2" }]);
    expect(text).toContain("# the big ones");
  });

  it("follows the way lists are indented", () => {
    const flat = "name: x\nblocks:\n- id: a\n  do:\n  - id: b\n    action: add_note\n    text: one\n";
    expect(edited((one) => put(one, ["blocks", 0, "do", 0, "text"], "two"), flat)).toBe(
      flat.replace("one", "two"),
    );
  });

  it("quotes what would be read as something else", () => {
    for (const value of ["yes: no", "{amount}", "- a", "# b", "two\nlines", " ", "100", "true", ""]) {
      const text = edited((one) => put(one, ["blocks", 0, "do", 0, "text"], value));
      expect(tree(text)).toMatchObject({ blocks: [{ do: [{ text: value }, {}] }, {}] });
    }
  });
});

describe("ids", () => {
  let next = 0;
  const fresh = () => `n${++next}`;
  it("are given to those without, and to copies", () => {
    const copied = insert(tree(), ["blocks"], 2, asList(tree().blocks)[0]);
    expect(withIds(copied, fresh).blocks).toMatchObject([
      { id: "b1" },
      { id: "b2" },
      { id: "n1", do: [{ id: "n2" }, { id: "n3" }] },
    ]);
    const whole = tree();
    expect(withIds(whole, fresh)).toBe(whole);
    expect(withoutIds({ id: "a", do: [{ id: "b", text: "c" }] })).toEqual({ do: [{ text: "c" }] });
  });
  it("stand first", () =>
    expect(Object.keys(withKey({ name: "a", if: [] }, "id", "b"))).toEqual(["id", "name", "if"]));
});

describe("two people's changes", () => {
  const both = (mine: (tree: Tree) => unknown, theirs: (tree: Tree) => unknown) =>
    merge(TEXT, edited(mine), edited(theirs));

  it("meet when they are at different places", () => {
    const { text, clashes } = both(
      (one) => put(one, ["blocks", 0, "do", 0, "text"], "Mine"),
      (one) => put(one, ["blocks", 0, "name"], "Theirs"),
    );
    expect(clashes).toEqual([]);
    expect(tree(text)).toMatchObject({ blocks: [{ name: "Theirs", do: [{ text: "Mine" }, {}] }, {}] });
    expect(text).toContain("# tell the boss");
  });

  it("meet when one moved what the other changed", () => {
    const { text, clashes } = both(
      (one) => move(one, ["blocks", 1], ["blocks"], 0),
      (one) => put(one, ["blocks", 0, "do", 0, "text"], "Theirs"),
    );
    expect(clashes).toEqual([]);
    expect(tree(text).blocks).toMatchObject([{ id: "b2" }, { id: "b1", do: [{ text: "Theirs" }, {}] }]);
  });

  it("keep what both added at one place", () => {
    const { text, clashes } = both(
      (one) => insert(one, ["blocks", 0, "do"], 2, { id: "m", action: "add_note", text: "mine" }),
      (one) => insert(one, ["blocks", 0, "do"], 2, { id: "t", action: "add_note", text: "theirs" }),
    );
    expect(clashes).toEqual([]);
    expect(tree(text)).toMatchObject({
      blocks: [{ do: [{}, {}, { text: "theirs" }, { text: "mine" }] }, {}],
    });
  });

  it("are named when they disagree, and mine stands", () => {
    const { text, clashes } = both(
      (one) => put(one, ["blocks", 0, "name"], "Mine"),
      (one) => put(one, ["blocks", 0, "name"], "Theirs"),
    );
    expect(clashes).toEqual([{ path: ["blocks", 0, "name"], mine: "Mine", theirs: "Theirs" }]);
    expect(tree(text)).toMatchObject({ blocks: [{ name: "Mine" }, {}] });
  });

  it("do not bring back what one took away, unless the other changed it", () => {
    const gone = both(
      (one) => remove(one, ["blocks", 0, "do", 1]),
      (one) => put(one, ["name"], "New"),
    );
    expect(tree(gone.text)).toMatchObject({ name: "New", blocks: [{ do: [{ id: "s1" }] }, {}] });
    const kept = both(
      (one) => remove(one, ["blocks", 0, "do", 1]),
      (one) => put(one, ["blocks", 0, "do", 1, "add"], "huge"),
    );
    expect(kept.clashes).toHaveLength(1);
    expect(kept.text).toContain("huge");
  });

  it("keep a text that cannot be read", () => {
    const broken = `${TEXT}\nname: "open`;
    expect(
      merge(
        TEXT,
        broken,
        edited((one) => put(one, ["name"], "New")),
      ).text,
    ).toContain('"open');
  });
});
