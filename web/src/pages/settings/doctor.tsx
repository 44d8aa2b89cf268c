import { useQuery } from "@tanstack/react-query";
import { CircleCheck, CircleX, RotateCw } from "lucide-react";
import { useTranslation } from "react-i18next";
import { getAll } from "@/api/pages";
import type { DoctorCheck } from "@/api/types";
import { Button } from "@/ui/button";
import { Load } from "@/ui/load";
import { Section } from "@/ui/page";

function CheckRow({ check }: { check: DoctorCheck }) {
  const { t } = useTranslation();
  return (
    <li className="flex gap-3 px-4 py-3 text-[13px] leading-5">
      {check.ok ? (
        <CircleCheck className="mt-0.5 size-4 shrink-0 text-good" aria-label={t("doctor.ok")} />
      ) : (
        <CircleX className="mt-0.5 size-4 shrink-0 text-bad" aria-label={t("doctor.bad")} />
      )}
      <div className="min-w-0">
        <p className="font-medium">{check.check}</p>
        <p className="break-words text-soft">{check.detail}</p>
        {!check.ok && check.remedy ? (
          <p className="mt-1 break-words">
            <span className="text-faint">{t("doctor.remedy")}</span> {check.remedy}
          </p>
        ) : null}
      </div>
    </li>
  );
}

export function Doctor() {
  const { t } = useTranslation();
  const doctor = useQuery({ queryKey: ["doctor"], queryFn: () => getAll<DoctorCheck>("/doctor") });
  const troubles = (doctor.data ?? []).filter((check) => !check.ok).length;
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
        {(checks) => (
          <ul className="divide-y">
            {checks.map((check) => (
              <CheckRow key={check.check} check={check} />
            ))}
          </ul>
        )}
      </Load>
    </Section>
  );
}
