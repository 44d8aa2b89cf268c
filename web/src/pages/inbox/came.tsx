import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { formatDateTime, formatMoney } from "@/i18n/format";
import { CopyButton } from "@/ui/copy";
import { Facts } from "@/ui/facts";
import { Section } from "@/ui/page";
import { Ago } from "@/ui/time";
import type { Dialog } from "./types";

/** How the person came: the click, the campaign, what the link carried, and what partners reported since. */
export function CameBy({ came }: { came: Dialog["came"] }) {
  const { t } = useTranslation();
  if (!came) return null;
  const campaign = came.campaign ? (
    <Link to="/tracker" className="text-accent-ink hover:underline">
      {came.campaign.name}
    </Link>
  ) : (
    t("inbox.came.alone")
  );
  const rows: [string, ReactNode][] = [
    [t("inbox.came.campaign"), campaign],
    [
      t("inbox.came.click"),
      <span key="click" className="-my-1 flex items-center gap-1 font-mono text-xs">
        <span className="truncate">{came.click}</span>
        <CopyButton text={came.click} />
      </span>,
    ],
    [t("inbox.came.at"), formatDateTime(came.at)],
    ...Object.entries(came.fields),
  ];
  return (
    <Section title={t("inbox.came.title")}>
      <div className="p-4">
        <Facts rows={rows} />
      </div>
      {came.events.length > 0 ? (
        <ul aria-label={t("inbox.came.events")} className="divide-y border-t">
          {came.events.map((one) => (
            <li
              key={`${one.event}-${one.number}-${one.at}`}
              className="flex items-center gap-2 px-4 py-2 text-[13px]"
            >
              <span className="min-w-0 flex-1 truncate">
                {one.number > 1 ? t("inbox.came.again", { event: one.event, n: one.number }) : one.event}
              </span>
              {one.sum ? <span className="tabular-nums">{formatMoney(one.sum)}</span> : null}
              <span className="shrink-0 text-2xs text-faint">
                <Ago at={one.at} />
              </span>
            </li>
          ))}
        </ul>
      ) : null}
    </Section>
  );
}
