//! Pending timers: delayed actions, and runs that wait for a block's delay.

use crate::events::record_ref;
use crate::{Result, Row, Space, Tx, Val};
use signalbox_model::{DialogId, Micros, RecordId, RecordRef, RunId, ScenarioId, TimerId, WorkspaceId};

/// Whether a timer waits for its moment or for its scenario.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Waits for its moment.
    Waiting = 0,
    /// Its moment has passed while its scenario was off (Z-56).
    Overdue = 1,
}

/// A pending timer.
#[derive(Debug, Clone)]
pub struct Stored {
    /// Its id.
    pub id: TimerId,
    /// Its workspace.
    pub workspace: WorkspaceId,
    /// The scenario.
    pub scenario: ScenarioId,
    /// The id of the block; empty when a run waits for its turn behind another.
    pub block: String,
    /// The id of the action; empty when a whole run waits for its block.
    pub step: String,
    /// The run that set it.
    pub run: RunId,
    /// The record it is about.
    pub record: Option<RecordRef>,
    /// The dialog that waits; `block` says for what, and there is no scenario.
    pub dialog: Option<DialogId>,
    /// When it fires.
    pub due_at: Micros,
    /// What it waits for.
    pub state: State,
    /// The event and variables of the run that set it, JSON.
    pub context: String,
}

const COLUMNS: &str = "id, workspace_id, scenario_id, block, step, run_id, record_kind, record_id, due_at, state, context, dialog_id";

fn stored(row: &Row) -> Result<Stored> {
    Ok(Stored {
        id: TimerId(row.int(0)?),
        workspace: WorkspaceId(row.int(1)?),
        scenario: ScenarioId(row.int(2)?),
        block: row.text(3)?,
        step: row.text(4)?,
        run: RunId(row.int(5)?),
        record: record_ref(row.opt_int(6)?, row.opt_int(7)?),
        due_at: Micros(row.int(8)?),
        state: if row.int(9)? == 0 {
            State::Waiting
        } else {
            State::Overdue
        },
        context: row.text(10)?,
        dialog: row.opt_int(11)?.map(DialogId),
    })
}

/// Sets a timer.
pub fn insert(space: &mut Space, timer: &Stored) -> Result<()> {
    space.exec(
        "INSERT INTO timer (workspace_id, id, scenario_id, block, step, run_id, record_kind, record_id, due_at, state, context, dialog_id)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
        &[
            timer.id.0.into(),
            timer.scenario.0.into(),
            (&timer.block).into(),
            (&timer.step).into(),
            timer.run.0.into(),
            timer.record.map(|r| r.kind.code()).into(),
            timer.record.map(|r| r.id.0).into(),
            timer.due_at.into(),
            (timer.state as i64).into(),
            (&timer.context).into(),
            timer.dialog.map(|id| id.0).into(),
        ],
    )?;
    Ok(())
}

/// One timer.
pub fn get(space: &mut Space, id: TimerId) -> Result<Option<Stored>> {
    let sql = format!("SELECT {COLUMNS} FROM timer WHERE workspace_id = ?1 AND id = ?2");
    space.one(&sql, &[id.0.into()], stored)
}

/// The timers a run waits for or has set, soonest first.
pub fn of_run(space: &mut Space, run: RunId) -> Result<Vec<Stored>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM timer WHERE +workspace_id = ?1 AND run_id = ?2 ORDER BY due_at, id LIMIT 500"
    );
    space.all(&sql, &[run.0.into()], stored)
}

/// What the waiting runs of a scenario for a record wait for, the oldest run first. Those that broke and wait for a
/// person are not among them.
pub fn under_way(
    space: &mut Space,
    scenario: ScenarioId,
    record: RecordId,
    limit: usize,
) -> Result<Vec<Stored>> {
    // The plus keeps the planner to the record's index, whose timers are few.
    let sql = format!(
        "SELECT {COLUMNS} FROM timer WHERE workspace_id = ?1 AND record_id = ?2 AND +scenario_id = ?3 AND step = ''
         AND state = 0 ORDER BY run_id LIMIT ?4"
    );
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    space.all(&sql, &[record.0.into(), scenario.0.into(), limit.into()], stored)
}

/// Takes a timer away; false when it is already gone: whoever gets true carries it out.
pub fn take(space: &mut Space, id: TimerId) -> Result<bool> {
    Ok(space.exec(
        "DELETE FROM timer WHERE workspace_id = ?1 AND id = ?2",
        &[id.0.into()],
    )? == 1)
}

/// Timers of all workspaces that are due at `now`, in order; claimed for this transaction.
pub fn due_any_workspace(tx: &mut Tx, now: Micros, limit: i64) -> Result<Vec<Stored>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM timer WHERE state = 0 AND due_at <= ?1 ORDER BY due_at, id LIMIT ?2{}",
        tx.skip_locked()
    );
    tx.all(&sql, &[now.into(), limit.into()], stored)
}

/// The soonest timer of all workspaces.
pub fn soonest_any_workspace(tx: &mut Tx) -> Result<Option<Micros>> {
    let sql = "SELECT due_at FROM timer WHERE state = 0 ORDER BY due_at LIMIT 1";
    tx.one(sql, &[], |row| Ok(Micros(row.int(0)?)))
}

/// Marks a timer whose scenario is off.
pub fn set_state(space: &mut Space, id: TimerId, state: State) -> Result<()> {
    let sql = "UPDATE timer SET state = ?3 WHERE workspace_id = ?1 AND id = ?2";
    space.exec(sql, &[id.0.into(), (state as i64).into()])?;
    Ok(())
}

/// Lets the overdue timers of a scenario fire; how many.
pub fn wake(space: &mut Space, scenario: ScenarioId) -> Result<u64> {
    space.exec(
        "UPDATE timer SET state = 0 WHERE workspace_id = ?1 AND scenario_id = ?2 AND state = 1",
        &[scenario.0.into()],
    )
}

/// Overdue timers of a scenario.
pub fn overdue(space: &mut Space, scenario: ScenarioId, now: Micros) -> Result<i64> {
    let sql = "SELECT COUNT(*) FROM timer WHERE workspace_id = ?1 AND scenario_id = ?2 AND due_at <= ?3";
    Ok(space
        .one(sql, &[scenario.0.into(), now.into()], |row| row.int(0))?
        .unwrap_or(0))
}

/// Deletes the overdue timers of a scenario; how many.
pub fn delete_overdue(space: &mut Space, scenario: ScenarioId, now: Micros) -> Result<u64> {
    let sql = "DELETE FROM timer WHERE workspace_id = ?1 AND scenario_id = ?2 AND due_at <= ?3";
    space.exec(sql, &[scenario.0.into(), now.into()])
}

/// Overdue timers of all workspaces that wait for their scenario since before `before`.
pub fn stale_any_workspace(tx: &mut Tx, before: Micros, limit: i64) -> Result<Vec<Stored>> {
    let sql = format!("SELECT {COLUMNS} FROM timer WHERE state = 1 AND due_at < ?1 ORDER BY due_at LIMIT ?2");
    tx.all(&sql, &[before.into(), limit.into()], stored)
}

/// Which timers are meant.
#[derive(Debug, Clone, Copy, Default)]
pub struct Which<'a> {
    /// Of this scenario.
    pub scenario: Option<ScenarioId>,
    /// Of this block.
    pub block: Option<&'a str>,
    /// Of this action.
    pub step: Option<&'a str>,
    /// About this record.
    pub record: Option<RecordId>,
}

fn narrowed<'a>(which: &Which<'a>, sql: &mut String, params: &mut Vec<Val<'a>>) {
    let wanted = [
        ("scenario_id", which.scenario.map(|id| Val::Int(id.0))),
        ("block", which.block.map(Val::Text)),
        ("step", which.step.map(Val::Text)),
        ("record_id", which.record.map(|id| Val::Int(id.0))),
    ];
    for (column, value) in wanted {
        if let Some(value) = value {
            params.push(value);
            sql.push_str(&format!(" AND {column} = ?{}", params.len() + 1));
        }
    }
}

/// Deletes pending actions; how many. Runs that wait for a block are not among them (Z-12).
pub fn cancel(space: &mut Space, which: &Which) -> Result<u64> {
    let mut sql = "DELETE FROM timer WHERE workspace_id = ?1 AND step <> '' AND dialog_id IS NULL".to_owned();
    let mut params = Vec::new();
    narrowed(which, &mut sql, &mut params);
    space.exec(&sql, &params)
}

/// Moves a timer.
pub fn set_due(space: &mut Space, id: TimerId, due_at: Micros) -> Result<bool> {
    let sql = "UPDATE timer SET due_at = ?3, state = 0 WHERE workspace_id = ?1 AND id = ?2";
    Ok(space.exec(sql, &[id.0.into(), due_at.into()])? == 1)
}

/// A page of timers, soonest first, after a moment and id.
pub fn list(
    space: &mut Space,
    which: &Which,
    after: Option<(Micros, TimerId)>,
    limit: i64,
) -> Result<Vec<Stored>> {
    let (due, id) = after.map_or((i64::MIN, 0), |(due, id)| (due.0, id.0));
    let mut sql = format!(
        "SELECT {COLUMNS} FROM timer WHERE workspace_id = ?1 AND (due_at > ?2 OR (due_at = ?2 AND id > ?3))"
    );
    let mut params = vec![Val::Int(due), Val::Int(id)];
    narrowed(which, &mut sql, &mut params);
    params.push(Val::Int(limit.clamp(1, 500)));
    sql.push_str(&format!(" ORDER BY due_at, id LIMIT ?{}", params.len() + 1));
    space.all(&sql, &params, stored)
}

/// Pending timers of a scenario, counted up to 10,000.
pub fn count(space: &mut Space, scenario: ScenarioId) -> Result<i64> {
    let sql = "SELECT COUNT(*) FROM (SELECT 1 FROM timer WHERE workspace_id = ?1 AND scenario_id = ?2 LIMIT 10000) AS counted";
    Ok(space
        .one(sql, &[scenario.0.into()], |row| row.int(0))?
        .unwrap_or(0))
}

/// What a dialog waits for, soonest first.
pub fn of_dialog(space: &mut Space, dialog: DialogId) -> Result<Vec<Stored>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM timer WHERE workspace_id = ?1 AND dialog_id = ?2 ORDER BY due_at, id LIMIT 100"
    );
    space.all(&sql, &[dialog.0.into()], stored)
}

/// Deletes what a dialog waits for, of one kind or all of it; how many.
pub fn cancel_dialog(space: &mut Space, dialog: DialogId, block: Option<&str>) -> Result<u64> {
    let mut sql = "DELETE FROM timer WHERE workspace_id = ?1 AND dialog_id = ?2".to_owned();
    let mut params = vec![Val::Int(dialog.0)];
    if let Some(block) = block {
        params.push(Val::Text(block));
        sql.push_str(" AND block = ?3");
    }
    space.exec(&sql, &params)
}
