import { getRouteApi } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { canWrite, useSession } from "@/api/session";
import { Load } from "@/ui/load";
import { SkeletonRows } from "@/ui/skeleton";
import { Composer } from "./composer";
import { HeldNote } from "./held-note";
import { MacroPicker } from "./macro-picker";
import { MessageList } from "./message-list";
import { useMessages } from "./messages";
import { ThreadHead } from "./thread-head";
import { ThreadSearch } from "./thread-search";
import type { Dialog } from "./types";
import { useThreadKeys } from "./use-inbox-keys";
import { useTalking } from "./use-talking";

const route = getRouteApi("/studio/inbox");

interface Props {
  dialog: Dialog;
  /** The message to go to: the talk opens around it. */
  message: string | undefined;
  next: () => void;
  close: () => void;
  showCard: () => void;
}

/** What is said in a dialog, and where one says it. */
export function Thread({ dialog, message, next, close, showCard }: Props) {
  const { t } = useTranslation();
  const navigate = route.useNavigate();
  const talk = useMessages(dialog.id, message);
  const scene = useTalking(dialog.id);
  const [searching, setSearching] = useState(false);
  const [pressing, setPressing] = useState(false);
  useSeen(dialog);
  useThreadKeys((key) => {
    if (key === "search") setSearching(true);
    if (key === "macros") setPressing(true);
  });
  const goTo = (to: string | undefined) =>
    void navigate({ search: (before) => ({ ...before, message: to }), replace: true });
  return (
    <section aria-label={t("inbox.thread")} className="flex min-h-0 min-w-0 flex-1 flex-col bg-canvas">
      <ThreadHead
        dialog={dialog}
        next={next}
        close={close}
        showCard={showCard}
        search={() => setSearching(true)}
        macros={() => setPressing(true)}
      />
      {searching ? <ThreadSearch dialog={dialog.id} pick={goTo} close={() => setSearching(false)} /> : null}
      <Load query={talk.query} waiting={<SkeletonRows />}>
        {() => (
          <MessageList
            key={message}
            dialog={dialog}
            talk={talk}
            scene={scene}
            shown={message}
            toEnd={message ? () => goTo(undefined) : undefined}
          />
        )}
      </Load>
      <HeldNote dialog={dialog} scene={scene} />
      <Composer
        dialog={dialog}
        onWriting={scene.write}
        onSaid={message ? () => goTo(undefined) : undefined}
      />
      {pressing ? <MacroPicker dialogs={[dialog.id]} close={() => setPressing(false)} /> : null}
    </section>
  );
}

/** Whoever has the dialog before their eyes has seen what came. */
function useSeen({ id, unread }: Dialog): void {
  const { user } = useSession();
  const may = canWrite(user);
  useEffect(() => {
    const tell = () => {
      if (!may || unread === 0 || document.hidden) return;
      // When it does not get through, the next look says it again.
      api.post(`/dialogs/${id}/read`).catch(() => undefined);
    };
    tell();
    document.addEventListener("visibilitychange", tell);
    return () => document.removeEventListener("visibilitychange", tell);
  }, [id, unread, may]);
}
