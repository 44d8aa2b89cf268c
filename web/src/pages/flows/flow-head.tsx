import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { ArrowLeft, Ellipsis, Rocket } from "lucide-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { formatClock, formatDateTime } from "@/i18n/format";
import { useUserNames } from "@/pages/records/queries";
import { Status } from "@/ui/badge";
import { Button, IconButton } from "@/ui/button";
import { Confirm } from "@/ui/confirm";
import { Menu, MenuItem, MenuLine } from "@/ui/menu";
import { saveFile } from "@/ui/save-file";
import { asTree } from "../scenarios/form/tree";
import { type BotRow, flowVersionsQuery, type SavedFlow } from "./api";
import { changesOf } from "./flow-changes";
import { EMPTY } from "./flow-store";
import { flowText } from "./flow-yaml";
import type { FlowEditing } from "./use-flow";

export function BackToBot({ bot }: { bot: BotRow }) {
  return (
    <Button asChild variant="ghost" size="icon" className="-ml-2">
      <Link to="/bots/$id" params={{ id: bot.id }} aria-label={bot.settings.name}>
        <ArrowLeft />
      </Link>
    </Button>
  );
}

interface StateProps {
  saved: SavedFlow;
  editing: FlowEditing;
  onCompare: () => void;
}

/** When the running version was published, and by whom. */
function usePublished({ bot, id, version }: SavedFlow): string {
  const { t } = useTranslation();
  const names = useUserNames();
  const versions = useQuery({ ...flowVersionsQuery(bot, id, version), enabled: version > 0 });
  const running = versions.data?.find((row) => row.version === version);
  if (!running) return "";
  const when = formatDateTime(running.at);
  const name = names.get(String(asTree(running.author).user));
  return name ? t("flows.publishedBy", { when, name }) : t("flows.publishedAt", { when });
}

/** Where the draft is: on this machine, on the server, or published; and how far it is from what runs. */
export function FlowState({ saved, editing, onCompare }: StateProps) {
  const { t } = useTranslation();
  const published = usePublished(saved);
  const { saving, savedAt, changed, live, flow } = editing;
  const count = useMemo(() => changesOf(live ?? EMPTY, flow).length, [live, flow]);
  if (saving === "offline") return <Status tone="warn">{t("scenarioForm.state.offline")}</Status>;
  if (saving === "failed") return <Status tone="bad">{t("scenarioForm.state.failed")}</Status>;
  if (!changed)
    return (
      <span className="flex flex-wrap items-center gap-x-3">
        <Status tone="good">{t("editor.upToDate", { version: saved.version })}</Status>
        <span className="text-faint max-sm:hidden">{published}</span>
      </span>
    );
  const since =
    saved.version === 0
      ? t("flows.neverPublished")
      : t("flows.changesSince", { count, version: saved.version });
  const kept =
    saving === "waiting"
      ? t("scenarioForm.state.saving")
      : savedAt
        ? t("flows.savedAt", { time: formatClock(savedAt) })
        : "";
  return (
    <span className="flex flex-wrap items-center gap-x-3">
      <Status tone="warn">
        {t("flows.draft")} · {since}
      </Status>
      <span className="text-faint max-sm:hidden">{published}</span>
      {saved.version > 0 ? (
        <button type="button" className="text-accent-ink hover:underline max-sm:hidden" onClick={onCompare}>
          {t("flows.compare")}
        </button>
      ) : null}
      <span role="status" className="text-faint">
        {kept}
      </span>
    </span>
  );
}

interface ActionsProps {
  bot: BotRow;
  saved: SavedFlow;
  editing: FlowEditing;
  onPublish: () => void;
}

export function FlowActions({ bot, saved, editing, onPublish }: ActionsProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const client = useQueryClient();
  const [question, setQuestion] = useState<"discard" | "delete" | null>(null);
  const close = (open: boolean) => open || setQuestion(null);
  const remove = async () => {
    await api.delete(`/bots/${bot.id}/flows/${saved.id}`);
    await client.invalidateQueries({ queryKey: ["bots", bot.id] });
    await navigate({ to: "/bots/$id", params: { id: bot.id } });
  };
  const download = () =>
    saveFile(new Blob([flowText(editing.flow)], { type: "application/yaml" }), `${saved.key}.yaml`);
  return (
    <>
      <Button variant="primary" disabled={!editing.changed} onClick={onPublish}>
        <Rocket /> {t("scenarioForm.publishDots")}
      </Button>
      <Menu
        trigger={
          <IconButton label={t("common.more")}>
            <Ellipsis />
          </IconButton>
        }
      >
        <MenuItem onSelect={download}>{t("flows.download")}</MenuItem>
        <MenuItem disabled={!editing.changed || saved.version === 0} onSelect={() => setQuestion("discard")}>
          {t("editor.discard")}
        </MenuItem>
        <MenuLine />
        <MenuItem danger onSelect={() => setQuestion("delete")}>
          {t("common.delete")}
        </MenuItem>
      </Menu>
      <Confirm
        title={t("editor.discardTitle")}
        text={t("editor.discardText", { version: saved.version })}
        action={t("editor.discard")}
        danger
        open={question === "discard"}
        onOpenChange={close}
        onConfirm={editing.discard}
      />
      <Confirm
        title={t("flows.deleteTitle", { name: editing.flow.name || saved.key })}
        text={t("flows.deleteText")}
        action={t("common.delete")}
        danger
        open={question === "delete"}
        onOpenChange={close}
        onConfirm={remove}
      />
    </>
  );
}
