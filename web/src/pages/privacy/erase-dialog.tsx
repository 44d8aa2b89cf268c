import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { toast } from "sonner";
import type { Contact } from "@/api/types";
import { erasePerson } from "./queries";
import { TypedDialog } from "./typed-dialog";

const LEADS = ["keep", "delete"] as const;

/** Erases a person everywhere; the card is gone afterwards. */
export function EraseDialog({
  contact,
  open,
  onOpenChange,
}: {
  contact: Contact;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const group = useId();
  const [leads, setLeads] = useState<(typeof LEADS)[number]>("keep");
  const erase = async (name: string) => {
    await erasePerson(contact.id, { name, leads });
    await navigate({ to: "/contacts" });
    toast.success(t("privacy.erasing"));
    await client.invalidateQueries();
  };
  return (
    <TypedDialog
      title={t("privacy.eraseTitle", { name: contact.name })}
      name={contact.name}
      action={t("privacy.erase")}
      open={open}
      onOpenChange={onOpenChange}
      onConfirm={erase}
    >
      <p>{t("privacy.eraseText")}</p>
      <fieldset className="flex flex-col gap-2">
        <legend className="mb-1.5 font-medium">{t("privacy.leads")}</legend>
        {LEADS.map((choice) => (
          <label key={choice} className="flex min-h-6 items-start gap-2">
            <input
              type="radio"
              name={group}
              className="mt-0.5 size-4 shrink-0 accent-accent"
              checked={leads === choice}
              onChange={() => setLeads(choice)}
            />
            {t(`privacy.leadsChoice.${choice}`)}
          </label>
        ))}
      </fieldset>
    </TypedDialog>
  );
}
