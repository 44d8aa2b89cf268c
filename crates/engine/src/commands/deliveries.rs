//! Deliveries: sent again by the state they are in, or called off.

use super::told;
use crate::done::{Done, Topic};
use crate::engine::Engine;
use crate::error::{EngineError, Result};
use crate::scenarios::By;
use signalbox_model::JobId;
use signalbox_model::job::JobState;
use signalbox_store::{Tx, jobs};

/// How many deliveries one call sends again, oldest first.
const RETRIED_AT_ONCE: i64 = 10_000;

impl Engine {
    /// Sends again what ended in a state; how many.
    pub fn retry_jobs(&self, tx: &mut Tx, by: &By, state: JobState) -> Result<(u64, Done)> {
        if !matches!(
            state,
            JobState::Failed | JobState::Uncertain | JobState::Cancelled
        ) {
            let say = "only failed, uncertain and cancelled deliveries can be sent again together";
            return Err(EngineError::invalid("state", say));
        }
        let count = jobs::retry_all(&mut tx.space(by.workspace), state, by.now, RETRIED_AT_ONCE)?;
        Ok((
            count,
            Done {
                jobs_planned: count > 0,
                ..Done::default()
            },
        ))
    }

    /// Calls off a delivery that waits for its next try.
    pub fn cancel_job(&self, tx: &mut Tx, by: &By, id: JobId) -> Result<Done> {
        let mut space = tx.space(by.workspace);
        if jobs::cancel(&mut space, id)? {
            return Ok(told(by, Topic::Delivery, id.0));
        }
        match jobs::get(&mut space, id)? {
            None => Err(super::missing("delivery")),
            Some(job) if job.state == JobState::Sending => Err(EngineError::Conflict(
                "it is being sent at this moment: look again when the try is over".into(),
            )),
            Some(_) => Err(EngineError::Conflict(
                "it has ended already: there is nothing to call off".into(),
            )),
        }
    }
}
