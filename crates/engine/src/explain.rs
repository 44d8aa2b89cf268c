//! "Why did it not fire?": the proof of yes and of no for any scenario and event, as things were at that moment.

use crate::compile::{Body, Compiled, id_of};
use crate::definitions::{fits, places};
use crate::demand::Demand;
use crate::engine::Engine;
use crate::error::{EngineError, Result};
use crate::flip;
use crate::run::Run;
use crate::vars::Vars;
use crate::work::Work;
use signalbox_expr::Value;
use signalbox_model::event::{Event, EventKind, EventState};
use signalbox_model::reason::{Reason, Unknown};
use signalbox_model::run::{BlockTrace, RunStatus, StepState, Trace};
use signalbox_model::scenario::Scenario;
use signalbox_model::start::Start;
use signalbox_model::{EventId, HookId, Key, Micros, RunId, ScenarioId, WorkspaceId};
use signalbox_store::{Tx, events, runs, scenarios, timers};
use std::rc::Rc;
use std::sync::Arc;

/// How many scenarios one answer explains.
const MAX_EXPLAINED: usize = 200;

/// Whether a scenario fired for an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// At least one block fired.
    Fired,
    /// It did not.
    NotFired,
    /// It may yet: it waits.
    Waits,
}

/// Why a scenario fired or did not fire for an event.
#[derive(Debug, Clone, serde::Serialize, schemars::JsonSchema)]
pub struct Explanation {
    /// The scenario.
    pub scenario: ScenarioId,
    /// Its key.
    pub key: Key,
    /// Its name.
    pub name: String,
    /// Whether it fired.
    pub verdict: Verdict,
    /// Everything that decided, what stopped it first.
    pub reasons: Vec<Reason>,
    /// The run, when there was one.
    pub run: Option<RunId>,
    /// The version that was live then; absent when the scenario was made later.
    pub version: Option<i64>,
    /// The document that was judged.
    pub document: Scenario,
    /// The conditions: of the run, else judged against what was there then.
    pub trace: Trace,
    /// The fewest conditions that would have had to end otherwise for it to fire.
    pub smallest: Option<Smallest>,
    /// What is not known of that moment.
    pub unknown: Vec<Unknown>,
}

/// The smallest change that would have made a scenario fire.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
pub struct Smallest {
    /// The block that is nearest to firing.
    pub block: Key,
    /// The conditions in it that have to turn: each the way of places through the block's rows and groups.
    pub rows: Vec<Vec<usize>>,
}

impl Engine {
    /// Explains an event: for one scenario, or for every one that starts on its kind. Run it in a transaction
    /// that is rolled back: records are put back to what they were.
    pub fn explain(
        &self,
        tx: &mut Tx,
        now: Micros,
        workspace: WorkspaceId,
        event: EventId,
        scenario: Option<ScenarioId>,
    ) -> Result<Vec<Explanation>> {
        let mut work = self.work(tx, now, workspace)?;
        let stored = events::get(&mut work.space(), event)?
            .ok_or_else(|| EngineError::NotFound("event with this id".into()))?;
        let filter = runs::Filter {
            event: Some(event),
            limit: 500,
            ..Default::default()
        };
        let ran = runs::list(&mut work.space(), filter)?;
        let asked = work.asked(&stored.event, scenario);
        let scene = work.scene(stored)?;
        let mut all = Vec::new();
        for compiled in asked {
            // The first run is the one the event caused; later ones are repeats.
            let run = ran.iter().rfind(|run| run.scenario == compiled.id);
            all.push(work.explain_one(&compiled, &scene, run.map(|run| run.id))?);
        }
        Ok(all)
    }

    /// The variables of an event, flat, as templates see them.
    pub fn variables(
        &self,
        tx: &mut Tx,
        now: Micros,
        workspace: WorkspaceId,
        event: EventId,
    ) -> Result<Vec<(String, String)>> {
        let mut work = self.work(tx, now, workspace)?;
        let stored = events::get(&mut work.space(), event)?
            .ok_or_else(|| EngineError::NotFound("event with this id".into()))?;
        let vars = work.vars_of(&stored)?;
        Ok(vars
            .all()
            .into_iter()
            .map(|(name, value)| (name, value.to_text()))
            .collect())
    }
}

/// An event with the world around it, as it was then.
pub(crate) struct Scene {
    pub event: Rc<Event>,
    pub vars: Rc<Vars>,
    state: EventState,
    /// Why it was refused, failed or held back.
    note: Option<String>,
    is_split: bool,
}

impl Work<'_, '_> {
    /// Goes back to the moment of a stored event.
    pub(crate) fn scene(&mut self, stored: events::Stored) -> Result<Scene> {
        let is_gone = stored.event.kind == EventKind::HookReceived
            && stored.head.is_none()
            && stored.event.payload.body.is_none();
        let mut documents = self.documents_of(&stored);
        let is_split = documents.len() > 1;
        let mut vars = match documents.is_empty() {
            true => Vars::default(),
            false => documents.swap_remove(0),
        };
        let events::Stored {
            mut event,
            state,
            reason: note,
            ..
        } = stored;
        self.go_back(&event)?;
        if is_gone {
            self.not_known(Unknown::Body { event: event.id });
        }
        self.look_up_again(&mut event, &mut vars)?;
        Ok(Scene {
            event: Rc::new(event),
            vars: Rc::new(vars),
            state,
            note,
            is_split,
        })
    }

    /// The variables of a stored event; a hook's body is decoded again. Of a request that was split the first part's.
    pub(crate) fn vars_of(&mut self, stored: &events::Stored) -> Result<Vars> {
        let mut documents = self.documents_of(stored);
        Ok(match documents.is_empty() {
            true => Vars::default(),
            false => documents.swap_remove(0),
        })
    }

    fn documents_of(&mut self, stored: &events::Stored) -> Vec<Vars> {
        let Some(body) = stored
            .body
            .as_deref()
            .filter(|_| stored.event.kind == EventKind::HookReceived)
        else {
            return vec![Vars::new(&stored.event.payload)];
        };
        let hook = stored.event.key.and_then(|key| self.defs.hooks.get(&HookId(key)));
        let head = stored.head.as_deref().unwrap_or("{}");
        // What cannot be read any more carries no variables; the event says why it was refused.
        let documents = self
            .engine
            .decode()
            .documents(head, body, hook.map(|hook| &hook.settings))
            .unwrap_or_default();
        documents.into_iter().map(Vars::from_document).collect()
    }

    fn asked(&self, event: &Event, scenario: Option<ScenarioId>) -> Vec<Arc<Compiled>> {
        if let Some(id) = scenario {
            return self.defs.scenarios.get(&id).cloned().into_iter().collect();
        }
        let key = (event.kind == EventKind::HookReceived)
            .then_some(event.key)
            .flatten();
        let mut all: Vec<_> = match event.kind {
            EventKind::RunRequested | EventKind::ScheduleDue => event
                .key
                .and_then(|key| self.defs.scenarios.get(&ScenarioId(key)))
                .cloned()
                .into_iter()
                .collect(),
            kind => self
                .defs
                .bucket(kind, key)
                .map(|bucket| bucket.all().cloned().collect())
                .unwrap_or_default(),
        };
        all.sort_by_key(|compiled: &Arc<Compiled>| compiled.position);
        all.truncate(MAX_EXPLAINED);
        all
    }

    fn explain_one(&mut self, compiled: &Compiled, scene: &Scene, ran: Option<RunId>) -> Result<Explanation> {
        let ran = match ran {
            Some(id) => runs::get(&mut self.space(), id)?,
            None => None,
        };
        let (version, then) = self.as_compiled_then(compiled, scene, ran.as_ref())?;
        let mut trace = ran.as_ref().map(|run| run.trace.clone()).unwrap_or_default();
        if trace.blocks.is_empty() {
            trace.blocks = self.judge_all(&then, scene)?;
        }
        let reasons = match &ran {
            Some(run) => self.reasons_of(run, &then)?,
            None => self.reasons_without(&then, version, scene, &trace.blocks)?,
        };
        let document = then.body.scenario.clone();
        let mut unknown = self.unknown();
        if ran.is_none() {
            let text = serde_json::to_string(&document)?;
            unknown.extend(self.globals_changed(&text, scene.event.at)?);
        }
        let verdict = verdict(&reasons);
        Ok(Explanation {
            scenario: compiled.id,
            key: compiled.key.clone(),
            name: document.name.clone(),
            smallest: (verdict == Verdict::NotFired)
                .then(|| smallest(&document, &trace.blocks))
                .flatten(),
            verdict,
            reasons,
            run: ran.map(|run| run.id),
            version,
            document,
            trace,
            unknown,
        })
    }

    /// The scenario in the version that ran, or was live when the event came; in the present one when there was none.
    fn as_compiled_then(
        &mut self,
        compiled: &Compiled,
        scene: &Scene,
        ran: Option<&runs::Stored>,
    ) -> Result<(Option<i64>, Compiled)> {
        let version = match ran {
            Some(run) => Some(run.version),
            None => scenarios::version_at(&mut self.space(), compiled.id, scene.event.at)?,
        };
        let old = match version.filter(|version| *version != compiled.version) {
            Some(version) => scenarios::version(&mut self.space(), compiled.id, version)?,
            None => None,
        };
        let then = Compiled {
            id: compiled.id,
            key: compiled.key.clone(),
            on: compiled.on,
            position: compiled.position,
            version: version.unwrap_or(compiled.version),
            body: old.map_or_else(|| compiled.body.clone(), Body::new),
        };
        Ok((version, then))
    }

    fn judge_all(&mut self, compiled: &Compiled, scene: &Scene) -> Result<Vec<BlockTrace>> {
        let run = Run::new(RunId(scene.event.id.0), compiled, &scene.event, &scene.vars);
        let mut blocks = Vec::new();
        for (block, rows) in compiled.body.scenario.blocks.iter().zip(&compiled.body.blocks) {
            if block.off {
                continue;
            }
            let (fired, rows) = self.judge(&run, rows)?;
            blocks.push(BlockTrace {
                id: id_of(block.id.as_ref()),
                fired,
                rows,
                steps: Vec::new(),
                us: 0,
            });
        }
        Ok(blocks)
    }

    /// What a run says of itself.
    fn reasons_of(&mut self, run: &runs::Stored, compiled: &Compiled) -> Result<Vec<Reason>> {
        let reason = match run.status {
            RunStatus::Fired => Reason::Fired { run: run.id },
            RunStatus::Failed => Reason::ActionFailed { run: run.id },
            RunStatus::Cancelled => run.trace.reason.clone().unwrap_or(Reason::Cancelled),
            RunStatus::NotMatched if compiled.body.scenario.blocks.iter().all(|block| block.off) => {
                Reason::NoBlocks
            }
            RunStatus::NotMatched => Reason::Conditions,
            RunStatus::Waiting => self.why_waiting(run)?,
            RunStatus::Skipped => run.trace.reason.clone().unwrap_or(Reason::Unexplained),
            // Runs written before reasons were kept have their status alone.
            RunStatus::Throttled => run.trace.reason.clone().unwrap_or(Reason::Throttled {
                secs: compiled.body.scenario.throttle_secs.unwrap_or(0),
                ago_secs: None,
            }),
            RunStatus::AlreadyRan => Reason::AlreadyRan,
            RunStatus::Recursion => run.trace.reason.clone().unwrap_or(Reason::Loop),
        };
        Ok(vec![reason])
    }

    /// What a waiting run waits for: its turn, another try of an action, or the delay of a block.
    fn why_waiting(&mut self, run: &runs::Stored) -> Result<Reason> {
        if let Some(queued @ Reason::Queued { .. }) = &run.trace.reason {
            return Ok(queued.clone());
        }
        let pending = timers::of_run(&mut self.space(), run.id)?;
        let wakes = pending.into_iter().find(|timer| timer.step.is_empty());
        let block = wakes.as_ref().and_then(|timer| timer.block.parse().ok());
        let until = wakes.as_ref().map(|timer| timer.due_at);
        let timer = wakes.map(|timer| timer.id);
        let mut steps = run.trace.blocks.iter().flat_map(|block| &block.steps);
        let step = steps.find(|step| step.state == StepState::Retrying);
        Ok(match step {
            Some(step) => Reason::Retrying {
                block,
                step: Some(step.id.clone()),
                until,
                timer,
            },
            None => Reason::Delayed { block, until, timer },
        })
    }

    /// Everything that stood in the way of a run that never was.
    fn reasons_without(
        &mut self,
        then: &Compiled,
        version: Option<i64>,
        scene: &Scene,
        blocks: &[BlockTrace],
    ) -> Result<Vec<Reason>> {
        let mut reasons: Vec<Reason> = scene.obstacle().into_iter().collect();
        reasons.extend(self.start_differs(then, &scene.event));
        if version.is_none() {
            reasons.push(Reason::NotMadeYet {
                made_at: Micros(then.id.born_at()),
            });
        } else {
            let (on, since) = scenarios::was_on(&mut self.space(), then.id, scene.event.at)?;
            if !on {
                reasons.push(Reason::SwitchedOff { since });
            }
        }
        if blocks.is_empty() {
            reasons.push(Reason::NoBlocks);
        } else if blocks.iter().all(|block| !block.fired) {
            reasons.push(self.demanded(&then.body, scene)?.unwrap_or(Reason::Conditions));
        }
        // Throttles and marks would have stopped it as well; the moment they count from is that of the event.
        self.marks_as_then(then.id, &scene.event)?;
        let run = Run::new(RunId(scene.event.id.0), then, &scene.event, &scene.vars);
        reasons.extend(self.refusal(&run)?.map(|(_, reason)| reason));
        if reasons.is_empty() {
            reasons.push(Reason::Unexplained);
        }
        Ok(reasons)
    }

    /// The demand for which the index left a scenario out (decision 0003).
    fn demanded(&mut self, body: &Body, scene: &Scene) -> Result<Option<Reason>> {
        let probe = self.probe_run(&scene.event, &scene.vars);
        let found = self.with_scope(&probe, |scope| {
            let value = |demand: &Demand| signalbox_expr::Scope::variable(scope, &demand.variable);
            body.demands.iter().map(value).collect::<Vec<_>>()
        })?;
        let mut missed = body
            .demands
            .iter()
            .zip(found)
            .filter(|(demand, found)| !demand.by_start && !demand.is_met(found.as_ref()));
        Ok(missed.next().map(|(demand, found)| Reason::Demanded {
            variable: demand.variable.clone(),
            wanted: demand.written(body),
            found: found.as_ref().map(Value::to_text),
        }))
    }

    /// How the start of a scenario differs from an event.
    pub(crate) fn start_differs(&self, then: &Compiled, event: &Event) -> Option<Reason> {
        let start = &then.body.scenario.start;
        let asked_by_look_up = || {
            let hook = event.key.and_then(|key| self.defs.hooks.get(&HookId(key)))?;
            let find = hook.settings.find.as_ref()?;
            let named = [&find.found, &find.not_found, &find.ambiguous];
            named.into_iter().flatten().find(|key| **key == then.key).cloned()
        };
        let other = || Reason::OtherStart {
            start: start.kind().to_owned(),
            happened: event.kind,
        };
        match (start, event.kind) {
            (Start::Manual(_), EventKind::HookReceived) if asked_by_look_up().is_some() => None,
            (Start::Manual(_), EventKind::RunRequested) | (Start::Schedule(_), EventKind::ScheduleDue)
                if event.key == Some(then.id.0) =>
            {
                None
            }
            (Start::HookReceived(wanted), EventKind::HookReceived) => {
                let called = event.key.and_then(|key| self.defs.hooks.get(&HookId(key)));
                let called = called.map(|hook| hook.key.clone());
                if called.as_ref() == Some(&wanted.hook) {
                    return misfit(start, event);
                }
                Some(Reason::OtherHook {
                    wanted: wanted.hook.clone(),
                    called,
                })
            }
            _ => {
                let waits_for = places(start, &std::collections::HashMap::new());
                match waits_for.iter().any(|(kind, _)| *kind == event.kind) {
                    true => misfit(start, event),
                    false => Some(other()),
                }
            }
        }
    }
}

impl Scene {
    /// What happened to the event before any scenario was asked.
    fn obstacle(&self) -> Option<Reason> {
        let detail = || self.note.clone().unwrap_or_default();
        Some(match self.state {
            EventState::Rejected => Reason::Rejected { detail: detail() },
            EventState::Held => Reason::Held,
            EventState::Duplicate => Reason::Duplicate { detail: detail() },
            EventState::Failed => Reason::EventFailed { detail: detail() },
            EventState::Waiting => Reason::EventWaits,
            // Only a test call is done with a remark.
            EventState::Done if self.note.is_some() => Reason::Probe,
            EventState::Done if self.is_split => Reason::Split,
            EventState::Done => return None,
        })
    }
}

/// How an event of the right kind differs from what a start asks for.
fn misfit(start: &Start, event: &Event) -> Option<Reason> {
    if fits(start, event) {
        return None;
    }
    if let Some(reason) = crate::talk_starts::misfit(start, event) {
        return Some(reason);
    }
    let changed = || -> Vec<String> {
        let changes = event.payload.changes.iter();
        changes.map(|change| change.field.clone()).collect()
    };
    let of_fields = |wanted: Vec<String>| Reason::OtherFields {
        wanted,
        changed: changed(),
    };
    let found = event.subject.map(|subject| subject.kind);
    Some(match start {
        Start::LeadChanged(wanted)
        | Start::ContactChanged(wanted)
        | Start::CompanyChanged(wanted)
        | Start::TaskChanged(wanted) => of_fields(wanted.fields.iter().map(ToString::to_string).collect()),
        Start::LeadStageChanged(wanted) => {
            let moved = event
                .payload
                .changes
                .iter()
                .find(|change| change.field == "stage");
            let named = |pipeline: Option<&str>, stage: Option<&str>| {
                format!("{}/{}", pipeline.unwrap_or("*"), stage.unwrap_or("*"))
            };
            Reason::OtherStage {
                wanted: named(
                    wanted.pipeline.as_ref().map(Key::as_str),
                    wanted.stage.as_ref().map(Key::as_str),
                ),
                moved_to: moved
                    .map(|change| named(change.new["pipeline"].as_str(), change.new["stage"].as_str())),
            }
        }
        Start::NoteAdded(wanted) => Reason::OtherRecord {
            wanted: wanted.to,
            found,
        },
        Start::HookReceived(wanted) => Reason::OtherOutcome {
            wanted: wanted.outcome?,
            ended: event.payload.lookup,
        },
        Start::Postback(wanted) => crate::tracker::other_report(wanted, event),
        _ => of_fields(vec!["responsible".to_owned()]),
    })
}

fn verdict(reasons: &[Reason]) -> Verdict {
    match reasons.first() {
        Some(Reason::Fired { .. } | Reason::ActionFailed { .. }) => Verdict::Fired,
        Some(
            Reason::Delayed { .. }
            | Reason::Retrying { .. }
            | Reason::Queued { .. }
            | Reason::Held
            | Reason::EventWaits,
        ) => Verdict::Waits,
        _ => Verdict::NotFired,
    }
}

/// The block that needs the fewest conditions to turn, and which. None when conditions did not stand in the way.
fn smallest(document: &Scenario, blocks: &[BlockTrace]) -> Option<Smallest> {
    if blocks.iter().any(|block| block.fired) {
        return None;
    }
    let ways = blocks.iter().filter_map(|trace| {
        let own = |id: &Option<Key>| id.as_ref() == Some(&trace.id);
        let block = document.blocks.iter().find(|block| own(&block.id))?;
        let rows = flip::to_fire(&block.conditions, &trace.rows)?;
        Some(Smallest {
            block: trace.id.clone(),
            rows,
        })
    });
    ways.filter(|way| !way.rows.is_empty())
        .min_by_key(|way| way.rows.len())
}
