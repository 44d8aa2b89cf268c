import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { ColumnValue, ImportDetail, ImportSettings, Pipeline } from "@/api/types";
import { CheckLine, Select } from "@/ui/field";
import { pipelinesQuery, usersQuery } from "../records/queries";
import { valuesQuery } from "./queries";
import { placeOf } from "./targets";

interface MeaningsProps {
  detail: ImportDetail;
  settings: ImportSettings;
  onChange: (settings: ImportSettings) => void;
}

const same = (left: string, right: string) => left.trim().toLowerCase() === right.trim().toLowerCase();

/** What the stages and people that the file names mean here. */
export function Meanings(props: MeaningsProps) {
  const { detail, settings } = props;
  const stage = detail.kind === "lead" ? placeOf(settings.columns, "lead", "stage") : -1;
  const pipeline = detail.kind === "lead" ? placeOf(settings.columns, "lead", "pipeline") : -1;
  const user = placeOf(settings.columns, detail.kind, "responsible");
  return (
    <>
      {stage >= 0 || pipeline >= 0 ? <Stages {...props} stage={stage} pipeline={pipeline} /> : null}
      {user >= 0 ? <Users {...props} column={user} /> : null}
    </>
  );
}

/** The pipeline and the stage of a row of values, whichever columns there are. */
function pairOf(value: ColumnValue, stage: number, pipeline: number): { pipeline: string; stage: string } {
  const [first = "", second = ""] = value.values;
  if (pipeline < 0) return { pipeline: "", stage: first };
  return { pipeline: first, stage: stage < 0 ? "" : second };
}

function isKnown(
  pipelines: Pipeline[],
  home: string | null | undefined,
  named: { pipeline: string; stage: string },
) {
  const found = named.pipeline
    ? pipelines.find((one) => same(one.name, named.pipeline) || one.key === named.pipeline)
    : (pipelines.find((one) => one.id === home) ?? pipelines[0]);
  return found?.stages.some(
    (one) => named.stage === "" || same(one.name, named.stage) || one.key === named.stage,
  );
}

function Stages({
  detail,
  settings,
  onChange,
  stage,
  pipeline,
}: MeaningsProps & { stage: number; pipeline: number }) {
  const { t } = useTranslation();
  const pipelines = useQuery(pipelinesQuery);
  const second = pipeline >= 0 && stage >= 0 ? stage : undefined;
  const values = useQuery(valuesQuery(detail.id, pipeline >= 0 ? pipeline : stage, second));
  const unknown = (values.data ?? [])
    .map((value) => ({ ...pairOf(value, stage, pipeline), count: value.count }))
    .filter((named) => !isKnown(pipelines.data ?? [], settings.pipeline_id, named));
  if (unknown.length === 0) return null;
  const meant = (named: { pipeline: string; stage: string }) =>
    settings.stages.find((one) => same(one.pipeline, named.pipeline) && same(one.stage, named.stage))
      ?.stage_id ?? "";
  const set = (named: { pipeline: string; stage: string }, id: string) => {
    const others = settings.stages.filter(
      (one) => !(same(one.pipeline, named.pipeline) && same(one.stage, named.stage)),
    );
    const added = id ? [{ pipeline: named.pipeline, stage: named.stage, stage_id: id }] : [];
    onChange({ ...settings, stages: [...others, ...added] });
  };
  return (
    <div className="flex flex-col gap-3 border-t p-4">
      <h3 className="text-[13px] font-medium">{t("import.stages")}</h3>
      <CheckLine
        label={t("import.createStages")}
        checked={settings.create_stages}
        onChange={(create_stages) => onChange({ ...settings, create_stages })}
      />
      <ul className="flex flex-col gap-2">
        {unknown.map((named) => {
          const title = [named.pipeline, named.stage].filter(Boolean).join(" / ");
          return (
            <li key={title} className="grid items-center gap-2 sm:grid-cols-2">
              <span className="truncate text-[13px]">
                {title} <span className="text-xs text-faint">× {named.count}</span>
              </span>
              <Select
                aria-label={t("import.means", { value: title })}
                value={meant(named)}
                onChange={(event) => set(named, event.target.value)}
              >
                <option value="">{settings.create_stages ? t("import.make") : t("import.refuse")}</option>
                {pipelines.data?.map((one) => (
                  <optgroup key={one.id} label={one.name}>
                    {one.stages.map((known) => (
                      <option key={known.id} value={known.id}>
                        {one.name}: {known.name}
                      </option>
                    ))}
                  </optgroup>
                ))}
              </Select>
            </li>
          );
        })}
      </ul>
    </div>
  );
}

function Users({ detail, settings, onChange, column }: MeaningsProps & { column: number }) {
  const { t } = useTranslation();
  const users = useQuery(usersQuery);
  const values = useQuery(valuesQuery(detail.id, column));
  const unknown = (values.data ?? [])
    .map((value) => value.values[0] ?? "")
    .filter((name) => !users.data?.some((user) => same(user.name, name) || same(user.email, name)));
  if (unknown.length === 0) return null;
  const set = (name: string, choice: string) => {
    const others = settings.users.filter((one) => !same(one.name, name));
    const added = choice ? [{ name, user_id: choice === "nobody" ? null : choice }] : [];
    onChange({ ...settings, users: [...others, ...added] });
  };
  const meant = (name: string) => {
    const known = settings.users.find((one) => same(one.name, name));
    return known ? (known.user_id ?? "nobody") : "";
  };
  return (
    <div className="flex flex-col gap-3 border-t p-4">
      <h3 className="text-[13px] font-medium">{t("import.people")}</h3>
      <ul className="flex flex-col gap-2">
        {unknown.map((name) => (
          <li key={name} className="grid items-center gap-2 sm:grid-cols-2">
            <span className="truncate text-[13px]">{name}</span>
            <Select
              aria-label={t("import.means", { value: name })}
              value={meant(name)}
              onChange={(event) => set(name, event.target.value)}
            >
              <option value="">{t("import.refuse")}</option>
              <option value="nobody">{t("import.nobody")}</option>
              {users.data?.map((user) => (
                <option key={user.id} value={user.id}>
                  {user.name}
                </option>
              ))}
            </Select>
          </li>
        ))}
      </ul>
    </div>
  );
}
