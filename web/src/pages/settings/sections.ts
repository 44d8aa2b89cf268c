import { canAdmin } from "@/api/session";
import type { Session } from "@/api/types";

/** The parts of the settings, in their order; the palette lists them too. */
export const SECTIONS = [
  "profile",
  "workspace",
  "pipelines",
  "fields",
  "tags",
  "replies",
  "macros",
  "users",
  "roles",
  "security",
  "tokens",
  "secrets",
  "audit",
  "storage",
  "backups",
  "doctor",
  "text",
] as const;

export type SectionName = (typeof SECTIONS)[number];

/** Sections that only who manages people can open. */
const OF_ADMINS: ReadonlySet<SectionName> = new Set([
  "tokens",
  "audit",
  "backups",
  "doctor",
] satisfies SectionName[]);

/** Sections about the whole server: it is looked after in its first workspace. */
const OF_THE_SERVER: ReadonlySet<SectionName> = new Set(["backups", "doctor"] satisfies SectionName[]);

/** The sections a person can open: the server would refuse the others. */
export function sectionsFor({
  user,
  first_workspace,
}: Pick<Session, "user" | "first_workspace">): SectionName[] {
  const builds = canAdmin(user) || user.role === "manager";
  return SECTIONS.filter((name) => {
    if (OF_THE_SERVER.has(name) && !first_workspace) return false;
    if (OF_ADMINS.has(name)) return canAdmin(user);
    return name === "secrets" ? builds : true;
  });
}
