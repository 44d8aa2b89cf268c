//! Timers that come due: delayed actions and runs that wait for a block.

use crate::done::{Done, Topic};
use crate::engine::Engine;
use crate::error::Result;
use signalbox_model::{Micros, ScenarioId};
use signalbox_store::chat::schedules as flow_schedules;
use signalbox_store::{Tx, scenarios, timers};

impl Engine {
    /// Fires up to `limit` due timers of all workspaces, in order of their moments; how many it looked at.
    pub fn fire_timers(&self, tx: &mut Tx, now: Micros, limit: i64) -> Result<(usize, Done)> {
        let due = timers::due_any_workspace(tx, now, limit)?;
        let mut done = Done::default();
        for timer in &due {
            done.merge(self.fire(tx, now, timer)?);
        }
        Ok((due.len(), done))
    }

    /// Fires one timer now, whatever its moment ("run now").
    pub fn fire(&self, tx: &mut Tx, now: Micros, timer: &timers::Stored) -> Result<Done> {
        let mut work = self.work(tx, now, timer.workspace)?;
        if let Some(dialog) = timer.dialog {
            work.fire_clock_guarded(timer, dialog)?;
            return Ok(work.done);
        }
        let Some(compiled) = work.defs.scenarios.get(&timer.scenario).cloned() else {
            timers::take(&mut work.space(), timer.id)?;
            return Ok(work.done);
        };
        // A delayed action of a scenario that is off waits until it is on again (Z-56).
        if !compiled.on && !timer.step.is_empty() {
            timers::set_state(&mut work.space(), timer.id, timers::State::Overdue)?;
            return Ok(work.done);
        }
        if let Some(record) = timer.record {
            work.tx.lock(record.id.0)?;
        }
        if !timers::take(&mut work.space(), timer.id)? {
            return Ok(work.done);
        }
        work.live(Topic::Timer, timer.id.0);
        // The record may have been deleted since: then there is nothing to act on (Z-40).
        if let Some(record) = timer.record
            && !signalbox_store::crm::exists(&mut work.space(), record)?
        {
            if timer.step.is_empty() {
                work.call_off(timer.run, None)?;
            }
            return Ok(work.done);
        }
        work.tx.exec("SAVEPOINT timer", &[])?;
        let done = if timer.step.is_empty() {
            work.resume(&compiled, timer)
        } else {
            work.fire_step(&compiled, timer)
        };
        match done {
            Ok(()) => drop(work.tx.exec("RELEASE SAVEPOINT timer", &[])?),
            Err(error) if error.is_transient() => return Err(error),
            Err(error) => work.keep_broken(timer, &error)?,
        }
        Ok(work.done)
    }

    /// Deletes delayed actions that have waited too long for their scenario (Z-57).
    pub fn tidy_timers(&self, tx: &mut Tx, now: Micros) -> Result<Done> {
        // Three months are at least 89 days; the exact end is reckoned in the workspace's zone.
        let mut done = Done::default();
        for timer in timers::stale_any_workspace(tx, now.plus_secs(-89 * 86_400), 500)? {
            let mut work = self.work(tx, now, timer.workspace)?;
            if crate::timing::delete_after(timer.due_at, &work.defs.zone) <= now {
                timers::take(&mut work.space(), timer.id)?;
                work.live(Topic::Timer, timer.id.0);
            }
            done.merge(work.done);
        }
        Ok(done)
    }

    /// Starts the scheduled scenarios and the schedule steps of all workspaces that are due.
    pub fn fire_schedules(&self, tx: &mut Tx, now: Micros) -> Result<Done> {
        let mut done = Done::default();
        for (workspace, id, due) in scenarios::due_any_workspace(tx, now)? {
            let mut work = self.work(tx, now, workspace)?;
            work.schedule_due(id, due)?;
            done.merge(work.done);
        }
        for (workspace, flow, step) in flow_schedules::due_any_workspace(tx, now)? {
            let mut work = self.work(tx, now, workspace)?;
            work.flow_schedule_due(flow, &step)?;
            done.merge(work.done);
        }
        Ok(done)
    }
}

impl crate::work::Work<'_, '_> {
    /// Fires what a dialog waits for; a clock that cannot be carried out stays in the list.
    fn fire_clock_guarded(
        &mut self,
        timer: &timers::Stored,
        dialog: signalbox_model::DialogId,
    ) -> Result<()> {
        self.tx.lock(dialog.0)?;
        if !timers::take(&mut self.space(), timer.id)? {
            return Ok(());
        }
        self.live(Topic::Timer, timer.id.0);
        self.tx.exec("SAVEPOINT timer", &[])?;
        match self.fire_clock(timer, dialog) {
            Ok(()) => self.tx.exec("RELEASE SAVEPOINT timer", &[]).map(drop)?,
            Err(error) if error.is_transient() => return Err(error),
            Err(error) => self.keep_broken(timer, &error)?,
        }
        Ok(())
    }

    /// A timer that cannot be carried out is undone and stays in the list, to be run again by hand.
    fn keep_broken(&mut self, timer: &timers::Stored, error: &crate::error::EngineError) -> Result<()> {
        tracing::warn!(timer = %timer.id, %error, "a timer failed; it is kept and can be run again");
        self.tx.exec("ROLLBACK TO SAVEPOINT timer", &[])?;
        self.tx.exec("RELEASE SAVEPOINT timer", &[])?;
        self.done = Done::default();
        let kept = timers::Stored {
            state: timers::State::Overdue,
            ..timer.clone()
        };
        Ok(timers::insert(&mut self.space(), &kept)?)
    }

    fn schedule_due(&mut self, id: ScenarioId, due: Micros) -> Result<()> {
        use signalbox_model::event::{Event, EventKind, Payload};
        use signalbox_model::start::Start;
        let compiled = self
            .defs
            .scenarios
            .get(&id)
            .cloned()
            .filter(|compiled| compiled.on);
        let Some((compiled, Start::Schedule(schedule))) = compiled
            .as_ref()
            .map(|compiled| (compiled, &compiled.body.scenario.start))
        else {
            return Ok(scenarios::set_next_due(&mut self.space(), id, None)?);
        };
        // Moments missed while the server was down come due once, not one by one.
        let next = crate::schedule::next_due(schedule, self.now.max(due), &self.defs.zone);
        scenarios::set_next_due(&mut self.space(), id, next)?;
        if let Some(filter) = &schedule.each {
            let over = signalbox_store::bulk::Over {
                filter: Some((**filter).clone()),
                ..Default::default()
            };
            return self
                .start_bulk(compiled.id, over, signalbox_model::record::Author::System)
                .map(drop);
        }
        let event = Event {
            id: signalbox_model::EventId(self.next_id()),
            workspace: self.defs.workspace,
            kind: EventKind::ScheduleDue,
            subject: None,
            key: Some(id.0),
            payload: Payload::default(),
            cause: None,
            depth: 0,
            author: signalbox_model::record::Author::System,
            at: due,
        };
        self.emit(&event)
    }
}
