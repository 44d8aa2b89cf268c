import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Hook, HookAnswer } from "@/api/types";
import { Field, Input, Textarea } from "@/ui/field";
import { usePutHook } from "./queries";
import { SettingsForm } from "./settings-form";

const DEFAULT: HookAnswer = { status: 200, content_type: "application/json", body: '{"status":true}' };

export function AnswerTab({ hook }: { hook: Hook }) {
  const { t } = useTranslation();
  const [answer, setAnswer] = useState<HookAnswer>(hook.settings.answer ?? DEFAULT);
  const put = usePutHook(hook.id);
  const save = () => put.mutateAsync({ key: hook.key, settings: { ...hook.settings, answer } });
  return (
    <SettingsForm intro={t("answer.intro")} busy={put.isPending} error={put.error} onSave={save}>
      <Field label={t("answer.status")}>
        {(props) => (
          <Input
            {...props}
            type="number"
            min={200}
            max={299}
            required
            value={answer.status}
            onChange={(e) => setAnswer({ ...answer, status: Number(e.target.value) })}
          />
        )}
      </Field>
      <Field label={t("answer.type")}>
        {(props) => (
          <Input
            {...props}
            required
            value={answer.content_type}
            onChange={(e) => setAnswer({ ...answer, content_type: e.target.value })}
          />
        )}
      </Field>
      <Field label={t("answer.body")}>
        {(props) => (
          <Textarea
            {...props}
            rows={5}
            className="font-mono text-xs"
            value={answer.body}
            onChange={(e) => setAnswer({ ...answer, body: e.target.value })}
          />
        )}
      </Field>
    </SettingsForm>
  );
}
