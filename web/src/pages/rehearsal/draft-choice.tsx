import { useTranslation } from "react-i18next";
import type { ScenarioFull } from "@/api/types";
import { readDraft } from "@/pages/scenarios/draft";
import { Field, Textarea } from "@/ui/field";
import { Segmented } from "@/ui/segmented";

/** Which text is tried: `null` is the version that is live. */
export type Chosen = string | null;

/** What a person has typed and not saved, else the live text to begin with. */
export function firstDraft(scenario: ScenarioFull): Chosen {
  return readDraft(scenario.id)?.text ?? null;
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
          onChange(name === "live" ? null : (readDraft(scenario.id)?.text ?? scenario.text))
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
