import { Link } from "@tanstack/react-router";
import { Columns2, Ellipsis, RotateCw, Workflow } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { toast } from "sonner";
import { api } from "@/api/client";
import type { RunFull } from "@/api/types";
import { Button, IconButton } from "@/ui/button";
import { copyText } from "@/ui/copy";
import { Field, Input } from "@/ui/field";
import { FormDialog } from "@/ui/form-dialog";
import { Menu, MenuItem } from "@/ui/menu";

function NewTest({ run, close }: { run: RunFull; close: () => void }) {
  const { t } = useTranslation();
  const [name, setName] = useState(run.record?.title ?? run.scenario.name);
  const save = async () => {
    await api.post(`/runs/${run.id}/test`, { name });
    toast.success(t("tests.made"));
  };
  return (
    <FormDialog
      title={t("tests.make")}
      description={t("tests.makeText")}
      open
      onOpenChange={close}
      onSubmit={save}
    >
      <Field label={t("tests.name")}>
        {(props) => (
          <Input {...props} required maxLength={200} value={name} onChange={(e) => setName(e.target.value)} />
        )}
      </Field>
    </FormDialog>
  );
}

/** What can be done with a run. */
export function RunActions({ run }: { run: RunFull }) {
  const { t } = useTranslation();
  const [making, setMaking] = useState(false);
  const copy = async () => {
    await copyText(`${window.location.origin}/runs/${run.id}`);
    toast.success(t("common.copied"));
  };
  return (
    <>
      <Button asChild>
        <Link to="/runs/$id/replay" params={{ id: run.id }}>
          <RotateCw /> <span className="max-sm:sr-only">{t("replay.open")}</span>
        </Link>
      </Button>
      <Button asChild>
        <Link to="/scenarios/$id" params={{ id: run.scenario.id }}>
          <Workflow /> <span className="max-sm:sr-only">{t("runPage.openScenario")}</span>
        </Link>
      </Button>
      {run.trace.repeats ? (
        <Button asChild>
          <Link to="/runs/compare" search={{ before: run.trace.repeats, after: run.id }}>
            <Columns2 /> <span className="sr-only">{t("compareRuns.withFirst")}</span>
          </Link>
        </Button>
      ) : null}
      <Menu
        trigger={
          <IconButton label={t("common.more")}>
            <Ellipsis />
          </IconButton>
        }
      >
        <MenuItem onSelect={() => setMaking(true)}>{t("tests.make")}</MenuItem>
        <MenuItem onSelect={() => void copy()}>{t("replay.copyLink")}</MenuItem>
      </Menu>
      {making ? <NewTest run={run} close={() => setMaking(false)} /> : null}
    </>
  );
}
