import { Ellipsis } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { toast } from "sonner";
import { IconButton } from "@/ui/button";
import { Menu, MenuItem, MenuLine } from "@/ui/menu";
import { useForm } from "./form-context";
import { copyText, duplicate, shift } from "./item-commands";
import { asList, at, type Path } from "./tree";

/** What can be done with a block, a row or an action, besides what is its own. */
export function ItemMenu({ label, path, children }: { label: string; path: Path; children?: ReactNode }) {
  const { t } = useTranslation();
  const form = useForm();
  const index = Number(path.at(-1));
  const length = asList(at(form.tree, path.slice(0, -1))).length;
  const step = (by: -1 | 1) => {
    const moved = shift(form.tree, path, by);
    if (!moved) return;
    form.change(moved.tree);
    form.focus(moved.path);
  };
  return (
    <Menu
      trigger={
        <IconButton size="iconSm" label={`${t("common.more")}: ${label}`}>
          <Ellipsis />
        </IconButton>
      }
    >
      {children}
      {children ? <MenuLine /> : null}
      <MenuItem disabled={index === 0} onSelect={() => step(-1)}>
        {t("common.moveUp")}
      </MenuItem>
      <MenuItem disabled={index === length - 1} onSelect={() => step(1)}>
        {t("common.moveDown")}
      </MenuItem>
      <MenuItem onSelect={() => form.change(duplicate(form.tree, path))}>
        {t("scenarioForm.duplicate")}
      </MenuItem>
      <MenuItem
        onSelect={() => {
          void navigator.clipboard
            .writeText(copyText(at(form.tree, path)))
            .then(() => toast.success(t("scenarioForm.copied")));
        }}
      >
        {t("scenarioForm.copyText")}
      </MenuItem>
      <MenuLine />
      <MenuItem danger onSelect={() => form.remove(path, label)}>
        {t("common.delete")}
      </MenuItem>
    </Menu>
  );
}
