//! Fetches jobs that are due in the database: those planned for later, those that found no room, and those whose
//! sender died.

use super::finish;
use crate::pause::Pause;
use crate::workers::Shared;
use signalbox_engine::LEASE_SECS;
use signalbox_store::{Result, Tx, jobs};
use std::sync::Arc;
use std::time::Duration;

/// Jobs leased at once.
const PAGE: usize = 500;
/// The pause between two looks: many results in a row are one reason to look.
const BETWEEN: Duration = Duration::from_millis(5);

/// Runs until the workers stop.
pub(crate) async fn run(shared: Arc<Shared>) {
    if !shared.db.is_pg() {
        // A single node that starts knows that nobody sends: nothing needs to wait for its lease to end.
        end_leases(&shared).await;
    }
    let mut pause = Pause::new();
    while !shared.stop.is_cancelled() {
        let sleep = match fetch(&shared).await {
            Ok(sleep) => {
                pause = Pause::new();
                sleep
            }
            Err(error) => {
                tracing::warn!(%error, "jobs that are due cannot be fetched; they are fetched later");
                pause.wait(&shared.stop).await;
                continue;
            }
        };
        tokio::select! {
            () = shared.stop.cancelled() => {}
            () = shared.outbox.wake.notified() => tokio::time::sleep(BETWEEN).await,
            () = tokio::time::sleep(sleep) => {}
        }
    }
}

async fn end_leases(shared: &Shared) {
    let mut pause = Pause::new();
    loop {
        let now = shared.now();
        let ended: Result<u64> = shared
            .db
            .write(move |tx| jobs::end_leases_any_workspace(tx, now))
            .await;
        match ended {
            Ok(_) => return,
            Err(error) => {
                tracing::warn!(%error, "leases cannot be ended; jobs under way at the last stop wait")
            }
        }
        if !pause.wait(&shared.stop).await {
            return;
        }
    }
}

/// Fetches what is due and has room; how long to sleep then.
async fn fetch(shared: &Arc<Shared>) -> Result<Duration> {
    let soonest = shared.db.read(jobs::soonest_any_workspace).await?;
    let now = shared.now();
    let longest = shared.config.recheck;
    let Some(due_at) = soonest else { return Ok(longest) };
    if due_at > now {
        let wait = u64::try_from(due_at.0 - now.0).unwrap_or_default();
        return Ok(Duration::from_micros(wait).min(longest));
    }
    let (held, _) = shared.outbox.load();
    let room = shared.config.jobs_in_memory.saturating_sub(held).min(PAGE);
    if room == 0 {
        return Ok(BETWEEN * 4);
    }
    let limit = i64::try_from(room).unwrap_or(1);
    let lease = now.plus_secs(LEASE_SECS);
    let lease = move |tx: &mut Tx| jobs::lease_any_workspace(tx, now, lease, limit);
    shared.outbox.hosts.lock().begin_fetch();
    let due: Result<Vec<jobs::Stored>> = shared.db.write(lease).await;
    let (due, failed) = match due {
        Ok(due) => (due, None),
        Err(error) => (Vec::new(), Some(error)),
    };
    let is_full = due.len() == room;
    super::take_fetched(shared, due);
    if let Some(error) = failed {
        return Err(error);
    }
    Ok(if is_full { Duration::ZERO } else { BETWEEN })
}

/// Gives what waits in memory back to the database, so that other nodes, or the next start, send it at once.
pub(crate) async fn hand_back(shared: &Shared) {
    let (waiting, now) = (shared.outbox.hosts.lock().drain(), shared.now());
    if waiting.is_empty() {
        return;
    }
    let count = waiting.len();
    let given = shared
        .db
        .write(move |tx| waiting.iter().try_for_each(|job| finish::put_off(tx, job, now)));
    let given: Result<()> = given.await;
    match given {
        Ok(()) => tracing::info!(count, "deliveries that were not begun are given back"),
        Err(error) => {
            tracing::warn!(%error, count, "deliveries that were not begun wait for their lease to end")
        }
    }
}
