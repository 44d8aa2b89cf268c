import { describe, expect, it } from "vitest";
import { guessCurrency } from "./guess";

describe("the currency of a new workspace", () => {
  it.each([
    ["uk-UA", "Europe/Kyiv", "uk", "UAH"],
    ["ru", "Europe/Kiev", "ru", "UAH"],
    ["ru-RU", "Europe/Moscow", "ru", "RUB"],
    ["de-DE", "Europe/Berlin", "en", "EUR"],
    ["en-US", "America/New_York", "en", "USD"],
    ["en", "Etc/UTC", "en", "USD"],
  ] as const)("%s in %s", (locale, zone, language, currency) => {
    expect(guessCurrency(locale, zone, language)).toBe(currency);
  });
});
