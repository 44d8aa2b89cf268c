import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import type { Retention } from "@/api/types";
import { Field, Input } from "@/ui/field";
import { SavedForm } from "./saved-form";

const GIB = 1024 ** 3;
const show = (value: number) => (value ? String(value) : "");
const read = (text: string) => Number(text.trim() || 0);

export function RetentionForm({ retention }: { retention: Retention }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [runs, setRuns] = useState(show(retention.runs_days));
  const [bodies, setBodies] = useState(show(retention.bodies_days));
  const [size, setSize] = useState(show(retention.max_bytes / GIB));
  const put = async (wanted: Retention) => {
    await api.put("/retention", wanted);
    await client.invalidateQueries({ queryKey: ["retention"] });
  };
  const save = () =>
    put({
      runs_days: read(runs),
      bodies_days: read(bodies),
      max_bytes: Math.round(read(size) * GIB),
    });
  const undo = async () => {
    await put(retention);
    setRuns(show(retention.runs_days));
    setBodies(show(retention.bodies_days));
    setSize(show(retention.max_bytes / GIB));
  };
  return (
    <SavedForm onSave={save} onUndo={undo}>
      <div className="grid grid-cols-3 gap-4 max-sm:grid-cols-1">
        <Field label={t("storage.runsDays")}>
          {(props) => (
            <Input {...props} type="number" min={1} value={runs} onChange={(e) => setRuns(e.target.value)} />
          )}
        </Field>
        <Field label={t("storage.bodiesDays")}>
          {(props) => (
            <Input
              {...props}
              type="number"
              min={1}
              value={bodies}
              onChange={(e) => setBodies(e.target.value)}
            />
          )}
        </Field>
        <Field label={t("storage.maxBytes")}>
          {(props) => (
            <Input
              {...props}
              type="number"
              min={0.1}
              step={0.1}
              value={size}
              onChange={(e) => setSize(e.target.value)}
            />
          )}
        </Field>
      </div>
      <p className="text-xs text-faint">{t("storage.unlimited")}</p>
    </SavedForm>
  );
}
