import { useQuery } from "@tanstack/react-query";
import { CalendarPlus, CalendarX2, CircleDot, Layers, SlidersHorizontal, Tag, UserRound } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Field, RecordKind } from "@/api/types";
import { fieldsQuery, pipelinesQuery, usersQuery } from "@/pages/records/queries";
import { Button } from "@/ui/button";
import { DateRangeEditor } from "@/ui/date-range";
import { dayText } from "@/ui/day";
import { Input } from "@/ui/field";
import type { Filter } from "@/ui/filter-bar";
import { TagInput } from "@/ui/tag-input";

interface Choice {
  value: string;
  label: string;
}

/** A filter with a few values to choose from. */
function choosing(name: string, label: string, icon: Filter["icon"], choices: Choice[]): Filter {
  return {
    name,
    label,
    icon,
    shown: (value) => choices.find((choice) => choice.value === value)?.label ?? value,
    editor: (value, set, done) => (
      <div className="flex max-h-72 flex-col overflow-y-auto">
        {choices.map((choice) => (
          <Button
            key={choice.value}
            size="sm"
            variant={choice.value === value ? "quiet" : "ghost"}
            aria-pressed={choice.value === value}
            className="justify-start"
            onClick={() => {
              set(choice.value);
              done();
            }}
          >
            {choice.label}
          </Button>
        ))}
      </div>
    ),
  };
}

/** A filter by a text that is taken over at Enter or on leaving. */
function typing(name: string, label: string): Filter {
  return {
    name,
    label,
    icon: <SlidersHorizontal />,
    shown: (value) => value,
    editor: (value, set, done) => (
      <Input
        autoFocus
        aria-label={label}
        defaultValue={value ?? ""}
        onKeyDown={(event) => {
          if (event.key !== "Enter") return;
          set(event.currentTarget.value.trim() || undefined);
          done();
        }}
        onBlur={(event) => event.currentTarget.value.trim() && set(event.currentTarget.value.trim())}
      />
    ),
  };
}

/** Both ends of a span stand in one chip, `from/to`; the address has a parameter for each. */
export const spanOf = (from: string | undefined, to: string | undefined) =>
  from || to ? `${from ?? ""}/${to ?? ""}` : undefined;
export const endsOf = (span: string | undefined) => {
  const [from, to] = (span ?? "/").split("/");
  return { created_from: from || undefined, created_to: to || undefined };
};

function useCustom(kind: RecordKind): Filter[] {
  const { t } = useTranslation();
  const fields = useQuery(fieldsQuery(kind)).data ?? [];
  const one = (field: Field): Filter | null => {
    const name = `field.${field.key}`;
    if (field.type === "formula" || field.type === "file" || field.type === "long_text") return null;
    if (field.type === "flag") {
      const choices = [
        { value: "true", label: t("records.yes") },
        { value: "false", label: t("records.no") },
      ];
      return choosing(name, field.name, <SlidersHorizontal />, choices);
    }
    if (field.type === "select" || field.type === "multiselect") {
      const choices = (field.options ?? []).map((option) => ({ value: option, label: option }));
      return choosing(name, field.name, <SlidersHorizontal />, choices);
    }
    return typing(name, field.name);
  };
  return fields.map(one).filter((filter) => filter !== null);
}

/** What records of a kind are narrowed by. */
export function useRecordFilters(kind: RecordKind, onBoard = false): Filter[] {
  const { t } = useTranslation();
  const users = useQuery(usersQuery).data ?? [];
  const pipelines = useQuery(pipelinesQuery).data ?? [];
  const custom = useCustom(kind);
  const people = [
    { value: "me", label: t("board.me") },
    { value: "nobody", label: t("records.nobody") },
    ...users.map((user) => ({ value: user.id, label: user.name })),
  ];
  const stages = pipelines.flatMap((pipeline) =>
    pipeline.stages.map((stage) => ({
      value: stage.id ?? stage.key,
      label: pipelines.length > 1 ? `${pipeline.name} · ${stage.name}` : stage.name,
    })),
  );
  const tasks = (["none", "some", "overdue"] as const).map((value) => ({
    value,
    label: t(`board.taskFilter.${value}`),
  }));
  const span: Filter = {
    name: "created",
    label: t("records.created"),
    icon: <CalendarPlus />,
    shown: (value) => {
      const { created_from, created_to } = endsOf(value);
      return `${created_from ? dayText(created_from) : "…"} – ${created_to ? dayText(created_to) : "…"}`;
    },
    editor: (value, set) => {
      const { created_from, created_to } = endsOf(value);
      return (
        <DateRangeEditor
          value={{ from: created_from, to: created_to }}
          onChange={(days) => set(spanOf(days.from, days.to))}
        />
      );
    },
  };
  const tag: Filter = {
    name: "tag",
    label: t("records.tags"),
    icon: <Tag />,
    shown: (value) => value.split(",").join(", "),
    editor: (value, set) => (
      <TagInput
        label={t("records.tags")}
        className="w-64"
        value={value?.split(",") ?? []}
        onChange={(tags) => set(tags.join(",") || undefined)}
      />
    ),
  };
  const stage = choosing("stage", t("records.stage"), <Layers />, stages);
  const open = choosing("open", t("board.state"), <CircleDot />, [
    { value: "1", label: t("records.openOnly") },
  ]);
  const own: Record<RecordKind, Filter[]> = {
    lead: onBoard ? [] : [stage, open],
    task: [open],
    contact: [],
    company: [],
  };
  return [
    ...own[kind],
    choosing("responsible", t("records.responsible"), <UserRound />, people),
    tag,
    ...(kind === "task" ? [] : [choosing("task", t("board.task"), <CalendarX2 />, tasks)]),
    span,
    ...custom,
  ];
}
