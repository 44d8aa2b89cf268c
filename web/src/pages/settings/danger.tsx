import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { toast } from "sonner";
import { useSession } from "@/api/session";
import { emptyWorkspace } from "@/pages/privacy/queries";
import { TypedDialog } from "@/pages/privacy/typed-dialog";
import { Button } from "@/ui/button";
import { Section } from "@/ui/page";

/** What nobody does by the way: owners only, at the very bottom, with the name typed. */
export function Danger() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { user, workspace } = useSession();
  const [asking, setAsking] = useState(false);
  if (user.role !== "owner") return null;
  const empty = async (name: string) => {
    await emptyWorkspace(name);
    toast.success(t("danger.begun"));
    await client.invalidateQueries();
  };
  return (
    <Section title={t("danger.title")} className="border-bad/40">
      <div className="flex flex-wrap items-center gap-3 p-4">
        <p className="min-w-60 flex-1 text-[13px] leading-5 text-soft">{t("danger.text")}</p>
        <Button variant="danger" onClick={() => setAsking(true)}>
          {t("danger.empty")}
        </Button>
      </div>
      {asking ? (
        <TypedDialog
          title={t("danger.emptyTitle")}
          name={workspace.name}
          action={t("danger.empty")}
          open
          onOpenChange={setAsking}
          onConfirm={empty}
        >
          <p>{t("danger.emptyText")}</p>
        </TypedDialog>
      ) : null}
    </Section>
  );
}
