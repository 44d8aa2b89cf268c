import { Plus, X } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Button, IconButton } from "@/ui/button";
import { CheckLine, Input } from "@/ui/field";
import { Section } from "@/ui/page";
import { TagInput } from "@/ui/tag-input";
import { asList, asText, asTree } from "../scenarios/form/tree";
import { useBotForm } from "./bot-form";

interface ListProps {
  title: string;
  hint: string;
  add: string;
  onAdd: () => void;
  children: ReactNode;
}

function Rows({ title, hint, add, onAdd, children }: ListProps) {
  return (
    <Section title={title} description={hint}>
      <div className="flex flex-col gap-2 p-4">
        {children}
        <Button size="sm" className="self-start" onClick={onAdd}>
          <Plus /> {add}
        </Button>
      </div>
    </Section>
  );
}

const row = "grid grid-cols-[12rem_1fr_auto] items-center gap-2 max-sm:grid-cols-[1fr_auto]";
const second = "max-sm:order-last max-sm:col-span-2";

/** Values that templates of this bot call by name. */
export function Variables() {
  const { t } = useTranslation();
  const { get, set } = useBotForm();
  const variables = Object.entries(asTree(get(["variables"])));
  const short = asList(get(["short_links"])).map(asText);
  const write = (next: [string, unknown][]) =>
    set(["variables"], next.length > 0 ? Object.fromEntries(next) : undefined);
  const fresh = () => {
    const taken = new Set(variables.map(([name]) => name));
    let number = variables.length + 1;
    while (taken.has(`value-${number}`)) number += 1;
    write([...variables, [`value-${number}`, ""]]);
  };
  return (
    <Rows
      title={t("bots.tab.variables")}
      hint={t("bots.variablesHint")}
      add={t("bots.addVariable")}
      onAdd={fresh}
    >
      {variables.map(([name, value], index) => (
        <div key={index} className={row}>
          <Input
            aria-label={t("bots.variableName", { n: index + 1 })}
            className="font-mono"
            pattern="[a-z0-9_\-]+"
            required
            defaultValue={name}
            onBlur={(event) => {
              // Typed with the prefix it is called by, it means the same.
              const own = event.target.value.replace(/^variables\./, "").toLowerCase();
              event.target.value = own;
              write(variables.with(index, [own, value]));
            }}
          />
          <div className={`flex flex-col gap-1 ${second}`}>
            <Input
              aria-label={t("bots.variableValue", { n: index + 1 })}
              value={asText(value)}
              onChange={(event) => write(variables.with(index, [name, event.target.value]))}
            />
            {/^https?:/.test(asText(value)) || short.includes(name) ? (
              <CheckLine
                label={t("bots.shortLink")}
                checked={short.includes(name)}
                onChange={(on) => {
                  const next = on ? [...short, name] : short.filter((one) => one !== name);
                  set(["short_links"], next.length > 0 ? next : undefined);
                }}
              />
            ) : null}
          </div>
          <IconButton
            size="iconSm"
            label={`${t("common.remove")}: ${name}`}
            onClick={() => write(variables.toSpliced(index, 1))}
          >
            <X />
          </IconButton>
        </div>
      ))}
    </Rows>
  );
}

/** Fields of the bot's dialogs. */
export function DialogFields() {
  const { t } = useTranslation();
  const { get, set } = useBotForm();
  const fields = asList(get(["fields"])).map(asTree);
  const write = (next: unknown[]) => set(["fields"], next.length > 0 ? next : undefined);
  return (
    <Rows
      title={t("bots.fields")}
      hint={t("bots.fieldsHint")}
      add={t("bots.addField")}
      onAdd={() => write([...fields, { key: `field-${fields.length + 1}`, name: "" }])}
    >
      <CheckLine
        label={t("bots.takeNewNames")}
        checked={get(["take_new_names"]) === true}
        onChange={(on) => set(["take_new_names"], on || undefined)}
      />
      {fields.map((field, index) => (
        <div key={index} className="flex flex-col gap-2 rounded-lg border p-3">
          <div className={row}>
            <Input
              aria-label={t("bots.fieldKey", { n: index + 1 })}
              className="font-mono"
              pattern="[a-z0-9_\-]+"
              required
              value={asText(field.key)}
              onChange={(event) => set(["fields", index, "key"], event.target.value)}
            />
            <Input
              aria-label={t("bots.fieldName", { n: index + 1 })}
              className={second}
              required
              placeholder={t("common.name")}
              value={asText(field.name)}
              onChange={(event) => set(["fields", index, "name"], event.target.value)}
            />
            <IconButton
              size="iconSm"
              label={`${t("common.remove")}: ${asText(field.name)}`}
              onClick={() => write(fields.toSpliced(index, 1))}
            >
              <X />
            </IconButton>
          </div>
          <TagInput
            label={t("bots.fieldOptions", { n: index + 1 })}
            placeholder={t("bots.anyText")}
            value={asList(field.options).map(asText)}
            onChange={(next) => set(["fields", index, "options"], next.length > 0 ? next : undefined)}
          />
        </div>
      ))}
    </Rows>
  );
}

/** The commands people find in the menu of the messenger. */
export function Commands() {
  const { t } = useTranslation();
  const { get, set } = useBotForm();
  const commands = asList(get(["commands"])).map(asTree);
  const write = (next: unknown[]) => set(["commands"], next.length > 0 ? next : undefined);
  return (
    <Rows
      title={t("bots.tab.commands")}
      hint={t("bots.commandsHint")}
      add={t("bots.addCommand")}
      onAdd={() => write([...commands, { command: "", description: "" }])}
    >
      {commands.map((command, index) => (
        <div key={index} className={row}>
          <Input
            aria-label={t("bots.command", { n: index + 1 })}
            className="font-mono"
            placeholder="start"
            pattern="[a-z0-9_]{1,32}"
            required
            value={asText(command.command)}
            onChange={(event) => set(["commands", index, "command"], event.target.value.replace(/^\//, ""))}
          />
          <Input
            aria-label={t("bots.commandText", { n: index + 1 })}
            className={second}
            required
            value={asText(command.description)}
            onChange={(event) => set(["commands", index, "description"], event.target.value)}
          />
          <IconButton
            size="iconSm"
            label={`${t("common.remove")}: ${asText(command.command)}`}
            onClick={() => write(commands.toSpliced(index, 1))}
          >
            <X />
          </IconButton>
        </div>
      ))}
    </Rows>
  );
}
