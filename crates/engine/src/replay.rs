//! Running a scenario again for an event of the past: dry, to compare, or for real, because a person asks (0106).

use crate::compare::{Side, compare};
use crate::compile::{Body, Compiled, id_of};
use crate::done::Done;
use crate::engine::Engine;
use crate::error::{EngineError, Fault, Result};
use crate::explain::Scene;
use crate::run::{MAX_DEPTH, Next, Progress, Run};
use crate::scenarios::By;
use crate::vars::Vars;
use crate::work::Work;
use signalbox_model::event::Event;
use signalbox_model::reason::{Reason, Unknown};
use signalbox_model::replay::{Difference, Part, RunResult, SentRequest};
use signalbox_model::run::{BlockTrace, RunStatus, StepState, Trace};
use signalbox_model::scenario::{Block, Scenario};
use signalbox_model::{JobId, Key, Micros, RunId, WorkspaceId};
use signalbox_store::{Tx, events, jobs, runs, scenarios};
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

/// A dry repeat beside what really happened.
#[derive(Debug, Clone)]
pub struct Replayed {
    /// What happened.
    pub before: RunResult,
    /// The document that ran then, while it is kept.
    pub before_document: Option<Scenario>,
    /// What would have happened.
    pub after: RunResult,
    /// The document that was tried, with the ids its trace uses.
    pub after_document: Scenario,
    /// What differs.
    pub differences: Vec<Difference>,
    /// What is not known of that moment.
    pub unknown: Vec<Unknown>,
    /// Faults of the document that was tried.
    pub faults: Vec<Fault>,
}

/// How a run is repeated.
pub(crate) struct Again<'p> {
    /// The id the repeat gets: that of the first run in a dry repeat, so that it draws the same random numbers.
    pub id: Option<RunId>,
    /// The run it repeats, when it is for real.
    pub repeats: Option<RunId>,
    pub part: &'p Part,
    /// The trace of the run that is repeated: what it found and where it failed.
    pub first: Option<&'p Trace>,
}

impl Engine {
    /// Repeats a run dry, at its moment, with a draft or the version that is live now. Run it in a transaction that is
    /// rolled back.
    ///
    /// # Errors
    /// When the run, its event or its scenario is gone, or the part is not one of its.
    pub fn replay_dry(
        &self,
        tx: &mut Tx,
        now: Micros,
        workspace: WorkspaceId,
        id: RunId,
        draft: Option<Scenario>,
        part: &Part,
    ) -> Result<Replayed> {
        let mut work = self.work(tx, now, workspace)?;
        let (run, compiled) = work.repeatable(id)?;
        let before = work.result_of(&run)?;
        let before_document = scenarios::version(&mut work.space(), run.scenario, run.version)?;
        let compiled = match draft {
            Some(mut draft) => {
                draft.fill_ids();
                Arc::new(drafted(&compiled, Body::new(draft)))
            }
            None => compiled,
        };
        let faults = crate::check::check(&work.defs, &compiled.body.scenario);
        let stored = events::get(&mut work.space(), run.event)?.ok_or_else(gone)?;
        let scene = work.scene(stored)?;
        work.now = run.at;
        work.marks_as_then(compiled.id, &scene.event)?;
        runs::forget(&mut work.space(), run.id)?;
        let again = Again {
            id: Some(run.id),
            repeats: None,
            part,
            first: Some(&run.trace),
        };
        let row = work.run_again(&compiled, &scene.event, &scene.vars, &again)?;
        let after = work.result_now(&row);
        let event = scene.event.id;
        let side = |result| Side {
            result: Some(result),
            event,
        };
        Ok(Replayed {
            differences: compare(side(&before), side(&after)),
            before,
            before_document,
            after,
            after_document: compiled.body.scenario.clone(),
            unknown: work.unknown(),
            faults,
        })
    }

    /// Repeats a run for real, with the version that is live now. What it sends gets new idempotency keys: whoever asks
    /// for it again wants it to arrive again.
    ///
    /// # Errors
    /// When it still waits, its scenario is off or gone, or what its event carried is.
    pub fn replay_run(&self, tx: &mut Tx, by: &By, id: RunId, part: &Part) -> Result<(RunId, Done)> {
        let mut work = self.work(tx, by.now, by.workspace)?;
        let (run, compiled) = work.repeatable(id)?;
        if run.status == RunStatus::Waiting {
            let say = "this run still waits: run its timer now instead of repeating it";
            return Err(EngineError::Conflict(say.into()));
        }
        if !compiled.on {
            let say = format!("`{}` is switched off: switch it on first", compiled.key);
            return Err(EngineError::Conflict(say));
        }
        let stored = events::get(&mut work.space(), run.event)?.ok_or_else(gone)?;
        let mut vars = work.vars_of(&stored)?;
        let mut event = stored.event;
        if event.kind == signalbox_model::event::EventKind::HookReceived && vars.text().is_none() {
            let say = "what the request carried was deleted with age: it cannot be repeated";
            return Err(EngineError::Conflict(say.into()));
        }
        event.subject = event.subject.or(run.subject);
        work.look_up_again(&mut event, &mut vars)?;
        if let Some(subject) = event.subject {
            work.tx.lock(subject.id.0)?;
        }
        let again = Again {
            id: None,
            repeats: Some(run.id),
            part,
            first: Some(&run.trace),
        };
        let row = work.run_again(&compiled, &Rc::new(event), &Rc::new(vars), &again)?;
        Ok((row.id, work.done))
    }

    /// What two runs came to, and what differs.
    ///
    /// # Errors
    /// When one of them is gone.
    pub fn compare_runs(
        &self,
        tx: &mut Tx,
        now: Micros,
        workspace: WorkspaceId,
        one: RunId,
        other: RunId,
    ) -> Result<Vec<Difference>> {
        let mut work = self.work(tx, now, workspace)?;
        let mut read = |id| -> Result<_> {
            let run = runs::get(&mut work.space(), id)?.ok_or_else(no_run)?;
            Ok((work.result_of(&run)?, run.event))
        };
        let ((before, first), (after, second)) = (read(one)?, read(other)?);
        Ok(compare(
            Side {
                result: Some(&before),
                event: first,
            },
            Side {
                result: Some(&after),
                event: second,
            },
        ))
    }
}

fn gone() -> EngineError {
    EngineError::NotFound("event of this run any more: it was deleted with age".into())
}

fn no_run() -> EngineError {
    EngineError::NotFound("run with this id".into())
}

fn no_part() -> EngineError {
    EngineError::invalid(
        "part",
        "the scenario has no such action any more: repeat the whole run",
    )
}

/// A document in the place of a stored scenario.
pub(crate) fn drafted(stored: &Compiled, body: Arc<Body>) -> Compiled {
    Compiled {
        id: stored.id,
        key: stored.key.clone(),
        on: true,
        position: stored.position,
        version: stored.version,
        body,
    }
}

impl Work<'_, '_> {
    fn repeatable(&mut self, id: RunId) -> Result<(runs::Stored, Arc<Compiled>)> {
        let run = runs::get(&mut self.space(), id)?.ok_or_else(no_run)?;
        let compiled = self.defs.scenarios.get(&run.scenario).cloned();
        let compiled = compiled
            .ok_or_else(|| EngineError::NotFound("scenario of this run any more: it was deleted".into()))?;
        Ok((run, compiled))
    }

    /// What a stored run came to.
    pub(crate) fn result_of(&mut self, run: &runs::Stored) -> Result<RunResult> {
        let filter = jobs::Filter {
            run: Some(run.id),
            limit: 500,
            ..Default::default()
        };
        let sent = jobs::list(&mut self.space(), filter)?;
        let known = sent.into_iter().map(|job| (job.id, job.request)).collect();
        Ok(result(run, known))
    }

    /// What a run of this unit of work came to; its requests are dropped unsent.
    pub(crate) fn result_now(&mut self, row: &runs::Stored) -> RunResult {
        let done = std::mem::take(&mut self.done);
        let known = done.jobs.into_iter().map(|job| (job.id, job.request)).collect();
        result(row, known)
    }

    /// Runs a scenario for an event again, whole or in part, and writes the run.
    pub(crate) fn run_again(
        &mut self,
        compiled: &Compiled,
        event: &Rc<Event>,
        vars: &Rc<Vars>,
        again: &Again,
    ) -> Result<runs::Stored> {
        let began = self.engine.meter();
        let id = again.id.unwrap_or_else(|| RunId(self.next_id()));
        let mut run = Run::new(id, compiled, event, vars);
        let mut progress = Progress::default();
        let mut trace = Trace {
            repeats: again.repeats,
            ..Trace::default()
        };
        let status = match self.refused_again(&run, again)? {
            Some((status, reason)) => {
                trace.note = Some(reason.to_string());
                trace.reason = Some(reason);
                status
            }
            None => self.parts(&mut run, again, &mut progress, &mut trace)?,
        };
        let row = self.row(&run, status, trace, &progress, began)?;
        runs::insert(&mut self.space(), &row)?;
        self.note_run(&row)?;
        Ok(row)
    }

    /// A person who asks again is not held up by a throttle or "only once"; a loop is stopped all the same.
    fn refused_again(&mut self, run: &Run, again: &Again) -> Result<Option<(RunStatus, Reason)>> {
        if again.repeats.is_none() && *again.part == Part::Whole {
            return self.refusal(run);
        }
        let too_deep = run.event.depth >= MAX_DEPTH;
        Ok(too_deep.then_some((RunStatus::Recursion, Reason::TooDeep { most: MAX_DEPTH })))
    }

    fn parts(
        &mut self,
        run: &mut Run,
        again: &Again,
        progress: &mut Progress,
        trace: &mut Trace,
    ) -> Result<RunStatus> {
        match again.part {
            Part::Whole => self.blocks(run, progress, trace),
            Part::From { block, step } => {
                let body = run.body.clone();
                let (place, block) = body.block(block.as_str()).ok_or_else(no_part)?;
                let from = block.steps.iter().position(|own| own.id.as_ref() == Some(step));
                let from = from.ok_or_else(no_part)?;
                at_hand(run, again.first, |own, id| own == block.id.as_ref() && id == step);
                let chosen: Vec<usize> = (from..block.steps.len()).collect();
                progress.next = place;
                match self.chosen(run, block, &chosen, progress, trace)? {
                    Next::Waits => return Ok(RunStatus::Waiting),
                    Next::RunEnds => return self.finish(run, progress, trace),
                    Next::On | Next::BlockEnds => {}
                }
                progress.next = place + 1;
                self.blocks(run, progress, trace)
            }
            Part::Failed => self.failed(run, again, progress, trace),
        }
    }

    fn failed(
        &mut self,
        run: &mut Run,
        again: &Again,
        progress: &mut Progress,
        trace: &mut Trace,
    ) -> Result<RunStatus> {
        let Some(first) = again.first else {
            return Err(no_part());
        };
        at_hand(run, Some(first), |_, _| false);
        progress.is_last_try = true;
        let body = run.body.clone();
        let mut found = false;
        for old in &first.blocks {
            let Some((_, block)) = body.block(old.id.as_str()) else {
                continue;
            };
            let has_failed = |id: &Option<Key>| {
                let mut steps = old.steps.iter();
                steps.any(|step| Some(&step.id) == id.as_ref() && step.state == StepState::Failed)
            };
            let chosen: Vec<usize> = (0..block.steps.len())
                .filter(|at| has_failed(&block.steps[*at].id))
                .collect();
            if !chosen.is_empty() {
                found = true;
                if self.chosen(run, block, &chosen, progress, trace)? == Next::RunEnds {
                    break;
                }
            }
        }
        if !found {
            let say = "no action of this run failed that is still in the scenario: repeat the whole run";
            return Err(EngineError::invalid("part", say));
        }
        self.finish(run, progress, trace)
    }

    /// Carries out some steps of a block without judging its conditions.
    fn chosen(
        &mut self,
        run: &mut Run,
        block: &Block,
        steps: &[usize],
        progress: &mut Progress,
        trace: &mut Trace,
    ) -> Result<Next> {
        let mut traced = BlockTrace {
            id: id_of(block.id.as_ref()),
            fired: true,
            rows: Vec::new(),
            steps: Vec::new(),
            us: 0,
        };
        let steps = steps.iter().map(|at| &block.steps[*at]);
        let next = self.steps(run, block, steps, progress, &mut traced)?;
        trace.blocks.push(traced);
        Ok(next)
    }
}

/// Gives a run the records that its first go had found or made before a step.
fn at_hand(run: &mut Run, first: Option<&Trace>, is_end: impl Fn(Option<&Key>, &Key) -> bool) {
    let steps = first.into_iter().flat_map(|trace| &trace.blocks);
    let steps = steps.flat_map(|block| block.steps.iter().map(move |step| (&block.id, step)));
    for (block, step) in steps {
        if is_end(Some(block), &step.id) {
            return;
        }
        if let Some(record) = step.record.filter(|record| run.subject != Some(*record)) {
            run.records.retain(|known| *known != record);
            run.records.push(record);
            run.subject = run.subject.or(Some(record));
        }
    }
}

fn result(run: &runs::Stored, mut known: HashMap<JobId, signalbox_model::job::Request>) -> RunResult {
    let sent = run.trace.blocks.iter().flat_map(|block| {
        let sending = block.steps.iter().filter_map(|step| Some((step, step.job?)));
        sending.map(move |(step, job)| (block.id.clone(), step.id.clone(), job))
    });
    let requests = sent
        .map(|(block, step, job)| SentRequest {
            block,
            step,
            request: known.remove(&job),
        })
        .collect();
    RunResult {
        status: run.status,
        trace: run.trace.clone(),
        requests,
    }
}

/// What a scenario would have come to at a moment, beside what it did.
#[derive(Debug, Clone)]
pub struct Rehearsed {
    /// The event.
    pub event: signalbox_model::EventId,
    /// What happened.
    pub kind: signalbox_model::event::EventKind,
    /// When.
    pub at: Micros,
    /// The record it was about.
    pub record: Option<signalbox_model::RecordRef>,
    /// The run there was.
    pub run: Option<RunId>,
    /// The version that ran.
    pub version: Option<i64>,
    /// What really happened; absent when it did not run.
    pub before: Option<RunResult>,
    /// What the draft would have come to; absent when it would not have run.
    pub after: Option<RunResult>,
    /// What differs.
    pub differences: Vec<Difference>,
    /// What is not known of that moment.
    pub unknown: Vec<Unknown>,
}

/// A document that is rehearsed in the place of a scenario.
#[derive(Clone)]
pub struct Understudy {
    id: signalbox_model::ScenarioId,
    body: Arc<Body>,
}

impl Understudy {
    /// Makes a document ready; its ids are given.
    pub fn new(id: signalbox_model::ScenarioId, mut document: Scenario) -> Self {
        document.fill_ids();
        let body = Body::new(document);
        Self { id, body }
    }

    /// The document.
    pub fn document(&self) -> &Scenario {
        &self.body.scenario
    }
}

impl Engine {
    /// The events a document waits for: their kinds, and the hook or scenario they belong to.
    pub fn awaited(
        &self,
        defs: &crate::Definitions,
        understudy: &Understudy,
    ) -> (Vec<signalbox_model::event::EventKind>, Option<i64>) {
        use signalbox_model::event::EventKind;
        use signalbox_model::start::Start;
        match &understudy.body.scenario.start {
            Start::Manual(_) => (vec![EventKind::RunRequested], Some(understudy.id.0)),
            Start::Schedule(_) => (vec![EventKind::ScheduleDue], Some(understudy.id.0)),
            Start::HookReceived(start) => {
                let hook = defs.hook(&start.hook).map(|hook| hook.id.0);
                // A hook that is not there was never called.
                (vec![EventKind::HookReceived], Some(hook.unwrap_or(0)))
            }
            start => {
                let places = crate::definitions::places(start, &HashMap::new());
                (places.into_iter().map(|(kind, _)| kind).collect(), None)
            }
        }
    }

    /// Rehearses a document on one event. Run it in a transaction that is rolled back.
    ///
    /// # Errors
    /// When the scenario is gone or the store fails; `None` when the event is gone.
    pub fn rehearse(
        &self,
        tx: &mut Tx,
        now: Micros,
        workspace: WorkspaceId,
        understudy: &Understudy,
        event: signalbox_model::EventId,
    ) -> Result<Option<Rehearsed>> {
        let mut work = self.work(tx, now, workspace)?;
        let known = work.defs.scenarios.get(&understudy.id).cloned();
        let known = known.ok_or_else(|| EngineError::NotFound("scenario with this id".into()))?;
        let compiled = drafted(&known, understudy.body.clone());
        let Some(stored) = events::get(&mut work.space(), event)? else {
            return Ok(None);
        };
        let run = work.first_run(event, understudy.id)?;
        let before = run.as_ref().map(|run| work.result_of(run)).transpose()?;
        let scene = work.scene(stored)?;
        let after = work.as_understudy(&compiled, &scene, run.as_ref())?;
        let side = |result| Side { result, event };
        let differences = compare(side(before.as_ref()), side(after.as_ref()));
        let told = &scene.event;
        Ok(Some(Rehearsed {
            event,
            kind: told.kind,
            at: told.at,
            record: told.subject,
            version: run.as_ref().map(|run| run.version),
            run: run.map(|run| run.id),
            before,
            after,
            differences,
            unknown: work.unknown(),
        }))
    }
}

impl Work<'_, '_> {
    /// The run that an event caused; later ones repeat it or carry out what it put off.
    fn first_run(
        &mut self,
        event: signalbox_model::EventId,
        scenario: signalbox_model::ScenarioId,
    ) -> Result<Option<runs::Stored>> {
        let filter = runs::Filter {
            event: Some(event),
            limit: 500,
            ..Default::default()
        };
        let all = runs::list(&mut self.space(), filter)?;
        match all.iter().rfind(|run| run.scenario == scenario) {
            Some(run) => Ok(runs::get(&mut self.space(), run.id)?),
            None => Ok(None),
        }
    }

    fn as_understudy(
        &mut self,
        compiled: &Compiled,
        scene: &Scene,
        run: Option<&runs::Stored>,
    ) -> Result<Option<RunResult>> {
        if self.start_differs(compiled, &scene.event).is_some() {
            return Ok(None);
        }
        self.marks_as_then(compiled.id, &scene.event)?;
        if let Some(run) = run {
            self.now = run.at;
            runs::forget(&mut self.space(), run.id)?;
        }
        let again = Again {
            id: run.map(|run| run.id),
            repeats: None,
            part: &Part::Whole,
            first: None,
        };
        let row = self.run_again(compiled, &scene.event, &scene.vars, &again)?;
        Ok(Some(self.result_now(&row)))
    }
}
