import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { useSession } from "@/api/session";
import type { Page, Task } from "@/api/types";
import { currentZone } from "@/i18n/format";
import { startOf } from "@/pages/agenda/days";
import { TaskLine } from "@/pages/agenda/task-line";
import { plusDays, todayIn } from "@/ui/day";
import { Load } from "@/ui/load";
import { Section } from "@/ui/page";

/** So many stand here; the rest is a click away. */
const SHOWN = 8;

/** My tasks that are due by tonight, on the clock of the workspace. Late ones come first, as they are the oldest. */
export function MyTasksToday() {
  const { t } = useTranslation();
  const { user } = useSession();
  const zone = currentZone();
  const today = todayIn(zone);
  const began = startOf(today, zone);
  const until = startOf(plusDays(today, 1), zone);
  const tasks = useQuery({
    queryKey: ["records", "task", "agenda", "home", until, user.id],
    queryFn: () => api.get<Page<Task>>("/agenda", { until, responsible: user.id, done: false, limit: SHOWN }),
  });
  return (
    <Section
      title={t("home.tasks.title")}
      actions={
        <Link to="/tasks" className="text-[13px] text-accent-ink hover:underline">
          {t("home.tasks.all")}
        </Link>
      }
    >
      <Load query={tasks}>
        {({ items, next }) => (
          <>
            {items.length === 0 ? (
              <p className="px-4 py-4 text-[13px] text-soft">{t("home.tasks.none")}</p>
            ) : (
              <ul data-agenda className="divide-y">
                {items.map((task) => (
                  <TaskLine
                    key={task.id}
                    task={task}
                    late={task.due_at < began}
                    dated={task.due_at < began}
                  />
                ))}
              </ul>
            )}
            {next ? (
              <p className="border-t px-4 py-2 text-xs">
                <Link to="/tasks" className="text-accent-ink hover:underline">
                  {t("home.tasks.more")}
                </Link>
              </p>
            ) : null}
          </>
        )}
      </Load>
    </Section>
  );
}
