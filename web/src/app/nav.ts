import {
  AlarmClock,
  Bot,
  Braces,
  Building2,
  Cable,
  ChartColumn,
  CircleCheckBig,
  FileUp,
  House,
  Inbox,
  Link2,
  type LucideIcon,
  Megaphone,
  Send,
  Settings,
  Spline,
  SquareActivity,
  Target,
  UsersRound,
  Variable,
  Webhook,
  Workflow,
} from "lucide-react";
import type { Session } from "@/api/types";

export interface Place {
  name:
    | "home"
    | "bots"
    | "inbox"
    | "leads"
    | "contacts"
    | "companies"
    | "tasks"
    | "import"
    | "reports"
    | "hooks"
    | "scenarios"
    | "runs"
    | "timers"
    | "deliveries"
    | "bridges"
    | "connections"
    | "links"
    | "tracker"
    | "variables"
    | "templates"
    | "settings";
  to: string;
  icon: LucideIcon;
  /** The letter after `g`. */
  letter: string;
  group: "top" | "crm" | "automation" | "bottom";
}

export const PLACES: Place[] = [
  { name: "home", to: "/", icon: House, letter: "g", group: "top" },
  { name: "bots", to: "/bots", icon: Bot, letter: "f", group: "automation" },
  { name: "inbox", to: "/inbox", icon: Inbox, letter: "i", group: "top" },
  { name: "hooks", to: "/hooks", icon: Webhook, letter: "h", group: "automation" },
  { name: "scenarios", to: "/scenarios", icon: Workflow, letter: "s", group: "automation" },
  { name: "runs", to: "/runs", icon: SquareActivity, letter: "r", group: "automation" },
  { name: "timers", to: "/timers", icon: AlarmClock, letter: "p", group: "automation" },
  { name: "deliveries", to: "/deliveries", icon: Send, letter: "d", group: "automation" },
  { name: "bridges", to: "/bridges", icon: Spline, letter: "j", group: "automation" },
  { name: "connections", to: "/connections", icon: Cable, letter: "x", group: "automation" },
  { name: "links", to: "/links", icon: Link2, letter: "n", group: "automation" },
  { name: "tracker", to: "/tracker", icon: Megaphone, letter: "k", group: "automation" },
  { name: "variables", to: "/variables", icon: Variable, letter: "v", group: "automation" },
  { name: "templates", to: "/templates", icon: Braces, letter: "m", group: "automation" },
  { name: "leads", to: "/leads", icon: Target, letter: "l", group: "crm" },
  { name: "contacts", to: "/contacts", icon: UsersRound, letter: "c", group: "crm" },
  { name: "companies", to: "/companies", icon: Building2, letter: "o", group: "crm" },
  { name: "tasks", to: "/tasks", icon: CircleCheckBig, letter: "t", group: "crm" },
  { name: "reports", to: "/reports", icon: ChartColumn, letter: "a", group: "crm" },
  { name: "import", to: "/import", icon: FileUp, letter: "u", group: "crm" },
  { name: "settings", to: "/settings", icon: Settings, letter: "e", group: "bottom" },
];

/** Pages that tell of everybody's records: who may not see all of them would only be refused there. */
const TELLING: ReadonlySet<Place["name"]> = new Set([
  "runs",
  "timers",
  "deliveries",
  "import",
  "reports",
  "tracker",
] satisfies Place["name"][]);

/** The places a person can open. */
export function placesFor(session: Pick<Session, "sees_everything">): Place[] {
  return session.sees_everything ? PLACES : PLACES.filter((place) => !TELLING.has(place.name));
}

export const PHONE_PLACES: Place["name"][] = ["inbox", "leads", "tasks", "runs"];
