import { Plus, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button, IconButton } from "@/ui/button";
import { cn } from "@/ui/cn";
import { Input, Select } from "@/ui/field";
import { useForm } from "../../scenarios/form/form-context";
import { asList, asText, asTree, at, type Path, type Tree } from "../../scenarios/form/tree";
import { TargetField } from "./target-field";

/** Shares that are 100 together, spread as evenly as whole numbers go. */
function even(items: Tree[]): Tree[] {
  const each = Math.floor(100 / items.length);
  return items.map((item, index) => ({ ...item, share: each + (index < 100 - each * items.length ? 1 : 0) }));
}

/** Ways of a split, or users who get dialogs, by percent. */
export function Shares({ path, of }: { path: Path; of: "way" | "user" }) {
  const { t } = useTranslation();
  const form = useForm();
  const items = asList(at(form.tree, path)).map(asTree);
  const sum = items.reduce((all, item) => all + Number(item.share ?? 0), 0);
  const write = (next: Tree[]) => form.set(path, next.length > 0 ? next : of === "user" ? undefined : []);
  return (
    <div className="flex flex-col gap-2">
      {items.map((item, index) => (
        <div key={index} className="flex items-end gap-2 rounded-lg border bg-surface p-2.5">
          <span className="flex items-center gap-1 self-end text-[13px]">
            <Input
              type="number"
              min={0}
              max={100}
              className="w-16"
              aria-label={t("flows.share", { n: index + 1 })}
              value={asText(item.share)}
              onChange={(event) => form.set([...path, index, "share"], Number(event.target.value))}
            />
            %
          </span>
          <span className="min-w-0 flex-1">
            {of === "way" ? (
              <TargetField path={[...path, index, "next"]} label={t("flows.target")} />
            ) : (
              <UserSelect path={[...path, index, "user"]} n={index + 1} />
            )}
          </span>
          <IconButton
            size="iconSm"
            label={t("flows.removeShare", { n: index + 1 })}
            onClick={() => write(items.toSpliced(index, 1))}
          >
            <X />
          </IconButton>
        </div>
      ))}
      <div className="flex flex-wrap items-center gap-2">
        <Button
          variant="ghost"
          size="sm"
          onClick={() => write(even([...items, of === "user" ? { user: "", share: 0 } : { share: 0 }]))}
        >
          <Plus /> {of === "way" ? t("flows.addWay") : t("flows.addUser")}
        </Button>
        {items.length > 0 ? (
          <span className={cn("text-xs tabular-nums", sum === 100 ? "text-faint" : "text-bad")}>
            {t("flows.shareSum", { sum })}
          </span>
        ) : null}
        {items.length > 1 && sum !== 100 ? (
          <Button variant="quiet" size="sm" onClick={() => write(even(items))}>
            {t("flows.even")}
          </Button>
        ) : null}
      </div>
      {of === "user" && items.length === 0 ? (
        <p className="text-xs text-faint">{t("flows.assign.takeHint")}</p>
      ) : null}
    </div>
  );
}

function UserSelect({ path, n }: { path: Path; n: number }) {
  const { t } = useTranslation();
  const form = useForm();
  const chosen = asText(at(form.tree, path));
  return (
    <Select
      aria-label={t("flows.user", { n })}
      value={chosen}
      onChange={(event) => form.set(path, event.target.value)}
    >
      <option value="">—</option>
      {form.known.users.map((user) => (
        <option key={user.id} value={user.email}>
          {user.name}
        </option>
      ))}
      {chosen && !form.known.users.some((user) => user.email === chosen) ? (
        <option value={chosen}>{chosen}</option>
      ) : null}
    </Select>
  );
}
