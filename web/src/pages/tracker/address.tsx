import { CopyButton } from "@/ui/copy";

/** The address as this browser reaches the server: behind a proxy the server's own idea may differ. */
export const shownUrl = (url: string) => (url.startsWith("/") ? window.location.origin + url : url);

/** An address that is to be copied, as it stands. */
export function Address({ label, copy, url }: { label: string; copy: string; url: string }) {
  const shown = shownUrl(url);
  return (
    <div className="flex h-9 min-w-0 items-center rounded-lg border bg-sunken pr-1 pl-3">
      <input
        readOnly
        aria-label={label}
        value={shown}
        onFocus={(event) => event.target.select()}
        className="min-w-0 flex-1 truncate bg-transparent font-mono text-xs outline-none"
      />
      <CopyButton text={shown} label={copy} />
    </div>
  );
}
