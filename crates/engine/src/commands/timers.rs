//! Pending timers: run now, moved, called off.

use super::{missing, told};
use crate::done::{Done, Topic};
use crate::engine::Engine;
use crate::error::{EngineError, Result};
use crate::scenarios::By;
use signalbox_model::{Micros, RecordId, ScenarioId, TimerId};
use signalbox_store::{Tx, timers};

/// The furthest moment a timer can be moved to: 99 years (Z-45).
const MAX_AHEAD_SECS: i64 = 99 * 366 * 86_400;

/// Which timers are called off together.
#[derive(Debug)]
pub enum TimersOf {
    /// These.
    Ids(Vec<TimerId>),
    /// Every delayed action of a scenario.
    Scenario(ScenarioId),
}

impl Engine {
    /// Carries out a timer now instead of at its moment.
    pub fn run_timer(&self, tx: &mut Tx, by: &By, id: TimerId) -> Result<Done> {
        let timer = timers::get(&mut tx.space(by.workspace), id)?.ok_or_else(|| missing("timer"))?;
        let defs = self.definitions(tx, by.workspace)?;
        if let Some(known) = defs
            .scenarios
            .get(&timer.scenario)
            .filter(|known| !known.on && !timer.step.is_empty())
        {
            let say = format!(
                "scenario `{}` is switched off: its delayed actions wait until it is on",
                known.key
            );
            return Err(EngineError::Conflict(say));
        }
        if timer.step.is_empty() && timer.block.is_empty() {
            let record = timer.record.map(|record| record.id).unwrap_or(RecordId(0));
            let line = timers::under_way(&mut tx.space(by.workspace), timer.scenario, record, 1)?;
            if let Some(first) = line.first().filter(|first| first.run < timer.run) {
                let say = format!(
                    "this run waits for run {} of the same record: run or call off that one first",
                    first.run
                );
                return Err(EngineError::Conflict(say));
            }
        }
        self.fire(tx, by.now, &timer)
    }

    /// Moves a timer to another moment; one that lies behind fires at once.
    pub fn move_timer(&self, tx: &mut Tx, by: &By, id: TimerId, due_at: Micros) -> Result<Done> {
        if due_at.0 < 0 || due_at > by.now.plus_secs(MAX_AHEAD_SECS) {
            return Err(EngineError::invalid(
                "due_at",
                "choose a moment up to 99 years ahead",
            ));
        }
        if !timers::set_due(&mut tx.space(by.workspace), id, due_at)? {
            return Err(missing("timer"));
        }
        Ok(Done {
            timers: true,
            ..told(by, Topic::Timer, id.0)
        })
    }

    /// Calls off a timer. A run that waits for its block ends as cancelled.
    pub fn cancel_timer(&self, tx: &mut Tx, by: &By, id: TimerId) -> Result<Done> {
        self.call_off(tx, by, id)?.ok_or_else(|| missing("timer"))
    }

    /// Calls off several timers; how many were still there.
    pub fn cancel_timers(&self, tx: &mut Tx, by: &By, which: TimersOf) -> Result<(u64, Done)> {
        let (mut count, mut done) = (0, Done::default());
        match which {
            TimersOf::Ids(ids) => {
                for id in ids {
                    if let Some(one) = self.call_off(tx, by, id)? {
                        count += 1;
                        done.merge(one);
                    }
                }
            }
            TimersOf::Scenario(scenario) => {
                let which = timers::Which {
                    scenario: Some(scenario),
                    ..Default::default()
                };
                count = timers::cancel(&mut tx.space(by.workspace), &which)?;
                done = told(by, Topic::Timer, scenario.0);
            }
        }
        Ok((count, done))
    }

    fn call_off(&self, tx: &mut Tx, by: &By, id: TimerId) -> Result<Option<Done>> {
        let mut work = self.work(tx, by.now, by.workspace)?;
        let Some(timer) = timers::get(&mut work.space(), id)? else {
            return Ok(None);
        };
        if !timers::take(&mut work.space(), id)? {
            return Ok(None);
        }
        work.live(Topic::Timer, id.0);
        if timer.step.is_empty() {
            work.call_off(timer.run, None)?;
            work.next_in_line(timer.scenario, timer.record)?;
        }
        Ok(Some(work.done))
    }
}
