import i18next, { type TFunction } from "i18next";
import { initReactI18next } from "react-i18next";
import type { Language } from "@/api/types";
import type en from "@/locales/en.json";

declare module "i18next" {
  interface CustomTypeOptions {
    resources: { translation: typeof en };
    returnNull: false;
  }
}

export type T = TFunction;
export const LANGUAGES: { code: Language; name: string }[] = [
  { code: "en", name: "English" },
  { code: "ru", name: "Русский" },
  { code: "uk", name: "Українська" },
];

const loaders: Record<Language, () => Promise<{ default: object }>> = {
  en: () => import("@/locales/en.json"),
  ru: () => import("@/locales/ru.json"),
  uk: () => import("@/locales/uk.json"),
};

const STORED = "signalbox.language";

export function isLanguage(text: string | null | undefined): text is Language {
  return text === "en" || text === "ru" || text === "uk";
}

/** The language chosen before on this machine, else the browser's first that we speak. */
export function guessLanguage(): Language {
  const stored = localStorage.getItem(STORED);
  if (isLanguage(stored)) return stored;
  const known = navigator.languages.map((tag) => tag.slice(0, 2)).find(isLanguage);
  return known ?? "en";
}

export async function setLanguage(language: Language): Promise<void> {
  if (!i18next.hasResourceBundle(language, "translation")) {
    i18next.addResourceBundle(language, "translation", (await loaders[language]()).default);
  }
  localStorage.setItem(STORED, language);
  document.documentElement.lang = language;
  await i18next.changeLanguage(language);
}

export async function startI18n(): Promise<void> {
  const language = guessLanguage();
  document.documentElement.lang = language;
  await i18next.use(initReactI18next).init({
    lng: language,
    resources: { [language]: { translation: (await loaders[language]()).default } },
    fallbackLng: false,
    interpolation: { escapeValue: false },
    returnNull: false,
    keySeparator: ".",
  });
}
