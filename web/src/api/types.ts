/** The wire forms of the published API. Ids are 13-character strings, times are UNIX microseconds, UTC. */
export type Id = string;
export type Micros = number;
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

export type RecordKind = "lead" | "contact" | "company" | "task";
export interface RecordRef {
  kind: RecordKind;
  id: Id;
}
/** A record as other rows point at it; the title is there when the server knows it. */
export interface RecordLink extends RecordRef {
  title?: string | null;
}
export interface Money {
  minor: number;
  currency: string;
}
export type Author =
  | { by: "user"; user: Id }
  | { by: "run"; run: Id }
  | { by: "hook"; hook: Id }
  | { by: "system" };

export interface Page<T> {
  items: T[];
  next: string | null;
}

export type Role = "owner" | "admin" | "manager" | "operator" | "read_only";
export type Language = "en" | "ru" | "uk";
export type Theme = "system" | "light" | "dark";
export interface User {
  id: Id;
  name: string;
  email: string;
  role: Role;
  language?: Language | null;
  theme?: Theme | null;
}
export interface Workspace {
  id?: Id;
  name: string;
  timezone: string;
  currency: string;
  language: string;
}
export interface Session {
  user: User;
  workspace: Workspace;
}
export interface ApiToken {
  id: Id;
  name: string;
  scopes: string[];
  created_at: Micros;
  last_used_at?: Micros | null;
  expires_at?: Micros | null;
  token?: string;
}

export type FieldValue = Json;
interface RecordBase {
  id: Id;
  responsible_id: Id | null;
  tags: string[];
  fields: Record<string, FieldValue>;
  created_at: Micros;
  updated_at: Micros;
  created_by: Author;
}
export interface LinkedContact {
  id: Id;
  name: string;
  main: boolean;
}
export interface LinkedRecord {
  id: Id;
  name: string;
}
export interface Lead extends RecordBase {
  name: string;
  pipeline_id: Id;
  stage_id: Id;
  sale: Money | null;
  loss_reason_id: Id | null;
  source: string | null;
  subscribers: Id[];
  closed_at: Micros | null;
  contacts?: LinkedContact[];
  company?: LinkedRecord | null;
}
export interface Contact extends RecordBase {
  name: string;
  first_name: string | null;
  last_name: string | null;
  phones: string[];
  emails: string[];
  timezone: string | null;
  companies?: LinkedRecord[];
  leads?: LinkedRecord[];
}
export interface Company extends RecordBase {
  name: string;
  phones: string[];
  emails: string[];
  contacts?: LinkedRecord[];
  leads?: LinkedRecord[];
}
export interface TaskResultChoice {
  name: string;
  scenario?: string;
}
export interface Task extends RecordBase {
  text: string;
  task_type: string;
  due_at: Micros;
  record: RecordLink | null;
  results: TaskResultChoice[];
  done_at: Micros | null;
  result: string | null;
}
export interface RecordOf {
  lead: Lead;
  contact: Contact;
  company: Company;
  task: Task;
}
export type AnyRecord = Lead | Contact | Company | Task;

export type NoteKind = "text" | "system" | "call" | "sms" | "email";
export interface Note {
  id: Id;
  record: RecordRef;
  kind: NoteKind;
  text: string;
  direction: "in" | "out" | null;
  subject: string | null;
  status: string | null;
  duration_secs: number | null;
  address: string | null;
  created_at: Micros;
  created_by: Author;
}
export type StageKind = "open" | "won" | "lost";
export interface Stage {
  id?: Id;
  key: string;
  name: string;
  kind: StageKind;
  color: string;
}
export interface Pipeline {
  id: Id;
  key: string;
  name: string;
  stages: Stage[];
}
export interface LossReason {
  id: Id;
  name: string;
}
export type FieldType =
  | "text"
  | "long_text"
  | "number"
  | "money"
  | "date"
  | "date_time"
  | "flag"
  | "select"
  | "multiselect"
  | "phone"
  | "email"
  | "url"
  | "file"
  | "formula"
  | "link";
export interface Field {
  id: Id;
  record: RecordKind;
  key: string;
  name: string;
  type: FieldType;
  options?: string[];
  template?: string;
  to?: RecordKind;
}
export interface Change {
  field: string;
  old: Json;
  new: Json;
}
export interface TimelineItem {
  id: Id;
  at: Micros;
  kind: EventKind;
  author: Author;
  changes: Change[];
  note?: Note | null;
}
export interface SearchHit {
  kind: RecordKind;
  id: Id;
  title: string;
  subtitle?: string | null;
}

export interface FindBy {
  field: string;
  value: string;
}
export type Security =
  | { kind: "none" }
  | { kind: "header"; header: string }
  | {
      kind: "hmac";
      header: string;
      algorithm?: "sha1" | "sha256" | "sha512";
      encoding?: "hex" | "base64";
      prefix?: string;
    }
  | { kind: "standard_webhooks" };
export interface Find {
  kind: RecordKind;
  by: FindBy[];
  found?: string;
  not_found?: string;
  ambiguous?: string;
}
export type DedupBy = { header: string } | { path: string } | "body";
export interface Dedup {
  by: DedupBy;
  window_secs?: number;
}
export interface HookAnswer {
  status: number;
  content_type: string;
  body: string;
}
export interface HookSettings {
  name: string;
  security?: Security;
  find?: Find | null;
  dedup?: Dedup | null;
  split?: boolean;
  answer?: HookAnswer;
  max_body_bytes?: number | null;
  paused?: boolean;
}
export interface Hook {
  id: Id;
  key: string;
  url: string;
  settings: HookSettings;
  has_secret: boolean;
  created_at: Micros;
  last_at: Micros | null;
  counts?: Record<string, number>;
}
export type EventState = "waiting" | "done" | "failed" | "rejected" | "held" | "duplicate";
export interface ArrivalRow {
  id: Id;
  at: Micros;
  method: string;
  path: string;
  query: string | null;
  state: EventState;
  reason?: string | null;
  content_type: string | null;
  size: number;
  ip: string | null;
}
export interface Variable {
  name: string;
  value: string;
}
export interface Arrival extends ArrivalRow {
  headers: [string, string][];
  body: string;
  encoding?: "text" | "utf8" | "base64";
  variables: Variable[];
  events?: { id: Id; state?: EventState }[];
  runs: { id: Id; scenario: ScenarioName | Id; status: RunStatus }[];
  timing?: Record<string, number>;
}

export interface ScenarioName {
  id: Id;
  key: string;
  name: string;
}
export interface ScenarioRow extends ScenarioName {
  on: boolean;
  start: { on: string } & Record<string, Json>;
  valid: boolean;
  last_run_at: Micros | null;
  fired_today: number;
  failed_today: number;
  pending: number;
  updated_at: Micros;
}
export type FaultSeverity = "error" | "warning";
export interface Fault {
  path: string;
  message: string;
  /** Where in the text, from 1; absent when the server was not given a text. */
  line?: number | null;
  column?: number | null;
  severity: FaultSeverity;
}
export interface ScenarioFull {
  id: Id;
  key: string;
  on: boolean;
  version: number;
  scenario: Scenario | null;
  text: string;
  faults: Fault[];
}
export type Operator =
  | "equals"
  | "not_equals"
  | "contains"
  | "not_contains"
  | "starts_with"
  | "ends_with"
  | "greater"
  | "greater_or_equal"
  | "less"
  | "less_or_equal"
  | "empty"
  | "not_empty"
  | "in"
  | "not_in"
  | "matches"
  | "not_matches"
  | "changed";
export interface Row {
  or?: boolean;
  left?: string;
  is?: Operator;
  right?: string;
  case_sensitive?: boolean;
  all?: Row[];
  any?: Row[];
  not?: Row;
}
export interface Timer {
  after?: string;
  on_date?: { date: string; time?: string; shift_days?: number };
  on_day_of_year?: { date: string; time: string; shift_days?: number; every_year?: boolean };
  at?: string;
  zone?: "workspace" | "contact";
  if_past?: "skip" | "fire_now";
  overwrite?: boolean;
}
export interface Step {
  id?: string;
  title?: string;
  off?: boolean;
  apply_to?: RecordKind;
  timer?: Timer;
  action: string;
  [setting: string]: unknown;
}
export interface Block {
  id?: string;
  name?: string;
  off?: boolean;
  delay_secs?: number;
  if?: Row[];
  do?: Step[];
}
export interface Scenario {
  name: string;
  description?: string;
  start: { on: string; [setting: string]: unknown };
  throttle_secs?: number;
  only_once?: boolean;
  blocks?: Block[];
  otherwise?: string;
}
export interface ScenarioVersion {
  version: number;
  at: Micros;
  author?: Author | null;
  text?: string;
}

export type RunStatus =
  | "fired"
  | "not_matched"
  | "failed"
  | "throttled"
  | "already_ran"
  | "recursion"
  | "waiting"
  | "cancelled";
export type StepState = "done" | "planned" | "queued" | "skipped" | "failed";
export interface RowTrace {
  ok: boolean;
  left?: string;
  right?: string;
  rows?: RowTrace[];
  note?: string;
}
export interface StepTrace {
  id: string;
  state: StepState;
  note?: string;
  record?: RecordRef;
  changes?: Change[];
  job?: Id;
  timer?: Id;
  run?: Id;
  warnings?: string[];
}
export interface BlockTrace {
  id: string;
  fired: boolean;
  rows?: RowTrace[];
  steps?: StepTrace[];
  us: number;
}
export interface Trace {
  blocks?: BlockTrace[];
  note?: string;
  otherwise?: string;
}
export interface RunRow {
  id: Id;
  scenario: ScenarioName;
  version: number;
  event: Id;
  record: RecordLink | null;
  status: RunStatus;
  at: Micros;
  us: number;
  note?: string | null;
}
export interface EventSummary {
  id: Id;
  kind: EventKind;
  at: Micros;
  state?: EventState;
  author?: Author;
  subject?: RecordLink | null;
  changes?: Change[];
  variables?: Variable[] | Record<string, Json>;
  cause?: Id | null;
}
export interface RunFull extends RunRow {
  trace: Trace;
  scenario_text: Scenario | null;
  event_summary?: EventSummary | null;
  jobs?: Delivery[];
  children?: RunRow[];
}
export interface EventFull extends EventSummary {
  runs?: RunRow[];
  why?: Why[];
}
export interface Why {
  scenario: ScenarioName;
  reason: string;
  status?: RunStatus | null;
  trace?: Trace | null;
  scenario_text?: Scenario | null;
  run?: Id | null;
}
export type EventKind =
  | "lead_created"
  | "lead_changed"
  | "lead_deleted"
  | "contact_created"
  | "contact_changed"
  | "contact_deleted"
  | "company_created"
  | "company_changed"
  | "company_deleted"
  | "task_created"
  | "task_changed"
  | "task_deleted"
  | "note_added"
  | "hook_received"
  | "run_requested"
  | "schedule_due"
  | "job_finished";

export interface DryRun {
  runs: {
    scenario: { name: string };
    status: RunStatus;
    trace: Trace;
    scenario_text?: Scenario | null;
  }[];
  changes: { kind: EventKind; record?: RecordLink | null; changes?: Change[] }[];
  requests: Request[];
  timers: {
    due_at: Micros;
    block?: string;
    step?: string;
    action?: string;
    scenario?: ScenarioName | string;
  }[];
  /** Keys of scenarios that would be started. */
  starts: string[];
  faults?: Fault[];
}
export interface PendingTimer {
  id: Id;
  scenario: ScenarioName;
  block: string;
  step: string;
  record: RecordLink | null;
  due_at: Micros;
  state: string;
  action: string;
}
export type JobState = "planned" | "sending" | "delivered" | "uncertain" | "failed" | "cancelled";
export interface Request {
  method: string;
  url: string;
  headers?: [string, string][];
  body?: string;
  sign_with?: string;
  follow_redirects?: boolean;
}
export interface Attempt {
  at: Micros;
  ms: number;
  status?: number | null;
  error?: string | null;
  headers?: [string, string][];
  body?: string;
}
export interface Delivery {
  id: Id;
  run: Id | null;
  method: string;
  url: string;
  state: JobState;
  attempts: number;
  next_at?: Micros | null;
  last_status?: number | null;
  last_error?: string | null;
  created_at: Micros;
}
export interface DeliveryFull extends Omit<Delivery, "attempts"> {
  request: Request;
  attempts: Attempt[];
  idempotency_key?: string;
}
export interface Global {
  name: string;
  value: string;
  updated_at?: Micros;
}
export interface LinkSettings {
  name: string;
  target: string;
  scenario: string;
  fires?: "always" | "once";
  confirm?: boolean;
  manual_form?: boolean;
}
export interface TriggerLink {
  id: Id;
  number: number;
  settings: LinkSettings;
  clicks: number;
  url_example: string;
}
export interface Secret {
  name: string;
  last4?: string;
}
export interface BulkRun {
  id: Id;
  scenario?: ScenarioName | null;
  total: number;
  done: number;
  failed: number;
  state: "running" | "paused" | "cancelled" | "finished";
  created_at?: Micros;
}
export interface PlanChange {
  what: string;
  key: string;
  kind: "create" | "change" | "delete";
  diff?: string;
}
export interface Stats {
  queue: number;
  oldest_waiting_ms: number | null;
  jobs_pending: number;
  timers_pending: number;
  events_today: number;
  runs_today: number;
  db_bytes: number;
  sizes: Record<string, number>;
  retention?: Record<string, Json>;
}
export interface Retention {
  runs_days: number | null;
  bodies_days: number | null;
  max_bytes: number | null;
}
export interface DoctorCheck {
  check: string;
  ok: boolean;
  detail: string;
  remedy?: string | null;
}
export interface Modifier {
  name: string;
  args?: string;
  help?: string;
  example?: string;
}
export interface Completions {
  variables: (string | { name: string; help?: string })[];
  modifiers: Modifier[];
  actions?: (string | { name: string; help?: string })[];
  starts?: (string | { name: string; help?: string })[];
  operators?: (string | { name: string; help?: string })[];
  keys: Record<string, (string | { key: string; name?: string })[] | Record<string, string[]>>;
}
