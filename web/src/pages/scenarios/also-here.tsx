import { useTranslation } from "react-i18next";
import type { Person } from "./form/form-context";

/** Who else has the document open. */
export function AlsoHere({ people }: { people: Person[] }) {
  const { t } = useTranslation();
  const names = [...new Set(people.map((person) => person.name))].join(", ");
  if (!names) return null;
  return (
    <span className="max-w-full truncate rounded-full bg-warn-soft px-2 text-xs font-medium text-warn">
      {t("scenarioForm.alsoHere", { names })}
    </span>
  );
}
