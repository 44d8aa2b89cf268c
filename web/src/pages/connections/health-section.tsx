import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import type { Connection, ConnectionChecked } from "@/api/types";
import { Button } from "@/ui/button";
import { ErrorNote } from "@/ui/error-note";
import { Section } from "@/ui/page";
import { Ago } from "@/ui/time";
import { useConnectionChange } from "./queries";

/** Whether the system answers, and the last call that failed. */
export function HealthSection({ connection }: { connection: Connection }) {
  const { t } = useTranslation();
  const { health, missing } = connection;
  const check = useConnectionChange(() => api.post<ConnectionChecked>(`/connections/${connection.id}/check`));
  const button = (
    <Button
      size="sm"
      busy={check.isPending}
      disabled={missing.length > 0}
      onClick={() => check.mutate(undefined)}
    >
      {t("connections.check")}
    </Button>
  );
  return (
    <Section title={t("connections.health")} actions={health.can_be_checked ? button : null}>
      <div className="flex flex-col gap-2 p-4 text-[13px]">
        {missing.length > 0 ? (
          <p className="text-warn">{t("connections.missing", { names: missing.join(", ") })}</p>
        ) : null}
        <p role="status">
          {!health.can_be_checked ? (
            t("connections.cannotCheck")
          ) : health.checked_at ? (
            <>
              <span className={health.check_error ? "text-bad" : "text-good"}>
                {health.check_error ?? t("connections.checkedFine")}
              </span>{" "}
              <span className="text-faint">
                <Ago at={health.checked_at} />
              </span>
            </>
          ) : (
            t("connections.neverChecked")
          )}
        </p>
        {check.error ? <ErrorNote error={check.error} /> : null}
        {health.failed_at ? (
          <p>
            {t("connections.lastError")} <span className="text-bad">{health.failure}</span>{" "}
            {health.failed_delivery ? (
              <Link
                to="/deliveries/$id"
                params={{ id: health.failed_delivery }}
                className="text-accent-ink hover:underline"
              >
                <Ago at={health.failed_at} />
              </Link>
            ) : null}
          </p>
        ) : null}
      </div>
    </Section>
  );
}
