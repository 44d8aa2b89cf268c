import { UserRoundSearch } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { toast } from "sonner";
import { api } from "@/api/client";
import type { RecordLink } from "@/api/types";
import { MergeDialog } from "@/pages/people/merge-dialog";
import { IconButton } from "@/ui/button";
import { FormDialog, LEFT } from "@/ui/form-dialog";
import { Menu, MenuItem } from "@/ui/menu";
import { RecordPicker } from "@/ui/record-picker";
import { useDialogAct } from "./queries";
import type { Dialog } from "./types";

/** Says by hand who the person of a dialog is: the same as another contact, a new one, or not this one. */
export function JoinPerson({ dialog }: { dialog: Dialog }) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  const tie = useTie(dialog);
  return (
    <>
      <Menu
        trigger={
          <IconButton label={t("inbox.join.menu")}>
            <UserRoundSearch />
          </IconButton>
        }
      >
        <MenuItem onSelect={() => setAsking(true)}>{t("inbox.join.same")}</MenuItem>
        {dialog.contact ? (
          <MenuItem onSelect={tie.part}>{t("inbox.join.part")}</MenuItem>
        ) : (
          <MenuItem onSelect={tie.make}>{t("inbox.join.make")}</MenuItem>
        )}
      </Menu>
      {asking ? <Same dialog={dialog} tie={tie} close={() => setAsking(false)} /> : null}
    </>
  );
}

type Tie = ReturnType<typeof useTie>;

/** Ties the person to a contact; what was done can be undone at once. */
function useTie(dialog: Dialog) {
  const { t } = useTranslation();
  const path = `/dialogs/${dialog.id}/contact`;
  const put = useDialogAct((contact: string | null) => api.put<Dialog>(path, { contact }));
  const make = useDialogAct(() => api.post<Dialog>(path));
  const before = dialog.contact?.id ?? null;
  const fail = (error: Error) => void toast.error(error.message);
  const told = (text: string) =>
    toast.success(text, {
      duration: 15_000,
      action: { label: t("people.undo"), onClick: () => put.mutate(before, { onError: fail }) },
    });
  return {
    to: async (contact: RecordLink) => {
      await put.mutateAsync(contact.id);
      told(t("inbox.join.joined", { name: contact.title ?? "" }));
    },
    part: () => put.mutate(null, { onSuccess: () => told(t("inbox.join.parted")), onError: fail }),
    make: () => make.mutate(undefined, { onError: fail }),
  };
}

/** Finds the other contact; two contacts are merged, and it is shown what becomes of their fields. */
function Same({ dialog, tie, close }: { dialog: Dialog; tie: Tie; close: () => void }) {
  const { t } = useTranslation();
  const [picked, setPicked] = useState<RecordLink | null>(null);
  const [merging, setMerging] = useState(false);
  const own = dialog.contact;
  if (own && picked && merging) return <MergeDialog kind="contact" ids={[picked.id, own.id]} close={close} />;
  const submit = async () => {
    if (!picked) throw new Error(t("inbox.join.choose"));
    if (picked.id === own?.id) throw new Error(t("inbox.join.sameOne"));
    if (!own) return tie.to(picked);
    setMerging(true);
    return LEFT;
  };
  return (
    <FormDialog
      title={t("inbox.join.title")}
      description={t(own ? "inbox.join.mergeText" : "inbox.join.text")}
      action={t(own ? "inbox.join.next" : "inbox.join.join")}
      open
      onOpenChange={close}
      onSubmit={submit}
    >
      <RecordPicker kinds={["contact"]} value={picked} onPick={setPicked} />
    </FormDialog>
  );
}
