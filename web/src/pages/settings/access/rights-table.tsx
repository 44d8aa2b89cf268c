import { useTranslation } from "react-i18next";
import type { Access, Pipeline, Reach, Rights, Role } from "@/api/types";
import { Select } from "@/ui/field";

export const REACHES = ["none", "own", "team", "all"] as const satisfies readonly Reach[];
const KINDS = ["leads", "contacts", "companies", "tasks"] as const;

interface ReachSelectProps {
  label: string;
  value: Reach;
  disabled: boolean;
  onChange: (reach: Reach) => void;
}

function ReachSelect({ label, value, disabled, onChange }: ReachSelectProps) {
  const { t } = useTranslation();
  return (
    <Select
      aria-label={label}
      value={value}
      disabled={disabled}
      onChange={(e) => onChange(REACHES.find((reach) => reach === e.target.value) ?? "none")}
    >
      {REACHES.map((reach) => (
        <option key={reach} value={reach}>
          {t(`access.reach.${reach}`)}
        </option>
      ))}
    </Select>
  );
}

interface RowProps {
  name: string;
  access: Access;
  looks: boolean;
  disabled: boolean;
  inner?: boolean;
  onChange: (access: Access) => void;
}

function Row({ name, access, looks, disabled, inner, onChange }: RowProps) {
  const { t } = useTranslation();
  return (
    <tr className="border-t">
      <th scope="row" className={`py-2 pr-2 text-left font-medium ${inner ? "pl-8 text-soft" : "pl-4"}`}>
        {name}
      </th>
      <td className="w-[32%] py-1.5 pr-3">
        <ReachSelect
          label={`${name}: ${t("access.see")}`}
          value={access.see}
          disabled={disabled}
          onChange={(see) => onChange({ ...access, see })}
        />
      </td>
      <td className="w-[32%] py-1.5 pr-4">
        <ReachSelect
          label={`${name}: ${t("access.edit")}`}
          value={access.edit}
          disabled={disabled || looks}
          onChange={(edit) => onChange({ ...access, edit })}
        />
      </td>
    </tr>
  );
}

interface RightsTableProps {
  role: Role;
  rights: Rights;
  pipelines: Pipeline[];
  disabled: boolean;
  onChange: (rights: Rights) => void;
  sound: (access: Access, order: readonly string[]) => Access;
}

/** Rights by kind of record; under the leads every pipeline, which may have rights of its own. */
export function RightsTable({ role, rights, pipelines, disabled, onChange, sound }: RightsTableProps) {
  const { t } = useTranslation();
  const looks = role === "read_only";
  const own = rights.pipelines ?? {};
  const setOwn = (key: string, access: Access | null) => {
    const { [key]: _, ...others } = own;
    onChange({ ...rights, pipelines: access ? { ...others, [key]: sound(access, REACHES) } : others });
  };
  return (
    <div className="overflow-x-auto">
      <table className="w-full text-[13px]">
        <thead className="text-xs text-faint">
          <tr>
            <th scope="col" className="py-2 pl-4 text-left font-normal">
              {t("access.kind")}
            </th>
            <th scope="col" className="py-2 text-left font-normal">
              {t("access.see")}
            </th>
            <th scope="col" className="py-2 text-left font-normal">
              {t("access.edit")}
            </th>
          </tr>
        </thead>
        <tbody>
          {KINDS.map((kind) => (
            <Row
              key={kind}
              name={t(`nav.${kind}`)}
              access={rights[kind]}
              looks={looks}
              disabled={disabled}
              onChange={(access) => onChange({ ...rights, [kind]: sound(access, REACHES) })}
            />
          ))}
          {pipelines
            .filter((pipeline) => own[pipeline.key])
            .map((pipeline) => (
              <Row
                key={pipeline.key}
                inner
                name={t("access.pipeline", { name: pipeline.name })}
                access={own[pipeline.key] ?? rights.leads}
                looks={looks}
                disabled={disabled}
                onChange={(access) => setOwn(pipeline.key, access)}
              />
            ))}
        </tbody>
      </table>
      <fieldset className="flex flex-wrap items-center gap-x-4 gap-y-1 border-t px-4 py-2.5 text-[13px]">
        <legend className="sr-only">{t("access.apart")}</legend>
        <span aria-hidden className="text-xs text-faint">
          {t("access.apart")}
        </span>
        {pipelines.map((pipeline) => (
          <label key={pipeline.key} className="flex min-h-6 items-center gap-2">
            <input
              type="checkbox"
              className="size-4 rounded accent-accent"
              disabled={disabled}
              checked={Boolean(own[pipeline.key])}
              onChange={(e) => setOwn(pipeline.key, e.target.checked ? rights.leads : null)}
            />
            {pipeline.name}
          </label>
        ))}
      </fieldset>
    </div>
  );
}
