import { History } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { AuditKind } from "@/api/access";
import { usePages } from "@/api/pages";
import { canAdmin, useSession } from "@/api/session";
import type { AuditEntry } from "@/api/types";
import { Button, IconButton } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Load } from "@/ui/load";
import { AuditRow } from "./audit-row";

interface ChangesProps {
  kind: AuditKind;
  /** The name under which the audit log knows it: a key, a person's e-mail. */
  name: string;
  /** What people call it. */
  title: string;
}

function Changes({ kind, name }: Omit<ChangesProps, "title">) {
  const { t } = useTranslation();
  const list = usePages<AuditEntry>(["audit", "of"], "/audit", { kind, name });
  return (
    <Load query={list.query}>
      {(rows) =>
        rows.length === 0 ? (
          <p className="text-[13px] text-faint">{t("changes.none")}</p>
        ) : (
          <>
            <ul aria-label={t("changes.title")} className="-mx-4 divide-y">
              {rows.map((entry) => (
                <AuditRow key={entry.id} entry={entry} />
              ))}
            </ul>
            {list.hasMore ? (
              <Button size="sm" className="mt-3" busy={list.loadingMore} onClick={list.onMore}>
                {t("sessions.more")}
              </Button>
            ) : null}
          </>
        )
      }
    </Load>
  );
}

/** Opens who changed a thing, when and how. Shown to those who may read the audit log. */
export function ChangesButton({ kind, name, title, small }: ChangesProps & { small?: boolean }) {
  const { t } = useTranslation();
  const { user } = useSession();
  const [open, setOpen] = useState(false);
  if (!canAdmin(user)) return null;
  return (
    <>
      <IconButton
        label={`${t("changes.title")}: ${title}`}
        size={small ? "iconSm" : "icon"}
        onClick={() => setOpen(true)}
      >
        <History />
      </IconButton>
      <Dialog title={t("changes.title")} description={title} open={open} onOpenChange={setOpen} wide>
        {open ? <Changes kind={kind} name={name} /> : null}
      </Dialog>
    </>
  );
}
