//! Schedule steps of published flows: when each comes due, and when it ran last.

use crate::{Result, Row, Space, Tx};
use signalbox_model::{BotId, BulkId, FlowId, Key, Micros, WorkspaceId};

/// A schedule step of a published flow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// The flow.
    pub flow: FlowId,
    /// The step.
    pub step: Key,
    /// The bot.
    pub bot: BotId,
    /// When it comes due next; never when none.
    pub next_due: Option<Micros>,
    /// When it ran last.
    pub last_at: Option<Micros>,
    /// The bulk run that moved the participants then.
    pub last_bulk: Option<BulkId>,
}

const COLUMNS: &str = "flow_id, step, bot_id, next_due, last_at, last_bulk";

fn stored(row: &Row) -> Result<Stored> {
    Ok(Stored {
        flow: FlowId(row.int(0)?),
        step: crate::scenarios::key(&row.text(1)?)?,
        bot: BotId(row.int(2)?),
        next_due: row.opt_int(3)?.map(Micros),
        last_at: row.opt_int(4)?.map(Micros),
        last_bulk: row.opt_int(5)?.map(BulkId),
    })
}

/// The schedule steps of a flow.
pub fn of_flow(space: &mut Space, flow: FlowId) -> Result<Vec<Stored>> {
    let sql =
        format!("SELECT {COLUMNS} FROM flow_schedule WHERE workspace_id = ?1 AND flow_id = ?2 ORDER BY step");
    space.all(&sql, &[flow.0.into()], stored)
}

/// One schedule step.
pub fn get(space: &mut Space, flow: FlowId, step: &Key) -> Result<Option<Stored>> {
    let sql =
        format!("SELECT {COLUMNS} FROM flow_schedule WHERE workspace_id = ?1 AND flow_id = ?2 AND step = ?3");
    space.one(&sql, &[flow.0.into(), step.as_str().into()], stored)
}

/// Writes a schedule step over the one that is known.
pub fn put(space: &mut Space, schedule: &Stored) -> Result<()> {
    space.exec(
        "INSERT INTO flow_schedule (workspace_id, flow_id, step, bot_id, next_due, last_at, last_bulk)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT (workspace_id, flow_id, step) DO UPDATE SET next_due = excluded.next_due,
         last_at = excluded.last_at, last_bulk = excluded.last_bulk",
        &[
            schedule.flow.0.into(),
            schedule.step.as_str().into(),
            schedule.bot.0.into(),
            schedule.next_due.into(),
            schedule.last_at.into(),
            schedule.last_bulk.map(|id| id.0).into(),
        ],
    )?;
    Ok(())
}

/// Forgets a schedule step that the flow no longer has.
pub fn delete(space: &mut Space, flow: FlowId, step: &Key) -> Result<()> {
    let sql = "DELETE FROM flow_schedule WHERE workspace_id = ?1 AND flow_id = ?2 AND step = ?3";
    space.exec(sql, &[flow.0.into(), step.as_str().into()])?;
    Ok(())
}

/// Schedule steps of all workspaces that are due at `now`.
pub fn due_any_workspace(tx: &mut Tx, now: Micros) -> Result<Vec<(WorkspaceId, FlowId, Key)>> {
    tx.all(
        "SELECT workspace_id, flow_id, step FROM flow_schedule WHERE next_due <= ?1 ORDER BY next_due LIMIT 100",
        &[now.into()],
        |row| {
            let step = crate::scenarios::key(&row.text(2)?)?;
            Ok((WorkspaceId(row.int(0)?), FlowId(row.int(1)?), step))
        },
    )
}

/// The soonest due schedule step of all workspaces.
pub fn soonest_any_workspace(tx: &mut Tx) -> Result<Option<Micros>> {
    let sql = "SELECT MIN(next_due) FROM flow_schedule WHERE next_due IS NOT NULL";
    Ok(tx.one(sql, &[], |row| row.opt_int(0))?.flatten().map(Micros))
}
