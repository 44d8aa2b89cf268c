import { useTranslation } from "react-i18next";
import { Textarea } from "@/ui/field";
import { Section } from "@/ui/page";
import { Switch } from "@/ui/switch";
import { asText, asTree } from "../scenarios/form/tree";
import { useBotForm } from "./bot-form";

const TEXTS = [
  "start",
  "connected",
  "no_operator",
  "how_to_end",
  "moderation",
  "approved",
  "rejected",
  "over",
  "after_wait",
  "not_understood",
] as const;

/** What the bot says by itself: each text has a switch, and a built-in wording while it is empty. */
export function Texts() {
  const { t } = useTranslation();
  const { get, set } = useBotForm();
  return (
    <Section title={t("bots.tab.texts")} description={t("bots.textsHint")}>
      <ul className="divide-y">
        {TEXTS.map((name) => {
          const own = asTree(get(["texts", name]));
          const on = own.on !== false;
          return (
            <li
              key={name}
              className="grid grid-cols-[14rem_1fr_auto] items-start gap-4 px-4 py-3 max-sm:grid-cols-[1fr_auto]"
            >
              <label htmlFor={`text-${name}`} className="pt-1.5 text-[13px] font-medium">
                {t(`bots.texts.${name}.name`)}
              </label>
              <Textarea
                id={`text-${name}`}
                className="min-h-14 max-sm:order-last max-sm:col-span-2"
                disabled={!on}
                placeholder={t(`bots.texts.${name}.text`)}
                value={asText(own.text)}
                onChange={(event) => set(["texts", name, "text"], event.target.value || undefined)}
              />
              <span className="pt-2">
                <Switch
                  label={t("bots.textOn", { name: t(`bots.texts.${name}.name`) })}
                  checked={on}
                  onChange={(next) => set(["texts", name, "on"], next)}
                />
              </span>
            </li>
          );
        })}
      </ul>
    </Section>
  );
}
