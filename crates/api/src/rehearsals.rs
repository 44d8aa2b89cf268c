//! Rehearsals under way: a draft is tried on real events, a few at a time, in transactions that are rolled back, and only
//! while nothing else waits for the writer (decision 0108). They live in memory: nothing of them is ever stored.

use crate::server::Shared;
use parking_lot::Mutex;
use signalbox_engine::replay::{Rehearsed, Understudy};
use signalbox_engine::{EngineError, Result};
use signalbox_model::event::EventKind;
use signalbox_model::replay::Difference;
use signalbox_model::run::RunStatus;
use signalbox_model::{EventId, Micros, RecordRef, RunId, ScenarioId, WorkspaceId};
use signalbox_store::events::{self, Walk};
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// Rows of the log looked at in one step of the walk.
const WALKED: i64 = 500;
/// The writer is held so long at most, and then left alone for as long.
const SLICE: Duration = Duration::from_millis(3);
/// Events that differ are kept so many at most; the rest is only counted.
const KEPT: usize = 1_000;
/// Rehearsals kept in memory; the oldest that is over goes first.
const MOST: usize = 16;

/// How far a rehearsal has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stage {
    /// It goes on.
    Running,
    /// It has looked at everything.
    Over,
    /// A person stopped it, or the server stops.
    Cancelled,
    /// It could not go on.
    Failed,
}

/// What a rehearsal has counted.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Counts {
    pub events: u64,
    pub same: u64,
    pub differ: u64,
    pub fired_before: u64,
    pub fired_after: u64,
    pub failed_after: u64,
}

/// One event whose result would differ.
#[derive(Debug, Clone)]
pub(crate) struct Finding {
    pub event: EventId,
    pub kind: EventKind,
    pub at: Micros,
    pub record: Option<RecordRef>,
    pub run: Option<RunId>,
    pub before: Option<RunStatus>,
    pub after: Option<RunStatus>,
    pub differences: Vec<Difference>,
    pub is_uncertain: bool,
}

/// A rehearsal as it stands.
#[derive(Debug, Clone)]
pub(crate) struct State {
    pub stage: Stage,
    pub counts: Counts,
    pub findings: Vec<Finding>,
    /// The event it has come to, going back in time.
    pub reached: Option<Micros>,
    pub fault: Option<String>,
}

/// A rehearsal.
pub(crate) struct Rehearsal {
    pub id: i64,
    pub workspace: WorkspaceId,
    pub scenario: ScenarioId,
    pub understudy: Understudy,
    pub since: Micros,
    pub until: Micros,
    pub most: u64,
    state: Mutex<State>,
}

impl Rehearsal {
    /// As it stands now.
    pub fn state(&self) -> State {
        self.state.lock().clone()
    }

    /// Stops it, when it still runs.
    pub fn cancel(&self) {
        self.end(Stage::Cancelled, None);
    }

    fn end(&self, stage: Stage, fault: Option<String>) {
        let mut state = self.state.lock();
        if state.stage == Stage::Running {
            (state.stage, state.fault) = (stage, fault);
        }
    }

    fn is_running(&self) -> bool {
        self.state.lock().stage == Stage::Running
    }

    /// Notes what came out of an event; false when enough were looked at.
    fn note(&self, rehearsed: Rehearsed) -> bool {
        let mut state = self.state.lock();
        let fired = |result: &Option<signalbox_model::replay::RunResult>| {
            let status = result.as_ref().map(|result| result.status);
            matches!(status, Some(RunStatus::Fired | RunStatus::Failed))
        };
        let failed = rehearsed
            .after
            .as_ref()
            .is_some_and(|result| result.status == RunStatus::Failed);
        state.reached = Some(rehearsed.at);
        state.counts.events += 1;
        state.counts.fired_before += u64::from(fired(&rehearsed.before));
        state.counts.fired_after += u64::from(fired(&rehearsed.after));
        state.counts.failed_after += u64::from(failed);
        if rehearsed.differences.is_empty() {
            state.counts.same += 1;
        } else {
            state.counts.differ += 1;
            if state.findings.len() < KEPT {
                state.findings.push(finding(rehearsed));
            }
        }
        state.counts.events < self.most
    }
}

fn finding(rehearsed: Rehearsed) -> Finding {
    Finding {
        event: rehearsed.event,
        kind: rehearsed.kind,
        at: rehearsed.at,
        record: rehearsed.record,
        run: rehearsed.run,
        before: rehearsed.before.map(|result| result.status),
        after: rehearsed.after.map(|result| result.status),
        differences: rehearsed.differences,
        is_uncertain: !rehearsed.unknown.is_empty(),
    }
}

/// Every rehearsal in memory, newest last.
#[derive(Default)]
pub(crate) struct Rehearsals(Mutex<VecDeque<Arc<Rehearsal>>>);

/// What is rehearsed.
pub(crate) struct Order {
    pub workspace: WorkspaceId,
    pub scenario: ScenarioId,
    pub understudy: Understudy,
    pub since: Micros,
    pub until: Micros,
    pub most: u64,
}

impl Rehearsals {
    /// Begins a rehearsal; `None` when too many are under way.
    pub fn begin(&self, server: &Shared, order: Order) -> Option<Arc<Rehearsal>> {
        let mut all = self.0.lock();
        while all.len() >= MOST {
            let over = all.iter().position(|known| !known.is_running())?;
            all.remove(over);
        }
        let Order {
            workspace,
            scenario,
            understudy,
            since,
            until,
            most,
        } = order;
        let rehearsal = Arc::new(Rehearsal {
            id: server.app.db.next_id(server.now().0),
            workspace,
            scenario,
            understudy,
            since,
            until,
            most,
            state: Mutex::new(State {
                stage: Stage::Running,
                counts: Counts::default(),
                findings: Vec::new(),
                reached: None,
                fault: None,
            }),
        });
        all.push_back(rehearsal.clone());
        tokio::spawn(run(server.clone(), rehearsal.clone()));
        Some(rehearsal)
    }

    /// A rehearsal of a workspace.
    pub fn get(&self, workspace: WorkspaceId, id: i64) -> Option<Arc<Rehearsal>> {
        let all = self.0.lock();
        let mut own = all.iter().filter(|known| known.workspace == workspace);
        own.find(|known| known.id == id).cloned()
    }
}

async fn run(server: Shared, rehearsal: Arc<Rehearsal>) {
    match walk(&server, &rehearsal).await {
        Ok(()) => rehearsal.end(Stage::Over, None),
        Err(error) => rehearsal.end(Stage::Failed, Some(error.to_string())),
    }
}

/// Walks the log from the newest event back.
async fn walk(server: &Shared, rehearsal: &Arc<Rehearsal>) -> Result<()> {
    let mut before = Some(EventId(signalbox_model::id::floor_at(rehearsal.until.0)));
    loop {
        let (unit, shared) = (rehearsal.clone(), server.clone());
        let step = server.app.db.read(move |tx| -> Result<_> {
            let defs = shared.app.engine.definitions(tx, unit.workspace)?;
            let (kinds, key) = shared.app.engine.awaited(&defs, &unit.understudy);
            let wanted = Walk {
                kinds: &kinds,
                key,
                from: Some(unit.since),
                before,
                limit: WALKED,
            };
            Ok(events::walk(&mut tx.space(unit.workspace), &wanted)?)
        });
        let (found, next) = step.await?;
        if !slices(server, rehearsal, found.into()).await? || next.is_none() {
            return Ok(());
        }
        before = next;
    }
}

/// Rehearses events in short slices; false when it is to stop.
async fn slices(server: &Shared, rehearsal: &Arc<Rehearsal>, mut left: VecDeque<EventId>) -> Result<bool> {
    while !left.is_empty() {
        if server.app.live.is_closed() {
            rehearsal.cancel();
        }
        if !rehearsal.is_running() {
            return Ok(false);
        }
        let (unit, shared) = (rehearsal.clone(), server.clone());
        let began = Instant::now();
        let slice = server.app.db.rehearse_later(move |tx| -> Result<_> {
            let began = Instant::now();
            let mut done = Vec::new();
            while let Some(event) = left.pop_front() {
                let now = shared.now();
                // Undone at once: no event sees what was rehearsed for another.
                let tried = tx.attempt(|tx| {
                    let tried = shared
                        .app
                        .engine
                        .rehearse(tx, now, unit.workspace, &unit.understudy, event);
                    Err::<(), Undone>(Undone(Box::new(tried)))
                });
                if let Err(Undone(tried)) = tried {
                    done.extend((*tried)?);
                }
                if began.elapsed() >= SLICE {
                    break;
                }
            }
            Ok((done, left))
        });
        let (done, rest) = slice.await?;
        left = rest;
        for rehearsed in done {
            if !rehearsal.note(rehearsed) {
                return Ok(false);
            }
        }
        tokio::time::sleep(began.elapsed().min(SLICE * 4)).await;
    }
    Ok(true)
}

/// A result carried out of an attempt that is undone.
struct Undone(Box<Result<Option<Rehearsed>>>);

impl From<signalbox_store::StoreError> for Undone {
    fn from(error: signalbox_store::StoreError) -> Self {
        Self(Box::new(Err(EngineError::Store(error))))
    }
}
