//! A dialog under way: read under a lock, changed, written back with the event that says what changed.

use super::memory::Memory;
use crate::done::Topic;
use crate::error::{EngineError, Result};
use crate::work::Work;
use serde_json::{Value, json};
use signalbox_model::dialog::DialogStatus;
use signalbox_model::event::{Event, EventKind, Payload, Visit};
use signalbox_model::record::{Author, Change};
use signalbox_model::{DialogId, EventId, RecordKind, RecordRef};
use signalbox_store::chat::dialogs::{self, Position, Stored};
use signalbox_store::chat::passes::{self, Pass, Passes};

/// Who caused what happens in a dialog.
#[derive(Debug, Clone)]
pub(crate) struct Cause {
    /// Who.
    pub author: Author,
    /// The event whose effect it is.
    pub event: Option<EventId>,
    /// How many causes lie behind it.
    pub depth: u8,
    /// What already ran in the chain of causes (Z-14).
    pub chain: Vec<Visit>,
}

impl Cause {
    /// Somebody, by hand.
    pub fn by(author: Author) -> Self {
        Self {
            author,
            event: None,
            depth: 0,
            chain: Vec::new(),
        }
    }
}

/// A dialog under way.
#[derive(Debug)]
pub(crate) struct Talk {
    /// Its row as it will be written.
    pub row: Stored,
    /// What it remembers.
    pub memory: Memory,
    passes: Passes,
    before: Stored,
}

impl Talk {
    pub fn new(row: Stored) -> Self {
        Self {
            memory: Memory::read(&row.memory),
            passes: Passes::new(),
            before: row.clone(),
            row,
        }
    }

    /// Comes to a step, from the one where it stood.
    pub fn enter(&mut self, to: Position) {
        if let Some(from) = self.row.position.replace(to.clone()) {
            self.pass(from).gone += 1;
        }
        self.pass(to).entered += 1;
    }

    /// Cannot go on where it stands.
    pub fn fail(&mut self) {
        if let Some(here) = self.row.position.clone() {
            self.pass(here).failed += 1;
        }
    }

    fn pass(&mut self, at: Position) -> &mut Pass {
        self.passes.entry((at.flow, at.step)).or_default()
    }

    /// The contact as a record.
    pub fn contact(&self) -> Option<RecordRef> {
        let id = self.row.contact?;
        Some(RecordRef {
            kind: RecordKind::Contact,
            id,
        })
    }

    /// Notes whom the dialog was tied to in the store.
    pub fn tie(&mut self, identity: signalbox_model::IdentityId) {
        (self.row.identity, self.before.identity) = (Some(identity), Some(identity));
    }

    fn changes(&self, work: &Work) -> Vec<Change> {
        let seen = |row: &Stored| {
            [
                ("status", json!(row.status.as_str())),
                ("holder", json!(row.holder.as_str())),
                ("operator", json!(row.user.map(|user| user.to_string()))),
                ("flow", flow_key(work, row)),
                ("step", json!(row.position.as_ref().map(|at| at.step.as_str()))),
            ]
        };
        let pairs = seen(&self.before).into_iter().zip(seen(&self.row));
        pairs
            .filter(|((_, old), (_, new))| old != new)
            .map(|((field, old), (_, new))| Change {
                field: field.to_owned(),
                old,
                new,
            })
            .collect()
    }
}

fn flow_key(work: &Work, row: &Stored) -> Value {
    let flow = row.position.as_ref().and_then(|at| work.defs.bots.flow(at.flow));
    json!(flow.map(|(_, flow)| flow.key.as_str()))
}

impl Work<'_, '_> {
    /// Reads a dialog that is to be changed, and holds it until the transaction ends.
    pub(crate) fn talk(&mut self, id: DialogId) -> Result<Talk> {
        self.tx.lock(id.0)?;
        let row = dialogs::get(&mut self.space(), id)?;
        let row = row.ok_or_else(|| EngineError::NotFound("dialog with this id".into()))?;
        Ok(Talk::new(row))
    }

    /// Writes a dialog back, with the event that says what changed.
    pub(crate) fn keep(&mut self, mut talk: Talk, cause: &Cause) -> Result<Stored> {
        let before = talk.before.holder.user();
        self.end_relay(&mut talk, before)?;
        talk.row.memory = serde_json::to_string(&talk.memory)?;
        let changes = talk.changes(self);
        let now = self.now;
        passes::add(&mut self.space(), talk.row.id, now, &talk.passes)?;
        if talk.row != talk.before {
            if !dialogs::save(&mut self.space(), &mut talk.row)? {
                let say = "somebody else changed this dialog at the same moment: look at it and try again";
                return Err(EngineError::Conflict(say.into()));
            }
            self.live(Topic::Dialog, talk.row.id.0);
        }
        // Steps pass by the thousand and have an event of their own.
        let notable = changes
            .iter()
            .any(|change| !matches!(change.field.as_str(), "step" | "flow"));
        if notable {
            let payload = Payload {
                changes,
                variables: facts(self, &talk.row),
                ..Payload::default()
            };
            self.dialog_event(EventKind::DialogChanged, &talk.row, payload, cause)?;
        }
        Ok(talk.row)
    }

    /// Writes an event about a dialog; its subject is the contact.
    pub(crate) fn dialog_event(
        &mut self,
        kind: EventKind,
        row: &Stored,
        mut payload: Payload,
        cause: &Cause,
    ) -> Result<EventId> {
        payload.chain.clone_from(&cause.chain);
        let event = Event {
            id: EventId(self.next_id()),
            workspace: self.defs.workspace,
            kind,
            subject: row.contact.map(|id| RecordRef {
                kind: RecordKind::Contact,
                id,
            }),
            key: Some(row.id.0),
            payload,
            cause: cause.event,
            depth: cause.depth,
            author: cause.author.clone(),
            at: self.now,
        };
        self.emit(&event)?;
        Ok(event.id)
    }

    /// Tells of a step a dialog came to, when a scenario waits for it.
    pub(crate) fn came_to_step(&mut self, talk: &Talk, cause: &Cause) -> Result<()> {
        let defs = self.defs.clone();
        let Some(bucket) = defs.bucket(EventKind::DialogMoved, None) else {
            return Ok(());
        };
        let variables = facts(self, &talk.row);
        if !bucket.may_fire(|name| Some(variables.get(name)?.clone().into())) {
            return Ok(());
        }
        let payload = Payload {
            variables,
            ..Payload::default()
        };
        self.dialog_event(EventKind::DialogMoved, &talk.row, payload, cause)
            .map(drop)
    }

    /// Stops everything a dialog waits for.
    pub(crate) fn stop_timers(&mut self, dialog: DialogId, block: Option<&str>) -> Result<()> {
        if signalbox_store::timers::cancel_dialog(&mut self.space(), dialog, block)? > 0 {
            self.done.timers = true;
        }
        Ok(())
    }
}

/// What every run that starts on a dialog can name.
pub(crate) fn facts(work: &Work, row: &Stored) -> serde_json::Map<String, Value> {
    let bot = work.defs.bots.by_id.get(&row.bot);
    let mut facts = serde_json::Map::new();
    let mut put = |name: &str, value: Value| drop(facts.insert(name.to_owned(), value));
    let channel = work.defs.bots.channels.get(&row.channel);
    put("dialog_id", json!(row.id));
    put("bot", json!(bot.map(|bot| bot.bot.key.as_str())));
    put("channel", json!(channel.map(|channel| channel.kind.as_str())));
    put("dialog_status", json!(row.status.as_str()));
    put("dialog_holder", json!(row.holder.as_str()));
    put("dialog_operator", json!(row.user));
    put("chatId", json!(row.chat));
    put("flow", flow_key(work, row));
    put("stepKey", json!(row.position.as_ref().map(|at| at.step.as_str())));
    put("stepId", json!(row.position.as_ref().map(|at| at.step.as_str())));
    put("createdAt", json!(began(row)));
    facts
}

/// When a dialog began, to the millisecond in UTC (C-36).
fn began(row: &Stored) -> String {
    let at = jiff::Timestamp::from_microsecond(row.created_at.0).unwrap_or_default();
    at.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
}

/// Sets the status, with what follows from it: a talk that is over has no holder and needs nobody.
pub(crate) fn set_status(talk: &mut Talk, status: DialogStatus) {
    talk.row.status = status;
    if !status.is_open() {
        talk.row.snoozed_until = None;
        talk.row.unread = 0;
    }
}
