import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { DatabaseBackup } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { toast } from "sonner";
import type { BackupCopy, Backups as BackupsView } from "@/api/access";
import { api } from "@/api/client";
import { useSession } from "@/api/session";
import { formatBytes, formatDateTime } from "@/i18n/format";
import { Button } from "@/ui/button";
import { Confirm } from "@/ui/confirm";
import { Empty } from "@/ui/empty";
import { ErrorNote } from "@/ui/error-note";
import { Load } from "@/ui/load";
import { Section } from "@/ui/page";
import { Progress } from "@/ui/progress";
import { CopyRow } from "./copy-row";
import { Postgres, Restore } from "./restore";
import { ScheduleForm } from "./schedule-form";

const KEY = ["backups"];

function Busy({ backups }: { backups: BackupsView }) {
  const { t } = useTranslation();
  if (!backups.busy) return null;
  const text = t(`backups.${backups.busy.doing}`);
  return (
    <div role="status" className="border-b p-4">
      <Progress label={text} text={text} done={backups.busy.done ?? null} of={1} />
    </div>
  );
}

function Fault({ backups }: { backups: BackupsView }) {
  const { t } = useTranslation();
  if (!backups.fault) return null;
  return (
    <div role="alert" className="m-4 rounded-lg bg-bad-soft p-3 text-[13px] leading-5">
      <p className="font-medium">{t("backups.failed", { when: formatDateTime(backups.fault.at) })}</p>
      <p className="break-words">{backups.fault.reason}</p>
    </div>
  );
}

function Copies({ backups, folder }: { backups: BackupsView; folder: string }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const owner = useSession().user.role === "owner";
  const [removing, setRemoving] = useState<BackupCopy | null>(null);
  const [picked, setPicked] = useState<string | null>(null);
  const taken = (view: BackupsView) => client.setQueryData(KEY, view);
  const make = useMutation({
    mutationFn: () => api.post<BackupsView>("/backups"),
    onSuccess: (view) => {
      taken(view);
      if (!view.busy) toast.success(t("backups.made"));
    },
    onError: () => client.invalidateQueries({ queryKey: KEY }),
  });
  const check = useMutation({
    mutationFn: (name: string) => api.post<BackupsView>(`/backups/${name}/check`),
    onSuccess: taken,
  });
  const remove = async () => {
    await api.delete(`/backups/${removing?.name}`);
    await client.invalidateQueries({ queryKey: KEY });
  };
  const { items } = backups;
  const fault = make.error ?? check.error;
  const busy = Boolean(backups.busy) || make.isPending || check.isPending;
  const restored = items.find((copy) => copy.name === picked) ?? items.find((copy) => !copy.damage);
  return (
    <>
      <Section
        title={t("backups.list")}
        description={
          items.length > 0
            ? t("backups.size", { size: formatBytes(items.reduce((sum, copy) => sum + copy.bytes, 0)) })
            : undefined
        }
        actions={
          <Button size="sm" variant="primary" busy={busy} onClick={() => make.mutate()}>
            {t("backups.make")}
          </Button>
        }
      >
        <Busy backups={backups} />
        {make.error ? null : <Fault backups={backups} />}
        {fault ? <ErrorNote error={fault} className="m-4" /> : null}
        {items.length === 0 ? (
          <Empty icon={DatabaseBackup} title={t("backups.empty")} text={t("backups.emptyText")} />
        ) : (
          <ul aria-label={t("backups.list")} className="divide-y">
            {items.map((copy) => (
              <CopyRow
                key={copy.name}
                copy={copy}
                schema={backups.schema}
                owner={owner}
                busy={busy}
                check={() => check.mutate(copy.name)}
                remove={() => setRemoving(copy)}
                picked={restored?.name === copy.name}
                pick={() => setPicked(copy.name)}
              />
            ))}
          </ul>
        )}
        <p className="border-t px-4 py-3 text-xs leading-5 text-faint">
          {t("backups.text")} {t("backups.folder")} <code className="break-all font-mono">{folder}</code>
          {owner ? null : <span className="block">{t("backups.notOwner")}</span>}
        </p>
      </Section>
      {restored ? <Restore folder={folder} name={restored.name} /> : null}
      <Confirm
        title={t("backups.deleteTitle", { when: removing ? formatDateTime(removing.made_at) : "" })}
        text={t("backups.deleteText")}
        action={t("backups.delete")}
        danger
        open={removing !== null}
        onOpenChange={() => setRemoving(null)}
        onConfirm={remove}
      />
    </>
  );
}

/** Copies of the database: when they are made, whether they are whole, and how to go back to one. */
export function Backups() {
  const { t } = useTranslation();
  const backups = useQuery({
    queryKey: KEY,
    queryFn: () => api.get<BackupsView>("/backups"),
    refetchInterval: ({ state }) => (state.data?.busy ? 1000 : 30_000),
  });
  return (
    <Load query={backups}>
      {(data) =>
        data.folder ? (
          <>
            <Section title={t("backups.schedule")}>
              <ScheduleForm backups={data} />
            </Section>
            <Copies backups={data} folder={data.folder} />
          </>
        ) : (
          <Postgres />
        )
      }
    </Load>
  );
}
