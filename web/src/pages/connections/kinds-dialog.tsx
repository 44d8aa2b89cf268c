import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import type { ConnectionKind } from "@/api/types";
import { Badge } from "@/ui/badge";
import { Button, IconButton } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { ErrorNote } from "@/ui/error-note";
import { Field, Input, Textarea } from "@/ui/field";
import { FormDialog } from "@/ui/form-dialog";
import { Load } from "@/ui/load";
import { aboutKind } from "./about-kind";
import { kindsQuery } from "./queries";

/** The kinds there are. A workspace adds its own by their manifest, or from an OpenAPI document. */
export function KindsDialog({ close }: { close: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const kinds = useQuery(kindsQuery);
  const [adding, setAdding] = useState(false);
  const [fault, setFault] = useState<unknown>(null);
  const remove = async (key: string) => {
    setFault(null);
    try {
      await api.delete(`/connection-kinds/${key}`);
      await client.invalidateQueries({ queryKey: ["connection-kinds"] });
    } catch (error) {
      setFault(error);
    }
  };
  if (adding) return <NewKind close={() => setAdding(false)} />;
  return (
    <Dialog
      title={t("connections.kinds")}
      description={t("connections.kindsText")}
      open
      wide
      onOpenChange={close}
      footer={
        <Button variant="primary" onClick={() => setAdding(true)}>
          <Plus /> {t("connections.newKind")}
        </Button>
      }
    >
      <Load query={kinds}>
        {(rows) => (
          <ul className="divide-y rounded-lg border">
            {rows.map((row) => (
              <li key={row.key} className="flex items-center gap-3 px-3 py-2 text-[13px]">
                <div className="min-w-0 flex-1">
                  <span className="font-medium">{row.manifest.name}</span>{" "}
                  <code className="font-mono text-xs text-faint">{row.key}</code>
                  <p className="text-xs text-faint">{aboutKind(t, row)}</p>
                </div>
                {row.built_in ? (
                  <Badge>{t("connections.builtIn")}</Badge>
                ) : (
                  <IconButton
                    label={`${t("common.delete")}: ${row.manifest.name}`}
                    size="iconSm"
                    onClick={() => void remove(row.key)}
                  >
                    <Trash2 />
                  </IconButton>
                )}
              </li>
            ))}
          </ul>
        )}
      </Load>
      {fault ? <ErrorNote error={fault} /> : null}
    </Dialog>
  );
}

/** A manifest as JSON, typed or made from an OpenAPI document. */
function NewKind({ close }: { close: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [key, setKey] = useState("");
  const [manifest, setManifest] = useState("");
  const [document, setDocument] = useState("");
  const [fault, setFault] = useState<unknown>(null);
  const read = async () => {
    setFault(null);
    try {
      const made = await api.post<ConnectionKind>("/connection-kinds/openapi", { text: document });
      setManifest(JSON.stringify(made, null, 2));
    } catch (error) {
      setFault(error);
    }
  };
  const save = async () => {
    await api.put(`/connection-kinds/${encodeURIComponent(key)}`, JSON.parse(manifest));
    await client.invalidateQueries({ queryKey: ["connection-kinds"] });
  };
  return (
    <FormDialog
      title={t("connections.newKind")}
      description={t("connections.newKindText")}
      open
      wide
      onOpenChange={close}
      onSubmit={save}
    >
      <details className="rounded-lg border p-3">
        <summary className="cursor-pointer text-[13px] font-medium">{t("connections.fromOpenApi")}</summary>
        <div className="mt-3 flex flex-col gap-2">
          <Field label={t("connections.openApi")}>
            {(props) => (
              <Textarea
                {...props}
                rows={6}
                className="font-mono text-xs"
                value={document}
                onChange={(event) => setDocument(event.target.value)}
              />
            )}
          </Field>
          {fault ? <ErrorNote error={fault} /> : null}
          <Button className="self-start" disabled={document.trim() === ""} onClick={() => void read()}>
            {t("connections.readExample")}
          </Button>
        </div>
      </details>
      <Field label={t("common.key")}>
        {(props) => (
          <Input
            {...props}
            required
            pattern="[a-z0-9_\-]{1,64}"
            className="font-mono"
            value={key}
            onChange={(event) => setKey(event.target.value)}
          />
        )}
      </Field>
      <Field label={t("connections.manifest")}>
        {(props) => (
          <Textarea
            {...props}
            required
            rows={14}
            className="font-mono text-xs"
            value={manifest}
            onChange={(event) => setManifest(event.target.value)}
          />
        )}
      </Field>
    </FormDialog>
  );
}
