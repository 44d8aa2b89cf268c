import { useTranslation } from "react-i18next";
import type { Bridge, BridgePreview, BridgeTested } from "@/api/types";
import { AnswerFaults } from "@/pages/deliveries/answer-faults";
import { Status } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Code } from "@/ui/code";
import { ErrorNote } from "@/ui/error-note";
import { Section } from "@/ui/page";
import { RequestView } from "@/ui/request-view";
import { useTest } from "./use-bridge";

interface RequestProps {
  bridge: Bridge;
  sample: string | undefined;
  preview: BridgePreview | undefined;
  error: unknown;
}

/** The whole request for the sample, and sending it once to see what the system says. */
export function RequestSection({ bridge, sample, preview, error }: RequestProps) {
  const { t } = useTranslation();
  const test = useTest(bridge, sample);
  return (
    <Section
      title={t("bridges.request")}
      description={t("bridges.requestText")}
      actions={
        <Button size="sm" busy={test.isPending} disabled={!preview?.request} onClick={() => test.mutate()}>
          {t("bridges.sendTest")}
        </Button>
      }
    >
      <div className="flex flex-col gap-3 p-4">
        {error ? <ErrorNote error={error} /> : null}
        {preview?.request ? <RequestView request={preview.request} /> : null}
        {preview?.request_fault ? <p className="text-[13px] text-bad">{preview.request_fault}</p> : null}
        {test.error ? <ErrorNote error={test.error} /> : null}
        {test.data ? <Tested tested={test.data} /> : null}
      </div>
    </Section>
  );
}

function Tested({ tested }: { tested: BridgeTested }) {
  const { t } = useTranslation();
  const { attempt, error } = tested;
  if (!attempt) return <p className="text-[13px] text-bad">{error}</p>;
  const fine = !attempt.error;
  return (
    <div role="status" aria-label={t("bridges.answer")} className="flex flex-col gap-2">
      <p className="flex flex-wrap items-center gap-3 text-[13px]">
        <Status tone={fine ? "good" : "bad"}>
          {fine ? t("bridges.accepted") : t("bridges.refused")} {attempt.status ?? ""}
        </Status>
        <span className="text-faint">{t("bridges.took", { ms: attempt.ms })}</span>
      </p>
      {attempt.error ? <p className="text-[13px] break-words text-bad">{attempt.error}</p> : null}
      <AnswerFaults faults={attempt.faults ?? []} />
      {attempt.body ? <Code label={t("bridges.answer")} text={attempt.body} wrap /> : null}
    </div>
  );
}
