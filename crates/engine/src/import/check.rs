//! Whether the settings of an import can be carried out.

use super::{core_fields, importable, is_list_of, place_of, takes};
use crate::crm::{Schema, is_core};
use crate::definitions::Definitions;
use crate::error::{EngineError, Fault, Result};
use signalbox_model::import::{Column, ImportFile, ImportSettings};
use signalbox_model::{Key, RecordKind};

/// The most meanings of stages and users, and the most tags.
const MOST: usize = 1000;

/// Refuses settings that name what is not there. All faults are told at once.
pub(super) fn settings(
    defs: &Definitions,
    kind: RecordKind,
    file: &ImportFile,
    settings: &ImportSettings,
) -> Result<()> {
    let schema = &defs.schema;
    let mut faults = Vec::new();
    if settings.columns.len() > file.first.len().max(signalbox_columns()) {
        faults.push(Fault::error(
            "columns",
            "there are more of them than the file can have: leave those out",
        ));
    }
    for (place, column) in settings.columns.iter().enumerate() {
        let path = format!("columns[{place}]");
        if let Err(message) = target(schema, kind, column) {
            faults.push(Fault::error(path.clone(), message));
        }
        if let Some((record, field)) = column.target()
            && !is_list_of(schema, record, field)
            && place_of(&settings.columns[..place], record, field.as_str()).is_some()
            && field.as_str() != "name"
        {
            let message = format!("another column goes into `{field}` already: leave one of them out");
            faults.push(Fault::error(path, message));
        }
    }
    for (place, key) in settings.repeats.by.iter().enumerate() {
        if place_of(&settings.columns, kind, key.as_str()).is_none() || !can_tell(kind, key) {
            let message = format!("no column goes into `{key}` of the {kind}: assign one, or leave this out");
            faults.push(Fault::error(format!("repeats.by[{place}]"), message));
        }
    }
    if settings
        .pipeline_id
        .is_some_and(|id| schema.pipeline(id).is_none())
    {
        faults.push(Fault::error(
            "pipeline_id",
            "there is no such pipeline: choose another",
        ));
    }
    let users = settings.users.iter().filter_map(|meaning| meaning.user_id);
    for user in users.chain(settings.responsible_id) {
        if schema.user(user).is_none() {
            faults.push(Fault::error(
                "users",
                format!("{user} is no active user: choose one of the workspace"),
            ));
        }
    }
    for meaning in &settings.stages {
        if schema.stage(meaning.stage_id).is_none() {
            let message = format!(
                "the stage meant by `{}` is not there: choose another",
                meaning.stage
            );
            faults.push(Fault::error("stages", message));
        }
    }
    if settings
        .tags
        .len()
        .max(settings.stages.len())
        .max(settings.users.len())
        > MOST
    {
        faults.push(Fault::error(
            "tags",
            format!("at most {MOST} of a kind can be given"),
        ));
    }
    if faults.is_empty() {
        Ok(())
    } else {
        Err(EngineError::Invalid(faults))
    }
}

/// As many columns as a file may have.
fn signalbox_columns() -> usize {
    300
}

/// Whether records are known again by a field.
fn can_tell(kind: RecordKind, key: &Key) -> bool {
    let core = core_fields(kind).contains(&key.as_str());
    !core || matches!(key.as_str(), "name" | "text" | "phone" | "email" | "source")
}

fn target(schema: &Schema, kind: RecordKind, column: &Column) -> std::result::Result<(), String> {
    let Some((record, field)) = column.target() else {
        return Ok(());
    };
    if !takes(kind, record) {
        return Err(format!("rows of a {kind} hold no {record}: choose another field"));
    }
    match column {
        Column::NewField { name, .. } => {
            if is_core(record, field.as_str()) || core_fields(record).contains(&field.as_str()) {
                return Err(format!(
                    "`{field}` is what every {record} has already: choose another key"
                ));
            }
            if schema.field(record, field.as_str()).is_some() {
                return Err(format!(
                    "a {record} has a field `{field}` already: choose it, or another key"
                ));
            }
            if name.trim().is_empty() || name.chars().count() > 200 {
                return Err("name the new field with 1 to 200 characters".into());
            }
            Ok(())
        }
        _ if importable(kind, record, field.as_str()) => Ok(()),
        _ if kind == RecordKind::Task && record != kind => {
            Err(format!("a task finds its {record} by name, phone or email alone"))
        }
        _ if schema.field(record, field.as_str()).is_some() => Ok(()),
        _ => Err(format!(
            "a {record} has no field `{field}`: choose another, or make it"
        )),
    }
}

/// Refuses to start when the records could not be made of what is assigned.
pub(super) fn is_complete(kind: RecordKind, settings: &ImportSettings) -> Result<()> {
    let has = |field: &str| place_of(&settings.columns, kind, field).is_some();
    let any = settings.columns.iter().any(|column| column.target().is_some());
    if !any {
        return Err(EngineError::invalid(
            "columns",
            "no column is assigned: say what at least one of them becomes",
        ));
    }
    match kind {
        RecordKind::Task if !has("text") || !has("due") => Err(EngineError::invalid(
            "columns",
            "a task needs a text and a due date: assign a column to each",
        )),
        RecordKind::Company if !has("name") => Err(EngineError::invalid(
            "columns",
            "a company needs a name: assign a column to it",
        )),
        _ => Ok(()),
    }
}
