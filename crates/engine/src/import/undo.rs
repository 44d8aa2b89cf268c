//! Taking an import back: what it made goes, what it changed gets its old values, unless somebody worked with it since.

use super::apply::{print_of, was_worked_with};
use crate::crm::{self, CrmError, Ctx, Tracked, Updated};
use serde_json::Value as Json;
use signalbox_model::import::{Changed, LinkMade, Made, Outcome};
use signalbox_model::record::{Change, Company, Contact, FieldValues, Lead, Task};
use signalbox_model::{Key, RecordKind};
use signalbox_store::Space;
use signalbox_store::imports::RowResult;

/// How many records of a row went back, and how many stayed.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Undone {
    pub undone: i64,
    pub kept: i64,
}

/// Takes a row back, its last record first.
pub(super) fn row(space: &mut Space, ctx: &mut Ctx, row: &RowResult) -> Result<(Outcome, Undone), CrmError> {
    let mut told = Undone::default();
    // Before their ends go. A link that somebody took away meanwhile needs nothing.
    for made in row.detail.links.iter().rev() {
        unlink(space, ctx, made)?;
    }
    for made in row.detail.created.iter().rev() {
        match remove(space, ctx, made)? {
            true => told.undone += 1,
            false => told.kept += 1,
        }
    }
    for changed in row.detail.updated.iter().rev() {
        match restore(space, ctx, changed)? {
            true => told.undone += 1,
            false => told.kept += 1,
        }
    }
    let outcome = if told.kept == 0 {
        Outcome::Undone
    } else {
        Outcome::Kept
    };
    Ok((outcome, told))
}

fn unlink(space: &mut Space, ctx: &mut Ctx, made: &LinkMade) -> Result<(), CrmError> {
    match crm::unlink(space, ctx, made.record, made.to) {
        // One of the two is gone, and the link with it.
        Ok(_) | Err(CrmError::NotFound(_)) => Ok(()),
        Err(error) => Err(error),
    }
}

/// Deletes a record that is as the import left it; one that is gone already counts as taken back.
fn remove(space: &mut Space, ctx: &mut Ctx, made: &Made) -> Result<bool, CrmError> {
    match print_of(space, ctx, made.record)? {
        None => Ok(true),
        Some(print) if print == made.print && !was_worked_with(space, made.record, made.at)? => {
            crm::delete(space, ctx, made.record)?;
            Ok(true)
        }
        Some(_) => Ok(false),
    }
}

/// Gives a record its old values back; a value that changed since stays. False when any stayed.
fn restore(space: &mut Space, ctx: &mut Ctx, changed: &Changed) -> Result<bool, CrmError> {
    match changed.record.kind {
        RecordKind::Lead => back::<Lead>(space, ctx, changed),
        RecordKind::Contact => back::<Contact>(space, ctx, changed),
        RecordKind::Company => back::<Company>(space, ctx, changed),
        RecordKind::Task => back::<Task>(space, ctx, changed),
    }
}

fn back<R: Tracked + Restored>(
    space: &mut Space,
    ctx: &mut Ctx,
    changed: &Changed,
) -> Result<bool, CrmError> {
    let old: R = match crm::load(space, changed.record.id) {
        Ok(found) => found,
        // What is gone needs no old values.
        Err(CrmError::NotFound(_)) => return Ok(true),
        Err(error) => return Err(error),
    };
    let mut new = old.clone();
    let now = crm::diff(None, Some(&old), ctx.schema);
    let mut whole = true;
    // A row may have changed a field twice: its tags among others.
    for change in changed.changes.iter().rev() {
        let present = now.iter().find(|present| present.field == change.field);
        let present = present.map_or(&Json::Null, |present| &present.new);
        if same(present, &change.new) {
            whole &= set(&mut new, ctx, change);
        } else {
            whole = false;
        }
    }
    let Updated { .. } = crm::commit(space, ctx, &old, new)?;
    Ok(whole)
}

/// Empty lists and nothing are the same.
fn same(left: &Json, right: &Json) -> bool {
    let empty = |value: &Json| value.is_null() || value.as_array().is_some_and(Vec::is_empty);
    left == right || (empty(left) && empty(right))
}

fn set<R: Tracked + Restored>(record: &mut R, ctx: &Ctx, change: &Change) -> bool {
    if record.put_back(ctx, &change.field, &change.old).is_some() {
        return true;
    }
    let common = match change.field.as_str() {
        "name" | "text" => read(&change.old).map(|name| *record.name_mut() = name),
        "tags" => read_list(&change.old).map(|tags| *record.tags_mut() = tags),
        "responsible" => read(&change.old).map(|user| *record.responsible_mut() = user),
        _ => None,
    };
    if common.is_some() {
        return true;
    }
    match change.field.parse::<Key>() {
        Ok(key) => {
            put(record.fields_mut(), key, &change.old);
            true
        }
        Err(_) => false,
    }
}

fn put(fields: &mut FieldValues, key: Key, value: &Json) {
    if value.is_null() {
        fields.remove(&key);
    } else {
        fields.insert(key, value.clone());
    }
}

fn read<T: serde::de::DeserializeOwned>(value: &Json) -> Option<T> {
    serde_json::from_value(value.clone()).ok()
}

fn read_list(value: &Json) -> Option<Vec<String>> {
    if value.is_null() {
        Some(Vec::new())
    } else {
        read(value)
    }
}

/// Core fields in the form changes tell them.
trait Restored {
    /// Puts a value back; `None` when this is no core field of the kind alone.
    fn put_back(&mut self, ctx: &Ctx, field: &str, value: &Json) -> Option<()>;
}

impl Restored for Lead {
    fn put_back(&mut self, ctx: &Ctx, field: &str, value: &Json) -> Option<()> {
        match field {
            "sale" => self.sale = read(value)?,
            "source" => self.source = read(value)?,
            "stage" => {
                let (pipeline, stage): (Key, Key) = (read(&value["pipeline"])?, read(&value["stage"])?);
                let (pipeline, stage) = ctx.schema.stage_by_keys(&pipeline, &stage)?;
                crm::Place::move_to(self, ctx, pipeline.id, stage);
            }
            "loss_reason" => {
                let name: Option<String> = read(value)?;
                self.loss_reason_id = name
                    .and_then(|name| ctx.schema.loss_reason_named(&name))
                    .map(|reason| reason.id);
            }
            _ => return None,
        }
        Some(())
    }
}

impl Restored for Contact {
    fn put_back(&mut self, _: &Ctx, field: &str, value: &Json) -> Option<()> {
        match field {
            "first_name" => self.first_name = read(value)?,
            "last_name" => self.last_name = read(value)?,
            "phone" => self.phones = read_list(value)?,
            "email" => self.emails = read_list(value)?,
            "timezone" => self.timezone = read(value)?,
            _ => return None,
        }
        Some(())
    }
}

impl Restored for Company {
    fn put_back(&mut self, _: &Ctx, field: &str, value: &Json) -> Option<()> {
        match field {
            "phone" => self.phones = read_list(value)?,
            "email" => self.emails = read_list(value)?,
            _ => return None,
        }
        Some(())
    }
}

impl Restored for Task {
    fn put_back(&mut self, _: &Ctx, field: &str, value: &Json) -> Option<()> {
        match field {
            "type" => self.task_type = read(value)?,
            "due" => self.due_at = read(value)?,
            "result" => self.result = read(value)?,
            _ => return None,
        }
        Some(())
    }
}
