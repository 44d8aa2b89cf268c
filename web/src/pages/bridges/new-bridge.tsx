import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import type { BridgeFull } from "@/api/types";
import { connectionsQuery, kindsQuery, manifestOf } from "@/pages/connections/queries";
import { hooksQuery } from "@/pages/hooks/queries";
import { Field, Input, Select } from "@/ui/field";
import { FormDialog, LEFT } from "@/ui/form-dialog";

/** Source, target and name; the mapping comes on the bridge's own page. */
export function NewBridge({ onOpenChange }: { onOpenChange: (open: boolean) => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const hooks = useQuery(hooksQuery).data ?? [];
  const connections = useQuery(connectionsQuery).data ?? [];
  const kinds = useQuery(kindsQuery).data ?? [];
  const [name, setName] = useState("");
  const [chosenHook, setHook] = useState("");
  const [chosenConnection, setConnection] = useState("");
  const [chosenOperation, setOperation] = useState("");
  const operationsOf = (kind: string) => Object.entries(manifestOf(kinds, kind)?.operations ?? {});
  const targets = connections.filter((one) => operationsOf(one.settings.kind).length > 0);
  const hook = chosenHook || hooks[0]?.key || "";
  const connection = targets.find((one) => one.key === chosenConnection) ?? targets[0];
  const operations = operationsOf(connection?.settings.kind ?? "");
  const operation = operations.find(([key]) => key === chosenOperation)?.[0] ?? operations[0]?.[0] ?? "";
  const create = async () => {
    const bridge = {
      name,
      start: { on: "hook_received", hook },
      call: { connection: connection?.key ?? "", operation },
    };
    const made = await api.post<BridgeFull>("/bridges", { bridge });
    await client.invalidateQueries({ queryKey: ["scenarios"] });
    await navigate({ to: "/bridges/$id", params: { id: made.id } });
    return LEFT;
  };
  return (
    <FormDialog
      title={t("bridges.new")}
      description={t("bridges.newText")}
      open
      onOpenChange={onOpenChange}
      action={t("common.create")}
      onSubmit={create}
    >
      <Field label={t("common.name")}>
        {(props) => (
          <Input
            {...props}
            required
            autoFocus
            placeholder={t("bridges.nameExample")}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      <Field label={t("bridges.source")} hint={hooks.length === 0 ? t("bridges.noSource") : undefined}>
        {(props) => (
          <Select {...props} required value={hook} onChange={(event) => setHook(event.target.value)}>
            {hooks.map((one) => (
              <option key={one.id} value={one.key}>
                {one.settings.name}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field
        label={t("bridges.target")}
        hint={
          targets.length === 0 ? (
            <Link to="/connections" search={{ new: "1" }} className="text-accent-ink hover:underline">
              {t("bridges.noTarget")}
            </Link>
          ) : undefined
        }
      >
        {(props) => (
          <Select
            {...props}
            required
            value={connection?.key ?? ""}
            onChange={(event) => setConnection(event.target.value)}
          >
            {targets.map((one) => (
              <option key={one.id} value={one.key}>
                {one.settings.name}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field label={t("bridges.operation")}>
        {(props) => (
          <Select
            {...props}
            required
            value={operation}
            onChange={(event) => setOperation(event.target.value)}
          >
            {operations.map(([key, one]) => (
              <option key={key} value={key}>
                {one.name}
              </option>
            ))}
          </Select>
        )}
      </Field>
    </FormDialog>
  );
}
