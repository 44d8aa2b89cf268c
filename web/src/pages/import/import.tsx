import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import type { ImportDetail } from "@/api/types";
import { formatBytes } from "@/i18n/format";
import { Back } from "@/ui/back";
import { Status } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Confirm } from "@/ui/confirm";
import { ErrorNote } from "@/ui/error-note";
import { Load } from "@/ui/load";
import { Page } from "@/ui/page";
import { Stepper } from "@/ui/stepper";
import { ColumnsStep } from "./columns-step";
import { stateTone } from "./imports";
import { importQuery, importsQuery, isBusy, useImportActions } from "./queries";
import { Result } from "./result";
import { RulesStep } from "./rules-step";
import { useSettings } from "./use-settings";

const route = getRouteApi("/studio/import/$id");

/** One import: its columns and rules, the trial, the work, and taking it back. */
export function ImportPage() {
  const { id } = route.useParams();
  const detail = useQuery(importQuery(id));
  return <Load query={detail}>{(data) => <Import key={id} detail={data} />}</Load>;
}

function stepOf(state: ImportDetail["state"]): "columns" | "check" | "run" {
  if (state === "ready") return "columns";
  return state === "checking" || state === "checked" ? "check" : "run";
}

function Import({ detail }: { detail: ImportDetail }) {
  const { t } = useTranslation();
  const { save, act } = useImportActions(detail.id);
  const { settings, change, forget } = useSettings(detail, save.mutateAsync, act.isPending);
  const open = detail.state === "ready" || detail.state === "checked";
  const go = (verb: "check" | "run") => act.mutate({ verb, settings }, { onSuccess: forget });
  const { file } = detail;
  const reading = [file.encoding, file.delimiter === "\t" ? t("import.tab") : file.delimiter, file.sheet];
  const title = file.name || t(`import.kinds.${detail.kind}`);
  return (
    <Page
      title={title}
      back={<Back to="/import" label={t("import.title")} />}
      description={[
        t(`import.kinds.${detail.kind}`),
        t("import.rows", { count: detail.total }),
        formatBytes(file.bytes),
        ...reading.filter(Boolean),
      ].join(" · ")}
      actions={
        <>
          <Status tone={stateTone[detail.state]} live={isBusy(detail.state)}>
            {t(`import.state.${detail.state}`)}
          </Status>
          {open ? (
            <>
              <Button busy={act.isPending && act.variables.verb === "check"} onClick={() => go("check")}>
                {t("import.check")}
              </Button>
              <Button
                variant="primary"
                busy={act.isPending && act.variables.verb === "run"}
                onClick={() => go("run")}
              >
                {t("import.run", { count: detail.total })}
              </Button>
            </>
          ) : null}
          {isBusy(detail.state) ? null : <Forget detail={detail} />}
        </>
      }
    >
      <div className="mx-auto flex max-w-4xl flex-col gap-5 p-6 max-sm:p-4">
        <Stepper
          label={t("import.steps.label")}
          current={stepOf(detail.state)}
          steps={[
            { name: "columns", label: t("import.steps.columns") },
            { name: "check", label: t("import.steps.check") },
            { name: "run", label: t("import.steps.run") },
          ]}
        />
        {act.error ? <ErrorNote error={act.error} /> : null}
        {save.error && !act.error ? <ErrorNote error={save.error} /> : null}
        {detail.state === "ready" ? null : <Result detail={detail} act={act} />}
        {open ? (
          <>
            <ColumnsStep detail={detail} settings={settings} onChange={change} />
            <RulesStep detail={detail} settings={settings} onChange={change} />
          </>
        ) : null}
      </div>
    </Page>
  );
}

function Forget({ detail }: { detail: ImportDetail }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const remove = useMutation({
    mutationFn: () => api.delete(`/imports/${detail.id}`),
    onSuccess: async () => {
      await navigate({ to: "/import" });
      client.removeQueries({ queryKey: importQuery(detail.id).queryKey });
      await client.invalidateQueries({ queryKey: importsQuery.queryKey });
    },
  });
  return (
    <>
      <Button variant="ghost" onClick={() => setAsking(true)}>
        {t("import.forget")}
      </Button>
      <Confirm
        title={t("import.forgetTitle")}
        text={t("import.forgetText")}
        action={t("import.forget")}
        danger
        open={asking}
        onOpenChange={setAsking}
        onConfirm={() => remove.mutateAsync()}
      />
    </>
  );
}
