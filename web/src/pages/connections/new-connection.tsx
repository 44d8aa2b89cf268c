import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import type { Connection, ConnectionSettings, KindRow } from "@/api/types";
import { Dialog } from "@/ui/dialog";
import { Field, Input } from "@/ui/field";
import { FormDialog, LEFT } from "@/ui/form-dialog";
import { Load } from "@/ui/load";
import { aboutKind } from "./about-kind";
import { connectionsQuery, emptySettings, kindsQuery, useConnectionChange } from "./queries";
import { SettingFields } from "./setting-fields";

interface NewConnectionProps {
  onOpenChange: (open: boolean) => void;
}

/** Chooses a kind, then asks for what the kind needs. */
export function NewConnection({ onOpenChange }: NewConnectionProps) {
  const [kind, setKind] = useState<KindRow | null>(null);
  return kind ? (
    <NewOfKind kind={kind} onOpenChange={onOpenChange} />
  ) : (
    <KindChoice onOpenChange={onOpenChange} onChoose={setKind} />
  );
}

interface KindChoiceProps extends NewConnectionProps {
  onChoose: (kind: KindRow) => void;
}

function KindChoice({ onOpenChange, onChoose }: KindChoiceProps) {
  const { t } = useTranslation();
  const kinds = useQuery(kindsQuery);
  return (
    <Dialog
      title={t("connections.new")}
      description={t("connections.newText")}
      open
      wide
      onOpenChange={onOpenChange}
    >
      <Load query={kinds}>
        {(rows) => (
          <ul aria-label={t("connections.kinds")} className="grid grid-cols-2 gap-2 max-sm:grid-cols-1">
            {rows.map((row) => (
              <li key={row.key}>
                <button
                  type="button"
                  onClick={() => onChoose(row)}
                  className="flex h-full w-full flex-col gap-1 rounded-lg border bg-surface p-3 text-left hover:border-accent"
                >
                  <span className="text-[13px] font-medium">{row.manifest.name}</span>
                  <span className="line-clamp-3 text-xs text-faint">{aboutKind(t, row)}</span>
                </button>
              </li>
            ))}
          </ul>
        )}
      </Load>
    </Dialog>
  );
}

interface NewOfKindProps extends NewConnectionProps {
  kind: KindRow;
}

function NewOfKind({ kind, onOpenChange }: NewOfKindProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const taken = useQuery(connectionsQuery).data ?? [];
  const [settings, setSettings] = useState<ConnectionSettings>(() => {
    const fresh = emptySettings(kind);
    const same = taken.filter((one) => one.settings.kind === kind.key).length;
    return { ...fresh, name: same > 0 ? `${fresh.name} ${same + 1}` : fresh.name };
  });
  const create = useConnectionChange(async (body: ConnectionSettings) => {
    const made = await api.post<Connection>("/connections", { settings: body });
    await navigate({ to: "/connections/$id", params: { id: made.id } });
    return LEFT;
  });
  return (
    <FormDialog
      title={t("connections.new")}
      description={aboutKind(t, kind)}
      open
      wide
      onOpenChange={onOpenChange}
      action={t("common.create")}
      onSubmit={() => create.mutateAsync(settings)}
    >
      <Field label={t("common.name")}>
        {(props) => (
          <Input
            {...props}
            required
            autoFocus
            value={settings.name}
            onChange={(event) => setSettings({ ...settings, name: event.target.value })}
          />
        )}
      </Field>
      <SettingFields
        manifest={kind.manifest}
        values={settings.settings ?? {}}
        onChange={(values) => setSettings({ ...settings, settings: values })}
      />
    </FormDialog>
  );
}
