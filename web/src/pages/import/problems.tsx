import { CircleAlert, TriangleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { ImportDetail, ImportProblem } from "@/api/types";
import { formatNumber } from "@/i18n/format";

const WARNINGS: ImportProblem["code"][] = ["too_few_cells", "bad_phone", "bad_email"];

/** What is wrong with the file, kind by kind, with the first rows of each. */
export function Problems({ detail }: { detail: ImportDetail }) {
  const { t } = useTranslation();
  const { problems } = detail.tally;
  if (problems.length === 0) return null;
  const column = (place: number) =>
    (detail.settings.header && detail.file.first[place]) || t("import.column", { number: place + 1 });
  return (
    <ul className="divide-y border-t" aria-label={t("import.problems")}>
      {problems.map((problem) => {
        const warning = WARNINGS.includes(problem.code);
        const Icon = warning ? TriangleAlert : CircleAlert;
        return (
          <li key={`${problem.code} ${problem.column}`} className="flex gap-3 px-4 py-3 text-[13px]">
            <Icon className={`mt-0.5 size-4 shrink-0 ${warning ? "text-warn" : "text-bad"}`} aria-hidden />
            <div className="min-w-0 flex-1">
              <p className="font-medium">
                {t(`import.problem.${problem.code}`)}
                {typeof problem.column === "number" ? ` · ${column(problem.column)}` : ""}{" "}
                <span className="font-normal text-faint">
                  {warning
                    ? t("import.warned", { count: problem.count, shown: formatNumber(problem.count) })
                    : t("import.refusedRows", { count: problem.count, shown: formatNumber(problem.count) })}
                </span>
              </p>
              <p className="text-xs text-soft">{t(`import.remedy.${problem.code}`)}</p>
              <ul className="mt-1 flex flex-col gap-0.5 text-xs text-faint">
                {problem.first.map((example) => (
                  <li key={`${example.line} ${example.value}`} className="break-words">
                    {t("import.line", { line: formatNumber(example.line) })}
                    {example.value ? (
                      <>
                        : <code className="font-mono text-ink">{example.value}</code>
                      </>
                    ) : null}
                  </li>
                ))}
              </ul>
            </div>
          </li>
        );
      })}
    </ul>
  );
}
