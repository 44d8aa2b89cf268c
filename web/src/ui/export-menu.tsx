import { Download } from "lucide-react";
import { useTranslation } from "react-i18next";
import { type Query, withQuery } from "@/api/client";
import { IconButton } from "./button";
import { Menu, MenuItem, MenuLabel } from "./menu";

interface ExportMenuProps {
  /** `leads`, `contacts`, `companies`, `tasks`, `notes`, `runs`, `deliveries`, `events` or `arrivals`. */
  table: string;
  /** What narrows the list, as the list sends it. */
  query?: Query;
  /** Columns in the order the list shows them; all when absent. */
  columns?: string[];
}

/** Loads what a list shows as a file: for Excel, as plain CSV, or as JSON Lines. */
export function ExportMenu({ table, query, columns }: ExportMenuProps) {
  const { t, i18n } = useTranslation();
  const load = (form: Query) => {
    const link = document.createElement("a");
    const all = { ...query, columns: columns?.join(","), ...form };
    link.href = withQuery(`/api/v1/exports/${table}`, all);
    link.download = "";
    link.click();
  };
  return (
    <Menu
      trigger={
        <IconButton label={t("export.title")}>
          <Download />
        </IconButton>
      }
    >
      <MenuLabel>{t("export.text")}</MenuLabel>
      <MenuItem onSelect={() => load({ bom: "1", delimiter: ";", language: i18n.language })}>
        {t("export.excel")}
      </MenuItem>
      <MenuItem onSelect={() => load({ format: "csv" })}>{t("export.csv")}</MenuItem>
      <MenuItem onSelect={() => load({ format: "jsonl" })}>{t("export.jsonl")}</MenuItem>
    </Menu>
  );
}
