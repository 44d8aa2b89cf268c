import { useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useState } from "react";
import { useTranslation } from "react-i18next";
import { toast } from "sonner";
import { Button } from "@/ui/button";
import { ErrorNote } from "@/ui/error-note";
import { type BotRow, saveBot } from "../flows/api";
import { asTree, at, type Path, put, same, type Tree } from "../scenarios/form/tree";

interface BotForm {
  settings: Tree;
  get: (path: Path) => unknown;
  /** `undefined` takes the place away: it is then as the server has it by itself. */
  set: (path: Path, value: unknown) => void;
}
const Context = createContext<BotForm | null>(null);
export function useBotForm(): BotForm {
  const form = useContext(Context);
  if (!form) throw new Error("a part of the bot's settings stands outside of them");
  return form;
}

/** The settings of a bot while they are changed: saved as a whole, kept when the server refuses. */
export function BotFormArea({ bot, children }: { bot: BotRow; children: ReactNode }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [settings, setSettings] = useState<Tree>(bot.settings);
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<unknown>(null);
  const changed = !same(settings, bot.settings);
  const form: BotForm = {
    settings,
    get: (path) => at(settings, path),
    set: (path, value) => setSettings((now) => asTree(put(now, path, value))),
  };
  const save = async () => {
    setBusy(true);
    setFault(null);
    try {
      const saved = await saveBot(bot, settings);
      setSettings(saved.settings);
      client.setQueryData(["bots", bot.id], saved);
      await client.invalidateQueries({ queryKey: ["bots"], exact: true });
      toast.success(t("common.saved"));
    } catch (error) {
      setFault(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Context.Provider value={form}>
      <form
        className="flex flex-1 flex-col overflow-hidden"
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <div className="min-h-0 flex-1 overflow-y-auto">
          <div className="mx-auto flex max-w-3xl flex-col gap-5 p-6 max-sm:p-4">{children}</div>
        </div>
        {changed || fault ? (
          <footer className="flex shrink-0 flex-col gap-3 border-t bg-surface px-6 py-3 max-sm:px-4">
            {fault ? <ErrorNote error={fault} /> : null}
            <div className="flex items-center justify-end gap-2">
              <span className="mr-auto text-[13px] text-faint">{t("bots.unsaved")}</span>
              <Button onClick={() => setSettings(bot.settings)}>{t("bots.revert")}</Button>
              <Button type="submit" variant="primary" busy={busy}>
                {t("common.save")}
              </Button>
            </div>
          </footer>
        ) : null}
      </form>
    </Context.Provider>
  );
}
