import { Command } from "cmdk";
import { Plus } from "lucide-react";
import { Popover } from "radix-ui";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { actionIcon } from "@/trace/action-icon";
import { actionName } from "@/trace/describe";
import { Button } from "@/ui/button";
import { useForm } from "./form-context";
import { beginning, kindsOf } from "./settings";

const GROUPS = ["crm", "tasks", "talk", "messages", "web", "flow", "other"] as const;
type Group = (typeof GROUPS)[number];
const GROUP_OF: Record<string, Group> = {
  find_record: "crm",
  create_lead: "crm",
  create_contact: "crm",
  create_company: "crm",
  copy_lead: "crm",
  change_fields: "crm",
  change_tags: "crm",
  change_stage: "crm",
  change_responsible: "crm",
  normalize_contacts: "crm",
  create_task: "tasks",
  change_task: "tasks",
  add_note: "tasks",
  send_message: "talk",
  run_flow: "talk",
  set_dialog_status: "talk",
  assign_operator: "talk",
  release_dialog: "talk",
  set_dialog_value: "talk",
  subscribe_users: "messages",
  send_telegram: "messages",
  notify: "messages",
  send_webhook: "web",
  call_operation: "web",
  run_scenario: "flow",
  cancel_delayed: "flow",
  change_global: "flow",
  stop: "flow",
};

/** Every action there is, found by its name or by what it does. */
export function ActionCatalogue({ onPick }: { onPick: (step: Record<string, unknown>) => void }) {
  const { t } = useTranslation();
  const { known, tree } = useForm();
  const [open, setOpen] = useState(false);
  const start = (tree.start ?? {}) as { on?: unknown };
  // A scenario that starts on a new lead and makes leads would never end (F-20).
  const endless = start.on === "lead_created" ? ["create_lead", "copy_lead"] : [];
  const kinds = kindsOf(known.schema, "action").filter((kind) => !endless.includes(kind));
  const help = new Map((known.completions?.actions ?? []).map((one) => [one.name, one.help]));
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger asChild>
        <Button variant="ghost" size="sm">
          <Plus /> {t("scenarioForm.addAction")}
        </Button>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="start"
          sideOffset={4}
          collisionPadding={8}
          aria-label={t("scenarioForm.addAction")}
          className="z-50 w-[min(22rem,calc(100vw-1rem))] animate-pop rounded-lg border bg-raised shadow-pop"
        >
          <Command label={t("scenarioForm.addAction")} loop>
            <Command.Input
              placeholder={t("scenarioForm.actionSearch")}
              className="h-10 w-full border-b bg-transparent px-3 text-[13px] outline-none placeholder:text-faint max-sm:text-base"
            />
            <Command.List className="max-h-80 overflow-y-auto p-1 [&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-faint">
              <Command.Empty className="px-2 py-4 text-[13px] text-faint">{t("picker.empty")}</Command.Empty>
              {GROUPS.map((group) => {
                const own = kinds.filter((kind) => (GROUP_OF[kind] ?? "other") === group);
                if (own.length === 0) return null;
                return (
                  <Command.Group key={group} heading={t(`scenarioForm.actions.${group}`)}>
                    {own.map((kind) => {
                      const Icon = actionIcon(kind);
                      return (
                        <Command.Item
                          key={kind}
                          value={`${actionName(t, kind)} ${kind} ${help.get(kind) ?? ""}`}
                          onSelect={() => {
                            setOpen(false);
                            onPick(beginning(known.schema, "action", kind));
                          }}
                          className="flex min-h-8 cursor-default items-center gap-2.5 rounded-md px-2 text-[13px] data-[selected=true]:bg-hover max-sm:min-h-10"
                        >
                          <Icon className="size-4 shrink-0 text-faint" aria-hidden />
                          {actionName(t, kind)}
                        </Command.Item>
                      );
                    })}
                  </Command.Group>
                );
              })}
            </Command.List>
          </Command>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
