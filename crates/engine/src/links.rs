//! Trigger links: clicks that start scenarios.

use crate::done::Done;
use crate::engine::Engine;
use crate::error::{EngineError, Result};
use crate::scenarios::By;
use crate::vars::Vars;
use signalbox_expr::Context;
use signalbox_model::event::{Event, EventKind, EventState, Payload};
use signalbox_model::link::{Fires, LinkSettings};
use signalbox_model::record::Author;
use signalbox_model::{EventId, LinkId, Micros, RecordRef, WorkspaceId};
use signalbox_store::{Tx, events, links};
use std::rc::Rc;

/// Where a visitor of a link goes, and whether a press is asked for first.
#[derive(Debug)]
pub struct Visit {
    /// The workspace.
    pub workspace: WorkspaceId,
    /// The link.
    pub link: LinkId,
    /// The record.
    pub record: RecordRef,
    /// The settings.
    pub settings: LinkSettings,
}

impl Engine {
    /// The link and record behind a personal address.
    pub fn visit(&self, tx: &mut Tx, token: &str) -> Result<Option<Visit>> {
        let Some(personal) = links::find_any_workspace(tx, token)? else {
            return Ok(None);
        };
        let mut space = tx.space(personal.workspace);
        let link = links::get(&mut space, personal.link)?;
        let record = signalbox_store::crm::current(&mut space, personal.record)?.unwrap_or(personal.record);
        Ok(link.map(|link| Visit {
            workspace: personal.workspace,
            link: link.id,
            record,
            settings: link.settings,
        }))
    }

    /// A click of a person: starts the scenario as an event of its own, and says where the visitor goes (Z-90).
    pub fn click(&self, tx: &mut Tx, now: Micros, visit: &Visit) -> Result<(String, Done)> {
        let mut work = self.work(tx, now, visit.workspace)?;
        // The address exists from the first rendering; the manual form makes it here.
        let token = work.engine.links().token(visit.link.0, visit.record.id.0);
        links::token_for(&mut work.space(), visit.link, visit.record, &token)?;
        let once = visit.settings.fires == Fires::Once;
        let fires = links::click(&mut work.space(), visit.link, visit.record, once, now)?;
        let scenario = work
            .defs
            .scenario(&visit.settings.scenario)
            .cloned()
            .filter(|compiled| compiled.on);
        let mut event = Event {
            id: EventId(work.next_id()),
            workspace: visit.workspace,
            kind: EventKind::RunRequested,
            subject: Some(visit.record),
            key: scenario.as_ref().map(|compiled| compiled.id.0),
            payload: Payload::default(),
            cause: None,
            depth: 0,
            author: Author::System,
            at: now,
        };
        event
            .payload
            .variables
            .insert("link".into(), visit.settings.name.clone().into());
        if fires && scenario.is_some() {
            work.emit(&event)?;
        }
        let probe = work.probe_run(&Rc::new(event), &Rc::new(Vars::default()));
        let target = work.render(&probe, &visit.settings.target, Context::Url)?.text;
        Ok((target, work.done))
    }

    /// The personal address of a link for a record.
    pub fn render_link(&self, tx: &mut Tx, by: &By, id: LinkId, record: RecordRef) -> Result<String> {
        let mut space = tx.space(by.workspace);
        links::get(&mut space, id)?.ok_or_else(|| EngineError::NotFound("link with this id".into()))?;
        let token = self.links().token(id.0, record.id.0);
        let token = links::token_for(&mut space, id, record, &token)?;
        Ok(self.links().address(&token))
    }
}

impl Engine {
    /// Works a kept event off again: a failed one, or a hook's request that is replayed.
    pub fn retry_event(&self, tx: &mut Tx, by: &By, id: EventId) -> Result<Done> {
        let mut space = tx.space(by.workspace);
        let stored =
            events::get(&mut space, id)?.ok_or_else(|| EngineError::NotFound("event with this id".into()))?;
        if stored.event.kind == EventKind::HookReceived {
            return self.replay(tx, by, stored);
        }
        if stored.state != EventState::Failed {
            return Err(EngineError::Conflict(
                "only failed events can be retried; this one was worked off".into(),
            ));
        }
        events::set_state(&mut space, id, EventState::Waiting, None)?;
        let waiting = crate::done::Waiting {
            workspace: by.workspace,
            event: id,
            subject: stored.event.subject,
        };
        Ok(Done {
            events: vec![waiting],
            ..Done::default()
        })
    }

    /// A replay is a new event with the old bytes: the log keeps both.
    fn replay(&self, tx: &mut Tx, by: &By, stored: events::Stored) -> Result<Done> {
        let fresh = Event {
            id: EventId(self.ids().next(by.now.0)),
            subject: None,
            cause: Some(stored.event.id),
            author: by.author.clone(),
            at: by.now,
            ..stored.event
        };
        let mut space = tx.space(by.workspace);
        match (&stored.head, &stored.body) {
            (Some(head), body) => {
                let arrived = events::Arrived {
                    head,
                    body: body.as_deref().unwrap_or_default(),
                };
                events::append_arrival(&mut space, &fresh, EventState::Waiting, arrived, None)?;
            }
            (None, _) => events::append(&mut space, &fresh, EventState::Waiting)?,
        }
        let waiting = crate::done::Waiting {
            workspace: by.workspace,
            event: fresh.id,
            subject: None,
        };
        Ok(Done {
            events: vec![waiting],
            ..Done::default()
        })
    }
}
