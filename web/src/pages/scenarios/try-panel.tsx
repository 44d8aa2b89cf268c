import { getRouteApi } from "@tanstack/react-router";
import { FlaskConical } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { RecordLink } from "@/api/types";
import { Empty } from "@/ui/empty";
import { Load } from "@/ui/load";
import { asKind, RecordPicker } from "@/ui/record-picker";
import { Segmented } from "@/ui/segmented";
import { ArrivalPicker } from "./arrival-picker";
import { DryRunView } from "./dry-run-view";
import { EventPicker, happeningOf } from "./event-picker";
import type { useCheck } from "./use-check";
import { type TryTarget, useTry } from "./use-try";

const route = getRouteApi("/studio/scenarios/$id");

/** Tries the draft on a caught request, on what happened in a dialog or on a record, again at every change; nothing is stored or sent. */
export function TryPanel({ check }: { check: ReturnType<typeof useCheck> }) {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const start = check.scenario?.start;
  const byHook = start?.on === "hook_received";
  const [chosenSource, setSource] = useState<"request" | "event" | "record" | null>(null);
  const happening = happeningOf(start?.on);
  const caught = happening ? "event" : "request";
  const source =
    chosenSource ?? (search.record ? "record" : byHook || happening || search.arrival ? caught : "record");
  const kind = asKind(search.kind);
  const [title, setTitle] = useState<string>();
  const record: RecordLink | null = search.record && kind ? { kind, id: search.record, title } : null;
  const target: TryTarget | null =
    source !== "record"
      ? search.arrival
        ? { arrival_id: search.arrival }
        : null
      : record
        ? { record: { kind: record.kind, id: record.id } }
        : null;
  const { run, faulty } = useTry(check, target);
  const put = (change: { arrival?: string; kind?: string; record?: string }) =>
    void navigate({ search: (before) => ({ ...before, panel: "try", ...change }), replace: true });
  return (
    <div className="flex flex-col gap-4">
      <Segmented
        label={t("try.source")}
        value={source}
        onChange={setSource}
        options={[
          { name: caught, label: t(`try.${caught}`) },
          { name: "record", label: t("try.record") },
        ]}
      />
      {source === "request" ? (
        <ArrivalPicker
          hookKey={typeof start?.hook === "string" ? start.hook : undefined}
          value={search.arrival}
          onPick={(arrival) => put({ arrival, kind: undefined, record: undefined })}
        />
      ) : source === "event" && happening ? (
        <EventPicker
          kind={happening}
          value={search.arrival}
          onPick={(arrival) => put({ arrival, kind: undefined, record: undefined })}
        />
      ) : (
        <RecordPicker
          value={record}
          onPick={(picked) => {
            setTitle(picked.title ?? undefined);
            put({ kind: picked.kind, record: picked.id });
          }}
        />
      )}
      {faulty ? (
        <p className="rounded-lg bg-warn-soft px-3 py-2 text-[13px] text-warn">{t("try.faults")}</p>
      ) : target === null ? (
        <Empty icon={FlaskConical} title={t("editor.panel.try")} text={t("try.choose")} />
      ) : (
        <Load query={run}>{(result) => <DryRunView result={result} scenario={check.scenario} />}</Load>
      )}
    </div>
  );
}
