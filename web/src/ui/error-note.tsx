import { CircleAlert, RotateCw } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "@/api/client";
import { Button } from "./button";
import { cn } from "./cn";

interface ErrorNoteProps {
  error: unknown;
  retry?: () => void;
  className?: string;
  children?: ReactNode;
}

/** A failure beside its cause: what happened, every place it names, and its code to quote. */
export function ErrorNote({ error, retry, className, children }: ErrorNoteProps) {
  const { t } = useTranslation();
  const known = error instanceof ApiError ? error : null;
  const text =
    known?.code === "offline" ? t("error.offline") : error instanceof Error ? error.message : String(error);
  return (
    <div
      role="alert"
      className={cn("flex gap-2.5 rounded-lg bg-bad-soft p-3 text-[13px] text-ink", className)}
    >
      <CircleAlert className="mt-0.5 size-4 shrink-0 text-bad" aria-hidden />
      <div className="min-w-0 flex-1 leading-5">
        <p className="break-words">{text}</p>
        {known && known.errors.length > 0 ? (
          <ul className="mt-1 list-disc pl-4 text-soft">
            {known.errors.map((fault) => (
              <li key={`${fault.path} ${fault.message}`} className="break-words">
                {fault.path ? <code className="font-mono text-xs">{fault.path}</code> : null} {fault.message}
              </li>
            ))}
          </ul>
        ) : null}
        {known ? (
          <p className="mt-1 text-xs text-soft">
            {t("error.code")} <code className="select-all font-mono">{known.code}</code>
          </p>
        ) : null}
        {children}
      </div>
      {retry ? (
        <Button size="sm" onClick={retry}>
          <RotateCw /> {t("common.retry")}
        </Button>
      ) : null}
    </div>
  );
}
