import { useQuery } from "@tanstack/react-query";
import { Search } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import type { AnyRecord, Page, RecordKind, RecordLink } from "@/api/types";
import { cn } from "./cn";
import { Input, Select } from "./field";
import { kindIcon, kindPath, recordTitle } from "./record-link";
import { useSettled } from "./use-settled";

export const RECORD_KINDS: RecordKind[] = ["lead", "contact", "company", "task"];
export function asKind(text: string | undefined): RecordKind | undefined {
  return RECORD_KINDS.find((kind) => kind === text);
}

interface PickerProps {
  kinds?: RecordKind[];
  value: RecordLink | null;
  onPick: (record: RecordLink) => void;
}

/** Finds one record by name, phone or e-mail. */
export function RecordPicker({ kinds = RECORD_KINDS, value, onPick }: PickerProps) {
  const { t } = useTranslation();
  const [kind, setKind] = useState<RecordKind>(value?.kind ?? kinds[0] ?? "lead");
  const [text, setText] = useState("");
  const query = useSettled(text, 150);
  const found = useQuery({
    queryKey: ["pick", kind, query],
    queryFn: () => api.get<Page<AnyRecord>>(kindPath[kind], { query, limit: 8 }),
    placeholderData: (before) => before,
  });
  const Icon = kindIcon[kind];
  return (
    <div className="flex flex-col gap-2">
      <div className="flex gap-2">
        {kinds.length > 1 ? (
          <Select
            aria-label={t("picker.kind")}
            className="w-36 shrink-0"
            value={kind}
            onChange={(e) => setKind(asKind(e.target.value) ?? kind)}
          >
            {kinds.map((name) => (
              <option key={name} value={name}>
                {t(`kind.${name}`)}
              </option>
            ))}
          </Select>
        ) : null}
        <span className="relative flex-1">
          <Search
            className="pointer-events-none absolute top-1/2 left-2.5 size-3.5 -translate-y-1/2 text-faint"
            aria-hidden
          />
          <Input
            aria-label={t("picker.search")}
            placeholder={t("picker.search")}
            className="pl-8"
            value={text}
            onChange={(e) => setText(e.target.value)}
          />
        </span>
      </div>
      <ul className="max-h-52 overflow-y-auto rounded-lg border bg-surface">
        {(found.data?.items ?? []).map((record) => (
          <li key={record.id}>
            <button
              type="button"
              aria-pressed={value?.id === record.id}
              onClick={() => onPick({ kind, id: record.id, title: recordTitle(record) })}
              className={cn(
                "flex w-full items-center gap-2 px-3 py-1.5 text-left text-[13px] -outline-offset-2 hover:bg-hover",
                value?.id === record.id && "bg-accent-soft",
              )}
            >
              <Icon className="size-3.5 shrink-0 text-faint" aria-hidden />
              <span className="min-w-0 flex-1 truncate">{recordTitle(record)}</span>
              <span className="font-mono text-xs text-faint">
                {"phones" in record ? record.phones[0] : ""}
              </span>
            </button>
          </li>
        ))}
        {found.data?.items.length === 0 ? (
          <li className="px-3 py-3 text-[13px] text-faint">{t("picker.empty")}</li>
        ) : null}
      </ul>
    </div>
  );
}
