import i18next from "i18next";
import { expect, test } from "vitest";
import type { DoctorCheck } from "@/api/types";
import en from "@/locales/en.json";
import { checkName, foundText, remedyText } from "./doctor-words";

const check = (change: Partial<DoctorCheck>): DoctorCheck => ({
  check: "disk",
  state: "ok",
  ok: true,
  detail: "as the server says it",
  remedy: null,
  facts: {},
  ...change,
});

test("findings are said in words, and those of a newer server in its own", async () => {
  await i18next.init({ lng: "en", resources: { en: { translation: en } } });
  const t = i18next.t;
  const disk = check({ state: "little", ok: false, facts: { free_bytes: 2 ** 29, least_bytes: 2 ** 30 } });
  expect(checkName(t, disk)).toBe("Disk space");
  expect(foundText(t, disk)).toMatch(/^512\s?MB free; below 1\s?GB/);
  expect(remedyText(t, disk)).toMatch(/^Free some space/);
  const one = check({ check: "deliveries", state: "failed", ok: false, facts: { count: 1 } });
  expect(foundText(t, one)).toBe("1 delivery has failed for good");
  const newer = check({ check: "moon", state: "full", ok: false, remedy: "wait" });
  expect([checkName(t, newer), foundText(t, newer), remedyText(t, newer)]).toEqual([
    "moon",
    "as the server says it",
    "wait",
  ]);
});
