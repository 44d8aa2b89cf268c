import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { SetUpFactor } from "@/pages/settings/access/set-up-factor";
import { EnterFrame } from "./frame";

/** Where somebody is led whose role needs a second factor that they do not have yet. */
export function SecondFactorPage() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const router = useRouter();
  const done = () => {
    client.removeQueries({ queryKey: ["session"] });
    router.history.push("/");
  };
  return (
    <EnterFrame title={t("factor.owedTitle")} text={t("factor.owedText")}>
      <SetUpFactor done={done} />
    </EnterFrame>
  );
}
