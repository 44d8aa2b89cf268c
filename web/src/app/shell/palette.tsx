import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Command } from "cmdk";
import { CornerDownLeft, type LucideIcon, Moon, Plus, Search, ShieldQuestion, Upload } from "lucide-react";
import { Dialog } from "radix-ui";
import { type ReactNode, useDeferredValue, useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import type { SearchHit } from "@/api/types";
import { Kbd } from "@/ui/badge";
import { kindIcon, recordPath } from "@/ui/record-link";
import { PLACES } from "../nav";
import { useTaste } from "./user-menu";

const group =
  "px-2 pb-1 [&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:pt-3 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-2xs [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-faint";

interface EntryProps {
  icon: LucideIcon;
  label: string;
  value?: string;
  keywords?: string[];
  aside?: ReactNode;
  onSelect: () => void;
}

function Entry({ icon: Icon, label, value, keywords, aside, onSelect }: EntryProps) {
  return (
    <Command.Item
      value={value ?? label}
      keywords={keywords ?? [label]}
      onSelect={onSelect}
      className="flex h-9 items-center gap-3 rounded-md px-2 text-[13px] data-[selected=true]:bg-hover max-sm:h-11"
    >
      <Icon className="size-4 shrink-0 text-faint" aria-hidden />
      <span className="truncate">{label}</span>
      <span className="ml-auto flex shrink-0 items-center gap-1 text-xs text-faint">{aside}</span>
    </Command.Item>
  );
}

function useHits(text: string) {
  const asked = useDeferredValue(text.replace(/^[>#@/]/, "").trim());
  return useQuery({
    queryKey: ["search", asked],
    queryFn: async () => ({ asked, ...(await api.get<{ items: SearchHit[] }>("/search", { q: asked })) }),
    enabled: asked.length > 1 && !text.startsWith(">"),
    placeholderData: (before) => before,
  });
}

export function Palette({ close }: { close: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { pickTheme } = useTaste();
  const [text, setText] = useState("");
  const hits = useHits(text);
  const found = text.trim().length > 1 && !text.startsWith(">") ? (hits.data?.items ?? []) : [];
  const go = (action: () => unknown) => () => {
    close();
    void action();
  };
  return (
    <Dialog.Root open onOpenChange={(open) => !open && close()}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 animate-fade bg-veil" />
        <Dialog.Content
          aria-describedby={undefined}
          className="fixed left-1/2 top-[12vh] z-50 w-[calc(100vw-2rem)] max-w-xl -translate-x-1/2 animate-pop overflow-hidden rounded-xl border bg-raised shadow-pop max-sm:top-4"
        >
          <Dialog.Title className="sr-only">{t("palette.title")}</Dialog.Title>
          <Command label={t("palette.title")} loop>
            <div className="flex items-center gap-3 border-b px-4">
              <Search className="size-4 text-faint" aria-hidden />
              <Command.Input
                value={text}
                onValueChange={setText}
                placeholder={t("palette.placeholder")}
                className="h-12 flex-1 bg-transparent text-sm outline-none placeholder:text-faint max-sm:text-base"
              />
              <Kbd>esc</Kbd>
            </div>
            <Command.List className="max-h-[min(26rem,60vh)] overflow-y-auto pb-2">
              <Command.Empty className="px-4 py-8 text-center text-[13px] text-faint">
                {t("palette.empty")}
              </Command.Empty>
              {found.length > 0 ? (
                <Command.Group heading={t("palette.records")} className={group}>
                  {found.map((hit) => (
                    <Entry
                      key={hit.id}
                      icon={kindIcon[hit.kind]}
                      label={hit.title}
                      value={hit.id}
                      // What was asked fits, also when the hit matched by a phone or a field its title does not show.
                      keywords={[hit.title, hits.data?.asked ?? ""]}
                      aside={hit.subtitle}
                      onSelect={go(() => navigate({ to: recordPath(hit) }))}
                    />
                  ))}
                </Command.Group>
              ) : null}
              <Command.Group heading={t("palette.go")} className={group}>
                {PLACES.map((place) => (
                  <Entry
                    key={place.name}
                    icon={place.icon}
                    label={t(`nav.${place.name}`)}
                    aside={
                      <>
                        <Kbd>g</Kbd>
                        <Kbd>{place.letter}</Kbd>
                      </>
                    }
                    onSelect={go(() => navigate({ to: place.to }))}
                  />
                ))}
              </Command.Group>
              <Command.Group heading={t("palette.commands")} className={group}>
                <Entry
                  icon={Plus}
                  label={t("palette.newHook")}
                  onSelect={go(() => navigate({ to: "/hooks", search: { new: "1" } }))}
                />
                <Entry
                  icon={Plus}
                  label={t("palette.newScenario")}
                  onSelect={go(() => navigate({ to: "/scenarios", search: { new: "1" } }))}
                />
                <Entry
                  icon={Plus}
                  label={t("palette.newLead")}
                  onSelect={go(() => navigate({ to: "/leads", search: { new: "1" } }))}
                />
                <Entry
                  icon={Plus}
                  label={t("palette.newContact")}
                  onSelect={go(() => navigate({ to: "/contacts", search: { new: "1" } }))}
                />
                <Entry
                  icon={ShieldQuestion}
                  label={t("palette.why")}
                  onSelect={go(() => navigate({ to: "/why" }))}
                />
                <Entry
                  icon={Upload}
                  label={t("palette.export")}
                  onSelect={go(() => navigate({ to: "/settings/$section", params: { section: "text" } }))}
                />
                <Entry
                  icon={Moon}
                  label={t("palette.toggleTheme")}
                  aside={<CornerDownLeft className="size-3.5" />}
                  onSelect={go(() =>
                    pickTheme(document.documentElement.dataset.theme === "dark" ? "light" : "dark"),
                  )}
                />
              </Command.Group>
            </Command.List>
          </Command>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
