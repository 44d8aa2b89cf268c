//! Tidies now and then, whenever nothing else waits.

use crate::workers::Shared;
use std::sync::Arc;

/// Runs until the workers stop.
pub(crate) async fn run(shared: Arc<Shared>) {
    while !shared.stop.is_cancelled() {
        let (decider, now) = (shared.decider.clone(), shared.now());
        let tidied = shared.db.write_later(move |tx| decider.tidy_timers(tx, now)).await;
        match tidied {
            Ok(done) => shared.done(done),
            Err(error) => tracing::warn!(%error, "timers cannot be tidied; they are at the next round"),
        }
        let sleep = tokio::time::sleep(shared.config.upkeep);
        shared.stop.run_until_cancelled(sleep).await;
    }
}
