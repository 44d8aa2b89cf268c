import { type FormEvent, type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { toast } from "sonner";
import { Button } from "@/ui/button";
import { ErrorNote } from "@/ui/error-note";

/** A form inside a section: saves as a whole, says so, keeps what was typed when refused. */
export function SavedForm({
  onSave,
  onUndo,
  done,
  action,
  children,
}: {
  onSave: () => Promise<unknown>;
  /** Puts back what was before the save; offered once with the word that it is saved. */
  onUndo?: () => Promise<unknown>;
  done?: string;
  action?: string;
  children: ReactNode;
}) {
  const { t } = useTranslation();
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<unknown>(null);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setFault(null);
    try {
      await onSave();
      const undo = onUndo && {
        action: { label: t("access.undo"), onClick: () => void onUndo().catch(setFault) },
      };
      toast.success(done ?? t("common.saved"), undo);
    } catch (error) {
      setFault(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-4 p-4">
      {children}
      {fault ? <ErrorNote error={fault} /> : null}
      <div>
        <Button type="submit" variant="primary" busy={busy}>
          {action ?? t("common.save")}
        </Button>
      </div>
    </form>
  );
}
