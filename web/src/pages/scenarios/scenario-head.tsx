import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { ArrowLeft, Ellipsis, Rocket } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { scenariosQuery } from "@/api/scenarios";
import type { ScenarioFull } from "@/api/types";
import { formatClock, formatRelative } from "@/i18n/format";
import { ChangesButton } from "@/pages/settings/access/changes";
import { Status } from "@/ui/badge";
import { Button, IconButton } from "@/ui/button";
import { Menu, MenuItem, MenuLine } from "@/ui/menu";
import { AlsoHere } from "./also-here";
import { OnSwitch } from "./on-switch";
import { type Question, ScenarioQuestions } from "./scenario-questions";
import type { Editing } from "./use-draft";

export function BackToScenarios() {
  const { t } = useTranslation();
  return (
    <Button asChild variant="ghost" size="icon" className="-ml-2">
      <Link to="/scenarios" aria-label={t("scenarios.title")}>
        <ArrowLeft />
      </Link>
    </Button>
  );
}

/** Where the draft is: on this machine, on the server, or published. */
function DraftLabel({ saved, editing }: { saved: ScenarioFull; editing: Editing }) {
  const { t } = useTranslation();
  const { saving, savedAt, changed } = editing;
  if (saving === "offline") return <Status tone="warn">{t("scenarioForm.state.offline")}</Status>;
  if (saving === "failed") return <Status tone="bad">{t("scenarioForm.state.failed")}</Status>;
  if (saving === "waiting") return <Status tone="accent">{t("scenarioForm.state.saving")}</Status>;
  if (saving === "clean" || !changed)
    return <Status tone="good">{t("editor.upToDate", { version: saved.version })}</Status>;
  const time = savedAt ? formatClock(savedAt) : "";
  return <Status tone="warn">{t("scenarioForm.state.saved", { version: saved.version, time })}</Status>;
}

/** Numbers of the day, each leading to its list. */
function Counters({ id }: { id: string }) {
  const { t } = useTranslation();
  const row = useQuery(scenariosQuery).data?.find((one) => one.id === id);
  if (!row) return null;
  return (
    <span className="flex gap-x-3 text-xs max-lg:hidden">
      <Link to="/runs" search={{ scenario: id }} className="hover:text-ink">
        {t("scenarioForm.lastFired")} {row.last_run_at ? formatRelative(row.last_run_at) : t("common.never")}
      </Link>
      <Link to="/runs" search={{ scenario: id, status: "fired" }} className="hover:text-ink">
        {t("scenarioForm.firedToday", { count: row.fired_today })}
      </Link>
      <Link
        to="/runs"
        search={{ scenario: id, status: "failed" }}
        className={row.failed_today > 0 ? "text-bad" : "hover:text-ink"}
      >
        {t("scenarioForm.failedToday", { count: row.failed_today })}
      </Link>
      <Link to="/timers" search={{ scenario: id }} className="hover:text-ink">
        {t("scenarioForm.pendingNow", { count: row.pending })}
      </Link>
    </span>
  );
}

export function ScenarioState({ saved, editing }: { saved: ScenarioFull; editing: Editing }) {
  return (
    // One line from the start: what comes later must not push the page down.
    <span className="flex items-center gap-x-3 overflow-hidden max-sm:flex-wrap sm:*:shrink-0">
      <span className="min-w-16 truncate font-mono max-sm:hidden sm:shrink!">{saved.key}</span>
      <DraftLabel saved={saved} editing={editing} />
      <AlsoHere people={editing.people} />
      <Counters id={saved.id} />
    </span>
  );
}

interface ActionsProps {
  saved: ScenarioFull;
  name: string;
  editing: Editing;
  onPublish: () => void;
}

export function ScenarioActions({ saved, name, editing, onPublish }: ActionsProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [question, setQuestion] = useState<Question | null>(null);
  const manual = saved.scenario?.start.on === "manual";
  const broken = saved.faults.some((fault) => fault.severity === "error");
  return (
    <>
      <span
        className="flex items-center gap-2 text-[13px] text-faint"
        title={broken ? t("editor.switchFirst") : undefined}
      >
        <span className="max-sm:hidden">{saved.on ? t("common.on") : t("common.off")}</span>
        <OnSwitch id={saved.id} name={name} on={saved.on} disabled={broken && !saved.on} />
      </span>
      <Button variant="primary" disabled={!editing.changed} onClick={onPublish}>
        <Rocket /> {t("scenarioForm.publishDots")}
      </Button>
      <ChangesButton kind="scenario" name={saved.key} title={name} />
      <Menu
        trigger={
          <IconButton label={t("common.more")}>
            <Ellipsis />
          </IconButton>
        }
      >
        <MenuItem onSelect={() => void navigate({ to: "/runs", search: { scenario: saved.id } })}>
          {t("editor.runs")}
        </MenuItem>
        <MenuItem onSelect={() => void navigate({ to: "/why", search: { scenario: saved.id } })}>
          {t("editor.why")}
        </MenuItem>
        <MenuItem onSelect={() => void navigate({ to: "/timers", search: { scenario: saved.id } })}>
          {t("editor.pendingList")}
        </MenuItem>
        <MenuItem onSelect={() => void navigate({ to: "/scenarios/$id/rehearse", params: { id: saved.id } })}>
          {t("rehearsal.open")}
        </MenuItem>
        <MenuItem onSelect={() => void navigate({ to: "/scenarios/$id/tests", params: { id: saved.id } })}>
          {t("tests.open")}
        </MenuItem>
        <MenuItem disabled={!manual} onSelect={() => setQuestion("run")}>
          {t("editor.runNow")}
        </MenuItem>
        <MenuLine />
        <MenuItem disabled={!editing.changed} onSelect={() => setQuestion("discard")}>
          {t("editor.discard")}
        </MenuItem>
        <MenuItem onSelect={() => setQuestion("key")}>{t("editor.key")}</MenuItem>
        <MenuItem danger onSelect={() => setQuestion("delete")}>
          {t("common.delete")}
        </MenuItem>
      </Menu>
      <ScenarioQuestions
        question={question}
        close={() => setQuestion(null)}
        saved={saved}
        name={name}
        editing={editing}
      />
    </>
  );
}
