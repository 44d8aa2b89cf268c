import { useNavigate } from "@tanstack/react-router";
import {
  BookOpenText,
  Braces,
  Keyboard,
  Languages,
  LogOut,
  type LucideIcon,
  Moon,
  Plus,
  Rows3,
  ShieldQuestion,
  Stethoscope,
  Sun,
  SunMoon,
  Upload,
  Wind,
} from "lucide-react";
import { useTranslation } from "react-i18next";
import { LANGUAGES } from "@/i18n";
import { density, motion } from "@/ui/look";
import { openOverlay } from "../overlays";
import { useSignOut, useTaste } from "../user-menu";
import type { Entry } from "./entry";

const NEW = [
  { name: "newLead", to: "/leads" },
  { name: "newContact", to: "/contacts" },
  { name: "newCompany", to: "/companies" },
  { name: "newTask", to: "/tasks" },
  { name: "newScenario", to: "/scenarios" },
  { name: "newHook", to: "/hooks" },
] as const;
const THEMES: { name: "light" | "dark" | "system"; icon: LucideIcon }[] = [
  { name: "light", icon: Sun },
  { name: "dark", icon: Moon },
  { name: "system", icon: SunMoon },
];

function useLooks(): Entry[] {
  const { t } = useTranslation();
  const { pickTheme, pickLanguage } = useTaste();
  return [
    ...THEMES.map(
      ({ name, icon }): Entry => ({
        id: `theme:${name}`,
        room: "commands",
        label: `${t("shell.theme")}: ${t(`shell.themes.${name}`)}`,
        icon,
        run: () => pickTheme(name),
      }),
    ),
    ...LANGUAGES.map(
      ({ code, name }): Entry => ({
        id: `language:${code}`,
        room: "commands",
        label: `${t("shell.language")}: ${name}`,
        icon: Languages,
        words: ["language", code],
        run: () => pickLanguage(code),
      }),
    ),
    ...density.names.map(
      (name): Entry => ({
        id: `density:${name}`,
        room: "commands",
        label: `${t("ui.density")}: ${t(`ui.densities.${name}`)}`,
        icon: Rows3,
        run: () => density.set(name),
      }),
    ),
    ...motion.names.map(
      (name): Entry => ({
        id: `motion:${name}`,
        room: "commands",
        label: `${t("ui.motion")}: ${t(`ui.motions.${name}`)}`,
        icon: Wind,
        run: () => motion.set(name),
      }),
    ),
  ];
}

/** Where help is to be had. */
function useHelp(): Entry[] {
  const { t } = useTranslation();
  const navigate = useNavigate();
  return [
    {
      id: "help:keys",
      room: "help",
      label: t("shell.shortcuts"),
      icon: Keyboard,
      keys: ["?"],
      run: () => openOverlay("shortcuts"),
    },
    {
      id: "help:why",
      room: "help",
      label: t("palette.why"),
      icon: ShieldQuestion,
      run: () => navigate({ to: "/why" }),
    },
    {
      id: "help:first",
      room: "help",
      label: t("palette.firstSteps"),
      icon: BookOpenText,
      run: () => navigate({ to: "/" }),
    },
    {
      id: "help:doctor",
      room: "help",
      label: t("settings.doctor.title"),
      hint: t("settings.doctor.text"),
      icon: Stethoscope,
      run: () => navigate({ to: "/settings/$section", params: { section: "doctor" } }),
    },
    {
      id: "help:api",
      room: "help",
      label: t("palette.api"),
      icon: Braces,
      run: () => window.open("/api/openapi.json", "_blank", "noopener"),
    },
  ];
}

/** Everything the palette can do by itself. */
export function useCommands(): Entry[] {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const signOut = useSignOut();
  const help = useHelp();
  const looks = useLooks();
  return [
    ...NEW.map(
      ({ name, to }): Entry => ({
        id: `new:${name}`,
        room: "commands",
        label: t(`palette.${name}`),
        icon: Plus,
        run: () => navigate({ to, search: { new: "1" } }),
      }),
    ),
    { ...(help[1] as Entry), id: "command:why", room: "commands" },
    {
      id: "command:export",
      room: "commands",
      label: t("palette.export"),
      icon: Upload,
      run: () => navigate({ to: "/settings/$section", params: { section: "text" } }),
    },
    ...looks,
    {
      id: "command:signOut",
      room: "commands",
      label: t("shell.signOut"),
      icon: LogOut,
      run: () => signOut(),
    },
    ...help,
  ];
}
