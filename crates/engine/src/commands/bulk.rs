//! Bulk runs: started, paused, resumed, cancelled by hand.

use super::{missing, told};
use crate::done::{Done, Topic};
use crate::engine::Engine;
use crate::error::{EngineError, Result};
use crate::scenarios::By;
use signalbox_model::start::Start;
use signalbox_model::{BulkId, ScenarioId};
use signalbox_store::Tx;
use signalbox_store::bulk::{self, Over, State};

/// The most records that can be chosen one by one; a filter has no such limit.
const MAX_CHOSEN: usize = 10_000;

impl Engine {
    /// Starts a manual scenario over many records.
    pub fn request_bulk(&self, tx: &mut Tx, by: &By, id: ScenarioId, over: Over) -> Result<(BulkId, Done)> {
        let defs = self.definitions(tx, by.workspace)?;
        let known = defs.scenarios.get(&id).ok_or_else(|| missing("scenario"))?;
        let Start::Manual(manual) = &known.body.scenario.start else {
            let say = format!("`{}` is not a manual scenario: it starts by itself", known.key);
            return Err(EngineError::Conflict(say));
        };
        if !known.on {
            return Err(EngineError::Conflict(format!(
                "`{}` is switched off: switch it on first",
                known.key
            )));
        }
        if over.records.len() > MAX_CHOSEN {
            let say = format!("choose at most {MAX_CHOSEN} records one by one, or use a filter");
            return Err(EngineError::invalid("records", say));
        }
        let kinds = over
            .records
            .iter()
            .map(|record| record.kind)
            .chain(over.filter.iter().map(|filter| filter.kind));
        if let Some(kind) = manual.record
            && let Some(other) = kinds.into_iter().find(|other| *other != kind)
        {
            return Err(EngineError::Conflict(format!(
                "`{}` runs on a {kind}, not on a {other}",
                known.key
            )));
        }
        self.start_bulk(tx, by.now, by.workspace, id, over, by.author.clone())
    }

    /// Moves a bulk run to another state: from running to paused and back, and from both to cancelled.
    pub fn steer_bulk(&self, tx: &mut Tx, by: &By, id: BulkId, to: State) -> Result<Done> {
        let from: &[State] = match to {
            State::Paused => &[State::Running],
            State::Running => &[State::Paused],
            State::Cancelled => &[State::Running, State::Paused],
            State::Finished => &[],
        };
        let mut space = tx.space(by.workspace);
        let now = bulk::get(&mut space, id)?
            .ok_or_else(|| missing("bulk run"))?
            .state;
        if now != to && !bulk::set_state(&mut space, id, from, to)? {
            return Err(EngineError::Conflict(format!(
                "the bulk run is {} already",
                now.as_str()
            )));
        }
        Ok(Done {
            bulk: to == State::Running,
            ..told(by, Topic::Bulk(id.0), id.0)
        })
    }
}
