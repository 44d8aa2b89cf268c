//! The outbox: requests that leave the house, leased by whoever sends them.

use crate::{Result, Row, Space, StoreError, Tx, Val};
use signalbox_model::job::{Attempt, JobState, Request};
use signalbox_model::{EventId, JobId, Micros, RunId, WorkspaceId};

/// A job.
#[derive(Debug, Clone)]
pub struct Stored {
    /// Its id; the idempotency key derives from it.
    pub id: JobId,
    /// Its workspace.
    pub workspace: WorkspaceId,
    /// The run that wants it.
    pub run: Option<RunId>,
    /// The id of the action.
    pub step: Option<String>,
    /// The event of that run.
    pub event: Option<EventId>,
    /// How far it has come.
    pub state: JobState,
    /// When it is sent next, or when the lease of who sends it ends.
    pub due_at: Micros,
    /// Tries begun so far.
    pub attempt: i64,
    /// The host it goes to.
    pub host: String,
    /// What is sent.
    pub request: Request,
    /// What came back, newest last.
    pub attempts: Vec<Attempt>,
    /// The newest status.
    pub status: Option<i64>,
    /// The pack that holds request and attempts.
    pub pack: Option<i64>,
}

/// Writes a job.
pub fn insert(space: &mut Space, job: &Stored) -> Result<()> {
    let request = serde_json::to_string(&job.request)?;
    space.exec(
        "INSERT INTO job (workspace_id, id, run_id, step, event_id, state, due_at, attempt, host, request)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        &[
            job.id.0.into(),
            job.run.map(|id| id.0).into(),
            job.step.as_deref().into(),
            job.event.map(|id| id.0).into(),
            job.state.code().into(),
            job.due_at.into(),
            job.attempt.into(),
            (&job.host).into(),
            (&request).into(),
        ],
    )?;
    Ok(())
}

const COLUMNS: &str =
    "id, workspace_id, run_id, step, event_id, state, due_at, attempt, host, request, attempts, status, pack";

fn stored(row: &Row) -> Result<Stored> {
    let state = JobState::from_code(row.int(5)?)
        .ok_or_else(|| StoreError::Broken("a delivery has a state this version does not know".into()))?;
    Ok(Stored {
        id: JobId(row.int(0)?),
        workspace: WorkspaceId(row.int(1)?),
        run: row.opt_int(2)?.map(RunId),
        step: row.opt_text(3)?,
        event: row.opt_int(4)?.map(EventId),
        state,
        due_at: Micros(row.int(6)?),
        attempt: row.int(7)?,
        host: row.text(8)?,
        request: row.opt_json(9)?.unwrap_or_else(packed_away),
        attempts: row.opt_json(10)?.unwrap_or_default(),
        status: row.opt_int(11)?,
        pack: row.opt_int(12)?,
    })
}

/// Stands for a request whose pack has not been read.
fn packed_away() -> Request {
    Request {
        method: signalbox_model::action::Method::Post,
        url: String::new(),
        headers: Vec::new(),
        body: String::new(),
        sign_with: None,
        follow_redirects: false,
        listen: None,
        dialog: None,
        call: None,
    }
}

/// One job with what it sent and got.
pub fn get(space: &mut Space, id: JobId) -> Result<Option<Stored>> {
    let sql = format!("SELECT {COLUMNS} FROM job WHERE workspace_id = ?1 AND id = ?2");
    match space.one(&sql, &[id.0.into()], stored)? {
        Some(mut job) if job.pack.is_some() => {
            crate::packs::restore_job(space, &mut job)?;
            Ok(Some(job))
        }
        other => Ok(other),
    }
}

/// Jobs of all workspaces that are to be sent at `now`: leased until `lease`, so that a sender that dies
/// costs one lease and nothing is lost.
pub fn lease_any_workspace(tx: &mut Tx, now: Micros, lease: Micros, limit: i64) -> Result<Vec<Stored>> {
    let sql = format!(
        "UPDATE job SET state = 1, due_at = ?2, attempt = attempt + 1 WHERE id IN
         (SELECT id FROM job WHERE state IN (0, 1) AND due_at <= ?1 ORDER BY due_at, id LIMIT ?3{}) RETURNING {COLUMNS}",
        tx.skip_locked()
    );
    let mut jobs = tx.all(&sql, &[now.into(), lease.into(), limit.into()], stored)?;
    jobs.sort_by_key(|job| job.id);
    Ok(jobs)
}

/// Ends every lease: a single node that starts again knows that nobody sends.
pub fn end_leases_any_workspace(tx: &mut Tx, now: Micros) -> Result<u64> {
    tx.exec(
        "UPDATE job SET due_at = ?1 WHERE state = 1 AND due_at > ?1",
        &[now.into()],
    )
}

/// Brings jobs that are planned beyond any pause there is back to now: a clock that ran ahead has put them there.
/// How many there were, at most `limit`.
pub fn bring_back_any_workspace(tx: &mut Tx, now: Micros, beyond: Micros, limit: i64) -> Result<u64> {
    tx.exec(
        "UPDATE job SET due_at = ?1 WHERE id IN
         (SELECT id FROM job WHERE state IN (0, 1) AND due_at > ?2 ORDER BY due_at DESC LIMIT ?3)",
        &[now.into(), beyond.into(), limit.into()],
    )
}

/// When the next job of all workspaces is to be sent.
pub fn soonest_any_workspace(tx: &mut Tx) -> Result<Option<Micros>> {
    let sql = "SELECT due_at FROM job WHERE state IN (0, 1) ORDER BY due_at LIMIT 1";
    tx.one(sql, &[], |row| Ok(Micros(row.int(0)?)))
}

/// Writes what a try brought. False when the job was called off meanwhile.
pub fn finish_attempt(
    space: &mut Space,
    id: JobId,
    state: JobState,
    due_at: Micros,
    attempts: &[Attempt],
) -> Result<bool> {
    let status = attempts.last().and_then(|attempt| attempt.status).map(i64::from);
    let attempts = serde_json::to_string(attempts)?;
    let touched = space.exec(
        "UPDATE job SET state = ?3, due_at = ?4, attempts = ?5, status = ?6 WHERE workspace_id = ?1 AND id = ?2 AND state IN (0, 1)",
        &[id.0.into(), state.code().into(), due_at.into(), (&attempts).into(), status.into()],
    )?;
    Ok(touched == 1)
}

/// Sends again what has ended, at once.
pub fn retry(space: &mut Space, id: JobId, now: Micros) -> Result<bool> {
    let sql = "UPDATE job SET state = 0, due_at = ?3 WHERE workspace_id = ?1 AND id = ?2 AND state IN (0, 3, 4, 5) AND pack IS NULL";
    Ok(space.exec(sql, &[id.0.into(), now.into()])? == 1)
}

/// Sends again every job in a state; how many, at most `limit`.
pub fn retry_all(space: &mut Space, state: JobState, now: Micros, limit: i64) -> Result<u64> {
    space.exec(
        "UPDATE job SET state = 0, due_at = ?3 WHERE workspace_id = ?1 AND id IN
         (SELECT id FROM job WHERE workspace_id = ?1 AND state = ?2 AND pack IS NULL ORDER BY id LIMIT ?4)",
        &[state.code().into(), now.into(), limit.into()],
    )
}

/// Calls off a job that waits for its next try.
pub fn cancel(space: &mut Space, id: JobId) -> Result<bool> {
    let sql = "UPDATE job SET state = 5 WHERE workspace_id = ?1 AND id = ?2 AND state = 0";
    Ok(space.exec(sql, &[id.0.into()])? == 1)
}

/// Which jobs a list shows.
#[derive(Debug, Clone, Copy, Default)]
pub struct Filter {
    /// In this state.
    pub state: Option<JobState>,
    /// Of this run.
    pub run: Option<RunId>,
    /// Older than this id.
    pub before: Option<JobId>,
    /// How many, 1–500.
    pub limit: i64,
}

/// A page of jobs, newest first, with what packed ones sent and got.
pub fn list(space: &mut Space, filter: Filter) -> Result<Vec<Stored>> {
    let mut all = if filter.state.is_some() || filter.run.is_some() {
        page(space, filter)?
    } else {
        merged(space, filter)?
    };
    crate::packs::restore_jobs(space, &mut all)?;
    Ok(all)
}

/// The index is by state and id: a page of all states merges a page of each.
fn merged(space: &mut Space, filter: Filter) -> Result<Vec<Stored>> {
    let mut all = Vec::new();
    for state in JobState::ALL {
        all.extend(page(
            space,
            Filter {
                state: Some(state),
                ..filter
            },
        )?);
    }
    all.sort_by_key(|job| std::cmp::Reverse(job.id));
    all.truncate(usize::try_from(filter.limit.clamp(1, 500)).unwrap_or(500));
    Ok(all)
}

fn page(space: &mut Space, filter: Filter) -> Result<Vec<Stored>> {
    let mut sql = format!("SELECT {COLUMNS} FROM job WHERE workspace_id = ?1 AND id < ?2");
    let mut params = vec![Val::Int(filter.before.map_or(i64::MAX, |id| id.0))];
    let wanted = [
        ("state", filter.state.map(JobState::code)),
        ("run_id", filter.run.map(|id| id.0)),
    ];
    for (column, value) in wanted {
        if let Some(value) = value {
            params.push(Val::Int(value));
            sql.push_str(&format!(" AND {column} = ?{}", params.len() + 1));
        }
    }
    params.push(Val::Int(filter.limit.clamp(1, 500)));
    sql.push_str(&format!(" ORDER BY id DESC LIMIT ?{}", params.len() + 1));
    space.all(&sql, &params, stored)
}

/// Jobs in a state, counted up to 100,000.
pub fn count_any_workspace(tx: &mut Tx, state: JobState) -> Result<i64> {
    let sql = if state.is_final() {
        "SELECT COUNT(*) FROM (SELECT 1 FROM job WHERE state = ?1 LIMIT 100000) AS counted"
    } else {
        "SELECT COUNT(*) FROM (SELECT 1 FROM job WHERE state IN (0, 1) AND state = ?1 LIMIT 100000) AS counted"
    };
    Ok(tx
        .one(sql, &[state.code().into()], |row| row.int(0))?
        .unwrap_or(0))
}
