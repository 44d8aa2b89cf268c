//! Running a scenario for an event: guards, blocks, steps, and the row that tells all of it.

use crate::compile::{Body, Compiled};
use crate::error::Result;
use crate::steps::StepFault;
use crate::vars::Vars;
use crate::work::Work;
use serde::{Deserialize, Serialize};
use signalbox_model::event::{Event, EventKind, Payload, Visit};
use signalbox_model::reason::Reason;
use signalbox_model::run::{RunStatus, Trace};
use signalbox_model::scenario::MIN_THROTTLE_SECS;
use signalbox_model::start::Start;
use signalbox_model::{Key, RecordKind, RecordRef, RunId, ScenarioId};
use signalbox_store::{runs, scenarios};
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
            vars: seen(&compiled.body.scenario.start, vars),
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

/// The variables as a scenario sees them: texts that stand for nothing are nothing (Z-193).
fn seen(start: &Start, vars: &Rc<Vars>) -> Rc<Vars> {
    match start {
        Start::HookReceived(wanted) if !wanted.empty_texts.is_empty() => {
            Rc::new(vars.without(&wanted.empty_texts))
        }
        _ => vars.clone(),
    }
}

/// How far a run has come: kept while it waits for a block's delay.
#[derive(Default, Serialize, Deserialize)]
pub(crate) struct Progress {
    pub next: usize,
    pub fired: bool,
    pub failed: bool,
    /// The action of block `next` that failed and is tried again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub again: Option<TriedAgain>,
    /// The block `next` has already had its delay.
    #[serde(skip)]
    pub resumed: bool,
    /// What fails has failed: a person repeats just that.
    #[serde(skip)]
    pub is_last_try: bool,
}

/// An action that failed and is tried again.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct TriedAgain {
    pub step: Key,
    /// Tries that failed so far.
    pub tried: u8,
    /// It was put off and stands for itself: the actions after it are none of this run's.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub alone: bool,
}

/// How a run goes on after an action or a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Next {
    /// With what comes next.
    On,
    /// With the next block.
    BlockEnds,
    /// Not at all.
    RunEnds,
    /// Later: it waits to try an action again.
    Waits,
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
            None => match self.give_way(&run, &mut trace)? {
                Some(status) => status,
                None => self.blocks(&mut run, &mut progress, &mut trace)?,
            },
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
                self.park(run, block, block.delay_secs.into())?;
                return Ok(RunStatus::Waiting);
            }
            match self.block(run, place, progress, trace)? {
                Next::On | Next::BlockEnds => {}
                Next::RunEnds => break,
                Next::Waits => return Ok(RunStatus::Waiting),
            }
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
