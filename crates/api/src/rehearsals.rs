//! Rehearsals under way: a draft is tried on real events, a few at a time, in transactions that are rolled back, and only
//! while nothing else waits for the writer (decision 0108). They work in memory and are written down now and then, so that
//! what was counted outlives the server (decision 0139).

use crate::server::Shared;
use parking_lot::Mutex;
use serde::{Deserialize, Serialize};
use signalbox_engine::replay::{Rehearsed, Understudy};
use signalbox_engine::{EngineError, Result};
use signalbox_model::event::EventKind;
use signalbox_model::replay::Difference;
use signalbox_model::run::RunStatus;
use signalbox_model::scenario::Scenario;
use signalbox_model::{EventId, Micros, RecordRef, RunId, ScenarioId, WorkspaceId};
use signalbox_store::events::{self, Walk};
use signalbox_store::rehearsals::{self, Stored};
use signalbox_store::{Space, StoreError};
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
/// How it stands is written down so often.
const PERIOD: Duration = Duration::from_secs(3);

/// How far a rehearsal has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stage {
    /// It goes on.
    Running,
    /// It has looked at everything.
    Over,
    /// A person stopped it.
    Cancelled,
    /// The server stopped in between.
    BrokenOff,
    /// It could not go on.
    Failed,
}

impl Stage {
    const ALL: [(Self, &'static str); 5] = [
        (Self::Running, "running"),
        (Self::Over, "over"),
        (Self::Cancelled, "cancelled"),
        (Self::BrokenOff, "broken_off"),
        (Self::Failed, "failed"),
    ];

    /// The word the store keeps.
    fn word(self) -> &'static str {
        let known = Self::ALL.into_iter().find(|(stage, _)| *stage == self);
        known.map_or("failed", |(_, word)| word)
    }

    fn of(word: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|(_, known)| *known == word)
            .map(|(stage, _)| stage)
    }
}

/// What a rehearsal has counted.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub(crate) struct Counts {
    pub events: u64,
    pub same: u64,
    pub differ: u64,
    pub fired_before: u64,
    pub fired_after: u64,
    pub failed_after: u64,
}

/// One event whose result would differ.
#[derive(Debug, Clone, Serialize, Deserialize)]
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

/// What the store keeps of a rehearsal.
#[derive(Serialize, Deserialize)]
struct Kept {
    draft: Scenario,
    since: Micros,
    until: Micros,
    most: u64,
    counts: Counts,
    findings: Vec<Finding>,
    reached: Option<Micros>,
    fault: Option<String>,
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

    /// What is written down.
    fn stored(&self, now: Micros) -> Result<Stored> {
        let state = self.state();
        let kept = Kept {
            draft: self.understudy.document().clone(),
            since: self.since,
            until: self.until,
            most: self.most,
            counts: state.counts,
            findings: state.findings,
            reached: state.reached,
            fault: state.fault,
        };
        Ok(Stored {
            id: self.id,
            scenario: self.scenario,
            stage: state.stage.word().to_owned(),
            document: serde_json::to_string(&kept)?,
            updated_at: now,
        })
    }

    /// What was written down. One that was under way on this node, and is not in memory, was broken off.
    fn read(workspace: WorkspaceId, stored: &Stored, node: i64) -> Result<Arc<Self>> {
        let kept: Kept = serde_json::from_str(&stored.document)?;
        let stage = Stage::of(&stored.stage).ok_or_else(|| {
            StoreError::Broken("a rehearsal is at a stage this version does not know".into())
        })?;
        let is_left = stage == Stage::Running && signalbox_model::id::node_of(stored.id) == node;
        Ok(Arc::new(Self {
            id: stored.id,
            workspace,
            scenario: stored.scenario,
            understudy: Understudy::new(stored.scenario, kept.draft),
            since: kept.since,
            until: kept.until,
            most: kept.most,
            state: Mutex::new(State {
                stage: if is_left { Stage::BrokenOff } else { stage },
                counts: kept.counts,
                findings: kept.findings,
                reached: kept.reached,
                fault: kept.fault,
            }),
        }))
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
    /// Begins a rehearsal and writes it down; `None` when too many are under way.
    ///
    /// # Errors
    /// When the store fails; nothing has begun then.
    pub async fn begin(&self, server: &Shared, order: Order) -> Result<Option<Arc<Rehearsal>>> {
        let Some(rehearsal) = self.place(server, order) else {
            return Ok(None);
        };
        let (stored, workspace) = (rehearsal.stored(server.now())?, rehearsal.workspace);
        let written = server
            .app
            .db
            .write(move |tx| rehearsals::insert(&mut tx.space(workspace), &stored));
        if let Err(error) = written.await {
            rehearsal.end(Stage::Failed, Some(error.to_string()));
            return Err(error.into());
        }
        tokio::spawn(run(server.clone(), rehearsal.clone()));
        Ok(Some(rehearsal))
    }

    fn place(&self, server: &Shared, order: Order) -> Option<Arc<Rehearsal>> {
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
        Some(rehearsal)
    }

    /// A rehearsal of a workspace that is in memory.
    pub fn get(&self, workspace: WorkspaceId, id: i64) -> Option<Arc<Rehearsal>> {
        let all = self.0.lock();
        let mut own = all.iter().filter(|known| known.workspace == workspace);
        own.find(|known| known.id == id).cloned()
    }

    /// A rehearsal of a workspace, from memory or as it was last written down.
    pub fn find(&self, space: &mut Space, id: i64, node: i64) -> Result<Option<Arc<Rehearsal>>> {
        if let Some(known) = self.get(space.workspace(), id) {
            return Ok(Some(known));
        }
        let stored = rehearsals::get(space, id)?;
        let workspace = space.workspace();
        stored
            .map(|stored| Rehearsal::read(workspace, &stored, node))
            .transpose()
    }

    /// The rehearsals of a scenario, newest first.
    pub fn of(&self, space: &mut Space, scenario: ScenarioId, node: i64) -> Result<Vec<Arc<Rehearsal>>> {
        let workspace = space.workspace();
        let all = rehearsals::of(space, scenario)?.into_iter();
        all.map(|stored| match self.get(workspace, stored.id) {
            Some(known) => Ok(known),
            None => Rehearsal::read(workspace, &stored, node),
        })
        .collect()
    }
}

async fn run(server: Shared, rehearsal: Arc<Rehearsal>) {
    match walk(&server, &rehearsal).await {
        Ok(()) => rehearsal.end(Stage::Over, None),
        Err(error) => rehearsal.end(Stage::Failed, Some(error.to_string())),
    }
    if let Err(error) = write_down(&server, &rehearsal).await {
        tracing::warn!(%error, "how a rehearsal ended could not be written down");
    }
}

async fn write_down(server: &Shared, rehearsal: &Rehearsal) -> Result<()> {
    let (stored, workspace) = (rehearsal.stored(server.now())?, rehearsal.workspace);
    let writing = server
        .app
        .db
        .write_later(move |tx| rehearsals::update(&mut tx.space(workspace), &stored));
    Ok(writing.await?)
}

/// Walks the log from the newest event back.
async fn walk(server: &Shared, rehearsal: &Arc<Rehearsal>) -> Result<()> {
    let mut before = Some(EventId(signalbox_model::id::floor_at(rehearsal.until.0)));
    let mut written = Instant::now();
    loop {
        if written.elapsed() >= PERIOD {
            write_down(server, rehearsal).await?;
            written = Instant::now();
        }
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
            rehearsal.end(Stage::BrokenOff, None);
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
