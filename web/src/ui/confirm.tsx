import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "./button";
import { Dialog } from "./dialog";
import { ErrorNote } from "./error-note";

interface ConfirmProps {
  title: string;
  text: ReactNode;
  action: string;
  danger?: boolean;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onConfirm: () => Promise<unknown>;
}

/** Asks before something that cannot be undone; stays open with the reason when it fails. */
export function Confirm({ title, text, action, danger, open, onOpenChange, onConfirm }: ConfirmProps) {
  const { t } = useTranslation();
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<unknown>(null);
  const go = async () => {
    setBusy(true);
    setFault(null);
    try {
      await onConfirm();
      onOpenChange(false);
    } catch (error) {
      setFault(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog
      title={title}
      open={open}
      onOpenChange={onOpenChange}
      footer={
        <>
          <Button onClick={() => onOpenChange(false)}>{t("common.cancel")}</Button>
          <Button variant={danger ? "danger" : "primary"} busy={busy} onClick={go}>
            {action}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3 text-[13px] leading-5 text-soft">
        {text}
        {fault ? <ErrorNote error={fault} /> : null}
      </div>
    </Dialog>
  );
}
