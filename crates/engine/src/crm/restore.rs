//! The way back: putting old values into a record, so that a moment of the past can be judged again.
//!
//! Nothing here checks, tells or becomes an event: it runs only in transactions that are rolled back.

use super::{Schema, Tracked};
use serde_json::Value as Json;
use signalbox_model::record::{Change, Company, Contact, Lead, Money, StageKind, Task};
use signalbox_model::{Key, RecordId, RecordKind, RecordRef, UserId};
use signalbox_store::crm::{self, links};
use signalbox_store::{Space, StoreError};

/// A record whose core fields can be put back.
trait Restored: Tracked {
    /// Puts an old value of a core field back; `None` when it has no such core field or the value no longer fits.
    fn restore(&mut self, schema: &Schema, field: &str, old: &Json) -> Option<()>;
}

/// Puts the old values of changes back, newest change first; the fields that could not be put back.
///
/// # Errors
/// When the store fails.
pub(crate) fn put_back(
    space: &mut Space,
    schema: &Schema,
    record: RecordRef,
    changes: &[Change],
) -> Result<Vec<String>, StoreError> {
    match record.kind {
        RecordKind::Lead => put_back_into::<Lead>(space, schema, record, changes),
        RecordKind::Contact => put_back_into::<Contact>(space, schema, record, changes),
        RecordKind::Company => put_back_into::<Company>(space, schema, record, changes),
        RecordKind::Task => put_back_into::<Task>(space, schema, record, changes),
    }
}

fn put_back_into<R: Restored>(
    space: &mut Space,
    schema: &Schema,
    record: RecordRef,
    changes: &[Change],
) -> Result<Vec<String>, StoreError> {
    let Some(now) = crm::get::<R>(space, record.id)? else {
        return Ok(Vec::new());
    };
    let mut then = now.clone();
    let mut lost = Vec::new();
    for change in changes {
        if relink(space, record, change)? || then.restore(schema, &change.field, &change.old).is_some() {
            continue;
        }
        if !custom(&mut then, schema, change) && !lost.contains(&change.field) {
            lost.push(change.field.clone());
        }
    }
    crm::update(space, &now, &then, schema.fields(R::KIND))?;
    Ok(lost)
}

fn custom<R: Tracked>(record: &mut R, schema: &Schema, change: &Change) -> bool {
    let Ok(key) = change.field.parse::<Key>() else {
        return false;
    };
    if schema.field(R::KIND, key.as_str()).is_none() {
        return false;
    }
    match &change.old {
        Json::Null => record.fields_mut().remove(&key),
        old => record.fields_mut().insert(key, old.clone()),
    };
    true
}

/// Links and main links change by fields of their own: `contact`, `main_company`.
fn relink(space: &mut Space, record: RecordRef, change: &Change) -> Result<bool, StoreError> {
    let (kind, main) = match change.field.strip_prefix("main_") {
        Some(kind) => (kind, true),
        None => (change.field.as_str(), false),
    };
    let Ok(kind) = kind.parse::<RecordKind>() else {
        return Ok(false);
    };
    if !linkable(record.kind, kind) {
        return Ok(false);
    }
    let other = |id: &Json| {
        let id: RecordId = id.as_str()?.parse().ok()?;
        Some(RecordRef { kind, id })
    };
    if let Some(old) = other(&change.old)
        && crm::exists(space, old)?
    {
        links::put(space, record, old, main)?;
    } else if let (false, Some(new)) = (main, other(&change.new)) {
        links::remove(space, record, new)?;
    }
    Ok(true)
}

fn linkable(one: RecordKind, other: RecordKind) -> bool {
    one != other && one != RecordKind::Task && other != RecordKind::Task
}

fn text(old: &Json) -> Option<String> {
    old.as_str().map(str::to_owned)
}

fn list<T: serde::de::DeserializeOwned>(old: &Json) -> Vec<T> {
    serde_json::from_value(old.clone()).unwrap_or_default()
}

/// What every kind has.
fn common<R: Tracked>(record: &mut R, field: &str, old: &Json) -> Option<()> {
    match field {
        "responsible" => {
            *record.responsible_mut() = old.as_str().and_then(|id| id.parse::<UserId>().ok());
        }
        "tags" => *record.tags_mut() = list(old),
        "name" => *record.name_mut() = text(old)?,
        _ => return None,
    }
    Some(())
}

impl Restored for Lead {
    fn restore(&mut self, schema: &Schema, field: &str, old: &Json) -> Option<()> {
        match field {
            "stage" => {
                let key = |name: &str| old[name].as_str()?.parse::<Key>().ok();
                let (pipeline, stage) = schema.stage_by_keys(&key("pipeline")?, &key("stage")?)?;
                (self.pipeline_id, self.stage_id) = (pipeline.id, stage.id);
                self.closed_at = match stage.kind {
                    StageKind::Open => None,
                    _ => self.closed_at.or(Some(self.updated_at)),
                };
            }
            "sale" => self.sale = serde_json::from_value::<Option<Money>>(old.clone()).ok()?,
            "source" => self.source = text(old),
            "loss_reason" => {
                let named = |name| schema.loss_reason_named(name).map(|reason| reason.id);
                self.loss_reason_id = match old.as_str() {
                    None => None,
                    Some(name) => Some(named(name)?),
                };
            }
            "subscribers" => self.subscribers = list(old),
            _ => return common(self, field, old),
        }
        Some(())
    }
}

impl Restored for Contact {
    fn restore(&mut self, _schema: &Schema, field: &str, old: &Json) -> Option<()> {
        match field {
            "first_name" => self.first_name = text(old),
            "last_name" => self.last_name = text(old),
            "timezone" => self.timezone = text(old),
            "phone" => self.phones = list(old),
            "email" => self.emails = list(old),
            _ => return common(self, field, old),
        }
        Some(())
    }
}

impl Restored for Company {
    fn restore(&mut self, _schema: &Schema, field: &str, old: &Json) -> Option<()> {
        match field {
            "phone" => self.phones = list(old),
            "email" => self.emails = list(old),
            _ => return common(self, field, old),
        }
        Some(())
    }
}

impl Restored for Task {
    fn restore(&mut self, _schema: &Schema, field: &str, old: &Json) -> Option<()> {
        match field {
            "text" => self.text = text(old)?,
            "type" => self.task_type = text(old)?,
            "due" => self.due_at = serde_json::from_value(old.clone()).ok()?,
            "record" => self.record = serde_json::from_value(old.clone()).ok()?,
            "done" => self.done_at = old.as_bool()?.then_some(self.done_at.unwrap_or(self.updated_at)),
            "result" => self.result = text(old),
            "results" => self.results = list(old),
            _ => return common(self, field, old),
        }
        Some(())
    }
}
