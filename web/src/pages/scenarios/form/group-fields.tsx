import { Plus, X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, IconButton } from "@/ui/button";
import { Input, Select } from "@/ui/field";
import { asKind } from "@/ui/record-picker";
import { coreFields, fieldName, fieldType } from "./core-fields";
import { faultsAt, useForm } from "./form-context";
import { KeySelect } from "./key-select";
import { asList, asText, asTree, at, insert, type Path, type Tree } from "./tree";
import { ValueField } from "./value-field";

/** The same entries with one name changed, in the same order. */
const renamed = (map: Tree, from: string, to: string): Tree =>
  Object.fromEntries(Object.entries(map).map(([name, value]) => [name === from ? to : name, value]));

function RemoveButton({ label, onClick }: { label: string; onClick: () => void }) {
  const { t } = useTranslation();
  return (
    <IconButton size="icon" label={`${t("common.remove")}: ${label}`} onClick={onClick}>
      <X />
    </IconButton>
  );
}

function AddButton({ label, onClick }: { label: string; onClick: () => void }) {
  return (
    <Button variant="ghost" size="sm" className="self-start" onClick={onClick}>
      <Plus /> {label}
    </Button>
  );
}

/** The fields a record of a kind has: its own and those of the workspace. */
function useFieldNames(kind: string | undefined): [string, string][] {
  const { t } = useTranslation();
  const { known } = useForm();
  const record = asKind(kind);
  if (!record) return [];
  return [
    ...coreFields(record).map((key): [string, string] => [key, fieldName(t, key)]),
    ...known.fields[record].map((field): [string, string] => [field.key, field.name]),
  ];
}

function FieldSelect({
  label,
  kind,
  value,
  taken,
  onChange,
}: {
  label: string;
  kind: string | undefined;
  value: string;
  taken: string[];
  onChange: (key: string) => void;
}) {
  const { t } = useTranslation();
  const names = useFieldNames(kind);
  if (names.length === 0) return <KeyInput label={label} value={value} taken={taken} onChange={onChange} />;
  return (
    <Select
      aria-label={label}
      className="w-48 shrink-0 max-sm:w-full"
      value={value}
      onChange={(event) => onChange(event.target.value)}
    >
      {names.some(([key]) => key === value) ? null : (
        <option value={value}>{value ? t("scenarioForm.missing", { key: value }) : "—"}</option>
      )}
      {names
        .filter(([key]) => key === value || !taken.includes(key))
        .map(([key, name]) => (
          <option key={key} value={key}>
            {name}
          </option>
        ))}
    </Select>
  );
}

/** A name that is written: an empty or doubled one is kept here until it is a name of its own. */
function KeyInput({
  label,
  value,
  taken,
  onChange,
}: {
  label: string;
  value: string;
  taken: string[];
  onChange: (key: string) => void;
}) {
  const [typed, setTyped] = useState<string | null>(null);
  const bad = typed !== null && (typed === "" || (typed !== value && taken.includes(typed)));
  return (
    <Input
      aria-label={label}
      aria-invalid={bad}
      className="w-48 shrink-0 font-mono text-xs max-sm:w-full"
      value={typed ?? value}
      onBlur={() => setTyped(null)}
      onChange={(event) => {
        setTyped(event.target.value);
        if (event.target.value !== "" && !taken.includes(event.target.value)) onChange(event.target.value);
      }}
    />
  );
}

const line = "flex min-w-0 items-start gap-1.5 max-sm:flex-wrap";

/** Values of a record's fields. */
export function FieldMap({ path, kind }: { path: Path; kind: string | undefined }) {
  const { t } = useTranslation();
  const form = useForm();
  const map = asTree(at(form.tree, path));
  const names = useFieldNames(kind);
  const record = asKind(kind);
  const keys = Object.keys(map);
  const free = names.find(([key]) => !keys.includes(key))?.[0] ?? `field${keys.length + 1}`;
  return (
    <div className="flex flex-col gap-1.5">
      {keys.map((key, index) => (
        <div key={index} className={line}>
          <FieldSelect
            label={t("scenarioForm.fieldOf", { n: index + 1 })}
            kind={kind}
            value={key}
            taken={keys}
            onChange={(next) => form.set(path, renamed(map, key, next))}
          />
          <ValueField
            label={t("scenarioForm.valueOf", { name: names.find(([one]) => one === key)?.[1] ?? key })}
            value={map[key]}
            type={record ? fieldType(form.known, record, key) : undefined}
            against={
              record
                ? {
                    template: "",
                    group: record,
                    label: "",
                    type: "option",
                    options: optionsFor(form.known.fields[record], key),
                  }
                : undefined
            }
            path={[...path, key]}
            preview
            onChange={(value) => form.set([...path, key], value)}
          />
          <RemoveButton label={key} onClick={() => form.set([...path, key], undefined)} />
        </div>
      ))}
      <AddButton label={t("scenarioForm.addField")} onClick={() => form.set(path, { ...map, [free]: "" })} />
    </div>
  );
}

function optionsFor(fields: { key: string }[], key: string): string[] {
  const field = fields.find((one) => one.key === key);
  return field && "options" in field && Array.isArray(field.options) ? field.options : [];
}

/** Names of fields whose change counts. */
export function FieldNames({ path, kind }: { path: Path; kind: string | undefined }) {
  const { t } = useTranslation();
  const form = useForm();
  const names = useFieldNames(kind);
  const chosen = asList(at(form.tree, path)).map(asText);
  const rest = names.filter(([key]) => !chosen.includes(key));
  const set = (next: string[]) => form.set(path, next.length > 0 ? next : undefined);
  return (
    <div className="flex flex-wrap items-center gap-1.5">
      {chosen.map((key) => (
        <span
          key={key}
          className="flex h-8 items-center rounded-md bg-accent-soft pl-2.5 text-[13px] text-accent-ink"
        >
          {names.find(([one]) => one === key)?.[1] ?? key}
          <RemoveButton label={key} onClick={() => set(chosen.filter((one) => one !== key))} />
        </span>
      ))}
      <Select
        aria-label={t("scenarioForm.addField")}
        className="w-44"
        value=""
        onChange={(event) => event.target.value && set([...chosen, event.target.value])}
      >
        <option value="">
          {chosen.length > 0 ? t("scenarioForm.addField") : t("scenarioForm.anyField")}
        </option>
        {rest.map(([key, name]) => (
          <option key={key} value={key}>
            {name}
          </option>
        ))}
      </Select>
    </div>
  );
}

/** By what a record is found, in order. */
export function FindBy({ path, kind }: { path: Path; kind: string | undefined }) {
  const { t } = useTranslation();
  const form = useForm();
  const rows = asList(at(form.tree, path)).map(asTree);
  return (
    <div className="flex flex-col gap-1.5">
      {rows.map((row, index) => (
        <div key={index} className={line}>
          <FieldSelect
            label={t("scenarioForm.fieldOf", { n: index + 1 })}
            kind={kind}
            value={asText(row.field)}
            taken={rows.map((one) => asText(one.field))}
            onChange={(next) => form.set([...path, index, "field"], next)}
          />
          <ValueField
            label={t("scenarioForm.valueOf", { name: asText(row.field) })}
            value={row.value}
            path={[...path, index, "value"]}
            error={faultsAt(form.faults, [...path, index, "field"])[0]?.message}
            preview
            onChange={(value) => form.set([...path, index, "value"], value)}
          />
          <RemoveButton label={asText(row.field)} onClick={() => form.set([...path, index], undefined)} />
        </div>
      ))}
      <AddButton
        label={t("scenarioForm.addField")}
        onClick={() =>
          form.change(
            insert(form.tree, path, rows.length, { field: rows.length === 0 ? "phone" : "email", value: "" }),
          )
        }
      />
    </div>
  );
}

/** Results a task can end with, each with the scenario it starts. */
export function Results({ path }: { path: Path }) {
  const { t } = useTranslation();
  const form = useForm();
  const rows = asList(at(form.tree, path)).map(asTree);
  return (
    <div className="flex flex-col gap-1.5">
      {rows.map((row, index) => (
        <div key={index} className="flex items-end gap-1.5 max-sm:flex-wrap">
          <Input
            aria-label={t("scenarioForm.resultName", { n: index + 1 })}
            placeholder={t("scenarioForm.resultName", { n: index + 1 })}
            value={asText(row.name)}
            onChange={(event) => form.set([...path, index, "name"], event.target.value)}
          />
          <div className="w-60 shrink-0">
            <KeySelect
              path={[...path, index, "scenario"]}
              label={t("scenarioForm.resultRuns")}
              family="manual"
              owner={row}
              required={false}
            />
          </div>
          <RemoveButton label={asText(row.name)} onClick={() => form.set([...path, index], undefined)} />
        </div>
      ))}
      <AddButton
        label={t("scenarioForm.addResult")}
        onClick={() => form.change(insert(form.tree, path, rows.length, { name: "" }))}
      />
    </div>
  );
}

/** Names and templates: headers, and the fields of a request. */
export function KeyTemplatePairs({ path, label }: { path: Path; label: string }) {
  const { t } = useTranslation();
  const form = useForm();
  const map = asTree(at(form.tree, path));
  const keys = Object.keys(map);
  const add = () => {
    let n = keys.length + 1;
    while (keys.includes(`name${n}`)) n += 1;
    form.set(path, { ...map, [`name${n}`]: "" });
  };
  return (
    <div className="flex flex-col gap-1.5">
      {keys.map((key, index) => (
        <div key={index} className={line}>
          <KeyInput
            label={t("scenarioForm.nameOf", { label, n: index + 1 })}
            value={key}
            taken={keys}
            onChange={(next) => form.set(path, renamed(map, key, next))}
          />
          {typeof map[key] === "object" && map[key] !== null ? (
            <code className="min-w-0 flex-1 truncate py-1.5 font-mono text-xs text-soft">
              {JSON.stringify(map[key])}
            </code>
          ) : (
            <ValueField
              label={t("scenarioForm.valueOf", { name: key })}
              value={map[key]}
              path={[...path, key]}
              preview
              onChange={(value) => form.set([...path, key], value)}
            />
          )}
          <RemoveButton label={key} onClick={() => form.set([...path, key], undefined)} />
        </div>
      ))}
      <AddButton label={t("scenarioForm.addPair")} onClick={add} />
    </div>
  );
}
