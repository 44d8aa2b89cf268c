import { Plus, X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, IconButton } from "@/ui/button";
import { Input } from "@/ui/field";

interface HeadersProps {
  headers: Record<string, string>;
  onChange: (headers: Record<string, string>) => void;
}

/** Headers of every request over the connection. Rows without a name are not kept. */
export function HeadersField({ headers, onChange }: HeadersProps) {
  const { t } = useTranslation();
  const [rows, setRows] = useState(Object.entries(headers));
  const write = (next: [string, string][]) => {
    setRows(next);
    onChange(Object.fromEntries(next.filter(([name]) => name.trim() !== "")));
  };
  return (
    <fieldset className="flex min-w-0 flex-col gap-1.5">
      <legend className="mb-1.5 text-[13px] font-medium text-soft">{t("connections.headers")}</legend>
      {rows.map(([name, value], at) => (
        <div key={at} className="flex items-center gap-1.5">
          <Input
            aria-label={t("connections.headerName", { n: at + 1 })}
            className="max-w-56 font-mono text-xs"
            value={name}
            onChange={(event) => write(rows.with(at, [event.target.value, value]))}
          />
          <Input
            aria-label={t("connections.headerValue", { n: at + 1 })}
            className="font-mono text-xs"
            value={value}
            onChange={(event) => write(rows.with(at, [name, event.target.value]))}
          />
          <IconButton
            label={t("connections.removeHeader", { n: at + 1 })}
            size="iconSm"
            onClick={() => write(rows.toSpliced(at, 1))}
          >
            <X />
          </IconButton>
        </div>
      ))}
      <Button size="sm" variant="ghost" className="self-start" onClick={() => setRows([...rows, ["", ""]])}>
        <Plus /> {t("connections.addHeader")}
      </Button>
      <p className="text-xs text-faint">
        {t("connections.headersHint", { example: "Bearer {{secret.token}}" })}
      </p>
    </fieldset>
  );
}
