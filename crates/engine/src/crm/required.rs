//! What a stage asks for: fields a person fills in before a lead enters it.
//!
//! Runs of scenarios and hooks are not stopped: there is nobody to ask, and half a scenario would be worse than an
//! empty field.

use super::{CrmError, Ctx, FieldFault, Tracked as _};
use serde_json::Value as Json;
use signalbox_model::record::{Author, Lead};
use signalbox_model::{Key, RecordKind, RecordRef};
use signalbox_store::Space;
use signalbox_store::crm::links;

/// What every lead has that a stage may ask for.
const CORE: [&str; 7] = [
    "sale",
    "source",
    "responsible",
    "tags",
    "loss_reason",
    "contact",
    "company",
];

/// Whether a stage may ask for a field.
pub(crate) fn is_askable(ctx: &Ctx, key: &Key) -> bool {
    let custom = || {
        ctx.schema
            .fields(RecordKind::Lead)
            .iter()
            .any(|field| field.key == *key)
    };
    CORE.contains(&key.as_str()) || custom()
}

/// Refuses a lead that a person puts on a stage while something it asks for is empty; every empty field is named.
/// `linked` says whether a contact and a company are about to be linked.
pub(crate) fn check(space: &mut Space, ctx: &Ctx, lead: &Lead, linked: (bool, bool)) -> Result<(), CrmError> {
    let found = ctx.schema.stage(lead.stage_id).map(|(_, stage)| stage);
    let Some(stage) = found.filter(|stage| !stage.required.is_empty()) else {
        return Ok(());
    };
    if !matches!(ctx.author, Author::User { .. }) {
        return Ok(());
    }
    let mut faults = Vec::new();
    for key in &stage.required {
        if let Some(path) = empty(space, ctx, lead, key, linked)? {
            let message = format!("the stage `{}` asks for it: fill it in", stage.name);
            faults.push(FieldFault::new(path, message));
        }
    }
    if faults.is_empty() {
        return Ok(());
    }
    Err(CrmError::Required(faults))
}

/// The place of a field when it is empty. A field that is no more asks for nothing.
fn empty(
    space: &mut Space,
    ctx: &Ctx,
    lead: &Lead,
    key: &Key,
    (contact, company): (bool, bool),
) -> Result<Option<String>, CrmError> {
    let mut linked = |kind, coming: bool| -> Result<bool, CrmError> {
        let lead = RecordRef {
            kind: RecordKind::Lead,
            id: lead.id,
        };
        Ok(coming || links::count(space, lead, kind)? > 0)
    };
    let name = key.as_str();
    let filled = match name {
        "contact" => linked(RecordKind::Contact, contact)?,
        "company" => linked(RecordKind::Company, company)?,
        _ if CORE.contains(&name) => {
            let core = lead.core(ctx.schema);
            let held = core
                .iter()
                .find(|(known, _)| *known == name)
                .map(|(_, value)| value);
            held.is_some_and(is_filled)
        }
        _ if is_askable(ctx, key) => {
            let filled = lead.fields.get(key).is_some_and(is_filled);
            return Ok((!filled).then(|| format!("fields.{name}")));
        }
        _ => true,
    };
    Ok((!filled).then(|| name.to_owned()))
}

fn is_filled(value: &Json) -> bool {
    match value {
        Json::Null => false,
        Json::String(text) => !text.trim().is_empty(),
        Json::Array(items) => !items.is_empty(),
        _ => true,
    }
}
