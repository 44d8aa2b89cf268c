import { fromLocalInput, toLocalInput } from "@/i18n/zoned";

export const SNOOZES = ["hour", "evening", "tomorrow", "monday"] as const;
export type Snooze = (typeof SNOOZES)[number];

/** Evenings begin at six, mornings at nine, on the workspace's clock. */
const EVENING = "18:00";
const MORNING = "09:00";
const DAY = 86_400_000_000;

/** Until when a dialog is put off, UNIX microseconds; none for an evening that has begun. */
export function until(snooze: Snooze, now: number, zone: string): number | null {
  if (snooze === "hour") return now + 3_600_000_000;
  const dayOf = (at: number) => toLocalInput(at, zone).slice(0, 10);
  if (snooze === "evening") {
    const at = fromLocalInput(`${dayOf(now)}T${EVENING}`, zone);
    return at !== null && at > now ? at : null;
  }
  if (snooze === "tomorrow") return fromLocalInput(`${dayOf(now + DAY)}T${MORNING}`, zone);
  for (let days = 1; days <= 7; days++) {
    const day = dayOf(now + days * DAY);
    if (new Date(`${day}T12:00:00Z`).getUTCDay() === 1) return fromLocalInput(`${day}T${MORNING}`, zone);
  }
  return null;
}
