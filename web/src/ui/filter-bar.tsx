import { ListFilter, X } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "./button";
import { Menu, MenuItem } from "./menu";
import { Popover } from "./popover";

/** One way to narrow a list. Its value is a text, as it stands in the address. */
export interface Filter {
  name: string;
  label: string;
  icon?: ReactNode;
  /** The value as people read it: a name instead of an id. */
  shown: (value: string) => ReactNode;
  /** What sets the value; `done` closes the popover around it. */
  editor: (
    value: string | undefined,
    set: (value: string | undefined) => void,
    done: () => void,
  ) => ReactNode;
}

interface FilterBarProps {
  filters: Filter[];
  values: Record<string, string | undefined>;
  onChange: (name: string, value: string | undefined) => void;
  onClear: () => void;
}

function Chip({
  filter,
  value,
  open,
  setOpen,
  onChange,
}: {
  filter: Filter;
  value: string | undefined;
  open: boolean;
  setOpen: (open: boolean) => void;
  onChange: (value: string | undefined) => void;
}) {
  const { t } = useTranslation();
  return (
    <span className="inline-flex h-7 max-w-full items-center rounded-md border border-line-strong bg-surface text-xs shadow-card max-sm:h-9">
      <Popover
        label={filter.label}
        open={open}
        onOpenChange={setOpen}
        trigger={
          <button
            type="button"
            className="flex h-full min-w-0 items-center gap-1 rounded-l-md px-2 hover:bg-hover"
          >
            <span className="text-faint">{filter.label}</span>
            <span className="max-w-48 truncate font-medium">
              {value === undefined ? t("ui.choose") : filter.shown(value)}
            </span>
          </button>
        }
      >
        {filter.editor(value, onChange, () => setOpen(false))}
      </Popover>
      <button
        type="button"
        aria-label={`${t("common.remove")}: ${filter.label}`}
        onClick={() => {
          setOpen(false);
          onChange(undefined);
        }}
        className="grid h-full w-6 place-items-center rounded-r-md border-l text-faint hover:bg-hover hover:text-ink max-sm:w-9"
      >
        <X className="size-3.5" aria-hidden />
      </button>
    </span>
  );
}

/** The filters of a list as chips: each is changed where it stands, and one more is a menu away. */
export function FilterBar({ filters, values, onChange, onClear }: FilterBarProps) {
  const { t } = useTranslation();
  const [open, setOpen] = useState<string | null>(null);
  const set = filters.filter((filter) => values[filter.name] !== undefined || filter.name === open);
  const rest = filters.filter((filter) => !set.includes(filter));
  return (
    <div className="flex min-w-0 flex-wrap items-center gap-1.5">
      {set.map((filter) => (
        <Chip
          key={filter.name}
          filter={filter}
          value={values[filter.name]}
          open={open === filter.name}
          setOpen={(next) => setOpen(next ? filter.name : null)}
          onChange={(value) => onChange(filter.name, value)}
        />
      ))}
      {rest.length > 0 ? (
        <Menu
          align="start"
          trigger={
            <Button size="sm" variant="ghost">
              <ListFilter /> {t("ui.filter")}
            </Button>
          }
        >
          {rest.map((filter) => (
            <MenuItem key={filter.name} onSelect={() => setTimeout(() => setOpen(filter.name))}>
              {filter.icon}
              {filter.label}
            </MenuItem>
          ))}
        </Menu>
      ) : null}
      {set.length > 1 ? (
        <Button size="sm" variant="ghost" onClick={onClear}>
          {t("ui.clearFilters")}
        </Button>
      ) : null}
    </div>
  );
}
