import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import type { Lead } from "@/api/types";
import { formatMoney } from "@/i18n/format";
import { type Column, rowLink } from "@/ui/data-list";
import { Select } from "@/ui/field";
import { Ago } from "@/ui/time";
import { StageName, Tags } from "../cells";
import { ListPage, type ListSearch } from "../list-page";
import { useOwnerColumn } from "../owner-column";
import { pipelinesQuery, useStages } from "../queries";

const leadsRoute = getRouteApi("/studio/leads");

function StageFilter({
  value,
  onChange,
}: {
  value: string | undefined;
  onChange: (stage: string | undefined) => void;
}) {
  const { t } = useTranslation();
  const pipelines = useQuery(pipelinesQuery).data ?? [];
  return (
    <Select
      aria-label={t("records.stage")}
      className="w-52 max-sm:w-full"
      value={value ?? ""}
      onChange={(e) => onChange(e.target.value || undefined)}
    >
      <option value="">{t("records.allStages")}</option>
      {pipelines.map((pipeline) => (
        <optgroup key={pipeline.id} label={pipeline.name}>
          {pipeline.stages.map((stage) => (
            <option key={stage.id} value={stage.id}>
              {stage.name}
            </option>
          ))}
        </optgroup>
      ))}
    </Select>
  );
}

export function LeadsPage() {
  const { t } = useTranslation();
  const search = leadsRoute.useSearch();
  const navigate = leadsRoute.useNavigate();
  const stages = useStages();
  const owner = useOwnerColumn<Lead>();
  const setSearch = useCallback(
    (next: ListSearch) => void navigate({ search: next, replace: true }),
    [navigate],
  );
  const columns: Column<Lead>[] = [
    {
      key: "name",
      label: t("common.name"),
      width: "minmax(0,2fr)",
      phone: "main",
      cell: (lead) => (
        <Link to="/leads/$id" params={{ id: lead.id }} className={rowLink}>
          {lead.name}
        </Link>
      ),
    },
    {
      key: "stage",
      label: t("records.stage"),
      width: "minmax(0,1fr)",
      phone: "sub",
      cell: (lead) => <StageName stage={stages.get(lead.stage_id)} />,
    },
    {
      key: "sale",
      label: t("records.sale"),
      width: "8rem",
      end: true,
      phone: "side",
      cell: (lead) => (lead.sale ? formatMoney(lead.sale) : <span className="text-faint">—</span>),
    },
    owner,
    {
      key: "tags",
      label: t("records.tags"),
      width: "minmax(0,1fr)",
      cell: (lead) => <Tags tags={lead.tags} />,
    },
    {
      key: "created",
      label: t("records.created"),
      width: "7rem",
      end: true,
      phone: "sub",
      cell: (lead) => (
        <span className="text-faint">
          <Ago at={lead.created_at} />
        </span>
      ),
    },
  ];
  return (
    <ListPage
      kind="lead"
      title={t("nav.leads")}
      columns={columns}
      search={search}
      setSearch={setSearch}
      query={{ stage: search.stage }}
      filters={<StageFilter value={search.stage} onChange={(stage) => setSearch({ ...search, stage })} />}
    />
  );
}
