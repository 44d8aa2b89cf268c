import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import type { ScenarioFull } from "@/api/types";
import { readHeld } from "@/pages/scenarios/draft";
import type { Drafted } from "@/pages/scenarios/draft-store";
import { Field, Textarea } from "@/ui/field";
import { Segmented } from "@/ui/segmented";

/** Which text is tried: `null` is the version that is live. */
export type Chosen = string | null;

/** What was typed on this machine and is not acknowledged yet, else the live text to begin with. */
export function firstDraft(scenario: ScenarioFull): Chosen {
  return readHeld(scenario.id)?.text ?? null;
}

/** The draft as it stands: typed here, else the one everybody shares, else what is live. */
async function draftOf(scenario: ScenarioFull): Promise<string> {
  const held = readHeld(scenario.id);
  if (held) return held.text;
  const { draft } = await api.get<Drafted>(`/scenarios/${scenario.id}/draft`);
  return draft?.text ?? scenario.text;
}

export function DraftChoice({
  scenario,
  value,
  onChange,
}: {
  scenario: ScenarioFull;
  value: Chosen;
  onChange: (value: Chosen) => void;
}) {
  const { t } = useTranslation();
  return (
    <div className="flex flex-col gap-3">
      <Segmented
        label={t("replay.which")}
        value={value === null ? "live" : "draft"}
        onChange={(name) =>
          name === "live"
            ? onChange(null)
            : void draftOf(scenario).then(onChange, () => onChange(scenario.text))
        }
        options={[
          { name: "live", label: t("replay.live", { version: scenario.version }) },
          { name: "draft", label: t("replay.draft") },
        ]}
      />
      {value === null ? null : (
        <Field label={t("replay.draftText")}>
          {(props) => (
            <Textarea
              {...props}
              spellCheck={false}
              className="h-56 font-mono text-xs"
              value={value}
              onChange={(event) => onChange(event.target.value)}
            />
          )}
        </Field>
      )}
    </div>
  );
}
