import { Download, FileClock, FileText, FileX2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { formatBytes } from "@/i18n/format";
import type { File } from "./types";

/** Pictures a browser shows and that hold no scripts. */
const PICTURES = /^image\/(png|jpe?g|gif|webp|avif)$/;

function address(file: File): string | undefined {
  if ("stored" in file.source) return `/api/v1/files/${file.source.stored}`;
  if ("url" in file.source) return /^https?:/i.test(file.source.url) ? file.source.url : undefined;
  return undefined;
}

/** A file of a message: pictures are shown, sounds played, others offered. */
export function FileView({ file }: { file: File }) {
  const { t } = useTranslation();
  const to = address(file);
  const name = file.name || t(`inbox.file.${file.kind}`);
  const mime = file.mime ?? "";
  if (to && PICTURES.test(mime)) {
    return (
      <a href={to} target="_blank" rel="noopener noreferrer">
        <img src={to} alt={name} className="max-h-64 max-w-64 rounded-xl border bg-sunken object-contain" />
      </a>
    );
  }
  if (to && mime.startsWith("audio/")) {
    // biome-ignore lint/a11y/useMediaCaption: a stranger's voice note has no captions
    return <audio controls src={to} className="h-10 max-w-64" aria-label={name} />;
  }
  if (!to) return <FileAway file={file} name={name} />;
  return (
    <a
      href={to}
      download={file.name || true}
      className="inline-flex max-w-[85%] items-center gap-2 rounded-xl border bg-surface px-3 py-2 text-[13px]"
    >
      <FileText className="size-4 shrink-0 text-faint" aria-hidden />
      <span className="min-w-0 truncate">{name}</span>
      {file.size ? <span className="shrink-0 text-xs text-faint">{formatBytes(file.size)}</span> : null}
      <Download className="size-3.5 shrink-0 text-faint" aria-hidden />
    </a>
  );
}

/** A file whose bytes are not here yet, or never will be. */
function FileAway({ file, name }: { file: File; name: string }) {
  const { t } = useTranslation();
  const Icon = file.trouble ? FileX2 : FileClock;
  return (
    <span className="inline-flex max-w-[85%] items-center gap-2 rounded-xl border border-dashed bg-surface px-3 py-2 text-[13px]">
      <Icon className="size-4 shrink-0 text-faint" aria-hidden />
      <span className="flex min-w-0 flex-col">
        <span className="truncate">
          {name}
          {file.size ? <span className="text-xs text-faint"> {formatBytes(file.size)}</span> : null}
        </span>
        <span className="text-xs text-faint">{t(`inbox.fileAway.${file.trouble ?? "coming"}`)}</span>
      </span>
    </span>
  );
}
