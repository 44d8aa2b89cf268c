//! Imports: what the columns of a file become, and how repeats are treated.

use crate::field::FieldKind;
use crate::id::{PipelineId, StageId, UserId};
use crate::record::{Change, RecordKind, RecordRef};
use crate::text::Key;
use crate::time::Micros;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What an import does with its file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ImportSettings {
    /// Whether the first row names the columns.
    pub header: bool,
    /// What each column becomes, in the order of the file; columns beyond are left out.
    pub columns: Vec<Column>,
    /// How dates with two numbers before the year are read.
    pub dates: DateOrder,
    /// When a row is about a record that is there already.
    pub repeats: Repeats,
    /// The pipeline of leads whose row names none; the first when absent.
    pub pipeline_id: Option<PipelineId>,
    /// The responsible user of rows that name none.
    pub responsible_id: Option<UserId>,
    /// Tags for every imported lead, contact, company or task.
    pub tags: Vec<String>,
    /// Which stages the names in the file mean; others are looked up by their name.
    pub stages: Vec<StageMeaning>,
    /// Which users the names in the file mean; others are looked up by name and e-mail.
    pub users: Vec<UserMeaning>,
    /// Whether pipelines and stages that are named but not there are made.
    pub create_stages: bool,
    /// Whether scenarios start for what is imported.
    pub start_scenarios: bool,
}

impl Default for ImportSettings {
    fn default() -> Self {
        Self {
            header: true,
            columns: Vec::new(),
            dates: DateOrder::default(),
            repeats: Repeats::default(),
            pipeline_id: None,
            responsible_id: None,
            tags: Vec::new(),
            stages: Vec::new(),
            users: Vec::new(),
            create_stages: false,
            start_scenarios: false,
        }
    }
}

/// What a column becomes.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "ImportColumn")]
#[serde(tag = "to", rename_all = "snake_case", deny_unknown_fields)]
pub enum Column {
    /// Nothing.
    #[default]
    Skip,
    /// A field of a record.
    Field {
        /// The record of the row: the imported kind, or one it is linked to.
        record: RecordKind,
        /// `name`, `sale`, `phone` …, `note`, `created_at`, or the key of a custom field.
        field: Key,
    },
    /// A custom field that is made when the import starts.
    NewField {
        /// The record of the row.
        record: RecordKind,
        /// The key of the new field.
        field: Key,
        /// Its name for people.
        name: String,
        /// What it holds; of choices only those the file holds.
        holds: NewKind,
    },
}

impl Column {
    /// The record and the field, unless the column is left out.
    pub fn target(&self) -> Option<(RecordKind, &Key)> {
        match self {
            Self::Skip => None,
            Self::Field { record, field } | Self::NewField { record, field, .. } => Some((*record, field)),
        }
    }
}

/// What a field made by an import can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum NewKind {
    Text,
    LongText,
    Number,
    Money,
    Date,
    DateTime,
    Flag,
    Phone,
    Email,
    Url,
}

impl From<NewKind> for FieldKind {
    fn from(kind: NewKind) -> Self {
        match kind {
            NewKind::Text => Self::Text,
            NewKind::LongText => Self::LongText,
            NewKind::Number => Self::Number,
            NewKind::Money => Self::Money,
            NewKind::Date => Self::Date,
            NewKind::DateTime => Self::DateTime,
            NewKind::Flag => Self::Flag,
            NewKind::Phone => Self::Phone,
            NewKind::Email => Self::Email,
            NewKind::Url => Self::Url,
        }
    }
}

/// How `03/04/2026` is read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DateOrder {
    /// The third of April.
    #[default]
    DayFirst,
    /// The fourth of March.
    MonthFirst,
}

/// When a row is about a record that is there already.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(rename = "ImportRepeats")]
pub struct Repeats {
    /// The fields by which a record is known again, in this order: `phone`, `email`, `name`, or a custom field that
    /// holds the id of another system. None: every row is new.
    pub by: Vec<Key>,
    /// What is done with such a row.
    pub action: OnRepeat,
}

/// What is done with a row whose record is there already.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OnRepeat {
    /// The row is left out.
    #[default]
    Skip,
    /// The record takes the values of the row; empty cells change nothing.
    Update,
    /// A second record is made all the same.
    Create,
}

/// A stage as the file names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StageMeaning {
    /// The pipeline in the file; empty when the file has no such column.
    pub pipeline: String,
    /// The stage in the file.
    pub stage: String,
    /// What it means.
    pub stage_id: StageId,
}

/// A user as the file names them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UserMeaning {
    /// The name in the file.
    pub name: String,
    /// Who it is; nobody when absent.
    pub user_id: Option<UserId>,
}

/// How far an import has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ImportState {
    /// The file is still coming in.
    Receiving,
    /// The file is there; columns can be assigned.
    Ready,
    /// A trial runs: nothing of it stays.
    Checking,
    /// The trial is through.
    Checked,
    /// Records are made.
    Running,
    /// Stopped for now.
    Paused,
    /// Through.
    Finished,
    /// Called off; what was imported by then stays.
    Cancelled,
    /// Being taken back.
    Undoing,
    /// Taken back.
    Undone,
}

impl ImportState {
    /// All states.
    pub const ALL: [Self; 10] = [
        Self::Receiving,
        Self::Ready,
        Self::Checking,
        Self::Checked,
        Self::Running,
        Self::Paused,
        Self::Finished,
        Self::Cancelled,
        Self::Undoing,
        Self::Undone,
    ];

    /// The name the database keeps.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Receiving => "receiving",
            Self::Ready => "ready",
            Self::Checking => "checking",
            Self::Checked => "checked",
            Self::Running => "running",
            Self::Paused => "paused",
            Self::Finished => "finished",
            Self::Cancelled => "cancelled",
            Self::Undoing => "undoing",
            Self::Undone => "undone",
        }
    }

    /// Whether a worker goes on with it.
    pub fn is_busy(self) -> bool {
        matches!(self, Self::Checking | Self::Running | Self::Undoing)
    }
}

/// The file of an import, as it was read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ImportFile {
    /// Its name.
    pub name: String,
    /// Bytes.
    pub bytes: u64,
    /// `csv` or `xlsx`.
    pub format: String,
    /// The encoding of a CSV file.
    pub encoding: Option<String>,
    /// The delimiter of a CSV file.
    pub delimiter: Option<char>,
    /// The sheets of a workbook.
    pub sheets: Vec<String>,
    /// The sheet that was read.
    pub sheet: Option<String>,
    /// The cells of the first row.
    pub first: Vec<String>,
}

/// What became of the rows so far.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
#[schemars(rename = "ImportTally")]
pub struct Tally {
    /// Rows that made a record.
    pub created: i64,
    /// Rows that changed one.
    pub updated: i64,
    /// Rows whose record was there already.
    pub skipped: i64,
    /// Rows that could not be imported.
    pub refused: i64,
    /// Contacts, companies and others that were made along with the rows' own records.
    pub linked: i64,
    /// Records that were taken back.
    pub undone: i64,
    /// Records that stayed when the import was taken back, for they had changed since.
    pub kept: i64,
    /// What is wrong with the file, with the first rows of each kind.
    pub problems: Vec<Problem>,
}

/// One kind of problem in one column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "ImportProblem")]
pub struct Problem {
    /// What is wrong.
    pub code: ProblemCode,
    /// The column, from 0; absent when it is about the whole row.
    pub column: Option<usize>,
    /// How many rows have it.
    pub count: i64,
    /// The first of them.
    pub first: Vec<Example>,
}

/// A row with a problem.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Example {
    /// The line in the file, from 1.
    pub line: i64,
    /// The value that is refused, cut to its beginning.
    pub value: String,
    /// What is wrong with it, and what to do.
    pub message: String,
}

/// What can be wrong with a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum ProblemCode {
    BadDate,
    BadNumber,
    BadAmount,
    BadFlag,
    BadPhone,
    BadEmail,
    UnknownOption,
    UnknownStage,
    UnknownPipeline,
    UnknownUser,
    UnknownReason,
    UnknownType,
    UnknownZone,
    NoRecord,
    TooManyCells,
    TooFewCells,
    NothingInRow,
    Ambiguous,
    Refused,
}

impl ProblemCode {
    /// Whether the row is imported all the same.
    pub fn is_warning(self) -> bool {
        matches!(self, Self::TooFewCells | Self::BadPhone | Self::BadEmail)
    }
}

/// Why a row was refused, or what is odd about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RowFault {
    /// What is wrong.
    pub code: ProblemCode,
    /// The column, from 0.
    pub column: Option<usize>,
    /// The value, cut to its beginning.
    pub value: String,
    /// What is wrong with it, and what to do.
    pub message: String,
}

/// What became of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Outcome {
    Created,
    Updated,
    Skipped,
    Refused,
    Undone,
    Kept,
}

impl Outcome {
    /// All outcomes.
    pub const ALL: [Self; 6] = [
        Self::Created,
        Self::Updated,
        Self::Skipped,
        Self::Refused,
        Self::Undone,
        Self::Kept,
    ];

    /// The number the database keeps.
    pub fn code(self) -> i64 {
        self as i64
    }

    /// The outcome of a stored number.
    pub fn from_code(code: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.code() == code)
    }
}

/// What a row did, so that it can be explained and taken back.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct RowDetail {
    /// Records it made, in order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub created: Vec<Made>,
    /// Records it changed, in order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub updated: Vec<Changed>,
    /// Links it made between records that were there already, in order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<LinkMade>,
    /// The record it is about, when it was left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub same_as: Option<RecordRef>,
    /// What was wrong.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub faults: Vec<RowFault>,
}

/// A record that a row made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Made {
    /// The record.
    pub record: RecordRef,
    /// When.
    pub at: Micros,
    /// A fingerprint of its values: another one tells that somebody has worked with it since.
    pub print: String,
}

/// A link that a row made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LinkMade {
    /// The record of the row.
    pub record: RecordRef,
    /// What it was linked to.
    pub to: RecordRef,
}

/// A record that a row changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Changed {
    /// The record.
    pub record: RecordRef,
    /// What changed.
    pub changes: Vec<Change>,
}
