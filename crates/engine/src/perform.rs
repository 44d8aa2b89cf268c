//! Carrying out the actions of a block, and what follows one that failed (decision 0137).

use crate::compile::id_of;
use crate::error::Result;
use crate::run::{Next, Progress, Run, TriedAgain};
use crate::steps::{self, Outcome, StepFault};
use crate::work::Work;
use signalbox_model::TimerId;
use signalbox_model::action::{Action, MAX_RETRIES, OnError, RETRY_PAUSE_SECS, Step, StopScope};
use signalbox_model::run::{BlockTrace, StepState, StepTrace, Trace};
use signalbox_model::scenario::Block;
use signalbox_store::timers;

impl Work<'_, '_> {
    /// Judges a block and carries out its steps when it fires.
    pub(crate) fn block(
        &mut self,
        run: &mut Run,
        place: usize,
        progress: &mut Progress,
        trace: &mut Trace,
    ) -> Result<Next> {
        let began = self.engine.meter();
        let body = run.body.clone();
        let Some(block) = body.scenario.blocks.get(place) else {
            return Ok(Next::On);
        };
        let (fired, rows) = self.judge(run, body.blocks.get(place).map_or(&[], Vec::as_slice))?;
        let mut traced = BlockTrace {
            id: id_of(block.id.as_ref()),
            fired,
            rows,
            steps: Vec::new(),
            us: 0,
        };
        let mut next = Next::On;
        if fired {
            progress.next = place;
            next = self.steps(run, block, &block.steps, progress, &mut traced)?;
        }
        traced.us = u32::try_from(self.engine.meter() - began).unwrap_or_default();
        trace.blocks.push(traced);
        Ok(next)
    }

    /// Carries out steps of a block that fired, until one of them ends the block or the run, or has to be tried again.
    pub(crate) fn steps<'s>(
        &mut self,
        run: &mut Run,
        block: &Block,
        steps: impl IntoIterator<Item = &'s Step>,
        progress: &mut Progress,
        traced: &mut BlockTrace,
    ) -> Result<Next> {
        progress.fired = true;
        for step in steps.into_iter().filter(|step| !step.off) {
            // What was put off has had its time: it is done now, not planned anew.
            let is_alone = progress.again.as_ref().is_some_and(|again| again.alone);
            let mut told = match is_alone {
                true => self.perform(run, block, step)?,
                false => self.step(run, block, step)?,
            };
            let next = self.after(run, block, step, &mut told, progress)?;
            progress.failed |= told.state == StepState::Failed;
            traced.steps.push(told);
            if next != Next::On {
                return Ok(next);
            }
        }
        Ok(Next::On)
    }

    /// What follows a step: an action that failed may be tried again, end more than itself, or nothing of it.
    fn after(
        &mut self,
        run: &Run,
        block: &Block,
        step: &Step,
        told: &mut StepTrace,
        progress: &mut Progress,
    ) -> Result<Next> {
        let tried = progress.again.take();
        let scope = match (&step.action, told.state) {
            (_, StepState::Failed) => {
                if self.try_later(run, block, step, told, progress, tried.as_ref())? {
                    return Ok(Next::Waits);
                }
                match step.on_error {
                    OnError::Continue => None,
                    OnError::StopBlock => Some(StopScope::Block),
                    OnError::StopRun => Some(StopScope::Run),
                }
            }
            (Action::Stop(stop), StepState::Done) => Some(stop.scope),
            _ => None,
        };
        told.stopped = scope;
        Ok(match scope {
            None => Next::On,
            Some(StopScope::Block) => Next::BlockEnds,
            Some(StopScope::Run) => Next::RunEnds,
        })
    }

    /// Puts a run aside to try a failed action again, while tries are left. In the past what failed has failed.
    pub(crate) fn try_later(
        &mut self,
        run: &Run,
        block: &Block,
        step: &Step,
        told: &mut StepTrace,
        progress: &mut Progress,
        before: Option<&TriedAgain>,
    ) -> Result<bool> {
        let (tried, alone) = before.map_or((0, false), |before| (before.tried, before.alone));
        let Some(retry) = step.retry.filter(|retry| tried < retry.times.min(MAX_RETRIES)) else {
            return Ok(false);
        };
        if self.past.is_some() || progress.is_last_try {
            return Ok(false);
        }
        let pause = retry
            .pause_secs
            .clamp(*RETRY_PAUSE_SECS.start(), *RETRY_PAUSE_SECS.end());
        told.timer = Some(self.park(run, block, pause)?);
        told.state = StepState::Retrying;
        progress.again = Some(TriedAgain {
            step: id_of(step.id.as_ref()),
            tried: tried + 1,
            alone,
        });
        Ok(true)
    }

    /// One step: planned when it has a timer, done otherwise. What it began is undone when it fails.
    pub(crate) fn step(&mut self, run: &mut Run, block: &Block, step: &Step) -> Result<StepTrace> {
        if step.timer.is_some() {
            let outcome = steps::planned(self, run, block, step);
            return self.traced(step, outcome);
        }
        self.perform(run, block, step)
    }

    /// Carries a step out now.
    pub(crate) fn perform(&mut self, run: &mut Run, block: &Block, step: &Step) -> Result<StepTrace> {
        run.draws += 1;
        if !steps::writes_records(&step.action) {
            let outcome = steps::perform(self, run, block, step);
            return self.traced(step, outcome);
        }
        self.tx.exec("SAVEPOINT step", &[])?;
        let records = run.records.clone();
        let outcome = steps::perform(self, run, block, step);
        if outcome.is_err() {
            self.tx.exec("ROLLBACK TO SAVEPOINT step", &[])?;
            run.records = records;
        }
        self.tx.exec("RELEASE SAVEPOINT step", &[])?;
        self.traced(step, outcome)
    }

    pub(crate) fn traced(
        &mut self,
        step: &Step,
        outcome: std::result::Result<Outcome, StepFault>,
    ) -> Result<StepTrace> {
        let id = id_of(step.id.as_ref());
        let short = |state, note: String| StepTrace {
            id: id.clone(),
            state,
            note: Some(note),
            record: None,
            changes: Vec::new(),
            job: None,
            timer: None,
            run: None,
            warnings: Vec::new(),
            failures: Vec::new(),
            stopped: None,
        };
        Ok(match outcome {
            Ok(Outcome {
                state,
                note,
                record,
                changes,
                job,
                timer,
                warnings,
            }) => StepTrace {
                id,
                state,
                note,
                record,
                changes,
                job,
                timer,
                run: None,
                warnings,
                failures: Vec::new(),
                stopped: None,
            },
            Err(StepFault::Skip(why)) => short(StepState::Skipped, why),
            Err(StepFault::Fail(why)) => short(StepState::Failed, why),
            Err(StepFault::Engine(error)) => return Err(error),
        })
    }

    /// Puts the run aside before or within a block, holding nothing (Z-12); the timer that wakes it.
    pub(crate) fn park(&mut self, run: &Run, block: &Block, secs: u32) -> Result<TimerId> {
        let timer = timers::Stored {
            id: TimerId(self.next_id()),
            workspace: self.defs.workspace,
            scenario: run.scenario,
            block: id_of(block.id.as_ref()).to_string(),
            step: String::new(),
            run: run.id,
            record: run.subject,
            dialog: None,
            due_at: self.now.plus_secs(secs.into()),
            state: timers::State::Waiting,
            context: run.context()?,
        };
        timers::insert(&mut self.space(), &timer)?;
        self.done.timers = true;
        Ok(timer.id)
    }
}
