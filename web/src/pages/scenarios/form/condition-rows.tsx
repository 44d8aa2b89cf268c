import { Plus } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { RowTrace } from "@/api/types";
import { Button } from "@/ui/button";
import { cn } from "@/ui/cn";
import { ComparisonRow } from "./comparison-row";
import { GROUPS, type GroupKind, groupPath, groupRows, kindOf, regrouped } from "./condition-groups";
import { useForm } from "./form-context";
import { ItemMenu } from "./item-menu";
import { RowMark } from "./row-mark";
import { Handle, SortEnd, SortItem, SortList } from "./sortable";
import { asList, asTree, insert, type Path } from "./tree";

/** How a row hangs on those before it: in the block's own list a person chooses, in a group its kind says it. */
type Join = "choose" | "and" | "or";

interface RowsProps {
  path: Path;
  rows: unknown[];
  join: Join;
  trace?: RowTrace[];
}

/** Conditions, drawn as they nest. */
export function ConditionRows({ path, rows, join, trace }: RowsProps) {
  const { t } = useTranslation();
  const form = useForm();
  const add = (row: unknown) => {
    form.change(insert(form.tree, path, rows.length, row));
    form.focus([...path, rows.length]);
  };
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <SortList sort="row" path={path} count={rows.length}>
        <ul className="flex min-w-0 flex-col gap-1">
          {rows.map((row, index) => (
            <ConditionRow key={index} path={[...path, index]} row={row} join={join} trace={trace?.[index]} />
          ))}
        </ul>
      </SortList>
      <SortEnd sort="row" path={path}>
        <div className="flex flex-wrap gap-1">
          <Button variant="ghost" size="sm" onClick={() => add({ left: "", is: "equals", right: "" })}>
            <Plus /> {t("scenarioForm.addCondition")}
          </Button>
          <Button
            variant="ghost"
            size="sm"
            onClick={() => add({ any: [{ left: "", is: "equals", right: "" }] })}
          >
            <Plus /> {t("scenarioForm.addGroup")}
          </Button>
        </div>
      </SortEnd>
    </div>
  );
}

function Joiner({ path, row, join }: { path: Path; row: unknown; join: Join }) {
  const { t } = useTranslation();
  const form = useForm();
  const or = asTree(row).or === true;
  const first = path.at(-1) === 0;
  const look = "h-8 w-12 shrink-0 text-xs max-sm:h-10";
  if (join !== "choose")
    return (
      <span className={cn(look, "grid place-items-center text-faint")}>
        {first ? "" : t(`outline.${join}`)}
      </span>
    );
  return (
    <button
      type="button"
      aria-pressed={or}
      title={t("scenarioForm.orRule")}
      onClick={() => form.set([...path, "or"], or ? undefined : true)}
      className={cn(
        look,
        "rounded-md font-medium hover:bg-hover",
        or ? "bg-warn-soft text-warn" : "text-soft",
      )}
    >
      {or ? t("outline.or") : first ? "" : t("outline.and")}{" "}
      <span className="sr-only">{t("scenarioForm.joinLabel", { n: Number(path.at(-1)) + 1 })}</span>
    </button>
  );
}

function ConditionRow({
  path,
  row,
  join,
  trace,
}: {
  path: Path;
  row: unknown;
  join: Join;
  trace?: RowTrace;
}) {
  const { t } = useTranslation();
  const kind = kindOf(row);
  const label = t("scenarioForm.condition", { n: Number(path.at(-1)) + 1 });
  return (
    <SortItem
      sort="row"
      path={path}
      label={label}
      className={cn("rounded-md", trace && (trace.ok ? "bg-good-soft/60" : "bg-bad-soft/60"))}
    >
      <div className="flex min-w-0 items-start gap-1 max-sm:flex-wrap max-sm:pr-10">
        <Handle label={label} />
        <Joiner path={path} row={row} join={join} />
        {trace ? <RowMark ok={trace.ok} /> : null}
        {kind ? (
          <Group path={path} row={row} kind={kind} trace={trace} />
        ) : (
          <ComparisonRow path={path} row={asTree(row)} trace={trace} label={label} />
        )}
      </div>
    </SortItem>
  );
}

/** Brackets: rows of their own, indented under what joins them. */
function Group({ path, row, kind, trace }: { path: Path; row: unknown; kind: GroupKind; trace?: RowTrace }) {
  const { t } = useTranslation();
  const form = useForm();
  const inner = groupPath(path, row);
  const negated = kind === "none" || kind === "notAll";
  // Brackets around a single row that the document leaves out have no trace of their own.
  const traced = negated ? (trace?.rows?.[0]?.rows ?? trace?.rows) : trace?.rows;
  return (
    <div className="min-w-0 flex-1 border-l-2 border-line-strong pl-2 max-sm:basis-full">
      <div className="flex items-center gap-1">
        <select
          aria-label={t("scenarioForm.groupKind")}
          value={kind}
          onChange={(event) => {
            const next = GROUPS.find((one) => one === event.target.value);
            if (next) form.set(path, regrouped(row, next));
          }}
          className="h-8 rounded-md border border-transparent bg-transparent px-1.5 text-[13px] font-medium text-soft hover:border-line-strong max-sm:h-10"
        >
          {GROUPS.map((one) => (
            <option key={one} value={one}>
              {t(`scenarioForm.groupOf.${one}`)}
            </option>
          ))}
        </select>
        <span className="flex-1" />
        <ItemMenu path={path} label={t("scenarioForm.condition", { n: Number(path.at(-1)) + 1 })} />
      </div>
      <ConditionRows
        path={inner}
        rows={asList(groupRows(row))}
        join={kind === "any" || kind === "none" ? "or" : "and"}
        trace={traced}
      />
    </div>
  );
}
