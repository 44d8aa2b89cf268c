import { useQuery } from "@tanstack/react-query";
import { Bell, ListChecks, ListFilter, Volume2 } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { getAll } from "@/api/pages";
import { IconButton } from "@/ui/button";
import { Menu, MenuItem, MenuLabel, MenuLine } from "@/ui/menu";
import { type Filters, VIEWS } from "./types";
import { useChosen } from "./use-chosen";
import { sound } from "./use-ring";

interface Props {
  /** What is done with saved views. */
  views: ReactNode;
  filters: Filters;
  change: (next: Partial<Record<keyof Filters, string | undefined>>) => void;
}

const STATUSES = ["auto", "manual", "waiting", "blocked", "stopped"] as const;

/** What else may be listed, and how the inbox rings. */
export function ListMenu({ filters, change, views }: Props) {
  const { t } = useTranslation();
  const [rings, setRings] = useState(sound.on);
  const bots = useQuery({
    queryKey: ["bots"],
    queryFn: () => getAll<{ id: string; settings: { name: string } }>("/bots"),
    staleTime: 60_000,
  });
  const [granted, setGranted] = useState("Notification" in window ? Notification.permission : "denied");
  const flip = (name: "status" | "bot", value: string) =>
    change({ [name]: filters[name] === value ? undefined : value });
  const chosen = useChosen();
  const narrowed = Boolean(filters.status ?? filters.bot ?? filters.unread ?? filters.order);
  return (
    <Menu
      trigger={
        <IconButton label={t("inbox.filters")} variant={narrowed ? "quiet" : "ghost"}>
          <ListFilter />
        </IconButton>
      }
    >
      <MenuLabel>{t("inbox.views")}</MenuLabel>
      {VIEWS.map((view) => (
        <MenuItem key={view} checked={filters.view === view} onSelect={() => change({ view })}>
          {t(`inbox.view.${view}`)}
        </MenuItem>
      ))}
      {views}
      <MenuLine />
      <MenuItem onSelect={chosen.begin}>
        <ListChecks /> {t("inbox.chooseBegin")}
      </MenuItem>
      <MenuItem
        checked={filters.order === "waiting"}
        onSelect={() => change({ order: filters.order ? undefined : "waiting" })}
      >
        {t("inbox.longestFirst")}
      </MenuItem>
      <MenuItem
        checked={filters.unread === "true"}
        onSelect={() => change({ unread: filters.unread ? undefined : "true" })}
      >
        {t("inbox.onlyUnread")}
      </MenuItem>
      {STATUSES.map((status) => (
        <MenuItem key={status} checked={filters.status === status} onSelect={() => flip("status", status)}>
          {t(`inbox.status.${status}`)}
        </MenuItem>
      ))}
      {bots.data && bots.data.length > 1 ? <MenuLabel>{t("inbox.bots")}</MenuLabel> : null}
      {bots.data && bots.data.length > 1
        ? bots.data.map((bot) => (
            <MenuItem key={bot.id} checked={filters.bot === bot.id} onSelect={() => flip("bot", bot.id)}>
              {bot.settings.name}
            </MenuItem>
          ))
        : null}
      <MenuLine />
      <MenuItem
        checked={rings}
        onSelect={() => {
          sound.set(!rings);
          setRings(!rings);
        }}
      >
        <Volume2 /> {t("inbox.sound")}
      </MenuItem>
      {granted === "default" ? (
        <MenuItem onSelect={() => void Notification.requestPermission().then(setGranted)}>
          <Bell /> {t("inbox.allowNotices")}
        </MenuItem>
      ) : null}
    </Menu>
  );
}
