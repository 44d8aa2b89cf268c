//! What records are made of: pipelines, stages, reasons, types of tasks and custom fields. Who changes them
//! also tells the nodes so with [`workspaces::touch`](crate::workspaces::touch).

use super::kinds::reference;
use super::record::{Record, get_many, update};
use crate::audit::{self, Kind};
use crate::{Result, Row, Space, StoreError};
use signalbox_model::field::Field;
use signalbox_model::record::{LossReason, Pipeline, Stage, StageKind, TaskType};
use signalbox_model::{FieldId, Key, LossReasonId, PipelineId, RecordId, RecordKind, StageId};

fn key(row: &Row, column: usize) -> Result<Key> {
    row.text(column)?
        .parse()
        .map_err(|error| StoreError::Broken(format!("a stored key cannot be read: {error}")))
}

/// The pipelines with their stages, in order.
pub fn pipelines(space: &mut Space) -> Result<Vec<Pipeline>> {
    let mut all = space.all(
        "SELECT id, key, name FROM pipeline WHERE workspace_id = ?1 ORDER BY position, id",
        &[],
        |row| {
            Ok(Pipeline {
                id: PipelineId(row.int(0)?),
                key: key(row, 1)?,
                name: row.text(2)?,
                stages: Vec::new(),
            })
        },
    )?;
    let stages = space.all(
        "SELECT pipeline_id, id, key, name, kind, color, required FROM stage WHERE workspace_id = ?1 ORDER BY position, id",
        &[],
        |row| {
            let stage = Stage {
                id: StageId(row.int(1)?),
                key: key(row, 2)?,
                name: row.text(3)?,
                kind: StageKind::from_code(row.int(4)?).unwrap_or_default(),
                color: row.text(5)?,
                required: row.opt_json(6)?.unwrap_or_default(),
            };
            Ok((PipelineId(row.int(0)?), stage))
        },
    )?;
    for (pipeline, stage) in stages {
        if let Some(pipeline) = all.iter_mut().find(|known| known.id == pipeline) {
            pipeline.stages.push(stage);
        }
    }
    Ok(all)
}

/// Writes a pipeline whole, new or known by its id; stages that it no longer has are removed.
pub fn put_pipeline(space: &mut Space, pipeline: &Pipeline, position: i64) -> Result<()> {
    let Pipeline {
        id,
        key,
        name,
        stages,
    } = pipeline;
    if audit::is_watched(space) {
        let before = pipelines(space)?.into_iter().find(|known| known.id == *id);
        audit::changed(space, Kind::Pipeline, key.as_str(), before.as_ref(), pipeline)?;
    }
    space.exec(
        "INSERT INTO pipeline (workspace_id, id, key, name, position) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (id) DO UPDATE SET key = excluded.key, name = excluded.name, position = excluded.position",
        &[id.0.into(), key.as_str().into(), name.into(), position.into()],
    )?;
    // Gone first, so that their keys are free.
    let known = space.all(
        "SELECT id FROM stage WHERE workspace_id = ?1 AND pipeline_id = ?2",
        &[id.0.into()],
        |row| Ok(StageId(row.int(0)?)),
    )?;
    for gone in known
        .into_iter()
        .filter(|known| stages.iter().all(|stage| stage.id != *known))
    {
        space.exec(
            "DELETE FROM stage WHERE workspace_id = ?1 AND id = ?2",
            &[gone.0.into()],
        )?;
    }
    for (position, stage) in (0_i64..).zip(stages) {
        let required = required_text(&stage.required)?;
        space.exec(
            "INSERT INTO stage (workspace_id, id, pipeline_id, key, name, kind, color, position, required)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
             ON CONFLICT (id) DO UPDATE SET key = excluded.key, name = excluded.name, kind = excluded.kind,
             color = excluded.color, position = excluded.position, required = excluded.required",
            &[
                stage.id.0.into(),
                id.0.into(),
                stage.key.as_str().into(),
                (&stage.name).into(),
                stage.kind.code().into(),
                (&stage.color).into(),
                position.into(),
                required.as_deref().into(),
            ],
        )?;
    }
    Ok(())
}

/// The column of what a stage requires; nothing is none.
fn required_text(keys: &[Key]) -> Result<Option<String>> {
    let text = (!keys.is_empty()).then(|| serde_json::to_string(keys));
    Ok(text.transpose()?)
}

/// Stages no longer require a field that goes.
fn forget_required(space: &mut Space, field: &Key) -> Result<()> {
    for stage in pipelines(space)?.into_iter().flat_map(|pipeline| pipeline.stages) {
        if !stage.required.contains(field) {
            continue;
        }
        let rest: Vec<Key> = stage.required.into_iter().filter(|key| key != field).collect();
        space.exec(
            "UPDATE stage SET required = ?3 WHERE workspace_id = ?1 AND id = ?2",
            &[stage.id.0.into(), required_text(&rest)?.as_deref().into()],
        )?;
    }
    Ok(())
}

/// Removes a pipeline and its stages; leads on them are the caller's to look after.
pub fn delete_pipeline(space: &mut Space, id: PipelineId) -> Result<()> {
    if let Some(gone) = pipelines(space)?.into_iter().find(|known| known.id == id) {
        audit::forgotten(space, Kind::Pipeline, gone.key.as_str(), &gone)?;
    }
    space.exec(
        "DELETE FROM stage WHERE workspace_id = ?1 AND pipeline_id = ?2",
        &[id.0.into()],
    )?;
    space.exec(
        "DELETE FROM pipeline WHERE workspace_id = ?1 AND id = ?2",
        &[id.0.into()],
    )?;
    Ok(())
}

/// The reasons for losing a lead, in order.
pub fn loss_reasons(space: &mut Space) -> Result<Vec<LossReason>> {
    space.all(
        "SELECT id, name FROM loss_reason WHERE workspace_id = ?1 ORDER BY position, id",
        &[],
        |row| {
            Ok(LossReason {
                id: LossReasonId(row.int(0)?),
                name: row.text(1)?,
            })
        },
    )
}

/// Writes a reason, new or known by its id.
pub fn put_loss_reason(space: &mut Space, reason: &LossReason, position: i64) -> Result<()> {
    if audit::is_watched(space) {
        let before = loss_reasons(space)?
            .into_iter()
            .find(|known| known.id == reason.id);
        audit::changed(space, Kind::LossReason, &reason.name, before.as_ref(), reason)?;
    }
    space.exec(
        "INSERT INTO loss_reason (workspace_id, id, name, position) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, position = excluded.position",
        &[reason.id.0.into(), (&reason.name).into(), position.into()],
    )?;
    Ok(())
}

/// Removes a reason, also from the leads that were lost for it.
pub fn delete_loss_reason(space: &mut Space, id: LossReasonId) -> Result<()> {
    if let Some(gone) = loss_reasons(space)?.into_iter().find(|known| known.id == id) {
        audit::forgotten(space, Kind::LossReason, &gone.name, &gone)?;
    }
    super::leads::forget_reason(space, id)?;
    space.exec(
        "DELETE FROM loss_reason WHERE workspace_id = ?1 AND id = ?2",
        &[id.0.into()],
    )?;
    Ok(())
}

/// The types of tasks, in order.
pub fn task_types(space: &mut Space) -> Result<Vec<TaskType>> {
    space.all(
        "SELECT key, name FROM task_type WHERE workspace_id = ?1 ORDER BY position, key",
        &[],
        |row| {
            Ok(TaskType {
                key: key(row, 0)?,
                name: row.text(1)?,
            })
        },
    )
}

/// Writes a type of task, new or known by its key.
pub fn put_task_type(space: &mut Space, task_type: &TaskType, position: i64) -> Result<()> {
    if audit::is_watched(space) {
        let before = task_types(space)?
            .into_iter()
            .find(|known| known.key == task_type.key);
        audit::changed(
            space,
            Kind::TaskType,
            task_type.key.as_str(),
            before.as_ref(),
            task_type,
        )?;
    }
    space.exec(
        "INSERT INTO task_type (workspace_id, key, name, position) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (workspace_id, key) DO UPDATE SET name = excluded.name, position = excluded.position",
        &[
            task_type.key.as_str().into(),
            (&task_type.name).into(),
            position.into(),
        ],
    )?;
    Ok(())
}

/// Removes a type of task; tasks of it keep its key.
pub fn delete_task_type(space: &mut Space, key: &Key) -> Result<()> {
    if let Some(gone) = task_types(space)?.into_iter().find(|known| known.key == *key) {
        audit::forgotten(space, Kind::TaskType, key.as_str(), &gone)?;
    }
    space.exec(
        "DELETE FROM task_type WHERE workspace_id = ?1 AND key = ?2",
        &[key.as_str().into()],
    )?;
    Ok(())
}

/// The custom fields of every kind of record, in order.
pub fn fields(space: &mut Space) -> Result<Vec<Field>> {
    space.all(
        "SELECT id, record_kind, key, name, spec FROM field WHERE workspace_id = ?1 ORDER BY record_kind, position, id",
        &[],
        |row| {
            let owner = reference(Some(row.int(1)?), Some(0))?;
            Ok(Field {
                id: FieldId(row.int(0)?),
                record: owner.map_or(RecordKind::Lead, |owner| owner.kind),
                key: key(row, 2)?,
                name: row.text(3)?,
                kind: row.json(4)?,
            })
        },
    )
}

/// How the audit log calls a field: `lead.budget`.
fn field_name(field: &Field) -> String {
    format!("{}.{}", field.record, field.key)
}

/// Writes a field, new or known by its id. Its key and what it holds may not change once it has values.
pub fn put_field(space: &mut Space, field: &Field, position: i64) -> Result<()> {
    if audit::is_watched(space) {
        let before = fields(space)?.into_iter().find(|known| known.id == field.id);
        audit::changed(space, Kind::Field, &field_name(field), before.as_ref(), field)?;
    }
    space.exec(
        "INSERT INTO field (workspace_id, id, record_kind, key, name, spec, position)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, spec = excluded.spec, position = excluded.position",
        &[
            field.id.0.into(),
            field.record.code().into(),
            field.key.as_str().into(),
            (&field.name).into(),
            (&serde_json::to_string(&field.kind)?).into(),
            position.into(),
        ],
    )?;
    Ok(())
}

/// Removes a field with its values on every record. `fields` are the custom fields of its kind, itself among them.
pub fn delete_field(space: &mut Space, field: &Field, fields: &[Field]) -> Result<()> {
    audit::forgotten(space, Kind::Field, &field_name(field), field)?;
    space.beyond_sight(|space| strip_all(space, field, fields))?;
    space.exec(
        "DELETE FROM field WHERE workspace_id = ?1 AND id = ?2",
        &[field.id.0.into()],
    )?;
    Ok(())
}

fn strip_all(space: &mut Space, field: &Field, fields: &[Field]) -> Result<()> {
    use signalbox_model::record::{Company, Contact, Lead, Task};
    match field.record {
        RecordKind::Lead => {
            forget_required(space, &field.key)?;
            strip::<Lead>(space, field, fields, |lead| &mut lead.fields)?;
        }
        RecordKind::Contact => strip::<Contact>(space, field, fields, |contact| &mut contact.fields)?,
        RecordKind::Company => strip::<Company>(space, field, fields, |company| &mut company.fields)?,
        RecordKind::Task => strip::<Task>(space, field, fields, |task| &mut task.fields)?,
    }
    Ok(())
}

/// Takes a field's value off every record that has one; the index knows which do.
fn strip<R: Record>(
    space: &mut Space,
    field: &Field,
    fields: &[Field],
    values: fn(&mut R) -> &mut signalbox_model::record::FieldValues,
) -> Result<()> {
    let holders = space.all(
        "SELECT DISTINCT record_id FROM record_value WHERE workspace_id = ?1 AND kind = ?2 AND field = ?3",
        &[R::KIND.code().into(), field.key.as_str().into()],
        |row| Ok(RecordId(row.int(0)?)),
    )?;
    for some in holders.chunks(500) {
        for old in get_many::<R>(space, some)? {
            let mut new = old.clone();
            values(&mut new).remove(&field.key);
            update(space, &old, &new, fields)?;
        }
    }
    Ok(())
}

/// Lists whose order people change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ordered {
    /// Pipelines.
    Pipelines,
    /// Reasons for losing a lead.
    LossReasons,
    /// Types of tasks.
    TaskTypes,
    /// Custom fields; those of one kind of record at a time.
    Fields,
}

/// Puts the things of a list in this order. They are known by raw ids, types of tasks by keys.
pub fn set_order(space: &mut Space, list: Ordered, ids: &[crate::Val]) -> Result<()> {
    let (table, column) = match list {
        Ordered::Pipelines => ("pipeline", "id"),
        Ordered::LossReasons => ("loss_reason", "id"),
        Ordered::TaskTypes => ("task_type", "key"),
        Ordered::Fields => ("field", "id"),
    };
    let sql = format!("UPDATE {table} SET position = ?3 WHERE workspace_id = ?1 AND {column} = ?2");
    for (position, id) in (0_i64..).zip(ids) {
        space.exec(&sql, &[*id, position.into()])?;
    }
    Ok(())
}
