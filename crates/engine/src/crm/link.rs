//! Links of records, and the way from one record to another.

use super::change::{emit, there};
use super::{CrmError, Ctx};
use serde_json::{Value as Json, json};
use signalbox_model::event::{EventKind, Payload};
use signalbox_model::record::{Change, Lead, Task};
use signalbox_model::{RecordKind, RecordRef};
use signalbox_store::crm::{self, Record, links};
use signalbox_store::{Space, StoreError};

/// The two ends, the one whose event tells of the link first; tasks and records of one kind cannot be linked.
fn ends(one: RecordRef, other: RecordRef) -> Result<(RecordRef, RecordRef), CrmError> {
    let (from, to) = if one.kind < other.kind {
        (one, other)
    } else {
        (other, one)
    };
    if from.kind == to.kind || to.kind == RecordKind::Task {
        let message = format!("a {} and a {} cannot be linked", one.kind, other.kind);
        return Err(CrmError::Refused(message));
    }
    Ok((from, to))
}

fn event_of(from: RecordRef) -> EventKind {
    match from.kind {
        RecordKind::Lead => EventKind::LeadChanged,
        _ => EventKind::ContactChanged,
    }
}

/// Links a new record without an event of its own. The first of a kind is the main one.
pub(crate) fn attach(space: &mut Space, new: RecordRef, other: RecordRef) -> Result<(), CrmError> {
    ends(new, other)?;
    let (from, to) = ends(new, there(space, other)?)?;
    let first = links::count(space, from, to.kind)? == 0;
    if links::get(space, from, to)?.is_none() {
        links::put(space, from, to, first)?;
    }
    Ok(())
}

/// Links two records. `main` makes it the main link of the lead (or of the contact with a company); the first link is
/// so without asking. One event, on the lead or else the contact; none when the link is there already.
pub fn link(
    space: &mut Space,
    ctx: &mut Ctx,
    one: RecordRef,
    other: RecordRef,
    main: bool,
) -> Result<Vec<Change>, CrmError> {
    let (from, to) = ends(one, other)?;
    let (from, to) = (there(space, from)?, there(space, to)?);
    let before = links::of(space, from, to.kind)?;
    let known = before.iter().find(|linked| linked.id == to.id);
    let becomes_main = main || before.is_empty() || known.is_some_and(|linked| linked.main);
    let mut changes = Vec::new();
    if known.is_none() {
        changes.push(change(to.kind.as_str(), Json::Null, json!(to.id)));
    }
    let was = before.iter().find(|linked| linked.main).map(|linked| linked.id);
    if becomes_main && was != Some(to.id) {
        changes.push(change(&format!("main_{}", to.kind), json!(was), json!(to.id)));
    }
    if changes.is_empty() {
        return Ok(changes);
    }
    links::put(space, from, to, becomes_main)?;
    tell(space, ctx, from, changes)
}

/// Takes a link away; nothing happens when there is none.
pub fn unlink(
    space: &mut Space,
    ctx: &mut Ctx,
    one: RecordRef,
    other: RecordRef,
) -> Result<Vec<Change>, CrmError> {
    let (from, to) = ends(one, other)?;
    let Some(was_main) = links::get(space, from, to)? else {
        return Ok(Vec::new());
    };
    links::remove(space, from, to)?;
    let mut changes = vec![change(to.kind.as_str(), json!(to.id), Json::Null)];
    if was_main {
        let now = links::of(space, from, to.kind)?.first().map(|linked| linked.id);
        changes.push(change(&format!("main_{}", to.kind), json!(to.id), json!(now)));
    }
    tell(space, ctx, from, changes)
}

fn change(field: &str, old: Json, new: Json) -> Change {
    Change {
        field: field.to_owned(),
        old,
        new,
    }
}

fn tell(
    space: &mut Space,
    ctx: &mut Ctx,
    from: RecordRef,
    changes: Vec<Change>,
) -> Result<Vec<Change>, CrmError> {
    let payload = Payload {
        changes: changes.clone(),
        ..Payload::default()
    };
    emit(space, ctx, event_of(from), from, payload)?;
    Ok(changes)
}

/// The record of a kind that belongs to a record: itself, the record a task hangs on, the main contact, the company
/// (a lead's own, else its main contact's), the latest open lead.
pub fn linked(space: &mut Space, from: RecordRef, kind: RecordKind) -> Result<Option<RecordRef>, StoreError> {
    if from.kind == kind {
        return Ok(Some(from));
    }
    if from.kind == RecordKind::Task {
        let home = crm::get::<Task>(space, from.id)?.and_then(|task| task.record);
        return match home {
            Some(home) if home.kind != RecordKind::Task => linked(space, home, kind),
            _ => Ok(None),
        };
    }
    let found = match kind {
        RecordKind::Task => return Ok(None),
        RecordKind::Lead => return latest_open_lead(space, from),
        kind => links::of(space, from, kind)?
            .first()
            .map(|linked| RecordRef { kind, id: linked.id }),
    };
    if found.is_none() && (from.kind, kind) == (RecordKind::Lead, RecordKind::Company) {
        let main = links::of(space, from, RecordKind::Contact)?;
        return match main.first() {
            Some(contact) => {
                let contact = RecordRef {
                    kind: RecordKind::Contact,
                    id: contact.id,
                };
                linked(space, contact, kind)
            }
            None => Ok(None),
        };
    }
    Ok(found)
}

fn latest_open_lead(space: &mut Space, of: RecordRef) -> Result<Option<RecordRef>, StoreError> {
    let ids: Vec<_> = links::of(space, of, RecordKind::Lead)?
        .iter()
        .map(|linked| linked.id)
        .collect();
    let leads = crm::get_many::<Lead>(space, &ids)?;
    let open = leads
        .iter()
        .filter(|lead| lead.is_open())
        .max_by_key(|lead| lead.id);
    Ok(open.map(Record::reference))
}
