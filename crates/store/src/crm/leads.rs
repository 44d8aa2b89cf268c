//! Leads in numbers.

use crate::{Result, Space};
use signalbox_model::{LossReasonId, PipelineId, StageId};

/// How many leads stand on a stage, and what they are worth in one currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StageTotal {
    /// The stage.
    pub stage: StageId,
    /// The currency; none for leads without an amount.
    pub currency: Option<String>,
    /// How many.
    pub count: i64,
    /// Minor units.
    pub sum: i64,
}

/// The totals of a pipeline's stages.
pub fn totals(space: &mut Space, pipeline: PipelineId) -> Result<Vec<StageTotal>> {
    space.all(
        "SELECT stage_id, currency, COUNT(*), CAST(COALESCE(SUM(sale), 0) AS BIGINT) FROM lead
         WHERE workspace_id = ?1 AND pipeline_id = ?2 GROUP BY stage_id, currency ORDER BY stage_id, currency",
        &[pipeline.0.into()],
        |row| {
            Ok(StageTotal {
                stage: StageId(row.int(0)?),
                currency: row.opt_text(1)?,
                count: row.int(2)?,
                sum: row.int(3)?,
            })
        },
    )
}

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
