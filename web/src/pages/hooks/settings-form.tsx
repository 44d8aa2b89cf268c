import type { FormEvent, ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { toast } from "sonner";
import { Button } from "@/ui/button";
import { ErrorNote } from "@/ui/error-note";

interface SettingsFormProps {
  intro?: string;
  busy: boolean;
  error: unknown;
  onSave: () => Promise<unknown>;
  children: ReactNode;
}

/** A form of settings: saved at once as a whole; what was typed stays when it is refused. */
export function SettingsForm({ intro, busy, error, onSave, children }: SettingsFormProps) {
  const { t } = useTranslation();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    // A refusal is shown by `error`; nothing more is to be done with it here.
    onSave().then(
      () => toast.success(t("common.saved")),
      () => {},
    );
  };
  return (
    <form onSubmit={submit} className="flex max-w-xl flex-col gap-5 p-6 max-sm:p-4">
      {intro ? <p className="text-[13px] leading-5 text-faint">{intro}</p> : null}
      {children}
      {error ? <ErrorNote error={error} /> : null}
      <div>
        <Button type="submit" variant="primary" busy={busy}>
          {t("common.save")}
        </Button>
      </div>
    </form>
  );
}
