import { Check } from "lucide-react";
import { useTranslation } from "react-i18next";
import { cn } from "./cn";

interface StepperProps<Name extends string> {
  label: string;
  steps: { name: Name; label: string }[];
  current: Name;
  /** Going back to a step that was done; without it the steps only show. */
  onGo?: (name: Name) => void;
}

/** The steps of something long: which are done, where one stands, what is to come. */
export function Stepper<Name extends string>({ label, steps, current, onGo }: StepperProps<Name>) {
  const { t } = useTranslation();
  const at = steps.findIndex((step) => step.name === current);
  return (
    <nav aria-label={label}>
      <ol className="flex items-center gap-2 overflow-x-auto p-1 [scrollbar-width:none]">
        {steps.map((step, index) => {
          const done = index < at;
          const inside = (
            <>
              <span
                aria-hidden
                className={cn(
                  "grid size-6 shrink-0 place-items-center rounded-full border text-xs font-medium",
                  done && "border-good bg-good-soft text-good",
                  index === at && "border-accent bg-accent text-on-accent",
                  index > at && "border-line-strong text-faint",
                )}
              >
                {done ? <Check className="size-3.5" /> : index + 1}
              </span>
              <span
                className={cn(
                  "whitespace-nowrap",
                  index === at ? "font-medium text-ink" : "text-faint max-sm:sr-only",
                )}
              >
                {step.label}
              </span>
              {done ? <span className="sr-only">{t("ui.stepDone")}</span> : null}
            </>
          );
          const look = "flex items-center gap-2 rounded-md px-1 py-0.5 text-[13px]";
          return (
            <li
              key={step.name}
              aria-current={index === at ? "step" : undefined}
              className="flex items-center gap-2"
            >
              {done && onGo ? (
                <button type="button" className={cn(look, "hover:bg-hover")} onClick={() => onGo(step.name)}>
                  {inside}
                </button>
              ) : (
                <span className={look}>{inside}</span>
              )}
              {index < steps.length - 1 ? (
                <span aria-hidden className="h-px w-6 bg-line-strong max-sm:w-3" />
              ) : null}
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
