import { Link, useNavigate } from "@tanstack/react-router";
import { Bell, Layers, LogOut, Menu as MenuIcon, Search, UserRound } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useSession } from "@/api/session";
import { cn } from "@/ui/cn";
import { Dialog } from "@/ui/dialog";
import { PHONE_PLACES, type Place, placesFor } from "../nav";
import { Unread, useUnread } from "./notifications/bell";
import { openOverlay } from "./overlays";
import { useSignOut } from "./user-menu";

const tab =
  "flex min-w-0 flex-1 flex-col items-center gap-1 px-1 py-2 text-2xs text-faint aria-[current=page]:text-accent-ink [&_svg]:size-5";

function MorePlace({ place, close }: { place: Place; close: () => void }) {
  const { t } = useTranslation();
  const Icon = place.icon;
  return (
    <Link
      to={place.to}
      onClick={close}
      activeOptions={{ exact: place.to === "/" }}
      className="flex h-12 items-center gap-3 rounded-lg px-3 text-sm text-ink aria-[current=page]:bg-hover"
    >
      <Icon className="size-5 text-faint" aria-hidden /> {t(`nav.${place.name}`)}
    </Link>
  );
}

/** The bottom bar of a phone: four places and everything else behind More. */
export function PhoneBar() {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const navigate = useNavigate();
  const signOut = useSignOut();
  const unread = useUnread();
  const session = useSession();
  const places = placesFor(session);
  const barPlaces = PHONE_PLACES.flatMap((name) => places.filter((place) => place.name === name));
  const close = () => setOpen(false);
  const row =
    "flex h-12 w-full items-center gap-3 rounded-lg px-3 text-sm text-ink [&_svg]:size-5 [&_svg]:text-faint";
  return (
    <nav
      aria-label={t("shell.nav")}
      className="flex shrink-0 border-t bg-surface pb-[env(safe-area-inset-bottom)] sm:hidden"
    >
      {barPlaces.map((place) => (
        <Link key={place.name} to={place.to} className={tab}>
          <place.icon aria-hidden />
          <span className="max-w-full truncate">{t(`nav.${place.name}`)}</span>
        </Link>
      ))}
      <button type="button" className={tab} onClick={() => setOpen(true)}>
        <span className="relative">
          <MenuIcon aria-hidden />
          <span aria-hidden className="absolute -top-1 left-3">
            <Unread count={unread} />
          </span>
        </span>
        {t("shell.more")}
      </button>
      <Dialog title={t("shell.more")} open={open} onOpenChange={setOpen}>
        <div className="-mx-2 grid grid-cols-2 gap-1 pb-2">
          <button
            type="button"
            className={cn(row, "col-span-2")}
            onClick={() => {
              close();
              openOverlay("workspaces");
            }}
          >
            <Layers aria-hidden />
            <span className="sr-only">{t("workspaces.one")}: </span>
            <span className="truncate">{session.workspace.name}</span>
          </button>
          <button
            type="button"
            className={row}
            onClick={() => {
              close();
              openOverlay("palette");
            }}
          >
            <Search aria-hidden /> {t("palette.go")}
          </button>
          <button
            type="button"
            className={row}
            onClick={() => {
              close();
              openOverlay("notifications");
            }}
          >
            <Bell aria-hidden /> {t("notices.title")} <Unread count={unread} />
          </button>
          {places
            .filter((place) => !PHONE_PLACES.includes(place.name))
            .map((place) => (
              <MorePlace key={place.name} place={place} close={close} />
            ))}
          <button
            type="button"
            className={row}
            onClick={() => {
              close();
              void navigate({ to: "/settings/$section", params: { section: "profile" } });
            }}
          >
            <UserRound aria-hidden /> {t("shell.account")}
          </button>
          <button type="button" className={row} onClick={() => void signOut()}>
            <LogOut aria-hidden /> {t("shell.signOut")}
          </button>
        </div>
      </Dialog>
    </nav>
  );
}
