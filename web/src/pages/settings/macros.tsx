import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Pencil, Plus, Trash2, Zap } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError, api } from "@/api/client";
import { macrosQuery } from "@/pages/inbox/queries";
import type { Macro } from "@/pages/inbox/types";
import { useActText } from "@/pages/inbox/use-act-text";
import { Badge } from "@/ui/badge";
import { Button, IconButton } from "@/ui/button";
import { Confirm } from "@/ui/confirm";
import { Empty } from "@/ui/empty";
import { CheckLine, Field, Input } from "@/ui/field";
import { FormDialog } from "@/ui/form-dialog";
import { Load } from "@/ui/load";
import { Section } from "@/ui/page";
import { ActList } from "./macro-acts";

type Draft = Pick<Macro, "name" | "shared" | "acts"> & { id?: string };

const FRESH: Draft = { name: "", shared: false, acts: [{ act: "say", text: "" }, { act: "close" }] };

function MacroForm({ macro, close }: { macro: Draft; close: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [draft, setDraft] = useState(macro);
  const [fault, setFault] = useState<unknown>(null);
  const put = (change: Partial<Draft>) => setDraft({ ...draft, ...change });
  const save = async () => {
    const { id, name, shared, acts } = draft;
    const body = { name, shared, acts };
    try {
      await (id ? api.put(`/macros/${id}`, body) : api.post("/macros", body));
    } catch (error) {
      setFault(error);
      throw error;
    }
    await client.invalidateQueries({ queryKey: macrosQuery.queryKey });
  };
  const at = (path: string) => (fault instanceof ApiError ? fault.at(path) : undefined);
  return (
    <FormDialog
      title={t(macro.id ? "inbox.macroEdit" : "inbox.macroNew")}
      open
      onOpenChange={close}
      onSubmit={save}
      wide
    >
      <Field label={t("common.name")} error={at("name")}>
        {(props) => (
          <Input
            {...props}
            required
            autoFocus
            maxLength={100}
            value={draft.name}
            onChange={(event) => put({ name: event.target.value })}
          />
        )}
      </Field>
      <ActList acts={draft.acts} onChange={(acts) => put({ acts })} fault={at} />
      <CheckLine
        label={t("inbox.replyShared")}
        checked={draft.shared}
        onChange={(shared) => put({ shared })}
      />
    </FormDialog>
  );
}

/** Several acts on a dialog by one press: everybody's macros and one's own. */
export function Macros() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const macros = useQuery(macrosQuery);
  const says = useActText();
  const [editing, setEditing] = useState<Draft>();
  const [removing, setRemoving] = useState<Macro>();
  const add = (
    <Button variant="primary" onClick={() => setEditing(FRESH)}>
      <Plus /> {t("inbox.macroNew")}
    </Button>
  );
  return (
    <Section title={t("settings.macros.title")} description={t("settings.macros.text")} actions={add}>
      <Load query={macros}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty icon={Zap} title={t("inbox.noMacros")} text={t("inbox.noMacrosText")} />
          ) : (
            <ul className="divide-y">
              {rows.map((macro) => (
                <li key={macro.id} className="flex items-center gap-3 py-2 pr-2 pl-4 text-[13px]">
                  <span className="min-w-0 flex-1">
                    <span className="block truncate font-medium">{macro.name}</span>
                    <span className="block truncate text-xs text-faint">
                      {macro.acts.map(says).join(" · ")}
                    </span>
                  </span>
                  <Badge tone={macro.shared ? "accent" : "neutral"}>
                    {macro.shared ? t("inbox.replyOfAll") : t("inbox.replyOwn")}
                  </Badge>
                  <IconButton
                    size="iconSm"
                    label={`${t("common.edit")}: ${macro.name}`}
                    onClick={() => setEditing(macro)}
                  >
                    <Pencil />
                  </IconButton>
                  <IconButton
                    size="iconSm"
                    label={`${t("common.delete")}: ${macro.name}`}
                    onClick={() => setRemoving(macro)}
                  >
                    <Trash2 />
                  </IconButton>
                </li>
              ))}
            </ul>
          )
        }
      </Load>
      {editing ? <MacroForm macro={editing} close={() => setEditing(undefined)} /> : null}
      <Confirm
        title={t("inbox.replyDelete", { name: removing?.name ?? "" })}
        text={t("inbox.macroDeleteText")}
        action={t("common.delete")}
        danger
        open={removing !== undefined}
        onOpenChange={(open) => !open && setRemoving(undefined)}
        onConfirm={async () => {
          await api.delete(`/macros/${removing?.id}`);
          await client.invalidateQueries({ queryKey: macrosQuery.queryKey });
        }}
      />
    </Section>
  );
}
