import { useTranslation } from "react-i18next";
import { Outline } from "@/trace/outline";
import type { useCheck } from "./use-check";

interface OutlinePanelProps {
  check: ReturnType<typeof useCheck>;
  jump: (path: (string | number)[]) => void;
}

export function OutlinePanel({ check, jump }: OutlinePanelProps) {
  const { t } = useTranslation();
  if (!check.scenario) {
    return (
      <p className="text-[13px] text-faint">
        {check.faults.length > 0 ? t("outline.invalid") : t("editor.checking")}
      </p>
    );
  }
  const stale = check.faults.some((fault) => fault.severity === "error");
  return (
    <div className="flex flex-col gap-3">
      {stale ? (
        <p className="rounded-lg bg-warn-soft px-3 py-2 text-[13px] text-warn">{t("outline.stale")}</p>
      ) : null}
      <Outline scenario={check.scenario} jump={jump} />
    </div>
  );
}
