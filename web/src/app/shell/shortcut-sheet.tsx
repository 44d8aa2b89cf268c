import { Fragment, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useSession } from "@/api/session";
import { Kbd } from "@/ui/badge";
import { Dialog } from "@/ui/dialog";
import { useShortcutGroups } from "@/ui/shortcuts";
import { placesFor } from "../nav";
import { metaKey } from "./rail";

function Part({ title, rows }: { title: string; rows: [string, string[]][] }) {
  return (
    <section>
      <h3 className="pb-2 text-xs font-medium text-faint">{title}</h3>
      <dl className="grid grid-cols-[1fr_auto] items-center gap-x-4 gap-y-1.5 text-[13px]">
        {rows.map(([label, keys]) => (
          <Fragment key={label}>
            <dt className="truncate">{label}</dt>
            <dd className="flex justify-end gap-1">
              {keys.map(
                (key): ReactNode => (
                  <Kbd key={key}>{key}</Kbd>
                ),
              )}
            </dd>
          </Fragment>
        ))}
      </dl>
    </section>
  );
}

export function ShortcutSheet({ close }: { close: () => void }) {
  const { t } = useTranslation();
  const groups = useShortcutGroups();
  const session = useSession();
  const titles = [...new Set(groups.map((group) => group.title))];
  return (
    <Dialog title={t("shell.shortcuts")} open onOpenChange={(open) => !open && close()} wide>
      <div
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a list longer than the window is scrolled from the keyboard
        tabIndex={0}
        role="region"
        aria-label={t("shell.shortcuts")}
        className="grid grid-cols-2 gap-8 pb-2 -outline-offset-2 max-sm:grid-cols-1"
      >
        <div className="flex flex-col gap-6">
          <Part
            title={t("shortcuts.general")}
            rows={[
              [t("shortcuts.palette"), [metaKey, "K"]],
              [t("shortcuts.sheet"), ["?"]],
              [t("shortcuts.rows"), ["j", "k"]],
              [t("shortcuts.open"), ["Enter"]],
              [t("notices.title"), ["g", "b"]],
              [t("workspaces.title"), ["g", "w"]],
            ]}
          />
          {titles.map((title) => (
            <Part
              key={title}
              title={title}
              rows={groups
                .filter((group) => group.title === title)
                .flatMap((group) => group.shortcuts)
                .map(({ label, keys }) => [label, keys.map((key) => (key === "mod" ? metaKey : key))])}
            />
          ))}
        </div>
        <Part
          title={t("shortcuts.go")}
          rows={placesFor(session).map((place) => [t(`nav.${place.name}`), ["g", place.letter]])}
        />
      </div>
    </Dialog>
  );
}
