import { Link } from "@tanstack/react-router";
import { CircleCheck, CircleX } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Why } from "@/api/types";
import { TraceView } from "@/trace/trace-view";

/** Why one scenario did or did not fire, with the conditions that decided it. */
export function Proof({ why }: { why: Why }) {
  const { t } = useTranslation();
  const fired = why.trace.blocks?.some((block) => block.fired);
  const Icon = fired ? CircleCheck : CircleX;
  return (
    <section className="flex flex-col gap-3 rounded-xl border bg-surface p-4">
      <header className="flex items-start gap-2.5">
        <Icon
          className={fired ? "mt-0.5 size-4 shrink-0 text-good" : "mt-0.5 size-4 shrink-0 text-bad"}
          aria-hidden
        />
        <div className="min-w-0 flex-1">
          <h2 className="text-[13px] font-semibold">
            <Link to="/scenarios/$id" params={{ id: why.scenario.id }} className="hover:underline">
              {why.scenario.name}
            </Link>
          </h2>
          <p className="text-[13px] leading-5 text-soft">{why.reason}</p>
        </div>
        {why.run ? (
          <Link
            to="/runs/$id"
            params={{ id: why.run }}
            className="shrink-0 text-[13px] text-accent-ink hover:underline"
          >
            {t("eventPage.openRun")}
          </Link>
        ) : null}
      </header>
      {why.trace.blocks && why.trace.blocks.length > 0 ? (
        <TraceView scenario={why.scenario_text ?? null} trace={why.trace} real />
      ) : null}
    </section>
  );
}
