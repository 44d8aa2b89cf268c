import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { toast } from "sonner";
import { Field, Select, Textarea } from "@/ui/field";
import { FormDialog } from "@/ui/form-dialog";
import { postbacksQuery, takeLines } from "./api";

const FORMS = ["binom", "keitaro"] as const;
const SAMPLES = {
  binom: "67wgwWkaR0:payout=10.50:cnv_status=sale:cnv_currency=usd:tid=7",
  keitaro: "67wgwWkaR0,10.50,sale,7",
};

/** Many events at once, as lines of text. */
export function Lines({ close }: { close: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const postbacks = useQuery(postbacksQuery).data ?? [];
  const [form, setForm] = useState<(typeof FORMS)[number]>("binom");
  const [chosen, setChosen] = useState("");
  const [text, setText] = useState("");
  const postback = chosen || postbacks[0]?.id || "";
  const save = async () => {
    const { items } = await takeLines(postback, form, text);
    const wrong = items.filter((line) => !line.verdict);
    await client.invalidateQueries({ queryKey: ["postback-calls"] });
    const first = wrong[0];
    if (first) throw new Error(t("tracker.lineWrong", { line: first.line, reason: first.reason ?? "" }));
    toast.success(t("tracker.linesTaken", { count: items.length }));
  };
  return (
    <FormDialog
      title={t("tracker.lines")}
      description={t("tracker.linesText")}
      open
      onOpenChange={close}
      action={t("tracker.linesDo")}
      onSubmit={save}
    >
      <Field label={t("tracker.lineForm")}>
        {(props) => (
          <Select
            {...props}
            value={form}
            onChange={(event) => setForm(event.target.value === "keitaro" ? "keitaro" : "binom")}
          >
            {FORMS.map((name) => (
              <option key={name} value={name}>
                {name === "binom" ? "Binom" : "Keitaro"}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field label={t("tracker.lineAddress")}>
        {(props) => (
          <Select {...props} required value={postback} onChange={(event) => setChosen(event.target.value)}>
            {postbacks.map((one) => (
              <option key={one.id} value={one.id}>
                {one.settings.name}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field label={t("tracker.lineTexts")}>
        {(props) => (
          <Textarea
            {...props}
            required
            rows={6}
            className="font-mono text-xs"
            placeholder={SAMPLES[form]}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        )}
      </Field>
    </FormDialog>
  );
}
