import { Paperclip, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button, IconButton } from "@/ui/button";
import { Select } from "@/ui/field";
import { useForm } from "../../scenarios/form/form-context";
import { asList, asText, asTree, at, type Path } from "../../scenarios/form/tree";
import { ValueField } from "../../scenarios/form/value-field";

const FILE_KINDS = [
  "photo",
  "video",
  "audio",
  "voice",
  "video_note",
  "animation",
  "sticker",
  "document",
] as const;

/** The files of a message; two or more go out as an album. */
export function FileRows({ path }: { path: Path }) {
  const { t } = useTranslation();
  const form = useForm();
  const files = asList(at(form.tree, path)).map(asTree);
  const write = (next: unknown[]) => form.set(path, next.length > 0 ? next : undefined);
  return (
    <div className="flex flex-col gap-1.5">
      {files.map((file, index) => (
        <div key={index} className="flex items-start gap-1">
          <Select
            aria-label={t("flows.fileKind", { n: index + 1 })}
            className="w-28 shrink-0"
            value={asText(file.kind)}
            onChange={(event) => form.set([...path, index, "kind"], event.target.value)}
          >
            {FILE_KINDS.map((kind) => (
              <option key={kind} value={kind}>
                {t(`flows.fileKinds.${kind}`)}
              </option>
            ))}
          </Select>
          <ValueField
            label={t("flows.fileSource", { n: index + 1 })}
            hint="https://"
            value={file.source}
            onChange={(next) => form.set([...path, index, "source"], next)}
          />
          <IconButton
            size="iconSm"
            label={t("flows.removeFile", { n: index + 1 })}
            onClick={() => write(files.toSpliced(index, 1))}
          >
            <X />
          </IconButton>
        </div>
      ))}
      <Button
        variant="ghost"
        size="sm"
        className="self-start"
        disabled={files.length >= 10}
        onClick={() => write([...files, { kind: "photo", source: "" }])}
      >
        <Paperclip /> {t("flows.addFile")}
      </Button>
    </div>
  );
}
