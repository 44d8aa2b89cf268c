//! Leads as seen from stages and reasons.

use crate::{Result, Space};
use signalbox_model::{LossReasonId, PipelineId, StageId};

/// Whether any lead stands on a stage.
pub fn any_on(space: &mut Space, pipeline: PipelineId, stage: StageId) -> Result<bool> {
    let found = space.one(
        "SELECT id FROM lead WHERE workspace_id = ?1 AND pipeline_id = ?2 AND stage_id = ?3 LIMIT 1",
        &[pipeline.0.into(), stage.0.into()],
        |_| Ok(()),
    )?;
    Ok(found.is_some())
}

/// Forgets a reason on the leads that were lost for it.
pub(crate) fn forget_reason(space: &mut Space, reason: LossReasonId) -> Result<()> {
    space.exec(
        "UPDATE lead SET loss_reason_id = NULL WHERE workspace_id = ?1 AND loss_reason_id = ?2",
        &[reason.0.into()],
    )?;
    Ok(())
}
