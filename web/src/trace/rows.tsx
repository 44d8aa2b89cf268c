import { Check, Minus, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Row, RowTrace } from "@/api/types";
import { cn } from "@/ui/cn";
import { Templated } from "./templated";

function Mark({ ok }: { ok: boolean | undefined }) {
  const { t } = useTranslation();
  const [Icon, look, label] =
    ok === undefined
      ? ([Minus, "bg-hover text-faint", t("trace.notJudged")] as const)
      : ok
        ? ([Check, "bg-good-soft text-good", t("trace.held")] as const)
        : ([X, "bg-bad-soft text-bad", t("trace.notHeld")] as const);
  return (
    <span
      role="img"
      aria-label={label}
      title={label}
      className={cn("mt-0.5 grid size-4 shrink-0 place-items-center rounded-full", look)}
    >
      <Icon className="size-3" strokeWidth={3} aria-hidden />
    </span>
  );
}

/** A value as it was compared, under the template it came from. */
function Side({ template, value }: { template: string; value: string | null | undefined }) {
  const { t } = useTranslation();
  const filled = /\{/.test(template);
  return (
    <span className="inline-flex max-w-full min-w-0 flex-wrap items-baseline gap-x-1.5">
      <span className="min-w-0 break-words">
        <Templated text={template} />
      </span>
      {filled && value !== undefined && value !== null ? (
        <span className="min-w-0 break-words font-medium text-ink">
          = {value === "" ? <i className="font-normal text-faint">{t("trace.empty")}</i> : `“${value}”`}
        </span>
      ) : null}
    </span>
  );
}

interface RowsProps {
  rows: Row[];
  /** What happened to each; absent in an outline. */
  trace?: RowTrace[];
  judged: boolean;
  join?: "and" | "or";
}

function Joiner({ row, index, join }: { row: Row; index: number; join?: "and" | "or" }) {
  const { t } = useTranslation();
  if (index === 0) return null;
  const word = join ?? (row.or ? "or" : "and");
  return <span className="text-xs text-faint">{t(`outline.${word}`)} </span>;
}

function OneRow({
  row,
  trace,
  judged,
  index,
  join,
}: {
  row: Row;
  trace: RowTrace | undefined;
  judged: boolean;
  index: number;
  join?: "and" | "or";
}) {
  const { t } = useTranslation();
  const inner = row.all ?? row.any ?? (row.not ? [row.not] : null);
  return (
    <li
      className={cn(
        "flex gap-2 rounded-md px-2 py-1",
        judged && trace && (trace.ok ? "bg-good-soft/50" : "bg-bad-soft/50"),
      )}
    >
      {judged ? <Mark ok={trace?.ok} /> : null}
      <div className="min-w-0 flex-1">
        <Joiner row={row} index={index} join={join} />
        {inner ? (
          <>
            <span className="text-xs text-faint">
              {row.all ? t("outline.all") : row.any ? t("outline.any") : t("outline.not")}
            </span>
            <Rows rows={inner} trace={trace?.rows} judged={judged} join={row.any ? "or" : "and"} />
          </>
        ) : (
          <>
            <Side template={String(row.left ?? "")} value={trace?.left} />{" "}
            <span className="text-faint">{row.is ? t(`op.${row.is}`) : ""}</span>{" "}
            {row.right !== undefined && row.right !== null ? (
              <Side template={String(row.right)} value={trace?.right} />
            ) : null}
          </>
        )}
        {trace?.note ? <p className="text-xs text-warn">{trace.note}</p> : null}
      </div>
    </li>
  );
}

/** Conditions in words; with a trace each is green or red with the values that met. */
export function Rows({ rows, trace, judged, join }: RowsProps) {
  return (
    <ul className="flex flex-col gap-1 text-[13px] leading-5">
      {rows.map((row, index) => (
        <OneRow key={index} row={row} trace={trace?.[index]} judged={judged} index={index} join={join} />
      ))}
    </ul>
  );
}
