import { Link } from "@tanstack/react-router";
import { Check, ChevronRight } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { shownWorkspace } from "@/api/place";
import type { RunRow } from "@/api/types";
import { Button } from "@/ui/button";
import { cn } from "@/ui/cn";
import { Section } from "@/ui/page";
import { Segmented } from "@/ui/segmented";
import { SampleButton } from "./sample";
import { useAutomationSteps, useTalkSteps } from "./use-steps";

export interface StepState {
  name: "hook" | "catch" | "scenario" | "on" | "run" | "bot" | "channel" | "hi" | "flow" | "publish";
  done: boolean;
  to: string;
  search?: { new: string };
}

const WAYS = ["automate", "talk"] as const;
type Way = (typeof WAYS)[number];
const place = () => `signalbox.first-steps.hidden.${shownWorkspace()}`;

/** What a newcomer does, in order, one of two ways; each step is crossed off by what the account holds. */
export function FirstSteps({ latest }: { latest: RunRow[] | undefined }) {
  const { t } = useTranslation();
  const ways = { automate: useAutomationSteps(latest), talk: useTalkSteps() };
  const [chosen, setChosen] = useState<Way | null>(null);
  const [hidden, setHidden] = useState(() => localStorage.getItem(place()) === "1");
  const { automate, talk } = ways;
  if (hidden || !automate || !talk) return null;
  const open = (steps: StepState[]) => steps.some((step) => !step.done);
  // Who has gone one way to its end needs no lesson.
  if (!open(automate) || !open(talk)) return null;
  const begun = (steps: StepState[]) => steps.filter((step) => step.done).length;
  const way = chosen ?? (begun(talk) > begun(automate) ? "talk" : "automate");
  const steps = way === "talk" ? talk : automate;
  const hide = () => {
    localStorage.setItem(place(), "1");
    setHidden(true);
  };
  return (
    <Section
      title={t("home.first")}
      description={t("home.progress", { done: begun(steps), total: steps.length })}
      actions={
        <span className="flex flex-wrap items-center gap-2">
          <SampleButton />
          <Segmented
            label={t("home.first")}
            value={way}
            onChange={setChosen}
            options={WAYS.map((name) => ({ name, label: t(`home.way.${name}`) }))}
          />
          <Button variant="ghost" onClick={hide}>
            {t("home.hide")}
          </Button>
        </span>
      }
    >
      <Steps steps={steps} />
    </Section>
  );
}

function Steps({ steps }: { steps: StepState[] }) {
  const { t } = useTranslation();
  const next = steps.find((step) => !step.done)?.name;
  return (
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
  );
}
