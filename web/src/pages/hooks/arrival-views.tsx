import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Arrival } from "@/api/types";
import { formatBytes, formatExact } from "@/i18n/format";
import { Status } from "@/ui/badge";
import { bodyText, prettyBody, rawRequest } from "@/ui/body-text";
import { Code } from "@/ui/code";
import { Facts } from "@/ui/facts";
import { Pairs } from "@/ui/pairs";
import { arrivalTone, runTone } from "@/ui/states";

export function ArrivalVariables({ arrival }: { arrival: Arrival }) {
  const { t } = useTranslation();
  if (arrival.variables.length === 0)
    return <p className="text-[13px] text-faint">{t("arrival.noVariables")}</p>;
  return (
    <Pairs
      label={t("arrival.view.variables")}
      head={[t("arrival.variable"), t("arrival.value")]}
      rows={arrival.variables.map(({ name, value }) => ({ name: `{${name}}`, value, copy: `{${name}}` }))}
    />
  );
}

export function ArrivalBody({ arrival }: { arrival: Arrival }) {
  const { t } = useTranslation();
  const text = prettyBody(bodyText(arrival), arrival.content_type);
  if (!text) return <p className="text-[13px] text-faint">{t("arrival.noBody")}</p>;
  return <Code label={t("arrival.view.body")} text={text} wrap />;
}

export function ArrivalHeaders({ arrival }: { arrival: Arrival }) {
  const { t } = useTranslation();
  return (
    <Pairs
      label={t("arrival.view.headers")}
      head={[t("arrival.header"), t("arrival.value")]}
      rows={arrival.headers.map(([name, value]) => ({ name, value, copy: value }))}
    />
  );
}

export function ArrivalRaw({ arrival }: { arrival: Arrival }) {
  const { t } = useTranslation();
  return <Code label={t("arrival.view.raw")} text={rawRequest(arrival)} wrap />;
}

export function ArrivalTiming({ arrival }: { arrival: Arrival }) {
  const { t } = useTranslation();
  return (
    <div className="flex flex-col gap-6">
      <Facts
        rows={[
          [t("arrival.received"), formatExact(arrival.at)],
          [
            t("hooks.state"),
            <Status key="state" tone={arrivalTone[arrival.state]}>
              {t(`arrival.state.${arrival.state}`)}
            </Status>,
          ],
          [t("arrival.from"), arrival.ip ?? "—"],
          [t("arrival.size"), formatBytes(arrival.size)],
          [t("arrival.type"), arrival.content_type ?? "—"],
        ]}
      />
      <section>
        <h2 className="pb-2 text-[13px] font-semibold">{t("arrival.runs")}</h2>
        {arrival.runs.length === 0 ? (
          <p className="text-[13px] text-faint">
            {t("arrival.noRuns")}{" "}
            <Link to="/events/$id" params={{ id: arrival.id }} className="text-accent-ink hover:underline">
              {t("arrival.whyNot")}
            </Link>
          </p>
        ) : (
          <ul className="divide-y rounded-lg border">
            {arrival.runs.map((run) => (
              <li key={run.id} className="flex items-center gap-3 px-3 py-2 text-[13px]">
                <Link
                  to="/runs/$id"
                  params={{ id: run.id }}
                  className="min-w-0 flex-1 truncate font-medium hover:underline"
                >
                  {typeof run.scenario === "string" ? run.scenario : run.scenario.name}
                </Link>
                <Status tone={runTone[run.status]}>{t(`run.status.${run.status}`)}</Status>
              </li>
            ))}
          </ul>
        )}
      </section>
    </div>
  );
}
