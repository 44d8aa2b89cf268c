import { createContext, useContext, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { cn } from "@/ui/cn";
import type { Person } from "../scenarios/form/form-context";

/** Who else works on which step at this moment: names by the id of the step. */
export const PeopleContext = createContext<ReadonlyMap<string, string>>(new Map());

/** The names at each step; the same map as long as nobody moves, so that no step is drawn anew. */
export function usePeopleAt(people: Person[]): ReadonlyMap<string, string> {
  const told = people.filter(({ place }) => place !== "").map(({ place, name }) => [place, name] as const);
  const mark = JSON.stringify(told);
  return useMemo(() => {
    const names = new Map<string, string>();
    for (const [place, name] of JSON.parse(mark) as [string, string][]) {
      const before = names.get(place);
      names.set(place, before && !before.split(", ").includes(name) ? `${before}, ${name}` : name);
    }
    return names;
  }, [mark]);
}

/** Who else works on a step. */
export function StepPeople({ step, className }: { step: string; className?: string }) {
  const { t } = useTranslation();
  const names = useContext(PeopleContext).get(step);
  if (!names) return null;
  return (
    <span
      role="img"
      title={t("scenarioForm.editedBy", { names })}
      aria-label={t("scenarioForm.editedBy", { names })}
      className={cn(
        "inline-flex h-5 max-w-32 items-center truncate rounded-full bg-warn-soft px-2 text-2xs font-medium text-warn",
        className,
      )}
    >
      {names}
    </span>
  );
}
