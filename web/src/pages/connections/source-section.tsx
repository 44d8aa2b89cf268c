import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Connection, ConnectionKind } from "@/api/types";
import { hooksQuery } from "@/pages/hooks/queries";
import { Code } from "@/ui/code";
import { Section } from "@/ui/page";

interface SourceProps {
  connection: Connection;
  source: NonNullable<ConnectionKind["source"]>;
}

/** The address the system sends to, and what to do with it over there. */
export function SourceSection({ connection, source }: SourceProps) {
  const { t } = useTranslation();
  const hooks = useQuery(hooksQuery).data ?? [];
  const hook = hooks.find((one) => one.key === connection.settings.hook);
  return (
    <Section
      title={t("connections.source")}
      description={source.description}
      actions={
        hook ? (
          <Link
            to="/hooks/$id"
            params={{ id: hook.id }}
            className="text-[13px] text-accent-ink hover:underline"
          >
            {t("connections.toHook")}
          </Link>
        ) : null
      }
    >
      <div className="p-4">
        {connection.hook_url ? (
          <Code label={t("connections.hookUrl")} text={connection.hook_url} wrap />
        ) : (
          <p className="text-[13px] text-bad">{t("connections.noHook")}</p>
        )}
      </div>
    </Section>
  );
}
