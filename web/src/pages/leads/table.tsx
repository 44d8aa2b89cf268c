import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { RecordTable, TableTools } from "@/pages/records/table/record-table";

export function LeadTableTools(props: {
  columns: string | undefined;
  setColumns: (columns: string | undefined) => void;
}) {
  return <TableTools kind="lead" {...props} />;
}

interface LeadTableProps {
  filter: Record<string, string>;
  columns: string | undefined;
  marked: ReadonlySet<string>;
  setMarked: (ids: Set<string>) => void;
  current: string | undefined;
  openLead: (id: string) => void;
  empty: ReactNode;
}

export function LeadTable({ openLead, ...rest }: LeadTableProps) {
  const { t } = useTranslation();
  return <RecordTable kind="lead" label={t("nav.leads")} open={openLead} {...rest} />;
}
