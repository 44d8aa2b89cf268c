//! Bulk runs: started, paused, resumed, cancelled by hand.

use super::{missing, told};
use crate::definitions::Definitions;
use crate::done::{Done, Topic};
use crate::engine::Engine;
use crate::error::{EngineError, Result};
use crate::scenarios::By;
use signalbox_model::start::Start;
use signalbox_model::{BulkId, RecordKind, ScenarioId};
use signalbox_store::Tx;
use signalbox_store::bulk::{self, BulkChange, Over, State};

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
        let kinds = bounded_kinds(&over)?;
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

    /// Starts a change of many records: leads are moved, records handed over, tagged or deleted.
    pub fn request_bulk_change(
        &self,
        tx: &mut Tx,
        by: &By,
        change: BulkChange,
        over: Over,
    ) -> Result<(BulkId, Done)> {
        let defs = self.definitions(tx, by.workspace)?;
        let kinds = bounded_kinds(&over)?;
        check_change(&defs, &change, &kinds)?;
        let mut work = self.work(tx, by.now, by.workspace)?;
        let over = Over {
            change: Some(change),
            ..over
        };
        let id = work.start_bulk(ScenarioId(0), over, by.author.clone())?;
        Ok((id, work.done))
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

/// The kinds of the records chosen, of which there are not too many.
fn bounded_kinds(over: &Over) -> Result<Vec<RecordKind>> {
    if over.records.len() > MAX_CHOSEN {
        let say = format!("choose at most {MAX_CHOSEN} records one by one, or use a filter");
        return Err(EngineError::invalid("records", say));
    }
    let chosen = over.records.iter().map(|record| record.kind);
    Ok(chosen
        .chain(over.filter.iter().map(|filter| filter.kind))
        .collect())
}

/// What a change names must be there, before a thousand records fail one by one.
fn check_change(defs: &Definitions, change: &BulkChange, kinds: &[RecordKind]) -> Result<()> {
    match change {
        BulkChange::Move {
            stage,
            loss_reason_id,
        } => {
            if kinds.iter().any(|kind| *kind != RecordKind::Lead) {
                return Err(EngineError::invalid("change", "only leads stand on stages"));
            }
            if defs.schema.stage(*stage).is_none() {
                return Err(EngineError::invalid("change.stage", "there is no such stage"));
            }
            let known = |id| defs.schema.loss_reasons.iter().any(|reason| reason.id == id);
            if loss_reason_id.is_some_and(|id| !known(id)) {
                return Err(EngineError::invalid(
                    "change.loss_reason_id",
                    "there is no such loss reason",
                ));
            }
        }
        BulkChange::Assign {
            responsible_id: Some(user),
        } if defs.schema.user(*user).is_none() => {
            let say = format!("{user} is no active user: choose one of the workspace");
            return Err(EngineError::invalid("change.responsible_id", say));
        }
        BulkChange::Tag { add, remove } if add.is_empty() && remove.is_empty() => {
            return Err(EngineError::invalid("change", "name tags to add or to remove"));
        }
        BulkChange::Assign { .. } | BulkChange::Tag { .. } | BulkChange::Delete {} => {}
    }
    Ok(())
}
