import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Input } from "@/ui/field";
import { Load } from "@/ui/load";
import { macrosQuery } from "./queries";
import type { Macro } from "./types";
import { useActText } from "./use-act-text";
import { useActs } from "./use-acts";

/** The macros one can press on dialogs; Enter presses the first that fits. */
export function MacroPicker({ dialogs, close }: { dialogs: string[]; close: () => void }) {
  const { t } = useTranslation();
  const macros = useQuery(macrosQuery);
  const acts = useActs();
  const [text, setText] = useState("");
  const press = (macro: Macro | undefined) =>
    macro && acts.mutate({ dialogs, press: { macro: macro.id } }, { onSuccess: close });
  return (
    <Dialog title={t("inbox.macros")} open onOpenChange={(open) => open || close()}>
      <Load query={macros}>
        {(rows) => {
          const found = rows.filter(({ name }) => name.toLowerCase().includes(text.trim().toLowerCase()));
          return (
            <div className="flex flex-col gap-2">
              <Input
                type="search"
                autoFocus
                aria-label={t("inbox.macroFind")}
                placeholder={t("inbox.macroFind")}
                value={text}
                onChange={(event) => setText(event.target.value)}
                onKeyDown={(event) => event.key === "Enter" && press(found[0])}
              />
              <ul className="flex max-h-72 flex-col overflow-y-auto">
                {found.map((macro) => (
                  <li key={macro.id}>
                    <MacroRow macro={macro} busy={acts.isPending} press={() => press(macro)} />
                  </li>
                ))}
              </ul>
              {found.length === 0 ? (
                <p className="px-2 py-3 text-[13px] text-faint">
                  {t(rows.length === 0 ? "inbox.noMacros" : "inbox.noneFound")}
                </p>
              ) : null}
              <Link
                to="/settings/$section"
                params={{ section: "macros" }}
                className="self-start px-2 text-xs text-accent-ink hover:underline"
              >
                {t("inbox.macrosEdit")}
              </Link>
            </div>
          );
        }}
      </Load>
    </Dialog>
  );
}

function MacroRow({ macro, busy, press }: { macro: Macro; busy: boolean; press: () => void }) {
  const { t } = useTranslation();
  const says = useActText();
  return (
    <Button
      variant="ghost"
      className="h-auto w-full justify-start gap-3 py-1.5 text-left"
      disabled={busy}
      onClick={press}
    >
      <span className="min-w-0 flex-1">
        <span className="block truncate text-ink">{macro.name}</span>
        <span className="block truncate text-xs font-normal text-faint">
          {macro.acts.map(says).join(" · ")}
        </span>
      </span>
      {macro.shared ? null : <Badge>{t("inbox.replyOwn")}</Badge>}
    </Button>
  );
}
