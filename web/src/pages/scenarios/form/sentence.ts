import type { T } from "@/i18n";
import { actionName, timerText } from "@/trace/describe";
import { isMap } from "@/ui/is-map";
import { groupRows, kindOf } from "./condition-groups";
import { UNARY } from "./operators";
import { asList, asText, asTree, type Tree } from "./tree";
import { soleVariable, type Variable } from "./variables";

const KINDS = ["lead", "contact", "company", "task"] as const;
const OPERATORS = [
  "equals",
  "not_equals",
  "contains",
  "not_contains",
  "starts_with",
  "ends_with",
  "greater",
  "greater_or_equal",
  "less",
  "less_or_equal",
  "empty",
  "not_empty",
  "in",
  "not_in",
  "matches",
  "not_matches",
  "changed",
] as const;

/** A block in plain words, in the language of the studio. */
export class Sentences {
  constructor(
    private readonly t: T,
    private readonly language: string,
    private readonly variables: Variable[],
  ) {}

  private join(parts: string[], type: "conjunction" | "disjunction"): string {
    return new Intl.ListFormat(this.language, { type, style: "long" }).format(parts);
  }

  value(value: unknown): string {
    const text = asText(value);
    const variable = soleVariable(this.variables, text);
    if (!variable) return text === "" ? "…" : `“${text}”`;
    const kind = KINDS.find((one) => one === variable.group);
    return kind
      ? this.t("scenarioForm.say.of", { field: variable.label, kind: this.t(`kind.${kind}`) })
      : variable.label;
  }

  private row(row: unknown): string {
    const kind = kindOf(row);
    if (kind) {
      const rows = groupRows(row).map((one) => this.row(one));
      const some = kind === "any" || kind === "none";
      const inner = rows.length > 0 ? this.join(rows, some ? "disjunction" : "conjunction") : "…";
      return kind === "none" || kind === "notAll"
        ? this.t("scenarioForm.say.not", { inner })
        : this.t("scenarioForm.say.brackets", { inner });
    }
    const { left, is, right } = asTree(row);
    const operator = OPERATORS.find((one) => one === is);
    const word = operator ? this.t(`op.${operator}`) : "…";
    return operator && UNARY.has(operator)
      ? `${this.value(left)} ${word}`
      : `${this.value(left)} ${word} ${this.value(right)}`;
  }

  /** The rule of a list with OR rows (Z-2): any of those, or all of the others together. */
  conditions(rows: unknown[]): string {
    const or = rows.filter((row) => isMap(row) && row.or === true).map((row) => this.row(row));
    const and = rows.filter((row) => !(isMap(row) && row.or === true)).map((row) => this.row(row));
    const all = and.length > 0 ? this.join(and, "conjunction") : null;
    if (or.length === 0) return all ?? "";
    const grouped =
      all !== null && and.length > 1 ? this.t("scenarioForm.say.brackets", { inner: all }) : all;
    return this.join(grouped === null ? or : [grouped, ...or], "disjunction");
  }

  private step(step: Tree): string {
    const name = asText(step.title) || actionName(this.t, asText(step.action));
    const when = isMap(step.timer) ? timerText(this.t, step.timer) : "";
    const plain = name.charAt(0).toLocaleLowerCase(this.language) + name.slice(1);
    return when ? `${plain} (${when})` : plain;
  }

  block(block: Tree): string {
    const rows = asList(block.if);
    const steps = asList(block.do)
      .map(asTree)
      .filter((step) => step.off !== true && step.action);
    const then =
      steps.length > 0
        ? this.join(
            steps.map((step) => this.step(step)),
            "conjunction",
          )
        : this.t("scenarioForm.say.nothing");
    return rows.length > 0
      ? this.t("scenarioForm.say.ifThen", { conditions: this.conditions(rows), then })
      : this.t("scenarioForm.say.always", { then });
  }
}
