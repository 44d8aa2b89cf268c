import { isMap } from "@/ui/is-map";
import { type Path, same, type Tree, withKey } from "./tree";

/** The brackets the form draws. The last two are `not` around a list; a bare `not` around one row counts as the last. */
export const GROUPS = ["all", "any", "none", "notAll"] as const;
export type GroupKind = (typeof GROUPS)[number];

const inside = (row: unknown): unknown => (isMap(row) ? row.not : undefined);

export function kindOf(row: unknown): GroupKind | null {
  if (!isMap(row)) return null;
  if ("all" in row) return "all";
  if ("any" in row) return "any";
  if (!("not" in row)) return null;
  const inner = row.not;
  return isMap(inner) && "any" in inner ? "none" : "notAll";
}

/** The rows between the brackets. */
export function groupRows(row: unknown): unknown[] {
  if (!isMap(row)) return [];
  const list = row.all ?? row.any;
  if (list !== undefined) return Array.isArray(list) ? list : [];
  const inner = inside(row);
  if (isMap(inner) && ("all" in inner || "any" in inner)) return groupRows(inner);
  return inner === undefined || inner === null ? [] : [inner];
}

/** Where those rows stand. */
export function groupPath(path: Path, row: unknown): Path {
  if (!isMap(row)) return path;
  if ("all" in row) return [...path, "all"];
  if ("any" in row) return [...path, "any"];
  const inner = row.not;
  if (isMap(inner) && "any" in inner) return [...path, "not", "any"];
  return [...path, "not", "all"];
}

/** The same rows between other brackets. */
export function regrouped(row: unknown, kind: GroupKind): Tree {
  const rows = groupRows(row);
  const made: Record<GroupKind, Tree> = {
    all: { all: rows },
    any: { any: rows },
    none: { not: { any: rows } },
    notAll: { not: { all: rows } },
  };
  return isMap(row) && row.or === true ? withKey(made[kind], "or", true) : made[kind];
}

/**
 * Lists of rows inside `not` need their brackets written out before a row can be added: a bare `not` holds one row.
 * Everything else stays as it was.
 */
export function spelledOut(row: unknown): unknown {
  if (!isMap(row)) return row;
  for (const name of ["all", "any"] as const) {
    const list = row[name];
    if (Array.isArray(list)) {
      const next = list.map(spelledOut);
      return next.every((one, index) => one === list[index]) ? row : { ...row, [name]: next };
    }
  }
  const inner = row.not;
  if (inner === undefined) return row;
  if (isMap(inner) && ("all" in inner || "any" in inner)) {
    const next = spelledOut(inner);
    return next === inner ? row : { ...row, not: next };
  }
  return { ...row, not: { all: [spelledOut(inner)] } };
}

/** The document with the brackets of every `not` written out, as the form edits it. */
export function spelledTree(tree: Tree): Tree {
  if (!Array.isArray(tree.blocks)) return tree;
  const blocks = tree.blocks.map((block: unknown) => {
    if (!isMap(block) || !Array.isArray(block.if)) return block;
    const rows = block.if.map(spelledOut);
    return same(rows, block.if) ? block : { ...block, if: rows };
  });
  return same(blocks, tree.blocks) ? tree : { ...tree, blocks };
}
