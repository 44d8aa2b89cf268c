/** What people may see and change, how they sign in, and what they changed, as the server answers it. */
import type { Id, Micros, Role } from "./types";

export type Reach = "none" | "own" | "team" | "all";

export interface Access {
  see: Reach;
  edit: Reach;
}

export interface Rights {
  leads: Access;
  contacts: Access;
  companies: Access;
  tasks: Access;
  /** Leads of single pipelines, by the pipeline's key. */
  pipelines?: Record<string, Access>;
}

export interface RoleRights {
  role: Role;
  rights: Rights;
  editable: boolean;
}

export interface Team {
  id: Id;
  name: string;
  members: Id[];
}

export interface Invite {
  id: Id;
  /** The person whose password the link sets; absent for an invitation. */
  user_id?: Id | null;
  name: string;
  email: string;
  role: Role;
  teams: Id[];
  created_by: Id;
  created_at: Micros;
  expires_at: Micros;
}

export type InviteMade = Invite & { link: string };

export interface InviteView {
  reset: boolean;
  workspace: string;
  name: string;
  email: string;
  role: Role;
  expires_at: Micros;
  password_chars: number;
}

export interface TwoFactor {
  on: boolean;
  required: boolean;
  recovery_left: number;
}

export interface SessionRow {
  id: Id;
  created_at: Micros;
  seen_at: Micros;
  address: string;
  agent: string;
  current: boolean;
}

export interface SignIn {
  id: Id;
  user_id: Id;
  at: Micros;
  outcome: "ok" | "recovery" | "password" | "code" | "disabled";
  address: string;
  agent: string;
}

export interface SecurityRules {
  two_factor_roles?: Role[];
  password_chars?: number;
}

/** What the audit log tells of. */
export const AUDIT_KINDS = [
  "user",
  "role",
  "team",
  "invite",
  "token",
  "secret",
  "scenario",
  "hook",
  "link",
  "pipeline",
  "loss_reason",
  "task_type",
  "field",
  "global",
  "workspace",
  "security",
  "retention",
  "backup",
  "import",
  "export",
] as const;
export type AuditKind = (typeof AUDIT_KINDS)[number];

export interface AuditEntry {
  id: Id;
  at: Micros;
  user_id?: Id | null;
  user?: string | null;
  via: { kind: "session" | "token" | "link" | "command" };
  address: string;
  kind: AuditKind;
  deed: "created" | "changed" | "deleted";
  name: string;
  changes: { path: string; old?: unknown; new?: unknown }[];
  more: number;
}
