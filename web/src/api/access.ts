/** What people may see and change, how they sign in, and what they changed, as the server answers it. */
import type { components } from "./schema.gen";

type S = components["schemas"];

export type Reach = S["Reach"];
export type Access = S["Access"];
export type Rights = S["Rights"];
export type RoleRights = S["RoleView"];
export type Team = S["Team"];
export type Invite = S["Invite"];
export type InviteMade = S["InviteMade"];
export type InviteView = S["InviteView"];
export type TwoFactor = S["TwoFactorView"];
export type SessionRow = S["SessionRow"];
export type SignIn = S["SignIn"];
export type SecurityRules = S["SignInRules"];
export type AuditEntry = S["AuditEntry"];
export type Backups = S["Backups"];
export type BackupSchedule = S["BackupSchedule"];
export type BackupCopy = S["BackupCopy"];
export type AuditKind = AuditEntry["kind"];

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
  "campaign",
  "postback",
  "import",
  "export",
] as const satisfies AuditKind[];
