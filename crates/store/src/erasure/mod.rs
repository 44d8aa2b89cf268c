//! Erasing a person from history, and emptying a whole workspace: begun in one transaction, carried out in small steps
//! (decision 0185).
//!
//! What a person wrote and owned goes at once. History (events, runs, deliveries, their packs, imports, rehearsals)
//! is too long for one transaction: an [`Erasure`] walks through it, and what tells of the person loses its contents.
//! Rows, moments and counts stay, so that the log stays a log.

mod chats;
mod clicks;
mod documents;
mod history;
#[cfg(test)]
mod tests;
mod traces;
mod wipe;

pub use chats::{KnownAs, known_as, messages_of, remove_chats};
pub use clicks::{clicks_of, codes_of};
pub use history::{forget_timers, told};
pub use traces::Traces;

use crate::{Result, Row, Space, Tx};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use signalbox_model::{ErasureId, Micros, RecordId, UserId, WorkspaceId};

/// What was found and emptied, or deleted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "ErasureTally")]
pub struct Tally {
    /// Leads, contacts, companies and tasks.
    pub records: u64,
    /// Messages of conversations.
    pub messages: u64,
    /// Events.
    pub events: u64,
    /// Runs.
    pub runs: u64,
    /// Deliveries.
    pub deliveries: u64,
    /// Pieces of imports, merges, rehearsals and tests.
    pub documents: u64,
}

/// An erasure.
#[derive(Debug, Clone, PartialEq)]
pub struct Erasure {
    /// Its id.
    pub id: ErasureId,
    /// The contact that was; `None` for the whole workspace.
    pub contact: Option<RecordId>,
    /// What is looked for; empty once it is done.
    pub traces: Traces,
    /// How far it has come.
    stage: i64,
    after: i64,
    /// What was found.
    pub tally: Tally,
    /// Who began it.
    pub user: Option<UserId>,
    /// When it was begun.
    pub at: Micros,
    /// When it was done.
    pub finished_at: Option<Micros>,
}

const COLUMNS: &str = "id, contact_id, traces, stage, after_id, tally, user_id, at, finished_at";

fn erasure(row: &Row) -> Result<Erasure> {
    Ok(Erasure {
        id: ErasureId(row.int(0)?),
        contact: row.opt_int(1)?.map(RecordId),
        traces: row.opt_json(2)?.unwrap_or_default(),
        stage: row.int(3)?,
        after: row.int(4)?,
        tally: row.json(5)?,
        user: row.opt_int(6)?.map(UserId),
        at: Micros(row.int(7)?),
        finished_at: row.opt_int(8)?.map(Micros),
    })
}

impl Erasure {
    /// One that is about to begin.
    pub fn new(
        id: ErasureId,
        contact: Option<RecordId>,
        traces: Traces,
        by: Option<UserId>,
        at: Micros,
    ) -> Self {
        Self {
            id,
            contact,
            traces,
            stage: 0,
            after: 0,
            tally: Tally::default(),
            user: by,
            at,
            finished_at: None,
        }
    }
}

/// Writes a new erasure; the workers take it up.
pub fn begin(space: &mut Space, erasure: &Erasure) -> Result<()> {
    let (traces, tally) = (
        serde_json::to_string(&erasure.traces)?,
        serde_json::to_string(&erasure.tally)?,
    );
    space.exec(
        "INSERT INTO erasure (workspace_id, id, contact_id, traces, stage, after_id, tally, user_id, at)
         VALUES (?1, ?2, ?3, ?4, 0, 0, ?5, ?6, ?7)",
        &[
            erasure.id.0.into(),
            erasure.contact.map(|contact| contact.0).into(),
            (&traces).into(),
            (&tally).into(),
            erasure.user.map(|user| user.0).into(),
            erasure.at.into(),
        ],
    )?;
    Ok(())
}

/// The newest erasures; at most 100.
pub fn list(space: &mut Space) -> Result<Vec<Erasure>> {
    let sql = format!("SELECT {COLUMNS} FROM erasure WHERE workspace_id = ?1 ORDER BY id DESC LIMIT 100");
    space.all(&sql, &[], erasure)
}

/// Whether the workspace is being emptied.
pub fn is_emptying(space: &mut Space) -> Result<bool> {
    let sql = "SELECT 1 FROM erasure WHERE workspace_id = ?1 AND finished_at IS NULL AND contact_id IS NULL LIMIT 1";
    Ok(space.one(sql, &[], |_| Ok(()))?.is_some())
}

/// Erasures of all workspaces that are under way.
pub fn open_any_workspace(tx: &mut Tx) -> Result<Vec<(WorkspaceId, ErasureId)>> {
    tx.all(
        "SELECT workspace_id, id FROM erasure WHERE finished_at IS NULL ORDER BY id LIMIT 100",
        &[],
        |row| Ok((WorkspaceId(row.int(0)?), ErasureId(row.int(1)?))),
    )
}

/// What a step of a stage found: whether the stage is over.
enum Went {
    /// There is more, after this id.
    On(i64),
    /// The stage is over.
    Through,
}

/// One step: a unit of work of a few milliseconds. Nothing happens when the erasure is done already.
pub fn step(space: &mut Space, id: ErasureId, now: Micros) -> Result<()> {
    let lock = if space.tx().is_pg() { " FOR UPDATE" } else { "" };
    let sql = format!(
        "SELECT {COLUMNS} FROM erasure WHERE workspace_id = ?1 AND id = ?2 AND finished_at IS NULL{lock}"
    );
    let Some(mut at) = space.one(&sql, &[id.0.into()], erasure)? else {
        return Ok(());
    };
    let plan = if at.contact.is_some() {
        person(space, &mut at)?
    } else {
        wipe::step(space, &mut at)?
    };
    match plan {
        Some(Went::On(after)) => at.after = after,
        Some(Went::Through) => {
            at.stage += 1;
            at.after = 0;
        }
        None => return finish(space, &at, now),
    }
    let tally = serde_json::to_string(&at.tally)?;
    space.exec(
        "UPDATE erasure SET stage = ?3, after_id = ?4, tally = ?5 WHERE workspace_id = ?1 AND id = ?2",
        &[id.0.into(), at.stage.into(), at.after.into(), (&tally).into()],
    )?;
    Ok(())
}

/// One step of erasing a person; `None` when all is done.
fn person(space: &mut Space, at: &mut Erasure) -> Result<Option<Went>> {
    Ok(Some(match at.stage {
        0..3 => history::rows(space, history::TABLES[usize::try_from(at.stage).unwrap_or(0)], at)?,
        3..6 => history::packs(
            space,
            history::TABLES[usize::try_from(at.stage - 3).unwrap_or(0)],
            at,
        )?,
        stage => match usize::try_from(stage - 6)
            .ok()
            .and_then(|stage| documents::PLACES.get(stage))
        {
            Some(place) => documents::clear(space, place, at)?,
            None => return Ok(None),
        },
    }))
}

/// Forgets what was looked for: it names the person.
fn finish(space: &mut Space, done: &Erasure, now: Micros) -> Result<()> {
    space.exec(
        "UPDATE erasure SET traces = NULL, finished_at = ?3 WHERE workspace_id = ?1 AND id = ?2",
        &[done.id.0.into(), now.into()],
    )?;
    Ok(())
}
