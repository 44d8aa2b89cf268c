/** The parts of the settings, in their order; the palette lists them too. */
export const SECTIONS = [
  "profile",
  "workspace",
  "pipelines",
  "fields",
  "tags",
  "replies",
  "users",
  "roles",
  "security",
  "tokens",
  "secrets",
  "audit",
  "storage",
  "doctor",
  "text",
] as const;

export type SectionName = (typeof SECTIONS)[number];
