import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useSession } from "@/api/session";
import { TasksTable } from "@/pages/records/lists/tasks";
import { NewRecord } from "@/pages/records/new-record";
import { usersQuery } from "@/pages/records/queries";
import { Button } from "@/ui/button";
import { Select } from "@/ui/field";
import { Page } from "@/ui/page";
import { Segmented } from "@/ui/segmented";
import { TaskCalendar } from "./calendar";
import { MyDay } from "./my-day";
import { type AgendaSearch, taskTypesQuery } from "./queries";

const route = getRouteApi("/studio/tasks");
const VIEWS = ["day", "calendar", "list"] as const;

function Filters({ search, go }: { search: AgendaSearch; go: (change: AgendaSearch) => void }) {
  const { t } = useTranslation();
  const { user } = useSession();
  const users = useQuery(usersQuery).data ?? [];
  const types = useQuery(taskTypesQuery).data ?? [];
  return (
    <>
      <Select
        aria-label={t("agenda.who")}
        className="w-44 max-sm:min-w-32 max-sm:flex-1"
        value={search.who ?? ""}
        onChange={(event) => go({ who: event.target.value || undefined })}
      >
        <option value="">{t("agenda.mine")}</option>
        <option value="all">{t("agenda.everybody")}</option>
        {users
          .filter((one) => one.id !== user.id)
          .map((one) => (
            <option key={one.id} value={one.id}>
              {one.name}
            </option>
          ))}
      </Select>
      <Select
        aria-label={t("records.type")}
        className="w-40 max-sm:min-w-32 max-sm:flex-1"
        value={search.type ?? ""}
        onChange={(event) => go({ type: event.target.value || undefined })}
      >
        <option value="">{t("agenda.everyType")}</option>
        {types.map((type) => (
          <option key={type.key} value={type.key}>
            {type.name}
          </option>
        ))}
      </Select>
    </>
  );
}

/** Tasks: the day, a calendar, or every one in a table. */
export function TasksPage() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const [creating, setCreating] = useState(false);
  const view = VIEWS.find((one) => one === search.view) ?? "day";
  const go = (change: AgendaSearch) => void navigate({ search: { ...search, ...change }, replace: true });
  const choose = (
    <Segmented
      label={t("agenda.view")}
      value={view}
      onChange={(next) => go({ view: next === "day" ? undefined : next })}
      options={VIEWS.map((name) => ({ name, label: t(`agenda.views.${name}`) }))}
    />
  );
  if (view === "list") return <TasksTable choose={choose} />;
  return (
    <Page
      fixed={view === "calendar"}
      title={t("nav.tasks")}
      actions={
        <Button variant="primary" onClick={() => setCreating(true)}>
          <Plus /> {t("records.new.task")}
        </Button>
      }
      toolbar={
        <>
          {choose}
          <Filters search={search} go={go} />
        </>
      }
    >
      {view === "day" ? <MyDay search={search} /> : <TaskCalendar search={search} go={go} />}
      {creating ? <NewRecord kind="task" close={() => setCreating(false)} /> : null}
    </Page>
  );
}
