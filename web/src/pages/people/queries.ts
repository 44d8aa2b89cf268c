import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "@/api/client";
import type { components } from "@/api/schema.gen";
import type { Company, Contact, RecordLink } from "@/api/types";

type S = components["schemas"];
export type PersonKind = "contact" | "company";
export type Person = Contact | Company;
export type DuplicateGroup = Omit<S["DuplicateGroup"], "records"> & { records: RecordLink[] };
export type SharedValue = S["SharedValue"];
export type Merge = Omit<S["MergeView"], "record"> & { record: RecordLink };

export const asPersonKind = (text: string | undefined): PersonKind =>
  text === "company" ? "company" : "contact";

/** Records that hold a phone or an e-mail already. */
export const alikeQuery = (kind: PersonKind, phone: string, email: string, except?: string) =>
  queryOptions({
    queryKey: ["duplicates", "alike", kind, phone, email, except],
    queryFn: async () => {
      const found = await api.get<{ items: RecordLink[] }>("/duplicates/alike", {
        kind,
        phone,
        email,
        except,
      });
      return found.items;
    },
    enabled: phone !== "" || email !== "",
    placeholderData: (before) => before,
  });

/** What changes who is one with whom makes every list of records ask again. */
export function usePeopleChange<Input, Output>(change: (input: Input) => Promise<Output>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: async () => {
      const keys = ["duplicates", "merges", "records", "timeline", "dialogs"];
      await Promise.all(keys.map((key) => client.invalidateQueries({ queryKey: [key] })));
    },
  });
}
