import { Command } from "cmdk";
import { Search } from "lucide-react";
import { Dialog } from "radix-ui";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useSession } from "@/api/session";
import { Kbd } from "@/ui/badge";
import { ErrorNote } from "@/ui/error-note";
import { choose, type Entry, type Room, readAsked } from "./entry";
import { recent, remember } from "./recent";
import { useCommands } from "./use-commands";
import { useFound } from "./use-found";
import { usePlaces } from "./use-places";
import { useRecordCommands } from "./use-record-commands";
import { useWorkspaceCommands } from "./use-workspaces";

const ROOMS: Room[] = ["records", "go", "scenarios", "hooks", "commands", "settings", "help"];
/** Of a room so many are shown until something is typed. */
const SHOWN = 8;
const LATELY = 5;

const group =
  "px-2 pb-1 [&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:pt-3 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-2xs [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-faint";

function Item({ entry, onSelect }: { entry: Entry; onSelect: (entry: Entry) => void }) {
  const Icon = entry.icon;
  return (
    <Command.Item
      value={entry.id}
      onSelect={() => onSelect(entry)}
      className="flex h-9 items-center gap-3 rounded-md px-2 text-[13px] data-[selected=true]:bg-hover max-sm:h-11"
    >
      <Icon className="size-4 shrink-0 text-faint" aria-hidden />
      <span className="truncate">{entry.label}</span>
      <span className="ml-auto flex min-w-0 items-center gap-1 pl-2 text-xs text-faint">
        {entry.hint ? <span className="truncate">{entry.hint}</span> : null}
        {entry.keys?.map((key) => (
          <span key={key} className="max-sm:hidden">
            <Kbd>{key}</Kbd>
          </span>
        ))}
      </span>
    </Command.Item>
  );
}

/** What the first letter narrows to, shown under the field. */
function Prefixes({ put }: { put: (prefix: string) => void }) {
  const { t } = useTranslation();
  const prefixes = [
    [">", t("palette.commands")],
    ["@", t("palette.people")],
    ["#", t("nav.leads")],
    ["/", t("palette.help")],
  ] as const;
  return (
    <div className="flex shrink-0 gap-1 overflow-x-auto border-t px-3 py-2">
      {prefixes.map(([prefix, label]) => (
        <button
          key={prefix}
          type="button"
          onClick={() => put(prefix)}
          className="flex h-7 shrink-0 items-center gap-1.5 rounded-md px-2 text-xs text-faint hover:bg-hover hover:text-ink max-sm:h-9"
        >
          <Kbd>{prefix}</Kbd>
          {label}
        </button>
      ))}
    </div>
  );
}

/** The entries by room; before anything is typed, those used lately stand first in a room of their own. */
function useShown(typed: string, workspace: string): [string, Entry[]][] {
  const { t } = useTranslation();
  const asked = readAsked(typed);
  const found = useFound(asked);
  const own = [...useRecordCommands(), ...useWorkspaceCommands()];
  const entries = [...found, ...own, ...usePlaces(), ...useCommands()];
  const lately = recent(workspace);
  const fitting = choose(entries, asked, lately);
  const bare = asked.text === "" && asked.rooms === null;
  const used = bare ? fitting.filter((entry) => lately.includes(entry.id)).slice(0, LATELY) : [];
  const rest = fitting.filter((entry) => !used.includes(entry));
  const rooms = ROOMS.map((room): [string, Entry[]] => {
    const own = rest.filter((entry) => entry.room === room);
    return [t(`palette.rooms.${room}`), bare && room !== "go" ? own.slice(0, SHOWN) : own];
  });
  return [[t("palette.lately"), used] as [string, Entry[]], ...rooms].filter(([, own]) => own.length > 0);
}

/** One field for everything: to go anywhere, find any record, run any command. */
export function Palette({ close }: { close: () => void }) {
  const { t } = useTranslation();
  const { workspace } = useSession();
  const [text, setText] = useState("");
  const [fault, setFault] = useState<unknown>(null);
  const shown = useShown(text, workspace.id);
  const select = async (entry: Entry) => {
    remember(workspace.id, entry.id);
    try {
      setFault(null);
      const doing = entry.run();
      if (!entry.id.startsWith("run:")) close();
      await doing;
      close();
    } catch (error) {
      setFault(error);
    }
  };
  return (
    <Dialog.Root open onOpenChange={(open) => !open && close()}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 animate-fade bg-veil" />
        <Dialog.Content
          aria-describedby={undefined}
          className="fixed left-1/2 top-[12vh] z-50 flex max-h-[76vh] w-[calc(100vw-2rem)] max-w-xl -translate-x-1/2 animate-pop flex-col overflow-hidden rounded-xl border bg-raised shadow-pop max-sm:top-4"
        >
          <Dialog.Title className="sr-only">{t("palette.title")}</Dialog.Title>
          <Command label={t("palette.title")} shouldFilter={false} loop className="flex min-h-0 flex-col">
            <div className="flex items-center gap-3 border-b px-4">
              <Search className="size-4 text-faint" aria-hidden />
              <Command.Input
                value={text}
                onValueChange={setText}
                placeholder={t("palette.placeholder")}
                className="h-12 min-w-0 flex-1 bg-transparent text-sm outline-none placeholder:text-faint max-sm:text-base"
              />
              <span className="max-sm:hidden">
                <Kbd>esc</Kbd>
              </span>
            </div>
            {fault ? <ErrorNote error={fault} className="m-2" /> : null}
            <Command.List className="min-h-0 flex-1 overflow-y-auto pb-2">
              <Command.Empty className="px-4 py-8 text-center text-[13px] text-faint">
                {t("palette.empty")}
              </Command.Empty>
              {shown.map(([heading, entries]) => (
                <Command.Group key={heading} heading={heading} className={group}>
                  {entries.map((entry) => (
                    <Item key={entry.id} entry={entry} onSelect={(one) => void select(one)} />
                  ))}
                </Command.Group>
              ))}
            </Command.List>
          </Command>
          <Prefixes put={setText} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
