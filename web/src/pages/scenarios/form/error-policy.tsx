import { useTranslation } from "react-i18next";
import { Input, Select } from "@/ui/field";
import { useForm } from "./form-context";
import { Labeled } from "./labeled";
import { asText, asTree, type Path, type Tree } from "./tree";

const POLICIES = ["continue", "stop_block", "stop_run"] as const;

/** What follows when an action fails: more tries, and what ends with it when none helped. */
export function ErrorPolicy({ path, step }: { path: Path; step: Tree }) {
  const { t } = useTranslation();
  const form = useForm();
  const retry = asTree(step.retry);
  const times = Number(asText(retry.times)) || 0;
  return (
    <div className="grid grid-cols-2 gap-x-4 gap-y-3 max-md:grid-cols-1">
      <Labeled label={t("policy.retries")} path={[...path, "retry", "times"]} hint={t("policy.retriesHint")}>
        {(props) => (
          <Input
            {...props}
            type="number"
            min={0}
            max={10}
            value={times}
            onChange={(event) => {
              const next = Number(event.target.value);
              form.set([...path, "retry"], next > 0 ? { ...retry, times: next } : undefined);
            }}
          />
        )}
      </Labeled>
      {times > 0 ? (
        <Labeled label={t("policy.pause")} path={[...path, "retry", "pause_secs"]}>
          {(props) => (
            <Input
              {...props}
              type="number"
              min={5}
              max={3600}
              placeholder="60"
              value={asText(retry.pause_secs)}
              onChange={(event) =>
                form.set([...path, "retry", "pause_secs"], Number(event.target.value) || undefined)
              }
            />
          )}
        </Labeled>
      ) : null}
      <Labeled label={t("policy.onError")} path={[...path, "on_error"]}>
        {(props) => (
          <Select
            {...props}
            value={asText(step.on_error) || "continue"}
            onChange={(event) =>
              form.set(
                [...path, "on_error"],
                event.target.value === "continue" ? undefined : event.target.value,
              )
            }
          >
            {POLICIES.map((one) => (
              <option key={one} value={one}>
                {t(`policy.onErrors.${one}`)}
              </option>
            ))}
          </Select>
        )}
      </Labeled>
    </div>
  );
}
