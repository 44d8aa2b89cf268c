//! Events, runs and deliveries: what tells of a person loses its contents.

use super::{Erasure, Traces, Went};
use crate::crm::{ids_json, listed};
use crate::packs::{self, EVENT, GONE, JOB, RUN, Table};
use crate::{Result, Row, Space};
use serde_json::{Map, Value, json};
use signalbox_model::RecordId;
use signalbox_model::id::born_at;
use signalbox_model::job::JobState;
use signalbox_model::run::RunStatus;

/// Rows looked at in one step.
const WINDOW: i64 = 128;
/// Events of this number and above are no changes of records.
const NO_CHANGE: i64 = 50;

pub(super) const TABLES: [&Table; 3] = [&EVENT, &RUN, &JOB];

/// A row of history as the search sees it.
struct Seen {
    id: i64,
    subject: Option<i64>,
    is_change: bool,
    texts: Vec<Vec<u8>>,
}

impl Seen {
    /// Whether it tells of the person. A change of another record may hold the bare id of the contact, as a link: the
    /// record's past is told from its changes, and an id that leads nowhere tells of nobody.
    fn tells(&self, traces: &Traces) -> bool {
        let any = |judge: &dyn Fn(&[u8]) -> bool| self.texts.iter().any(|text| judge(text));
        if traces.is_gone(self.subject) {
            return true;
        }
        if traces.is_kept(self.subject) {
            return any(&|text| traces.named_by(text));
        }
        if self.is_change {
            return any(&|text| traces.reached_by(text));
        }
        any(&|text| traces.told_by(text))
    }
}

fn is_event(table: &Table) -> bool {
    table.code == EVENT.code
}

/// Columns that tell what a row is about: its record, and whether it is a change of one.
fn about(table: &Table) -> &'static str {
    match table.name {
        "event" => "subject_id, kind",
        "run" => "subject_id, CAST(100 AS BIGINT)",
        _ => "CAST(NULL AS BIGINT), CAST(100 AS BIGINT)",
    }
}

fn cells(row: &Row, table: &Table, from: usize) -> Result<Vec<Vec<u8>>> {
    Ok(packs::cells(row, table, from)?.into_iter().flatten().collect())
}

/// One window of rows that lie in no pack.
pub(super) fn rows(space: &mut Space, table: &Table, at: &mut Erasure) -> Result<Went> {
    // The plus keeps SQLite on the primary key.
    let sql = format!(
        "SELECT id, {}, {} FROM {} WHERE +workspace_id = ?1 AND id > ?2 AND pack IS NULL ORDER BY id LIMIT ?3",
        about(table),
        table.names(),
        table.name
    );
    let seen = space.all(&sql, &[at.after.into(), WINDOW.into()], |row| {
        Ok(Seen {
            id: row.int(0)?,
            subject: row.opt_int(1)?,
            is_change: is_event(table) && row.int(2)? < NO_CHANGE,
            texts: cells(row, table, 3)?,
        })
    })?;
    let found: Vec<i64> = seen
        .iter()
        .filter(|row| row.tells(&at.traces))
        .map(|row| row.id)
        .collect();
    empty(space, table, &found, at)?;
    Ok(match seen.last() {
        Some(last) => Went::On(last.id),
        None => Went::Through,
    })
}

/// The next pack of a table: rows that tell of the person leave it, and those that were emptied already.
pub(super) fn packs(space: &mut Space, table: &Table, at: &mut Erasure) -> Result<Went> {
    let Some(pack) = packs::next(space, table, at.after)? else {
        return Ok(Went::Through);
    };
    let live = live(space, table, pack.id, pack.first, pack.last)?;
    let mut found = Vec::new();
    for (id, subject, is_change) in &live {
        let row = Seen {
            id: *id,
            subject: *subject,
            is_change: *is_change,
            texts: pack.cells(*id).into_iter().flatten().collect(),
        };
        if row.tells(&at.traces) {
            found.push(row.id);
        }
    }
    empty(space, table, &found, at)?;
    let kept: Vec<i64> = live
        .iter()
        .map(|(id, ..)| *id)
        .filter(|id| !found.contains(id))
        .collect();
    let next = pack.id;
    packs::keep_only(space, table, pack, &kept)?;
    Ok(Went::On(next))
}

/// The rows that still lie in a pack, oldest first.
fn live(
    space: &mut Space,
    table: &Table,
    pack: i64,
    first: i64,
    last: i64,
) -> Result<Vec<(i64, Option<i64>, bool)>> {
    let sql = format!(
        "SELECT id, {} FROM {} WHERE +workspace_id = ?1 AND id >= ?2 AND id <= ?3 AND pack = ?4 ORDER BY id",
        about(table),
        table.name
    );
    space.all(&sql, &[first.into(), last.into(), pack.into()], |row| {
        Ok((
            row.int(0)?,
            row.opt_int(1)?,
            is_event(table) && row.int(2)? < NO_CHANGE,
        ))
    })
}

/// Empties rows, and what they caused: runs of an event, deliveries of a run.
fn empty(space: &mut Space, table: &Table, ids: &[i64], at: &mut Erasure) -> Result<()> {
    if ids.is_empty() {
        return Ok(());
    }
    match table.name {
        "event" => {
            at.tally.events += strip(space, table, "id", ids, "")?;
            empty_runs(space, "event_id", ids, at)
        }
        "run" => empty_runs(space, "id", ids, at),
        _ => empty_jobs(space, "id", ids, at),
    }
}

fn empty_runs(space: &mut Space, by: &str, ids: &[i64], at: &mut Erasure) -> Result<()> {
    let sql = format!(
        "SELECT id FROM run WHERE +workspace_id = ?1 AND {by} IN ({})",
        listed(space)
    );
    let runs = space.all(&sql, &[(&list(ids)).into()], |row| row.int(0))?;
    if runs.is_empty() {
        return Ok(());
    }
    // What waits in the run's name carries what the run knew.
    let sql = format!(
        "DELETE FROM timer WHERE +workspace_id = ?1 AND run_id IN ({})",
        listed(space)
    );
    space.exec(&sql, &[(&list(&runs)).into()])?;
    let (waiting, off) = (RunStatus::Waiting.code(), RunStatus::Cancelled.code());
    let more = format!(", parked = NULL, status = CASE WHEN status = {waiting} THEN {off} ELSE status END");
    at.tally.runs += strip(space, &RUN, "id", &runs, &more)?;
    empty_jobs(space, "run_id", &runs, at)
}

/// A request that waits is called off. One that is leaving at this moment may still arrive; what comes of it is not kept.
fn empty_jobs(space: &mut Space, by: &str, ids: &[i64], at: &mut Erasure) -> Result<()> {
    let sql = format!(
        "SELECT id FROM job WHERE +workspace_id = ?1 AND {by} IN ({})",
        listed(space)
    );
    let jobs = space.all(&sql, &[(&list(ids)).into()], |row| row.int(0))?;
    let [planned, sending, off] =
        [JobState::Planned, JobState::Sending, JobState::Cancelled].map(JobState::code);
    let more = format!(", state = CASE WHEN state IN ({planned}, {sending}) THEN {off} ELSE state END");
    at.tally.deliveries += strip(space, &JOB, "id", &jobs, &more)?;
    Ok(())
}

fn strip(space: &mut Space, table: &Table, by: &str, ids: &[i64], more: &str) -> Result<u64> {
    if ids.is_empty() {
        return Ok(0);
    }
    let sql = format!(
        "UPDATE {} SET {}, pack = {GONE}{more} WHERE +workspace_id = ?1 AND {by} IN ({})
         AND (pack IS NULL OR pack <> {GONE})",
        table.name,
        table.emptied(),
        listed(space)
    );
    space.exec(&sql, &[(&list(ids)).into()])
}

fn list(ids: &[i64]) -> String {
    let ids: Vec<RecordId> = ids.iter().copied().map(RecordId).collect();
    ids_json(&ids)
}

/// Removes the pending timers of records that went, and what says how often scenarios ran for them.
pub fn forget_timers(space: &mut Space, gone: &[RecordId]) -> Result<()> {
    let among = listed(space);
    let ids = ids_json(gone);
    for (table, column) in [
        ("timer", "record_id"),
        ("scenario_mark", "record_id"),
        ("link_token", "record_id"),
        ("announcement", "record_id"),
        ("merged_record", "into_id"),
        ("not_duplicate", "a_id"),
        ("not_duplicate", "b_id"),
        ("record_merge", "record_id"),
    ] {
        let sql = format!("DELETE FROM {table} WHERE workspace_id = ?1 AND {column} IN ({among})");
        space.exec(&sql, &[(&ids).into()])?;
    }
    Ok(())
}

/// What history tells of a person, table by table: the rows of the next window that do, and where to go on. The three
/// tables are events, runs and deliveries; `None` when `table` is beyond them.
pub fn told(
    space: &mut Space,
    traces: &Traces,
    table: usize,
    after: i64,
) -> Result<Option<(Vec<Value>, Option<i64>)>> {
    let Some(table) = TABLES.get(table) else {
        return Ok(None);
    };
    let sql = format!(
        "SELECT id, {}, {}, pack FROM {} WHERE +workspace_id = ?1 AND id > ?2 ORDER BY id LIMIT ?3",
        about(table),
        table.names(),
        table.name
    );
    let width = table.width();
    let window = space.all(&sql, &[after.into(), WINDOW.into()], |row| {
        let is_change = is_event(table) && row.int(2)? < NO_CHANGE;
        let cells = packs::cells(row, table, 3)?;
        Ok((
            row.int(0)?,
            row.opt_int(1)?,
            is_change,
            cells,
            row.opt_int(3 + width)?,
        ))
    })?;
    let next = window.last().map(|(id, ..)| *id);
    let mut open: Option<packs::Pack> = None;
    let mut lines = Vec::new();
    for (id, subject, is_change, mut cells, pack) in window {
        if let Some(pack) = pack.filter(|pack| *pack != GONE) {
            if open.as_ref().is_none_or(|open| open.id != pack) {
                open = packs::get(space, pack)?;
            }
            cells = open.as_ref().map_or_else(Vec::new, |open| open.cells(id));
        }
        let texts: Vec<Vec<u8>> = cells.iter().flatten().cloned().collect();
        let seen = Seen {
            id,
            subject,
            is_change,
            texts,
        };
        if seen.tells(traces) {
            lines.push(line(table, id, cells));
        }
    }
    Ok(Some((lines, next)))
}

/// A row as a document: what it is, when it was, and what it holds.
fn line(table: &Table, id: i64, cells: Vec<Option<Vec<u8>>>) -> Value {
    let what = if table.name == "job" {
        "delivery"
    } else {
        table.name
    };
    let mut line = Map::new();
    line.insert("what".into(), what.into());
    line.insert("id".into(), RecordId(id).to_string().into());
    line.insert("at".into(), json!(born_at(id)));
    for (name, cell) in table.column_names().zip(cells) {
        if let Some(bytes) = cell {
            let value = serde_json::from_slice(&bytes)
                .unwrap_or_else(|_| Value::String(String::from_utf8_lossy(&bytes).into_owned()));
            line.insert(name.into(), value);
        }
    }
    Value::Object(line)
}
