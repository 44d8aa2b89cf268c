import { queryOptions, useQuery } from "@tanstack/react-query";
import { createContext } from "react";
import { getAll } from "@/api/pages";
import type { RecordKind, TagColor } from "@/api/types";

export type TagColors = ReadonlyMap<string, TagColor>;

const tagColorsQuery = (kind: RecordKind) =>
  queryOptions({
    queryKey: ["tags", "colors", kind],
    queryFn: () => getAll<{ name: string; color: TagColor }>("/tags/colors", { record: kind }),
    staleTime: 60_000,
    select: (all): TagColors => new Map(all.map(({ name, color }) => [name.toLowerCase(), color])),
  });

const NONE: TagColors = new Map();

/** The colours of a kind's tags, by the tag in lower case. */
export function useTagColors(kind: RecordKind): TagColors {
  return useQuery(tagColorsQuery(kind)).data ?? NONE;
}

/** The colours for many cards at once: each asking by itself would listen a hundred times. */
export const TagColorsContext = createContext<TagColors>(NONE);
