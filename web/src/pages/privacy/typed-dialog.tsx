import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "@/api/client";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { ErrorNote } from "@/ui/error-note";
import { Field, Input } from "@/ui/field";

interface TypedDialogProps {
  title: string;
  /** What is typed to be sure. */
  name: string;
  action: string;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onConfirm: (typed: string) => Promise<unknown>;
  children: ReactNode;
}

/** Asks before what can never be undone: the name is typed. The server looks at it once more. */
export function TypedDialog({
  title,
  name,
  action,
  open,
  onOpenChange,
  onConfirm,
  children,
}: TypedDialogProps) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState("");
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<unknown>(null);
  const go = async () => {
    setBusy(true);
    setFault(null);
    try {
      await onConfirm(typed);
      onOpenChange(false);
    } catch (error) {
      setFault(error);
    } finally {
      setBusy(false);
    }
  };
  const atName = fault instanceof ApiError ? fault.at("name") : undefined;
  return (
    <Dialog
      title={title}
      open={open}
      onOpenChange={onOpenChange}
      footer={
        <>
          <Button onClick={() => onOpenChange(false)}>{t("common.cancel")}</Button>
          <Button variant="danger" busy={busy} disabled={typed.trim() !== name.trim()} onClick={go}>
            {action}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4 text-[13px] leading-5 text-soft">
        {children}
        <Field label={t("privacy.typeName", { name })} error={atName}>
          {(props) => (
            <Input
              {...props}
              autoComplete="off"
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
            />
          )}
        </Field>
        {fault && !atName ? <ErrorNote error={fault} /> : null}
      </div>
    </Dialog>
  );
}
