import {
  type Announcements,
  closestCenter,
  DndContext,
  type DragEndEvent,
  KeyboardSensor,
  MouseSensor,
  TouchSensor,
  useSensor,
  useSensors,
} from "@dnd-kit/core";
import {
  arrayMove,
  SortableContext,
  sortableKeyboardCoordinates,
  useSortable,
  verticalListSortingStrategy,
} from "@dnd-kit/sortable";
import { CSS } from "@dnd-kit/utilities";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { cn } from "./cn";
import { DragHandle } from "./drag-handle";

interface SortableListProps<Item> {
  label: string;
  items: Item[];
  idOf: (item: Item) => string;
  /** What a screen reader calls the item. */
  nameOf: (item: Item) => string;
  onOrder: (items: Item[]) => void;
  /** The row; `handle` is what it is lifted by. */
  row: (item: Item, handle: ReactNode, index: number) => ReactNode;
  disabled?: boolean;
  className?: string;
}

function SortableRow({
  id,
  name,
  disabled,
  children,
}: {
  id: string;
  name: string;
  disabled?: boolean;
  children: (handle: ReactNode) => ReactNode;
}) {
  const { t } = useTranslation();
  const sortable = useSortable({ id, disabled });
  const style = { transform: CSS.Translate.toString(sortable.transform), transition: sortable.transition };
  const handle = disabled ? null : (
    <DragHandle
      ref={sortable.setActivatorNodeRef}
      label={t("ui.drag", { name })}
      {...sortable.attributes}
      {...sortable.listeners}
    />
  );
  return (
    <li
      ref={sortable.setNodeRef}
      style={style}
      className={cn("relative", sortable.isDragging && "z-10 rounded-md bg-raised shadow-pop")}
    >
      {children(handle)}
    </li>
  );
}

/** A list whose order people change: by mouse, by finger (a short hold), by keyboard; every step is announced. */
export function SortableList<Item>(props: SortableListProps<Item>) {
  const { label, items, idOf, nameOf, onOrder, row, disabled, className } = props;
  const { t } = useTranslation();
  const sensors = useSensors(
    useSensor(MouseSensor, { activationConstraint: { distance: 4 } }),
    useSensor(TouchSensor, { activationConstraint: { delay: 180, tolerance: 8 } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  );
  const ids = items.map(idOf);
  const place = (id: string | number | undefined) => ids.indexOf(String(id)) + 1;
  const name = (id: string | number) => {
    const item = items[place(id) - 1];
    return item === undefined ? "" : nameOf(item);
  };
  const of = items.length;
  const announcements: Announcements = {
    onDragStart: ({ active }) => t("ui.dragLift", { name: name(active.id), at: place(active.id), of }),
    // Over its own place is where it was lifted: that was said already.
    onDragOver: ({ active, over }) =>
      over && over.id !== active.id
        ? t("ui.dragOver", { name: name(active.id), at: place(over.id), of })
        : undefined,
    onDragEnd: ({ active, over }) =>
      t("ui.dragDrop", { name: name(active.id), at: place(over?.id ?? active.id), of }),
    onDragCancel: ({ active }) => t("ui.dragCancel", { name: name(active.id), at: place(active.id) }),
  };
  const onDragEnd = ({ active, over }: DragEndEvent) => {
    if (!over || active.id === over.id) return;
    onOrder(arrayMove(items, place(active.id) - 1, place(over.id) - 1));
  };
  return (
    <DndContext
      sensors={sensors}
      collisionDetection={closestCenter}
      onDragEnd={onDragEnd}
      accessibility={{ announcements, screenReaderInstructions: { draggable: t("ui.dragHow") } }}
    >
      <SortableContext items={ids} strategy={verticalListSortingStrategy}>
        <ul aria-label={label} className={className}>
          {items.map((item, index) => (
            <SortableRow key={idOf(item)} id={idOf(item)} name={nameOf(item)} disabled={disabled}>
              {(handle) => row(item, handle, index)}
            </SortableRow>
          ))}
        </ul>
      </SortableContext>
    </DndContext>
  );
}
