//! Makes the copies of the database that are due.

use crate::workers::Shared;
use signalbox_store::backups::{self, Refused};
use std::sync::Arc;

/// Runs until the workers stop; a copy under way is broken off then.
pub(crate) async fn run(shared: Arc<Shared>) {
    if shared.db.backups().folder().is_none() {
        return;
    }
    let rounds = async {
        loop {
            if is_due(&shared).await {
                copy(&shared).await;
            }
            tokio::time::sleep(shared.config.upkeep).await;
        }
    };
    shared.stop.run_until_cancelled(rounds).await;
    shared.db.backups().stop();
}

async fn is_due(shared: &Arc<Shared>) -> bool {
    let now = shared.now();
    let due = shared.db.write_later(move |tx| backups::is_due(tx, now)).await;
    due.unwrap_or_else(|error| {
        tracing::warn!(%error, "the schedule of the copies cannot be read; it is at the next round");
        false
    })
}

async fn copy(shared: &Arc<Shared>) {
    match backups::run(&shared.db, shared.now()).await {
        Ok(copy) => {
            tracing::info!(name = %copy.name, bytes = copy.bytes, "the database is copied and the copy checked")
        }
        // Somebody makes one by hand: the next round looks again.
        Err(Refused::Busy) => {}
        Err(refused) => tracing::error!(%refused, "the database was not copied"),
    }
}
