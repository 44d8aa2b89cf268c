import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Keyboard, LogOut, UserRound } from "lucide-react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { leave } from "@/api/place";
import { usePatchMe, useSession } from "@/api/session";
import type { Language, Theme } from "@/api/types";
import { isLanguage, LANGUAGES, setLanguage } from "@/i18n";
import { Avatar } from "@/ui/avatar";
import { cn } from "@/ui/cn";
import { density } from "@/ui/look";
import { Menu, MenuItem, MenuLabel, MenuLine } from "@/ui/menu";
import { setTheme, useTheme } from "../theme";
import { openOverlay } from "./overlays";

const THEMES: Theme[] = ["system", "light", "dark"];

/** Changes the taste at once on this machine and keeps it with the account. */
export function useTaste() {
  const patch = usePatchMe();
  return {
    pickLanguage: (language: Language) => {
      void setLanguage(language);
      patch.mutate({ language });
    },
    pickTheme: (theme: Theme) => {
      setTheme(theme);
      patch.mutate({ theme });
    },
  };
}

export function useSignOut() {
  const client = useQueryClient();
  const navigate = useNavigate();
  return async () => {
    await api.delete("/session");
    leave();
    client.clear();
    client.setQueryData(["session"], null);
    await navigate({ to: "/sign-in" });
  };
}

export function TasteItems() {
  const { t, i18n } = useTranslation();
  const theme = useTheme();
  const rows = density.use();
  const { pickLanguage, pickTheme } = useTaste();
  return (
    <>
      <MenuLabel>{t("shell.theme")}</MenuLabel>
      {THEMES.map((name) => (
        <MenuItem key={name} checked={theme === name} onSelect={() => pickTheme(name)}>
          {t(`shell.themes.${name}`)}
        </MenuItem>
      ))}
      <MenuLabel>{t("ui.density")}</MenuLabel>
      {density.names.map((name) => (
        <MenuItem key={name} checked={rows === name} onSelect={() => density.set(name)}>
          {t(`ui.densities.${name}`)}
        </MenuItem>
      ))}
      <MenuLabel>{t("shell.language")}</MenuLabel>
      {LANGUAGES.map(({ code, name }) => (
        <MenuItem
          key={code}
          checked={isLanguage(i18n.language) && i18n.language === code}
          onSelect={() => pickLanguage(code)}
        >
          <span lang={code}>{name}</span>
        </MenuItem>
      ))}
    </>
  );
}

export function UserMenu({ narrow }: { narrow: boolean }) {
  const { t } = useTranslation();
  const { user } = useSession();
  const navigate = useNavigate();
  const signOut = useSignOut();
  return (
    <Menu
      align="start"
      trigger={
        <button
          type="button"
          className={cn(
            "mt-px flex h-9 w-full items-center gap-2 rounded-md px-1.5 text-[13px] text-soft hover:bg-hover hover:text-ink",
            narrow && "justify-center px-0",
          )}
        >
          <Avatar name={user.name} />
          <span className="sr-only">{t("shell.account")}</span>
          {narrow ? null : <span className="truncate">{user.name}</span>}
        </button>
      }
    >
      <MenuLabel>{user.email}</MenuLabel>
      <MenuItem onSelect={() => void navigate({ to: "/settings/$section", params: { section: "profile" } })}>
        <UserRound /> {t("shell.account")}
      </MenuItem>
      <MenuItem onSelect={() => openOverlay("shortcuts")}>
        <Keyboard /> {t("shell.shortcuts")}
      </MenuItem>
      <MenuLine />
      <TasteItems />
      <MenuLine />
      <MenuItem onSelect={() => void signOut()}>
        <LogOut /> {t("shell.signOut")}
      </MenuItem>
    </Menu>
  );
}
