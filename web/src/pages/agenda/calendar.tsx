import {
  DndContext,
  type DragEndEvent,
  MouseSensor,
  pointerWithin,
  TouchSensor,
  useDraggable,
  useDroppable,
  useSensor,
  useSensors,
} from "@dnd-kit/core";
import { Link } from "@tanstack/react-router";
import i18next from "i18next";
import { ChevronLeft, ChevronRight } from "lucide-react";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Task } from "@/api/types";
import { currentZone, formatDateTime } from "@/i18n/format";
import { toLocalInput } from "@/i18n/zoned";
import { Button, IconButton } from "@/ui/button";
import { cn } from "@/ui/cn";
import { asDate, type Day, plusDays, todayIn } from "@/ui/day";
import { ErrorNote } from "@/ui/error-note";
import { Segmented } from "@/ui/segmented";
import { dayAt, daysLater, onDay, type Scale, shown, startOf, step } from "./days";
import { type AgendaSearch, useAgenda, useMoveTask } from "./queries";

const SCALES: Scale[] = ["month", "week", "day"];
/** So many tasks a cell of a month shows. */
const MOST = 4;

/** Shift and an arrow move a task by a day or a week. */
const STEPS: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };

function Chip({ task, onShift }: { task: Task; onShift: (task: Task, days: number) => void }) {
  const { t } = useTranslation();
  const zone = currentZone();
  const drag = useDraggable({ id: task.id, data: { task } });
  const late = !task.done_at && task.due_at < Date.now() * 1000;
  const onKey = (event: KeyboardEvent) => {
    const days = event.shiftKey ? STEPS[event.key] : undefined;
    if (days === undefined) return;
    event.preventDefault();
    onShift(task, days);
  };
  const move = drag.transform
    ? { transform: `translate(${drag.transform.x}px, ${drag.transform.y}px)`, zIndex: 30 }
    : undefined;
  return (
    <Link
      ref={drag.setNodeRef}
      {...drag.listeners}
      to="/tasks/$id"
      params={{ id: task.id }}
      draggable={false}
      data-chip={task.id}
      aria-description={t("agenda.shiftHow")}
      onKeyDown={onKey}
      style={move}
      className={cn(
        "relative flex touch-manipulation gap-1 rounded border bg-surface px-1.5 py-0.5 text-xs hover:border-line-strong",
        drag.isDragging && "shadow-pop",
        task.done_at && "text-faint line-through",
        late && "border-bad/40 bg-bad-soft text-bad",
      )}
    >
      <span className="shrink-0 tabular-nums">{toLocalInput(task.due_at, zone).slice(11)}</span>
      <span className="min-w-0 truncate">{task.text}</span>
    </Link>
  );
}

/** Letting a task go is no click on it: its link must not be followed. */
function swallowClick() {
  const swallow = (event: Event) => event.preventDefault();
  window.addEventListener("click", swallow, { capture: true, once: true });
  setTimeout(() => window.removeEventListener("click", swallow, { capture: true }), 50);
}

interface CellProps {
  day: Day;
  scale: Scale;
  tasks: Task[];
  inside: boolean;
  onShift: (task: Task, days: number) => void;
  onOpen: (day: Day) => void;
}

function Cell({ day, scale, tasks, inside, onShift, onOpen }: CellProps) {
  const { t } = useTranslation();
  const drop = useDroppable({ id: day });
  const today = day === todayIn(currentZone());
  const most = scale === "month" ? MOST : tasks.length;
  const named = new Intl.DateTimeFormat(i18next.language, { weekday: "long", day: "numeric", month: "long" });
  const short = new Intl.DateTimeFormat(i18next.language, { weekday: "short" });
  return (
    <li
      ref={drop.setNodeRef}
      data-today={today || undefined}
      aria-label={named.format(asDate(day))}
      className={cn(
        "flex min-h-24 min-w-0 flex-col gap-1 border-r border-b bg-surface p-1.5",
        !inside && "bg-sunken",
        drop.isOver && "bg-accent-soft",
        scale !== "month" && "min-h-72",
      )}
    >
      <span className="flex items-center gap-1.5 text-xs text-faint">
        <span
          className={cn(
            "grid min-w-5 place-items-center rounded px-1 tabular-nums",
            today && "bg-accent font-semibold text-on-accent",
          )}
        >
          {Number(day.slice(8))}
        </span>
        <span className={cn(scale === "month" && "sm:hidden")}>{short.format(asDate(day))}</span>
      </span>
      {tasks.slice(0, most).map((task) => (
        <Chip key={task.id} task={task} onShift={onShift} />
      ))}
      {tasks.length > most ? (
        <button
          type="button"
          className="rounded px-1 text-left text-xs text-soft hover:underline"
          onClick={() => onOpen(day)}
        >
          {t("agenda.more", { count: tasks.length - most })}
        </button>
      ) : null}
    </li>
  );
}

/** The names of the week's days over a month. */
function Weekdays({ days }: { days: Day[] }) {
  const name = new Intl.DateTimeFormat(i18next.language, { weekday: "short" });
  return (
    <div aria-hidden className="grid grid-cols-7 border-b bg-surface text-xs text-faint max-sm:hidden">
      {days.slice(0, 7).map((day) => (
        <span key={day} className="px-2 py-1">
          {name.format(asDate(day))}
        </span>
      ))}
    </div>
  );
}

function titleOf(day: Day, days: Day[], scale: Scale): string {
  const language = i18next.language;
  if (scale === "month")
    return new Intl.DateTimeFormat(language, { month: "long", year: "numeric" }).format(asDate(day));
  const long = new Intl.DateTimeFormat(language, { day: "numeric", month: "long", year: "numeric" });
  if (scale === "day") return long.format(asDate(day));
  return long.formatRange(asDate(days[0] ?? day), asDate(days.at(-1) ?? day));
}

interface CalendarProps {
  search: AgendaSearch;
  go: (change: AgendaSearch) => void;
}

/** Tasks on the days they are due; dragged to another day, or moved there with Shift and the arrows. */
export function TaskCalendar({ search, go }: CalendarProps) {
  const { t } = useTranslation();
  const zone = currentZone();
  const scale = SCALES.find((one) => one === search.scale) ?? "month";
  const day = /^\d{4}-\d{2}-\d{2}$/.test(search.day ?? "") ? (search.day ?? "") : todayIn(zone);
  const days = shown(day, scale);
  const [first = day, last = day] = [days[0], days.at(-1)];
  const span = { from: startOf(first, zone), until: startOf(plusDays(last, 1), zone) };
  const part = useAgenda("calendar", { ...span }, search);
  const [said, setSaid] = useState("");
  const move = useMoveTask();
  const scroller = useRef<HTMLElement>(null);
  // On a phone the days stand under each other: today comes into sight.
  useEffect(() => {
    const list = scroller.current;
    const today = list?.querySelector<HTMLElement>("[data-today]");
    if (list && today) list.scrollTop = today.offsetTop - list.offsetTop;
  }, [day, scale]);
  const sensors = useSensors(
    useSensor(MouseSensor, { activationConstraint: { distance: 5 } }),
    useSensor(TouchSensor, { activationConstraint: { delay: 200, tolerance: 8 } }),
  );
  const put = (task: Task, due: number) =>
    move.mutate(
      { task, due },
      { onSuccess: () => setSaid(t("agenda.movedTo", { name: task.text, at: formatDateTime(due) })) },
    );
  const onDragEnd = ({ active, over }: DragEndEvent) => {
    swallowClick();
    const task = (active.data.current as { task?: Task } | undefined)?.task;
    if (!task || !over || dayAt(task.due_at, zone) === over.id) return;
    put(task, onDay(task.due_at, String(over.id), zone));
  };
  const tasks = part.rows ?? [];
  const onShift = (task: Task, by: number) => put(task, daysLater(task.due_at, by, zone));
  const columns = { month: "sm:grid-cols-7", week: "sm:grid-cols-7", day: "grid-cols-1" }[scale];
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="flex flex-wrap items-center gap-2 border-b bg-surface px-6 py-2 max-sm:px-4">
        <IconButton
          label={t("agenda.before")}
          size="iconSm"
          onClick={() => go({ day: step(day, scale, -1) })}
        >
          <ChevronLeft />
        </IconButton>
        <IconButton label={t("agenda.after")} size="iconSm" onClick={() => go({ day: step(day, scale, 1) })}>
          <ChevronRight />
        </IconButton>
        <Button size="sm" onClick={() => go({ day: undefined })}>
          {t("agenda.today")}
        </Button>
        <h2
          className="min-w-0 flex-1 truncate text-[13px] font-semibold first-letter:uppercase max-sm:order-first max-sm:basis-full"
          aria-live="polite"
        >
          {titleOf(day, days, scale)}
        </h2>
        <span className="text-xs text-faint max-sm:hidden">{zone}</span>
        <Segmented
          label={t("agenda.scale")}
          value={scale}
          onChange={(next) => go({ scale: next })}
          options={SCALES.map((name) => ({ name, label: t(`agenda.scales.${name}`) }))}
        />
      </div>
      {part.query.error || move.error ? (
        <ErrorNote
          className="m-4"
          error={part.query.error ?? move.error}
          retry={() => void part.query.refetch()}
        />
      ) : null}
      <p className="sr-only" role="status">
        {said}
      </p>
      <section
        ref={scroller}
        aria-label={t("agenda.calendar")}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a calendar without tasks is scrolled from the keyboard too
        tabIndex={0}
        className="min-h-0 flex-1 overflow-y-auto -outline-offset-2"
      >
        <DndContext sensors={sensors} collisionDetection={pointerWithin} onDragEnd={onDragEnd}>
          {scale === "month" ? <Weekdays days={days} /> : null}
          <ul className={cn("grid border-l", columns)}>
            {days.map((one) => (
              <Cell
                key={one}
                day={one}
                scale={scale}
                inside={scale !== "month" || one.slice(0, 7) === day.slice(0, 7)}
                tasks={tasks.filter((task) => dayAt(task.due_at, zone) === one)}
                onShift={onShift}
                onOpen={(next) => go({ day: next, scale: "day" })}
              />
            ))}
          </ul>
        </DndContext>
        {part.hasMore ? (
          <div className="flex justify-center p-3">
            <Button busy={part.loadingMore} onClick={part.onMore}>
              {t("list.more")}
            </Button>
          </div>
        ) : null}
      </section>
    </div>
  );
}
