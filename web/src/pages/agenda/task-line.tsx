import { Link } from "@tanstack/react-router";
import { CalendarClock } from "lucide-react";
import { type KeyboardEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { toast } from "sonner";
import type { Micros, Task } from "@/api/types";
import { currentZone, formatDateTime } from "@/i18n/format";
import { toLocalInput } from "@/i18n/zoned";
import { CompleteDialog, CompleteTask } from "@/pages/records/complete-task";
import { Badge, Kbd } from "@/ui/badge";
import { IconButton } from "@/ui/button";
import { cn } from "@/ui/cn";
import { plusDays, todayIn } from "@/ui/day";
import { ErrorNote } from "@/ui/error-note";
import { Menu, MenuItem } from "@/ui/menu";
import { RecordLink } from "@/ui/record-link";
import { nextMonday, onDay } from "./days";
import { useMoveTask } from "./queries";

interface Move {
  key: string;
  name: "later" | "today" | "tomorrow" | "week";
  due: (task: Task, zone: string) => Micros;
}

/** Where one key puts a task: an hour on, today, tomorrow, next Monday; the time of day stays. */
const MOVES: Move[] = [
  { key: "h", name: "later", due: (task) => Math.max(task.due_at, Date.now() * 1000) + 3_600e6 },
  { key: "d", name: "today", due: (task, zone) => onDay(task.due_at, todayIn(zone), zone) },
  { key: "t", name: "tomorrow", due: (task, zone) => onDay(task.due_at, plusDays(todayIn(zone), 1), zone) },
  { key: "w", name: "week", due: (task, zone) => onDay(task.due_at, nextMonday(todayIn(zone)), zone) },
];

function moveFocus(event: KeyboardEvent<HTMLElement>, by: number) {
  const list = event.currentTarget.closest("[data-agenda]");
  const rows = [...(list?.querySelectorAll<HTMLElement>("[data-task]") ?? [])];
  const next = rows[rows.indexOf(event.currentTarget) + by];
  if (!next) return;
  event.preventDefault();
  next.focus();
  next.scrollIntoView({ block: "nearest" });
}

/** A task of the day: completed and put off with one key, or by its buttons. */
export function TaskLine({ task, late, dated }: { task: Task; late?: boolean; dated?: boolean }) {
  const { t } = useTranslation();
  const zone = currentZone();
  const [closing, setClosing] = useState(false);
  const move = useMoveTask();
  const put = (one: Move) => {
    const due = one.due(task, zone);
    move.mutate(
      { task, due },
      {
        onSuccess: () =>
          toast.success(t("agenda.moved", { at: formatDateTime(due) }), {
            action: { label: t("agenda.undo"), onClick: () => move.mutate({ task, due: task.due_at }) },
          }),
      },
    );
  };
  const onKey = (event: KeyboardEvent<HTMLElement>) => {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
    const found = MOVES.find((one) => one.key === event.key);
    if (found) {
      event.preventDefault();
      put(found);
    } else if (event.key === "c") {
      event.preventDefault();
      setClosing(true);
    } else if (event.key === "Enter")
      event.currentTarget.querySelector<HTMLAnchorElement>("a[data-open]")?.click();
    else if (event.key === "j" || event.key === "ArrowDown") moveFocus(event, 1);
    else if (event.key === "k" || event.key === "ArrowUp") moveFocus(event, -1);
  };
  return (
    <li>
      <div
        role="group"
        aria-label={task.text}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the row is moved to with the arrows and takes single keys
        tabIndex={0}
        data-task={task.id}
        onKeyDown={onKey}
        className="flex items-center gap-1 py-1.5 pr-2 pl-2 text-[13px] -outline-offset-2 hover:bg-hover/60 focus-visible:bg-hover/60"
      >
        <CompleteTask task={task} />
        <span className="min-w-0 flex-1">
          <Link
            data-open
            to="/tasks/$id"
            params={{ id: task.id }}
            className="block truncate font-medium hover:underline"
          >
            {task.text}
          </Link>
          <span className="flex min-w-0 gap-2 text-xs text-faint">
            <span className={cn("shrink-0 sm:hidden", late && "font-medium text-bad")}>
              {dated ? formatDateTime(task.due_at) : toLocalInput(task.due_at, zone).slice(11)}
            </span>
            {task.record ? (
              <span className="min-w-0 truncate">
                <RecordLink record={task.record} />
              </span>
            ) : null}
          </span>
        </span>
        {task.results.length > 0 ? (
          <Badge className="max-sm:hidden">{t("agenda.results", { count: task.results.length })}</Badge>
        ) : null}
        <time
          dateTime={new Date(task.due_at / 1000).toISOString()}
          className={cn("shrink-0 text-xs max-sm:hidden", late ? "font-medium text-bad" : "text-soft")}
        >
          {dated ? formatDateTime(task.due_at) : toLocalInput(task.due_at, zone).slice(11)}
        </time>
        <Menu
          trigger={
            <IconButton label={t("agenda.reschedule", { name: task.text })} size="iconSm">
              <CalendarClock />
            </IconButton>
          }
        >
          {MOVES.map((one) => (
            <MenuItem key={one.key} onSelect={() => put(one)}>
              {t(`agenda.to.${one.name}`)}
              <span className="ml-auto pl-4">
                <Kbd>{one.key}</Kbd>
              </span>
            </MenuItem>
          ))}
        </Menu>
      </div>
      {move.error ? <ErrorNote className="mx-3 mb-2" error={move.error} /> : null}
      {closing ? <CompleteDialog task={task} close={() => setClosing(false)} /> : null}
    </li>
  );
}
