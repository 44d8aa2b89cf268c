import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { CheckLine, Field, Input, Select, Textarea } from "@/ui/field";
import { Section } from "@/ui/page";
import { type BotRow, flowsQuery } from "../flows/api";
import { asText } from "../scenarios/form/tree";
import { useBotForm } from "./bot-form";

const KINDS = ["client", "operator"] as const;

/** What a bot is, and how a talk with it begins. */
export function General({ bot }: { bot: BotRow }) {
  const { t } = useTranslation();
  const { get, set } = useBotForm();
  const flows = useQuery(flowsQuery(bot.id)).data ?? [];
  return (
    <>
      <Section>
        <div className="flex flex-col gap-4 p-4">
          <Field label={t("common.name")}>
            {(props) => (
              <Input
                {...props}
                required
                value={asText(get(["name"]))}
                onChange={(event) => set(["name"], event.target.value)}
              />
            )}
          </Field>
          <Field label={t("bots.description")}>
            {(props) => (
              <Textarea
                {...props}
                value={asText(get(["description"]))}
                onChange={(event) => set(["description"], event.target.value || undefined)}
              />
            )}
          </Field>
          <div className="grid grid-cols-2 gap-4 max-sm:grid-cols-1">
            <Field label={t("bots.kind")} hint={t("bots.kindHint")}>
              {(props) => (
                <Select
                  {...props}
                  value={asText(get(["kind"])) || "client"}
                  onChange={(event) => set(["kind"], event.target.value)}
                >
                  {KINDS.map((kind) => (
                    <option key={kind} value={kind}>
                      {t(`bots.kinds.${kind}`)}
                    </option>
                  ))}
                </Select>
              )}
            </Field>
            <Field label={t("bots.zone")} hint={t("bots.zoneHint")}>
              {(props) => (
                <>
                  <Input
                    {...props}
                    list="bot-zones"
                    value={asText(get(["zone"]))}
                    onChange={(event) => set(["zone"], event.target.value || undefined)}
                  />
                  <datalist id="bot-zones">
                    {Intl.supportedValuesOf("timeZone").map((zone) => (
                      <option key={zone} value={zone} />
                    ))}
                  </datalist>
                </>
              )}
            </Field>
          </div>
        </div>
      </Section>
      <Section title={t("bots.talk")}>
        <div className="flex flex-col gap-4 p-4">
          <Field label={t("bots.firstFlow")}>
            {(props) => (
              <Select
                {...props}
                value={asText(get(["flow"]))}
                onChange={(event) => set(["flow"], event.target.value || undefined)}
              >
                <option value="">{t("bots.noFlow")}</option>
                {flows.map((flow) => (
                  <option key={flow.key} value={flow.key}>
                    {flow.name}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          <CheckLine
            label={t("bots.waitForStart")}
            checked={get(["wait_for_start"]) === true}
            onChange={(on) => set(["wait_for_start"], on || undefined)}
          />
          <CheckLine
            label={t("bots.createContact")}
            checked={get(["create_contact"]) !== false}
            onChange={(on) => set(["create_contact"], on)}
          />
          <Field label={t("bots.gather")} hint={t("bots.gatherHint")}>
            {(props) => (
              <Input
                {...props}
                type="number"
                min={0}
                max={60}
                className="w-24"
                value={asText(get(["gather_secs"])) || "0"}
                onChange={(event) => set(["gather_secs"], Number(event.target.value) || undefined)}
              />
            )}
          </Field>
        </div>
      </Section>
    </>
  );
}
