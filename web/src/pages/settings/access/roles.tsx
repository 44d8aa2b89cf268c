import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { toast } from "sonner";
import { api } from "@/api/client";
import { canAdmin, useSession } from "@/api/session";
import type { Access, Pipeline, Rights, RoleRights } from "@/api/types";
import { pipelinesQuery } from "@/pages/records/queries";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { ErrorNote } from "@/ui/error-note";
import { Load } from "@/ui/load";
import { Section } from "@/ui/page";
import { rolesQuery } from "../people/queries";
import { RightsTable } from "./rights-table";

const sorted = (rights: Rights) => JSON.stringify(rights, Object.keys(flat(rights)).sort());
/** Every name in a document, for a comparison that the order of names does not disturb. */
function flat(value: unknown, names: Record<string, true> = {}): Record<string, true> {
  if (value && typeof value === "object") {
    for (const [name, inner] of Object.entries(value)) {
      names[name] = true;
      flat(inner, names);
    }
  }
  return names;
}

/** Nobody changes what they do not see. */
function sound(access: Access, order: readonly string[]): Access {
  return order.indexOf(access.edit) > order.indexOf(access.see) ? { ...access, edit: access.see } : access;
}

function RoleForm({ role, pipelines, may }: { role: RoleRights; pipelines: Pipeline[]; may: boolean }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [rights, setRights] = useState(role.rights);
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<unknown>(null);
  const dirty = sorted(rights) !== sorted(role.rights);
  const put = (wanted: Rights) =>
    api.put(`/roles/${role.role}`, wanted).then(() => client.invalidateQueries({ queryKey: ["roles"] }));
  const save = async () => {
    const before = role.rights;
    setBusy(true);
    setFault(null);
    try {
      await put(rights);
      const undo = () => void put(before).then(() => setRights(before));
      toast.success(t("common.saved"), { action: { label: t("access.undo"), onClick: undo } });
    } catch (error) {
      setFault(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Section
      title={
        <span className="flex items-center gap-2">
          {t(`users.roles.${role.role}`)} {dirty ? <Badge tone="accent">{t("access.unsaved")}</Badge> : null}
        </span>
      }
      description={t(`people.roleHint.${role.role}`)}
      actions={
        may ? (
          <span className="flex gap-2">
            {dirty ? (
              <Button size="sm" variant="ghost" onClick={() => setRights(role.rights)}>
                {t("common.cancel")}
              </Button>
            ) : null}
            <Button size="sm" variant="primary" disabled={!dirty} busy={busy} onClick={() => void save()}>
              {t("common.save")}
            </Button>
          </span>
        ) : null
      }
    >
      <RightsTable
        role={role.role}
        rights={rights}
        pipelines={pipelines}
        disabled={!may}
        onChange={(wanted) => setRights(wanted)}
        sound={sound}
      />
      {fault ? <ErrorNote error={fault} className="m-4" /> : null}
    </Section>
  );
}

/** What the people of each role may see and change. */
export function Roles() {
  const { t } = useTranslation();
  const { user } = useSession();
  const roles = useQuery(rolesQuery);
  const pipelines = useQuery(pipelinesQuery);
  return (
    <>
      <Section title={t("access.fixed")} description={t("access.fixedText")}>
        <ul className="divide-y text-[13px]">
          {(["owner", "admin", "manager"] as const).map((role) => (
            <li key={role} className="px-4 py-2.5">
              <span className="font-medium">{t(`users.roles.${role}`)}</span>
              <span className="block text-xs text-faint">{t(`people.roleHint.${role}`)}</span>
            </li>
          ))}
        </ul>
      </Section>
      <Load query={roles}>
        {(rows) => (
          <>
            {rows
              .filter((role) => role.editable)
              .map((role) => (
                <RoleForm key={role.role} role={role} pipelines={pipelines.data ?? []} may={canAdmin(user)} />
              ))}
          </>
        )}
      </Load>
      <p className="text-xs leading-5 text-faint">{t("access.logs")}</p>
    </>
  );
}
