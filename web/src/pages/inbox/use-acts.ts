import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { toast } from "sonner";
import { api } from "@/api/client";
import type { ActsDone, DialogAct } from "./types";

/** So many dialogs the server takes at a time. */
const MOST = 200;

/** What is done: acts, or those of a macro. */
export type Press = { acts: DialogAct[] } | { macro: string };

/** Does the same to dialogs, and tells what became of it. */
export function useActs() {
  const { t } = useTranslation();
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ dialogs, press }: { dialogs: string[]; press: Press }) => {
      const all: ActsDone = { done: 0, refused: [] };
      for (let from = 0; from < dialogs.length; from += MOST) {
        const part = await api.post<ActsDone>("/dialogs/acts", {
          dialogs: dialogs.slice(from, from + MOST),
          ...press,
        });
        all.done += part.done;
        all.refused.push(...part.refused);
      }
      return all;
    },
    onSuccess: ({ done, refused }) => {
      if (done > 0) toast.success(t("inbox.acted", { count: done }));
      const [first] = refused;
      if (first) toast.error(t("inbox.refused", { count: refused.length, reason: first.reason }));
    },
    onError: (error) => toast.error(error.message),
    onSettled: () => client.invalidateQueries({ queryKey: ["dialogs"] }),
  });
}
