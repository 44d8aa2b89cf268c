import type { T } from "@/i18n";
import { actionName } from "@/trace/describe";
import { isMap } from "@/ui/is-map";
import { matchItems } from "./reconcile";
import { settingName } from "./setting-names";
import { asText, asTree, same, type Tree } from "./tree";

/** One difference of two documents, in the words of the form. */
export interface Change {
  kind: "added" | "removed" | "changed" | "moved";
  /** Where: the block, the action, the setting. */
  where: string[];
  before?: string;
  after?: string;
}

const shown = (value: unknown): string => {
  if (value === undefined) return "";
  return isMap(value) || Array.isArray(value) ? JSON.stringify(value) : asText(value);
};

const OWN = {
  name: "common.name",
  description: "scenarioForm.description",
  start: "outline.when",
  throttle_secs: "scenarioForm.throttle",
  only_once: "outline.once",
  mode: "policy.mode",
  retry: "policy.retries",
  times: "policy.retries",
  pause_secs: "policy.pause",
  on_error: "policy.onError",
  otherwise: "scenarioForm.otherwise",
  if: "scenarioForm.conditions",
  delay_secs: "scenarioForm.delay",
  off: "common.off",
  timer: "scenarioForm.timer.when",
  apply_to: "scenarioForm.applyTo",
  title: "scenarioForm.title",
  on: "scenarioForm.start",
} as const;

/** What changed between two documents, part by part; parts are known by their ids. */
export class Changes {
  private readonly found: Change[] = [];

  constructor(private readonly t: T) {}

  between(before: Tree, after: Tree): Change[] {
    this.maps(before, after, [], new Set(["blocks"]));
    this.parts(
      before.blocks,
      after.blocks,
      [],
      (block, index) => asText(block.name) || this.t("outline.block", { n: index + 1 }),
    );
    return this.found;
  }

  private label(name: string): string {
    return Object.hasOwn(OWN, name) ? this.t(OWN[name as keyof typeof OWN]) : settingName(this.t, name);
  }

  private maps(before: Tree, after: Tree, where: string[], leave: Set<string>): void {
    const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    for (const name of names) {
      if (leave.has(name) || name === "id" || same(before[name], after[name])) continue;
      const place = [...where, this.label(name)];
      const [old, own] = [before[name], after[name]];
      if (isMap(old) && isMap(own)) this.maps(old, own, place, new Set());
      else this.found.push({ kind: "changed", where: place, before: shown(old), after: shown(own) });
    }
  }

  private parts(
    before: unknown,
    after: unknown,
    where: string[],
    title: (part: Tree, index: number) => string,
  ): void {
    const olds = Array.isArray(before) ? before.map(asTree) : [];
    const owns = Array.isArray(after) ? after.map(asTree) : [];
    const matches = matchItems(olds, owns);
    let highest = -1;
    owns.forEach((own, index) => {
      const match = matches[index];
      const place = [...where, title(own, index)];
      const old = match === null || match === undefined ? undefined : olds[match];
      if (!old || match === null || match === undefined) {
        this.found.push({ kind: "added", where: place });
        return;
      }
      if (match < highest) this.found.push({ kind: "moved", where: place });
      highest = Math.max(highest, match);
      this.maps(old, own, place, new Set(["do"]));
      this.parts(
        old.do,
        own.do,
        place,
        (step) => asText(step.title) || actionName(this.t, asText(step.action)),
      );
    });
    olds.forEach((old, index) => {
      if (!matches.includes(index))
        this.found.push({ kind: "removed", where: [...where, title(old, index)] });
    });
  }
}
