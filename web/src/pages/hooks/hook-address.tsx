import { Send, Terminal } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { toast } from "sonner";
import type { Hook } from "@/api/types";
import { Button } from "@/ui/button";
import { Code } from "@/ui/code";
import { CopyButton } from "@/ui/copy";

const SAMPLE = { event: "sale", amount: 250, name: "Anna Kovalenko", phone: "+380501234567" };

export function hookCurl(url: string): string {
  return `curl -X POST '${url}' \\\n  -H 'Content-Type: application/json' \\\n  -d '${JSON.stringify(SAMPLE)}'`;
}

/** The address as this browser reaches the server: behind a proxy the server's own idea may differ. */
function shownUrl(hook: Hook): string {
  return hook.url.startsWith("/") ? window.location.origin + hook.url : hook.url;
}

/** The path of the hook on this server, for requests from this page. */
async function sendSample(hook: Hook): Promise<void> {
  const { pathname } = new URL(hook.url, window.location.origin);
  await fetch(pathname, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(SAMPLE),
  });
}

export function HookAddress({ hook }: { hook: Hook }) {
  const { t } = useTranslation();
  const [curl, setCurl] = useState(false);
  const url = shownUrl(hook);
  return (
    <div className="flex w-full min-w-0 flex-col gap-2">
      <div className="flex min-w-0 flex-wrap items-center gap-2">
        <div className="flex h-9 min-w-0 flex-1 basis-64 items-center rounded-lg border bg-sunken pr-1 pl-3">
          <input
            readOnly
            aria-label={t("hooks.url")}
            value={url}
            onFocus={(event) => event.target.select()}
            className="min-w-0 flex-1 truncate bg-transparent font-mono text-xs outline-none"
          />
          <CopyButton text={url} label={t("hooks.copyUrl")} />
        </div>
        <Button variant="ghost" aria-expanded={curl} onClick={() => setCurl(!curl)}>
          <Terminal /> curl
        </Button>
        <Button onClick={() => void sendSample(hook).then(() => toast.success(t("hooks.testSent")))}>
          <Send /> {t("hooks.sendTest")}
        </Button>
      </div>
      {curl ? <Code label={t("hooks.curl")} text={hookCurl(url)} wrap /> : null}
    </div>
  );
}
