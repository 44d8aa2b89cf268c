import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { toast } from "sonner";
import { api } from "@/api/client";
import { scenariosQuery } from "@/api/scenarios";
import type { BulkChange, RecordKind } from "@/api/types";
import { pipelinesQuery, usersQuery } from "@/pages/records/queries";
import { BulkBar } from "@/ui/bulk-bar";
import { Button } from "@/ui/button";
import { Confirm } from "@/ui/confirm";
import { ErrorNote } from "@/ui/error-note";
import { CheckLine, Field } from "@/ui/field";
import { FormDialog } from "@/ui/form-dialog";
import { Menu, MenuItem, MenuLabel } from "@/ui/menu";
import { TagInput } from "@/ui/tag-input";

interface RecordBulkBarProps {
  kind: RecordKind;
  marked: ReadonlySet<string>;
  clear: () => void;
  /** What the list shows: a bulk change may go over all of it. */
  filter: Record<string, string>;
}

type What = { change: BulkChange } | { scenario: string };

/** Tags that come to and go from the chosen records. */
function TagDialog({ go, close }: { go: (what: What) => Promise<unknown>; close: () => void }) {
  const { t } = useTranslation();
  const [add, setAdd] = useState<string[]>([]);
  const [remove, setRemove] = useState<string[]>([]);
  return (
    <FormDialog
      title={t("board.change.tag")}
      open
      onOpenChange={close}
      onSubmit={() => go({ change: { change: "tag", add, remove } })}
    >
      <Field label={t("board.tagsAdd")}>
        {({ id }) => <TagInput id={id} label={t("board.tagsAdd")} value={add} onChange={setAdd} />}
      </Field>
      <Field label={t("board.tagsRemove")}>
        {({ id }) => <TagInput id={id} label={t("board.tagsRemove")} value={remove} onChange={setRemove} />}
      </Field>
    </FormDialog>
  );
}

/** What can be done with the records that are marked, or with all that fit the filter. */
export function RecordBulkBar({ kind, marked, clear, filter }: RecordBulkBarProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const pipelines = useQuery(pipelinesQuery).data ?? [];
  const users = useQuery(usersQuery).data ?? [];
  const scenarios = (useQuery(scenariosQuery).data ?? []).filter(
    (row) => row.start.on === "manual" && row.on && (!row.start.record || row.start.record === kind),
  );
  const [everything, setEverything] = useState(false);
  const [asking, setAsking] = useState<"tags" | "delete" | null>(null);
  const start = useMutation({
    mutationFn: (what: What) =>
      api.post("/bulk-changes", {
        kind,
        ...(everything ? { filter } : { records: [...marked] }),
        ...what,
      }),
    onSuccess: async () => {
      toast.success(t("board.bulkStarted"));
      clear();
      setEverything(false);
      await client.invalidateQueries({ queryKey: ["bulk"] });
      await client.invalidateQueries({ queryKey: ["records"] });
    },
  });
  if (marked.size === 0) return null;
  return (
    <>
      {start.error ? <ErrorNote className="m-3" error={start.error} /> : null}
      <BulkBar count={marked.size} clear={clear}>
        <CheckLine label={t("board.everything")} checked={everything} onChange={setEverything} />
        {kind === "lead" ? (
          <Menu trigger={<Button size="sm">{t("board.bulkMove")}</Button>}>
            {pipelines.flatMap((pipeline) => [
              <MenuLabel key={pipeline.id}>{pipeline.name}</MenuLabel>,
              ...pipeline.stages.map((stage) => (
                <MenuItem
                  key={stage.id}
                  onSelect={() => start.mutate({ change: { change: "move", stage: stage.id } })}
                >
                  <span
                    aria-hidden
                    className="size-2 rounded-full"
                    style={{ backgroundColor: stage.color }}
                  />
                  {stage.name}
                </MenuItem>
              )),
            ])}
          </Menu>
        ) : null}
        <Menu trigger={<Button size="sm">{t("board.bulkAssign")}</Button>}>
          {[{ id: null, name: t("records.nobody") }, ...users].map((user) => (
            <MenuItem
              key={user.id ?? ""}
              onSelect={() => start.mutate({ change: { change: "assign", responsible_id: user.id } })}
            >
              {user.name}
            </MenuItem>
          ))}
        </Menu>
        <Button size="sm" onClick={() => setAsking("tags")}>
          {t("records.tags")}
        </Button>
        <Menu trigger={<Button size="sm">{t("records.runScenario")}</Button>}>
          {scenarios.map((row) => (
            <MenuItem key={row.id} onSelect={() => start.mutate({ scenario: row.id })}>
              {row.name}
            </MenuItem>
          ))}
          {scenarios.length === 0 ? (
            <MenuItem disabled onSelect={() => {}}>
              {t("records.noManual")}
            </MenuItem>
          ) : null}
        </Menu>
        <Button size="sm" variant="danger" onClick={() => setAsking("delete")}>
          {t("common.delete")}
        </Button>
      </BulkBar>
      {asking === "tags" ? (
        <TagDialog go={(what) => start.mutateAsync(what)} close={() => setAsking(null)} />
      ) : null}
      <Confirm
        title={everything ? t("board.deleteEverything") : t("board.deleteMany", { count: marked.size })}
        text={t("records.deleteText")}
        action={t("common.delete")}
        danger
        open={asking === "delete"}
        onOpenChange={(open) => !open && setAsking(null)}
        onConfirm={() => start.mutateAsync({ change: { change: "delete" } })}
      />
    </>
  );
}
