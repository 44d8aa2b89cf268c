import { useTranslation } from "react-i18next";
import { useForm } from "./form-context";
import { asText, asTree, at, type Path } from "./tree";

/** Who else works on a block or an action at this moment. */
export function PresenceMark({ path }: { path: Path }) {
  const { t } = useTranslation();
  const { people, tree } = useForm();
  const id = asText(asTree(at(tree, path)).id);
  const here = id ? people.filter((person) => person.place === id) : [];
  if (here.length === 0) return null;
  const names = here.map((person) => person.name).join(", ");
  return (
    <span
      role="img"
      title={t("scenarioForm.editedBy", { names })}
      aria-label={t("scenarioForm.editedBy", { names })}
      className="mt-1 inline-flex h-6 max-w-32 items-center truncate rounded-full bg-warn-soft px-2 text-xs font-medium text-warn"
    >
      {names}
    </span>
  );
}
