//! Writes what became of jobs, many in one unit of work.

use super::{Ended, Fate};
use crate::pause::Pause;
use crate::workers::Shared;
use signalbox_engine::{Done, EngineError, Tried};
use signalbox_model::Micros;
use signalbox_model::job::JobState;
use signalbox_store::{StoreError, Tx, jobs};
use std::sync::Arc;
use std::time::Duration;

/// Results in one unit of work at most.
const BATCH: usize = 128;
/// A unit of work ends after this, microseconds: nobody else waits longer for the writer.
const SLICE_US: i64 = 10_000;
/// How often it is looked whether the last request has ended, when the workers stop.
const LAST_LOOK: Duration = Duration::from_millis(20);

type Batch = Arc<[Ended]>;

/// Runs until the workers stop and nothing is under way any more.
pub(crate) async fn run(shared: Arc<Shared>) {
    while let Some(batch) = next_batch(&shared).await {
        write(&shared, &batch).await;
        let outbox = &shared.outbox;
        outbox.hosts.lock().forget(batch.iter().map(|ended| ended.job.id));
        outbox.room.notify_waiters();
        if batch.iter().any(Ended::comes_back) {
            outbox.wake.notify_one();
        }
    }
}

impl Ended {
    fn comes_back(&self) -> bool {
        match &self.fate {
            Fate::PutOff(_) => true,
            Fate::Tried(outcome) => outcome.state == JobState::Planned,
        }
    }
}

async fn next_batch(shared: &Shared) -> Option<Batch> {
    let ended = &shared.outbox.ended_jobs;
    let first = loop {
        if !shared.stop.is_cancelled() {
            tokio::select! {
                first = ended.recv_async() => break first.ok()?,
                () = shared.stop.cancelled() => {}
            }
        } else if let Ok(first) = tokio::time::timeout(LAST_LOOK, ended.recv_async()).await {
            break first.ok()?;
        } else if shared.outbox.load().1 == 0 && ended.is_empty() {
            return None;
        }
    };
    Some(
        std::iter::once(first)
            .chain(ended.try_iter())
            .take(BATCH)
            .collect(),
    )
}

/// Writes a batch, in as many units as it takes. What cannot be written is found again when its lease ends.
async fn write(shared: &Arc<Shared>, batch: &Batch) {
    let (mut from, mut at_once) = (0, BATCH);
    let mut pause = Pause::new();
    while from < batch.len() {
        match unit(shared, batch, from, at_once).await {
            Ok((count, done)) => {
                from += count;
                shared.done(done);
            }
            Err(error) if error.is_transient() => {
                tracing::warn!(%error, "results of deliveries wait: the store refuses work");
                if !pause.wait(&shared.stop).await {
                    return;
                }
            }
            // One of them spoils the others: one by one shows which.
            Err(_) if at_once > 1 => at_once = 1,
            Err(error) => {
                let job = batch[from].job.id;
                tracing::error!(%job, %error, "what follows from a delivery cannot be worked off; its result is kept");
                if let Err(error) = bare(shared, batch, from).await {
                    tracing::error!(%job, %error, "the result of a delivery cannot be written");
                }
                from += 1;
            }
        }
    }
}

/// One transaction over `batch[from..]`; how many it wrote.
async fn unit(
    shared: &Arc<Shared>,
    batch: &Batch,
    from: usize,
    at_once: usize,
) -> Result<(usize, Done), EngineError> {
    let (batch, decider, clock) = (batch.clone(), shared.decider.clone(), shared.clock.clone());
    let unit = move |tx: &mut Tx| {
        let started = clock();
        let mut all = Done::default();
        let mut count = 0;
        for Ended { job, fate, .. } in batch[from..].iter().take(at_once) {
            let now = clock();
            if count > 0 && now.0 - started.0 > SLICE_US {
                break;
            }
            match fate {
                Fate::PutOff(until) => put_off(tx, job, *until)?,
                Fate::Tried(outcome) => {
                    let tried = Tried {
                        attempt: outcome.attempt.clone(),
                        state: outcome.state,
                        due_at: outcome.due_at,
                        answer: outcome.answer.clone(),
                    };
                    all.merge(decider.finish_job(tx, now, job, tried)?);
                }
            }
            count += 1;
        }
        Ok((count, all))
    };
    shared.db.write(unit).await
}

/// Gives a job back to the database, untried, until a moment.
pub(super) fn put_off(tx: &mut Tx, job: &jobs::Stored, until: Micros) -> Result<(), StoreError> {
    let space = &mut tx.space(job.workspace);
    jobs::finish_attempt(space, job.id, JobState::Planned, until, &job.attempts)?;
    Ok(())
}

/// Writes the result without what follows from it: else the request would be sent again and again.
async fn bare(shared: &Arc<Shared>, batch: &Batch, at: usize) -> Result<(), StoreError> {
    let batch = batch.clone();
    let unit = move |tx: &mut Tx| {
        let Ended { job, fate, .. } = &batch[at];
        let Fate::Tried(outcome) = fate else { return Ok(()) };
        let mut attempts = job.attempts.clone();
        attempts.push(outcome.attempt.clone());
        let space = &mut tx.space(job.workspace);
        jobs::finish_attempt(space, job.id, outcome.state, outcome.due_at, &attempts)?;
        Ok(())
    };
    shared.db.write(unit).await
}
