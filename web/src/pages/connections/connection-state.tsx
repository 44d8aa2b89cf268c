import { useTranslation } from "react-i18next";
import type { Connection } from "@/api/types";
import { Status } from "@/ui/badge";

/** How a connection does, in one word: what is missing first, then what the last check and the last calls said. */
export function ConnectionState({ connection }: { connection: Connection }) {
  const { t } = useTranslation();
  const { health, missing, kind_name } = connection;
  if (!kind_name) return <Status tone="bad">{t("connections.noKind")}</Status>;
  if (missing.length > 0) return <Status tone="warn">{t("connections.incomplete")}</Status>;
  if (health.check_error) return <Status tone="bad">{t("connections.checkFailed")}</Status>;
  if (health.failed_at && health.failed_at > (health.checked_at ?? 0))
    return <Status tone="warn">{t("connections.lastFailed")}</Status>;
  if (health.checked_at) return <Status tone="good">{t("connections.works")}</Status>;
  if (!health.can_be_checked) return <Status tone="good">{t("connections.ready")}</Status>;
  return <Status tone="neutral">{t("connections.unchecked")}</Status>;
}
