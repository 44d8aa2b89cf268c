/** The parts of the settings, in their order; the palette lists them too. */
export const SECTIONS = [
  "profile",
  "workspace",
  "pipelines",
  "fields",
  "users",
  "tokens",
  "secrets",
  "storage",
  "doctor",
  "text",
] as const;

export type SectionName = (typeof SECTIONS)[number];
