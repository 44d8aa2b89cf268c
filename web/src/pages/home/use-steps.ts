import { useQuery } from "@tanstack/react-query";
import { scenariosQuery } from "@/api/scenarios";
import type { RunRow } from "@/api/types";
import { botsQuery, flowsQuery } from "@/pages/flows/api";
import { hooksQuery } from "@/pages/hooks/queries";
import { countsQuery } from "@/pages/inbox/queries";
import type { StepState } from "./first-steps";

const NEW = { new: "1" };

/** From a request to a run that was read: what the account holds says how far somebody is. */
export function useAutomationSteps(latest: RunRow[] | undefined): StepState[] | null {
  const hooks = useQuery(hooksQuery).data;
  const scenarios = useQuery(scenariosQuery).data;
  if (!hooks || !scenarios || !latest) return null;
  const [first] = hooks;
  const hookPath = first ? { to: `/hooks/${first.id}` } : { to: "/hooks", search: NEW };
  return [
    { name: "hook", done: hooks.length > 0, to: "/hooks", search: NEW },
    { name: "catch", done: hooks.some((hook) => hook.last_at !== null), ...hookPath },
    { name: "scenario", done: scenarios.length > 0, to: "/scenarios", search: NEW },
    {
      name: "on",
      done: scenarios.some((row) => row.on),
      to: scenarios[0] ? `/scenarios/${scenarios[0].id}` : "/scenarios?new=1",
    },
    {
      name: "run",
      done: latest.some((run) => run.status === "fired"),
      to: latest[0] ? `/runs/${latest[0].id}` : "/runs",
    },
  ];
}

/** From a bot to a flow that answers. */
export function useTalkSteps(): StepState[] | null {
  const bots = useQuery(botsQuery).data;
  const [bot] = bots ?? [];
  const flows = useQuery({ ...flowsQuery(bot?.id ?? ""), enabled: Boolean(bot) }).data ?? [];
  const counts = useQuery(countsQuery).data;
  if (!bots || !counts) return null;
  const at = bot ? `/bots/${bot.id}` : "/bots";
  const [flow] = flows;
  return [
    { name: "bot", done: Boolean(bot), to: "/bots", search: NEW },
    { name: "channel", done: (bot?.channels.length ?? 0) > 0, to: at },
    { name: "hi", done: counts.all + counts.unassigned + counts.mine > 0, to: "/inbox" },
    { name: "flow", done: Boolean(flow), to: at },
    {
      name: "publish",
      done: flows.some((one) => one.version > 0),
      to: bot && flow ? `/bots/${bot.id}/flows/${flow.id}` : at,
    },
  ];
}
