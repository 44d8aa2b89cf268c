//! Rehearsals as they were last written down.

use crate::{Result, Row, Space};
use signalbox_model::{Micros, ScenarioId};

/// Rehearsals kept for a scenario; older ones go when a new one begins.
const KEPT: i64 = 20;

/// A rehearsal. What it holds is the server's: the store only keeps it.
#[derive(Debug, Clone)]
pub struct Stored {
    /// Its id.
    pub id: i64,
    /// The scenario.
    pub scenario: ScenarioId,
    /// How far it has come, as a word.
    pub stage: String,
    /// What was tried and found, JSON.
    pub document: String,
    /// When it was last written.
    pub updated_at: Micros,
}

fn stored(row: &Row) -> Result<Stored> {
    Ok(Stored {
        id: row.int(0)?,
        scenario: ScenarioId(row.int(1)?),
        stage: row.text(2)?,
        document: row.text(3)?,
        updated_at: Micros(row.int(4)?),
    })
}

const COLUMNS: &str = "id, scenario_id, stage, document, updated_at";

/// Writes a new rehearsal, and lets the scenario's oldest go.
pub fn insert(space: &mut Space, rehearsal: &Stored) -> Result<()> {
    space.exec(
        "INSERT INTO rehearsal (workspace_id, id, scenario_id, stage, document, updated_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        &[
            rehearsal.id.into(),
            rehearsal.scenario.0.into(),
            (&rehearsal.stage).into(),
            (&rehearsal.document).into(),
            rehearsal.updated_at.into(),
        ],
    )?;
    space.exec(
        "DELETE FROM rehearsal WHERE workspace_id = ?1 AND scenario_id = ?2 AND id NOT IN
         (SELECT id FROM rehearsal WHERE workspace_id = ?1 AND scenario_id = ?2 ORDER BY id DESC LIMIT ?3)",
        &[rehearsal.scenario.0.into(), KEPT.into()],
    )?;
    Ok(())
}

/// Writes how a rehearsal stands. Nothing happens when it has gone meanwhile.
pub fn update(space: &mut Space, rehearsal: &Stored) -> Result<()> {
    space.exec(
        "UPDATE rehearsal SET stage = ?3, document = ?4, updated_at = ?5 WHERE workspace_id = ?1 AND id = ?2",
        &[
            rehearsal.id.into(),
            (&rehearsal.stage).into(),
            (&rehearsal.document).into(),
            rehearsal.updated_at.into(),
        ],
    )?;
    Ok(())
}

/// One rehearsal.
pub fn get(space: &mut Space, id: i64) -> Result<Option<Stored>> {
    let sql = format!("SELECT {COLUMNS} FROM rehearsal WHERE workspace_id = ?1 AND id = ?2");
    space.one(&sql, &[id.into()], stored)
}

/// The rehearsals of a scenario, newest first.
pub fn of(space: &mut Space, scenario: ScenarioId) -> Result<Vec<Stored>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM rehearsal WHERE workspace_id = ?1 AND scenario_id = ?2 ORDER BY id DESC LIMIT ?3"
    );
    space.all(&sql, &[scenario.0.into(), KEPT.into()], stored)
}
