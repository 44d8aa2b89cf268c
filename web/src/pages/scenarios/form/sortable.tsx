import {
  type Announcements,
  type CollisionDetection,
  closestCenter,
  DndContext,
  type DragEndEvent,
  PointerSensor,
  TouchSensor,
  useDroppable,
  useSensor,
  useSensors,
} from "@dnd-kit/core";
import { SortableContext, useSortable, verticalListSortingStrategy } from "@dnd-kit/sortable";
import { CSS } from "@dnd-kit/utilities";
import { GripVertical } from "lucide-react";
import { createContext, type ReactNode, useContext } from "react";
import { useTranslation } from "react-i18next";
import { cn } from "@/ui/cn";
import { pathText, useForm } from "./form-context";
import { asList, at, move, type Path } from "./tree";

/** What is moved: blocks among blocks, rows among rows of any group, actions among actions of any block. */
export type Sort = "block" | "row" | "step";
interface Spot {
  sort: Sort;
  path: Path;
  /** The end of a list: what is dropped here goes last. */
  end?: boolean;
}
const spotOf = (data: unknown): Spot | null =>
  data && typeof data === "object" && "sort" in data && "path" in data ? (data as Spot) : null;

const alike: CollisionDetection = (args) => {
  const moved = spotOf(args.active.data.current);
  const places = args.droppableContainers.filter((one) => spotOf(one.data.current)?.sort === moved?.sort);
  return closestCenter({ ...args, droppableContainers: places });
};

/** Where things of the form are dragged. The keyboard's way is Alt with the arrows, so drags are left to pointers. */
export function SortArea({ children }: { children: ReactNode }) {
  const { tree, change } = useForm();
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 4 } }),
    useSensor(TouchSensor, { activationConstraint: { delay: 200, tolerance: 6 } }),
  );
  const drop = ({ active, over }: DragEndEvent) => {
    const from = spotOf(active.data.current);
    const to = spotOf(over?.data.current);
    if (!from || !to || pathText(from.path) === pathText(to.path)) return;
    const list = to.end ? to.path : to.path.slice(0, -1);
    const home = from.path.slice(0, -1);
    const length = asList(at(tree, list)).length;
    const own = pathText(home) === pathText(list);
    const index = to.end ? length - (own ? 1 : 0) : Number(to.path.at(-1));
    change(move(tree, from.path, list, index));
  };
  // Moves are told by the form's own status line, in the person's language.
  const silent: Announcements = {
    onDragStart: () => undefined,
    onDragOver: () => undefined,
    onDragEnd: () => undefined,
    onDragCancel: () => undefined,
  };
  return (
    <DndContext
      sensors={sensors}
      collisionDetection={alike}
      onDragEnd={drop}
      accessibility={{ announcements: silent }}
    >
      {children}
    </DndContext>
  );
}

export function SortList({
  sort,
  path,
  count,
  children,
}: {
  sort: Sort;
  path: Path;
  count: number;
  children: ReactNode;
}) {
  const items = Array.from({ length: count }, (_, index) => `${sort}:${pathText([...path, index])}`);
  return (
    <SortableContext items={items} strategy={verticalListSortingStrategy}>
      {children}
    </SortableContext>
  );
}

/** The end of a list, which takes what is dropped there: an empty list has nothing else to drop on. */
export function SortEnd({ sort, path, children }: { sort: Sort; path: Path; children: ReactNode }) {
  const { setNodeRef, isOver } = useDroppable({
    id: `${sort}-end:${pathText(path)}`,
    data: { sort, path, end: true },
  });
  return (
    <div ref={setNodeRef} className={cn("rounded-md", isOver && "outline-2 outline-dashed outline-accent")}>
      {children}
    </div>
  );
}

type Listeners = ReturnType<typeof useSortable>["listeners"];
const Grip = createContext<{ listeners: Listeners; spot: Spot } | null>(null);

interface ItemProps {
  sort: Sort;
  path: Path;
  className?: string;
  label?: string;
  children: ReactNode;
}

/** Something that can be moved: it follows the pointer, and the keyboard finds it by its path. */
export function SortItem({ sort, path, className, label, children }: ItemProps) {
  const spot: Spot = { sort, path };
  const { setNodeRef, listeners, transform, transition, isDragging } = useSortable({
    id: `${sort}:${pathText(path)}`,
    data: spot,
  });
  return (
    <Grip.Provider value={{ listeners, spot }}>
      <li
        ref={setNodeRef}
        data-sort={sort}
        data-path={pathText(path)}
        aria-label={label}
        style={{ transform: CSS.Translate.toString(transform), transition }}
        className={cn(className, "relative list-none", isDragging && "z-20 opacity-80 shadow-pop")}
      >
        {children}
      </li>
    </Grip.Provider>
  );
}

/** What one holds on to; keys pressed on it work on the whole item. */
export function Handle({ label }: { label: string }) {
  const { t } = useTranslation();
  const grip = useContext(Grip);
  return (
    <button
      type="button"
      data-handle
      aria-label={t("scenarioForm.handle", { label })}
      title={t("scenarioForm.handleHint")}
      aria-keyshortcuts="Alt+ArrowUp Alt+ArrowDown Delete Control+D Control+C"
      {...grip?.listeners}
      className="grid h-8 w-5 shrink-0 cursor-grab touch-none place-items-center rounded text-faint/70 hover:bg-hover hover:text-ink active:cursor-grabbing max-sm:h-11 max-sm:w-8"
    >
      <GripVertical className="size-4" aria-hidden />
    </button>
  );
}
