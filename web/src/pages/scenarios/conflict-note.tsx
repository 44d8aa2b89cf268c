import { GitMerge } from "lucide-react";
import { useTranslation } from "react-i18next";
import { stringify } from "yaml";
import { Button } from "@/ui/button";
import { pathText } from "./form/form-context";
import type { Clash } from "./form/merge";
import type { Editing } from "./use-draft";

const shown = (value: unknown, nothing: string): string =>
  value === undefined ? nothing : typeof value === "string" ? value : stringify(value).trimEnd();

function Side({
  title,
  text,
  action,
  onTake,
}: {
  title: string;
  text: string;
  action: string;
  onTake: () => void;
}) {
  return (
    <div className="flex min-w-0 flex-1 flex-col gap-1.5 rounded-lg border bg-surface p-2">
      <p className="text-xs font-medium text-faint">{title}</p>
      <pre className="max-h-40 flex-1 overflow-auto font-mono text-xs break-words whitespace-pre-wrap">
        {text}
      </pre>
      <Button size="sm" className="self-start" onClick={onTake}>
        {action}
      </Button>
    </div>
  );
}

/** Two people changed one place to different things: both stand side by side until somebody chooses. */
export function ConflictNote({ editing }: { editing: Pick<Editing, "clashes" | "settle"> }) {
  const { t } = useTranslation();
  if (editing.clashes.length === 0) return null;
  const row = (clash: Clash, index: number) => (
    <li key={index} className="flex flex-col gap-1.5">
      <code className="font-mono text-xs text-soft">{pathText(clash.path)}</code>
      <div className="flex gap-2 max-sm:flex-col">
        <Side
          title={t("scenarioForm.mine")}
          text={shown(clash.mine, t("scenarioForm.takenAway"))}
          action={t("scenarioForm.keepMine")}
          onTake={() => editing.settle(clash, "mine")}
        />
        <Side
          title={t("scenarioForm.theirs")}
          text={shown(clash.theirs, t("scenarioForm.takenAway"))}
          action={t("scenarioForm.takeTheirs")}
          onTake={() => editing.settle(clash, "theirs")}
        />
      </div>
    </li>
  );
  return (
    <section
      role="alert"
      className="flex max-h-[45vh] flex-col gap-2 overflow-y-auto border-b bg-warn-soft px-4 py-3 text-[13px]"
    >
      <p className="flex items-center gap-2 font-medium">
        <GitMerge className="size-4 text-warn" aria-hidden />{" "}
        {t("scenarioForm.clashes", { count: editing.clashes.length })}
      </p>
      <p className="text-soft">{t("scenarioForm.clashText")}</p>
      <ul className="flex flex-col gap-3">{editing.clashes.map(row)}</ul>
    </section>
  );
}
