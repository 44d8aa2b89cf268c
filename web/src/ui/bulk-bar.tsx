import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "./button";

/** What can be done with the selected rows; floats over the end of the list. */
export function BulkBar({
  count,
  clear,
  children,
}: {
  count: number;
  clear: () => void;
  children: ReactNode;
}) {
  const { t } = useTranslation();
  if (count === 0) return null;
  return (
    <div
      role="toolbar"
      aria-label={t("list.selected", { count })}
      className="flex flex-wrap items-center gap-2 border-t bg-raised px-6 py-2 animate-pop max-sm:px-4"
    >
      <span className="text-[13px] font-medium">{t("list.selected", { count })}</span>
      <Button size="sm" variant="ghost" onClick={clear}>
        {t("list.clear")}
      </Button>
      <span className="ml-auto flex gap-2">{children}</span>
    </div>
  );
}
