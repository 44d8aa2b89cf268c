import { useTranslation } from "react-i18next";
import type { Operator, RowTrace } from "@/api/types";
import { Badge } from "@/ui/badge";
import { Select } from "@/ui/field";
import { MenuItem } from "@/ui/menu";
import { faultsAt, pathText, useForm } from "./form-context";
import { ItemMenu } from "./item-menu";
import { mirrored, operatorsFor, UNARY } from "./operators";
import { asText, type Path, type Tree, withKey } from "./tree";
import { ValueField } from "./value-field";
import { soleVariable, type ValueType } from "./variables";

const isOperator = (text: string, all: Operator[]): Operator | undefined => all.find((one) => one === text);

interface RowProps {
  path: Path;
  row: Tree;
  trace?: RowTrace;
  label: string;
}

/** Left value, operator, right value: both sides take the same values. */
export function ComparisonRow({ path, row, trace, label }: RowProps) {
  const { t } = useTranslation();
  const form = useForm();
  const { variables } = form;
  const left = soleVariable(variables, asText(row.left));
  const right = soleVariable(variables, asText(row.right));
  const type = left?.type ?? right?.type ?? "text";
  const { usual, others } = operatorsFor(type);
  const operator = isOperator(asText(row.is), [...usual, ...others]) ?? "equals";
  const unary = UNARY.has(operator);
  // What is wrong with a side stands at that side.
  const sides = ["left", "right"].map((side) => pathText([...path, side]));
  const fault = faultsAt(form.faults, path, true).find((one) => !sides.includes(one.path))?.message;
  const choose = (next: Operator) => {
    const bare = withKey(row, "is", next);
    if (UNARY.has(next))
      form.set(path, withKey(withKey(bare, "right", undefined), "case_sensitive", undefined));
    else form.set(path, "right" in bare ? bare : withKey(bare, "right", ""));
  };
  const swapped = mirrored(operator);
  return (
    <div className="@container flex min-w-0 flex-1 flex-col gap-1 pb-1 max-sm:basis-full max-sm:px-1">
      <div className="flex min-w-0 items-start gap-1.5 @max-md:flex-col @max-md:items-stretch">
        <ValueField
          label={t("scenarioForm.left", { label })}
          hint={t("scenarioForm.leftHint")}
          path={[...path, "left"]}
          value={row.left}
          onChange={(value) => form.set([...path, "left"], value)}
          type={right?.type}
          against={right}
        />
        <OperatorSelect
          label={t("scenarioForm.operator", { label })}
          type={type}
          value={operator}
          usual={usual}
          others={others}
          onChange={choose}
        />
        {unary ? (
          <span className="min-w-0 flex-1 @max-md:hidden" />
        ) : (
          <ValueField
            label={t("scenarioForm.right", { label })}
            hint={
              operator === "in" || operator === "not_in"
                ? t("scenarioForm.listHint")
                : t("scenarioForm.rightHint")
            }
            path={[...path, "right"]}
            value={row.right}
            onChange={(value) => form.set([...path, "right"], value)}
            type={type}
            against={left}
          />
        )}
        <span className="flex @max-md:absolute @max-md:top-0 @max-md:right-0">
          <ItemMenu path={path} label={label}>
            <MenuItem
              disabled={swapped === null || unary}
              onSelect={() =>
                form.set(path, { ...row, left: row.right, is: swapped ?? operator, right: row.left })
              }
            >
              {t("scenarioForm.swap")}
            </MenuItem>
            <MenuItem
              checked={row.case_sensitive === true}
              disabled={unary}
              onSelect={() =>
                form.set([...path, "case_sensitive"], row.case_sensitive === true ? undefined : true)
              }
            >
              {t("scenarioForm.caseSensitive")}
            </MenuItem>
            <MenuItem
              onSelect={() => {
                const { or, ...bare } = row;
                form.set(path, withKey({ any: [bare] }, "or", or));
              }}
            >
              {t("scenarioForm.intoGroup")}
            </MenuItem>
          </ItemMenu>
        </span>
      </div>
      <Notes row={row} trace={trace} fault={fault} unary={unary} known={[left?.sample, right?.sample]} />
    </div>
  );
}

interface OperatorProps {
  label: string;
  type: ValueType;
  value: Operator;
  usual: Operator[];
  others: Operator[];
  onChange: (operator: Operator) => void;
}

function OperatorSelect({ label, type, value, usual, others, onChange }: OperatorProps) {
  const { t } = useTranslation();
  const word = (one: Operator) => {
    const later =
      type === "date" &&
      (["greater", "greater_or_equal", "less", "less_or_equal"] as const).find((name) => name === one);
    return later ? t(`scenarioForm.dateOp.${later}`) : t(`op.${one}`);
  };
  const option = (one: Operator) => (
    <option key={one} value={one}>
      {word(one)}
    </option>
  );
  return (
    <Select
      aria-label={label}
      className="w-40 shrink-0 @max-md:w-full"
      value={value}
      onChange={(event) => {
        const next = isOperator(event.target.value, [...usual, ...others]);
        if (next) onChange(next);
      }}
    >
      {usual.map(option)}
      <optgroup label={t("scenarioForm.otherOperators")}>{others.map(option)}</optgroup>
    </Select>
  );
}

function Notes({
  row,
  trace,
  fault,
  unary,
  known,
}: {
  row: Tree;
  trace?: RowTrace;
  fault?: string;
  unary: boolean;
  /** The values that stand beside the variables already. */
  known: (string | undefined)[];
}) {
  const { t } = useTranslation();
  const shown = (side: unknown, value: string | null | undefined) =>
    !asText(side).includes("{") || (value && known.includes(value))
      ? ""
      : value
        ? `“${value}”`
        : t("trace.empty");
  const met = [shown(row.left, trace?.left), unary ? "" : shown(row.right, trace?.right)].filter(Boolean);
  return (
    <>
      {trace && (met.length > 0 || trace.note) ? (
        <p className="text-xs text-soft">
          {met.join(" · ")}
          {trace.note ? <span className="text-warn"> {trace.note}</span> : null}
        </p>
      ) : null}
      {row.case_sensitive === true ? <Badge>{t("scenarioForm.caseSensitive")}</Badge> : null}
      {fault ? <p className="text-xs text-bad">{fault}</p> : null}
    </>
  );
}
