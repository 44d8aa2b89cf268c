import { Link, useNavigate } from "@tanstack/react-router";
import { ArrowLeft, Ellipsis, Save } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ScenarioFull } from "@/api/types";
import { formatRelative } from "@/i18n/format";
import { Status } from "@/ui/badge";
import { Button, IconButton } from "@/ui/button";
import { Menu, MenuItem, MenuLine } from "@/ui/menu";
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

export function ScenarioState({ saved, editing }: { saved: ScenarioFull; editing: Editing }) {
  const { t } = useTranslation();
  const { draft } = editing;
  return (
    <span className="flex flex-wrap items-center gap-x-3">
      <span className="font-mono">{saved.key}</span>
      {draft ? (
        <Status tone="warn">
          <span className="text-xs">{t("editor.unsaved", { time: formatRelative(draft.at * 1000) })}</span>
        </Status>
      ) : (
        <Status tone="good">
          <span className="text-xs">{t("editor.upToDate", { version: saved.version })}</span>
        </Status>
      )}
    </span>
  );
}

interface ActionsProps {
  saved: ScenarioFull;
  name: string;
  editing: Editing;
}

export function ScenarioActions({ saved, name, editing }: ActionsProps) {
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
      <Button
        variant="primary"
        disabled={!editing.draft}
        busy={editing.saving}
        onClick={() => editing.save()}
      >
        <Save /> {t("editor.save")}
      </Button>
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
        <MenuItem disabled={!editing.draft} onSelect={() => setQuestion("discard")}>
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
