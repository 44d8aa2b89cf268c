import { RefreshCw, WifiOff } from "lucide-react";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/ui/button";
import { useReachable } from "../connection";
import { lookForUpdate, useOutdated } from "../update";

function Lost() {
  const { t } = useTranslation();
  return (
    <div
      role="status"
      className="flex flex-wrap items-center justify-center gap-x-2 bg-warn-soft px-4 py-1.5 text-[13px] text-warn"
    >
      <WifiOff className="size-4 shrink-0 animate-live" aria-hidden />
      <span className="font-medium">{t("shell.lost")}</span>
      <span>{t("shell.lostText")}</span>
    </div>
  );
}

function Outdated() {
  const { t } = useTranslation();
  return (
    <div
      role="status"
      className="flex flex-wrap items-center justify-center gap-x-3 gap-y-1 bg-accent-soft px-4 py-1.5 text-[13px] text-accent-ink"
    >
      <span>
        <span className="font-medium">{t("shell.update")}</span> {t("shell.updateText")}
      </span>
      <Button size="sm" onClick={() => window.location.reload()}>
        <RefreshCw /> {t("shell.reload")}
      </Button>
    </div>
  );
}

/** What concerns the whole studio: no way to the server, or a newer studio there. */
export function Banners() {
  const reachable = useReachable();
  const outdated = useOutdated();
  useEffect(() => {
    // A server that was away may have come back as a newer one.
    if (reachable) void lookForUpdate();
  }, [reachable]);
  if (!reachable) return <Lost />;
  return outdated ? <Outdated /> : null;
}
