import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Hook, Security } from "@/api/types";
import { CheckLine, Field, Input, Select } from "@/ui/field";
import { DedupFields } from "./dedup-fields";
import { LimitFields } from "./limit-fields";
import { usePutHook } from "./queries";
import { SettingsForm } from "./settings-form";

const KINDS: Security["kind"][] = ["none", "header", "hmac", "standard_webhooks"];

/** The settings a kind starts with. */
function fresh(kind: Security["kind"]): Security {
  if (kind === "header") return { kind, header: "X-Secret" };
  if (kind === "hmac") return { kind, header: "X-Signature", algorithm: "sha256", encoding: "hex" };
  return { kind };
}

function HmacFields({
  value,
  onChange,
}: {
  value: Extract<Security, { kind: "hmac" }>;
  onChange: (value: Security) => void;
}) {
  const { t } = useTranslation();
  return (
    <div className="grid grid-cols-3 gap-4 max-sm:grid-cols-1">
      <Field label={t("security.algorithm")}>
        {(props) => (
          <Select
            {...props}
            value={value.algorithm ?? "sha256"}
            onChange={(e) =>
              onChange({
                ...value,
                algorithm:
                  e.target.value === "sha1" ? "sha1" : e.target.value === "sha512" ? "sha512" : "sha256",
              })
            }
          >
            <option value="sha1">SHA-1</option>
            <option value="sha256">SHA-256</option>
            <option value="sha512">SHA-512</option>
          </Select>
        )}
      </Field>
      <Field label={t("security.encoding")}>
        {(props) => (
          <Select
            {...props}
            value={value.encoding ?? "hex"}
            onChange={(e) => onChange({ ...value, encoding: e.target.value === "base64" ? "base64" : "hex" })}
          >
            <option value="hex">hex</option>
            <option value="base64">base64</option>
          </Select>
        )}
      </Field>
      <Field label={t("security.prefix")}>
        {(props) => (
          <Input
            {...props}
            placeholder="sha256="
            value={value.prefix ?? ""}
            onChange={(e) => onChange({ ...value, prefix: e.target.value || undefined })}
          />
        )}
      </Field>
    </div>
  );
}

export function SecurityTab({ hook }: { hook: Hook }) {
  const { t } = useTranslation();
  const [settings, setSettings] = useState(hook.settings);
  const [secret, setSecret] = useState("");
  const put = usePutHook(hook.id);
  const security = settings.security ?? { kind: "none" };
  const setSecurity = (next: Security) => setSettings({ ...settings, security: next });
  const save = () =>
    put.mutateAsync({
      key: hook.key,
      settings,
      ...(secret ? { secret } : security.kind === "none" && hook.has_secret ? { secret: null } : {}),
    });
  return (
    <SettingsForm busy={put.isPending} error={put.error} onSave={save}>
      <Field label={t("security.kind")} hint={security.kind === "none" ? undefined : t("security.rejects")}>
        {(props) => (
          <Select
            {...props}
            value={security.kind}
            onChange={(e) => setSecurity(fresh(KINDS.find((kind) => kind === e.target.value) ?? "none"))}
          >
            {KINDS.map((kind) => (
              <option key={kind} value={kind}>
                {t(`security.${kind}`)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {"header" in security ? (
        <Field label={t("security.headerName")}>
          {(props) => (
            <Input
              {...props}
              required
              value={security.header}
              onChange={(e) => setSecurity({ ...security, header: e.target.value })}
            />
          )}
        </Field>
      ) : null}
      {security.kind === "hmac" ? <HmacFields value={security} onChange={setSecurity} /> : null}
      {security.kind !== "none" ? (
        <Field
          label={t("security.secret")}
          hint={hook.has_secret ? t("security.secretKept") : t("security.secretHint")}
        >
          {(props) => (
            <Input
              {...props}
              type="password"
              autoComplete="off"
              required={!hook.has_secret}
              value={secret}
              onChange={(e) => setSecret(e.target.value)}
            />
          )}
        </Field>
      ) : null}
      <DedupFields value={settings.dedup ?? null} onChange={(dedup) => setSettings({ ...settings, dedup })} />
      <Field label={t("security.maxBody")}>
        {(props) => (
          <Input
            {...props}
            type="number"
            min={1}
            placeholder="1024"
            value={settings.max_body_bytes ? settings.max_body_bytes / 1024 : ""}
            onChange={(e) =>
              setSettings({
                ...settings,
                max_body_bytes: e.target.value ? Math.round(Number(e.target.value) * 1024) : null,
              })
            }
          />
        )}
      </Field>
      <LimitFields value={settings.limit ?? null} onChange={(limit) => setSettings({ ...settings, limit })} />
      <CheckLine
        label={t("security.split")}
        checked={settings.split ?? false}
        onChange={(on) => setSettings({ ...settings, split: on })}
      />
    </SettingsForm>
  );
}
