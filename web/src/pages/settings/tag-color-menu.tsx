import { useTranslation } from "react-i18next";
import type { TagColor } from "@/api/types";
import { cn } from "@/ui/cn";
import { Menu, MenuItem } from "@/ui/menu";
import { TAG_COLORS, tagPaint } from "@/ui/tag-color";

interface TagColorMenuProps {
  name: string;
  color: TagColor | null | undefined;
  onPick: (color: TagColor | null) => void;
}

function Swatch({ color, name }: { color: TagColor | null | undefined; name: string }) {
  const paint = tagPaint(color);
  return (
    <span
      className={cn(
        "grid size-5 place-items-center rounded text-2xs font-semibold uppercase",
        paint.className,
      )}
      style={paint.style}
      aria-hidden
    >
      {name.slice(0, 1)}
    </span>
  );
}

/** The colour of a tag, chosen from a few that can be told apart and read. */
export function TagColorMenu({ name, color, onPick }: TagColorMenuProps) {
  const { t } = useTranslation();
  return (
    <Menu
      align="start"
      trigger={
        <button
          type="button"
          aria-label={t("tags.color", { name })}
          className="grid size-8 shrink-0 place-items-center rounded-md hover:bg-hover max-sm:size-10"
        >
          <Swatch color={color} name={name} />
        </button>
      }
    >
      {[null, ...TAG_COLORS].map((one) => (
        <MenuItem key={one ?? "none"} checked={(color ?? null) === one} onSelect={() => onPick(one)}>
          <Swatch color={one} name={name} /> {t(`tags.colors.${one ?? "none"}`)}
        </MenuItem>
      ))}
    </Menu>
  );
}
