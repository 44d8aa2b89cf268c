import { Command } from "cmdk";
import { Braces, CaseSensitive } from "lucide-react";
import { Popover } from "radix-ui";
import { type ReactNode, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Choice } from "./choices";
import type { Variable } from "./variables";

const GROUPS = [
  "request",
  "message",
  "dialog",
  "bot",
  "lead",
  "contact",
  "company",
  "task",
  "global",
  "date",
  "event",
] as const;
const item =
  "flex min-h-8 cursor-default items-center gap-2 rounded-md px-2 text-[13px] data-[selected=true]:bg-hover max-sm:min-h-10";
const heading =
  "[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-faint";

interface ValuePickerProps {
  label: string;
  variables: Variable[];
  choices: Choice[];
  onPick: (value: string) => void;
  /** Leaves the list and writes text instead. */
  onWrite: () => void;
  /** A date may be picked from a calendar. */
  dates?: boolean;
  trigger?: ReactNode;
}

function VariableItem({ variable, pick }: { variable: Variable; pick: (value: string) => void }) {
  return (
    <Command.Item
      value={`${variable.label} ${variable.template}`}
      onSelect={() => pick(variable.template)}
      className={item}
    >
      <span className="min-w-0 flex-1 truncate">{variable.label}</span>
      {variable.sample === undefined ? (
        <code className="max-w-[45%] truncate font-mono text-2xs text-faint">{variable.template}</code>
      ) : (
        <span className="max-w-[55%] truncate text-xs text-soft">{variable.sample || "—"}</span>
      )}
    </Command.Item>
  );
}

/** Everything a value can be: fixed values of its type, variables of the request with what they hold, fields of records. */
export function ValuePicker(props: ValuePickerProps) {
  const { label, variables, choices, onPick, onWrite, dates, trigger } = props;
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const pick = (value: string) => {
    setOpen(false);
    onPick(value);
  };
  const groups = useMemo(
    () => GROUPS.map((name) => ({ name, all: variables.filter((one) => one.group === name) })),
    [variables],
  );
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger asChild>
        {trigger ?? (
          <button
            type="button"
            aria-label={t("scenarioForm.pickFor", { label })}
            title={t("scenarioForm.pick")}
            className="grid size-8 shrink-0 place-items-center rounded-md text-faint hover:bg-hover hover:text-ink max-sm:size-10"
          >
            <Braces className="size-4" aria-hidden />
          </button>
        )}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="start"
          sideOffset={4}
          collisionPadding={8}
          aria-label={t("scenarioForm.pickFor", { label })}
          className="z-50 w-[min(24rem,calc(100vw-1rem))] animate-pop rounded-lg border bg-raised shadow-pop"
        >
          <Command label={t("scenarioForm.pick")} loop>
            <Command.Input
              placeholder={t("scenarioForm.pickSearch")}
              className="h-10 w-full border-b bg-transparent px-3 text-[13px] outline-none placeholder:text-faint max-sm:text-base"
            />
            <Command.List className={`max-h-72 overflow-y-auto p-1 ${heading}`}>
              <Command.Empty className="px-2 py-4 text-[13px] text-faint">{t("picker.empty")}</Command.Empty>
              {choices.length > 0 ? (
                <Command.Group heading={t("scenarioForm.group.values")}>
                  {choices.map((choice) => (
                    <Command.Item
                      key={`${choice.value} ${choice.detail ?? ""}`}
                      value={`${choice.label} ${choice.detail ?? ""} ${choice.value}`}
                      onSelect={() => pick(choice.value)}
                      className={item}
                    >
                      <span className="min-w-0 flex-1 truncate">{choice.label}</span>
                      <span className="text-xs text-faint">{choice.detail}</span>
                    </Command.Item>
                  ))}
                </Command.Group>
              ) : null}
              {groups.map(({ name, all }) =>
                all.length === 0 ? null : (
                  <Command.Group key={name} heading={t(`scenarioForm.group.${name}`)}>
                    {all.map((variable) => (
                      <VariableItem key={variable.template} variable={variable} pick={pick} />
                    ))}
                  </Command.Group>
                ),
              )}
            </Command.List>
          </Command>
          <div className="flex items-center gap-2 border-t p-1.5">
            {dates ? (
              <input
                type="date"
                aria-label={t("scenarioForm.pickDate")}
                className="h-8 rounded-md border border-line-strong bg-surface px-2 text-[13px]"
                onChange={(event) => event.target.value && pick(event.target.value)}
              />
            ) : null}
            <button
              type="button"
              onClick={() => {
                setOpen(false);
                onWrite();
              }}
              className="flex h-8 flex-1 items-center gap-2 rounded-md px-2 text-left text-[13px] text-soft hover:bg-hover"
            >
              <CaseSensitive className="size-4 text-faint" aria-hidden /> {t("scenarioForm.write")}
            </button>
          </div>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
