//! What an event does while a run for the same record is under way: the run mode of a scenario (decision 0138).

use crate::error::Result;
use crate::run::{Progress, Run};
use crate::work::Work;
use signalbox_model::reason::Reason;
use signalbox_model::run::{RunStatus, Trace};
use signalbox_model::scenario::{MAX_QUEUED, RunMode};
use signalbox_model::{RecordRef, RunId, ScenarioId, TimerId};
use signalbox_store::{runs, timers};

impl Work<'_, '_> {
    /// Whether a run waits or is left out because another is under way; in mode `restart` it calls the others off.
    /// A moment of the past is judged at once, so nothing is under way there.
    pub(crate) fn give_way(&mut self, run: &Run, trace: &mut Trace) -> Result<Option<RunStatus>> {
        let mode = run.body.scenario.mode;
        let Some(subject) = run
            .subject
            .filter(|_| mode != RunMode::Parallel && self.past.is_none())
        else {
            return Ok(None);
        };
        let ahead = timers::under_way(&mut self.space(), run.scenario, subject.id, MAX_QUEUED + 1)?;
        let Some(last) = ahead.last() else {
            return Ok(None);
        };
        let (status, reason) = match mode {
            RunMode::Parallel => return Ok(None),
            RunMode::Restart => {
                for timer in &ahead {
                    self.replaced(timer, run.id)?;
                }
                return Ok(None);
            }
            RunMode::Skip => (RunStatus::Skipped, Reason::Busy { run: last.run }),
            RunMode::Queue if ahead.len() > MAX_QUEUED => {
                (RunStatus::Skipped, Reason::QueueFull { most: MAX_QUEUED })
            }
            RunMode::Queue => {
                self.line_up(run, &ahead)?;
                (RunStatus::Waiting, Reason::Queued { behind: last.run })
            }
        };
        trace.note = Some(reason.to_string());
        trace.reason = Some(reason);
        Ok(Some(status))
    }

    /// Ends a waiting run whose place a later one takes.
    fn replaced(&mut self, timer: &timers::Stored, by: RunId) -> Result<()> {
        timers::take(&mut self.space(), timer.id)?;
        self.live(crate::done::Topic::Timer, timer.id.0);
        self.call_off(timer.run, Some(Reason::Restarted { by }))
    }

    /// Ends a run that waits.
    pub(crate) fn call_off(&mut self, id: RunId, reason: Option<Reason>) -> Result<()> {
        let found = runs::get(&mut self.space(), id)?;
        let Some(mut row) = found.filter(|row| row.status == RunStatus::Waiting) else {
            return Ok(());
        };
        row.status = RunStatus::Cancelled;
        row.parked = None;
        row.trace.note = reason.as_ref().map(ToString::to_string);
        row.trace.reason = reason;
        runs::update(&mut self.space(), &row)?;
        self.note_run(&row)
    }

    /// Puts a run in line. Its timer names no block and comes due with the last of those ahead, should nothing wake it
    /// before.
    fn line_up(&mut self, run: &Run, ahead: &[timers::Stored]) -> Result<()> {
        let due_at = ahead.iter().map(|timer| timer.due_at).max().unwrap_or(self.now);
        let timer = timers::Stored {
            id: TimerId(self.next_id()),
            workspace: self.defs.workspace,
            scenario: run.scenario,
            block: String::new(),
            step: String::new(),
            run: run.id,
            record: run.subject,
            dialog: None,
            due_at,
            state: timers::State::Waiting,
            context: run.context()?,
        };
        timers::insert(&mut self.space(), &timer)?;
        self.done.timers = true;
        Ok(())
    }

    /// Whether nothing is ahead of a run in line any more; otherwise its timer is set anew.
    pub(crate) fn has_turn(&mut self, timer: &timers::Stored) -> Result<bool> {
        let Some(record) = timer.record else {
            return Ok(true);
        };
        let mut ahead = timers::under_way(&mut self.space(), timer.scenario, record.id, MAX_QUEUED + 1)?;
        ahead.retain(|other| other.run < timer.run);
        let Some(due_at) = ahead.iter().map(|other| other.due_at).max() else {
            return Ok(true);
        };
        let again = timers::Stored {
            due_at: due_at.max(self.now.plus_secs(1)),
            ..timer.clone()
        };
        timers::insert(&mut self.space(), &again)?;
        self.done.timers = true;
        Ok(false)
    }

    /// Begins a run that waited in line. What happened meanwhile counts: a throttle or "only once" may stop it now.
    pub(crate) fn begin_turn(
        &mut self,
        run: &mut Run,
        progress: &mut Progress,
        trace: &mut Trace,
    ) -> Result<RunStatus> {
        (trace.note, trace.reason) = (None, None);
        let Some((status, reason)) = self.refusal(run)? else {
            return self.blocks(run, progress, trace);
        };
        trace.note = Some(reason.to_string());
        trace.reason = Some(reason);
        Ok(status)
    }

    /// Wakes the run that is next in line, when one has ended.
    pub(crate) fn next_in_line(&mut self, scenario: ScenarioId, record: Option<RecordRef>) -> Result<()> {
        let queues = |work: &Self| {
            let known = work.defs.scenarios.get(&scenario);
            known.is_some_and(|known| known.body.scenario.mode == RunMode::Queue)
        };
        let Some(record) = record.filter(|_| queues(self)) else {
            return Ok(());
        };
        let now = self.now;
        let line = timers::under_way(&mut self.space(), scenario, record.id, 1)?;
        if let Some(next) = line.first().filter(|next| next.block.is_empty()) {
            timers::set_due(&mut self.space(), next.id, now)?;
            self.done.timers = true;
        }
        Ok(())
    }
}
