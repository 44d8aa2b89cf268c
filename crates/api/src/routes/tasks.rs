//! Tasks.

use super::records::{self, RecordQuery};
use crate::can::{Can, Read, Write};
use crate::doc::{Created, NoContent, Routes};
use crate::extract::{At, Body, MaybeBody, Page};
use crate::problem::Result;
use crate::views::{RecordLink, given};
use crate::work::{Look, Work};
use axum::Json;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use signalbox_engine::crm::{self, GivenFields, NewTask, TaskPatch};
use signalbox_model::action::TaskResultChoice;
use signalbox_model::record::Task;
use signalbox_model::{Key, Micros, RecordId, RecordKind, RecordRef, UserId};

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .chapter("Tasks")
        .get("/tasks", "task_list", "List tasks, newest first.", list)
        .post("/tasks", "task_create", "Make a task.", create)
        .get("/tasks/{id}", "task_show", "Show a task with its record.", show)
        .patch(
            "/tasks/{id}",
            "task_update",
            "Change a task; null clears.",
            update,
        )
        .delete("/tasks/{id}", "task_delete", "Delete a task.", delete)
        .post(
            "/tasks/{id}/complete",
            "task_complete",
            "Close a task with its result, which may start a scenario.",
            complete,
        )
}

/// A task with the name of its record.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct TaskView {
    #[serde(flatten)]
    task: TaskOwn,
    /// The record it hangs on.
    record: Option<RecordLink>,
}

/// A task without its record.
#[derive(Debug, Serialize, JsonSchema)]
struct TaskOwn {
    /// Its id.
    id: RecordId,
    /// What is to be done.
    text: String,
    /// The type.
    task_type: String,
    /// When it is due.
    due_at: Micros,
    /// The responsible user.
    responsible_id: Option<UserId>,
    /// Results to choose from when it is closed.
    results: Vec<TaskResultChoice>,
    /// When it was closed.
    done_at: Option<Micros>,
    /// The chosen or written result.
    result: Option<String>,
    /// Tags.
    tags: Vec<String>,
    /// Custom fields.
    fields: signalbox_model::record::FieldValues,
    /// When it was made.
    created_at: Micros,
    /// When it last changed.
    updated_at: Micros,
    /// Who made it.
    created_by: signalbox_model::record::Author,
}

impl TaskView {
    /// Tasks with the names of their records.
    pub fn all(look: &mut Look, tasks: Vec<Task>) -> Result<Vec<Self>> {
        let titles = look.titles(tasks.iter().filter_map(|task| task.record))?;
        let view = |task: Task| {
            let record = task.record.map(|record| titles.link(record));
            let task = TaskOwn {
                id: task.id,
                text: task.text,
                task_type: task.task_type,
                due_at: task.due_at,
                responsible_id: task.responsible_id,
                results: task.results,
                done_at: task.done_at,
                result: task.result,
                tags: task.tags,
                fields: task.fields,
                created_at: task.created_at,
                updated_at: task.updated_at,
                created_by: task.created_by,
            };
            Self { task, record }
        };
        Ok(tasks.into_iter().map(view).collect())
    }

    fn one(work: &mut Work, task: Task) -> Result<Self> {
        let mut all = Self::all(&mut work.look()?, vec![task])?;
        all.pop()
            .ok_or_else(|| crate::problem::Problem::not_found("task"))
    }
}

/// A task that is to be made.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct TaskNew {
    /// What is to be done.
    text: String,
    /// The type, key or name; the first when absent.
    task_type: Option<String>,
    /// When it is due; now when absent.
    due_at: Option<Micros>,
    /// The record it hangs on.
    record: Option<RecordRef>,
    /// The responsible user; the record's when absent.
    responsible_id: Option<UserId>,
    /// Results to choose from when it is closed.
    #[serde(default)]
    results: Vec<TaskResultChoice>,
    /// Tags.
    #[serde(default)]
    tags: Vec<String>,
    /// Custom fields by key, canonical or as text.
    #[serde(default)]
    fields: GivenFields,
}

/// A change of a task: what is absent stays, null clears.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
struct TaskChange {
    /// What is to be done.
    text: Option<String>,
    /// The type, key or name.
    task_type: Option<String>,
    /// When it is due.
    due_at: Option<Micros>,
    /// The record it hangs on.
    #[serde(deserialize_with = "given")]
    #[schemars(with = "Option<RecordRef>")]
    record: Option<Option<RecordRef>>,
    /// The responsible user.
    #[serde(deserialize_with = "given")]
    #[schemars(with = "Option<UserId>")]
    responsible_id: Option<Option<UserId>>,
    /// Closed, or open again; a task with results is closed by `complete` alone.
    done: Option<bool>,
    /// Results to choose from when it is closed.
    results: Option<Vec<TaskResultChoice>>,
    /// All its tags.
    tags: Option<Vec<String>>,
    /// Custom fields that change, by key; null clears one.
    fields: GivenFields,
}

impl From<TaskChange> for TaskPatch {
    fn from(change: TaskChange) -> Self {
        Self {
            text: change.text,
            task_type: change.task_type,
            due_at: change.due_at,
            record: change.record,
            responsible_id: change.responsible_id,
            done: change.done,
            results: change.results,
            tags: change.tags,
            fields: change.fields,
        }
    }
}

/// How a task ended.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
struct TaskEnd {
    /// One of its results, or any text when it has none.
    result: Option<String>,
}

async fn list(me: Can<Read>, query: RecordQuery) -> Result<Json<Page<TaskView>>> {
    let user = me.user().id;
    let page = me.look(move |look| {
        let Page { items, next } = query.page::<Task>(look, user)?;
        Ok(Page {
            items: TaskView::all(look, items)?,
            next,
        })
    });
    Ok(Json(page.await?))
}

async fn create(me: Can<Write>, Body(new): Body<TaskNew>) -> Result<Created<TaskView>> {
    let made = me.write(move |work| {
        let TaskNew {
            text,
            task_type,
            due_at,
            record,
            responsible_id,
            results,
            tags,
            fields,
        } = new;
        let due_at = due_at.unwrap_or(work.now);
        let responsible_id = work.owner(RecordKind::Task, responsible_id);
        let new = NewTask {
            text,
            task_type,
            due_at,
            record,
            responsible_id,
            results,
            tags,
            fields,
        };
        let task = work.change(|space, ctx| crm::create_task(space, ctx, new))?;
        TaskView::one(work, task)
    });
    Ok(Created(made.await?))
}

async fn show(me: Can<Read>, At(id): At<RecordId>) -> Result<Json<TaskView>> {
    let found = me.look(move |look| {
        let task = records::one(&mut look.space(), id)?;
        TaskView::all(look, vec![task])?
            .pop()
            .ok_or_else(|| crate::problem::Problem::not_found("task"))
    });
    Ok(Json(found.await?))
}

async fn update(
    me: Can<Write>,
    At(id): At<RecordId>,
    Body(change): Body<TaskChange>,
) -> Result<Json<TaskView>> {
    let changed = me.write(move |work| {
        let updated = work.change(|space, ctx| crm::update_task(space, ctx, id, change.into()))?;
        TaskView::one(work, updated.record)
    });
    Ok(Json(changed.await?))
}

async fn delete(me: Can<Write>, At(id): At<RecordId>) -> Result<NoContent> {
    me.write(move |work| records::delete(work, RecordKind::Task, id))
        .await?;
    Ok(NoContent)
}

async fn complete(
    me: Can<Write>,
    At(id): At<RecordId>,
    MaybeBody(end): MaybeBody<TaskEnd>,
) -> Result<Json<TaskView>> {
    let closed = me.write(move |work| {
        let completed =
            work.change(|space, ctx| crm::complete_task(space, ctx, id, end.result.as_deref()))?;
        if let Some(key) = &completed.scenario {
            start(work, key, &completed.task)?;
        }
        TaskView::one(work, completed.task)
    });
    Ok(Json(closed.await?))
}

/// Starts the scenario of a chosen result for the task's record. One that is gone or off does not keep the task open.
fn start(work: &mut Work, key: &Key, task: &Task) -> Result<()> {
    let defs = work.definitions()?;
    let Some(scenario) = defs.scenario(key).filter(|known| known.on) else {
        tracing::warn!(%key, task = %task.id, "the scenario of a task's result is gone or off");
        return Ok(());
    };
    let (id, record) = (scenario.id, task.record);
    let mut variables = serde_json::Map::new();
    variables.insert(
        "task_result".into(),
        task.result.clone().unwrap_or_default().into(),
    );
    let asked = work.engine_does(|engine, tx, by| engine.request(tx, by, id, record, variables))?;
    records::then(work, asked);
    Ok(())
}
