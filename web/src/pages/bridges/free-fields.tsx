import { useTranslation } from "react-i18next";
import type { Bridge } from "@/api/types";
import { HeadersField } from "@/pages/connections/headers-field";
import { ValueField } from "@/pages/scenarios/form/value-field";
import { Field, Select } from "@/ui/field";

const METHODS = ["POST", "GET", "PUT", "PATCH", "DELETE"] as const;

/** Method, address and headers, for operations that leave them open. */
export function FreeFields({ bridge, onChange }: { bridge: Bridge; onChange: (bridge: Bridge) => void }) {
  const { t } = useTranslation();
  const set = (change: Partial<Bridge["call"]>) =>
    onChange({ ...bridge, call: { ...bridge.call, ...change } });
  return (
    <div className="flex flex-col gap-4 border-b p-4">
      <div className="grid grid-cols-[8rem_minmax(0,1fr)] gap-3 max-sm:grid-cols-1">
        <Field label={t("bridges.method")}>
          {(props) => (
            <Select
              {...props}
              value={bridge.call.method ?? "POST"}
              onChange={(event) => {
                const method = METHODS.find((one) => one === event.target.value);
                if (method) set({ method });
              }}
            >
              {METHODS.map((method) => (
                <option key={method} value={method}>
                  {method}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <div className="flex min-w-0 flex-col gap-1.5">
          <span className="text-[13px] font-medium text-soft">{t("bridges.path")}</span>
          <ValueField
            label={t("bridges.path")}
            hint={t("bridges.pathHint")}
            path={["call", "path"]}
            value={bridge.call.path ?? ""}
            onChange={(path) => set({ path: String(path) })}
          />
        </div>
      </div>
      <HeadersField
        headers={Object.fromEntries(
          Object.entries(bridge.call.headers ?? {}).map(([name, value]) => [name, String(value)]),
        )}
        onChange={(headers) => set({ headers })}
      />
    </div>
  );
}
