//! Imports: a few rows at a time, each file in turn, whenever nothing else waits.

use crate::bulk::{again_and_again, is_quiet};
use crate::workers::Shared;
use signalbox_engine::{Done, EngineError};
use signalbox_model::{ImportId, WorkspaceId};
use signalbox_store::imports;
use std::sync::Arc;

/// Rows in one step: some milliseconds of the writer.
const STEP: i64 = 20;

/// Runs until the workers stop.
pub(crate) async fn run(shared: Arc<Shared>) {
    again_and_again(&shared, &shared.imports, "imports", round).await;
}

/// One step of each import; whether any was under way.
async fn round(shared: &Arc<Shared>) -> Result<bool, EngineError> {
    let busy = shared.db.read(imports::busy_any_workspace).await?;
    for (workspace, id) in &busy {
        if !is_quiet(shared).await {
            break;
        }
        match step(shared, *workspace, *id).await {
            Ok(done) => shared.done(done),
            Err(error) if error.is_transient() => return Err(error),
            Err(error) => halt(shared, *workspace, *id, &error).await,
        }
    }
    Ok(!busy.is_empty())
}

async fn step(shared: &Arc<Shared>, workspace: WorkspaceId, id: ImportId) -> Result<Done, EngineError> {
    let (decider, clock) = (shared.decider.clone(), shared.clock.clone());
    let step = move |tx: &mut signalbox_store::Tx| decider.step_import(tx, clock(), workspace, id, STEP);
    let (_, done) = shared.db.write_later(step).await?;
    Ok(done)
}

/// Stops an import whose step fails by a defect of ours: it would fail for ever.
async fn halt(shared: &Arc<Shared>, workspace: WorkspaceId, id: ImportId, error: &EngineError) {
    tracing::error!(import = %id, %error, "a step of an import fails; the import is stopped and can be resumed");
    let (decider, now) = (shared.decider.clone(), shared.now());
    let halted = shared
        .db
        .write(move |tx| decider.halt_import(tx, now, workspace, id));
    if let Err(error) = halted.await {
        tracing::error!(import = %id, %error, "the import cannot be stopped");
    }
}
