import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { FileUp } from "lucide-react";
import { type DragEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, withQuery } from "@/api/client";
import type { ImportDetail, RecordKind } from "@/api/types";
import { Button } from "@/ui/button";
import { cn } from "@/ui/cn";
import { ErrorNote } from "@/ui/error-note";
import { Field, Select } from "@/ui/field";
import { Segmented } from "@/ui/segmented";
import { importsQuery } from "./queries";

const KINDS: RecordKind[] = ["lead", "contact", "company", "task"];
const ENCODINGS = ["utf-8", "windows-1251", "utf-16le", "koi8-r", "ibm866"];
const DELIMITERS = [";", ",", "tab", "|"];

/** A file is chosen or dropped here; it is read at once, and nothing is imported yet. */
export function Upload({ kind: first }: { kind?: RecordKind }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const client = useQueryClient();
  const input = useRef<HTMLInputElement>(null);
  const [kind, setKind] = useState<RecordKind>(first ?? "lead");
  const [encoding, setEncoding] = useState("");
  const [delimiter, setDelimiter] = useState("");
  const [over, setOver] = useState(false);
  const send = useMutation({
    mutationFn: (file: File) =>
      api.upload<ImportDetail>(withQuery("/imports", { kind, name: file.name, encoding, delimiter }), file),
    onSuccess: (made) => {
      void client.invalidateQueries({ queryKey: importsQuery.queryKey });
      void navigate({ to: "/import/$id", params: { id: made.id } });
    },
  });
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const file = event.dataTransfer.files[0];
    if (file) send.mutate(file);
  };
  return (
    <div className="flex flex-col gap-4 p-4">
      <Segmented
        label={t("import.what")}
        value={kind}
        options={KINDS.map((name) => ({ name, label: t(`import.kinds.${name}`) }))}
        onChange={setKind}
      />
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping a file is a shortcut; the button inside does the same */}
      <div
        className={cn(
          "flex flex-col items-center gap-2 rounded-lg border border-dashed border-line-strong px-4 py-8 text-center",
          over && "border-accent bg-accent-soft",
        )}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <FileUp className="size-6 text-faint" aria-hidden />
        <p className="text-[13px] text-soft">{t("import.drop")}</p>
        <Button variant="primary" busy={send.isPending} onClick={() => input.current?.click()}>
          {t("import.choose")}
        </Button>
        <input
          ref={input}
          type="file"
          className="sr-only"
          tabIndex={-1}
          aria-label={t("import.file")}
          accept=".csv,.txt,.tsv,.xlsx,text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
          onChange={(event) => {
            const file = event.target.files?.[0];
            if (file) send.mutate(file);
            event.target.value = "";
          }}
        />
        <p className="max-w-md text-xs text-faint">{t("import.formats")}</p>
      </div>
      {send.error ? <ErrorNote error={send.error} /> : null}
      <details className="text-[13px]">
        <summary className="w-fit cursor-pointer rounded text-soft">{t("import.reading")}</summary>
        <div className="mt-3 grid max-w-md grid-cols-2 gap-3">
          <Field label={t("import.encoding")}>
            {(props) => (
              <Select value={encoding} onChange={(event) => setEncoding(event.target.value)} {...props}>
                <option value="">{t("import.detect")}</option>
                {ENCODINGS.map((name) => (
                  <option key={name}>{name}</option>
                ))}
              </Select>
            )}
          </Field>
          <Field label={t("import.delimiter")}>
            {(props) => (
              <Select value={delimiter} onChange={(event) => setDelimiter(event.target.value)} {...props}>
                <option value="">{t("import.detect")}</option>
                {DELIMITERS.map((name) => (
                  <option key={name} value={name}>
                    {name === "tab" ? t("import.tab") : name}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        </div>
      </details>
    </div>
  );
}
