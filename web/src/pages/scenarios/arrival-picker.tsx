import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { getAll } from "@/api/pages";
import { useStream } from "@/api/stream";
import type { ArrivalRow, Hook } from "@/api/types";
import { formatExact } from "@/i18n/format";
import { arrivalQuery, hooksQuery } from "@/pages/hooks/queries";
import { Field, Select } from "@/ui/field";
import { Load } from "@/ui/load";

interface ArrivalPickerProps {
  hookKey: string | undefined;
  value: string | undefined;
  onPick: (id: string) => void;
}

/** The last requests of a hook; a new one shows here as it comes. */
export function ArrivalPicker({ hookKey, value, onPick }: ArrivalPickerProps) {
  const { t } = useTranslation();
  const hooks = useQuery(hooksQuery);
  const [picked, setPicked] = useState<string | null>(null);
  return (
    <Load query={hooks}>
      {(all) => {
        const hook = all.find((one) => one.id === picked) ?? all.find((one) => one.key === hookKey) ?? all[0];
        if (!hook) {
          return (
            <p className="text-[13px] text-faint">
              {t("try.noHooks")}{" "}
              <Link to="/hooks" search={{ new: "1" }} className="text-accent-ink hover:underline">
                {t("hooks.new")}
              </Link>
            </p>
          );
        }
        return (
          <div className="grid grid-cols-2 gap-3 max-lg:grid-cols-1">
            <Field label={t("try.hook")}>
              {(props) => (
                <Select {...props} value={hook.id} onChange={(e) => setPicked(e.target.value)}>
                  {all.map((one) => (
                    <option key={one.id} value={one.id}>
                      {one.settings.name}
                    </option>
                  ))}
                </Select>
              )}
            </Field>
            <RequestChoice key={hook.id} hook={hook} value={value} onPick={onPick} />
          </div>
        );
      }}
    </Load>
  );
}

function preview(row: ArrivalRow): string {
  return [formatExact(row.at), row.method].join(" · ");
}

function RequestChoice({
  hook,
  value,
  onPick,
}: {
  hook: Hook;
  value: string | undefined;
  onPick: (id: string) => void;
}) {
  const { t } = useTranslation();
  const recent = useQuery({
    queryKey: ["arrivals", hook.id, "recent"],
    queryFn: () => getAll<ArrivalRow>(`/hooks/${hook.id}/arrivals`, { limit: 20 }),
  });
  const { refetch } = recent;
  useStream([`arrivals:${hook.id}`], () => void refetch());
  const rows = recent.data ?? [];
  const elsewhere = value !== undefined && !rows.some((row) => row.id === value);
  const kept = useQuery({ ...arrivalQuery(value ?? ""), enabled: elsewhere }).data;
  if (recent.data?.length === 0 && !value)
    return <p className="self-end text-[13px] text-faint">{t("try.noArrivals")}</p>;
  return (
    <Field label={t("try.request")}>
      {(props) => (
        <Select {...props} value={value ?? ""} onChange={(e) => e.target.value && onPick(e.target.value)}>
          {value === undefined ? <option value="">—</option> : null}
          {kept ? <option value={kept.id}>{preview(kept)}</option> : null}
          {rows.map((row) => (
            <option key={row.id} value={row.id}>
              {preview(row)}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}
