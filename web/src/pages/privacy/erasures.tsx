import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Erasure } from "@/api/types";
import { formatNumber } from "@/i18n/format";
import { Badge } from "@/ui/badge";
import { Load } from "@/ui/load";
import { Section } from "@/ui/page";
import { Ago } from "@/ui/time";
import { erasuresQuery } from "./queries";

const FOUND = ["records", "messages", "events", "runs", "deliveries", "documents"] as const;

function Line({ erasure }: { erasure: Erasure }) {
  const { t } = useTranslation();
  const found = FOUND.filter((name) => erasure.found[name] > 0).map((name) =>
    t(`privacy.found.${name}`, { count: erasure.found[name], shown: formatNumber(erasure.found[name]) }),
  );
  return (
    <li className="flex items-start gap-3 px-4 py-3 text-[13px]">
      <span className="min-w-0 flex-1">
        <span className="font-medium">
          {erasure.contact_id ? t("privacy.person", { id: erasure.contact_id }) : t("privacy.workspace")}
        </span>
        <span className="block text-xs leading-5 text-faint">
          {found.join(", ") || t("privacy.noneFound")}
        </span>
      </span>
      <span className="text-xs text-faint">
        <Ago at={erasure.at} />
      </span>
      <Badge tone={erasure.finished_at ? "good" : "accent"}>
        {erasure.finished_at ? t("privacy.done") : t("privacy.running")}
      </Badge>
    </li>
  );
}

/** Who was erased, by id alone, and how far the search through history has come. */
export function Erasures() {
  const { t } = useTranslation();
  const erasures = useQuery(erasuresQuery);
  return (
    <Section title={t("privacy.title")} description={t("privacy.text")}>
      <Load query={erasures}>
        {(all) =>
          all.length === 0 ? (
            <p className="px-4 py-3 text-[13px] text-faint">{t("privacy.none")}</p>
          ) : (
            <ul className="divide-y">
              {all.map((one) => (
                <Line key={one.id} erasure={one} />
              ))}
            </ul>
          )
        }
      </Load>
    </Section>
  );
}
