import { CircleAlert, CircleCheck, LoaderCircle, TriangleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";
import { ErrorNote } from "@/ui/error-note";
import type { useCheck } from "./use-check";

interface FaultListProps {
  check: ReturnType<typeof useCheck>;
  goTo: (path: string, line: number, column: number) => void;
}

/** What is wrong with the text, each leading to its place. It keeps its height, so the editor does not jump. */
export function FaultList({ check, goTo }: FaultListProps) {
  const { t } = useTranslation();
  const { faults, checking, error } = check;
  return (
    <section
      aria-label={t("editor.faults", { count: faults.length })}
      className="shrink-0 border-t bg-surface"
    >
      <div role="status" className="flex h-9 items-center gap-2 px-4 text-xs text-faint">
        {faults.length > 0 ? (
          <>
            <CircleAlert className="size-4 text-bad" aria-hidden />{" "}
            {t("editor.faults", { count: faults.length })}
          </>
        ) : checking ? (
          <>
            <LoaderCircle className="size-4 animate-spin" aria-hidden /> {t("editor.checking")}
          </>
        ) : error ? (
          t("editor.checkFailed")
        ) : (
          <>
            <CircleCheck className="size-4 text-good" aria-hidden /> {t("editor.noFaults")}
          </>
        )}
      </div>
      {error ? <ErrorNote className="mx-3 mb-3" error={error} /> : null}
      {faults.length > 0 ? (
        <ul className="max-h-40 overflow-y-auto border-t">
          {faults.map((fault, at) => (
            <li key={at}>
              <button
                type="button"
                onClick={() => goTo(fault.path, fault.line ?? 1, fault.column ?? 1)}
                className="flex w-full gap-2 px-4 py-1.5 text-left text-[13px] -outline-offset-2 hover:bg-hover"
              >
                {fault.severity === "warning" ? (
                  <TriangleAlert
                    className="mt-0.5 size-4 shrink-0 text-warn"
                    aria-label={t("editor.warning")}
                  />
                ) : (
                  <CircleAlert className="mt-0.5 size-4 shrink-0 text-bad" aria-label={t("editor.error")} />
                )}
                <span className="min-w-0 flex-1 break-words">
                  {fault.path ? (
                    <code className="mr-1.5 font-mono text-xs text-faint">{fault.path}</code>
                  ) : null}
                  {fault.message}
                </span>
                <span className="shrink-0 text-xs text-faint">
                  {t("editor.place", { line: fault.line ?? 1 })}
                </span>
              </button>
            </li>
          ))}
        </ul>
      ) : null}
    </section>
  );
}
