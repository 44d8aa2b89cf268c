//! Running a scenario for an event: guards, blocks, steps, and the row that tells all of it.

use crate::compile::{Body, Compiled, id_of};
use crate::error::Result;
use crate::steps::{self, Outcome, StepFault};
use crate::vars::Vars;
use crate::work::Work;
use serde::{Deserialize, Serialize};
use signalbox_model::action::Step;
use signalbox_model::event::{Event, EventKind, Payload, Visit};
use signalbox_model::reason::Reason;
use signalbox_model::run::{BlockTrace, RunStatus, StepState, StepTrace, Trace};
use signalbox_model::scenario::{Block, MIN_THROTTLE_SECS};
use signalbox_model::timer::{Timer, When};
use signalbox_model::{RecordKind, RecordRef, RunId, ScenarioId, TimerId};
use signalbox_store::{runs, scenarios, timers};
use std::rc::Rc;
use std::sync::Arc;

/// How many causes may lie behind an event (Z-14).
pub const MAX_DEPTH: u8 = 10;

/// A run under way.
pub(crate) struct Run {
    pub id: RunId,
    pub scenario: ScenarioId,
    pub version: i64,
    pub body: Arc<Body>,
    pub event: Rc<Event>,
    pub vars: Rc<Vars>,
    pub subject: Option<RecordRef>,
    /// Records at hand besides the subject, newest last: what the run created or found (Z-110).
    pub records: Vec<RecordRef>,
    /// Random numbers drawn so far, so that each template draws its own.
    pub draws: u32,
}

impl Run {
    pub fn new(id: RunId, compiled: &Compiled, event: &Rc<Event>, vars: &Rc<Vars>) -> Self {
        Self {
            id,
            scenario: compiled.id,
            version: compiled.version,
            body: compiled.body.clone(),
            event: event.clone(),
            vars: vars.clone(),
            subject: event.subject,
            records: event.payload.records.clone(),
            draws: 0,
        }
    }

    /// The run's current record of a kind: the newest at hand, else its subject.
    pub fn record(&self, kind: RecordKind) -> Option<RecordRef> {
        let at_hand = self
            .records
            .iter()
            .rev()
            .chain(&self.subject)
            .find(|record| record.kind == kind);
        at_hand.copied()
    }

    /// Who makes its changes: the run itself, or the dialog whose flow borrows its steps.
    pub fn author(&self) -> signalbox_model::record::Author {
        use signalbox_model::record::Author;
        match &self.event.author {
            author @ Author::Dialog { .. } if self.scenario == ScenarioId(0) => author.clone(),
            _ => Author::Run { run: self.id },
        }
    }

    /// The causes behind what this run does, itself included.
    pub fn chain(&self) -> Vec<Visit> {
        let own = Visit {
            scenario: self.scenario,
            record: self.subject.map(|subject| subject.id),
        };
        self.event.payload.chain.iter().copied().chain([own]).collect()
    }

    /// What a timer or a parked run needs to go on later: the event with everything the run knows (Z-40).
    pub fn context(&self) -> Result<String> {
        let mut event = Event::clone(&self.event);
        event.subject = self.subject;
        event.payload.records.clone_from(&self.records);
        event.payload.body = self.vars.text().map(str::to_owned);
        Ok(serde_json::to_string(&event)?)
    }

    /// What a child scenario gets: the variables and records of its parent (Z-14).
    pub fn for_child(&self) -> Payload {
        Payload {
            variables: self.vars.flat_json(),
            records: self.records.clone(),
            chain: self.chain(),
            ..Payload::default()
        }
    }
}

/// How far a run has come: kept while it waits for a block's delay.
#[derive(Default, Serialize, Deserialize)]
pub(crate) struct Progress {
    pub next: usize,
    pub fired: bool,
    pub failed: bool,
    /// The block `next` has already had its delay.
    #[serde(skip)]
    resumed: bool,
}

/// A run that has ended or waits, with its row.
pub(crate) struct Finished {
    pub row: runs::Stored,
}

impl Work<'_, '_> {
    /// Runs a scenario for an event and writes the run.
    pub(crate) fn start(
        &mut self,
        compiled: &Compiled,
        event: &Rc<Event>,
        vars: &Rc<Vars>,
    ) -> Result<Finished> {
        let began = self.engine.meter();
        let mut run = Run::new(RunId(self.next_id()), compiled, event, vars);
        let mut trace = Trace::default();
        let mut progress = Progress::default();
        let status = match self.refusal(&run)? {
            Some((status, reason)) => {
                trace.note = Some(reason.to_string());
                trace.reason = Some(reason);
                status
            }
            None => self.blocks(&mut run, &mut progress, &mut trace)?,
        };
        let row = self.row(&run, status, trace, &progress, began)?;
        runs::insert(&mut self.space(), &row)?;
        self.note_run(&row)?;
        Ok(Finished { row })
    }

    pub(crate) fn row(
        &self,
        run: &Run,
        status: RunStatus,
        trace: Trace,
        progress: &Progress,
        began: i64,
    ) -> Result<runs::Stored> {
        let parked = (status == RunStatus::Waiting)
            .then(|| serde_json::to_string(progress))
            .transpose()?;
        Ok(runs::Stored {
            id: run.id,
            scenario: run.scenario,
            version: run.version,
            event: run.event.id,
            status,
            subject: run.subject,
            at: self.now,
            us: (self.engine.meter() - began).max(0),
            trace,
            parked,
            pack: None,
        })
    }

    /// Why a run must not happen: the loop guard, "only once", the throttle.
    pub(crate) fn refusal(&mut self, run: &Run) -> Result<Option<(RunStatus, Reason)>> {
        let own = Visit {
            scenario: run.scenario,
            record: run.subject.map(|subject| subject.id),
        };
        if run.event.depth >= MAX_DEPTH {
            return Ok(Some((RunStatus::Recursion, Reason::TooDeep { most: MAX_DEPTH })));
        }
        if run.event.payload.chain.contains(&own) {
            return Ok(Some((RunStatus::Recursion, Reason::Loop)));
        }
        let doc = &run.body.scenario;
        let Some(subject) = run
            .subject
            .filter(|_| doc.only_once || doc.throttle_secs.is_some())
        else {
            return Ok(None);
        };
        let mark = scenarios::mark(&mut self.space(), run.scenario, subject.id)?;
        if doc.only_once && mark.is_some_and(|mark| mark.fired) {
            return Ok(Some((RunStatus::AlreadyRan, Reason::AlreadyRan)));
        }
        let Some(secs) = doc.throttle_secs.map(|secs| secs.max(MIN_THROTTLE_SECS)) else {
            return Ok(None);
        };
        // Measured with the moments of the events, so that a backlog neither stretches nor squeezes it (Z-24), and to
        // both sides: a run that a wrong clock put far ahead must not hold the scenario until then.
        if let Some(mark) = mark
            && (run.event.at.0 - mark.ran_at.0).abs() < i64::from(secs) * 1_000_000
        {
            let ago_secs = Some((run.event.at.0 - mark.ran_at.0).max(0) / 1_000_000);
            return Ok(Some((RunStatus::Throttled, Reason::Throttled { secs, ago_secs })));
        }
        Ok(None)
    }

    /// Judges blocks from `progress.next` on, top to bottom; several may fire (Z-10).
    pub(crate) fn blocks(
        &mut self,
        run: &mut Run,
        progress: &mut Progress,
        trace: &mut Trace,
    ) -> Result<RunStatus> {
        let body = run.body.clone();
        let first = progress.next;
        for (place, block) in body.scenario.blocks.iter().enumerate().skip(first) {
            if block.off {
                continue;
            }
            let waited = place == first && progress.resumed;
            // A moment of the past is judged at once: what came of the delay then is not known.
            if block.delay_secs > 0 && !waited && self.past.is_none() {
                progress.next = place;
                self.park(run, block)?;
                return Ok(RunStatus::Waiting);
            }
            let traced = self.block(run, block, place)?;
            progress.fired |= traced.fired;
            progress.failed |= traced.steps.iter().any(|step| step.state == StepState::Failed);
            trace.blocks.push(traced);
        }
        self.finish(run, progress, trace)
    }

    pub(crate) fn finish(&mut self, run: &Run, progress: &Progress, trace: &mut Trace) -> Result<RunStatus> {
        let doc = &run.body.scenario;
        if let Some(subject) = run
            .subject
            .filter(|_| doc.only_once || doc.throttle_secs.is_some())
        {
            // A run counts for the throttle whether or not a block fired (Z-25).
            scenarios::set_mark(
                &mut self.space(),
                run.scenario,
                subject.id,
                run.event.at,
                progress.fired,
            )?;
        }
        if !progress.fired
            && let Some(key) = &doc.otherwise
        {
            trace.otherwise = Some(match self.request_run(run, key, run.subject) {
                Ok(event) => event.to_string(),
                Err(StepFault::Engine(error)) => return Err(error),
                Err(fault) => fault.to_string(),
            });
        }
        Ok(match (progress.failed, progress.fired) {
            (true, _) => RunStatus::Failed,
            (false, true) => RunStatus::Fired,
            (false, false) => RunStatus::NotMatched,
        })
    }

    /// Puts the run aside for the delay of a block, holding nothing (Z-12).
    fn park(&mut self, run: &Run, block: &Block) -> Result<()> {
        let timer = timers::Stored {
            id: TimerId(self.next_id()),
            workspace: self.defs.workspace,
            scenario: run.scenario,
            block: id_of(block.id.as_ref()).to_string(),
            step: String::new(),
            run: run.id,
            record: run.subject,
            dialog: None,
            due_at: self.now.plus_secs(block.delay_secs.into()),
            state: timers::State::Waiting,
            context: run.context()?,
        };
        timers::insert(&mut self.space(), &timer)?;
        self.done.timers = true;
        Ok(())
    }

    fn block(&mut self, run: &mut Run, block: &Block, place: usize) -> Result<BlockTrace> {
        let began = self.engine.meter();
        let body = run.body.clone();
        let (fired, rows) = self.judge(run, body.blocks.get(place).map_or(&[], Vec::as_slice))?;
        let mut traced = BlockTrace {
            id: id_of(block.id.as_ref()),
            fired,
            rows,
            steps: Vec::new(),
            us: 0,
        };
        if fired {
            for step in block.steps.iter().filter(|step| !step.off) {
                let step = self.step(run, block, step)?;
                traced.steps.push(step);
            }
        }
        traced.us = u32::try_from(self.engine.meter() - began).unwrap_or_default();
        Ok(traced)
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

    fn traced(&mut self, step: &Step, outcome: std::result::Result<Outcome, StepFault>) -> Result<StepTrace> {
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
            },
            Err(StepFault::Skip(why)) => short(StepState::Skipped, why),
            Err(StepFault::Fail(why)) => short(StepState::Failed, why),
            Err(StepFault::Engine(error)) => return Err(error),
        })
    }

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
        // The version may have changed while it waited: the block is found by its id.
        let Some((place, _)) = run.body.block(&timer.block) else {
            row.status = RunStatus::Cancelled;
            row.trace.note = Some("the block it waited for was removed".into());
            row.parked = None;
            return Ok(runs::update(&mut self.space(), &row)?);
        };
        (progress.next, progress.resumed) = (place, true);
        let status = self.blocks(&mut run, &mut progress, &mut row.trace)?;
        let went_on = self.row(&run, status, row.trace, &progress, began)?;
        row = runs::Stored {
            us: row.us + went_on.us,
            ..went_on
        };
        runs::update(&mut self.space(), &row)?;
        self.note_run(&row)?;
        Ok(())
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
        let step_trace = self.perform(&mut run, block, step)?;
        let status = if step_trace.state == StepState::Failed {
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
        let row = self.row(&run, status, trace, &Progress::default(), began)?;
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

    /// Asks for a run of a manual scenario as an event of its own; its id.
    pub(crate) fn request_run(
        &mut self,
        run: &Run,
        key: &signalbox_model::Key,
        subject: Option<RecordRef>,
    ) -> std::result::Result<signalbox_model::EventId, StepFault> {
        let target = self.defs.scenario(key).cloned();
        let target = target.ok_or_else(|| StepFault::Fail(format!("there is no scenario `{key}`")))?;
        if !target.body.scenario.start.is_manual() {
            return Err(StepFault::Fail(format!(
                "scenario `{key}` is not a manual one: only these can be started"
            )));
        }
        let event = Event {
            id: signalbox_model::EventId(self.next_id()),
            workspace: self.defs.workspace,
            kind: EventKind::RunRequested,
            subject,
            key: Some(target.id.0),
            payload: run.for_child(),
            cause: Some(run.event.id),
            depth: run.event.depth + 1,
            author: run.author(),
            at: self.now,
        };
        self.emit(&event)?;
        Ok(event.id)
    }
}
