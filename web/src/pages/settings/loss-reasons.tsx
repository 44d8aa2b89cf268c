import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { X } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { Inline } from "@/pages/records/inline";
import { lossReasonsQuery } from "@/pages/records/queries";
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
  const change = useMutation({
    mutationFn: (act: () => Promise<unknown>) => act(),
    onSuccess: () => client.invalidateQueries({ queryKey: ["loss-reasons"] }),
  });
  const add = (event: FormEvent) => {
    event.preventDefault();
    change.mutate(() => api.post("/loss-reasons", { name }), { onSuccess: () => setName("") });
  };
  return (
    <Section title={t("pipelines.reasons")}>
      <Load query={reasons}>
        {(rows) => (
          <ul className="divide-y">
            {rows.map((reason) => (
              <li key={reason.id} className="flex items-center gap-2 px-2 py-1">
                <span className="min-w-0 flex-1">
                  <Inline
                    required
                    label={reason.name}
                    value={reason.name}
                    onSave={(next) =>
                      change.mutateAsync(() => api.patch(`/loss-reasons/${reason.id}`, { name: next }))
                    }
                  />
                </span>
                <IconButton
                  label={`${t("common.delete")}: ${reason.name}`}
                  size="iconSm"
                  onClick={() => change.mutate(() => api.delete(`/loss-reasons/${reason.id}`))}
                >
                  <X />
                </IconButton>
              </li>
            ))}
          </ul>
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
        <Button type="submit" busy={change.isPending}>
          {t("common.add")}
        </Button>
      </form>
      {change.error ? <ErrorNote className="m-3" error={change.error} /> : null}
    </Section>
  );
}
