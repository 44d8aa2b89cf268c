import { Lightbulb } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Block, Row, RowTrace, Scenario, Smallest, Trace } from "@/api/types";
import type { T } from "@/i18n";
import { Templated } from "./templated";

/** The rows inside a row, whichever kind of group it is. */
const inside = (row: Row | undefined): Row[] => row?.all ?? row?.any ?? (row?.not ? [row.not] : []);

interface Found {
  row: Row | undefined;
  trace: RowTrace | undefined;
}

/** Follows the way of places through a block's rows and groups. */
export function follow(rows: Row[], traces: RowTrace[], [first = 0, ...rest]: number[]): Found {
  const found = { row: rows[first], trace: traces[first] };
  return rest.length === 0 ? found : follow(inside(found.row), found.trace?.rows ?? [], rest);
}

function value(t: T, text: string | null | undefined): string {
  return text ? `“${text}”` : t("trace.empty");
}

function Turn({ row, trace }: Found) {
  const { t } = useTranslation();
  if (!row) return null;
  const right = row.right === undefined || row.right === null ? "" : String(row.right);
  return (
    <li className="text-[13px] leading-5">
      <Templated text={String(row.left ?? "")} />{" "}
      <span className="text-soft">{row.is ? t(`op.${row.is}`) : ""}</span>{" "}
      {right ? <Templated text={right} /> : null}
      <span className="block text-xs text-faint">
        {t(trace?.ok ? "debugger.smallest.mustFail" : "debugger.smallest.mustHold")}
        {trace?.left !== undefined ? ` ${t("debugger.smallest.was", { value: value(t, trace?.left) })}` : ""}
      </span>
    </li>
  );
}

function blockName(t: T, blocks: Block[], id: string): string {
  const place = blocks.findIndex((block) => block.id === id);
  return blocks[place]?.name || t("outline.block", { n: place + 1 });
}

/** The fewest conditions that would have had to end otherwise. */
export function SmallestChange({
  smallest,
  scenario,
  trace,
}: {
  smallest: Smallest;
  scenario: Scenario;
  trace: Trace;
}) {
  const { t } = useTranslation();
  const blocks = scenario.blocks ?? [];
  const rows = blocks.find((block) => block.id === smallest.block)?.if ?? [];
  const traces = trace.blocks?.find((block) => block.id === smallest.block)?.rows ?? [];
  return (
    <aside className="flex gap-2.5 rounded-lg bg-accent-soft/60 p-3">
      <Lightbulb className="mt-0.5 size-4 shrink-0 text-accent-ink" aria-hidden />
      <div className="min-w-0">
        <h3 className="text-[13px] font-medium">
          {t("debugger.smallest.title", {
            count: smallest.rows.length,
            block: blockName(t, blocks, smallest.block),
          })}
        </h3>
        <ul className="mt-1 flex list-disc flex-col gap-1 pl-4">
          {smallest.rows.map((path) => (
            <Turn key={path.join(".")} {...follow(rows, traces, path)} />
          ))}
        </ul>
      </div>
    </aside>
  );
}
