import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from "@tanstack/react-router";
import { sessionQuery, setupQuery } from "@/api/session";
import { setZone } from "@/i18n/format";
import { tableSearch } from "@/pages/records/table/search";
import { NotFound, PageFault } from "./fault";
import { queryClient } from "./query-client";
import { texts } from "./search";
import { Shell } from "./shell/shell";
import { warmCard, warmLeads, warmScenario } from "./warm";

const root = createRootRoute({ component: Outlet, notFoundComponent: NotFound, errorComponent: PageFault });

const setup = createRoute({
  getParentRoute: () => root,
  path: "/setup",
  beforeLoad: async () => {
    const { needed } = await queryClient.ensureQueryData(setupQuery);
    if (!needed) throw redirect({ to: "/" });
  },
  component: lazyRouteComponent(() => import("@/pages/enter/setup"), "SetupPage"),
});

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: texts("next"),
  component: lazyRouteComponent(() => import("@/pages/enter/sign-in"), "SignInPage"),
});

const join = createRoute({
  getParentRoute: () => root,
  path: "/join",
  component: lazyRouteComponent(() => import("@/pages/enter/join"), "JoinPage"),
});

const secondFactor = createRoute({
  getParentRoute: () => root,
  path: "/second-factor",
  beforeLoad: async () => {
    const session = await queryClient.ensureQueryData(sessionQuery);
    if (!session?.second_factor_owed) throw redirect({ to: "/" });
  },
  component: lazyRouteComponent(() => import("@/pages/enter/second-factor"), "SecondFactorPage"),
});

/** Leads to the door whoever is not signed in, and back to where they wanted to go. */
async function signedIn(location: { pathname: string; href: string }) {
  const session = await queryClient.ensureQueryData(sessionQuery);
  if (session?.second_factor_owed) throw redirect({ to: "/second-factor" });
  if (session) {
    setZone(session.user.timezone ?? session.workspace.timezone);
    return;
  }
  const { needed } = await queryClient.fetchQuery({ ...setupQuery, staleTime: 0 });
  if (needed) throw redirect({ to: "/setup" });
  throw redirect({
    to: "/sign-in",
    search: { next: location.pathname === "/" ? undefined : location.href },
  });
}

const logIn = createRoute({
  getParentRoute: () => root,
  path: "/log-in",
  beforeLoad: ({ location }) => signedIn(location),
  component: lazyRouteComponent(() => import("@/pages/enter/log-in"), "LogInPage"),
});

const studio = createRoute({
  getParentRoute: () => root,
  id: "studio",
  beforeLoad: async ({ location, matches, preload }) => {
    // The page's code and its first data come while the session is asked for, not after.
    for (const { routeId, params, search, cause } of preload ? [] : matches) {
      if (cause !== "enter") continue;
      const { component, staticData } = router.routesById[routeId].options;
      void component?.preload?.();
      if (queryClient.getQueryData(sessionQuery.queryKey) !== null) staticData?.warm?.({ params, search });
    }
    await signedIn(location);
  },
  component: Shell,
});

const page = <Path extends string>(path: Path) => ({ getParentRoute: () => studio, path }) as const;

const home = createRoute({
  ...page("/"),
  component: lazyRouteComponent(() => import("@/pages/home/home"), "HomePage"),
});
const hooks = createRoute({
  ...page("/hooks"),
  validateSearch: texts("new"),
  component: lazyRouteComponent(() => import("@/pages/hooks/list"), "HooksPage"),
});
const hook = createRoute({
  ...page("/hooks/$id"),
  validateSearch: texts("tab", "arrival", "view", "state"),
  component: lazyRouteComponent(() => import("@/pages/hooks/hook"), "HookPage"),
});
const connections = createRoute({
  ...page("/connections"),
  validateSearch: texts("new"),
  component: lazyRouteComponent(() => import("@/pages/connections/list"), "ConnectionsPage"),
});
const connection = createRoute({
  ...page("/connections/$id"),
  component: lazyRouteComponent(() => import("@/pages/connections/connection"), "ConnectionPage"),
});
const bridges = createRoute({
  ...page("/bridges"),
  validateSearch: texts("new"),
  component: lazyRouteComponent(() => import("@/pages/bridges/list"), "BridgesPage"),
});
const bridge = createRoute({
  ...page("/bridges/$id"),
  validateSearch: texts("tab"),
  component: lazyRouteComponent(() => import("@/pages/bridges/bridge"), "BridgePage"),
});
const scenarios = createRoute({
  ...page("/scenarios"),
  validateSearch: texts("new", "hook", "arrival", "query", "on"),
  component: lazyRouteComponent(() => import("@/pages/scenarios/list"), "ScenariosPage"),
});
const scenario = createRoute({
  ...page("/scenarios/$id"),
  validateSearch: texts("panel", "view", "arrival", "kind", "record"),
  staticData: { warm: warmScenario },
  component: lazyRouteComponent(() => import("@/pages/scenarios/scenario"), "ScenarioPage"),
});
const runs = createRoute({
  ...page("/runs"),
  validateSearch: texts(
    "scenario",
    "status",
    "kind",
    "record",
    "event",
    "text",
    "from",
    "to",
    "quiet",
    "view",
  ),
  component: lazyRouteComponent(() => import("@/pages/runs/list"), "RunsPage"),
});
const run = createRoute({
  ...page("/runs/$id"),
  validateSearch: texts("tab"),
  component: lazyRouteComponent(() => import("@/pages/runs/run"), "RunPage"),
});
const compareRuns = createRoute({
  ...page("/runs/compare"),
  validateSearch: texts("before", "after"),
  component: lazyRouteComponent(() => import("@/pages/runs/compare"), "ComparePage"),
});
const replay = createRoute({
  ...page("/runs/$id/replay"),
  validateSearch: texts("part"),
  component: lazyRouteComponent(() => import("@/pages/runs/replay"), "ReplayPage"),
});
const rehearse = createRoute({
  ...page("/scenarios/$id/rehearse"),
  validateSearch: texts("rehearsal"),
  component: lazyRouteComponent(() => import("@/pages/rehearsal/rehearse"), "RehearsePage"),
});
const tests = createRoute({
  ...page("/scenarios/$id/tests"),
  component: lazyRouteComponent(() => import("@/pages/rehearsal/tests"), "TestsPage"),
});
const templates = createRoute({
  ...page("/templates"),
  validateSearch: texts("context", "kind", "record", "arrival"),
  component: lazyRouteComponent(() => import("@/pages/templates/templates"), "TemplatesPage"),
});
const event = createRoute({
  ...page("/events/$id"),
  component: lazyRouteComponent(() => import("@/pages/runs/event"), "EventPage"),
});
const why = createRoute({
  ...page("/why"),
  validateSearch: texts("scenario", "event", "kind", "record", "at"),
  component: lazyRouteComponent(() => import("@/pages/runs/why"), "WhyPage"),
});
const timers = createRoute({
  ...page("/timers"),
  validateSearch: texts("scenario", "kind", "record"),
  component: lazyRouteComponent(() => import("@/pages/timers/timers"), "TimersPage"),
});
const deliveries = createRoute({
  ...page("/deliveries"),
  validateSearch: texts("state", "host", "run"),
  component: lazyRouteComponent(() => import("@/pages/deliveries/list"), "DeliveriesPage"),
});
const delivery = createRoute({
  ...page("/deliveries/$id"),
  component: lazyRouteComponent(() => import("@/pages/deliveries/delivery"), "DeliveryPage"),
});
const links = createRoute({
  ...page("/links"),
  component: lazyRouteComponent(() => import("@/pages/links/links"), "LinksPage"),
});
const tracker = createRoute({
  ...page("/tracker"),
  validateSearch: texts("tab"),
  component: lazyRouteComponent(() => import("@/pages/tracker/tracker"), "TrackerPage"),
});
const variables = createRoute({
  ...page("/variables"),
  component: lazyRouteComponent(() => import("@/pages/variables/variables"), "VariablesPage"),
});
const bulk = createRoute({
  ...page("/bulk"),
  component: lazyRouteComponent(() => import("@/pages/bulk/bulk"), "BulkPage"),
});

const inbox = createRoute({
  ...page("/inbox"),
  validateSearch: texts(
    "view",
    "dialog",
    "card",
    "message",
    "saved",
    "in",
    "q",
    "status",
    "bot",
    "tag",
    "unread",
    "order",
    "flow",
    "step",
    "passed",
    "days",
  ),
  component: lazyRouteComponent(() => import("@/pages/inbox/inbox"), "InboxPage"),
});

const leads = createRoute({
  ...page("/leads"),
  validateSearch: tableSearch,
  staticData: { warm: warmLeads },
  component: lazyRouteComponent(() => import("@/pages/leads/leads"), "LeadsPage"),
});
const contacts = createRoute({
  ...page("/contacts"),
  validateSearch: tableSearch,
  component: lazyRouteComponent(() => import("@/pages/records/lists/contacts"), "ContactsPage"),
});
const companies = createRoute({
  ...page("/companies"),
  validateSearch: tableSearch,
  component: lazyRouteComponent(() => import("@/pages/records/lists/companies"), "CompaniesPage"),
});
const tasks = createRoute({
  ...page("/tasks"),
  validateSearch: (raw: Record<string, unknown>) => ({
    ...tableSearch(raw),
    ...texts("view", "saved", "day", "scale", "who", "type")(raw),
  }),
  component: lazyRouteComponent(() => import("@/pages/agenda/agenda"), "TasksPage"),
});
const duplicates = createRoute({
  ...page("/duplicates"),
  validateSearch: texts("kind", "view"),
  component: lazyRouteComponent(() => import("@/pages/people/duplicates"), "DuplicatesPage"),
});
const lead = createRoute({
  ...page("/leads/$id"),
  staticData: { warm: warmCard("lead") },
  component: lazyRouteComponent(() => import("@/pages/records/cards"), "LeadPage"),
});
const contact = createRoute({
  ...page("/contacts/$id"),
  staticData: { warm: warmCard("contact") },
  component: lazyRouteComponent(() => import("@/pages/records/cards"), "ContactPage"),
});
const company = createRoute({
  ...page("/companies/$id"),
  staticData: { warm: warmCard("company") },
  component: lazyRouteComponent(() => import("@/pages/records/cards"), "CompanyPage"),
});
const task = createRoute({
  ...page("/tasks/$id"),
  staticData: { warm: warmCard("task") },
  component: lazyRouteComponent(() => import("@/pages/records/cards"), "TaskPage"),
});

const imports = createRoute({
  ...page("/import"),
  validateSearch: texts("kind"),
  component: lazyRouteComponent(() => import("@/pages/import/imports"), "ImportsPage"),
});
const importOne = createRoute({
  ...page("/import/$id"),
  component: lazyRouteComponent(() => import("@/pages/import/import"), "ImportPage"),
});

const bots = createRoute({
  ...page("/bots"),
  validateSearch: texts("new"),
  component: lazyRouteComponent(() => import("@/pages/bots/list"), "BotsPage"),
});
const bot = createRoute({
  ...page("/bots/$id"),
  validateSearch: texts("tab", "new"),
  component: lazyRouteComponent(() => import("@/pages/bots/bot"), "BotPage"),
});
const flow = createRoute({
  ...page("/bots/$id/flows/$flow"),
  validateSearch: texts("panel", "view"),
  component: lazyRouteComponent(() => import("@/pages/flows/flow-page"), "FlowPage"),
});

const reports = createRoute({
  ...page("/reports"),
  validateSearch: texts("from", "to", "pipeline", "by"),
  component: lazyRouteComponent(() => import("@/pages/reports/reports"), "ReportsPage"),
});

const settingsHome = createRoute({
  ...page("/settings"),
  component: lazyRouteComponent(() => import("@/pages/settings/settings"), "SettingsHome"),
});
const settings = createRoute({
  ...page("/settings/$section"),
  component: lazyRouteComponent(() => import("@/pages/settings/settings"), "SettingsPage"),
});

const routes = root.addChildren([
  setup,
  signIn,
  join,
  secondFactor,
  logIn,
  studio.addChildren([
    ...([
      home,
      hooks,
      hook,
      connections,
      connection,
      bridges,
      bridge,
      scenarios,
      scenario,
      runs,
      run,
      event,
      why,
      timers,
      deliveries,
      delivery,
    ] as const),
    ...([
      links,
      tracker,
      variables,
      bulk,
      leads,
      lead,
      contacts,
      contact,
      companies,
      company,
      tasks,
      task,
    ] as const),
    ...([duplicates, inbox] as const),
    ...([bots, bot, flow] as const),
    ...([imports, importOne, reports] as const),
    ...([settingsHome, settings] as const),
    ...([compareRuns, replay, rehearse, tests, templates] as const),
  ]),
]);

export const router = createRouter({
  routeTree: routes,
  defaultPreload: "intent",
  defaultPreloadStaleTime: 0,
  scrollRestoration: true,
  defaultNotFoundComponent: NotFound,
  defaultErrorComponent: PageFault,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
