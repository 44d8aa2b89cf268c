//! From an old and a new record to rows and one event.

use super::value::{Parsed, from_json};
use super::{CrmError, Ctx, FieldFault, Schema, Tracked, Updated};
use serde_json::Value as Json;
use signalbox_model::event::{Event, EventKind, EventState, Payload};
use signalbox_model::field::FieldKind;
use signalbox_model::notice::NoticeKind;
use signalbox_model::record::{Author, Change, Company, Contact, Lead, Task};
use signalbox_model::{EventId, Key, RecordId, RecordKind, RecordRef, UserId};
use signalbox_store::crm::Record;
use signalbox_store::notices::{self, Notice};
use signalbox_store::{Space, crm, events};
use std::collections::{BTreeMap, BTreeSet};

/// Longest name, in characters.
const LONGEST_NAME: usize = 1000;

/// A record that is about to be changed; the id of a merged one leads to the record it went into.
pub(crate) fn load<R: Tracked>(space: &mut Space, id: RecordId) -> Result<R, CrmError> {
    if let Some(record) = crm::get_for_update(space, id)? {
        return Ok(record);
    }
    let missing = RecordRef { kind: R::KIND, id };
    let found = match crm::current(space, missing)? {
        Some(now) => crm::get_for_update(space, now.id)?,
        None => None,
    };
    found.ok_or_else(|| CrmError::no_record(missing))
}

/// Where a reference leads now, or why it leads nowhere.
pub(crate) fn there(space: &mut Space, record: RecordRef) -> Result<RecordRef, CrmError> {
    crm::current(space, record)?.ok_or_else(|| CrmError::no_record(record))
}

/// What changed between two states of a record, core fields first, then custom ones by key.
pub(crate) fn diff<R: Tracked>(old: Option<&R>, new: Option<&R>, schema: &Schema) -> Vec<Change> {
    let core = |record: Option<&R>| record.map(|record| record.core(schema)).unwrap_or_default();
    let (before, after) = (core(old), core(new));
    let names: Vec<&str> = before.iter().chain(&after).map(|(name, _)| *name).collect();
    let pick = |all: &[(&str, Json)], name: &str| {
        let found = all.iter().find(|(known, _)| *known == name);
        found.map_or(Json::Null, |(_, value)| value.clone())
    };
    let mut changes: Vec<Change> = Vec::new();
    for name in names.iter().take(before.len().max(after.len())) {
        push(&mut changes, name, pick(&before, name), pick(&after, name));
    }
    let keys: BTreeSet<&Key> = old
        .into_iter()
        .chain(new)
        .flat_map(|record| record.fields().keys())
        .collect();
    let custom = |record: Option<&R>, key: &Key| {
        let found = record.and_then(|record| record.fields().get(key));
        found.cloned().unwrap_or(Json::Null)
    };
    for key in keys {
        push(&mut changes, key.as_str(), custom(old, key), custom(new, key));
    }
    changes
}

fn push(changes: &mut Vec<Change>, field: &str, old: Json, new: Json) {
    let empty = |value: &Json| value.is_null() || value.as_array().is_some_and(Vec::is_empty);
    if old != new && !(empty(&old) && empty(&new)) {
        changes.push(Change {
            field: field.to_owned(),
            old,
            new,
        });
    }
}

/// Writes an event that this unit of work causes.
pub(crate) fn emit(
    space: &mut Space,
    ctx: &mut Ctx,
    kind: EventKind,
    subject: RecordRef,
    payload: Payload,
) -> Result<EventId, CrmError> {
    let event = Event {
        id: EventId(ctx.next_id()),
        workspace: space.workspace(),
        kind,
        subject: Some(subject),
        key: None,
        payload: Payload {
            chain: ctx.chain.clone(),
            ..payload
        },
        cause: ctx.cause,
        depth: ctx.depth,
        author: ctx.author.clone(),
        at: ctx.now,
    };
    let awaited = !ctx.quiet && ctx.listeners.is_none_or(|definitions| definitions.cares(&event));
    events::append(
        space,
        &event,
        if awaited {
            EventState::Waiting
        } else {
            EventState::Done
        },
    )?;
    let id = event.id;
    ctx.emitted.push(event);
    Ok(id)
}

/// Writes a new record and its event. The event carries no changes: the record itself tells its values, and later
/// changes tell the first ones.
pub(crate) fn create<R: Tracked>(space: &mut Space, ctx: &mut Ctx, record: R) -> Result<R, CrmError> {
    check(&record, None, ctx.schema)?;
    crm::insert(space, &record, ctx.schema.fields(R::KIND))?;
    note_assigned(space, ctx, None, &record)?;
    emit(space, ctx, R::CREATED, record.reference(), Payload::default())?;
    Ok(record)
}

/// Writes what changed and its event; nothing when nothing changed (Z-170).
pub(crate) fn commit<R: Tracked>(
    space: &mut Space,
    ctx: &mut Ctx,
    old: &R,
    mut new: R,
) -> Result<Updated<R>, CrmError> {
    let changes = diff(Some(old), Some(&new), ctx.schema);
    if changes.is_empty() {
        return Ok(Updated {
            record: old.clone(),
            changes,
        });
    }
    check(&new, Some(old), ctx.schema)?;
    new.touch(ctx.now);
    crm::update(space, old, &new, ctx.schema.fields(R::KIND))?;
    note_assigned(space, ctx, Some(old), &new)?;
    let payload = Payload {
        changes: changes.clone(),
        ..Payload::default()
    };
    emit(space, ctx, R::CHANGED, new.reference(), payload)?;
    Ok(Updated { record: new, changes })
}

/// Tells a person of a task that somebody else gave them.
fn note_assigned<R: Tracked>(space: &mut Space, ctx: &Ctx, old: Option<&R>, new: &R) -> Result<(), CrmError> {
    let before = old.and_then(Record::responsible);
    let Some(user) = new.responsible().filter(|user| before != Some(*user)) else {
        return Ok(());
    };
    if R::KIND != RecordKind::Task || ctx.author == (Author::User { user }) {
        return Ok(());
    }
    let record = new.reference();
    let notice = Notice {
        id: ctx.next_id(),
        user: Some(user),
        kind: NoticeKind::TaskAssigned,
        subject: &record.id.to_string(),
        latest: record.id.0,
        at: ctx.now,
    };
    Ok(notices::note(space, notice)?)
}

/// Deletes a record with its notes and links. Its event carries every value it had (Z-171).
pub fn delete(space: &mut Space, ctx: &mut Ctx, record: RecordRef) -> Result<(), CrmError> {
    match record.kind {
        RecordKind::Lead => remove::<Lead>(space, ctx, record.id),
        RecordKind::Contact => remove::<Contact>(space, ctx, record.id),
        RecordKind::Company => remove::<Company>(space, ctx, record.id),
        RecordKind::Task => remove::<Task>(space, ctx, record.id),
    }
}

fn remove<R: Tracked>(space: &mut Space, ctx: &mut Ctx, id: RecordId) -> Result<(), CrmError> {
    // Whoever deletes by the id of a merged record does not mean the one it went into.
    let record: R = super::merge::standing(space, id)?;
    let payload = Payload {
        changes: diff(Some(&record), None, ctx.schema),
        ..Payload::default()
    };
    crm::delete(space, &record, ctx.schema.fields(R::KIND))?;
    emit(space, ctx, R::DELETED, record.reference(), payload)?;
    Ok(())
}

/// What must hold of every record: a name, a user who exists. What `old` already had may stay.
fn check<R: Tracked>(record: &R, old: Option<&R>, schema: &Schema) -> Result<(), CrmError> {
    let name = if R::KIND == RecordKind::Task {
        "text"
    } else {
        "name"
    };
    let mut faults = Vec::new();
    if record.name().trim().is_empty() {
        faults.push(FieldFault::new(name, "it cannot be empty: write something"));
    }
    if record.name().chars().count() > LONGEST_NAME && R::KIND != RecordKind::Task {
        faults.push(FieldFault::new(
            name,
            format!("it is too long: at most {LONGEST_NAME} characters"),
        ));
    }
    let kept = |user: UserId| old.is_some_and(|old| old.responsible() == Some(user));
    if let Some(user) = record.responsible()
        && schema.user(user).is_none()
        && !kept(user)
    {
        let message = format!("{user} is no active user: choose one of the workspace");
        faults.push(FieldFault::new("responsible", message));
    }
    CrmError::none_of(faults)
}

/// Custom values as they were given: canonical JSON or text; `null` clears.
pub type GivenFields = BTreeMap<Key, Json>;

/// Puts given custom values into a record, each in its canonical form; all faults are told at once.
pub(crate) fn put_fields<R: Tracked>(
    space: &mut Space,
    ctx: &Ctx,
    record: &mut R,
    given: &GivenFields,
) -> Result<(), CrmError> {
    let mut faults = Vec::new();
    for (key, value) in given {
        let path = format!("fields.{key}");
        let Some(field) = ctx.schema.field(R::KIND, key.as_str()) else {
            let message = format!("a {} has no such field: add it in the settings first", R::KIND);
            faults.push(FieldFault::new(path, message));
            continue;
        };
        let parsed = from_json(&field.kind, value, &ctx.defs());
        let kind = field.kind.clone();
        let key = field.key.clone();
        for fault in put(space, record, &key, &kind, parsed)? {
            faults.push(FieldFault::new(path.clone(), fault));
        }
    }
    CrmError::none_of(faults)
}

/// Puts one parsed value; a link must lead somewhere. What failed as a whole leaves the old value.
pub(crate) fn put<R: Tracked>(
    space: &mut Space,
    record: &mut R,
    key: &Key,
    kind: &FieldKind,
    mut parsed: Parsed,
) -> Result<Vec<String>, CrmError> {
    if let (FieldKind::Link { to }, Some(id)) = (kind, parsed.value["id"].as_str()) {
        let id = id.parse().unwrap_or(RecordId(0));
        if !crm::exists(space, RecordRef { kind: *to, id })? {
            parsed.faults.push(format!("there is no {to} {id}"));
            return Ok(parsed.faults);
        }
    }
    if parsed.failed() {
        return Ok(parsed.faults);
    }
    if parsed.value.is_null() {
        record.fields_mut().remove(key);
    } else {
        record.fields_mut().insert(key.clone(), parsed.value);
    }
    Ok(parsed.faults)
}
