//! Bulk runs: a few records at a time, in turn, whenever nothing else waits.

use crate::outbox;
use crate::pause::Pause;
use crate::workers::Shared;
use signalbox_engine::{Done, EngineError};
use signalbox_model::{BulkId, WorkspaceId};
use signalbox_store::bulk::{self, State};
use signalbox_store::{Result, StoreError};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Notify;

/// Records in one step: some milliseconds of the writer (Z-120).
const STEP: i64 = 20;
/// Events that may wait while a bulk run goes on.
const WAITING: usize = 64;
/// Jobs that may.
const JOBS: usize = 1000;
/// A bulk run goes on after this at the latest, in pieces of [`LOOK`].
const LOOKS: usize = 100;
const LOOK: Duration = Duration::from_millis(10);

/// Runs until the workers stop.
pub(crate) async fn run(shared: Arc<Shared>) {
    again_and_again(&shared, &shared.bulk, "bulk runs", round).await;
}

/// Goes round for as long as there is work, and looks again when it is told of some. `what` waits while the store
/// refuses work.
pub(crate) async fn again_and_again(
    shared: &Arc<Shared>,
    told: &Notify,
    what: &str,
    round: impl AsyncFn(&Arc<Shared>) -> std::result::Result<bool, EngineError>,
) {
    let mut pause = Pause::new();
    while !shared.stop.is_cancelled() {
        match round(shared).await {
            Ok(true) => pause = Pause::new(),
            Ok(false) => tokio::select! {
                () = shared.stop.cancelled() => {}
                () = told.notified() => {}
                () = tokio::time::sleep(shared.config.poll) => {}
            },
            Err(error) => {
                tracing::warn!(%error, "{what} wait: the store refuses work");
                pause.wait(&shared.stop).await;
            }
        }
    }
}

/// One step of each bulk run; whether any was under way.
async fn round(shared: &Arc<Shared>) -> std::result::Result<bool, EngineError> {
    let running = shared.db.read(bulk::running_any_workspace).await?;
    for (workspace, id) in &running {
        if !is_quiet(shared).await {
            break;
        }
        match step(shared, *workspace, *id).await {
            Ok(done) => shared.done(done),
            Err(error) if error.is_transient() => return Err(error),
            Err(error) => set_aside(shared, *workspace, *id, &error).await,
        }
    }
    Ok(!running.is_empty())
}

/// Waits until little else is to be done, but not for ever; false when the workers stop.
pub(crate) async fn is_quiet(shared: &Shared) -> bool {
    for _ in 0..LOOKS {
        let is_busy = shared.lanes.held() > WAITING || outbox_is_busy(&shared.outbox);
        if !is_busy || shared.stop.is_cancelled() {
            break;
        }
        tokio::time::sleep(LOOK).await;
    }
    !shared.stop.is_cancelled()
}

fn outbox_is_busy(outbox: &outbox::Outbox) -> bool {
    outbox.load().0 > JOBS
}

async fn step(
    shared: &Arc<Shared>,
    workspace: WorkspaceId,
    id: BulkId,
) -> std::result::Result<Done, EngineError> {
    let (decider, clock) = (shared.decider.clone(), shared.clock.clone());
    let step = move |tx: &mut signalbox_store::Tx| decider.step_bulk(tx, clock(), workspace, id, STEP);
    let (_, done) = shared.db.write_later(step).await?;
    Ok(done)
}

/// Pauses a bulk run whose step fails by a defect of ours: it would fail for ever.
async fn set_aside(shared: &Shared, workspace: WorkspaceId, id: BulkId, error: &EngineError) {
    tracing::error!(bulk = %id, %error, "a step of a bulk run fails; the run is paused and can be resumed");
    let paused: Result<bool> = shared
        .db
        .write(move |tx| bulk::set_state(&mut tx.space(workspace), id, &[State::Running], State::Paused))
        .await;
    if let Err(error) = paused {
        let error: StoreError = error;
        tracing::error!(bulk = %id, %error, "the bulk run cannot be paused");
    }
}
