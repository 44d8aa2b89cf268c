//! The engine's doors: a hook's request, a waiting event, a due timer, a job that ended.

use crate::definitions::{Cache, Definitions};
use crate::done::{Done, Topic};
use crate::error::{EngineError, Result};
use crate::scenarios::By;
use crate::scope::Links;
use crate::vars::Vars;
use crate::work::Work;
use signalbox_model::event::{Event, EventKind, EventState};
use signalbox_model::hook::HookSettings;
use signalbox_model::id::IdSource;
use signalbox_model::{EventId, HookId, Micros, ScenarioId, WorkspaceId};
use signalbox_store::{Tx, events};
use std::rc::Rc;
use std::sync::Arc;

/// Turns the bytes of a hook's request into documents; the server hands it in, since the engine knows no wire.
pub trait Decode: Send + Sync {
    /// The documents of a request, one event each: JSON texts. `head` is the stored head, JSON.
    ///
    /// # Errors
    /// What is wrong with the body, for people.
    fn documents(
        &self,
        head: &str,
        body: &[u8],
        hook: Option<&HookSettings>,
    ) -> std::result::Result<Vec<String>, String>;
}

/// Decides. One for the whole server, shared by all threads.
pub struct Engine {
    ids: Arc<IdSource>,
    cache: Cache,
    decode: Arc<dyn Decode>,
    links: Arc<dyn Links>,
    meter: fn() -> i64,
    empty: Arc<crate::compile::Body>,
}

impl Engine {
    /// `meter` measures how long things take, microseconds; nothing is decided by it.
    pub fn new(
        ids: Arc<IdSource>,
        decode: Box<dyn Decode>,
        links: Box<dyn Links>,
        meter: fn() -> i64,
    ) -> Self {
        let empty = crate::compile::Body::empty();
        Self {
            ids,
            cache: Cache::default(),
            decode: decode.into(),
            links: links.into(),
            meter,
            empty,
        }
    }

    /// The same engine with ids of its own, for transactions that run ahead of the clock and are rolled back: they must
    /// not move everybody's ids into the future.
    pub(crate) fn aside(&self) -> Self {
        Self {
            ids: Arc::new(self.ids.aside()),
            // Its stamps are given out again by the next one, so nothing compiled for it may be found later.
            cache: Cache::default(),
            decode: self.decode.clone(),
            links: self.links.clone(),
            meter: self.meter,
            empty: self.empty.clone(),
        }
    }

    /// The source of ids.
    pub fn ids(&self) -> &IdSource {
        &self.ids
    }

    pub(crate) fn links(&self) -> &dyn Links {
        &*self.links
    }

    pub(crate) fn decode(&self) -> &dyn Decode {
        &*self.decode
    }

    pub(crate) fn empty_body(&self) -> Arc<crate::compile::Body> {
        self.empty.clone()
    }

    pub(crate) fn meter(&self) -> i64 {
        (self.meter)()
    }

    /// The definitions of a workspace as this transaction sees them.
    pub fn definitions(&self, tx: &mut Tx, workspace: WorkspaceId) -> Result<Arc<Definitions>> {
        self.cache.get(tx, workspace)
    }

    /// Says that one scenario changed, and nothing else of the definitions.
    pub(crate) fn touch_scenario(&self, tx: &mut Tx, by: &By, id: ScenarioId) -> Result<()> {
        let stamp = self.ids().next(by.now.0);
        self.cache.touch_scenario(tx, by.workspace, id, stamp)
    }

    pub(crate) fn work<'w, 'a>(
        &'w self,
        tx: &'w mut Tx<'a>,
        now: Micros,
        workspace: WorkspaceId,
    ) -> Result<Work<'w, 'a>> {
        let defs = self.definitions(tx, workspace)?;
        Ok(Work::new(self, tx, defs, now))
    }

    /// Works off one waiting event, once, whichever node asks. What fails is kept with its reason.
    ///
    /// # Errors
    /// Only when the store fails for now: the event still waits then.
    pub fn work_off(&self, tx: &mut Tx, now: Micros, workspace: WorkspaceId, event: EventId) -> Result<Done> {
        let mut work = self.work(tx, now, workspace)?;
        if !events::claim(&mut work.space(), event)? {
            return Ok(Done::default());
        }
        let Some(stored) = events::get(&mut work.space(), event)? else {
            return Ok(Done::default());
        };
        if let Some(subject) = stored.event.subject {
            work.tx.lock(subject.id.0)?;
        }
        work.guarded(event, |work| work.off(stored))?;
        Ok(work.done)
    }
}

impl Work<'_, '_> {
    /// Runs `what` so that its failure keeps the event, with the reason, and nothing else of it.
    pub(crate) fn guarded(
        &mut self,
        event: EventId,
        what: impl FnOnce(&mut Self) -> Result<()>,
    ) -> Result<()> {
        self.tx.exec("SAVEPOINT guarded", &[])?;
        let done = what(self);
        if let Err(error) = &done {
            if error.is_transient() {
                return done;
            }
            tracing::warn!(%event, %error, "an event failed; it is kept and can be retried");
            self.tx.exec("ROLLBACK TO SAVEPOINT guarded", &[])?;
            self.done = Done::default();
            let reason = error.to_string();
            events::set_state(&mut self.space(), event, EventState::Failed, Some(&reason))?;
        }
        self.tx.exec("RELEASE SAVEPOINT guarded", &[])?;
        Ok(())
    }

    fn off(&mut self, stored: events::Stored) -> Result<()> {
        match stored.event.kind {
            EventKind::HookReceived => self.hook_again(stored),
            EventKind::RunRequested | EventKind::ScheduleDue => self.requested(stored.event),
            _ => self.happened(stored.event),
        }
    }

    /// A change of a record: every scenario that waits for its kind.
    fn happened(&mut self, event: Event) -> Result<()> {
        let vars = Rc::new(Vars::new(&event.payload));
        let event = Rc::new(event);
        self.start_candidates(&event, &vars, None)
    }

    /// Starts every scenario that cares about an event.
    pub(crate) fn start_candidates(
        &mut self,
        event: &Rc<Event>,
        vars: &Rc<Vars>,
        key: Option<i64>,
    ) -> Result<()> {
        let defs = self.defs.clone();
        let Some(bucket) = defs.bucket(event.kind, key) else {
            return Ok(());
        };
        let probe = self.probe_run(event, vars);
        let candidates = self.with_scope(&probe, |scope| {
            bucket.candidates(|name| signalbox_expr::Scope::variable(scope, name))
        })?;
        for compiled in candidates {
            if crate::definitions::fits(&compiled.body.scenario.start, event) {
                self.start(&compiled, event, vars)?;
            }
        }
        Ok(())
    }

    /// Runs the one scenario that was asked for.
    fn requested(&mut self, event: Event) -> Result<()> {
        let id = ScenarioId(event.key.unwrap_or_default());
        let compiled = self.defs.scenarios.get(&id).cloned();
        let compiled =
            compiled.ok_or_else(|| EngineError::NotFound("scenario any more: it was deleted".into()))?;
        if !compiled.on {
            return Err(EngineError::Conflict(format!(
                "scenario `{}` is switched off: switch it on, then retry this event",
                compiled.key
            )));
        }
        let vars = Rc::new(Vars::new(&event.payload));
        self.start(&compiled, &Rc::new(event), &vars)?;
        Ok(())
    }

    /// A request that waited: its hook was paused, it is replayed, or the server stopped in between.
    fn hook_again(&mut self, stored: events::Stored) -> Result<()> {
        let hook = stored
            .event
            .key
            .map(HookId)
            .and_then(|id| self.defs.hooks.get(&id).cloned());
        let hook = hook.ok_or_else(|| EngineError::NotFound("hook any more: it was deleted".into()))?;
        // It was held back, or is worked off again: pages that follow arrivals show what became of it.
        self.live(Topic::Arrival(hook.id.0), stored.event.id.0);
        let documents = match (&stored.head, stored.event.payload.body.clone()) {
            (None, Some(document)) => vec![document],
            (head, _) => {
                let (head, body) = (
                    head.as_deref().unwrap_or("{}"),
                    stored.body.as_deref().unwrap_or_default(),
                );
                let decoded = self.engine.decode().documents(head, body, Some(&hook.settings));
                decoded.map_err(|reason| EngineError::invalid("body", reason))?
            }
        };
        self.take_documents(
            &hook,
            stored.event,
            documents.into_iter().map(Vars::from_document).collect(),
        )
    }
}
