//! Sleeps until the soonest timer or schedule and has it fired.

use crate::pause::Pause;
use crate::workers::Shared;
use signalbox_engine::EngineError;
use signalbox_model::Micros;
use signalbox_store::chat::schedules;
use signalbox_store::{Result, StoreError, Tx, scenarios, timers};
use std::sync::Arc;
use std::time::Duration;

/// Timers in one unit of work: some milliseconds of the writer.
const BATCH: i64 = 100;
/// The pause before what should have been fired is looked at again.
const SHORT: Duration = Duration::from_millis(10);
/// A timer that cannot be fired by a defect of ours is tried again after this, seconds.
const SET_ASIDE_SECS: i64 = 300;

/// Runs until the workers stop.
pub(crate) async fn run(shared: Arc<Shared>) {
    let mut pause = Pause::new();
    let mut batch = BATCH;
    while !shared.stop.is_cancelled() {
        let sleep = match turn(&shared, batch).await {
            Ok(sleep) => {
                (pause, batch) = (Pause::new(), BATCH);
                sleep
            }
            Err(error) if error.is_transient() => {
                tracing::warn!(%error, "timers wait: the store refuses work");
                pause.wait(&shared.stop).await;
                continue;
            }
            // One of them spoils the others: one by one shows which.
            Err(_) if batch > 1 => {
                batch = 1;
                continue;
            }
            Err(error) => {
                set_aside(&shared, &error).await;
                pause.wait(&shared.stop).await;
                continue;
            }
        };
        tokio::select! {
            () = shared.stop.cancelled() => {}
            () = shared.timers.notified() => {}
            () = tokio::time::sleep(sleep) => {}
        }
    }
}

/// Fires what is due; how long to sleep then. A clock that jumps is noticed at the next turn.
async fn turn(shared: &Arc<Shared>, batch: i64) -> std::result::Result<Duration, EngineError> {
    let (timer, schedule) = shared.db.read(soonest).await?;
    let now = shared.now();
    let is_due = |at: Option<Micros>| at.is_some_and(|at| at <= now);
    if is_due(schedule) {
        let decider = shared.decider.clone();
        let done = shared.db.write(move |tx| decider.fire_schedules(tx, now)).await?;
        shared.done(done);
    }
    if is_due(timer) {
        let decider = shared.decider.clone();
        let (fired, done) = shared
            .db
            .write(move |tx| decider.fire_timers(tx, now, batch))
            .await?;
        shared.done(done);
        if fired > 0 {
            return Ok(Duration::ZERO);
        }
    }
    if is_due(timer) || is_due(schedule) {
        // Another node has them under way, or there are more.
        return Ok(SHORT);
    }
    let next = timer.into_iter().chain(schedule).min();
    let wait = next.map_or(u64::MAX, |at| u64::try_from(at.0 - now.0).unwrap_or_default());
    Ok(Duration::from_micros(wait).min(shared.config.recheck))
}

fn soonest(tx: &mut Tx) -> Result<(Option<Micros>, Option<Micros>)> {
    let scheduled = scenarios::soonest_due_any_workspace(tx)?;
    let steps = schedules::soonest_any_workspace(tx)?;
    Ok((
        timers::soonest_any_workspace(tx)?,
        scheduled.into_iter().chain(steps).min(),
    ))
}

/// Moves the timer that cannot be fired out of the way of the others.
async fn set_aside(shared: &Shared, error: &EngineError) {
    let now = shared.now();
    let moved: Result<Option<signalbox_model::TimerId>> = shared
        .db
        .write(move |tx| {
            let Some(timer) = timers::due_any_workspace(tx, now, 1)?.pop() else {
                return Ok(None);
            };
            let later = now.plus_secs(SET_ASIDE_SECS);
            timers::set_due(&mut tx.space(timer.workspace), timer.id, later)?;
            Ok(Some(timer.id))
        })
        .await;
    match moved {
        Ok(timer) => tracing::error!(?timer, %error, "a timer cannot be fired; it is tried again later"),
        Err(moving) => {
            let moving: StoreError = moving;
            tracing::error!(%error, %moving, "a timer cannot be fired, and cannot be moved");
        }
    }
}
