//! Runs of scenarios and their traces.

use crate::events::record_ref;
use crate::{Result, Row, Space, StoreError, Tx, Val};
use signalbox_model::run::{RunStatus, StepState, Trace};
use signalbox_model::{EventId, Micros, RecordId, RecordRef, RunId, ScenarioId, WorkspaceId};

/// A run.
#[derive(Debug, Clone)]
pub struct Stored {
    /// Its id.
    pub id: RunId,
    /// The scenario.
    pub scenario: ScenarioId,
    /// The version that ran.
    pub version: i64,
    /// The event that started it.
    pub event: EventId,
    /// How it ended.
    pub status: RunStatus,
    /// The record it ran for.
    pub subject: Option<RecordRef>,
    /// When it started.
    pub at: Micros,
    /// How long it took, microseconds.
    pub us: i64,
    /// What happened.
    pub trace: Trace,
    /// What a waiting run needs to go on, JSON.
    pub parked: Option<String>,
    /// The pack that holds the trace.
    pub pack: Option<i64>,
}

/// The actions a run has done, planned or sent.
fn actions(trace: &Trace) -> i64 {
    let steps = trace.blocks.iter().flat_map(|block| &block.steps);
    let counted = steps.filter(|step| {
        matches!(
            step.state,
            StepState::Done | StepState::Planned | StepState::Queued
        )
    });
    i64::try_from(counted.count()).unwrap_or(i64::MAX)
}

/// Writes a run.
pub fn insert(space: &mut Space, run: &Stored) -> Result<()> {
    let trace = serde_json::to_string(&run.trace)?;
    space.exec(
        "INSERT INTO run (workspace_id, id, scenario_id, version, event_id, status, subject_kind, subject_id, at, us, trace, parked, actions)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
        &[
            run.id.0.into(),
            run.scenario.0.into(),
            run.version.into(),
            run.event.0.into(),
            run.status.code().into(),
            run.subject.map(|s| s.kind.code()).into(),
            run.subject.map(|s| s.id.0).into(),
            run.at.into(),
            run.us.into(),
            (&trace).into(),
            run.parked.as_deref().into(),
            actions(&run.trace).into(),
        ],
    )?;
    Ok(())
}

/// Writes how a run that waited went on.
pub fn update(space: &mut Space, run: &Stored) -> Result<()> {
    let trace = serde_json::to_string(&run.trace)?;
    space.exec(
        "UPDATE run SET status = ?3, us = ?4, trace = ?5, parked = ?6, version = ?7, actions = ?8 WHERE workspace_id = ?1 AND id = ?2",
        &[
            run.id.0.into(),
            run.status.code().into(),
            run.us.into(),
            (&trace).into(),
            run.parked.as_deref().into(),
            run.version.into(),
            actions(&run.trace).into(),
        ],
    )?;
    Ok(())
}

/// Takes a run out, so that the same can be written anew; only in transactions that are rolled back.
pub fn forget(space: &mut Space, id: RunId) -> Result<()> {
    space.exec(
        "DELETE FROM run WHERE workspace_id = ?1 AND id = ?2",
        &[id.0.into()],
    )?;
    Ok(())
}

const HEAD: &str = "id, scenario_id, version, event_id, status, subject_kind, subject_id, at, us, pack";

fn head(row: &Row) -> Result<Stored> {
    let status = RunStatus::from_code(row.int(4)?)
        .ok_or_else(|| StoreError::Broken("a run has a status this version does not know".into()))?;
    Ok(Stored {
        id: RunId(row.int(0)?),
        scenario: ScenarioId(row.int(1)?),
        version: row.int(2)?,
        event: EventId(row.int(3)?),
        status,
        subject: record_ref(row.opt_int(5)?, row.opt_int(6)?),
        at: Micros(row.int(7)?),
        us: row.int(8)?,
        trace: Trace::default(),
        parked: None,
        pack: row.opt_int(9)?,
    })
}

/// One run with its trace.
pub fn get(space: &mut Space, id: RunId) -> Result<Option<Stored>> {
    let sql = format!("SELECT {HEAD}, trace, parked FROM run WHERE workspace_id = ?1 AND id = ?2");
    let found = space.one(&sql, &[id.0.into()], |row| {
        let mut run = head(row)?;
        run.trace = row.opt_json(10)?.unwrap_or_default();
        run.parked = row.opt_text(11)?;
        Ok(run)
    })?;
    match found {
        Some(mut run) if run.pack.is_some() => {
            crate::packs::restore_run(space, &mut run)?;
            Ok(Some(run))
        }
        other => Ok(other),
    }
}

/// Which runs a list shows. Every filter answers through an index.
#[derive(Debug, Clone, Copy)]
pub struct Filter {
    /// Of this scenario.
    pub scenario: Option<ScenarioId>,
    /// With one of these statuses.
    pub status: Statuses,
    /// For this record.
    pub subject: Option<RecordId>,
    /// Started by this event.
    pub event: Option<EventId>,
    /// Not before this moment.
    pub from: Option<Micros>,
    /// Before this moment.
    pub to: Option<Micros>,
    /// Older than this id.
    pub before: Option<RunId>,
    /// How many, 1–500.
    pub limit: i64,
}

impl Default for Filter {
    fn default() -> Self {
        Self {
            scenario: None,
            status: Statuses::ALL,
            subject: None,
            event: None,
            from: None,
            to: None,
            before: None,
            limit: 0,
        }
    }
}

/// A choice of statuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Statuses(u16);

impl Statuses {
    /// Every status.
    pub const ALL: Self = Self(u16::MAX);

    /// These alone; every one when there are none.
    pub fn of(chosen: &[RunStatus]) -> Self {
        match chosen.iter().fold(0, |bits, status| bits | 1 << status.code()) {
            0 => Self::ALL,
            bits => Self(bits),
        }
    }

    /// Whether a status is chosen.
    pub fn has(self, status: RunStatus) -> bool {
        self.0 & (1 << status.code()) != 0
    }

    /// The chosen ones.
    pub fn each(self) -> impl Iterator<Item = RunStatus> {
        RunStatus::ALL.into_iter().filter(move |status| self.has(*status))
    }
}

impl From<RunStatus> for Statuses {
    fn from(status: RunStatus) -> Self {
        Self::of(&[status])
    }
}

/// The ids between which a filter looks: the first may be, the second may not.
fn span(filter: &Filter) -> (i64, i64) {
    let below = filter.before.map_or(i64::MAX, |id| id.0);
    let below = filter
        .to
        .map_or(below, |to| below.min(signalbox_model::id::floor_at(to.0)));
    let above = filter
        .from
        .map_or(0, |from| signalbox_model::id::floor_at(from.0));
    (above, below)
}

/// A page of runs, newest first, without traces.
///
/// Indexes go by status before id, so a page is merged from a page of each status: 0.7 ms at 1,000,000 runs, where one
/// sorted query takes half a second. An event starts few runs and needs no merging.
pub fn list(space: &mut Space, filter: Filter) -> Result<Vec<Stored>> {
    if filter.event.is_some() {
        let mut all = page(space, &filter, None)?;
        all.retain(|run| filter.status.has(run.status));
        return Ok(all);
    }
    let mut all = Vec::new();
    for status in filter.status.each() {
        all.extend(page(space, &filter, Some(status))?);
    }
    all.sort_by_key(|run| std::cmp::Reverse(run.id));
    all.truncate(usize::try_from(filter.limit.clamp(1, 500)).unwrap_or(500));
    Ok(all)
}

/// Put before the scenario beside a record: on SQLite it keeps the planner to the index of the record, which ends with
/// the scenario. PostgreSQL knows how many rows there are, and with it would look into the table for each.
fn apart(space: &mut Space, of_a_record: bool) -> &'static str {
    if of_a_record && !space.tx().is_pg() {
        "+"
    } else {
        ""
    }
}

fn page(space: &mut Space, filter: &Filter, status: Option<RunStatus>) -> Result<Vec<Stored>> {
    let (above, below) = span(filter);
    let mut sql = format!("SELECT {HEAD} FROM run WHERE workspace_id = ?1 AND id < ?2 AND id >= ?3");
    let mut params = vec![Val::Int(below), Val::Int(above)];
    let own = apart(space, filter.subject.is_some());
    let mut narrow = |column: &str, value: Option<i64>| {
        if let Some(value) = value {
            params.push(Val::Int(value));
            sql.push_str(&format!(" AND {column} = ?{}", params.len() + 1));
        }
    };
    narrow("event_id", filter.event.map(|id| id.0));
    narrow("subject_id", filter.subject.map(|id| id.0));
    narrow(&format!("{own}scenario_id"), filter.scenario.map(|id| id.0));
    narrow("status", status.map(RunStatus::code));
    params.push(Val::Int(filter.limit.clamp(1, 500)));
    sql.push_str(&format!(" ORDER BY id DESC LIMIT ?{}", params.len() + 1));
    space.all(&sql, &params, head)
}

/// How many runs of each status began in one stretch of time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bucket {
    /// When it begins.
    pub from: Micros,
    /// When it ends.
    pub to: Micros,
    /// Status and count, only those above 0.
    pub counts: Vec<(RunStatus, i64)>,
}

/// Counts the runs of a filter, bucket by bucket, from the newest back, until `most` are counted; older buckets are
/// then left out. A count walks an index and touches no row, about 40 ms for 1,000,000 runs. `before` and `limit` of the
/// filter do not matter.
pub fn histogram(
    space: &mut Space,
    filter: &Filter,
    from: Micros,
    to: Micros,
    buckets: i64,
    mut most: i64,
) -> Result<Vec<Bucket>> {
    let width = ((to.0 - from.0) / buckets.max(1)).max(1_000);
    let mut all = Vec::new();
    for place in (0..buckets.max(1)).rev() {
        let begin = from.0 + place * width;
        let end = if place + 1 == buckets { to.0 } else { begin + width };
        let within = Filter {
            from: Some(Micros(begin)),
            to: Some(Micros(end)),
            before: None,
            ..*filter
        };
        let mut counts = Vec::new();
        for status in filter.status.each() {
            let count = counted(space, &within, status, most)?;
            most -= count;
            if count > 0 {
                counts.push((status, count));
            }
        }
        all.push(Bucket {
            from: Micros(begin),
            to: Micros(end),
            counts,
        });
        if most <= 0 {
            break;
        }
    }
    all.reverse();
    Ok(all)
}

fn counted(space: &mut Space, filter: &Filter, status: RunStatus, most: i64) -> Result<i64> {
    let (above, below) = span(filter);
    let mut wanted = String::from("workspace_id = ?1 AND id < ?2 AND id >= ?3 AND status = ?4");
    let mut params = vec![Val::Int(below), Val::Int(above), Val::Int(status.code())];
    let own = apart(space, filter.subject.is_some());
    let mut narrow = |column: &str, value: Option<i64>| {
        if let Some(value) = value {
            params.push(Val::Int(value));
            wanted.push_str(&format!(" AND {column} = ?{}", params.len() + 1));
        }
    };
    narrow("subject_id", filter.subject.map(|id| id.0));
    narrow(&format!("{own}scenario_id"), filter.scenario.map(|id| id.0));
    narrow("event_id", filter.event.map(|id| id.0));
    params.push(Val::Int(most.max(1)));
    let sql = format!(
        "SELECT COUNT(*) FROM (SELECT 1 FROM run WHERE {wanted} LIMIT ?{}) AS counted",
        params.len() + 1
    );
    Ok(space.one(&sql, &params, |row| row.int(0))?.unwrap_or(0))
}

/// When the oldest run that is kept began.
pub fn oldest_at(space: &mut Space) -> Result<Option<Micros>> {
    let mut oldest: Option<i64> = None;
    for status in RunStatus::ALL {
        let first = space.one(
            "SELECT id FROM run WHERE workspace_id = ?1 AND status = ?2 ORDER BY id LIMIT 1",
            &[status.code().into()],
            |row| row.int(0),
        )?;
        oldest = oldest.into_iter().chain(first).min();
    }
    Ok(oldest.map(|id| Micros(signalbox_model::id::born_at(id))))
}

/// A text looked for in what runs carried: the event's request and variables, what was compared, what was done.
pub struct Search {
    text: String,
    traces: crate::packs::Shelf,
    events: crate::packs::Shelf,
}

impl Search {
    /// `text` in lower case.
    pub fn new(text: &str) -> Self {
        Self {
            text: text.to_lowercase(),
            traces: Default::default(),
            events: Default::default(),
        }
    }

    /// Whether a run carried the text, and how many bytes were read to know. Neighbours in a list share a pack: ask in
    /// the order of the list.
    pub fn holds(&mut self, space: &mut Space, run: &Stored) -> Result<(bool, usize)> {
        let trace = match run.pack {
            Some(pack) => self.traces.row::<1>(space, pack, run.id.0)?.unwrap_or_default(),
            None => {
                let sql = "SELECT trace FROM run WHERE workspace_id = ?1 AND id = ?2";
                let trace = space.one(sql, &[run.id.0.into()], |row| row.opt_text(0))?;
                [trace.flatten().map(String::into_bytes)]
            }
        };
        let (found, read) = self.is_in(&trace);
        if found {
            return Ok((true, read));
        }
        let sql = "SELECT payload, body, head, pack FROM event WHERE workspace_id = ?1 AND id = ?2";
        let event = space.one(sql, &[run.event.0.into()], |row| {
            let (payload, head) = (row.opt_text(0)?, row.opt_text(2)?);
            let parts = [
                payload.map(String::into_bytes),
                row.opt_bytes(1)?,
                head.map(String::into_bytes),
            ];
            Ok((parts, row.opt_int(3)?))
        })?;
        let parts = match event {
            Some((_, Some(pack))) => self
                .events
                .row::<3>(space, pack, run.event.0)?
                .unwrap_or_default(),
            Some((parts, None)) => parts,
            None => Default::default(),
        };
        let (found, more) = self.is_in(&parts);
        Ok((found, read + more))
    }

    fn is_in(&self, parts: &[Option<Vec<u8>>]) -> (bool, usize) {
        let mut read = 0;
        for part in parts.iter().flatten() {
            read += part.len();
            if String::from_utf8_lossy(part).to_lowercase().contains(&self.text) {
                return (true, read);
            }
        }
        (false, read)
    }
}

/// The event of the last run of a scenario for a record that ended so, of those whose event came before one.
pub fn last_before(
    space: &mut Space,
    record: RecordId,
    scenario: ScenarioId,
    status: RunStatus,
    before: EventId,
) -> Result<Option<EventId>> {
    let own = apart(space, true);
    let sql = format!(
        "SELECT event_id FROM run WHERE workspace_id = ?1 AND subject_id = ?2 AND status = ?3 AND {own}scenario_id = ?4
         AND event_id < ?5 ORDER BY id DESC LIMIT 1"
    );
    space.one(
        &sql,
        &[
            record.0.into(),
            status.code().into(),
            scenario.0.into(),
            before.0.into(),
        ],
        |row| Ok(EventId(row.int(0)?)),
    )
}

/// Runs of a scenario since a moment: all, and failed ones; each counted up to 10,000.
pub fn count_since(space: &mut Space, scenario: ScenarioId, status: RunStatus, since: Micros) -> Result<i64> {
    let counted = space.one(
        "SELECT COUNT(*) FROM (SELECT 1 FROM run WHERE workspace_id = ?1 AND scenario_id = ?2 AND status = ?3 AND id >= ?4 LIMIT 10000) AS counted",
        &[scenario.0.into(), status.code().into(), signalbox_model::id::floor_at(since.0).into()],
        |row| row.int(0),
    )?;
    Ok(counted.unwrap_or(0))
}

/// When a scenario last ran with a status.
pub fn last_at(space: &mut Space, scenario: ScenarioId, status: RunStatus) -> Result<Option<Micros>> {
    space.one(
        "SELECT at FROM run WHERE workspace_id = ?1 AND scenario_id = ?2 AND status = ?3 ORDER BY id DESC LIMIT 1",
        &[scenario.0.into(), status.code().into()],
        |row| Ok(Micros(row.int(0)?)),
    )
}

/// Which workspace a run belongs to.
pub fn workspace_of(tx: &mut Tx, id: RunId) -> Result<Option<WorkspaceId>> {
    tx.one(
        "SELECT workspace_id FROM run WHERE id = ?1",
        &[id.0.into()],
        |row| Ok(WorkspaceId(row.int(0)?)),
    )
}
