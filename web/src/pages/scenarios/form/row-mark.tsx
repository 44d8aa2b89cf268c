import { Check, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { cn } from "@/ui/cn";

/** Whether a row held on the sample: by sign and word, not by colour alone. */
export function RowMark({ ok }: { ok: boolean }) {
  const { t } = useTranslation();
  const Icon = ok ? Check : X;
  const label = ok ? t("trace.held") : t("trace.notHeld");
  return (
    <span
      role="img"
      aria-label={label}
      title={label}
      className={cn(
        "mt-2 grid size-4 shrink-0 place-items-center rounded-full",
        ok ? "bg-good-soft text-good" : "bg-bad-soft text-bad",
      )}
    >
      <Icon className="size-3" strokeWidth={3} aria-hidden />
    </span>
  );
}
