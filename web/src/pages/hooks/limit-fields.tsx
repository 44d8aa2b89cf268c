import { useTranslation } from "react-i18next";
import type { HookLimit } from "@/api/types";
import { CheckLine, Field, Input } from "@/ui/field";

/** What a limit starts with: ten a second, far above what a form sends. */
const FRESH: HookLimit = { per_minute: 600 };

/** How many requests the hook takes; without a limit as many as come. */
export function LimitFields({
  value,
  onChange,
}: {
  value: HookLimit | null;
  onChange: (limit: HookLimit | null) => void;
}) {
  const { t } = useTranslation();
  return (
    <div className="flex flex-col gap-3">
      <CheckLine
        label={t("hookLimit.limit")}
        checked={value !== null}
        onChange={(on) => onChange(on ? FRESH : null)}
      />
      {value ? (
        <>
          <div className="grid grid-cols-2 items-start gap-4 max-sm:grid-cols-1">
            <Field label={t("hookLimit.perMinute")}>
              {(props) => (
                <Input
                  {...props}
                  type="number"
                  min={1}
                  max={10_000_000}
                  required
                  value={value.per_minute || ""}
                  onChange={(e) => onChange({ ...value, per_minute: Number(e.target.value) })}
                />
              )}
            </Field>
            <Field label={t("hookLimit.burst")} hint={t("hookLimit.burstHint")}>
              {(props) => (
                <Input
                  {...props}
                  type="number"
                  min={1}
                  max={1_000_000}
                  placeholder={String(Math.max(1, Math.floor(value.per_minute / 6)))}
                  value={value.burst ?? ""}
                  onChange={(e) =>
                    onChange({ ...value, burst: e.target.value ? Number(e.target.value) : null })
                  }
                />
              )}
            </Field>
          </div>
          <p className="text-xs leading-4 text-faint">{t("hookLimit.limitHint")}</p>
        </>
      ) : null}
    </div>
  );
}
