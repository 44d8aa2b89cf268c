//! Erasures: history is searched a window at a time, whenever nothing else waits.

use crate::bulk::{again_and_again, is_quiet};
use crate::workers::Shared;
use signalbox_engine::EngineError;
use signalbox_store::{Result, erasure};
use std::sync::Arc;

/// Runs until the workers stop.
pub(crate) async fn run(shared: Arc<Shared>) {
    again_and_again(&shared, &shared.erasures, "erasures", round).await;
}

/// One step of each erasure; whether any was under way. What fails is tried again: a person must not stay half erased.
async fn round(shared: &Arc<Shared>) -> std::result::Result<bool, EngineError> {
    let open = shared.db.read(erasure::open_any_workspace).await?;
    for (workspace, id) in &open {
        if !is_quiet(shared).await {
            break;
        }
        let (workspace, id, now) = (*workspace, *id, shared.now());
        let step: Result<()> = shared
            .db
            .write_later(move |tx| erasure::step(&mut tx.space(workspace), id, now))
            .await;
        step?;
    }
    Ok(!open.is_empty())
}
