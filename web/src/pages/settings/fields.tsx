import { useQuery } from "@tanstack/react-query";
import { Pencil, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, withQuery } from "@/api/client";
import type { Field, RecordKind } from "@/api/types";
import { fieldsQuery } from "@/pages/records/queries";
import { OrderedRows } from "@/pages/structure/ordered-section";
import { RetireDialog } from "@/pages/structure/retire-dialog";
import { Badge } from "@/ui/badge";
import { Button, IconButton } from "@/ui/button";
import { Load } from "@/ui/load";
import { Section } from "@/ui/page";
import { RECORD_KINDS } from "@/ui/record-picker";
import { Segmented } from "@/ui/segmented";
import { ChangesButton } from "./access/changes";
import { FieldForm } from "./field-form";

export function Fields() {
  const { t } = useTranslation();
  const [kind, setKind] = useState<RecordKind>("lead");
  const fields = useQuery(fieldsQuery(kind));
  const [editing, setEditing] = useState<Field | "new" | null>(null);
  const [removing, setRemoving] = useState<Field | null>(null);
  return (
    <>
      <Segmented
        label={t("picker.kind")}
        value={kind}
        onChange={setKind}
        options={RECORD_KINDS.map((name) => ({ name, label: t(`kind.${name}`) }))}
      />
      <Section
        title={t("settings.fields.title")}
        actions={
          <Button size="sm" onClick={() => setEditing("new")}>
            <Plus /> {t("fields.new")}
          </Button>
        }
      >
        <Load query={fields}>
          {(rows) =>
            rows.length === 0 ? (
              <p className="p-4 text-[13px] text-faint">{t("fields.empty")}</p>
            ) : (
              <OrderedRows
                label={t("settings.fields.title")}
                of="fields"
                queryKey="fields"
                items={rows}
                idOf={(one) => one.id}
                nameOf={(one) => one.name}
                row={(field, handle) => (
                  <div className="flex items-center gap-3 px-2 py-2 text-[13px]">
                    {handle}
                    <span className="min-w-0 flex-1 truncate font-medium">{field.name}</span>
                    <code className="truncate font-mono text-xs text-faint max-sm:hidden">{field.key}</code>
                    <Badge>{t(`fields.types.${field.type}`)}</Badge>
                    <span className="flex">
                      <ChangesButton
                        kind="field"
                        name={`${field.record}.${field.key}`}
                        title={field.name}
                        small
                      />
                      <IconButton
                        label={`${t("common.edit")}: ${field.name}`}
                        size="iconSm"
                        onClick={() => setEditing(field)}
                      >
                        <Pencil />
                      </IconButton>
                      <IconButton
                        label={`${t("common.delete")}: ${field.name}`}
                        size="iconSm"
                        onClick={() => setRemoving(field)}
                      >
                        <Trash2 />
                      </IconButton>
                    </span>
                  </div>
                )}
              />
            )
          }
        </Load>
      </Section>
      {editing ? (
        <FieldForm kind={kind} field={editing === "new" ? null : editing} close={() => setEditing(null)} />
      ) : null}
      {removing ? (
        <RetireDialog
          title={t("fields.deleteTitle", { name: removing.name })}
          thing={{ of: "field", id: removing.id }}
          keys={["fields"]}
          onDelete={(_, records) =>
            api.delete(withQuery(`/fields/${removing.id}`, { values: records > 0 ? "delete" : undefined }))
          }
          close={() => setRemoving(null)}
        />
      ) : null}
    </>
  );
}
