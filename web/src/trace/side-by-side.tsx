import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Difference, RunResult, Scenario, Unknown } from "@/api/types";
import { Status } from "@/ui/badge";
import { Section } from "@/ui/page";
import { runTone } from "@/ui/states";
import { Differences } from "./differences";
import { unknownText } from "./reason-text";
import { TraceView } from "./trace-view";

interface SideProps {
  title: ReactNode;
  result: RunResult | null | undefined;
  text: Scenario | null | undefined;
  real: boolean;
}

function Side({ title, result, text, real }: SideProps) {
  const { t } = useTranslation();
  return (
    <section className="flex min-w-0 flex-col gap-2">
      <h2 className="flex items-center gap-3 text-[13px] font-semibold">
        {title}
        {result ? <Status tone={runTone[result.status]}>{t(`run.status.${result.status}`)}</Status> : null}
      </h2>
      {result ? (
        <TraceView scenario={text ?? null} trace={result.trace} real={real} />
      ) : (
        <p className="text-[13px] text-faint">{t("replay.noRun")}</p>
      )}
    </section>
  );
}

interface Compared {
  before?: RunResult | null;
  before_text?: Scenario | null;
  after?: RunResult | null;
  after_text?: Scenario | null;
  differences: Difference[];
  unknown: Unknown[];
}

interface SideBySideProps {
  compared: Compared;
  real?: boolean;
  /** What stands above the sides, when both really happened. */
  titles?: { before: ReactNode; after: ReactNode };
}

/** What happened beside what would have happened: the differences first, then both in full. */
export function SideBySide({ compared, real = true, titles }: SideBySideProps) {
  const { t } = useTranslation();
  const { before, before_text, after, after_text, differences, unknown } = compared;
  return (
    <div className="flex flex-col gap-5">
      <Section title={t("replay.differences")} className="[&>div]:p-4">
        <div>
          <Differences differences={differences} texts={{ before: before_text, after: after_text }} />
          {unknown.length > 0 ? (
            <div className="mt-3 rounded-lg bg-warn-soft px-3 py-2 text-[13px] text-warn">
              <p className="font-medium">{t("debugger.unknown.title")}</p>
              <ul className="list-disc pl-4">
                {unknown.map((one, at) => (
                  <li key={at}>{unknownText(t, one)}</li>
                ))}
              </ul>
            </div>
          ) : null}
        </div>
      </Section>
      <div className="grid gap-6 lg:grid-cols-2">
        <Side title={titles?.before ?? t("replay.before")} result={before} text={before_text} real={real} />
        <Side
          title={titles?.after ?? t("replay.after")}
          result={after}
          text={after_text}
          real={titles !== undefined}
        />
      </div>
    </div>
  );
}
