import { Plus, Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button, IconButton } from "@/ui/button";
import { Input } from "@/ui/field";
import { ConditionRows } from "../../scenarios/form/condition-rows";
import { useForm } from "../../scenarios/form/form-context";
import { asList, asText, asTree, at, type Path } from "../../scenarios/form/tree";
import { TargetField } from "./target-field";

/** Ways that are tried in order: each with its conditions and where it leads. */
export function Branches({ path, hint }: { path: Path; hint: string }) {
  const { t } = useTranslation();
  const form = useForm();
  const branches = asList(at(form.tree, path)).map(asTree);
  const write = (next: unknown[]) => form.set(path, next.length > 0 ? next : undefined);
  return (
    <div className="flex flex-col gap-2">
      {branches.map((branch, index) => (
        <section key={index} className="flex flex-col gap-2 rounded-lg border bg-surface p-2.5">
          <header className="flex items-center gap-1">
            <Input
              aria-label={t("flows.branchName", { n: index + 1 })}
              placeholder={t("flows.branchN", { n: index + 1 })}
              value={asText(branch.name)}
              onChange={(event) => form.set([...path, index, "name"], event.target.value || undefined)}
              className="flex-1 border-transparent bg-transparent px-1.5 font-medium shadow-none hover:border-line-strong"
            />
            <IconButton
              size="iconSm"
              label={t("flows.removeBranch", { n: index + 1 })}
              onClick={() => write(branches.toSpliced(index, 1))}
            >
              <Trash2 />
            </IconButton>
          </header>
          <ConditionRows path={[...path, index, "if"]} rows={asList(branch.if)} join="choose" />
          <TargetField path={[...path, index, "next"]} label={t("flows.target")} />
        </section>
      ))}
      <Button
        variant="ghost"
        size="sm"
        className="self-start"
        onClick={() => write([...branches, { if: [{ left: "", is: "equals", right: "" }] }])}
      >
        <Plus /> {t("flows.addBranch")}
      </Button>
      <p className="text-xs leading-4 text-faint">{hint}</p>
    </div>
  );
}
