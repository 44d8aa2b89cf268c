//! Runs of scenarios and their traces.

use crate::events::record_ref;
use crate::{Result, Row, Space, StoreError, Tx, Val};
use signalbox_model::run::{RunStatus, Trace};
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

/// Writes a run.
pub fn insert(space: &mut Space, run: &Stored) -> Result<()> {
    let trace = serde_json::to_string(&run.trace)?;
    space.exec(
        "INSERT INTO run (workspace_id, id, scenario_id, version, event_id, status, subject_kind, subject_id, at, us, trace, parked)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
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
        ],
    )?;
    Ok(())
}

/// Writes how a run that waited went on.
pub fn update(space: &mut Space, run: &Stored) -> Result<()> {
    let trace = serde_json::to_string(&run.trace)?;
    space.exec(
        "UPDATE run SET status = ?3, us = ?4, trace = ?5, parked = ?6 WHERE workspace_id = ?1 AND id = ?2",
        &[
            run.id.0.into(),
            run.status.code().into(),
            run.us.into(),
            (&trace).into(),
            run.parked.as_deref().into(),
        ],
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
#[derive(Debug, Clone, Copy, Default)]
pub struct Filter {
    /// Of this scenario.
    pub scenario: Option<ScenarioId>,
    /// With this status.
    pub status: Option<RunStatus>,
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

/// A page of runs, newest first, without traces.
///
/// Indexes go by status before id, so without record, event or status a page is merged from a page of each status:
/// 0.7 ms at 1,000,000 runs, where one sorted query takes half a second.
pub fn list(space: &mut Space, filter: Filter) -> Result<Vec<Stored>> {
    if filter.status.is_some() || filter.subject.is_some() || filter.event.is_some() {
        return page(space, filter);
    }
    let mut all = Vec::new();
    for status in RunStatus::ALL {
        all.extend(page(
            space,
            Filter {
                status: Some(status),
                ..filter
            },
        )?);
    }
    all.sort_by_key(|run| std::cmp::Reverse(run.id));
    all.truncate(usize::try_from(filter.limit.clamp(1, 500)).unwrap_or(500));
    Ok(all)
}

fn page(space: &mut Space, filter: Filter) -> Result<Vec<Stored>> {
    let below = filter.before.map_or(i64::MAX, |id| id.0);
    let below = filter
        .to
        .map_or(below, |to| below.min(signalbox_model::id::floor_at(to.0)));
    let above = filter
        .from
        .map_or(0, |from| signalbox_model::id::floor_at(from.0));
    let mut sql = format!("SELECT {HEAD} FROM run WHERE workspace_id = ?1 AND id < ?2 AND id >= ?3");
    let mut params = vec![Val::Int(below), Val::Int(above)];
    let mut narrow = |column: &str, value: Option<i64>| {
        if let Some(value) = value {
            params.push(Val::Int(value));
            sql.push_str(&format!(" AND {column} = ?{}", params.len() + 1));
        }
    };
    narrow("event_id", filter.event.map(|id| id.0));
    narrow("subject_id", filter.subject.map(|id| id.0));
    narrow("scenario_id", filter.scenario.map(|id| id.0));
    narrow("status", filter.status.map(RunStatus::code));
    params.push(Val::Int(filter.limit.clamp(1, 500)));
    sql.push_str(&format!(" ORDER BY id DESC LIMIT ?{}", params.len() + 1));
    space.all(&sql, &params, head)
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
