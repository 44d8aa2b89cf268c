import { queryOptions } from "@tanstack/react-query";
import { api } from "@/api/client";
import type { components } from "@/api/schema.gen";

type S = components["schemas"];
export type Use = S["Use"];
export type Uses = S["Uses"];
export type ThingKind = S["ThingKind"];
export type OrderedList = S["OrderedList"];

/** What is asked about: a stage, a field, a tag … */
export interface Thing {
  of: ThingKind;
  /** Its id; of a type of task its key, of a tag the kind of record. */
  id: string;
  /** The option, or the tag. */
  name?: string;
}

export const usesQuery = ({ of, id, name }: Thing) =>
  queryOptions({
    queryKey: ["uses", of, id, name],
    queryFn: () => api.get<Uses>("/uses", { of, id, name }),
    staleTime: 0,
  });

export const saveOrder = (of: OrderedList, ids: string[]) => api.put("/order", { of, ids });
