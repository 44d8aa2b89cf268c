//! A lane at work: takes what waits, asks the decider, commits, and only then goes on.

use crate::outbox;
use crate::pause::Pause;
use crate::workers::Shared;
use signalbox_engine::{Done, EngineError};
use signalbox_model::event::EventState;
use signalbox_model::{EventId, WorkspaceId};
use signalbox_store::{StoreError, events};
use std::sync::Arc;

/// Events in one unit of work at most: what waits together commits together.
const BATCH: usize = 128;
/// A unit of work ends after this, microseconds: nobody else waits longer for the writer.
const SLICE_US: i64 = 10_000;

type Batch = Arc<[(WorkspaceId, EventId)]>;

/// Runs until the workers stop.
pub(crate) async fn run(shared: Arc<Shared>, lane: usize) {
    let lane = &shared.lanes.lanes[lane];
    while !shared.stop.is_cancelled() {
        outbox::breathe(&shared).await;
        let batch: Batch = lane.turns.lock().take(BATCH).into();
        if batch.is_empty() {
            tokio::select! {
                () = shared.stop.cancelled() => {}
                () = lane.wake.notified() => {}
            }
            continue;
        }
        work_off(&shared, &batch).await;
        shared.lanes.forget(&batch);
    }
}

/// Works off a batch, in as many units as it takes. When the workers stop the rest stays in the database.
async fn work_off(shared: &Arc<Shared>, batch: &Batch) {
    let (mut from, mut at_once) = (0, BATCH);
    let mut pause = Pause::new();
    while from < batch.len() {
        match unit(shared, batch, from, at_once).await {
            Ok((count, done)) => {
                from += count;
                shared.done(done);
            }
            Err(error) if error.is_transient() => {
                tracing::warn!(%error, "events wait: the store refuses work");
                if !pause.wait(&shared.stop).await {
                    return;
                }
            }
            // One of them spoils the others: one by one shows which.
            Err(_) if at_once > 1 => at_once = 1,
            Err(error) => {
                let (workspace, event) = batch[from];
                set_aside(shared, workspace, event, &error).await;
                from += 1;
            }
        }
        if shared.stop.is_cancelled() {
            return;
        }
    }
}

/// One transaction over `batch[from..]`; how many it worked off.
async fn unit(
    shared: &Arc<Shared>,
    batch: &Batch,
    from: usize,
    at_once: usize,
) -> Result<(usize, Done), EngineError> {
    let (batch, decider, clock) = (batch.clone(), shared.decider.clone(), shared.clock.clone());
    let unit = move |tx: &mut signalbox_store::Tx| {
        let started = clock();
        let mut all = Done::default();
        let mut count = 0;
        for (workspace, event) in batch[from..].iter().take(at_once) {
            let now = clock();
            if count > 0 && now.0 - started.0 > SLICE_US {
                break;
            }
            all.merge(decider.work_off(tx, now, *workspace, *event)?);
            count += 1;
        }
        Ok((count, all))
    };
    shared.db.write(unit).await
}

/// Keeps an event that cannot be worked off by a defect of ours, with its reason, to be retried by a person.
async fn set_aside(shared: &Shared, workspace: WorkspaceId, event: EventId, error: &EngineError) {
    tracing::error!(%event, %error, "an event cannot be worked off; it is kept as failed and can be retried");
    let reason = error.to_string();
    let kept = shared.db.write(move |tx| {
        events::set_state(&mut tx.space(workspace), event, EventState::Failed, Some(&reason))
    });
    let kept: Result<(), StoreError> = kept.await;
    if let Err(error) = kept {
        // It still waits in the database and is found again.
        tracing::error!(%event, %error, "a failed event cannot be marked");
    }
}
