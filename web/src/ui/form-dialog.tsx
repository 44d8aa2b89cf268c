import { type FormEvent, type ReactNode, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "./button";
import { Dialog } from "./dialog";
import { ErrorNote } from "./error-note";

/** Answered by a form that has led to another page: there is no dialog left to close. */
export const LEFT = Symbol("left");

interface FormDialogProps {
  title: string;
  description?: ReactNode;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  action?: string;
  wide?: boolean;
  /** Whether all of a refusal stands beside its fields already. */
  isPlaced?: (fault: unknown) => boolean;
  onSubmit: () => Promise<unknown>;
  children: ReactNode;
}

/** A small form over the page: what was typed stays, and a refusal stands under it with its reason. */
export function FormDialog({
  title,
  description,
  open,
  onOpenChange,
  action,
  wide,
  isPlaced,
  onSubmit,
  children,
}: FormDialogProps) {
  const { t } = useTranslation();
  const id = useId();
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<unknown>(null);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setFault(null);
    try {
      if ((await onSubmit()) !== LEFT) onOpenChange(false);
    } catch (error) {
      setFault(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog
      title={title}
      description={description}
      open={open}
      onOpenChange={onOpenChange}
      wide={wide}
      footer={
        <>
          <Button onClick={() => onOpenChange(false)}>{t("common.cancel")}</Button>
          <Button type="submit" form={id} variant="primary" busy={busy}>
            {action ?? t("common.save")}
          </Button>
        </>
      }
    >
      <form id={id} onSubmit={submit} className="flex flex-col gap-4 pb-1">
        {children}
        {fault && !isPlaced?.(fault) ? <ErrorNote error={fault} /> : null}
      </form>
    </Dialog>
  );
}
