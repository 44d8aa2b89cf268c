import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import type { RecordLink, TriggerLink } from "@/api/types";
import { Code } from "@/ui/code";
import { Dialog } from "@/ui/dialog";
import { Load } from "@/ui/load";
import { RecordPicker } from "@/ui/record-picker";
import { Skeleton } from "@/ui/skeleton";

/** The personal address of one record. */
export function RenderLink({ link, close }: { link: TriggerLink; close: () => void }) {
  const { t } = useTranslation();
  const [record, setRecord] = useState<RecordLink | null>(null);
  const address = useQuery({
    queryKey: ["links", link.id, "render", record?.id],
    queryFn: () =>
      api.post<{ url: string }>(`/links/${link.id}/render`, {
        record: { kind: record?.kind, id: record?.id },
      }),
    enabled: record !== null,
  });
  return (
    <Dialog title={t("links.forRecord")} description={link.settings.name} open onOpenChange={close}>
      <div className="flex flex-col gap-4 pb-2">
        <RecordPicker kinds={["lead", "contact", "company"]} value={record} onPick={setRecord} />
        {record ? (
          <Load query={address} waiting={<Skeleton className="h-10" />}>
            {({ url }) => <Code label={t("links.address")} text={url} wrap />}
          </Load>
        ) : null}
      </div>
    </Dialog>
  );
}
