//! Moving leads over the board: to a stage, and to a place in its column.

use super::change::commit;
use super::lead::{LeadPatch, patched};
use super::{CrmError, Ctx};
use signalbox_model::record::Lead;
use signalbox_model::{PipelineId, RecordId, StageId};
use signalbox_store::Space;
use signalbox_store::crm::board;

pub use signalbox_store::crm::board::Beside;

/// Moves leads to a stage, all or none, in the order given, the first on top: beside another lead of the column, or on
/// top when there is none or it has left the column. `patch` is carried out on each with the move. A lead that only
/// changes its place in the column makes no event.
pub fn move_leads(
    space: &mut Space,
    ctx: &mut Ctx,
    leads: &[RecordId],
    stage: StageId,
    beside: Option<Beside>,
    patch: &LeadPatch,
) -> Result<Vec<Lead>, CrmError> {
    let found = ctx.schema.stage(stage);
    let (pipeline, _) = found
        .ok_or_else(|| CrmError::invalid("stage", "there is no such stage: choose one of the pipeline"))?;
    let place = (pipeline.id, stage);
    let positions = positions(space, ctx, place, leads, beside)?;
    let mut moved = Vec::with_capacity(leads.len());
    for (id, position) in leads.iter().zip(positions) {
        let patch = LeadPatch {
            stage_id: Some(stage),
            ..patch.clone()
        };
        let (old, mut new) = patched(space, ctx, *id, patch)?;
        new.position = position;
        let updated = commit(space, ctx, &old, new)?;
        let mut lead = updated.record;
        if updated.changes.is_empty() {
            board::put_at(space, lead.id, position)?;
            lead.position = position;
        }
        moved.push(lead);
    }
    Ok(moved)
}

fn positions(
    space: &mut Space,
    ctx: &Ctx,
    place: (PipelineId, StageId),
    leads: &[RecordId],
    beside: Option<Beside>,
) -> Result<Vec<i64>, CrmError> {
    let count = i64::try_from(leads.len()).unwrap_or(i64::MAX);
    if let Some(beside) = beside
        && let Some(found) = board::positions_beside(space, place, beside, leads, count)?
    {
        return Ok(found);
    }
    let mut fresh: Vec<i64> = leads.iter().map(|_| ctx.next_id()).collect();
    fresh.reverse();
    Ok(fresh)
}
