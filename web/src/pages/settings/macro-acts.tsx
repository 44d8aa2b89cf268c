import { useQuery } from "@tanstack/react-query";
import { ArrowUp, Plus, Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { scenariosQuery } from "@/api/scenarios";
import type { DialogAct } from "@/pages/inbox/types";
import { Button, IconButton } from "@/ui/button";
import { Input, Select, Textarea } from "@/ui/field";
import { TagInput } from "@/ui/tag-input";
import { UserPicker } from "@/ui/user-picker";

type Kind = DialogAct["act"];

/** A fresh act of every kind. */
const FRESH: { [K in Kind]: Extract<DialogAct, { act: K }> } = {
  say: { act: "say", text: "" },
  note: { act: "note", text: "" },
  tag: { act: "tag", add: [], remove: [] },
  take: { act: "take" },
  assign: { act: "assign", user: null },
  release: { act: "release" },
  status: { act: "status", status: "manual" },
  snooze: { act: "snooze", secs: 3600 },
  move: { act: "move", to: "" },
  run: { act: "run", scenario: "" },
  read: { act: "read" },
  close: { act: "close" },
};
const KINDS = Object.keys(FRESH) as Kind[];
/** So many the server takes. */
const MOST = 20;

interface ListProps {
  acts: DialogAct[];
  onChange: (acts: DialogAct[]) => void;
  fault: (path: string) => string | undefined;
}

/** What a macro does, in order. */
export function ActList({ acts, onChange, fault }: ListProps) {
  const { t } = useTranslation();
  const replace = (at: number, act: DialogAct) => onChange(acts.with(at, act));
  const up = (at: number) => {
    const [moved] = acts.slice(at, at + 1);
    if (moved) onChange(acts.toSpliced(at, 1).toSpliced(at - 1, 0, moved));
  };
  return (
    <fieldset className="flex min-w-0 flex-col gap-2">
      <legend className="pb-1.5 text-[13px] font-medium text-soft">{t("inbox.macroActs")}</legend>
      {fault("acts") ? <p className="text-xs text-bad">{fault("acts")}</p> : null}
      <ol className="flex flex-col gap-2">
        {acts.map((act, at) => {
          const told = Object.keys(act)
            .map((field) => fault(`acts[${at}].${field}`))
            .find(Boolean);
          return (
            <li key={at} className="flex flex-col gap-2 rounded-lg border p-2">
              <div className="flex items-center gap-1">
                <Select
                  aria-label={t("inbox.macroAct", { n: at + 1 })}
                  className="flex-1"
                  value={act.act}
                  onChange={(event) => {
                    const kind = KINDS.find((one) => one === event.target.value);
                    if (kind) replace(at, FRESH[kind]);
                  }}
                >
                  {KINDS.map((kind) => (
                    <option key={kind} value={kind}>
                      {t(`inbox.act.${kind}`)}
                    </option>
                  ))}
                </Select>
                <IconButton
                  size="iconSm"
                  label={t("inbox.macroUp", { n: at + 1 })}
                  disabled={at === 0}
                  onClick={() => up(at)}
                >
                  <ArrowUp />
                </IconButton>
                <IconButton
                  size="iconSm"
                  label={t("inbox.macroRemove", { n: at + 1 })}
                  onClick={() => onChange(acts.toSpliced(at, 1))}
                >
                  <Trash2 />
                </IconButton>
              </div>
              <ActFields act={act} change={(next) => replace(at, next)} />
              {told ? <p className="text-xs text-bad">{told}</p> : null}
            </li>
          );
        })}
      </ol>
      <Button
        size="sm"
        className="self-start"
        disabled={acts.length >= MOST}
        onClick={() => onChange([...acts, FRESH.say])}
      >
        <Plus /> {t("inbox.macroAdd")}
      </Button>
    </fieldset>
  );
}

const STATUSES = ["auto", "manual", "waiting", "blocked", "finished"] as const;

/** What an act takes. */
function ActFields({ act, change }: { act: DialogAct; change: (act: DialogAct) => void }) {
  const { t } = useTranslation();
  switch (act.act) {
    case "say":
    case "note":
      return (
        <Textarea
          aria-label={t("inbox.replyText")}
          placeholder={t("inbox.replyTextHint")}
          rows={3}
          required
          value={act.text}
          onChange={(event) => change({ ...act, text: event.target.value })}
        />
      );
    case "tag":
      return (
        <>
          <TagInput
            label={t("inbox.tagAdd")}
            placeholder={t("inbox.tagAdd")}
            value={act.add ?? []}
            onChange={(add) => change({ ...act, add })}
          />
          <TagInput
            label={t("inbox.tagRemove")}
            placeholder={t("inbox.tagRemove")}
            value={act.remove ?? []}
            onChange={(remove) => change({ ...act, remove })}
          />
        </>
      );
    case "assign":
      return (
        <UserPicker
          label={t("inbox.assign")}
          value={act.user ?? null}
          onChange={(user) => change({ ...act, user })}
        />
      );
    case "status":
      return (
        <Select
          aria-label={t("inbox.act.status")}
          value={act.status}
          onChange={(event) => {
            const status = STATUSES.find((one) => one === event.target.value);
            if (status) change({ ...act, status });
          }}
        >
          {STATUSES.map((status) => (
            <option key={status} value={status}>
              {t(`inbox.status.${status}`)}
            </option>
          ))}
        </Select>
      );
    case "snooze":
      return (
        <Input
          type="number"
          min={1}
          required
          aria-label={t("inbox.snoozeMinutes")}
          placeholder={t("inbox.snoozeMinutes")}
          value={Math.round(act.secs / 60) || ""}
          onChange={(event) => change({ ...act, secs: Number(event.target.value) * 60 })}
        />
      );
    case "move":
      return (
        <Input
          required
          aria-label={t("inbox.moveTo")}
          placeholder={t("inbox.moveTo")}
          value={act.to}
          onChange={(event) => change({ ...act, to: event.target.value })}
        />
      );
    case "run":
      return <ScenarioField value={act.scenario} onChange={(scenario) => change({ ...act, scenario })} />;
    default:
      return null;
  }
}

/** Chooses a scenario that is run by hand. */
export function ScenarioField({ value, onChange }: { value: string; onChange: (id: string) => void }) {
  const { t } = useTranslation();
  const scenarios = (useQuery(scenariosQuery).data ?? []).filter((row) => row.start.on === "manual");
  return (
    <Select
      required
      aria-label={t("inbox.act.run")}
      value={value}
      onChange={(event) => onChange(event.target.value)}
    >
      <option value="">{t("inbox.chooseScenario")}</option>
      {scenarios.map((row) => (
        <option key={row.id} value={row.id}>
          {row.name}
        </option>
      ))}
    </Select>
  );
}
