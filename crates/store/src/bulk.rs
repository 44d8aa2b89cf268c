//! Bulk runs: one scenario or one change over many records, in small steps that let everything else go first.

use crate::{Result, Row, Space, StoreError, Tx};
use serde::{Deserialize, Serialize};
use signalbox_model::record::Author;
use signalbox_model::start::RecordFilter;
use signalbox_model::{
    BotId, BulkId, FlowId, Key, LossReasonId, Micros, RecordRef, ScenarioId, StageId, UserId, WorkspaceId,
};

/// How far a bulk run has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Under way.
    Running,
    /// Stopped for now.
    Paused,
    /// Called off.
    Cancelled,
    /// Through.
    Finished,
}

impl State {
    /// The name the database keeps.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Paused => "paused",
            Self::Cancelled => "cancelled",
            Self::Finished => "finished",
        }
    }

    fn read(text: &str) -> Result<Self> {
        [Self::Running, Self::Paused, Self::Cancelled, Self::Finished]
            .into_iter()
            .find(|state| state.as_str() == text)
            .ok_or_else(|| StoreError::Broken(format!("a bulk run is in an unknown state `{text}`")))
    }
}

/// A change that a bulk run makes instead of running a scenario.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(tag = "change", rename_all = "snake_case", deny_unknown_fields)]
pub enum BulkChange {
    /// Leads move to a stage.
    Move {
        /// The stage.
        stage: StageId,
        /// Why they were lost, for a stage of lost leads.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        loss_reason_id: Option<LossReasonId>,
    },
    /// Somebody, or nobody, becomes responsible.
    Assign {
        /// Who.
        responsible_id: Option<UserId>,
    },
    /// Tags come and go.
    Tag {
        /// Tags that come.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        add: Vec<String>,
        /// Tags that go.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        remove: Vec<String>,
    },
    /// The records are deleted.
    Delete {},
}

/// The dialogs of a bot that a step takes along.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct OverTalks {
    /// The bot.
    pub bot: BotId,
    /// The flow.
    pub flow: FlowId,
    /// The step.
    pub step: Key,
}

/// Which records, and with which variables.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Over {
    /// What happens to each, when it is not the scenario's run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change: Option<BulkChange>,
    /// These records, in this order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub records: Vec<RecordRef>,
    /// Or every record that fits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filter: Option<RecordFilter>,
    /// Or the participants of a bot, whom its flow takes to a step.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub talks: Option<OverTalks>,
    /// Run variables.
    #[serde(default, skip_serializing_if = "serde_json::Map::is_empty")]
    pub variables: serde_json::Map<String, serde_json::Value>,
    /// The causes behind it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub chain: Vec<signalbox_model::event::Visit>,
    /// How many causes lie behind it.
    #[serde(default)]
    pub depth: u8,
}

/// A bulk run.
#[derive(Debug, Clone)]
pub struct Stored {
    /// Its id.
    pub id: BulkId,
    /// Its workspace.
    pub workspace: WorkspaceId,
    /// The scenario; 0 when the records are changed without one.
    pub scenario: ScenarioId,
    /// How far it has come.
    pub state: State,
    /// The records.
    pub over: Over,
    /// Who started it.
    pub author: Author,
    /// How many records there were at the start.
    pub total: i64,
    /// How many are through.
    pub done: i64,
    /// How many of these failed.
    pub failed: i64,
    /// The place in the list, or the last record.
    pub after: i64,
    /// When it was started.
    pub at: Micros,
}

const COLUMNS: &str =
    "id, workspace_id, scenario_id, state, document, author, total, done, failed, after_id, at";

fn stored(row: &Row) -> Result<Stored> {
    Ok(Stored {
        id: BulkId(row.int(0)?),
        workspace: WorkspaceId(row.int(1)?),
        scenario: ScenarioId(row.int(2)?),
        state: State::read(&row.text(3)?)?,
        over: row.json(4)?,
        author: row.json(5)?,
        total: row.int(6)?,
        done: row.int(7)?,
        failed: row.int(8)?,
        after: row.int(9)?,
        at: Micros(row.int(10)?),
    })
}

/// Writes a bulk run.
pub fn insert(space: &mut Space, bulk: &Stored) -> Result<()> {
    let (document, author) = (
        serde_json::to_string(&bulk.over)?,
        serde_json::to_string(&bulk.author)?,
    );
    space.exec(
        "INSERT INTO bulk (workspace_id, id, scenario_id, state, document, author, total, done, failed, after_id, at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 0, 0, 0, ?8)",
        &[
            bulk.id.0.into(),
            bulk.scenario.0.into(),
            bulk.state.as_str().into(),
            (&document).into(),
            (&author).into(),
            bulk.total.into(),
            bulk.at.into(),
        ],
    )?;
    Ok(())
}

/// One bulk run.
pub fn get(space: &mut Space, id: BulkId) -> Result<Option<Stored>> {
    space.one(
        &format!("SELECT {COLUMNS} FROM bulk WHERE workspace_id = ?1 AND id = ?2"),
        &[id.0.into()],
        stored,
    )
}

/// A page of bulk runs, newest first.
pub fn list(space: &mut Space, before: Option<BulkId>, limit: i64) -> Result<Vec<Stored>> {
    let sql =
        format!("SELECT {COLUMNS} FROM bulk WHERE workspace_id = ?1 AND id < ?2 ORDER BY id DESC LIMIT ?3");
    space.all(
        &sql,
        &[
            before.map_or(i64::MAX, |id| id.0).into(),
            limit.clamp(1, 500).into(),
        ],
        stored,
    )
}

/// Moves a bulk run from one of `from` to `to`; false when it was in none of them.
pub fn set_state(space: &mut Space, id: BulkId, from: &[State], to: State) -> Result<bool> {
    let mut touched = 0;
    for state in from {
        let sql = "UPDATE bulk SET state = ?4 WHERE workspace_id = ?1 AND id = ?2 AND state = ?3";
        touched += space.exec(sql, &[id.0.into(), state.as_str().into(), to.as_str().into()])?;
    }
    Ok(touched > 0)
}

/// Writes how far a step came.
pub fn advance(space: &mut Space, id: BulkId, after: i64, done: i64, failed: i64) -> Result<()> {
    let sql = "UPDATE bulk SET after_id = ?3, done = done + ?4, failed = failed + ?5 WHERE workspace_id = ?1 AND id = ?2";
    space.exec(sql, &[id.0.into(), after.into(), done.into(), failed.into()])?;
    Ok(())
}

/// Bulk runs of all workspaces that are under way, in order of their start.
pub fn running_any_workspace(tx: &mut Tx) -> Result<Vec<(WorkspaceId, BulkId)>> {
    tx.all(
        "SELECT workspace_id, id FROM bulk WHERE state = 'running' ORDER BY id",
        &[],
        |row| Ok((WorkspaceId(row.int(0)?), BulkId(row.int(1)?))),
    )
}
