import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { FlaskConical } from "lucide-react";
import { useTranslation } from "react-i18next";
import { toast } from "sonner";
import { api } from "@/api/client";
import { canAdmin, useSession } from "@/api/session";
import type { Sample } from "@/api/types";
import { Button } from "@/ui/button";
import { ErrorNote } from "@/ui/error-note";

const sampleQuery = queryOptions({ queryKey: ["sample"], queryFn: () => api.get<Sample>("/sample") });

/** Whether the sample is there, and the two things one can do about it. */
function useSample() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { user } = useSession();
  const records = useQuery(sampleQuery).data?.records;
  const told = { onSuccess: () => client.invalidateQueries() };
  const add = useMutation({ mutationFn: () => api.post<Sample>("/sample", {}), ...told });
  const remove = useMutation({
    mutationFn: () => api.delete("/sample"),
    onSuccess: () => {
      toast.success(t("sample.removed"));
      return client.invalidateQueries();
    },
  });
  return { records, add, remove, may: canAdmin(user) || user.role === "manager" };
}

/** In an empty place: fills the workspace with records to look around with. */
export function SampleButton() {
  const { t } = useTranslation();
  const { records, add, may } = useSample();
  if (!may || records !== 0) return null;
  return (
    <>
      <Button busy={add.isPending} onClick={() => add.mutate()}>
        <FlaskConical /> {t("sample.add")}
      </Button>
      {add.error ? <ErrorNote error={add.error} /> : null}
    </>
  );
}

/** While the sample is there: says so, and takes it away in one click. */
export function SampleNote() {
  const { t } = useTranslation();
  const { records = 0, remove, may } = useSample();
  if (records === 0) return null;
  return (
    <div
      role="note"
      className="flex flex-wrap items-center gap-3 rounded-xl border bg-surface px-4 py-3 text-[13px] shadow-card"
    >
      <FlaskConical className="size-4 shrink-0 text-faint" aria-hidden />
      <p className="min-w-48 flex-1">{t("sample.there", { count: records })}</p>
      {may ? (
        <Button busy={remove.isPending} onClick={() => remove.mutate()}>
          {t("sample.remove")}
        </Button>
      ) : null}
      {remove.error ? <ErrorNote error={remove.error} /> : null}
    </div>
  );
}
