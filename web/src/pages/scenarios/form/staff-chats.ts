import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { getAll } from "@/api/pages";
import type { components } from "@/api/schema.gen";
import { botsQuery } from "@/pages/flows/api";
import type { Choice } from "./choices";
import { asText, type Tree } from "./tree";

type StaffChat = components["schemas"]["StaffChat"];

/** The chats that an action can write to staff in: groups and channels of its bot, and own chats of operators. */
export function useStaffChats(action: Tree | undefined): Choice[] | undefined {
  const { t } = useTranslation();
  const key = asText(action?.bot);
  const bots = useQuery({ ...botsQuery, enabled: key !== "" });
  const bot = bots.data?.find((row) => row.key === key)?.id ?? "";
  const chats = useQuery({
    queryKey: ["bots", bot, "staff-chats"],
    queryFn: () => getAll<StaffChat>(`/bots/${bot}/staff-chats`),
    enabled: bot !== "",
  });
  return chats.data?.map(({ chat, name, kind }) => ({
    value: chat,
    label: name || chat,
    detail: `${t(`scenarioForm.chatKind.${kind}`)} · ${chat}`,
  }));
}
