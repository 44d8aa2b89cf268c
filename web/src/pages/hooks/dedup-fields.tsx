import { useTranslation } from "react-i18next";
import type { Dedup, DedupBy } from "@/api/types";
import { Field, Input, Select } from "@/ui/field";

type Kind = "none" | "header" | "path" | "body";
const KINDS: Kind[] = ["none", "header", "path", "body"];

function kindOf(dedup: Dedup | null): Kind {
  if (!dedup) return "none";
  if (dedup.by === "body") return "body";
  return "header" in dedup.by ? "header" : "path";
}
function by(kind: Kind, text: string): DedupBy {
  return kind === "header" ? { header: text } : kind === "path" ? { path: text } : "body";
}
function textOf(dedup: Dedup | null): string {
  if (!dedup || dedup.by === "body") return "";
  return "header" in dedup.by ? dedup.by.header : dedup.by.path;
}

export function DedupFields({
  value,
  onChange,
}: {
  value: Dedup | null;
  onChange: (dedup: Dedup | null) => void;
}) {
  const { t } = useTranslation();
  const kind = kindOf(value);
  const pick = (name: string) => {
    const next = KINDS.find((candidate) => candidate === name) ?? "none";
    onChange(
      next === "none"
        ? null
        : {
            by: by(next, next === "header" ? "X-Request-Id" : ""),
            window_secs: value?.window_secs ?? 86_400,
          },
    );
  };
  return (
    <div className="grid grid-cols-3 items-start gap-4 max-sm:grid-cols-1">
      <Field
        label={t("security.dedup")}
        className={kind === "none" ? "col-span-3 max-sm:col-span-1" : undefined}
      >
        {(props) => (
          <Select {...props} value={kind} onChange={(e) => pick(e.target.value)}>
            {KINDS.map((name) => (
              <option key={name} value={name}>
                {t(`security.dedupBy.${name}`)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {value && kind !== "body" ? (
        <Field label={kind === "header" ? t("security.headerName") : t("security.dedupPath")}>
          {(props) => (
            <Input
              {...props}
              required
              value={textOf(value)}
              onChange={(e) => onChange({ ...value, by: by(kind, e.target.value) })}
            />
          )}
        </Field>
      ) : null}
      {value ? (
        <Field label={t("security.window")}>
          {(props) => (
            <Input
              {...props}
              type="number"
              min={1}
              required
              value={value.window_secs ?? 86_400}
              onChange={(e) => onChange({ ...value, window_secs: Number(e.target.value) })}
            />
          )}
        </Field>
      ) : null}
    </div>
  );
}
