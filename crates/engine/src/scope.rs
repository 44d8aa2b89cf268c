//! What templates and conditions of a run can see.

mod talk;
mod tracker;

use crate::crm;
use crate::definitions::Definitions;
use crate::run::Run;
use jiff::Zoned;
use signalbox_expr::{Locale, Scope, Segment, Value};
use signalbox_model::{Micros, RecordKind, RecordRef};
use signalbox_store::{Space, StoreError, Tx, globals, links};
use std::cell::{Cell, RefCell};

/// The world as one run sees it, through the transaction it writes in.
pub(crate) struct RunScope<'s, 'a> {
    tx: RefCell<&'s mut Tx<'a>>,
    pub(crate) defs: &'s Definitions,
    run: &'s Run,
    now: Micros,
    links: &'s dyn Links,
    drawn: Cell<u64>,
    /// How many variables of a bot stand inside one another.
    nested: Cell<u8>,
    failed: RefCell<Option<StoreError>>,
}

/// Makes the personal addresses of trigger links.
pub trait Links: Send + Sync {
    /// The unguessable part of the address of a link for a record; the same every time (Z-92).
    fn token(&self, link: i64, record: i64) -> String;
    /// The whole address.
    fn address(&self, token: &str) -> String;
    /// The origin of the server, `https://host`.
    fn origin(&self) -> String;
    /// A secret nobody can guess, of 160 bits or more, another one every time.
    ///
    /// # Errors
    /// When the machine has no chance to give.
    fn secret(&self) -> std::result::Result<String, String>;
}

impl<'s, 'a> RunScope<'s, 'a> {
    pub(crate) fn new(
        tx: &'s mut Tx<'a>,
        defs: &'s Definitions,
        run: &'s Run,
        now: Micros,
        links: &'s dyn Links,
    ) -> Self {
        let drawn = Cell::new(run.id.0.cast_unsigned() ^ u64::from(run.draws));
        Self {
            tx: RefCell::new(tx),
            defs,
            run,
            now,
            links,
            drawn,
            nested: Cell::new(0),
            failed: RefCell::new(None),
        }
    }

    /// A failure of the store while a template was rendered.
    pub(crate) fn check(&self) -> Result<(), StoreError> {
        self.failed.borrow_mut().take().map_or(Ok(()), Err)
    }

    fn read<T>(&self, work: impl FnOnce(&mut Space<'_, 'a>) -> Result<Option<T>, StoreError>) -> Option<T> {
        let mut tx = self.tx.borrow_mut();
        match work(&mut tx.space(self.defs.workspace)) {
            Ok(found) => found,
            Err(error) => {
                self.failed.borrow_mut().get_or_insert(error);
                None
            }
        }
    }

    /// The record a root names: the run's current one of the kind, else the one it is linked with.
    pub(crate) fn record(&self, kind: RecordKind) -> Option<RecordRef> {
        self.run.record(kind).or_else(|| {
            let subject = self.run.subject?;
            self.read(|space| crm::linked(space, subject, kind))
        })
    }

    /// The contact, else the company.
    fn client(&self) -> Option<RecordRef> {
        self.record(RecordKind::Contact)
            .or_else(|| self.record(RecordKind::Company))
    }

    fn of_record(&self, record: Option<RecordRef>, rest: &[Segment]) -> Option<Value> {
        let Some(record) = record else {
            // The root is known, the record is not there: nothing, and not "undeclared" (Z-8).
            return Some(Value::Null);
        };
        let changes = &self.run.event.payload.changes;
        let previous = if self.run.event.subject == Some(record) {
            changes.as_slice()
        } else {
            &[]
        };
        let reading = crm::Reading {
            defs: self.defs.crm(),
            now: self.now,
            previous,
        };
        self.read(|space| crm::attribute(space, &reading, record, rest))
    }

    fn event(&self, rest: &[Segment]) -> Option<Value> {
        let event = &self.run.event;
        match rest.first()?.name.as_str() {
            "id" => Some(Value::text(event.id.to_string())),
            "kind" => serde_json::to_value(event.kind).ok().map(Value::from),
            "at" => Some(moment(event.at, self.defs)),
            _ => None,
        }
    }
}

pub(crate) fn moment(at: Micros, defs: &Definitions) -> Value {
    let zoned = jiff::Timestamp::from_microsecond(at.0)
        .unwrap_or_default()
        .to_zoned(defs.zone.clone());
    Value::DateTime(zoned, signalbox_expr::Style::Field)
}

impl Scope for RunScope<'_, '_> {
    fn is_doubled(&self, name: &str) -> bool {
        self.run.vars.is_doubled(name)
    }

    fn variable(&self, name: &str) -> Option<Value> {
        self.run.vars.get(name).or_else(|| {
            self.read(|space| globals::get(space, name))
                .map(|g| Value::Text(g.value))
        })
    }

    fn path(&self, path: &[Segment]) -> Option<Value> {
        let (root, rest) = path.split_first()?;
        match root.name.as_str() {
            "lead" => self.of_record(self.record(RecordKind::Lead), rest),
            "contact"
                if rest
                    .first()
                    .is_some_and(|segment| segment.name.starts_with("tg_")) =>
            {
                self.of_person(rest)
            }
            "dialog" => self.of_dialog(rest),
            "fields" => self.of_fields(rest),
            "tracker" => self.of_tracker(rest),
            // The older name (C-40).
            "chat" if rest.first().is_some_and(|segment| segment.name == "tracker") => {
                self.of_tracker(&rest[1..])
            }
            "variables" => self.of_bot(rest),
            "bot" if !rest.is_empty() => self.about_bot(rest),
            "message" if !rest.is_empty() => self.of_message(rest),
            "contact" => self.of_record(self.record(RecordKind::Contact), rest),
            "company" => self.of_record(self.record(RecordKind::Company), rest),
            "task" => self.of_record(self.record(RecordKind::Task), rest),
            "client" => self.of_record(self.client(), rest),
            "note" => {
                let note = self.run.event.payload.note?;
                self.read(|space| crm::note_attribute(space, self.defs.crm(), note, rest))
            }
            "users" => crm::user_attribute(&self.defs.schema, root.args.first()?, rest),
            "user" => crm::user_attribute(&self.defs.schema, &self.run.vars.get("user_id")?.to_text(), rest),
            "hook" => self
                .run
                .vars
                .part(rest.iter().map(|segment| segment.name.as_str())),
            "global" => {
                let name = &rest.first()?.name;
                self.read(|space| globals::get(space, name))
                    .map(|global| Value::Text(global.value))
            }
            "event" => self.event(rest),
            // A bare name in double braces is a variable as well.
            name if rest.is_empty() => self.variable(name),
            _ => None,
        }
    }

    fn now(&self) -> Zoned {
        jiff::Timestamp::from_microsecond(self.now.0)
            .unwrap_or_default()
            .to_zoned(self.defs.zone.clone())
    }

    fn locale(&self) -> Locale {
        self.defs.locale
    }

    fn random(&self, below: u64) -> u64 {
        // SplitMix64 over the run's id: a replay draws the same.
        let state = self.drawn.get().wrapping_add(0x9e37_79b9_7f4a_7c15);
        self.drawn.set(state);
        let mut z = state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % below.max(1)
    }

    fn link(&self, number: u64) -> Option<String> {
        let link = self.defs.links.get(&u32::try_from(number).ok()?)?;
        let record = self.run.subject?;
        let fresh = self.links.token(link.id.0, record.id.0);
        let token = self.read(|space| links::token_for(space, link.id, record, &fresh).map(Some))?;
        Some(self.links.address(&token))
    }

    fn link_callback(&self, number: u64) -> Option<String> {
        let number = u32::try_from(number).ok()?;
        self.defs.links.get(&number).map(|link| link.number.to_string())
    }

    fn host(&self) -> String {
        self.links.origin()
    }
}
