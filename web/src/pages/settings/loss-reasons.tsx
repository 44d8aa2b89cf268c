import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Trash2 } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, withQuery } from "@/api/client";
import type { LossReason } from "@/api/types";
import { Inline } from "@/pages/records/inline";
import { lossReasonsQuery } from "@/pages/records/queries";
import { OrderedRows } from "@/pages/structure/ordered-section";
import { RetireDialog } from "@/pages/structure/retire-dialog";
import { Button, IconButton } from "@/ui/button";
import { ErrorNote } from "@/ui/error-note";
import { Input } from "@/ui/field";
import { Load } from "@/ui/load";
import { Section } from "@/ui/page";

export function LossReasons() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const reasons = useQuery(lossReasonsQuery);
  const [name, setName] = useState("");
  const [removing, setRemoving] = useState<LossReason | null>(null);
  const refresh = () => client.invalidateQueries({ queryKey: ["loss-reasons"] });
  const create = useMutation({ mutationFn: () => api.post("/loss-reasons", { name }), onSuccess: refresh });
  const add = (event: FormEvent) => {
    event.preventDefault();
    create.mutate(undefined, { onSuccess: () => setName("") });
  };
  const rename = async (reason: LossReason, next: string) => {
    await api.patch(`/loss-reasons/${reason.id}`, { name: next });
    await refresh();
  };
  return (
    <Section title={t("pipelines.reasons")}>
      <Load query={reasons}>
        {(rows) => (
          <OrderedRows
            label={t("pipelines.reasons")}
            of="loss_reasons"
            queryKey="loss-reasons"
            items={rows}
            idOf={(one) => one.id}
            nameOf={(one) => one.name}
            row={(reason, handle) => (
              <div className="flex items-center gap-2 px-2 py-1">
                {handle}
                <span className="min-w-0 flex-1">
                  <Inline
                    required
                    label={reason.name}
                    value={reason.name}
                    onSave={(next) => rename(reason, next)}
                  />
                </span>
                <IconButton
                  label={`${t("common.delete")}: ${reason.name}`}
                  size="iconSm"
                  onClick={() => setRemoving(reason)}
                >
                  <Trash2 />
                </IconButton>
              </div>
            )}
          />
        )}
      </Load>
      <form onSubmit={add} className="flex gap-2 border-t p-3">
        <Input
          aria-label={t("pipelines.newReason")}
          placeholder={t("pipelines.newReason")}
          required
          value={name}
          onChange={(e) => setName(e.target.value)}
        />
        <Button type="submit" busy={create.isPending}>
          {t("common.add")}
        </Button>
      </form>
      {create.error ? <ErrorNote className="m-3" error={create.error} /> : null}
      {removing ? (
        <RetireDialog
          title={t("structure.deleteTitle", { name: removing.name })}
          thing={{ of: "loss_reason", id: removing.id }}
          instead={(reasons.data ?? [])
            .filter((one) => one.id !== removing.id)
            .map((one) => ({ value: one.id, label: one.name }))}
          keys={["loss-reasons"]}
          onDelete={(move_to) => api.delete(withQuery(`/loss-reasons/${removing.id}`, { move_to }))}
          close={() => setRemoving(null)}
        />
      ) : null}
    </Section>
  );
}
