//! The order of scenarios: those of one event run in it.

use super::{missing, told};
use crate::done::{Done, Topic};
use crate::engine::Engine;
use crate::error::{EngineError, Result};
use crate::scenarios::By;
use signalbox_model::ScenarioId;
use signalbox_store::{Tx, scenarios};

impl Engine {
    /// Puts a scenario behind another, or first. Only scenarios between the old and the new place get new numbers.
    pub fn order_scenario(
        &self,
        tx: &mut Tx,
        by: &By,
        id: ScenarioId,
        after: Option<ScenarioId>,
    ) -> Result<Done> {
        let mut space = tx.space(by.workspace);
        let mut heads = scenarios::heads(&mut space)?;
        let from = heads
            .iter()
            .position(|head| head.id == id)
            .ok_or_else(|| missing("scenario"))?;
        let moved = heads.remove(from);
        let place = match after {
            None => 0,
            Some(other) => {
                let known = heads.iter().position(|head| head.id == other);
                known
                    .ok_or_else(|| EngineError::invalid("after", "there is no other scenario with this id"))?
                    + 1
            }
        };
        heads.insert(place, moved);
        for (position, head) in (1..).zip(&heads) {
            if head.position != position {
                scenarios::set_position(&mut space, head.id, position)?;
            }
        }
        self.touch(tx, by)?;
        Ok(told(by, Topic::Definitions, id.0))
    }
}
