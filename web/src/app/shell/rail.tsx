import { Link } from "@tanstack/react-router";
import { PanelLeft, Search } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useSession } from "@/api/session";
import { Kbd } from "@/ui/badge";
import { IconButton } from "@/ui/button";
import { cn } from "@/ui/cn";
import { Hint } from "@/ui/tooltip";
import { type Place, placesFor } from "../nav";
import { Bell, Unread } from "./notifications/bell";
import { openOverlay } from "./overlays";
import { useWaiting } from "./use-waiting";
import { UserMenu } from "./user-menu";
import { WorkspaceSwitcher } from "./workspaces/switcher";

const STORED = "signalbox.rail";
export const metaKey = navigator.platform.startsWith("Mac") ? "⌘" : "Ctrl";

function RailLink({ place, narrow }: { place: Place; narrow: boolean }) {
  const { t } = useTranslation();
  const Icon = place.icon;
  const label = t(`nav.${place.name}`);
  const link = (
    <Link
      to={place.to}
      activeOptions={{ exact: place.to === "/" }}
      aria-label={narrow ? label : undefined}
      className={cn(
        "flex h-8 items-center gap-2.5 rounded-md px-2 text-[13px] text-soft transition-colors hover:bg-hover hover:text-ink aria-[current=page]:bg-hover aria-[current=page]:font-medium aria-[current=page]:text-ink [&[aria-current=page]>svg]:text-accent",
        "relative",
        narrow && "justify-center px-0",
      )}
    >
      <Icon className="size-4 shrink-0" aria-hidden />
      {narrow ? null : <span className="min-w-0 flex-1 truncate">{label}</span>}
      {place.name === "inbox" ? <Waiting narrow={narrow} /> : null}
    </Link>
  );
  return narrow ? (
    <Hint text={label} side="right">
      {link}
    </Hint>
  ) : (
    link
  );
}

/** How many dialogs wait for whoever sits here. */
function Waiting({ narrow }: { narrow: boolean }) {
  const { t } = useTranslation();
  const count = useWaiting();
  return (
    <span className={narrow ? "absolute -top-1 -right-1" : ""}>
      <span aria-hidden>
        <Unread count={count} />
      </span>
      {count > 0 ? <span className="sr-only">{t("inbox.waiting", { count })}</span> : null}
    </span>
  );
}

function RailGroup({ group, narrow }: { group: Place["group"]; narrow: boolean }) {
  const { t } = useTranslation();
  const session = useSession();
  const titled = group === "crm" || group === "automation";
  return (
    <div className="flex flex-col gap-px">
      {titled ? (
        narrow ? (
          <div className="mx-2 my-2 h-px bg-line" />
        ) : (
          <div className="px-2 pt-4 pb-1 text-2xs font-medium text-faint">{t(`nav.${group}`)}</div>
        )
      ) : null}
      {placesFor(session)
        .filter((place) => place.group === group)
        .map((place) => (
          <RailLink key={place.name} place={place} narrow={narrow} />
        ))}
    </div>
  );
}

export function Rail() {
  const { t } = useTranslation();
  const [narrow, setNarrow] = useState(localStorage.getItem(STORED) === "narrow");
  const toggle = () => {
    localStorage.setItem(STORED, narrow ? "wide" : "narrow");
    setNarrow(!narrow);
  };
  return (
    <nav
      aria-label={t("shell.nav")}
      className={cn(
        "flex shrink-0 flex-col border-r bg-canvas transition-[width] max-sm:hidden",
        narrow ? "w-14" : "w-60",
      )}
    >
      <RailBody narrow={narrow} toggle={toggle} />
    </nav>
  );
}

function RailBody({ narrow, toggle }: { narrow: boolean; toggle: () => void }) {
  const { t } = useTranslation();
  return (
    <>
      <div className={cn("flex h-14 items-center gap-0.5 pr-2 pl-1.5", narrow && "justify-center px-0")}>
        <WorkspaceSwitcher narrow={narrow} />
        {narrow ? null : (
          <>
            <Bell />
            <IconButton label={t("shell.collapse")} size="iconSm" onClick={toggle}>
              <PanelLeft />
            </IconButton>
          </>
        )}
      </div>
      <div className={cn("px-2 pb-2", narrow && "flex flex-col items-center gap-1")}>
        {narrow ? (
          <>
            <IconButton label={t("shell.expand")} onClick={toggle}>
              <PanelLeft />
            </IconButton>
            <Bell />
            <IconButton label={t("shell.search")} onClick={() => openOverlay("palette")}>
              <Search />
            </IconButton>
          </>
        ) : (
          <button
            type="button"
            onClick={() => openOverlay("palette")}
            className="flex h-8 w-full items-center gap-2 rounded-md border border-line-strong bg-surface px-2 text-[13px] text-faint shadow-card hover:text-soft"
          >
            <Search className="size-3.5 shrink-0" aria-hidden />
            <span className="flex-1 truncate text-left">{t("shell.search")}</span>
            <span className="flex gap-0.5" aria-hidden>
              <Kbd>{metaKey}</Kbd>
              <Kbd>K</Kbd>
            </span>
          </button>
        )}
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto px-2 pb-4">
        <RailGroup group="top" narrow={narrow} />
        <RailGroup group="crm" narrow={narrow} />
        <RailGroup group="automation" narrow={narrow} />
      </div>
      <div className="border-t p-2">
        <RailGroup group="bottom" narrow={narrow} />
        <UserMenu narrow={narrow} />
      </div>
    </>
  );
}
