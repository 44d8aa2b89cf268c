//! Old rows packed together: many events, runs or deliveries in one compressed row.

use crate::events::Stored;
use crate::{Result, Space};

/// Puts back what a packed event carried.
pub fn restore_event(_space: &mut Space, _event: &mut Stored) -> Result<()> {
    Ok(())
}

/// Puts back the trace of a packed run.
pub fn restore_run(_space: &mut Space, _run: &mut crate::runs::Stored) -> Result<()> {
    Ok(())
}

/// Puts back what a packed job sent and got.
pub fn restore_job(_space: &mut Space, _job: &mut crate::jobs::Stored) -> Result<()> {
    Ok(())
}
