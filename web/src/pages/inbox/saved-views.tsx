import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { toast } from "sonner";
import { api } from "@/api/client";
import { getAll } from "@/api/pages";
import type { SavedView } from "@/api/types";
import { CheckLine, Field, Input } from "@/ui/field";
import { FormDialog } from "@/ui/form-dialog";
import { MenuItem, MenuLine } from "@/ui/menu";
import { type Filters, NARROWS } from "./types";

export const savedQuery = queryOptions({
  queryKey: ["views", "dialog"],
  queryFn: () => getAll<SavedView>("/views", { list: "dialog" }),
  staleTime: 60_000,
});

type Address = Partial<Record<keyof Filters | "saved", string | undefined>>;

/** What of a list a view keeps. */
function kept(filters: Filters): Record<string, string> {
  const all: [string, string | undefined][] = [
    ["view", filters.view],
    ...NARROWS.map((name): [string, string | undefined] => [name, filters[name]]),
  ];
  return Object.fromEntries(all.filter((entry): entry is [string, string] => entry[1] !== undefined));
}

/** The address of a view, with everything that it does not name taken out. */
export function addressOf(saved: SavedView | null, view?: string): Address {
  const nothing = Object.fromEntries(NARROWS.map((name) => [name, undefined]));
  return saved
    ? { ...nothing, ...saved.view.filter, saved: saved.id }
    : { ...nothing, view, saved: undefined };
}

const essence = (filter: Record<string, string>) => JSON.stringify(Object.entries(filter).sort());

interface Props {
  filters: Filters;
  saved: string | undefined;
  change: (next: Address) => void;
}

/** Everything that is done with saved views, for the menu of the list; and the form that names one. */
export function useSavedViews({ filters, saved, change }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const views = useQuery(savedQuery).data ?? [];
  const open = views.find((one) => one.id === saved);
  const [naming, setNaming] = useState<"new" | "rename" | null>(null);
  const again = () => client.invalidateQueries({ queryKey: savedQuery.queryKey });
  const failed = (error: Error) => toast.error(error.message);
  const write = useMutation({
    mutationFn: ({ id, name, shared, filter }: ViewForm) => {
      const body = { list: "dialog", shared, view: { name, filter } };
      return id ? api.put<SavedView>(`/views/${id}`, body) : api.post<SavedView>("/views", body);
    },
    onSuccess: again,
  });
  const remove = useMutation({
    mutationFn: (id: string) => api.delete(`/views/${id}`),
    onSuccess: async () => {
      await again();
      change(addressOf(null, "mine"));
    },
    onError: failed,
  });
  const changed = open !== undefined && essence(open.view.filter ?? {}) !== essence(kept(filters));
  const items = (
    <>
      <MenuLine />
      {open && changed ? (
        <MenuItem
          onSelect={() =>
            write.mutate(
              { id: open.id, name: open.view.name, shared: open.owner_id === null, filter: kept(filters) },
              { onError: failed },
            )
          }
        >
          {t("ui.viewSave")}
        </MenuItem>
      ) : null}
      <MenuItem onSelect={() => setNaming("new")}>{t("ui.viewSaveAs")}</MenuItem>
      {open ? <MenuItem onSelect={() => setNaming("rename")}>{t("ui.viewRename")}</MenuItem> : null}
      {open ? (
        <MenuItem danger onSelect={() => remove.mutate(open.id)}>
          {t("ui.viewDelete")}
        </MenuItem>
      ) : null}
    </>
  );
  const form = naming ? (
    <NameForm
      key={naming}
      known={naming === "rename" ? open : undefined}
      close={() => setNaming(null)}
      save={async (name, shared) => {
        const filter = naming === "rename" && open ? (open.view.filter ?? {}) : kept(filters);
        const id = naming === "rename" ? open?.id : undefined;
        const made = await write.mutateAsync({ id, name, shared, filter });
        if (!id) change(addressOf(made));
      }}
    />
  ) : null;
  return { views, open, changed, items, form };
}

interface ViewForm {
  id?: string;
  name: string;
  shared: boolean;
  filter: Record<string, string>;
}

interface NameProps {
  known: SavedView | undefined;
  close: () => void;
  save: (name: string, shared: boolean) => Promise<void>;
}

function NameForm({ known, close, save }: NameProps) {
  const { t } = useTranslation();
  const [name, setName] = useState(known?.view.name ?? "");
  const [shared, setShared] = useState(known ? known.owner_id === null : false);
  return (
    <FormDialog
      title={t(known ? "board.viewRename" : "board.viewNew")}
      open
      onOpenChange={close}
      onSubmit={() => save(name.trim(), shared)}
    >
      <Field label={t("common.name")}>
        {(props) => (
          <Input
            {...props}
            autoFocus
            required
            maxLength={100}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      <CheckLine label={t("board.viewShared")} checked={shared} onChange={setShared} />
    </FormDialog>
  );
}
