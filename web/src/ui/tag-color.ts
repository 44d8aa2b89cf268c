import type { CSSProperties } from "react";
import type { TagColor } from "@/api/types";

const SHADES: Record<TagColor, string> = {
  red: "#e5484d",
  orange: "#f76808",
  yellow: "#d9a400",
  green: "#30a46c",
  teal: "#12a594",
  blue: "#3e63dd",
  violet: "#8e4ec6",
  pink: "#d6409f",
};

export const TAG_COLORS = Object.keys(SHADES) as TagColor[];

/** How a tag looks: mostly the theme's own ink and surface, so that every colour can be read in both. */
export function tagPaint(color: TagColor | null | undefined): { className: string; style?: CSSProperties } {
  if (!color) return { className: "bg-hover text-soft" };
  return {
    className:
      "bg-[color-mix(in_srgb,var(--tag)_18%,var(--surface))] text-[color-mix(in_srgb,var(--tag)_30%,var(--ink))]",
    style: { "--tag": SHADES[color] } as CSSProperties,
  };
}
