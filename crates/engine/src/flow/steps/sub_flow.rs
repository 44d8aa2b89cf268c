//! `flow`: goes through another flow, and comes back when it should.

use crate::chat::internal::Back;
use crate::error::Result;
use crate::flow::walk::{After, Spot, Walk};
use crate::work::Work;
use signalbox_model::flow::{StepRef, SubFlowStep};

/// Flows inside flows, at most.
const MOST_DEEP: usize = 20;

pub(super) fn enter(work: &mut Work, walk: &mut Walk, spot: &Spot, settings: &SubFlowStep) -> Result<After> {
    if settings.come_back {
        if walk.talk.memory.back.len() >= MOST_DEEP {
            work.trouble(
                walk,
                format!("more than {MOST_DEEP} flows stand inside one another: break the circle"),
            )?;
            return Ok(After::Stay(crate::chat::internal::Phase::Still));
        }
        walk.talk.memory.back.push(Back {
            flow: spot.flow,
            version: spot.version,
            step: spot.step().id.clone(),
        });
    } else {
        walk.talk.memory.back.clear();
    }
    Ok(After::Go(Some(StepRef {
        flow: Some(settings.flow.clone()),
        step: None,
    })))
}
