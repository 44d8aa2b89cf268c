import { ArrowRight, Plus, X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, IconButton } from "@/ui/button";
import { Field, Input } from "@/ui/field";
import { FormDialog } from "@/ui/form-dialog";
import type { Full } from "./mapping";

interface MapProps {
  name: string;
  full: Full;
  close: () => void;
  onSave: (full: Full) => void;
}

/** Values that become others, as a small table; what none of them is; and what stands in for nothing. */
export function ValueMapDialog({ name, full, close, onSave }: MapProps) {
  const { t } = useTranslation();
  const [rows, setRows] = useState(Object.entries(full.map ?? {}));
  const [otherwise, setOtherwise] = useState(full.otherwise ?? "");
  const [fallback, setFallback] = useState(full.fallback ?? "");
  const save = async () => {
    const map = Object.fromEntries(rows.filter(([from]) => from.trim() !== ""));
    const { map: _, otherwise: __, fallback: ___, ...bare } = full;
    onSave({
      ...bare,
      ...(Object.keys(map).length > 0 ? { map } : {}),
      ...(otherwise === "" ? {} : { otherwise }),
      ...(fallback === "" ? {} : { fallback }),
    });
  };
  return (
    <FormDialog
      title={t("bridges.valueMap")}
      description={name}
      open
      wide
      onOpenChange={close}
      onSubmit={save}
    >
      <fieldset className="flex flex-col gap-1.5">
        <legend className="mb-1.5 text-[13px] font-medium text-soft">{t("bridges.mapRows")}</legend>
        {rows.map(([from, to], at) => (
          <div key={at} className="flex items-center gap-1.5">
            <Input
              aria-label={t("bridges.mapFrom", { n: at + 1 })}
              value={from}
              onChange={(event) => setRows(rows.with(at, [event.target.value, to]))}
            />
            <ArrowRight className="size-4 shrink-0 text-faint" aria-hidden />
            <Input
              aria-label={t("bridges.mapTo", { n: at + 1 })}
              value={to}
              onChange={(event) => setRows(rows.with(at, [from, event.target.value]))}
            />
            <IconButton
              label={t("bridges.removeRow", { n: at + 1 })}
              size="iconSm"
              onClick={() => setRows(rows.toSpliced(at, 1))}
            >
              <X />
            </IconButton>
          </div>
        ))}
        <Button size="sm" variant="ghost" className="self-start" onClick={() => setRows([...rows, ["", ""]])}>
          <Plus /> {t("bridges.addRow")}
        </Button>
      </fieldset>
      <Field label={t("bridges.otherwise")} hint={t("bridges.otherwiseHint")}>
        {(props) => (
          <Input {...props} value={otherwise} onChange={(event) => setOtherwise(event.target.value)} />
        )}
      </Field>
      <Field label={t("bridges.fallback")} hint={t("bridges.fallbackHint")}>
        {(props) => (
          <Input {...props} value={fallback} onChange={(event) => setFallback(event.target.value)} />
        )}
      </Field>
    </FormDialog>
  );
}
