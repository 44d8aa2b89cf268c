import { useQuery } from "@tanstack/react-query";
import { Check, Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useSession } from "@/api/session";
import type { WorkspaceRow } from "@/api/types";
import { goOver, workspacesQuery } from "@/api/workspaces";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { ErrorNote } from "@/ui/error-note";
import { Load } from "@/ui/load";
import { openOverlay } from "../overlays";
import { WorkspaceLine } from "./items";

/** The workspaces as a list of their own: on a phone, and after `g` `w`. */
export function WorkspaceList({ close }: { close: () => void }) {
  const { t } = useTranslation();
  const session = useSession();
  const workspaces = useQuery(workspacesQuery);
  const [fault, setFault] = useState<unknown>(null);
  const choose = (row: WorkspaceRow) => {
    if (row.current) return close();
    goOver(row.id).catch(setFault);
  };
  return (
    <Dialog
      title={t("workspaces.title")}
      description={t("workspaces.text")}
      open
      onOpenChange={(open) => !open && close()}
      footer={
        session.may_make_workspaces ? (
          <Button onClick={() => openOverlay("newWorkspace")}>
            <Plus /> {t("workspaces.new")}
          </Button>
        ) : null
      }
    >
      {fault ? <ErrorNote error={fault} className="mb-2" /> : null}
      <Load query={workspaces}>
        {(rows) => (
          <ul className="-mx-2 flex flex-col gap-px pb-1">
            {rows.map((row) => (
              <li key={row.id}>
                <button
                  type="button"
                  // Enter leads on: with two workspaces `g` `w` and Enter go back and forth.
                  autoFocus={row === rows.find((one) => !one.current)}
                  aria-current={row.current || undefined}
                  onClick={() => choose(row)}
                  className="flex w-full items-center gap-3 rounded-lg px-2 py-2 text-left text-[13px] hover:bg-hover"
                >
                  <WorkspaceLine row={row} />
                  {row.current ? <Check className="size-4 shrink-0 text-faint" aria-hidden /> : null}
                </button>
              </li>
            ))}
          </ul>
        )}
      </Load>
    </Dialog>
  );
}
