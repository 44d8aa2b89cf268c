//! `schedule`: what every participant gets at set times; who comes here along a line gets it at once (O-39).

use crate::error::Result;
use crate::flow::walk::{After, Spot, Walk};
use crate::work::Work;
use signalbox_model::flow::ScheduleStep;

pub(super) fn say(work: &mut Work, walk: &mut Walk, spot: &Spot, settings: &ScheduleStep) -> Result<After> {
    for message in &settings.messages {
        work.send(walk, spot, message)?;
    }
    Ok(After::Go(spot.step().next.clone()))
}
