import { ClipboardPaste, Ellipsis, Plus } from "lucide-react";
import { type DragEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Bridge, BridgeField, ConnectionOperation } from "@/api/types";
import { ExampleDialog } from "@/pages/connections/parameters-field";
import { useForm } from "@/pages/scenarios/form/form-context";
import { ValueField } from "@/pages/scenarios/form/value-field";
import { Badge } from "@/ui/badge";
import { Button, IconButton } from "@/ui/button";
import { CheckLine } from "@/ui/field";
import { Menu, MenuItem, MenuLine } from "@/ui/menu";
import { Section } from "@/ui/page";
import { FreeFields } from "./free-fields";
import { type Full, fullOf, type Target, withValue } from "./mapping";
import { NewTarget } from "./new-target";
import { FIELD_TYPE } from "./source-tree";
import { ValueMapDialog } from "./value-map-dialog";

interface TargetsProps {
  bridge: Bridge;
  onChange: (bridge: Bridge) => void;
  targets: Target[];
  operation: ConnectionOperation | undefined;
  results: BridgeField[];
  missing: string[];
  onFocus: (name: string | null) => void;
  onDropField: (field: string, into: string) => void;
}

/** What is sent, as a form: required parameters first, each with its type and what comes of it. */
export function TargetList(props: TargetsProps) {
  const { bridge, onChange, targets, operation, results, missing, onFocus, onDropField } = props;
  const { t } = useTranslation();
  const [adding, setAdding] = useState<"one" | "example" | null>(null);
  const [mapping, setMapping] = useState<string | null>(null);
  const addAll = (names: string[]) =>
    onChange({
      ...bridge,
      call: {
        ...bridge.call,
        values: { ...Object.fromEntries(names.map((name) => [name, ""])), ...bridge.call.values },
      },
    });
  return (
    <Section
      title={t("bridges.values")}
      description={t("bridges.valuesText")}
      actions={
        operation?.open ? (
          <>
            <Button size="sm" variant="ghost" onClick={() => setAdding("one")}>
              <Plus /> {t("connections.addParameter")}
            </Button>
            <Button size="sm" variant="ghost" onClick={() => setAdding("example")}>
              <ClipboardPaste /> {t("connections.pasteExample")}
            </Button>
          </>
        ) : null
      }
    >
      {operation?.free ? <FreeFields bridge={bridge} onChange={onChange} /> : null}
      <ul aria-label={t("bridges.values")} className="divide-y">
        {targets.map((target) => (
          <TargetRow
            key={target.name}
            target={target}
            full={fullOf(bridge.call.values?.[target.name])}
            result={results.find((one) => one.name === target.name)}
            missing={missing.includes(target.name)}
            onChange={(full) => onChange(withValue(bridge, target.name, full))}
            onMap={() => setMapping(target.name)}
            onFocus={onFocus}
            onDropField={onDropField}
          />
        ))}
      </ul>
      <div className="border-t p-4">
        <CheckLine
          label={t("bridges.sendEmpty")}
          checked={bridge.call.send_empty ?? false}
          onChange={(send_empty) => onChange({ ...bridge, call: { ...bridge.call, send_empty } })}
        />
      </div>
      {adding === "one" ? <NewTarget close={() => setAdding(null)} onAdd={(name) => addAll([name])} /> : null}
      {adding === "example" ? (
        <ExampleDialog
          close={() => setAdding(null)}
          onRead={(found) => addAll(found.map((one) => one.name))}
        />
      ) : null}
      {mapping === null ? null : (
        <ValueMapDialog
          name={mapping}
          full={fullOf(bridge.call.values?.[mapping])}
          close={() => setMapping(null)}
          onSave={(full) => onChange(withValue(bridge, mapping, full))}
        />
      )}
    </Section>
  );
}

interface RowProps {
  target: Target;
  full: Full;
  result: BridgeField | undefined;
  missing: boolean;
  onChange: (full: Full) => void;
  onMap: () => void;
  onFocus: (name: string | null) => void;
  onDropField: (field: string, into: string) => void;
}

function TargetRow({ target, full, result, missing, onChange, onMap, onFocus, onDropField }: RowProps) {
  const { t } = useTranslation();
  const form = useForm();
  const label = target.title || target.name;
  const type = target.type ?? full.type ?? "text";
  const over = (event: DragEvent) => {
    if (event.dataTransfer.types.includes(FIELD_TYPE)) event.preventDefault();
  };
  const drop = (event: DragEvent) => {
    const field = event.dataTransfer.getData(FIELD_TYPE);
    if (!field) return;
    event.preventDefault();
    onDropField(field, target.name);
  };
  const remove = () => form.set(["call", "values", target.name], undefined);
  return (
    <li
      data-target={target.name}
      onFocus={() => onFocus(target.name)}
      onDragOver={over}
      onDrop={drop}
      className="@container px-4 py-3"
    >
      <div className="grid grid-cols-[minmax(0,12rem)_minmax(0,1.4fr)_minmax(0,1fr)_auto] items-start gap-x-3 gap-y-1 @max-2xl:grid-cols-[minmax(0,1fr)_auto]">
        <div className="min-w-0 text-[13px]">
          <span className="font-medium break-words">{label}</span>{" "}
          {target.required ? <Badge tone={missing ? "bad" : "neutral"}>{t("bridges.required")}</Badge> : null}
          <p className="font-mono text-xs break-all text-faint">{target.title ? target.name : null}</p>
          <p className="text-xs text-faint">
            {t(`connections.type.${type}`)}
            {target.in && target.in !== "body" ? ` · ${t(`connections.place.${target.in}`)}` : ""}
          </p>
        </div>
        <div className="min-w-0 @max-2xl:order-3 @max-2xl:col-span-2">
          <ValueField
            label={label}
            hint={target.example || target.default}
            path={["call", "values", target.name]}
            value={full.value}
            onChange={(value) => onChange({ ...full, value: String(value) })}
          />
          {target.description ? <p className="mt-1 text-xs text-faint">{target.description}</p> : null}
          <Marks full={full} />
        </div>
        <Outcome result={result} />
        <Menu
          trigger={
            <IconButton label={t("bridges.moreOf", { name: label })} size="iconSm">
              <Ellipsis />
            </IconButton>
          }
        >
          <MenuItem onSelect={onMap}>{t("bridges.valueMap")}</MenuItem>
          {full.value !== "" || target.own ? (
            <>
              <MenuLine />
              <MenuItem danger onSelect={remove}>
                {target.own ? t("bridges.removeTarget") : t("bridges.clearValue")}
              </MenuItem>
            </>
          ) : null}
        </Menu>
      </div>
    </li>
  );
}

/** What is done to a value besides being put in. */
function Marks({ full }: { full: Full }) {
  const { t } = useTranslation();
  const count = Object.keys(full.map ?? {}).length;
  if (count === 0 && full.fallback === undefined) return null;
  return (
    <p className="mt-1 flex flex-wrap gap-1.5">
      {count > 0 ? <Badge tone="accent">{t("bridges.mapped", { count })}</Badge> : null}
      {full.fallback === undefined ? null : (
        <Badge tone="accent">{t("bridges.fallbackIs", { value: full.fallback })}</Badge>
      )}
    </p>
  );
}

/** The value that would be sent, or why none can be. */
function Outcome({ result }: { result: BridgeField | undefined }) {
  const { t } = useTranslation();
  return (
    <div
      role="status"
      className="min-w-0 pt-1.5 text-xs leading-5 break-words @max-2xl:order-4 @max-2xl:col-span-2 @max-2xl:pt-0"
    >
      {result?.fault ? (
        <span className="text-bad">{result.fault}</span>
      ) : result?.value ? (
        <code className="font-mono text-soft">{result.value}</code>
      ) : (
        <span className="text-faint">{t("bridges.leftOut")}</span>
      )}
      {result?.notices.map((notice) => (
        <p key={notice} className="text-warn">
          {notice}
        </p>
      ))}
    </div>
  );
}
