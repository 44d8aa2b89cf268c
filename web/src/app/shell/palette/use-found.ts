import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Send, SquareActivity, Zap } from "lucide-react";
import { useTranslation } from "react-i18next";
import { ApiError, api } from "@/api/client";
import type { SearchHit } from "@/api/types";
import { kindIcon, recordPath } from "@/ui/record-link";
import { useSettled } from "@/ui/use-settled";
import type { Asked, Entry } from "./entry";

const TYPING_MS = 120;
const ID = /^[0-9a-hjkmnp-tv-z]{13}$/;
const KINDS = [
  { name: "run", path: "/runs", icon: SquareActivity },
  { name: "event", path: "/events", icon: Zap },
  { name: "delivery", path: "/deliveries", icon: Send },
] as const;

/** Whether there is something of this kind with this id. */
async function exists(path: string): Promise<boolean> {
  try {
    await api.get(path);
    return true;
  } catch (fault) {
    if (fault instanceof ApiError && fault.status < 500 && fault.status > 0) return false;
    throw fault;
  }
}

/** Records that fit, and the run, event or delivery whose id was pasted: asked from the server. */
export function useFound(asked: Asked): Entry[] {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const text = useSettled(asked.text, TYPING_MS);
  const wanted = text.length > 1 && (asked.rooms === null || asked.rooms.includes("records"));
  const hits = useQuery({
    queryKey: ["search", text],
    queryFn: async () => ({ text, ...(await api.get<{ items: SearchHit[] }>("/search", { q: text })) }),
    enabled: wanted,
    placeholderData: (before) => before,
  });
  const isId = asked.rooms === null && ID.test(text);
  const things = useQuery({
    queryKey: ["by-id", text],
    queryFn: async () => {
      const found = await Promise.all(KINDS.map(({ path }) => exists(`${path}/${text}`)));
      return KINDS.filter((_, at) => found[at]);
    },
    enabled: isId,
  });
  // What was found for the beginning of the text stays until the answer for all of it is there.
  const answers = wanted && hits.data && asked.text.startsWith(hits.data.text);
  const records = answers
    ? hits.data.items.filter((hit) => asked.kinds === null || asked.kinds.includes(hit.kind))
    : [];
  return [
    ...(isId ? (things.data ?? []) : []).map(
      ({ name, path, icon }): Entry => ({
        id: `id:${text}`,
        room: "records",
        label: t(`palette.byId.${name}`, { id: text }),
        icon,
        found: true,
        run: () => navigate({ to: `${path}/${text}` }),
      }),
    ),
    ...records.map(
      (hit): Entry => ({
        id: `record:${hit.id}`,
        room: "records",
        label: hit.title,
        icon: kindIcon[hit.kind],
        hint: hit.subtitle ?? undefined,
        found: true,
        run: () => navigate({ to: recordPath(hit) }),
      }),
    ),
  ];
}
