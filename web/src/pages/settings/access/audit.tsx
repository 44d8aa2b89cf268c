import { useQuery } from "@tanstack/react-query";
import { Download, ScrollText } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { AUDIT_KINDS } from "@/api/access";
import { withQuery } from "@/api/client";
import { usePages } from "@/api/pages";
import type { AuditEntry } from "@/api/types";
import { usersQuery } from "@/pages/records/queries";
import { Button } from "@/ui/button";
import { Empty } from "@/ui/empty";
import { Input, Select } from "@/ui/field";
import { FilterInput } from "@/ui/filter-input";
import { Load } from "@/ui/load";
import { Menu, MenuItem } from "@/ui/menu";
import { Section } from "@/ui/page";
import { AuditRow } from "./audit-row";

type Filters = { user_id?: string; kind?: string; from?: string; to?: string; q?: string };

/** A day as the server's moment: its beginning here, shifted by whole days. */
function moment(day: string | undefined, days: number): number | undefined {
  if (!day) return undefined;
  const at = new Date(`${day}T00:00:00`);
  at.setDate(at.getDate() + days);
  return at.getTime() * 1000;
}

/** Every change of the set-up: who, when, from where, and what differs. */
export function Audit() {
  const { t } = useTranslation();
  const users = useQuery(usersQuery).data ?? [];
  const [filters, setFilters] = useState<Filters>({});
  const set = (change: Filters) => setFilters((known) => ({ ...known, ...change }));
  const query = {
    user_id: filters.user_id,
    kind: filters.kind,
    from: moment(filters.from, 0),
    to: moment(filters.to, 1),
    q: filters.q,
  };
  const list = usePages<AuditEntry>(["audit"], "/audit", query);
  const save = (format: "csv" | "jsonl") =>
    window.location.assign(withQuery("/api/v1/audit/export", { ...query, format }));
  const narrowed = Object.values(filters).some(Boolean);
  return (
    <Section
      title={t("audit.title")}
      description={t("audit.text")}
      actions={
        <Menu
          trigger={
            <Button size="sm">
              <Download /> {t("audit.export")}
            </Button>
          }
        >
          <MenuItem onSelect={() => save("csv")}>CSV</MenuItem>
          <MenuItem onSelect={() => save("jsonl")}>JSON Lines</MenuItem>
        </Menu>
      }
    >
      <div className="flex flex-wrap gap-2 border-b p-3">
        <FilterInput
          label={t("audit.find")}
          value={filters.q}
          onChange={(q) => set({ q })}
          className="relative min-w-48 flex-1"
        />
        <Select
          aria-label={t("audit.who")}
          className="w-40 max-sm:w-full"
          value={filters.user_id ?? ""}
          onChange={(e) => set({ user_id: e.target.value || undefined })}
        >
          <option value="">{t("audit.everybody")}</option>
          {users.map((user) => (
            <option key={user.id} value={user.id}>
              {user.name}
            </option>
          ))}
        </Select>
        <Select
          aria-label={t("audit.what")}
          className="w-40 max-sm:w-full"
          value={filters.kind ?? ""}
          onChange={(e) => set({ kind: e.target.value || undefined })}
        >
          <option value="">{t("audit.everything")}</option>
          {AUDIT_KINDS.map((kind) => (
            <option key={kind} value={kind}>
              {t(`audit.kind.${kind}`)}
            </option>
          ))}
        </Select>
        <span className="flex gap-2 max-sm:w-full">
          <Input
            type="date"
            aria-label={t("audit.from")}
            className="w-36 max-sm:flex-1"
            value={filters.from ?? ""}
            onChange={(e) => set({ from: e.target.value || undefined })}
          />
          <Input
            type="date"
            aria-label={t("audit.to")}
            className="w-36 max-sm:flex-1"
            value={filters.to ?? ""}
            onChange={(e) => set({ to: e.target.value || undefined })}
          />
        </span>
      </div>
      <Load query={list.query}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty
              icon={ScrollText}
              title={narrowed ? t("audit.noneFound") : t("audit.none")}
              text={narrowed ? t("audit.noneFoundText") : t("audit.noneText")}
            />
          ) : (
            <ul aria-label={t("audit.title")} className="divide-y">
              {rows.map((entry) => (
                <AuditRow key={entry.id} entry={entry} />
              ))}
            </ul>
          )
        }
      </Load>
      {list.hasMore ? (
        <div className="border-t p-3">
          <Button size="sm" busy={list.loadingMore} onClick={list.onMore}>
            {t("sessions.more")}
          </Button>
        </div>
      ) : null}
    </Section>
  );
}
