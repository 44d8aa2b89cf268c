import { X } from "lucide-react";
import { useTranslation } from "react-i18next";

/** A filter that came with the address, and the way to be rid of it. */
export function FilterChip({ label, onClear }: { label: string; onClear: () => void }) {
  const { t } = useTranslation();
  return (
    <span className="inline-flex h-7 items-center gap-1 rounded-full bg-accent-soft pr-1 pl-2.5 text-xs text-accent-ink">
      {label}
      <button
        type="button"
        aria-label={`${t("common.remove")}: ${label}`}
        onClick={onClear}
        className="rounded-full p-0.5 hover:bg-accent/20"
      >
        <X className="size-3.5" aria-hidden />
      </button>
    </span>
  );
}
