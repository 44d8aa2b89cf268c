//! Setting fields by name from rendered texts: what scenarios do.

use super::change::{commit, create, load, put};
use super::value::parse;
use super::{
    CrmError, Ctx, FieldFault, NewCompany, NewContact, NewLead, NewTask, Tracked, company, contact, lead,
    task,
};
use signalbox_model::record::{Change, Company, Contact, Lead, Task};
use signalbox_model::{Key, Micros, RecordKind, RecordRef};
use signalbox_store::Space;
use signalbox_store::crm::Record;

/// A field and the text it is to hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// A core field (`name`, `sale`, `phone` …) or the key of a custom one.
    pub key: Key,
    /// The rendered text; an empty one clears.
    pub text: String,
    /// Clears the field whatever the text (`{reset}`, F-24).
    pub clear: bool,
}

/// A record after fields were set by name.
#[derive(Debug, Clone, PartialEq)]
pub struct Assigned {
    /// The record.
    pub record: RecordRef,
    /// What changed; nothing for a new record.
    pub changes: Vec<Change>,
    /// Fields that were refused; the others were set all the same.
    pub faults: Vec<FieldFault>,
}

/// A record to be made, before its fields are set by name.
#[derive(Debug, Clone)]
pub enum Draft {
    /// A lead.
    Lead(NewLead),
    /// A contact.
    Contact(NewContact),
    /// A company.
    Company(NewCompany),
    /// A task.
    Task(NewTask),
}

/// Sets fields of a record by name. A field that is refused does not keep the others from being set (example 100).
pub fn set_fields(
    space: &mut Space,
    ctx: &mut Ctx,
    record: RecordRef,
    settings: &[Setting],
) -> Result<Assigned, CrmError> {
    match record.kind {
        RecordKind::Lead => set::<Lead>(space, ctx, record, settings),
        RecordKind::Contact => set::<Contact>(space, ctx, record, settings),
        RecordKind::Company => set::<Company>(space, ctx, record, settings),
        RecordKind::Task => set::<Task>(space, ctx, record, settings),
    }
}

fn set<R: Tracked>(
    space: &mut Space,
    ctx: &mut Ctx,
    record: RecordRef,
    settings: &[Setting],
) -> Result<Assigned, CrmError> {
    let old: R = load(space, record.id)?;
    let mut new = old.clone();
    let faults = assign(space, ctx, &mut new, settings)?;
    let changes = commit(space, ctx, &old, new)?.changes;
    Ok(Assigned {
        record,
        changes,
        faults,
    })
}

/// Moments that an imported record brings along instead of the present one.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Dates {
    /// When it was made.
    pub created_at: Option<Micros>,
    /// When a lead was won or lost.
    pub closed_at: Option<Micros>,
}

/// Makes a record and sets its fields by name: one event.
pub fn create_filled(
    space: &mut Space,
    ctx: &mut Ctx,
    draft: &Draft,
    settings: &[Setting],
) -> Result<Assigned, CrmError> {
    create_dated(space, ctx, draft, settings, Dates::default())
}

/// The same for a record that is older than its row.
pub(crate) fn create_dated(
    space: &mut Space,
    ctx: &mut Ctx,
    draft: &Draft,
    settings: &[Setting],
    dates: Dates,
) -> Result<Assigned, CrmError> {
    let (record, faults) = match draft {
        Draft::Lead(new) => {
            let mut record = lead::draft(space, ctx, new)?;
            let faults = assign(space, ctx, &mut record, settings)?;
            record.created_at = dates.created_at.unwrap_or(record.created_at);
            record.closed_at = record.closed_at.map(|at| dates.closed_at.unwrap_or(at));
            (lead::store(space, ctx, record, new)?.reference(), faults)
        }
        Draft::Contact(new) => {
            let mut record = contact::draft(space, ctx, new)?;
            let faults = assign(space, ctx, &mut record, settings)?;
            record.created_at = dates.created_at.unwrap_or(record.created_at);
            (
                contact::store(space, ctx, record, &new.links)?.reference(),
                faults,
            )
        }
        Draft::Company(new) => {
            let mut record = company::draft(space, ctx, new)?;
            let faults = assign(space, ctx, &mut record, settings)?;
            record.created_at = dates.created_at.unwrap_or(record.created_at);
            (
                company::store(space, ctx, record, &new.links)?.reference(),
                faults,
            )
        }
        Draft::Task(new) => {
            let mut record = task::draft(space, ctx, new)?;
            let faults = assign(space, ctx, &mut record, settings)?;
            record.created_at = dates.created_at.unwrap_or(record.created_at);
            (create(space, ctx, record)?.reference(), faults)
        }
    };
    Ok(Assigned {
        record,
        changes: Vec::new(),
        faults,
    })
}

fn assign<R: Tracked>(
    space: &mut Space,
    ctx: &Ctx,
    record: &mut R,
    settings: &[Setting],
) -> Result<Vec<FieldFault>, CrmError> {
    let mut faults = Vec::new();
    for setting in settings {
        let key = setting.key.as_str();
        let text = if setting.clear { "" } else { setting.text.as_str() };
        match record.set_core(ctx, key, text) {
            Some(Ok(())) => continue,
            Some(Err(fault)) => {
                faults.push(FieldFault::new(key, fault));
                continue;
            }
            None => {}
        }
        let Some(field) = ctx.schema.field(R::KIND, key) else {
            let message = format!("a {} has no field `{key}`: add it in the settings first", R::KIND);
            faults.push(FieldFault::new(key, message));
            continue;
        };
        let parsed = parse(&field.kind, text, &ctx.defs());
        for fault in put(space, record, &field.key, &field.kind, parsed)? {
            faults.push(FieldFault::new(key, fault));
        }
    }
    Ok(faults)
}
