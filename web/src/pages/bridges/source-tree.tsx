import { ChevronLeft, ChevronRight } from "lucide-react";
import { type DragEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { useStream } from "@/api/stream";
import type { BridgeFull, BridgeVariable } from "@/api/types";
import { formatExact } from "@/i18n/format";
import { Badge } from "@/ui/badge";
import { IconButton } from "@/ui/button";
import { cn } from "@/ui/cn";
import { Input } from "@/ui/field";
import { Section } from "@/ui/page";
import { flat } from "./mapping";
import type { useSamples } from "./use-bridge";

/** What a drag of a field carries. */
export const FIELD_TYPE = "application/x-signalbox-field";

interface SourceProps {
  names: BridgeFull["fields"];
  variables: BridgeVariable[];
  unused: string[];
  samples: ReturnType<typeof useSamples>;
  onInsert: (name: string) => void;
}

interface SourceField {
  name: string;
  title: string;
  value: string | undefined;
}

/** What came in the sample first, in the words of the source's kind; then what may come and did not. */
function fieldsOf(names: BridgeFull["fields"], variables: BridgeVariable[]): SourceField[] {
  const titles = new Map(names.map((one) => [flat(one.path), one.name]));
  const seen = variables
    .filter((one) => !variables.some((other) => other.name.startsWith(`${one.name}_`)))
    .map(({ name, value }) => ({ name, title: titles.get(name) ?? name, value }));
  const known = new Set(seen.map((one) => one.name));
  const rest = [...titles].filter(([name]) => !known.has(name));
  return [...seen, ...rest.map(([name, title]) => ({ name, title, value: undefined }))];
}

export function SourceTree({ names, variables, unused, samples, onInsert }: SourceProps) {
  const { t } = useTranslation();
  const [query, setQuery] = useState("");
  const { rows, at, setAt, refetch } = samples;
  useStream(["arrivals"], () => void refetch());
  const wanted = query.trim().toLowerCase();
  const fields = fieldsOf(names, variables).filter(({ name, title }) =>
    `${name} ${title}`.toLowerCase().includes(wanted),
  );
  const row = rows[at];
  return (
    <Section
      title={t("bridges.fields")}
      className="self-start max-lg:order-first lg:sticky lg:top-5"
      description={row ? formatExact(row.at) : t("bridges.noSample")}
      actions={
        rows.length > 0 ? (
          <span className="flex items-center gap-0.5 text-xs text-faint">
            <IconButton
              label={t("bridges.newer")}
              size="iconSm"
              disabled={at === 0}
              onClick={() => setAt(at - 1)}
            >
              <ChevronLeft />
            </IconButton>
            {t("bridges.sampleOf", { n: at + 1, of: rows.length })}
            <IconButton
              label={t("bridges.older")}
              size="iconSm"
              disabled={at >= rows.length - 1}
              onClick={() => setAt(at + 1)}
            >
              <ChevronRight />
            </IconButton>
          </span>
        ) : null
      }
    >
      <div className="flex flex-col gap-2 p-2">
        <Input
          aria-label={t("bridges.findField")}
          placeholder={t("bridges.findField")}
          value={query}
          onChange={(event) => setQuery(event.target.value)}
        />
        <ul aria-label={t("bridges.fields")} className="max-h-[70dvh] overflow-y-auto max-lg:max-h-64">
          {fields.map((field) => (
            <SourceItem
              key={field.name}
              field={field}
              unused={unused.includes(field.name)}
              onInsert={onInsert}
            />
          ))}
        </ul>
      </div>
    </Section>
  );
}

interface ItemProps {
  field: SourceField;
  unused: boolean;
  onInsert: (name: string) => void;
}

function SourceItem({ field, unused, onInsert }: ItemProps) {
  const { t } = useTranslation();
  const drag = (event: DragEvent) => {
    event.dataTransfer.setData(FIELD_TYPE, field.name);
    event.dataTransfer.setData("text/plain", `{${field.name}}`);
    event.dataTransfer.effectAllowed = "copy";
  };
  return (
    <li>
      <button
        type="button"
        draggable
        title={`{${field.name}}`}
        // The field one writes in keeps the focus, so that the click puts the name there.
        onMouseDown={(event) => event.preventDefault()}
        onDragStart={drag}
        onClick={() => onInsert(field.name)}
        className="flex min-h-8 w-full items-center gap-2 rounded-md px-2 py-1 text-left text-[13px] hover:bg-hover max-sm:min-h-10"
      >
        <span className="min-w-0 flex-1">
          <span className="block truncate">{field.title}</span>
          <span className={cn("block truncate text-xs", field.value ? "text-soft" : "text-faint")}>
            {field.value === undefined ? t("bridges.notInSample") : field.value || t("bridges.emptyValue")}
          </span>
        </span>
        {unused ? <Badge>{t("bridges.unused")}</Badge> : null}
      </button>
    </li>
  );
}
