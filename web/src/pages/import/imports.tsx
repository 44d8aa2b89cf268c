import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Import, RecordKind } from "@/api/types";
import { formatNumber } from "@/i18n/format";
import { Status, type Tone } from "@/ui/badge";
import { ErrorNote } from "@/ui/error-note";
import { Page, Section } from "@/ui/page";
import { Progress } from "@/ui/progress";
import { kindIcon } from "@/ui/record-link";
import { SkeletonRows } from "@/ui/skeleton";
import { Ago } from "@/ui/time";
import { importsQuery, isBusy } from "./queries";
import { Upload } from "./upload";

const route = getRouteApi("/studio/import");

export const stateTone: Record<Import["state"], Tone> = {
  receiving: "accent",
  ready: "neutral",
  checking: "accent",
  checked: "neutral",
  running: "accent",
  paused: "warn",
  finished: "good",
  cancelled: "neutral",
  undoing: "accent",
  undone: "neutral",
};

function Row({ row }: { row: Import }) {
  const { t } = useTranslation();
  const Icon = kindIcon[row.kind];
  const { created, updated, skipped, refused } = row.tally;
  return (
    <li className="relative flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-3 text-[13px] hover:bg-hover/60">
      <Icon className="size-4 shrink-0 text-faint" aria-hidden />
      <div className="min-w-0 flex-1">
        <Link
          to="/import/$id"
          params={{ id: row.id }}
          className="font-medium after:absolute after:inset-0 after:content-['']"
        >
          {row.file.name || t(`import.kinds.${row.kind}`)}
        </Link>
        <p className="text-xs text-faint">
          {t(`import.kinds.${row.kind}`)} · {t("import.rows", { count: row.total })} ·{" "}
          <Ago at={row.created_at} />
        </p>
      </div>
      {isBusy(row.state) ? (
        <span className="w-40">
          <Progress
            label={row.file.name}
            done={row.done}
            of={row.total}
            text={`${formatNumber(row.done)} / ${formatNumber(row.total)}`}
          />
        </span>
      ) : row.state !== "checked" && created + updated + skipped + refused > 0 ? (
        <span className="text-xs text-faint">
          {t("import.summary", { created, updated, skipped, refused })}
        </span>
      ) : null}
      <span className="w-32">
        <Status tone={stateTone[row.state]} live={isBusy(row.state)}>
          {t(`import.state.${row.state}`)}
        </Status>
      </span>
    </li>
  );
}

/** New imports begin here, and those before are listed. */
export function ImportsPage() {
  const { t } = useTranslation();
  const { kind } = route.useSearch();
  const list = useQuery(importsQuery);
  const known = ["lead", "contact", "company", "task"].find((name) => name === kind) as
    | RecordKind
    | undefined;
  return (
    <Page title={t("import.title")} description={t("import.text")}>
      <div className="mx-auto flex max-w-4xl flex-col gap-5 p-6 max-sm:p-4">
        <Section title={t("import.new")}>
          <Upload key={known} kind={known} />
        </Section>
        <Section title={t("import.history")}>
          {list.error ? <ErrorNote error={list.error} retry={list.refetch} className="m-4" /> : null}
          {list.isPending ? <SkeletonRows /> : null}
          {list.data?.length === 0 ? (
            <p className="p-4 text-[13px] text-faint">{t("import.none")}</p>
          ) : (
            <ul className="divide-y">
              {list.data?.map((row) => (
                <Row key={row.id} row={row} />
              ))}
            </ul>
          )}
        </Section>
      </div>
    </Page>
  );
}
