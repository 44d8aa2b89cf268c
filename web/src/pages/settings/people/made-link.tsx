import { useTranslation } from "react-i18next";
import type { InviteMade } from "@/api/types";
import { formatDateTime } from "@/i18n/format";
import { Button } from "@/ui/button";
import { Code } from "@/ui/code";
import { Dialog } from "@/ui/dialog";

/** A link that is shown this once: to be copied and sent by whatever people write to each other with. */
export function MadeLink({ made, close }: { made: InviteMade | null; close: () => void }) {
  const { t } = useTranslation();
  return (
    <Dialog
      title={made?.user_id ? t("people.resetMade") : t("people.inviteMade")}
      description={t("people.once", {
        email: made?.email ?? "",
        until: made ? formatDateTime(made.expires_at) : "",
      })}
      open={made !== null}
      onOpenChange={close}
      footer={
        <Button variant="primary" onClick={close}>
          {t("tokens.done")}
        </Button>
      }
    >
      <Code label={t("people.link")} text={made?.link ?? ""} wrap />
    </Dialog>
  );
}
