import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { ArrowLeft, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import type { Connection, ConnectionKind } from "@/api/types";
import { UseList } from "@/pages/structure/use-list";
import { Button, IconButton } from "@/ui/button";
import { Confirm } from "@/ui/confirm";
import { Load } from "@/ui/load";
import { Page, Section } from "@/ui/page";
import { ConnectionState } from "./connection-state";
import { HealthSection } from "./health-section";
import { connectionQuery, kindsQuery, manifestOf, useConnectionChange } from "./queries";
import { SecretsSection } from "./secrets-section";
import { SettingsSection } from "./settings-section";
import { SourceSection } from "./source-section";

const route = getRouteApi("/studio/connections/$id");

export function ConnectionPage() {
  const { id } = route.useParams();
  const connection = useQuery(connectionQuery(id));
  const kinds = useQuery(kindsQuery);
  return (
    <Load query={connection}>
      {(data) => (
        <Load query={kinds}>
          {(all) => (
            <ConnectionBody
              key={data.id}
              connection={data}
              manifest={manifestOf(all, data.settings.kind) ?? null}
            />
          )}
        </Load>
      )}
    </Load>
  );
}

function ConnectionBody({
  connection,
  manifest,
}: {
  connection: Connection;
  manifest: ConnectionKind | null;
}) {
  const { t } = useTranslation();
  return (
    <Page
      title={connection.settings.name}
      back={
        <Button asChild variant="ghost" size="icon" className="-ml-2">
          <Link to="/connections" aria-label={t("connections.title")}>
            <ArrowLeft />
          </Link>
        </Button>
      }
      description={
        <span className="flex flex-wrap items-center gap-x-3">
          <ConnectionState connection={connection} />
          <span>{connection.kind_name ?? connection.settings.kind}</span>
          <span className="font-mono max-sm:hidden">{connection.key}</span>
        </span>
      }
      actions={<Remove connection={connection} />}
    >
      <div className="mx-auto flex max-w-3xl flex-col gap-4 px-5 py-5 max-sm:px-3">
        <HealthSection connection={connection} />
        {manifest?.source ? <SourceSection connection={connection} source={manifest.source} /> : null}
        {manifest ? <SecretsSection connection={connection} manifest={manifest} /> : null}
        {manifest ? <SettingsSection connection={connection} manifest={manifest} /> : null}
        <Section title={t("connections.usedBy")}>
          <div className="p-4">
            {connection.used_by.length > 0 ? (
              <UseList uses={connection.used_by} />
            ) : (
              <p className="text-[13px] text-faint">{t("connections.unused")}</p>
            )}
          </div>
        </Section>
      </div>
    </Page>
  );
}

function Remove({ connection }: { connection: Connection }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [asking, setAsking] = useState(false);
  const remove = useConnectionChange(async () => {
    await api.delete(`/connections/${connection.id}`);
    await navigate({ to: "/connections" });
  });
  return (
    <>
      <IconButton label={t("common.delete")} onClick={() => setAsking(true)}>
        <Trash2 />
      </IconButton>
      <Confirm
        title={t("connections.deleteTitle", { name: connection.settings.name })}
        text={t("connections.deleteText")}
        action={t("common.delete")}
        danger
        open={asking}
        onOpenChange={setAsking}
        onConfirm={() => remove.mutateAsync(undefined)}
      />
    </>
  );
}
