//! Dry runs: the engine's own code on a draft, in a transaction that is rolled back.

use crate::compile::{Body, Compiled};
use crate::engine::Engine;
use crate::error::{EngineError, Fault, Result};
use crate::vars::Vars;
use crate::work::Work;
use signalbox_expr::{Context, Level, Notice, Rendered, Template, Values, validate_rendered};
use signalbox_model::event::{Event, EventKind, Payload};
use signalbox_model::job::Request;
use signalbox_model::record::{Author, Change};
use signalbox_model::run::{RunStatus, Trace};
use signalbox_model::scenario::Scenario;
use signalbox_model::{EventId, HookId, Key, Micros, RecordRef, ScenarioId, WorkspaceId};
use signalbox_store::{Tx, events, timers};
use std::rc::Rc;

/// What a dry run is tried on.
#[derive(Debug, Clone, Default, serde::Deserialize, schemars::JsonSchema)]
pub struct Sample {
    /// A request that was caught.
    #[serde(default)]
    pub arrival_id: Option<EventId>,
    /// A record.
    #[serde(default)]
    pub record: Option<RecordRef>,
    /// Run variables.
    #[serde(default)]
    pub variables: serde_json::Map<String, serde_json::Value>,
}

/// A template that is tried.
#[derive(Debug, Clone, Copy)]
pub struct Tried<'t> {
    /// Its text.
    pub template: &'t str,
    /// Where it stands.
    pub context: Context,
    /// What its values hold.
    pub values: Values,
}

/// What would happen. Nothing was stored, nothing was sent.
#[derive(Debug, Clone, serde::Serialize, schemars::JsonSchema)]
pub struct DryRun {
    /// How the run would end.
    pub status: RunStatus,
    /// What would be compared and done.
    pub trace: Trace,
    /// The document that was tried, with the ids the trace uses.
    pub scenario: Scenario,
    /// Records that would be made or changed.
    pub changes: Vec<RecordChange>,
    /// Requests that would be sent.
    pub requests: Vec<Request>,
    /// Actions that would be put off.
    pub timers: Vec<PlannedTimer>,
    /// Scenarios that would be started.
    pub starts: Vec<Key>,
    /// Faults of the draft.
    pub faults: Vec<Fault>,
}

/// A record that would be made or changed.
#[derive(Debug, Clone, serde::Serialize, schemars::JsonSchema)]
pub struct RecordChange {
    /// What would happen.
    pub kind: EventKind,
    /// The record.
    pub record: Option<RecordRef>,
    /// Its values, old and new.
    pub changes: Vec<Change>,
}

/// An action that would be put off.
#[derive(Debug, Clone, serde::Serialize, schemars::JsonSchema)]
pub struct PlannedTimer {
    /// The block.
    pub block: String,
    /// The action; empty when the run waits for its block.
    pub step: String,
    /// When it would fire.
    pub due_at: Micros,
}

impl Engine {
    /// Tries a draft on a sample. Call it in `Db::rehearse`.
    pub fn dry_run(
        &self,
        tx: &mut Tx,
        now: Micros,
        workspace: WorkspaceId,
        mut draft: Scenario,
        id: Option<ScenarioId>,
        sample: &Sample,
    ) -> Result<DryRun> {
        draft.fill_ids();
        let mut work = self.work(tx, now, workspace)?;
        let faults = crate::check::check(&work.defs, &draft);
        let (event, vars) = work.sample(sample, id)?;
        let known = id.and_then(|id| work.defs.scenarios.get(&id).cloned());
        let compiled = Compiled {
            id: id.unwrap_or(ScenarioId(work.next_id())),
            key: known.map_or_else(|| crate::compile::id_of(None), |known| known.key.clone()),
            on: true,
            position: 0,
            version: 0,
            body: Body::new(draft.clone()),
        };
        let first = EventId(work.next_id());
        let finished = work.start(&compiled, &Rc::new(event), &Rc::new(vars))?;
        let timers = work.timers_since(&compiled, finished.row.id)?;
        let (changes, starts) = work.events_since(first)?;
        let requests = std::mem::take(&mut work.done)
            .jobs
            .into_iter()
            .map(|job| job.request)
            .collect();
        Ok(DryRun {
            status: finished.row.status,
            trace: finished.row.trace,
            scenario: draft,
            changes,
            requests,
            timers,
            starts,
            faults,
        })
    }
}

impl Engine {
    /// Renders a template on a sample. Call it in `Db::rehearse`.
    pub fn preview(
        &self,
        tx: &mut Tx,
        now: Micros,
        workspace: WorkspaceId,
        tried: Tried,
        sample: &Sample,
    ) -> Result<Rendered> {
        let mut work = self.work(tx, now, workspace)?;
        let (event, vars) = work.sample(sample, None)?;
        let run = work.probe_run(&Rc::new(event), &Rc::new(vars));
        let template = Template::parse(tried.template);
        let mut rendered = work.with_scope(&run, |scope| {
            template.render_with(scope, tried.context, tried.values)
        })?;
        if let Err(error) = validate_rendered(tried.context, &rendered.text) {
            rendered.notices.push(Notice {
                level: Level::Error,
                message: error.to_string(),
                at: None,
            });
        }
        Ok(rendered)
    }
}

impl Work<'_, '_> {
    /// The event a draft is tried on.
    pub(crate) fn sample(&mut self, sample: &Sample, id: Option<ScenarioId>) -> Result<(Event, Vars)> {
        let mut event = Event {
            id: EventId(self.next_id()),
            workspace: self.defs.workspace,
            kind: EventKind::RunRequested,
            subject: sample.record,
            key: id.map(|id| id.0),
            payload: Payload {
                variables: sample.variables.clone(),
                ..Payload::default()
            },
            cause: None,
            depth: 0,
            author: Author::System,
            at: self.now,
        };
        if let Some(record) = sample.record
            && !signalbox_store::crm::exists(&mut self.space(), record)?
        {
            return Err(EngineError::NotFound(format!("{} {}", record.kind, record.id)));
        }
        let Some(arrival) = sample.arrival_id else {
            let vars = Vars::new(&event.payload);
            return Ok((event, vars));
        };
        let stored = events::get(&mut self.space(), arrival)?;
        let stored = stored.ok_or_else(|| EngineError::NotFound("caught request with this id".into()))?;
        let mut vars = self.vars_of(&stored)?;
        let fresh = event.id;
        event = Event {
            id: fresh,
            at: self.now,
            ..stored.event
        };
        if sample.record.is_some() {
            event.subject = sample.record;
        }
        let hook = event
            .key
            .and_then(|key| self.defs.hooks.get(&HookId(key)).cloned());
        if let (Some(find), None) = (
            hook.as_ref().and_then(|hook| hook.settings.find.as_ref()),
            event.subject,
        ) {
            self.look_up(find, &mut event, &mut vars)?;
        }
        for (name, value) in &sample.variables {
            vars.set(name, value.clone().into());
        }
        Ok((event, vars))
    }

    fn timers_since(
        &mut self,
        compiled: &Compiled,
        run: signalbox_model::RunId,
    ) -> Result<Vec<PlannedTimer>> {
        let which = timers::Which {
            scenario: Some(compiled.id),
            ..Default::default()
        };
        let all = timers::list(&mut self.space(), &which, None, 500)?;
        let own = all.into_iter().filter(|timer| timer.run == run);
        Ok(own
            .map(|timer| PlannedTimer {
                block: timer.block,
                step: timer.step,
                due_at: timer.due_at,
            })
            .collect())
    }

    fn events_since(&mut self, first: EventId) -> Result<(Vec<RecordChange>, Vec<Key>)> {
        let mut newest = events::list(
            &mut self.space(),
            events::Filter {
                limit: 500,
                ..Default::default()
            },
        )?;
        newest.retain(|stored| stored.event.id > first);
        newest.reverse();
        let (mut changes, mut starts) = (Vec::new(), Vec::new());
        for stored in newest {
            let Event {
                kind,
                subject,
                key,
                payload,
                ..
            } = stored.event;
            match kind {
                EventKind::RunRequested => {
                    let known = key.and_then(|key| self.defs.scenarios.get(&ScenarioId(key)));
                    starts.extend(known.map(|known| known.key.clone()));
                }
                kind => changes.push(RecordChange {
                    kind,
                    record: subject,
                    changes: payload.changes,
                }),
            }
        }
        Ok((changes, starts))
    }
}
