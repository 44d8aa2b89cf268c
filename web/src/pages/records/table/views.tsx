import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { toast } from "sonner";
import { api } from "@/api/client";
import { getAll } from "@/api/pages";
import type { SavedView, ViewList, ViewText } from "@/api/types";
import { CheckLine, Field, Input } from "@/ui/field";
import { FormDialog } from "@/ui/form-dialog";
import { ViewPicker } from "@/ui/view-picker";
import { filterOf, ordersOf, type TableSearch } from "./search";

interface ViewsProps {
  list: ViewList;
  layout: "board" | "table";
  search: TableSearch;
  /** What of the address is its filter, for lists that name it otherwise. */
  filter?: Record<string, string>;
  put: (search: TableSearch, replace?: boolean) => void;
}

const columnsOf = (search: TableSearch) => search.columns?.split(",").filter(Boolean) ?? [];

/** What the address says, as a view keeps it. The board's pipeline is part of the filter. */
function viewOf(
  name: string,
  layout: "board" | "table",
  search: TableSearch,
  filter: Record<string, string>,
): ViewText {
  const sort = Object.entries(ordersOf(search)).map(([key, order]) => [key.slice("sort.".length), order]);
  const pipeline: Record<string, string> = search.pipeline ? { pipeline: search.pipeline } : {};
  return {
    name,
    layout,
    filter: { ...filter, ...pipeline },
    columns: columnsOf(search),
    sort: Object.fromEntries(sort),
  };
}

/** The address of a view. */
function addressOf(view: SavedView): TableSearch {
  const { layout, filter, columns, sort } = view.view;
  const orders = Object.entries(sort ?? {}).map(([key, order]) => [`sort.${key}`, order]);
  return {
    ...filter,
    ...Object.fromEntries(orders),
    layout: layout ?? "table",
    columns: columns && columns.length > 0 ? columns.join(",") : undefined,
    view: view.id,
  };
}

const sorted = (map: Record<string, string> | undefined) =>
  Object.entries(map ?? {}).sort(([one], [other]) => (one < other ? -1 : 1));
const essence = ({ layout, filter, columns, sort }: ViewText) =>
  JSON.stringify([layout ?? "table", sorted(filter), columns ?? [], sorted(sort)]);

/** The saved views of a list: opened, saved, shared, renamed, deleted. */
export function Views({ list, layout, search, filter = filterOf(search), put }: ViewsProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [naming, setNaming] = useState<"new" | "rename" | null>(null);
  const [name, setName] = useState("");
  const [shared, setShared] = useState(false);
  const views = useQuery({
    queryKey: ["views", list],
    queryFn: () => getAll<SavedView>("/views", { list }),
  });
  const known = views.data ?? [];
  const open = known.find((view) => view.id === search.view);
  const again = () => client.invalidateQueries({ queryKey: ["views", list] });
  const write = useMutation({
    mutationFn: (body: { id?: string; shared: boolean; view: ViewText }) => {
      const { id, ...rest } = body;
      const document = { list, ...rest };
      return id ? api.put<SavedView>(`/views/${id}`, document) : api.post<SavedView>("/views", document);
    },
    onSuccess: again,
  });
  const remove = useMutation({
    mutationFn: (id: string) => api.delete(`/views/${id}`),
    onSuccess: again,
    onError: (error) => toast.error(error.message),
  });
  const changed = open
    ? essence(viewOf("", layout, search, filter)) !== essence({ ...open.view, name: "" })
    : false;
  const ask = (what: "new" | "rename") => {
    setName(what === "rename" ? (open?.view.name ?? "") : "");
    setShared(open ? open.owner_id === null : false);
    setNaming(what);
  };
  const save = async () => {
    const view =
      naming === "rename" && open ? { ...open.view, name } : viewOf(name.trim(), layout, search, filter);
    const saved = await write.mutateAsync({
      id: naming === "rename" ? open?.id : undefined,
      shared,
      view,
    });
    if (naming === "new") put({ ...search, layout, view: saved.id });
    toast.success(t("board.viewSaved", { name: saved.view.name }));
  };
  return (
    <>
      <ViewPicker
        views={known.map((view) => ({ id: view.id, name: view.view.name, shared: view.owner_id === null }))}
        current={open?.id ?? null}
        changed={changed}
        onOpen={(id) => {
          const view = known.find((one) => one.id === id);
          put(view ? addressOf(view) : { layout }, false);
        }}
        onSave={() => {
          if (!open) return;
          const body = {
            id: open.id,
            shared: open.owner_id === null,
            view: viewOf(open.view.name, layout, search, filter),
          };
          write.mutate(body, {
            onSuccess: () => toast.success(t("board.viewSaved", { name: open.view.name })),
            onError: (error) => toast.error(error.message),
          });
        }}
        onSaveAs={() => ask("new")}
        onReset={() => open && put(addressOf(open))}
        onRename={() => ask("rename")}
        onDelete={() => {
          if (!open) return;
          remove.mutate(open.id, { onSuccess: () => put({ ...search, view: undefined }) });
        }}
      />
      {naming ? (
        <FormDialog
          title={t(naming === "new" ? "board.viewNew" : "board.viewRename")}
          open
          onOpenChange={() => setNaming(null)}
          onSubmit={save}
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
      ) : null}
    </>
  );
}
