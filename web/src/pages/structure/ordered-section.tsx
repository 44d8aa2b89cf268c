import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useEffect, useState } from "react";
import { ErrorNote } from "@/ui/error-note";
import { SortableList } from "@/ui/sortable-list";
import { type OrderedList, saveOrder } from "./queries";

interface OrderedProps<Item> {
  label: string;
  of: OrderedList;
  /** What of the studio asks again when the order has changed. */
  queryKey: string;
  items: Item[];
  idOf: (item: Item) => string;
  nameOf: (item: Item) => string;
  row: (item: Item, handle: ReactNode) => ReactNode;
}

/** A list of the account whose order is saved as soon as something is dropped; it goes back when that fails. */
export function OrderedRows<Item>({ label, of, queryKey, items, idOf, nameOf, row }: OrderedProps<Item>) {
  const client = useQueryClient();
  const [shown, setShown] = useState(items);
  useEffect(() => setShown(items), [items]);
  const save = useMutation({
    mutationFn: (next: Item[]) => saveOrder(of, next.map(idOf)),
    onError: () => setShown(items),
    onSettled: () => client.invalidateQueries({ queryKey: [queryKey] }),
  });
  const order = (next: Item[]) => {
    setShown(next);
    save.mutate(next);
  };
  return (
    <>
      <SortableList
        label={label}
        className="divide-y"
        items={shown}
        idOf={idOf}
        nameOf={nameOf}
        onOrder={order}
        row={row}
      />
      {save.error ? <ErrorNote className="m-3" error={save.error} /> : null}
    </>
  );
}
