import { useQuery, useQueryClient } from "@tanstack/react-query";
import { AlertDialog } from "radix-ui";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { shownWorkspace } from "@/api/place";
import { sessionQuery } from "@/api/session";
import { openAnew } from "@/api/stream";
import type { Session } from "@/api/types";
import { comeBack } from "@/api/workspaces";
import { Button } from "@/ui/button";
import { ErrorNote } from "@/ui/error-note";

/** Back to the workspace of this page: everything goes on, and what was missed is asked for. */
function useComeBack() {
  const client = useQueryClient();
  return async () => {
    await comeBack(shownWorkspace() ?? "");
    openAnew();
    await client.invalidateQueries();
  };
}

function Ask() {
  const { t } = useTranslation();
  const back = useComeBack();
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<unknown>(null);
  const mine = useQuery({ ...sessionQuery, enabled: false }).data?.workspace.name ?? "";
  const there = useQuery({
    queryKey: ["session", "away"],
    queryFn: () => api.get<Session>("/session"),
    staleTime: 0,
    gcTime: 0,
  }).data?.workspace.name;
  const stay = async () => {
    setBusy(true);
    setFault(null);
    await back().catch(setFault);
    setBusy(false);
  };
  return (
    <>
      <AlertDialog.Title className="text-[15px] font-semibold leading-6">
        {there ? t("workspaces.awayTitle", { name: there }) : t("workspaces.away")}
      </AlertDialog.Title>
      <AlertDialog.Description className="text-[13px] leading-5 text-soft">
        {t("workspaces.awayText", { name: mine })}
      </AlertDialog.Description>
      {fault ? <ErrorNote error={fault} /> : null}
      <div className="mt-2 flex flex-wrap justify-end gap-2">
        <Button busy={busy} onClick={() => void stay()}>
          {t("workspaces.stay", { name: mine })}
        </Button>
        <Button variant="primary" onClick={() => window.location.assign("/")}>
          {there ? t("workspaces.goTo", { name: there }) : t("shell.reload")}
        </Button>
      </div>
    </>
  );
}

/** Another tab has taken the browser to another workspace: this page stops until somebody says where to go on. */
export function Away() {
  return (
    <AlertDialog.Root open>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className="fixed inset-0 z-50 animate-fade bg-veil" />
        <AlertDialog.Content className="fixed top-[max(2rem,20vh)] left-1/2 z-50 flex w-[calc(100vw-2rem)] max-w-md -translate-x-1/2 animate-pop flex-col gap-2 rounded-xl border bg-raised p-5 shadow-pop">
          <Ask />
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
