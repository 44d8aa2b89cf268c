import { useTranslation } from "react-i18next";
import type { Request } from "@/api/types";
import { prettyBody } from "@/ui/body-text";
import { Code } from "./code";
import { CopyButton } from "./copy";
import { requestCurl } from "./curl";
import { Method } from "./method";

/** A request as it is sent: method, address, headers and body; copyable as curl. */
export function RequestView({ request }: { request: Request }) {
  const { t } = useTranslation();
  const headers = request.headers ?? [];
  const type = headers.find(([name]) => name.toLowerCase() === "content-type")?.[1] ?? null;
  return (
    <div className="min-w-0 overflow-hidden rounded-lg border bg-surface">
      <div className="flex items-center gap-2 border-b bg-sunken py-1 pr-1 pl-3">
        <Method method={request.method} />
        <code className="min-w-0 flex-1 font-mono text-xs leading-5 break-all">{request.url}</code>
        <CopyButton text={requestCurl(request)} label={t("hooks.copyCurl")} />
      </div>
      {headers.length > 0 ? (
        <dl className="border-b px-3 py-2 font-mono text-xs leading-5">
          {headers.map(([name, value], at) => (
            <div key={at} className="flex flex-wrap gap-x-2">
              <dt className="text-faint">{name}:</dt>
              <dd className="min-w-0 break-all">{value}</dd>
            </div>
          ))}
        </dl>
      ) : null}
      {request.body ? (
        <Code
          label={t("arrival.view.body")}
          text={prettyBody(request.body, type)}
          wrap
          className="rounded-none border-0"
        />
      ) : null}
    </div>
  );
}
