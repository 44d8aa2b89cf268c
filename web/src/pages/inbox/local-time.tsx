import { useQuery } from "@tanstack/react-query";
import { Clock3, Moon } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { toLocalInput } from "@/i18n/zoned";
import { recordQuery } from "@/pages/records/queries";

/** Hours in which people sleep. */
const NIGHT = (hour: number) => hour < 8 || hour >= 22;

/** The wall clock of a zone, `HH:MM`; none of a zone this browser does not know. */
export function clockIn(zone: string, at: number): string | null {
  try {
    return toLocalInput(at, zone).slice(11);
  } catch {
    return null;
  }
}

/** What time it is where the contact is, when their card says where. */
export function LocalTime({ contact }: { contact: string }) {
  const { t } = useTranslation();
  const zone = useQuery(recordQuery("contact", contact)).data?.timezone;
  const [now, setNow] = useState(() => Date.now() * 1000);
  useEffect(() => {
    const beat = setInterval(() => setNow(Date.now() * 1000), 15_000);
    return () => clearInterval(beat);
  }, []);
  const clock = zone ? clockIn(zone, now) : null;
  if (!clock || !zone) return null;
  const told = t("inbox.localTime", { time: clock });
  const Icon = NIGHT(Number(clock.slice(0, 2))) ? Moon : Clock3;
  return (
    <span className="flex shrink-0 items-center gap-1" title={`${told} · ${zone}`}>
      <Icon className="size-3.5" aria-hidden />
      <span aria-hidden>{clock}</span>
      <span className="sr-only">{told}</span>
    </span>
  );
}
