import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { Field, Select } from "@/ui/field";
import { botsQuery, flowsQuery } from "../flows/api";
import type { FlowView } from "./types";

interface StepPickerProps {
  /** `flow/step`, or `flow/` for a flow's beginning. */
  onPick: (to: string) => void;
}

/** Finds a step of a published flow: by bot, flow and step. */
export function StepPicker({ onPick }: StepPickerProps) {
  const { t } = useTranslation();
  const bots = useQuery(botsQuery).data ?? [];
  const [chosen, setChosen] = useState("");
  const bot = chosen || bots[0]?.id || "";
  const flows = useQuery({ ...flowsQuery(bot), enabled: bot !== "" }).data ?? [];
  const published = flows.filter((row) => row.version > 0);
  const [picked, setPicked] = useState("");
  const flow = published.find((row) => row.id === picked);
  const shown = useQuery({
    queryKey: ["bots", bot, "flows", picked],
    queryFn: () => api.get<FlowView>(`/bots/${bot}/flows/${picked}`),
    enabled: picked !== "",
  });
  const pickFlow = (id: string) => {
    setPicked(id);
    const row = published.find((one) => one.id === id);
    onPick(row ? `${row.key}/` : "");
  };
  return (
    <>
      {bots.length > 1 ? (
        <Field label={t("inbox.many.bot")}>
          {(props) => (
            <Select
              {...props}
              value={bot}
              onChange={(event) => {
                setChosen(event.target.value);
                pickFlow("");
              }}
            >
              {bots.map((row) => (
                <option key={row.id} value={row.id}>
                  {row.settings.name}
                </option>
              ))}
            </Select>
          )}
        </Field>
      ) : null}
      <Field label={t("inbox.many.flow")}>
        {(props) => (
          <Select {...props} required value={picked} onChange={(event) => pickFlow(event.target.value)}>
            <option value="">{t("inbox.many.chooseFlow")}</option>
            {published.map((row) => (
              <option key={row.id} value={row.id}>
                {row.name}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {flow ? (
        <Field label={t("inbox.many.step")}>
          {(props) => (
            <Select {...props} onChange={(event) => onPick(`${flow.key}/${event.target.value}`)}>
              <option value="">{t("inbox.many.beginning")}</option>
              {(shown.data?.published?.steps ?? []).map((step) => (
                <option key={step.id} value={step.id}>
                  {step.title || step.id}
                </option>
              ))}
            </Select>
          )}
        </Field>
      ) : null}
    </>
  );
}
