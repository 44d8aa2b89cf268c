import { guessLanguage } from "@/i18n";

const CURRENCIES: Record<string, string> = {
  UA: "UAH",
  RU: "RUB",
  KZ: "KZT",
  BY: "BYN",
  GB: "GBP",
  US: "USD",
  PL: "PLN",
  TR: "TRY",
  GE: "GEL",
  UZ: "UZS",
  CH: "CHF",
  CA: "CAD",
  AU: "AUD",
  IN: "INR",
  JP: "JPY",
};
const EURO = new Set([
  "AT",
  "BE",
  "CY",
  "DE",
  "EE",
  "ES",
  "FI",
  "FR",
  "GR",
  "HR",
  "IE",
  "IT",
  "LT",
  "LU",
  "LV",
  "MT",
  "NL",
  "PT",
  "SI",
  "SK",
]);
const ZONES: Record<string, string> = {
  "Europe/Kyiv": "UA",
  "Europe/Kiev": "UA",
  "Europe/Moscow": "RU",
  "Asia/Almaty": "KZ",
  "Europe/Minsk": "BY",
};
const BY_LANGUAGE = { ru: "RUB", uk: "UAH", en: "USD" };

/** The currency of a country, of the zone's country, or of the language. */
export function guessCurrency(locale: string, timezone: string, language: "ru" | "uk" | "en"): string {
  const region = ZONES[timezone] ?? new Intl.Locale(locale).region ?? "";
  if (EURO.has(region)) return "EUR";
  return CURRENCIES[region] ?? BY_LANGUAGE[language];
}

/** What a new workspace starts with: the browser knows enough that nobody is asked. */
export function guessWorkspace() {
  const language = guessLanguage();
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
  // Browsers still write the zone of Kyiv as it was spelled before 2022.
  const timezone = zone === "Europe/Kiev" ? "Europe/Kyiv" : zone;
  return {
    name: "Signalbox",
    timezone,
    language,
    currency: guessCurrency(navigator.language, timezone, language),
  };
}
