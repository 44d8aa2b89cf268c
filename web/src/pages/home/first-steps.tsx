import { Link } from "@tanstack/react-router";
import { Check, ChevronRight } from "lucide-react";
import { useTranslation } from "react-i18next";
import { cn } from "@/ui/cn";
import { Section } from "@/ui/page";

export interface StepState {
  name: "hook" | "catch" | "scenario" | "on" | "run";
  done: boolean;
  to: string;
  search?: { new: string };
}

/** What a newcomer does, in order; each step is crossed off by what the account holds. */
export function FirstSteps({ steps }: { steps: StepState[] }) {
  const { t } = useTranslation();
  const done = steps.filter((step) => step.done).length;
  const next = steps.find((step) => !step.done)?.name;
  return (
    <Section title={t("home.first")} description={t("home.progress", { done, total: steps.length })}>
      <ol className="divide-y">
        {steps.map((step, at) => (
          <li
            key={step.name}
            className={cn(
              "relative flex items-center gap-3 px-4 py-3 hover:bg-hover/60",
              step.name === next && "bg-accent-soft/40",
            )}
          >
            <span
              className={cn(
                "grid size-6 shrink-0 place-items-center rounded-full text-xs font-medium",
                step.done
                  ? "bg-good-soft text-good"
                  : step.name === next
                    ? "bg-accent text-on-accent"
                    : "bg-hover text-faint",
              )}
            >
              {step.done ? (
                <Check className="size-3.5" strokeWidth={3} aria-label={t("home.stepDone")} />
              ) : (
                at + 1
              )}
            </span>
            <span className="min-w-0 flex-1">
              <Link
                to={step.to}
                search={step.search ?? {}}
                className={cn(
                  "text-[13px] font-medium after:absolute after:inset-0",
                  step.done && "text-faint",
                )}
              >
                {t(`home.step.${step.name}.title`)}
              </Link>
              <span className="block text-xs text-faint">{t(`home.step.${step.name}.text`)}</span>
            </span>
            <ChevronRight className="size-4 shrink-0 text-faint" aria-hidden />
          </li>
        ))}
      </ol>
    </Section>
  );
}
