//! How long leads stand on stages, kept as they move: what the reports are read from.

use crate::{Result, Space};
use signalbox_model::record::Lead;
use signalbox_model::{Micros, RecordId};

/// A lead comes to its stage.
pub(crate) fn begin(space: &mut Space, lead: &Lead, now: Micros) -> Result<()> {
    space.exec(
        "INSERT INTO stage_stay (workspace_id, lead_id, stage_id, pipeline_id, born_at, entered_at, spent_us, is_here)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0, ?7)
         ON CONFLICT (workspace_id, lead_id, stage_id) DO UPDATE SET entered_at = excluded.entered_at,
         pipeline_id = excluded.pipeline_id, is_here = excluded.is_here",
        &[
            lead.id.0.into(),
            lead.stage_id.0.into(),
            lead.pipeline_id.0.into(),
            lead.created_at.into(),
            now.into(),
            true.into(),
        ],
    )?;
    Ok(())
}

/// A lead leaves its stage.
pub(crate) fn end(space: &mut Space, lead: &Lead, now: Micros) -> Result<()> {
    space.exec(
        "UPDATE stage_stay SET spent_us = spent_us + (?4 - entered_at), is_here = ?5
         WHERE workspace_id = ?1 AND lead_id = ?2 AND stage_id = ?3 AND is_here = ?6",
        &[
            lead.id.0.into(),
            lead.stage_id.0.into(),
            now.into(),
            false.into(),
            true.into(),
        ],
    )?;
    Ok(())
}

pub(crate) fn remove_all(space: &mut Space, lead: RecordId) -> Result<()> {
    space.exec(
        "DELETE FROM stage_stay WHERE workspace_id = ?1 AND lead_id = ?2",
        &[lead.0.into()],
    )?;
    Ok(())
}
