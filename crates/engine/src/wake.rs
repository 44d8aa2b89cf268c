//! What a timer wakes: a run that waits for a block, for another try or for its turn, and an action that was put off.

use crate::compile::{Compiled, id_of};
use crate::error::Result;
use crate::run::{Next, Progress, Run, TriedAgain};
use crate::steps;
use crate::vars::Vars;
use crate::work::Work;
use signalbox_model::RunId;
use signalbox_model::action::Step;
use signalbox_model::event::Event;
use signalbox_model::run::{BlockTrace, RunStatus, StepState, Trace};
use signalbox_model::timer::{Timer, When};
use signalbox_store::{runs, timers};
use std::rc::Rc;

impl Work<'_, '_> {
    /// Goes on with a run that waited for a block.
    pub(crate) fn resume(&mut self, compiled: &Compiled, timer: &timers::Stored) -> Result<()> {
        let began = self.engine.meter();
        let Some(mut row) =
            runs::get(&mut self.space(), timer.run)?.filter(|row| row.status == RunStatus::Waiting)
        else {
            return Ok(());
        };
        let mut run = self.revived(compiled, timer)?;
        let mut progress: Progress = row
            .parked
            .as_deref()
            .map(serde_json::from_str)
            .transpose()?
            .unwrap_or_default();
        let mut version = row.version;
        let status = if timer.block.is_empty() {
            if !self.has_turn(timer)? {
                return Ok(());
            }
            // It begins only now, with the version of now.
            version = compiled.version;
            self.begin_turn(&mut run, &mut progress, &mut row.trace)?
        } else {
            self.go_on_at(&mut run, &timer.block, &mut progress, &mut row.trace)?
        };
        let went_on = self.row(&run, status, row.trace, &progress, began)?;
        row = runs::Stored {
            us: row.us + went_on.us,
            version,
            ..went_on
        };
        runs::update(&mut self.space(), &row)?;
        self.note_run(&row)?;
        if row.status != RunStatus::Waiting {
            self.next_in_line(run.scenario, run.subject)?;
        }
        Ok(())
    }

    /// Goes on at a block. The version may have changed while the run waited: block and action are found by their ids.
    fn go_on_at(
        &mut self,
        run: &mut Run,
        block: &str,
        progress: &mut Progress,
        trace: &mut Trace,
    ) -> Result<RunStatus> {
        let body = run.body.clone();
        let Some((place, block)) = body.block(block) else {
            trace.note = Some("the block it waited for was removed".into());
            return Ok(RunStatus::Cancelled);
        };
        progress.next = place;
        let Some(again) = progress.again.clone() else {
            progress.resumed = true;
            return self.blocks(run, progress, trace);
        };
        let at = block
            .steps
            .iter()
            .position(|step| step.id.as_ref() == Some(&again.step));
        let Some((at, mut traced)) = at.zip(trace.blocks.pop()) else {
            trace.note = Some("the action it waited for was removed".into());
            return Ok(RunStatus::Cancelled);
        };
        let failed = traced.steps.pop();
        let end = if again.alone { at + 1 } else { block.steps.len() };
        let known = traced.steps.len();
        let next = self.steps(run, block, &block.steps[at..end], progress, &mut traced)?;
        if let (Some(failed), Some(told)) = (failed, traced.steps.get_mut(known)) {
            told.failures = failed.failures;
            told.failures.push(
                failed
                    .note
                    .or(failed.warnings.into_iter().next())
                    .unwrap_or_default(),
            );
        }
        trace.blocks.push(traced);
        if next == Next::Waits {
            return Ok(RunStatus::Waiting);
        }
        if again.alone {
            return Ok(if progress.failed {
                RunStatus::Failed
            } else {
                RunStatus::Fired
            });
        }
        if next == Next::RunEnds {
            return self.finish(run, progress, trace);
        }
        progress.next = place + 1;
        self.blocks(run, progress, trace)
    }

    /// Carries out a delayed step with its current settings, fresh records and the variables of then (Z-40).
    pub(crate) fn fire_step(&mut self, compiled: &Compiled, timer: &timers::Stored) -> Result<()> {
        let began = self.engine.meter();
        let mut run = self.revived(compiled, timer)?;
        run.id = RunId(self.next_id());
        let body = run.body.clone();
        let found = body.block(&timer.block).and_then(|(_, block)| {
            let same = |step: &&Step| step.id.as_ref().is_some_and(|id| id.as_str() == timer.step);
            block.steps.iter().find(same).map(|step| (block, step))
        });
        // Removed since: there is nothing left to do (Z-40).
        let Some((block, step)) = found else { return Ok(()) };
        let mut step_trace = self.perform(&mut run, block, step)?;
        let mut progress = Progress {
            fired: true,
            ..Progress::default()
        };
        let first = TriedAgain {
            step: id_of(step.id.as_ref()),
            tried: 0,
            alone: true,
        };
        let has_failed = step_trace.state == StepState::Failed;
        let status = if has_failed
            && self.try_later(&run, block, step, &mut step_trace, &mut progress, Some(&first))?
        {
            RunStatus::Waiting
        } else if has_failed {
            RunStatus::Failed
        } else {
            RunStatus::Fired
        };
        let traced = BlockTrace {
            id: id_of(block.id.as_ref()),
            fired: true,
            rows: Vec::new(),
            steps: vec![step_trace],
            us: 0,
        };
        let note = Some(format!("delayed action of run {}", timer.run));
        let trace = Trace {
            blocks: vec![traced],
            note,
            ..Trace::default()
        };
        let row = self.row(&run, status, trace, &progress, began)?;
        runs::insert(&mut self.space(), &row)?;
        self.note_run(&row)?;
        if matches!(&step.timer, Some(Timer { at: When::OnDayOfYear(day), .. }) if day.every_year) {
            let again = steps::planned(self, &mut run, block, step);
            self.traced(step, again)?;
        }
        Ok(())
    }

    /// The run that set a timer, as it knew the world then.
    fn revived(&mut self, compiled: &Compiled, timer: &timers::Stored) -> Result<Run> {
        let mut event: Event = serde_json::from_str(&timer.context)?;
        // Records may have been merged since.
        for record in event.subject.iter_mut().chain(&mut event.payload.records) {
            *record = signalbox_store::crm::current(&mut self.space(), *record)?.unwrap_or(*record);
        }
        let vars = Rc::new(Vars::new(&event.payload));
        Ok(Run::new(timer.run, compiled, &Rc::new(event), &vars))
    }
}
