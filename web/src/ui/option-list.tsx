import { Command } from "cmdk";
import { Check, LoaderCircle, Plus, Search } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { cn } from "./cn";

/** Something that can be picked: what is stored, what is read. */
export interface Option {
  value: string;
  label: string;
  /** A second, quieter text: a phone, a path, a type. */
  hint?: string;
  icon?: ReactNode;
  /** The heading it stands under. */
  group?: string;
}

interface OptionListProps {
  label: string;
  options: Option[];
  chosen: (option: Option) => boolean;
  onPick: (option: Option) => void;
  text: string;
  onText: (text: string) => void;
  busy?: boolean;
  /** The list is already narrowed by the text, e.g. by the server. */
  narrowed?: boolean;
  /** Offers to make what was typed. */
  onCreate?: (text: string) => void;
  placeholder?: string;
  empty?: string;
}

function groupsOf(options: Option[]): [string, Option[]][] {
  const groups = new Map<string, Option[]>();
  for (const option of options) {
    const name = option.group ?? "";
    groups.set(name, [...(groups.get(name) ?? []), option]);
  }
  return [...groups];
}

const row =
  "flex min-h-8 cursor-default items-center gap-2 rounded-md px-2 py-1 text-[13px] data-[selected=true]:bg-hover max-sm:min-h-11 [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-faint";

/** A searchable list of options, worked with the arrows and Enter. Pickers stand on it. */
export function OptionList(props: OptionListProps) {
  const { label, options, chosen, onPick, text, onText, busy, narrowed, onCreate, placeholder, empty } =
    props;
  const { t } = useTranslation();
  const wish = text.trim();
  const creatable = onCreate && wish && !options.some((option) => option.label === wish);
  return (
    <Command label={label} shouldFilter={!narrowed} loop>
      <div className="flex items-center gap-2 border-b px-3">
        <Search className="size-3.5 shrink-0 text-faint" aria-hidden />
        <Command.Input
          aria-label={label}
          value={text}
          onValueChange={onText}
          placeholder={placeholder ?? t("ui.search")}
          className="h-9 min-w-0 flex-1 bg-transparent text-[13px] outline-none placeholder:text-faint max-sm:h-11 max-sm:text-base"
        />
        {busy ? (
          <LoaderCircle className="size-3.5 animate-spin text-faint" aria-label={t("common.loading")} />
        ) : null}
      </div>
      <Command.List className="max-h-64 overflow-y-auto p-1">
        {busy || creatable ? null : (
          <Command.Empty className="px-2 py-4 text-center text-[13px] text-faint">
            {empty ?? t("ui.nothing")}
          </Command.Empty>
        )}
        {groupsOf(options).map(([group, rows]) => (
          <Command.Group
            key={group}
            heading={group || undefined}
            className="[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-2xs [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-faint"
          >
            {rows.map((option) => (
              <Command.Item
                key={option.value}
                value={option.value}
                keywords={[option.label, option.hint ?? ""]}
                onSelect={() => onPick(option)}
                className={row}
              >
                {option.icon}
                <span className="min-w-0 flex-1 truncate">{option.label}</span>
                {option.hint ? (
                  <span className="max-w-40 shrink-0 truncate text-xs text-faint">{option.hint}</span>
                ) : null}
                <Check className={cn("text-accent-ink", !chosen(option) && "invisible")} aria-hidden />
                {chosen(option) ? <span className="sr-only">{t("ui.chosen")}</span> : null}
              </Command.Item>
            ))}
          </Command.Group>
        ))}
        {creatable ? (
          <Command.Item
            value={`create ${wish}`}
            keywords={[wish]}
            onSelect={() => onCreate(wish)}
            className={row}
            forceMount
          >
            <Plus aria-hidden />
            <span className="truncate">{t("ui.create", { text: wish })}</span>
          </Command.Item>
        ) : null}
      </Command.List>
    </Command>
  );
}
