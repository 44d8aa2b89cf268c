import { Columns3 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "./button";
import { CheckLine } from "./field";
import { Popover } from "./popover";
import { SortableList } from "./sortable-list";

export interface ColumnChoice {
  key: string;
  label: string;
  shown: boolean;
  /** Always there, e.g. the name that leads to the card. */
  fixed?: boolean;
}

interface ColumnChooserProps {
  columns: ColumnChoice[];
  onChange: (columns: ColumnChoice[]) => void;
  /** Back to the columns as they come. */
  onReset?: () => void;
}

/** Which columns a table shows, and in which order. */
export function ColumnChooser({ columns, onChange, onReset }: ColumnChooserProps) {
  const { t } = useTranslation();
  const toggle = (key: string) =>
    onChange(columns.map((column) => (column.key === key ? { ...column, shown: !column.shown } : column)));
  return (
    <Popover
      label={t("ui.columns")}
      align="end"
      className="w-64 p-1"
      trigger={
        <Button variant="ghost">
          <Columns3 /> {t("ui.columns")}
        </Button>
      }
    >
      <SortableList
        label={t("ui.columns")}
        items={columns}
        idOf={(column) => column.key}
        nameOf={(column) => column.label}
        onOrder={onChange}
        row={(column, handle) => (
          <div className="flex min-h-8 items-center gap-2 rounded-md px-1 hover:bg-hover max-sm:min-h-11">
            {handle}
            <CheckLine
              label={column.label}
              checked={column.shown}
              disabled={column.fixed}
              onChange={() => toggle(column.key)}
            />
          </div>
        )}
      />
      {onReset ? (
        <div className="mt-1 border-t pt-1">
          <Button variant="ghost" size="sm" className="w-full" onClick={onReset}>
            {t("ui.columnsReset")}
          </Button>
        </div>
      ) : null}
    </Popover>
  );
}
