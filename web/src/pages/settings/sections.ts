import { canAdmin } from "@/api/session";
import type { User } from "@/api/types";

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

/** The sections a person can open: the server would refuse the others. */
export function sectionsFor(user: User): SectionName[] {
  const builds = canAdmin(user) || user.role === "manager";
  return SECTIONS.filter((name) => {
    if (OF_ADMINS.has(name)) return canAdmin(user);
    return name === "secrets" ? builds : true;
  });
}
