import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { CircleCheck, CircleX, RotateCw } from "lucide-react";
import { useTranslation } from "react-i18next";
import { getAll } from "@/api/pages";
import type { DoctorCheck } from "@/api/types";
import { Button } from "@/ui/button";
import { Load } from "@/ui/load";
import { Section } from "@/ui/page";
import { checkName, foundText, remedyText } from "./doctor-words";

/** The page of the studio where a check's remedy is at hand. */
function RemedyLink({ name }: { name: string }) {
  const { t } = useTranslation();
  const look = "text-accent-ink underline";
  if (name === "deliveries") {
    return (
      <Link to="/deliveries" className={look}>
        {t("doctor.go.deliveries")}
      </Link>
    );
  }
  if (name !== "backup" && name !== "size") return null;
  return (
    <Link
      to="/settings/$section"
      params={{ section: name === "backup" ? "backups" : "storage" }}
      className={look}
    >
      {t(`doctor.go.${name}`)}
    </Link>
  );
}

/** A difference below this is the way the answer took, seconds. */
const BROWSER_SECS = 10;

function BrowserClock({ check, at }: { check: DoctorCheck; at: number }) {
  const { t } = useTranslation();
  const secs = Math.round(Math.abs(at / 1000 - Number(check.facts.now) / 1e6));
  return secs > BROWSER_SECS ? <p className="text-warn">{t("doctor.browser", { secs })}</p> : null;
}

function CheckRow({ check, at }: { check: DoctorCheck; at: number }) {
  const { t } = useTranslation();
  const remedy = remedyText(t, check);
  return (
    <li className="flex gap-3 px-4 py-3 text-[13px] leading-5">
      {check.ok ? (
        <CircleCheck className="mt-0.5 size-4 shrink-0 text-good" aria-label={t("doctor.ok")} />
      ) : (
        <CircleX className="mt-0.5 size-4 shrink-0 text-bad" aria-label={t("doctor.bad")} />
      )}
      <div className="min-w-0">
        <p className="font-medium">{checkName(t, check)}</p>
        <p className="break-words text-soft">{foundText(t, check)}</p>
        {check.check === "clock" ? <BrowserClock check={check} at={at} /> : null}
        {remedy ? (
          <p className="mt-1 break-words">
            <span className="text-faint">{t("doctor.remedy")}</span> {remedy}{" "}
            <RemedyLink name={check.check} />
          </p>
        ) : null}
      </div>
    </li>
  );
}

export function Doctor() {
  const { t } = useTranslation();
  const doctor = useQuery({ queryKey: ["doctor"], queryFn: () => getAll<DoctorCheck>("/doctor") });
  const checked = [...(doctor.data ?? [])].sort((a, b) => Number(a.ok) - Number(b.ok));
  const troubles = checked.filter((check) => !check.ok).length;
  return (
    <Section
      title={troubles > 0 ? t("doctor.troubles", { count: troubles }) : t("doctor.allWell")}
      actions={
        <Button size="sm" busy={doctor.isFetching} onClick={() => void doctor.refetch()}>
          <RotateCw /> {t("doctor.again")}
        </Button>
      }
    >
      <Load query={doctor}>
        {() => (
          <ul className="divide-y">
            {checked.map((check) => (
              <CheckRow key={check.check} check={check} at={doctor.dataUpdatedAt} />
            ))}
          </ul>
        )}
      </Load>
    </Section>
  );
}
