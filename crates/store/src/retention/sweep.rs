//! Deleting what is past its age or over the limit, in small steps.

use super::{Retention, sizes};
use crate::packs::{EVENT, GONE, JOB, RUN, Table};
use crate::{Result, Tx};
use signalbox_model::{Micros, id};

/// Rows looked at in one step.
const WINDOW: i64 = 256;
/// Packs looked at in one step.
const PACKS: i64 = 16;
/// History younger than this is never deleted for want of room, seconds.
const FRESH_SECS: i64 = 60;
const DAY_SECS: i64 = 86_400;

/// What is deleted, in an order in which nothing is left pointing at something gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    EventBodies,
    JobBodies,
    EventBodyPacks,
    JobBodyPacks,
    Runs,
    Jobs,
    Events,
    RunPacks,
    JobPacks,
    EventPacks,
    Seen,
}

const CLASSES: [Class; 11] = [
    Class::EventBodies,
    Class::JobBodies,
    Class::EventBodyPacks,
    Class::JobBodyPacks,
    Class::Runs,
    Class::Jobs,
    Class::Events,
    Class::RunPacks,
    Class::JobPacks,
    Class::EventPacks,
    Class::Seen,
];

/// How far a round of deleting has come. A fresh one looks at everything again.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sweep {
    class: usize,
    after: [i64; CLASSES.len()],
    /// Ids below this go for want of room.
    floor: i64,
    /// Rows that are still to go for want of room, where the files do not tell (PostgreSQL).
    too_many: Option<u64>,
    over: bool,
}

/// What a step has done.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    /// Rows deleted.
    pub deleted: u64,
    /// Rows whose bodies were deleted.
    pub stripped: u64,
    /// Whether the round is over.
    pub done: bool,
}

/// One step: a unit of work of a few milliseconds. Call it with the same sweep until it is done.
pub fn step(tx: &mut Tx, sweep: &mut Sweep, limits: &Retention, now: Micros) -> Result<Progress> {
    let mut progress = Progress::default();
    match CLASSES.get(sweep.class) {
        Some(class) => delete(tx, *class, sweep, limits, now, &mut progress)?,
        None if !sweep.over => sweep.over = !lower(tx, sweep, limits, now)?,
        None => {}
    }
    progress.done = sweep.over;
    Ok(progress)
}

/// The id below which rows of an age in days are too old; 0 when there is no limit.
fn aged(days: u32, now: Micros) -> i64 {
    match days {
        0 => 0,
        days => id::floor_at(now.plus_secs(-i64::from(days) * DAY_SECS).0),
    }
}

fn delete(
    tx: &mut Tx,
    class: Class,
    sweep: &mut Sweep,
    limits: &Retention,
    now: Micros,
    progress: &mut Progress,
) -> Result<()> {
    let rows = aged(limits.runs_days, now).max(sweep.floor);
    let bodies = aged(limits.bodies_days, now);
    let after = &mut sweep.after[sweep.class];
    let done = match class {
        Class::EventBodies => strip(tx, &EVENT, "state IN (1, 3, 5) AND kind > 50", after, bodies)?,
        Class::JobBodies => strip(tx, &JOB, "state IN (2, 3, 4, 5)", after, bodies)?,
        Class::EventBodyPacks => delete_packs(tx, &EVENT, "", after, bodies)?,
        Class::JobBodyPacks => delete_packs(tx, &JOB, "", after, bodies)?,
        Class::Runs => delete_rows(tx, &RUN, FINAL_RUN, after, rows)?,
        Class::Jobs => delete_rows(tx, &JOB, "state NOT IN (0, 1)", after, rows)?,
        Class::Events => delete_rows(tx, &EVENT, FINAL_EVENT, after, rows)?,
        Class::RunPacks => delete_packs(tx, &RUN, UNUSED, after, rows)?,
        Class::JobPacks => delete_packs(tx, &JOB, UNUSED, after, rows)?,
        Class::EventPacks => delete_packs(tx, &EVENT, UNUSED, after, rows)?,
        Class::Seen => Some(forget_seen(tx, now)?),
    };
    match done {
        Some(touched) if matches!(class, Class::EventBodies | Class::JobBodies) => {
            progress.stripped = touched
        }
        Some(touched) => progress.deleted = touched,
        None => {}
    }
    if let (Some(left), Class::Runs | Class::Jobs | Class::Events) = (&mut sweep.too_many, class) {
        *left = left.saturating_sub(progress.deleted);
    }
    // The last class has no position: it is over when a step found less than a window.
    let over = match class {
        Class::Seen => progress.deleted < WINDOW.unsigned_abs(),
        _ => done.is_none(),
    };
    sweep.class += usize::from(over);
    Ok(())
}

const FINAL_RUN: &str = "status <> 7
    AND NOT EXISTS (SELECT 1 FROM timer AS t WHERE t.run_id = run.id)
    AND NOT EXISTS (SELECT 1 FROM job AS j WHERE j.run_id = run.id AND j.state IN (0, 1))";
const FINAL_EVENT: &str = "state NOT IN (0, 4) AND kind > 50
    AND NOT EXISTS (SELECT 1 FROM run AS r WHERE r.event_id = event.id)";
/// A pack none of whose rows is left.
const UNUSED: &str = "AND NOT EXISTS (SELECT 1 FROM {table} AS kept
    WHERE kept.id >= pack.first_id AND kept.id <= pack.last_id AND kept.pack = pack.id)";

/// The end of the next window of ids between `after` and `limit`; none when there is nothing left.
fn window(tx: &mut Tx, table: &Table, after: i64, limit: i64) -> Result<Option<i64>> {
    let sql = format!(
        "SELECT MAX(id) FROM (SELECT id FROM {} WHERE id > ?1 AND id < ?2 ORDER BY id LIMIT ?3) AS seen",
        table.name
    );
    Ok(tx
        .one(&sql, &[after.into(), limit.into(), WINDOW.into()], |row| {
            row.opt_int(0)
        })?
        .flatten())
}

/// Deletes rows of the next window; how many, none when the table is done.
fn delete_rows(tx: &mut Tx, table: &Table, which: &str, after: &mut i64, limit: i64) -> Result<Option<u64>> {
    let Some(last) = window(tx, table, *after, limit)? else {
        return Ok(None);
    };
    let sql = format!(
        "DELETE FROM {} WHERE id > ?1 AND id <= ?2 AND {which}",
        table.name
    );
    let deleted = tx.exec(&sql, &[(*after).into(), last.into()])?;
    *after = last;
    Ok(Some(deleted))
}

/// Deletes the bodies of rows of the next window that never came into a pack.
fn strip(tx: &mut Tx, table: &Table, which: &str, after: &mut i64, limit: i64) -> Result<Option<u64>> {
    let Some(last) = window(tx, table, *after, limit)? else {
        return Ok(None);
    };
    let sql = format!(
        "UPDATE {} SET {}, pack = {GONE} WHERE id > ?1 AND id <= ?2 AND pack IS NULL AND {which} AND {} > 0",
        table.name,
        table.emptied(),
        table.bytes()
    );
    let stripped = tx.exec(&sql, &[(*after).into(), last.into()])?;
    *after = last;
    Ok(Some(stripped))
}

/// Deletes packs all of whose rows are older than `limit`.
fn delete_packs(tx: &mut Tx, table: &Table, which: &str, after: &mut i64, limit: i64) -> Result<Option<u64>> {
    let kind = table.code.into();
    let found = tx.one(
        "SELECT MAX(last_id) FROM (SELECT last_id FROM pack WHERE kind = ?3 AND last_id > ?1 AND last_id < ?2 ORDER BY last_id LIMIT ?4) AS seen",
        &[(*after).into(), limit.into(), kind, PACKS.into()],
        |row| row.opt_int(0),
    )?;
    let Some(last) = found.flatten() else {
        return Ok(None);
    };
    let sql = format!(
        "DELETE FROM pack WHERE kind = ?3 AND last_id > ?1 AND last_id <= ?2 {}",
        which.replace("{table}", table.name)
    );
    let deleted = tx.exec(&sql, &[(*after).into(), last.into(), kind])?;
    *after = last;
    Ok(Some(deleted))
}

/// Forgets requests that no hook looks for any more: older than the longest window of any.
fn forget_seen(tx: &mut Tx, now: Micros) -> Result<u64> {
    let windows = tx.all("SELECT settings FROM hook", &[], |row| {
        row.json::<signalbox_model::hook::HookSettings>(0)
    })?;
    let longest = windows
        .iter()
        .filter_map(|hook| hook.dedup.as_ref())
        .map(|dedup| dedup.window_secs);
    let longest = longest.max().unwrap_or(0);
    tx.exec(
        "DELETE FROM hook_seen WHERE (workspace_id, hook_id, fingerprint) IN
         (SELECT workspace_id, hook_id, fingerprint FROM hook_seen WHERE at < ?1 ORDER BY at LIMIT ?2)",
        &[now.plus_secs(-i64::from(longest)).into(), WINDOW.into()],
    )
}

/// When the database is over its limit: raises the floor by a window of the oldest rows and begins again there.
/// False when there is room, or nothing more may go.
fn lower(tx: &mut Tx, sweep: &mut Sweep, limits: &Retention, now: Micros) -> Result<bool> {
    if limits.max_bytes == 0 || has_room(tx, sweep, limits.max_bytes)? {
        return Ok(false);
    }
    let highest = id::floor_at(now.plus_secs(-FRESH_SECS).0);
    if sweep.floor >= highest {
        return Ok(false);
    }
    let mut next = highest;
    for table in [&EVENT, &RUN, &JOB] {
        let sql = format!(
            "SELECT id FROM {} WHERE id >= ?1 ORDER BY id LIMIT 1 OFFSET ?2",
            table.name
        );
        let found = tx.one(&sql, &[sweep.floor.into(), WINDOW.into()], |row| row.int(0))?;
        next = next.min(found.unwrap_or(highest));
    }
    sweep.floor = next.max(sweep.floor + 1);
    sweep.class = 0;
    Ok(true)
}

/// SQLite says how many pages it uses. The files of PostgreSQL keep the room of deleted rows for new ones, so the
/// rows that are too many are reckoned once and counted down.
fn has_room(tx: &mut Tx, sweep: &mut Sweep, limit: u64) -> Result<bool> {
    if !tx.is_pg() {
        return Ok(sizes::used_bytes(tx)? <= limit);
    }
    let left = match sweep.too_many {
        Some(left) => left,
        None => {
            let live = sizes::history(tx)?;
            let usual = (live.bytes / live.rows.max(1)).max(1);
            live.bytes.saturating_sub(limit) / usual
        }
    };
    sweep.too_many = Some(left);
    Ok(left == 0)
}
