import { useSyncExternalStore } from "react";
import type { Theme } from "@/api/types";

const STORED = "signalbox.theme";
const dark = window.matchMedia("(prefers-color-scheme: dark)");
const listeners = new Set<() => void>();

export function isTheme(text: string | null | undefined): text is Theme {
  return text === "system" || text === "light" || text === "dark";
}

export function currentTheme(): Theme {
  const stored = localStorage.getItem(STORED);
  return isTheme(stored) ? stored : "system";
}

function paint(): void {
  const theme = currentTheme();
  const shown = theme === "system" ? (dark.matches ? "dark" : "light") : theme;
  document.documentElement.dataset.theme = shown;
  for (const tell of listeners) tell();
}

export function setTheme(theme: Theme): void {
  localStorage.setItem(STORED, theme);
  paint();
}

export function startTheme(): void {
  dark.addEventListener("change", paint);
  paint();
}

export function useTheme(): Theme {
  return useSyncExternalStore((tell) => {
    listeners.add(tell);
    return () => void listeners.delete(tell);
  }, currentTheme);
}
