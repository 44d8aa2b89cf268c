//! Pipelines with their stages, reasons for losing leads, types of tasks.

use super::records::then;
use super::structure::MoveTo;
use crate::can::{Can, Manage, Read};
use crate::doc::{Created, NoContent, Routes};
use crate::extract::{At, Body, Page, Query};
use crate::problem::{Problem, Result};
use crate::work::Work;
use axum::Json;
use schemars::JsonSchema;
use serde::Deserialize;
use signalbox_engine::crm;
use signalbox_model::account::PipelineText;
use signalbox_model::record::{LossReason, Pipeline, TaskType};
use signalbox_model::{Key, LossReasonId, PipelineId, StageId};

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .chapter("Pipelines")
        .get(
            "/pipelines",
            "pipeline_list",
            "List pipelines with their stages, in order.",
            list,
        )
        .post(
            "/pipelines",
            "pipeline_create",
            "Make a pipeline with its stages.",
            create,
        )
        .put(
            "/pipelines/{id}",
            "pipeline_update",
            "Write a pipeline whole; stages keep their ids by their keys.",
            update,
        )
        .delete(
            "/pipelines/{id}",
            "pipeline_delete",
            "Delete a pipeline that nothing uses; its leads go to a stage of another.",
            delete,
        )
        .get(
            "/loss-reasons",
            "loss_reason_list",
            "List reasons for losing leads, in order.",
            reasons,
        )
        .post(
            "/loss-reasons",
            "loss_reason_create",
            "Add a reason for losing leads.",
            add_reason,
        )
        .patch(
            "/loss-reasons/{id}",
            "loss_reason_update",
            "Rename a reason for losing leads.",
            rename_reason,
        )
        .delete(
            "/loss-reasons/{id}",
            "loss_reason_delete",
            "Delete a reason that nothing uses; leads that have it get another, or none.",
            delete_reason,
        )
        .get(
            "/task-types",
            "task_type_list",
            "List types of tasks, in order.",
            task_types,
        )
        .put(
            "/task-types/{key}",
            "task_type_update",
            "Write a type of task, making it when it is new.",
            put_task_type,
        )
        .delete(
            "/task-types/{key}",
            "task_type_delete",
            "Delete a type of task that nothing uses; tasks of it get another, or keep its key.",
            delete_task_type,
        )
}

/// Something with a name.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Named {
    /// The name.
    name: String,
}

fn place<T>(all: &[T], is_it: impl Fn(&T) -> bool) -> i64 {
    let place = all.iter().position(is_it).unwrap_or(all.len());
    i64::try_from(place).unwrap_or(i64::MAX)
}

async fn list(me: Can<Read>) -> Result<Json<Page<Pipeline>>> {
    Ok(Json(Page::whole(
        me.look(|look| Ok(look.defs.schema.pipelines.clone())).await?,
    )))
}

fn save(work: &mut Work, id: Option<PipelineId>, text: &PipelineText) -> Result<Pipeline> {
    let saved = work.engine_does(|engine, tx, by| engine.save_pipeline(tx, by, id, text))?;
    Ok(then(work, saved))
}

async fn create(me: Can<Manage>, Body(text): Body<PipelineText>) -> Result<Created<Pipeline>> {
    Ok(Created(me.write(move |work| save(work, None, &text)).await?))
}

async fn update(
    me: Can<Manage>,
    At(id): At<PipelineId>,
    Body(text): Body<PipelineText>,
) -> Result<Json<Pipeline>> {
    Ok(Json(me.write(move |work| save(work, Some(id), &text)).await?))
}

async fn delete(
    me: Can<Manage>,
    At(id): At<PipelineId>,
    Query(MoveTo { move_to }): Query<MoveTo<StageId>>,
) -> Result<NoContent> {
    me.write(move |work| work.command(|engine, tx, by| engine.delete_pipeline(tx, by, id, move_to)))
        .await?;
    Ok(NoContent)
}

async fn reasons(me: Can<Read>) -> Result<Json<Page<LossReason>>> {
    Ok(Json(Page::whole(
        me.look(|look| Ok(look.defs.schema.loss_reasons.clone())).await?,
    )))
}

fn save_reason(work: &mut Work, name: &str) -> Result<LossReason> {
    let defs = work.definitions()?;
    let position = place(&defs.schema.loss_reasons, |_| false);
    let saved = work.change(|space, ctx| crm::save_loss_reason(space, ctx, None, name, position))?;
    work.definitions_changed()?;
    Ok(saved)
}

async fn add_reason(me: Can<Manage>, Body(Named { name }): Body<Named>) -> Result<Created<LossReason>> {
    Ok(Created(me.write(move |work| save_reason(work, &name)).await?))
}

async fn rename_reason(
    me: Can<Manage>,
    At(id): At<LossReasonId>,
    Body(Named { name }): Body<Named>,
) -> Result<Json<LossReason>> {
    let renamed = me.write(move |work| {
        work.command(|engine, tx, by| engine.rename_loss_reason(tx, by, id, &name))?;
        let defs = work.definitions()?;
        let found = defs.schema.loss_reasons.iter().find(|reason| reason.id == id);
        found.cloned().ok_or_else(|| Problem::not_found("loss reason"))
    });
    Ok(Json(renamed.await?))
}

async fn delete_reason(
    me: Can<Manage>,
    At(id): At<LossReasonId>,
    Query(MoveTo { move_to }): Query<MoveTo<LossReasonId>>,
) -> Result<NoContent> {
    me.write(move |work| work.command(|engine, tx, by| engine.delete_loss_reason(tx, by, id, move_to)))
        .await?;
    Ok(NoContent)
}

async fn task_types(me: Can<Read>) -> Result<Json<Page<TaskType>>> {
    Ok(Json(Page::whole(
        me.look(|look| Ok(look.defs.schema.task_types.clone())).await?,
    )))
}

async fn put_task_type(
    me: Can<Manage>,
    At(key): At<Key>,
    Body(Named { name }): Body<Named>,
) -> Result<Json<TaskType>> {
    let saved = me.write(move |work| {
        let defs = work.definitions()?;
        let position = place(&defs.schema.task_types, |known| known.key == key);
        let task_type = TaskType { key, name };
        work.change(|space, ctx| crm::save_task_type(space, ctx, &task_type, position))?;
        work.definitions_changed()?;
        Ok(task_type)
    });
    Ok(Json(saved.await?))
}

async fn delete_task_type(
    me: Can<Manage>,
    At(key): At<Key>,
    Query(MoveTo { move_to }): Query<MoveTo<Key>>,
) -> Result<NoContent> {
    me.write(move |work| {
        work.command(|engine, tx, by| engine.delete_task_type(tx, by, &key, move_to.as_ref()))
    })
    .await?;
    Ok(NoContent)
}
