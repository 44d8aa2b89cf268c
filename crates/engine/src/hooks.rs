//! Incoming hooks: a request becomes an event, its record is looked up, its scenarios run, in one transaction.

use crate::crm;
use crate::done::{Done, Topic, Waiting};
use crate::engine::Engine;
use crate::error::Result;
use crate::run::Run;
use crate::vars::Vars;
use crate::work::Work;
use signalbox_expr::{Context, Value};
use signalbox_model::event::{Event, EventKind, EventState, Payload};
use signalbox_model::hook::Find;
use signalbox_model::record::Author;
use signalbox_model::start::LookupOutcome;
use signalbox_model::{EventId, Micros, RecordRef, RunId, ScenarioId};
use signalbox_store::events::Arrived;
use signalbox_store::{Tx, events, hooks};
use std::rc::Rc;
use std::sync::Arc;

/// A request to a hook, checked and decoded outside the transaction.
pub struct Arrival {
    /// Method, path, query, headers and address, JSON.
    pub head: String,
    /// The body as received.
    pub body: Vec<u8>,
    /// What it says: one document an event, or why it is refused.
    pub verdict: Verdict,
    /// What tells a repeat, when the hook asks for it.
    pub fingerprint: Option<String>,
}

/// What is to become of a request.
pub enum Verdict {
    /// Worked off: the variables of each document.
    Take(Vec<Vars>),
    /// Kept, but starts nothing: a sender's test call (Z-114).
    Probe,
    /// Kept and shown, but refused: the reason.
    Reject(String),
}

/// What became of a request.
pub struct Accepted {
    /// The event that keeps it.
    pub event: EventId,
    /// How far it has come.
    pub state: EventState,
    /// What is to be done after the commit.
    pub done: Done,
}

/// Whether a hook stands as it was known: other settings would judge a request otherwise.
fn stands(seen: &Arc<hooks::Stored>, known: &Arc<hooks::Stored>) -> bool {
    Arc::ptr_eq(seen, known)
        || (seen.token == known.token && seen.settings == known.settings && seen.secret == known.secret)
}

impl Engine {
    /// Takes a request to a hook. When this is committed the sender may hear its 2xx. Nothing when `hook`, by which the
    /// request was judged, is no longer how the hook stands.
    ///
    /// # Errors
    /// When the store fails: nothing was accepted then. A failing scenario is no error: the event is kept as failed.
    pub fn accept(
        &self,
        tx: &mut Tx,
        now: Micros,
        hook: &Arc<hooks::Stored>,
        arrival: Arrival,
    ) -> Result<Option<Accepted>> {
        let mut work = self.work(tx, now, hook.workspace)?;
        if !work
            .defs
            .hooks
            .get(&hook.id)
            .is_some_and(|seen| stands(seen, hook))
        {
            return Ok(None);
        }
        let event = Event {
            id: EventId(work.next_id()),
            workspace: hook.workspace,
            kind: EventKind::HookReceived,
            subject: None,
            key: Some(hook.id.0),
            payload: Payload::default(),
            cause: None,
            depth: 0,
            author: Author::Hook { hook: hook.id },
            at: now,
        };
        let id = event.id;
        let Arrival {
            head,
            body,
            verdict,
            fingerprint,
        } = arrival;
        let repeat = work.repeat(hook, fingerprint.as_deref(), id)?;
        let (state, reason) = match (&verdict, &repeat) {
            (Verdict::Reject(reason), _) => (EventState::Rejected, Some(reason.clone())),
            (_, Some(earlier)) => (EventState::Duplicate, Some(format!("the same as {earlier}"))),
            (Verdict::Probe, _) => (
                EventState::Done,
                Some("a test call of the sender: nothing was started".into()),
            ),
            _ if hook.settings.paused => (EventState::Held, None),
            _ => (EventState::Done, None),
        };
        let arrived = Arrived {
            head: &head,
            body: &body,
        };
        events::append_arrival(&mut work.space(), &event, state, arrived, reason.as_deref())?;
        if let (EventState::Done, Verdict::Take(documents)) = (state, verdict) {
            let hook = hook.clone();
            work.guarded(id, move |work| work.take_documents(&hook, event, documents))?;
        }
        work.live(Topic::Arrival(hook.id.0), id.0);
        Ok(Some(Accepted {
            event: id,
            state,
            done: work.done,
        }))
    }

    /// Lets the requests that a paused hook held back go on.
    pub fn release_held(&self, tx: &mut Tx, now: Micros, hook: &hooks::Stored) -> Result<Done> {
        let mut work = self.work(tx, now, hook.workspace)?;
        let held = hooks::release_held(&mut work.space(), hook.id)?;
        let waiting = |event| Waiting {
            workspace: hook.workspace,
            event,
            subject: None,
        };
        work.done.events.extend(held.into_iter().map(waiting));
        Ok(work.done)
    }
}

impl Work<'_, '_> {
    /// The earlier request this one repeats.
    fn repeat(
        &mut self,
        hook: &hooks::Stored,
        fingerprint: Option<&str>,
        event: EventId,
    ) -> Result<Option<EventId>> {
        let (Some(fingerprint), Some(dedup)) = (fingerprint, &hook.settings.dedup) else {
            return Ok(None);
        };
        let (now, since) = (self.now, self.now.plus_secs(-i64::from(dedup.window_secs)));
        Ok(hooks::seen(
            &mut self.space(),
            hook.id,
            fingerprint,
            event,
            since,
            now,
        )?)
    }

    /// Runs what waits for a request: at once when it holds one event, else one event for each document.
    pub(crate) fn take_documents(
        &mut self,
        hook: &hooks::Stored,
        event: Event,
        mut documents: Vec<Vars>,
    ) -> Result<()> {
        if documents.len() <= 1 {
            let vars = documents.pop().unwrap_or_default();
            return self.take_document(hook, event, vars);
        }
        for vars in documents {
            let part = Event {
                id: EventId(self.next_id()),
                cause: Some(event.id),
                payload: Payload {
                    body: vars.text().map(str::to_owned),
                    ..Payload::default()
                },
                ..event.clone()
            };
            events::append(&mut self.space(), &part, EventState::Done)?;
            let id = part.id;
            // One bad part spoils only itself; it is kept and can be retried.
            let before = std::mem::take(&mut self.done);
            self.guarded(id, |work| work.take_document(hook, part, vars))?;
            let own = std::mem::replace(&mut self.done, before);
            self.done.merge(own);
        }
        Ok(())
    }

    fn take_document(&mut self, hook: &hooks::Stored, mut event: Event, mut vars: Vars) -> Result<()> {
        let mut asked = None;
        if let Some(find) = &hook.settings.find {
            asked = self.look_up(find, &mut event, &mut vars)?;
        }
        let (event, vars) = (Rc::new(event), Rc::new(vars));
        self.start_candidates(&event, &vars, Some(hook.id.0))?;
        let Some(compiled) = asked
            .and_then(|key| self.defs.scenario(&key).cloned())
            .filter(|compiled| compiled.on)
        else {
            return Ok(());
        };
        self.start(&compiled, &event, &vars)?;
        Ok(())
    }

    /// Finds the record of a request; the scenario that its outcome asks for (Z-106…Z-110).
    pub(crate) fn look_up(
        &mut self,
        find: &Find,
        event: &mut Event,
        vars: &mut Vars,
    ) -> Result<Option<signalbox_model::Key>> {
        let mut found: Vec<RecordRef> = Vec::new();
        let probe = self.probe_run(&Rc::new(event.clone()), &Rc::new(std::mem::take(vars)));
        for by in &find.by {
            let value = self.render(&probe, &by.value.0, Context::Note)?.text;
            if value.trim().is_empty() {
                continue;
            }
            let defs = self.defs.clone();
            found = crm::find(
                &mut self.space(),
                defs.crm(),
                find.kind,
                by.field.as_str(),
                &value,
            )?;
            found = self.as_they_were(found)?;
            if !found.is_empty() {
                break;
            }
        }
        *vars = Rc::into_inner(probe.vars).unwrap_or_default();
        vars.set("found_count", Value::text(found.len().to_string()));
        let outcome = match found.len() {
            0 => LookupOutcome::NotFound,
            1 => LookupOutcome::Found,
            _ => LookupOutcome::Ambiguous,
        };
        event.payload.lookup = Some(outcome);
        event.subject = found.first().copied();
        if let Some(subject) = event.subject {
            self.tx.lock(subject.id.0)?;
            events::set_subject(&mut self.space(), event.id, subject)?;
        }
        Ok(match outcome {
            LookupOutcome::Found => find.found.clone(),
            LookupOutcome::NotFound => find.not_found.clone(),
            LookupOutcome::Ambiguous => find.ambiguous.clone().or_else(|| find.found.clone()),
        })
    }

    /// A run of nothing: lends its eyes to templates outside scenarios.
    pub(crate) fn probe_run(&mut self, event: &Rc<Event>, vars: &Rc<Vars>) -> Run {
        Run {
            id: RunId(event.id.0),
            scenario: ScenarioId(0),
            version: 0,
            body: self.engine.empty_body(),
            event: event.clone(),
            vars: vars.clone(),
            subject: event.subject,
            records: event.payload.records.clone(),
            draws: 0,
        }
    }
}
