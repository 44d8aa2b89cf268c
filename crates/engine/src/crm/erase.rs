//! Erasing a person: the contact and what it wrote goes at once, the history follows in small steps.

use super::change::{commit, delete, load};
use super::{CrmError, Ctx, Tracked};
use serde_json::Value as Json;
use signalbox_model::record::{Contact, Lead, Task};
use signalbox_model::{ErasureId, RecordId, RecordKind, RecordRef, UserId};
use signalbox_store::Space;
use signalbox_store::crm::{Filter, Record, links, list, merged, notes};
use signalbox_store::erasure::{self, Erasure, Traces};

/// What is to be erased.
#[derive(Debug, Clone, Copy)]
pub struct EraseOrder {
    /// The contact.
    pub contact: RecordId,
    /// Whether leads that no other contact has go too; else they stay, without what names the person.
    pub with_leads: bool,
    /// Who wants it.
    pub by: Option<UserId>,
}

/// Erases a person. Nothing is started by it, and nobody is told. What follows in history is the store's to carry on.
pub fn erase(space: &mut Space, ctx: &mut Ctx, order: EraseOrder) -> Result<Erasure, CrmError> {
    let contact: Contact = load(space, order.contact)?;
    ctx.quiet = true;
    let mut erasure = Erasure::new(
        ErasureId(ctx.next_id()),
        Some(contact.id),
        traces_of(space, &contact)?,
        order.by,
        ctx.now,
    );
    erasure.tally.messages = erasure::remove_chats(space, contact.id)?;
    erasure.tally.records = tasks_on(space, ctx, contact.reference())? + 1;
    for lead in links::of(space, contact.reference(), RecordKind::Lead)? {
        let lead: Lead = load(space, lead.id)?;
        let others = links::count(space, lead.reference(), RecordKind::Contact)?;
        if order.with_leads && others == 1 {
            erasure.tally.records += tasks_on(space, ctx, lead.reference())? + 1;
            delete(space, ctx, lead.reference())?;
            erasure.traces.gone.push(lead.id);
        } else {
            erasure.traces.kept.push(lead.id);
            unname(space, ctx, lead, &erasure.traces)?;
        }
    }
    delete(space, ctx, contact.reference())?;
    erasure::forget_timers(space, &erasure.traces.gone)?;
    erasure::begin(space, &erasure)?;
    Ok(erasure)
}

/// What is looked for of a person whose leads stay: what tells of them now.
pub fn traces(space: &mut Space, contact: &Contact) -> Result<Traces, CrmError> {
    let mut traces = traces_of(space, contact)?;
    let leads = links::of(space, contact.reference(), RecordKind::Lead)?;
    traces.kept = leads.into_iter().map(|lead| lead.id).collect();
    Ok(traces)
}

/// What is known of a person before anything goes.
fn traces_of(space: &mut Space, contact: &Contact) -> Result<Traces, CrmError> {
    let mut traces = Traces::default();
    traces.gone.push(contact.id);
    traces.gone.extend(merged::merged_into(space, contact.id)?);
    contact.phones.iter().for_each(|phone| traces.add_phone(phone));
    contact.emails.iter().for_each(|email| traces.add_address(email));
    let parts = [&contact.first_name, &contact.last_name];
    let names = parts.into_iter().flatten().chain([&contact.name]);
    names.for_each(|name| traces.add_name(name));
    for known in erasure::known_as(space, contact.id)? {
        traces.add_address(&known.external);
        known.username.iter().for_each(|name| traces.add_address(name));
        traces.add_name(&known.name);
    }
    for code in erasure::codes_of(space, contact.id)? {
        traces.add_click(&code);
    }
    Ok(traces)
}

/// Deletes the tasks that hang on a record; how many.
fn tasks_on(space: &mut Space, ctx: &mut Ctx, record: RecordRef) -> Result<u64, CrmError> {
    let filter = Filter {
        record: Some(record),
        limit: 500,
        ..Filter::default()
    };
    let mut gone = 0;
    loop {
        let tasks: Vec<Task> = list(space, &filter)?;
        if tasks.is_empty() {
            return Ok(gone);
        }
        for task in &tasks {
            delete(space, ctx, task.reference())?;
            gone += 1;
        }
    }
}

/// Takes what names the person out of a lead that stays: its name, its values, its notes.
fn unname(space: &mut Space, ctx: &mut Ctx, lead: Lead, traces: &Traces) -> Result<(), CrmError> {
    let mut before = None;
    loop {
        let page = notes::list(space, lead.id, before, 500)?;
        let Some(last) = page.last() else { break };
        before = Some(last.id);
        for note in &page {
            let all = [Some(&note.text), note.subject.as_ref(), note.address.as_ref()];
            if all
                .into_iter()
                .flatten()
                .any(|text| traces.named_by(text.as_bytes()))
            {
                notes::remove(space, note.id)?;
            }
        }
    }
    let mut new = lead.clone();
    if traces.named_by(lead.name.as_bytes()) {
        new.name = lead.id.to_string();
    }
    let names = |value: &Json| match value {
        Json::String(text) => traces.named_by(text.as_bytes()),
        Json::Array(_) | Json::Object(_) => traces.told_by(value.to_string().as_bytes()),
        _ => false,
    };
    new.fields_mut().retain(|_, value| !names(value));
    commit(space, ctx, &lead, new)?;
    Ok(())
}

/// Begins to empty the workspace; the store carries it on.
pub fn empty_workspace(space: &mut Space, ctx: &mut Ctx, by: Option<UserId>) -> Result<Erasure, CrmError> {
    let erasure = Erasure::new(ErasureId(ctx.next_id()), None, Traces::default(), by, ctx.now);
    erasure::begin(space, &erasure)?;
    Ok(erasure)
}
