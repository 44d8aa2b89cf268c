import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import type { ScenarioFull } from "@/api/types";
import { Confirm } from "@/ui/confirm";
import { Field, Input } from "@/ui/field";
import { FormDialog } from "@/ui/form-dialog";
import { dropHeld } from "./draft";
import { RunDialog } from "./run-dialog";
import type { Editing } from "./use-draft";

export type Question = "discard" | "key" | "delete" | "run";

interface QuestionsProps {
  question: Question | null;
  close: () => void;
  saved: ScenarioFull;
  name: string;
  editing: Editing;
}

export function ScenarioQuestions({ question, close, saved, name, editing }: QuestionsProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [key, setKey] = useState(saved.key);
  const rename = async () => {
    await api.put(`/scenarios/${saved.id}`, { text: saved.text, key, expected_version: saved.version });
    await client.invalidateQueries({ queryKey: ["scenarios"] });
  };
  const remove = async () => {
    await api.delete(`/scenarios/${saved.id}`);
    dropHeld(saved.id);
    await navigate({ to: "/scenarios" });
    client.removeQueries({ queryKey: ["scenarios", saved.id] });
    await client.invalidateQueries({ queryKey: ["scenarios"] });
  };
  return (
    <>
      <Confirm
        title={t("editor.discardTitle")}
        text={t("editor.discardText", { version: saved.version })}
        action={t("editor.discard")}
        danger
        open={question === "discard"}
        onOpenChange={close}
        onConfirm={editing.discard}
      />
      <Confirm
        title={t("editor.deleteTitle", { name })}
        text={t("editor.deleteText")}
        action={t("common.delete")}
        danger
        open={question === "delete"}
        onOpenChange={close}
        onConfirm={remove}
      />
      <FormDialog title={t("editor.key")} open={question === "key"} onOpenChange={close} onSubmit={rename}>
        <Field label={t("common.key")} hint={t("editor.keyHint")}>
          {(props) => (
            <Input
              {...props}
              required
              pattern="[a-z0-9_\-]{1,64}"
              className="font-mono"
              value={key}
              onChange={(e) => setKey(e.target.value)}
            />
          )}
        </Field>
      </FormDialog>
      {question === "run" ? <RunDialog scenario={saved} name={name} close={close} /> : null}
    </>
  );
}
