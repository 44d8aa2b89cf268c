/** Short names for what the server's description generates (`npm run api:generate`). */
import type { components } from "./schema.gen";

type S = components["schemas"];

export type Id = string;
export type Micros = S["Micros"];
export type Json = unknown;

export interface Page<T> {
  items: T[];
  next?: string | null;
}

export type RecordKind = S["RecordKind"];
export type RecordRef = S["RecordRef"];
export type Money = S["Money"];
export type Author = S["Author"];

/** A record as other rows point at it; the title is there when it is known. */
export type RecordLink = RecordRef & { title?: string | null };

export type Role = S["Role"];
export type Language = S["Language"];
export type Theme = S["Theme"];
export type User = S["User"];
export type Workspace = S["WorkspaceSettings"];
export type WorkspaceRow = S["WorkspaceRow"];
export type InviteAccepted = S["InviteAccepted"];
export type Session = S["SessionView"];

export type {
  Access,
  AuditEntry,
  Invite,
  InviteMade,
  InviteView,
  Reach,
  Rights,
  RoleRights,
  SecurityRules,
  SessionRow,
  SignIn,
  Team,
  TwoFactor,
} from "./access";

export type Erasure = S["Erasure"];
export type Sample = S["Sample"];
export type TagColor = S["TagColor"];
export type ApiToken = S["Token"] & { token?: string };

export type Lead = S["LeadView"];
export type Contact = S["ContactView"];
export type Company = S["CompanyView"];
export type Task = S["TaskView"];
export type TaskResultChoice = S["TaskResultChoice"];
export type LinkedContact = S["LinkedContact"];
export type LinkedRecord = S["LinkedRecord"];

export interface RecordOf {
  lead: Lead;
  contact: Contact;
  company: Company;
  task: Task;
}
export type AnyRecord = Lead | Contact | Company | Task;
export type FieldValue = unknown;

export type Note = S["Note"];
export type NoteKind = S["NoteKind"];
export type Pipeline = S["Pipeline"];
export type StageKind = S["StageKind"];
export type LossReason = S["LossReason"];
export type Change = S["Change"];
export type TimelineItem = S["TimelineItem"];
export type SearchHit = S["SearchHit"];

/** A stage that may not have been saved yet. */
export type Stage = Omit<S["Stage"], "id" | "required"> & { id?: Id; required?: string[] };
export type Field = S["Field"];
export type FieldType = Field["type"];

export type Hook = S["HookView"];
export type HookSettings = S["HookSettingsInput"];
export type Security = S["SecurityInput"];
export type Find = S["Find"];
export type FindBy = S["FindBy"];
export type Dedup = S["Dedup"];
export type DedupBy = S["DedupBy"];
export type HookLimit = S["Limit"];
export type HookAnswer = S["Answer"];
export type EventState = S["EventState"];
export type ArrivalRow = S["ArrivalRow"];
export type Arrival = S["Arrival"];
export type Variable = S["Variable"];

export type ScenarioName = S["ScenarioName"];
export type ScenarioRow = S["ScenarioRow"];
export type Fault = S["Fault"];
export type Operator = S["Operator"];

export type ScenarioVersion = S["VersionRow"];
/** The document of a scenario as it is shown: read loosely, since what an action takes is the schema's matter. */
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
  retry?: { times: number; pause_secs?: number };
  on_error?: "continue" | "stop_block" | "stop_run";
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
  mode?: "parallel" | "queue" | "restart" | "skip";
  blocks?: Block[];
  otherwise?: string;
}
/** A view whose document is read loosely. */
type Loose<View, Name extends keyof View> = Omit<View, Name> & { [Key in Name]?: Scenario | null };
export type ScenarioFull = Loose<S["ScenarioView"], "scenario">;

export type RunStatus = S["RunStatus"];
export type StepState = S["StepState"];
export type RowTrace = S["RowTrace"];
export type StepTrace = S["StepTrace"];
export type BlockTrace = S["BlockTrace"];
export type Trace = S["Trace"];
export type RunRow = S["RunRow"];
export type EventKind = S["EventKind"];
export type EventSummary = S["EventSummary"];

export type RunFull = Loose<S["RunView"], "scenario_text">;
export type Why = Loose<S["Why"], "scenario_text">;
export type EventFull = Omit<S["EventView"], "why"> & { why: Why[] };
export type DryRun = Omit<S["TryView"], "runs"> & { runs: Loose<S["TryRun"], "scenario_text">[] };

export type Reason = S["Reason"];
export type Unknown = S["Unknown"];
export type Smallest = S["Smallest"];
export type Histogram = S["Histogram"];
export type Part = S["Part"];
export type Difference = S["Difference"];
export type Repeated = S["Repeated"];
export type RunResult = S["RunResult"];
type BothTexts = "before_text" | "after_text";
export type ReplayView = Loose<S["ReplayView"], BothTexts>;
export type FindingView = Loose<S["FindingView"], BothTexts>;
export type FindingRow = S["FindingRow"];
export type RehearsalView = S["RehearsalView"];
export type TestRow = S["TestRow"];
export type TestResult = S["TestResult"];
export type TestsRun = S["TestsRun"];
export type TemplatePreview = S["Previewed"];

export type PendingTimer = S["TimerRow"];
export type JobState = S["JobState"];
export type Request = S["Request"];
export type Attempt = S["Attempt"];
export type Delivery = S["DeliveryRow"];
export type DeliveryFull = S["DeliveryView"];
export type Global = S["GlobalView"];
export type LinkSettings = S["LinkSettings"];
export type TriggerLink = S["LinkView"];
export type Secret = S["SecretView"];

export type Connection = S["ConnectionView"];
export type ConnectionSettings = S["ConnectionSettingsInput"];
export type ConnectionKind = S["ConnectionKindInput"];
export type ConnectionOperation = S["OperationInput"];
export type ConnectionParameter = S["ParameterInput"];
export type ConnectionValueType = S["ValueType"];
export type ConnectionChecked = S["Checked"];
export type KindRow = Omit<S["KindView"], "manifest"> & { manifest: ConnectionKind };

export type Bridge = S["Bridge"];
export type BridgeRow = S["BridgeRow"];
export type BridgeFull = Omit<S["BridgeView"], "bridge"> & { bridge?: Bridge | null };
export type BridgePreview = S["BridgePreview"];
export type BridgeField = S["FieldResult"];
export type BridgeVariable = S["SampleVariable"];
export type BridgeTested = S["BridgeTested"];
export type BridgeRun = S["BridgeRun"];
export type Mapped = NonNullable<Bridge["call"]["values"]>[string];
export type BulkRun = S["BulkRow"];
export type BulkChange = S["BulkChange"];
export type Board = S["Board"];
export type BoardColumn = S["BoardColumn"];
export type LeadCard = S["LeadCard"];
export type SavedView = S["SavedView"];
export type ViewText = S["ViewText"];
export type ViewList = S["ViewList"];
export type PlanChange = S["PlannedChange"];
export type Stats = S["Stats"];
export type Retention = S["Retention"];
export type DoctorCheck = S["Check"];
export type NoticeKind = S["NoticeKind"];
export type Notification = S["NotificationView"];
export type Announcement = S["AnnouncementView"];
export type Modifier = S["Modifier"];
export type Completions = S["Completions"];

export type Import = S["ImportView"];
export type ImportDetail = S["ImportDetail"];
export type ImportSettings = S["ImportSettings"];
export type ImportColumn = S["ImportColumn"];
export type ImportTarget = S["ImportTarget"];
export type ImportProblem = S["ImportProblem"];
export type ImportRow = S["FileRowView"];
export type ColumnValue = S["ColumnValue"];

export type Funnel = S["Funnel"];
export type SourceRow = S["SourceRow"];
export type PersonRow = S["PersonRow"];
export type Outcomes = S["Outcomes"];
export type Usage = S["Usage"];
