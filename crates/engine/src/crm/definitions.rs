//! Changing what records are made of: checked here, then every node is told that its compiled definitions are stale.

use super::tracked::RESERVED;
use super::{CrmError, Ctx, FieldFault};
use signalbox_model::account::{FieldText, PipelineText};
use signalbox_model::field::{Field, FieldKind};
use signalbox_model::record::{LossReason, Pipeline, Stage, StageKind, TaskType};
use signalbox_model::{FieldId, Key, LossReasonId, PipelineId, RecordKind, StageId};
use signalbox_store::crm::{definitions, leads};
use signalbox_store::{Space, workspaces};

fn touch(space: &mut Space, ctx: &Ctx) -> Result<(), CrmError> {
    let workspace = space.workspace();
    Ok(workspaces::touch(space.tx(), workspace, ctx.next_id())?)
}

fn named(path: &str, name: &str) -> Result<String, CrmError> {
    match name.trim() {
        "" => Err(CrmError::invalid(path, "it cannot be empty: write a name")),
        name => Ok(name.to_owned()),
    }
}

/// Writes a pipeline whole: a new one, or the one with `id`. Stages are known by their keys; a stage that leads stand on
/// cannot go. `position` orders pipelines.
pub fn save_pipeline(
    space: &mut Space,
    ctx: &Ctx,
    id: Option<PipelineId>,
    text: &PipelineText,
    position: i64,
) -> Result<Pipeline, CrmError> {
    let old = match id {
        Some(id) => Some(
            ctx.schema
                .pipeline(id)
                .ok_or_else(|| CrmError::NotFound(format!("pipeline {id}")))?,
        ),
        None => None,
    };
    check_pipeline(ctx, id, text)?;
    let stage_id = |key: &Key| {
        let known = old.and_then(|old| old.stages.iter().find(|stage| stage.key == *key));
        known.map_or_else(|| StageId(ctx.next_id()), |stage| stage.id)
    };
    let stages = text.stages.iter().map(|stage| Stage {
        id: stage_id(&stage.key),
        key: stage.key.clone(),
        name: stage.name.trim().to_owned(),
        kind: stage.kind,
        color: stage.color.clone(),
        required: stage.required.clone(),
    });
    let new = Pipeline {
        id: id.unwrap_or_else(|| PipelineId(ctx.next_id())),
        key: text.key.clone(),
        name: named("name", &text.name)?,
        stages: stages.collect(),
    };
    for gone in old.into_iter().flat_map(|old| &old.stages) {
        let stays = new.stages.iter().any(|stage| stage.id == gone.id);
        if !stays && leads::any_on(space, new.id, gone.id)? {
            let message = format!(
                "leads stand on the stage `{}`: move them to another stage first",
                gone.key
            );
            return Err(CrmError::Refused(message));
        }
    }
    definitions::put_pipeline(space, &new, position)?;
    touch(space, ctx)?;
    Ok(new)
}

fn check_pipeline(ctx: &Ctx, id: Option<PipelineId>, text: &PipelineText) -> Result<(), CrmError> {
    let mut faults = Vec::new();
    let taken = ctx
        .schema
        .pipelines
        .iter()
        .any(|known| known.key == text.key && Some(known.id) != id);
    if taken {
        faults.push(FieldFault::new(
            "key",
            format!("the key `{}` is taken: choose another", text.key),
        ));
    }
    if text.stages.iter().all(|stage| stage.kind != StageKind::Open) {
        faults.push(FieldFault::new(
            "stages",
            "at least one stage must be open, for leads to begin at",
        ));
    }
    for (place, stage) in text.stages.iter().enumerate() {
        let fault =
            |field: &str, message: String| FieldFault::new(format!("stages[{place}].{field}"), message);
        if text.stages[..place].iter().any(|before| before.key == stage.key) {
            faults.push(fault(
                "key",
                format!("the key `{}` is there twice: choose another", stage.key),
            ));
        }
        if stage.name.trim().is_empty() {
            faults.push(fault("name", "it cannot be empty: write a name".into()));
        }
        for (at, key) in stage.required.iter().enumerate() {
            if !super::required::is_askable(ctx, key) {
                let message = format!("a lead has no field `{key}` that a stage could ask for");
                faults.push(fault(&format!("required[{at}]"), message));
            }
        }
        let hex = stage.color.strip_prefix('#').unwrap_or_default();
        if hex.len() != 6 || !hex.bytes().all(|b| b.is_ascii_hexdigit()) {
            faults.push(fault("color", "write it like #94a3b8".into()));
        }
    }
    CrmError::none_of(faults)
}

/// Removes a pipeline on whose stages no leads stand; the last pipeline stays.
pub fn delete_pipeline(space: &mut Space, ctx: &Ctx, id: PipelineId) -> Result<(), CrmError> {
    let found = ctx.schema.pipeline(id);
    let pipeline = found.ok_or_else(|| CrmError::NotFound(format!("pipeline {id}")))?;
    if ctx.schema.pipelines.len() == 1 {
        return Err(CrmError::Refused(
            "the last pipeline cannot be deleted: leads need a place".into(),
        ));
    }
    for stage in &pipeline.stages {
        if leads::any_on(space, id, stage.id)? {
            let message = format!(
                "leads stand on the stage `{}`: move them to another pipeline first",
                stage.key
            );
            return Err(CrmError::Refused(message));
        }
    }
    definitions::delete_pipeline(space, id)?;
    touch(space, ctx)
}

/// Writes a reason for losing leads: a new one, or the one with `id`.
pub fn save_loss_reason(
    space: &mut Space,
    ctx: &Ctx,
    id: Option<LossReasonId>,
    name: &str,
    position: i64,
) -> Result<LossReason, CrmError> {
    let known = |id| ctx.schema.loss_reasons.iter().any(|reason| reason.id == id);
    if let Some(id) = id.filter(|id| !known(*id)) {
        return Err(CrmError::NotFound(format!("loss reason {id}")));
    }
    let name = named("name", name)?;
    if ctx
        .schema
        .loss_reasons
        .iter()
        .any(|reason| reason.name == name && Some(reason.id) != id)
    {
        return Err(CrmError::invalid(
            "name",
            format!("there is already a reason `{name}`"),
        ));
    }
    let reason = LossReason {
        id: id.unwrap_or_else(|| LossReasonId(ctx.next_id())),
        name,
    };
    definitions::put_loss_reason(space, &reason, position)?;
    touch(space, ctx)?;
    Ok(reason)
}

/// Removes a reason, also from the leads that were lost for it.
pub fn delete_loss_reason(space: &mut Space, ctx: &Ctx, id: LossReasonId) -> Result<(), CrmError> {
    if ctx.schema.loss_reasons.iter().all(|reason| reason.id != id) {
        return Err(CrmError::NotFound(format!("loss reason {id}")));
    }
    definitions::delete_loss_reason(space, id)?;
    touch(space, ctx)
}

/// Writes a type of task, new or known by its key.
pub fn save_task_type(
    space: &mut Space,
    ctx: &Ctx,
    task_type: &TaskType,
    position: i64,
) -> Result<(), CrmError> {
    named("name", &task_type.name)?;
    definitions::put_task_type(space, task_type, position)?;
    touch(space, ctx)
}

/// Removes a type of task; tasks of it keep its key.
pub fn delete_task_type(space: &mut Space, ctx: &Ctx, key: &Key) -> Result<(), CrmError> {
    definitions::delete_task_type(space, key)?;
    touch(space, ctx)
}

/// Writes a custom field: a new one, or the one with `id`, whose key and type stay as they are.
pub fn save_field(
    space: &mut Space,
    ctx: &Ctx,
    id: Option<FieldId>,
    record: RecordKind,
    text: &FieldText,
    position: i64,
) -> Result<Field, CrmError> {
    let fields = ctx.schema.fields(record);
    if RESERVED.contains(&text.key.as_str()) {
        let message = format!(
            "`{}` is what every {record} has already: choose another key",
            text.key
        );
        return Err(CrmError::invalid("key", message));
    }
    if fields
        .iter()
        .any(|field| field.key == text.key && Some(field.id) != id)
    {
        return Err(CrmError::invalid(
            "key",
            format!("the key `{}` is taken: choose another", text.key),
        ));
    }
    if let Some(id) = id {
        let old = fields.iter().find(|field| field.id == id);
        let old = old.ok_or_else(|| CrmError::NotFound(format!("field {id}")))?;
        if old.key != text.key {
            return Err(CrmError::invalid(
                "key",
                "the key of a field stays: make a new field instead",
            ));
        }
        if std::mem::discriminant(&old.kind) != std::mem::discriminant(&text.kind) {
            return Err(CrmError::invalid(
                "type",
                "the type of a field stays: make a new field instead",
            ));
        }
    }
    if let FieldKind::Select { options } | FieldKind::Multiselect { options } = &text.kind {
        check_options(options)?;
    }
    let field = Field {
        id: id.unwrap_or_else(|| FieldId(ctx.next_id())),
        record,
        key: text.key.clone(),
        name: named("name", &text.name)?,
        kind: text.kind.clone(),
    };
    definitions::put_field(space, &field, position)?;
    touch(space, ctx)?;
    Ok(field)
}

fn check_options(options: &[String]) -> Result<(), CrmError> {
    let mut faults = Vec::new();
    for (place, option) in options.iter().enumerate() {
        let path = format!("options[{place}]");
        if option.trim().is_empty() {
            faults.push(FieldFault::new(path, "it cannot be empty: write something"));
        } else if options[..place]
            .iter()
            .any(|before| before.trim() == option.trim())
        {
            faults.push(FieldFault::new(
                path,
                format!("the option `{option}` is there twice"),
            ));
        }
    }
    if options.is_empty() {
        faults.push(FieldFault::new(
            "options",
            "there is nothing to choose from: add an option",
        ));
    }
    CrmError::none_of(faults)
}

/// Removes a custom field with its values on every record.
pub fn delete_field(space: &mut Space, ctx: &Ctx, id: FieldId) -> Result<(), CrmError> {
    let kinds = RecordKind::ALL.into_iter();
    let found = kinds
        .flat_map(|kind| ctx.schema.fields(kind))
        .find(|field| field.id == id);
    let field = found.ok_or_else(|| CrmError::NotFound(format!("field {id}")))?;
    definitions::delete_field(space, field, ctx.schema.fields(field.record))?;
    touch(space, ctx)
}
