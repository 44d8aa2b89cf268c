import { useTranslation } from "react-i18next";
import type { Column } from "@/ui/data-list";
import { useUserNames } from "./queries";

export function useOwnerColumn<Row extends { responsible_id: string | null }>(): Column<Row> {
  const { t } = useTranslation();
  const names = useUserNames();
  return {
    key: "owner",
    label: t("records.responsible"),
    width: "minmax(0,1fr)",
    cell: (row) => (
      <span className="text-soft">{(row.responsible_id && names.get(row.responsible_id)) || "—"}</span>
    ),
  };
}
