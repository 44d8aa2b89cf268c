//! "Why did it not fire?": the proof of yes and of no, made again from the event for any scenario.

use crate::compile::{Compiled, id_of};
use crate::definitions::{fits, places};
use crate::engine::Engine;
use crate::error::{EngineError, Result};
use crate::run::Run;
use crate::vars::Vars;
use crate::work::Work;
use signalbox_model::event::{Event, EventKind, EventState};
use signalbox_model::run::BlockTrace;
use signalbox_model::{EventId, HookId, Key, Micros, RunId, ScenarioId, WorkspaceId};
use signalbox_store::{Tx, events, runs};
use std::rc::Rc;
use std::sync::Arc;

/// How many scenarios one answer explains.
const MAX_EXPLAINED: usize = 200;

/// Why a scenario fired or did not fire for an event.
#[derive(Debug, Clone, serde::Serialize, schemars::JsonSchema)]
pub struct Explanation {
    /// The scenario.
    pub scenario: ScenarioId,
    /// Its key.
    pub key: Key,
    /// Its name.
    pub name: String,
    /// The run, when there was one.
    pub run: Option<RunId>,
    /// In a sentence.
    pub reason: String,
    /// The conditions, judged against what is known now.
    pub blocks: Vec<BlockTrace>,
}

impl Engine {
    /// Explains an event: for one scenario, or for every one that starts on its kind. Run it in a transaction
    /// that is rolled back.
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
        let vars = Rc::new(work.vars_of(&stored)?);
        let ran = runs::list(
            &mut work.space(),
            runs::Filter {
                event: Some(event),
                limit: 500,
                ..Default::default()
            },
        )?;
        let asked = work.asked(&stored.event, scenario);
        let event = Rc::new(stored.event);
        let mut all = Vec::new();
        for compiled in asked {
            let run = ran
                .iter()
                .find(|run| run.scenario == compiled.id)
                .map(|run| run.id);
            all.push(work.explain_one(&compiled, &event, &vars, stored.state, run)?);
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

impl Work<'_, '_> {
    /// The variables of a stored event; a hook's body is decoded again.
    pub(crate) fn vars_of(&mut self, stored: &events::Stored) -> Result<Vars> {
        let Some(body) = stored
            .body
            .as_deref()
            .filter(|_| stored.event.kind == EventKind::HookReceived)
        else {
            return Ok(Vars::new(&stored.event.payload));
        };
        let split = stored
            .event
            .key
            .and_then(|key| self.defs.hooks.get(&HookId(key)))
            .is_some_and(|hook| hook.settings.split);
        let head = stored.head.as_deref().unwrap_or("{}");
        let mut documents = self
            .engine
            .decode()
            .documents(head, body, split)
            .unwrap_or_default();
        if documents.is_empty() {
            return Ok(Vars::default());
        }
        Ok(Vars::from_document(documents.swap_remove(0)))
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

    fn explain_one(
        &mut self,
        compiled: &Compiled,
        event: &Rc<Event>,
        vars: &Rc<Vars>,
        state: EventState,
        ran: Option<RunId>,
    ) -> Result<Explanation> {
        let run = Run::new(RunId(event.id.0), compiled, event, vars);
        let mut blocks = Vec::new();
        for (block, rows) in compiled.body.scenario.blocks.iter().zip(&compiled.body.blocks) {
            let (fired, rows) = self.judge(&run, rows)?;
            blocks.push(BlockTrace {
                id: id_of(block.id.as_ref()),
                fired,
                rows,
                steps: Vec::new(),
                us: 0,
            });
        }
        let reason = self.reason(compiled, event, state, ran, &blocks);
        let (scenario, key, name) = (
            compiled.id,
            compiled.key.clone(),
            compiled.body.scenario.name.clone(),
        );
        Ok(Explanation {
            scenario,
            key,
            name,
            run: ran,
            reason,
            blocks,
        })
    }

    fn reason(
        &self,
        compiled: &Compiled,
        event: &Event,
        state: EventState,
        ran: Option<RunId>,
        blocks: &[BlockTrace],
    ) -> String {
        let hook_keys = self
            .defs
            .hooks
            .values()
            .map(|hook| (hook.key.clone(), hook.id))
            .collect();
        let key = (event.kind == EventKind::HookReceived)
            .then_some(event.key)
            .flatten();
        let starts = places(&compiled.body.scenario.start, &hook_keys).contains(&(event.kind, key));
        let asked = event.kind == EventKind::RunRequested && event.key == Some(compiled.id.0);
        if let Some(run) = ran {
            return format!("it ran: run {run} tells how it ended");
        }
        match state {
            EventState::Rejected => return "the request was refused on arrival".into(),
            EventState::Held => return "the hook is paused: the request waits until it is resumed".into(),
            EventState::Duplicate => {
                return "the request repeats an earlier one and was not worked off".into();
            }
            EventState::Failed => {
                return "working off the event failed: see its reason, mend it and retry".into();
            }
            EventState::Waiting => return "the event still waits for its turn".into(),
            EventState::Done => {}
        }
        if !starts && !asked {
            return format!(
                "it starts on `{}`, this event is another",
                compiled.body.scenario.start.kind()
            );
        }
        if !compiled.on {
            return "it is switched off".into();
        }
        if !fits(&compiled.body.scenario.start, event) {
            return "its start asks for a field, stage or outcome that this event does not have".into();
        }
        if compiled.id.born_at() > event.at.0 {
            return "it was made after this event".into();
        }
        match blocks.iter().find(|block| !block.fired) {
            Some(block) if blocks.iter().all(|block| !block.fired) => {
                let row = block
                    .rows
                    .iter()
                    .position(|row| !row.ok)
                    .map_or(1, |place| place + 1);
                format!(
                    "no block's conditions hold: in block `{}` condition {row} is false",
                    block.id
                )
            }
            _ => "its conditions hold now; when the event came it was off, different, or the records were"
                .into(),
        }
    }
}
