import { useNavigate } from "@tanstack/react-router";
import { ArrowDownWideNarrow, ChevronsLeftRight, Ellipsis, ListChecks, Workflow, Zap } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Stage } from "@/api/types";
import { formatMoney, formatNumber } from "@/i18n/format";
import { IconButton } from "@/ui/button";
import { Menu, MenuItem, MenuLabel, MenuLine } from "@/ui/menu";
import type { Column } from "./model";

export const ORDERS = ["by_hand", "newest", "oldest", "amount", "waiting"] as const;
export type Order = (typeof ORDERS)[number];

interface ColumnHeadProps {
  stage: Stage;
  column: Column;
  order: Order;
  setOrder: (order: Order) => void;
  collapse: () => void;
  /** Opens what the stage asks for; absent for who may not change it. */
  require?: () => void;
}

/** The head of a column: its stage, what it holds and is worth, and what can be done with it. */
export function ColumnHead({ stage, column, order, setOrder, collapse, require }: ColumnHeadProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const sums = column.sums.filter((sum) => sum.minor !== 0).map(formatMoney);
  const scenarios = column.scenarios;
  return (
    <header className="relative flex min-h-14 shrink-0 items-start gap-1 px-3 pt-3 pb-1">
      <span
        aria-hidden
        className="absolute inset-x-0 top-0 h-1 rounded-t-xl"
        style={{ backgroundColor: stage.color }}
      />
      <div className="min-w-0 flex-1">
        <h2 className="flex items-center gap-1.5 text-[13px] font-semibold">
          <span className="truncate">{stage.name}</span>
          <span className="rounded bg-hover px-1.5 text-xs font-medium text-soft tabular-nums">
            {formatNumber(column.count)}
          </span>
          {scenarios.length > 0 ? (
            <span
              title={t("board.automations", { count: scenarios.length })}
              className="inline-flex items-center text-xs font-medium text-accent-ink"
            >
              <Zap className="size-3" aria-hidden />
              {scenarios.length}
              <span className="sr-only">{t("board.automations", { count: scenarios.length })}</span>
            </span>
          ) : null}
        </h2>
        <p className="h-4 truncate text-xs text-faint tabular-nums" title={sums.join(" · ")}>
          {sums.join(" · ")}
        </p>
      </div>
      <Menu
        trigger={
          <IconButton label={t("board.columnMenu", { stage: stage.name })} size="iconSm">
            <Ellipsis />
          </IconButton>
        }
      >
        <MenuLabel>{t("board.order")}</MenuLabel>
        {ORDERS.map((name) => (
          <MenuItem key={name} checked={name === order} onSelect={() => setOrder(name)}>
            <ArrowDownWideNarrow /> {t(`board.orders.${name}`)}
          </MenuItem>
        ))}
        <MenuLine />
        <MenuItem onSelect={collapse}>
          <ChevronsLeftRight /> {t("board.collapse")}
        </MenuItem>
        {require ? (
          <MenuItem onSelect={require}>
            <ListChecks /> {t("board.required")}
          </MenuItem>
        ) : null}
        <MenuLine />
        <MenuLabel>{t("board.automations", { count: scenarios.length })}</MenuLabel>
        {scenarios.map((scenario) => (
          <MenuItem
            key={scenario.id}
            onSelect={() => void navigate({ to: "/scenarios/$id", params: { id: scenario.id } })}
          >
            <Workflow /> {scenario.name}
          </MenuItem>
        ))}
      </Menu>
    </header>
  );
}
