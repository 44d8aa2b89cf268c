import { ChevronDown, Layers, Lock, Users } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "./button";
import { Menu, MenuItem, MenuLabel, MenuLine } from "./menu";

/** A list as somebody set it up and named it. */
export interface SavedView {
  id: string;
  name: string;
  /** Everybody of the workspace sees it, not only who made it. */
  shared: boolean;
}

interface ViewPickerProps {
  views: SavedView[];
  /** `null`: the list as it comes. */
  current: string | null;
  /** The list differs from the view that was opened. */
  changed: boolean;
  onOpen: (id: string | null) => void;
  onSave?: () => void;
  onSaveAs?: () => void;
  onReset?: () => void;
  onRename?: () => void;
  onDelete?: () => void;
}

/** Which view of a list is open, whether it was changed, and what to do about that. */
export function ViewPicker(props: ViewPickerProps) {
  const { views, current, changed, onOpen, onSave, onSaveAs, onReset, onRename, onDelete } = props;
  const { t } = useTranslation();
  const open = views.find((view) => view.id === current);
  return (
    <Menu
      align="start"
      trigger={
        <Button variant="ghost" className="max-w-64 px-2">
          <Layers />
          <span className="truncate">{open?.name ?? t("ui.allRows")}</span>
          {changed ? (
            <>
              <span aria-hidden className="size-1.5 rounded-full bg-accent" />
              <span className="sr-only">{t("ui.viewChanged")}</span>
            </>
          ) : null}
          <ChevronDown className="text-faint" />
        </Button>
      }
    >
      <MenuLabel>{t("ui.views")}</MenuLabel>
      <MenuItem checked={current === null} onSelect={() => onOpen(null)}>
        <Layers /> {t("ui.allRows")}
      </MenuItem>
      {views.map((view) => (
        <MenuItem key={view.id} checked={view.id === current} onSelect={() => onOpen(view.id)}>
          {view.shared ? <Users aria-label={t("ui.viewShared")} /> : <Lock aria-label={t("ui.viewMine")} />}
          <span className="truncate">{view.name}</span>
        </MenuItem>
      ))}
      {onSave || onSaveAs || onReset ? <MenuLine /> : null}
      {open && changed && onSave ? <MenuItem onSelect={onSave}>{t("ui.viewSave")}</MenuItem> : null}
      {onSaveAs ? <MenuItem onSelect={onSaveAs}>{t("ui.viewSaveAs")}</MenuItem> : null}
      {changed && onReset ? <MenuItem onSelect={onReset}>{t("ui.viewReset")}</MenuItem> : null}
      {open && onRename ? <MenuItem onSelect={onRename}>{t("ui.viewRename")}</MenuItem> : null}
      {open && onDelete ? (
        <MenuItem danger onSelect={onDelete}>
          {t("ui.viewDelete")}
        </MenuItem>
      ) : null}
    </Menu>
  );
}
