//! Folds what units of work left for people into notifications, whenever nothing else waits.

use crate::workers::Shared;
use signalbox_engine::{LiveNote, Topic};
use signalbox_model::WorkspaceId;
use signalbox_store::{Result, notices};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Notices in one unit of work: some milliseconds of the writer.
const BATCH: i64 = 500;

/// Runs until the workers stop.
pub(crate) async fn run(shared: Arc<Shared>) {
    let rounds = async {
        loop {
            tokio::time::sleep(shared.config.notices).await;
            if let Err(error) = round(&shared).await {
                tracing::warn!(%error, "notices wait: the store refuses work");
            }
        }
    };
    shared.stop.run_until_cancelled(rounds).await;
}

/// Folds until nothing waits, and tells open pages.
async fn round(shared: &Arc<Shared>) -> Result<()> {
    let now = shared.now();
    while shared
        .db
        .read(move |tx| notices::waiting_any_workspace(tx, now))
        .await?
    {
        let db = shared.db.clone();
        let fold = move |tx: &mut signalbox_store::Tx| {
            notices::fold_any_workspace(tx, now, BATCH, || db.next_id(now.0))
        };
        let told: Result<BTreeSet<WorkspaceId>> = shared.db.write_later(fold).await;
        for workspace in told? {
            (shared.live)(LiveNote {
                workspace,
                topic: Topic::Notification,
                id: shared.db.next_id(now.0),
            });
        }
    }
    Ok(())
}
