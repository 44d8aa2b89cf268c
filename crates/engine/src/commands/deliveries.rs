//! Deliveries: sent again together, or called off.

use super::{missing, told};
use crate::done::{Done, Topic};
use crate::engine::Engine;
use crate::error::{EngineError, Result};
use crate::scenarios::By;
use signalbox_model::JobId;
use signalbox_model::job::JobState;
use signalbox_store::{Tx, jobs};

/// How many deliveries of a state one call sends again, oldest first.
const RETRIED_AT_ONCE: i64 = 10_000;

/// Which deliveries are sent again together.
#[derive(Debug)]
pub enum JobsOf {
    /// These.
    Ids(Vec<JobId>),
    /// What ended in this state.
    State(JobState),
}

impl Engine {
    /// Sends several deliveries again; how many. Those under way, unknown or packed away are left out.
    pub fn retry_jobs(&self, tx: &mut Tx, by: &By, which: JobsOf) -> Result<(u64, Done)> {
        let mut space = tx.space(by.workspace);
        let (mut count, mut done) = (0, Done::default());
        match which {
            JobsOf::Ids(ids) => {
                for id in ids {
                    if jobs::retry(&mut space, id, by.now)? {
                        count += 1;
                        done.merge(told(by, Topic::Delivery, id.0));
                    }
                }
            }
            JobsOf::State(state @ (JobState::Failed | JobState::Uncertain | JobState::Cancelled)) => {
                count = jobs::retry_all(&mut space, state, by.now, RETRIED_AT_ONCE)?;
            }
            JobsOf::State(_) => {
                let say = "only failed, uncertain and cancelled deliveries can be sent again together";
                return Err(EngineError::invalid("state", say));
            }
        }
        done.jobs_planned = count > 0;
        Ok((count, done))
    }

    /// Calls off a delivery that waits for its next try.
    pub fn cancel_job(&self, tx: &mut Tx, by: &By, id: JobId) -> Result<Done> {
        let mut space = tx.space(by.workspace);
        if jobs::cancel(&mut space, id)? {
            return Ok(told(by, Topic::Delivery, id.0));
        }
        let job = jobs::get(&mut space, id)?.ok_or_else(|| missing("delivery"))?;
        let say = match job.state {
            JobState::Sending => "it is being sent at this moment: look again when the try is over",
            _ => "it has ended already: there is nothing to call off",
        };
        Err(EngineError::Conflict(say.into()))
    }
}
