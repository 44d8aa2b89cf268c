//! Tasks, and how they are closed (F-25).

use super::change::{GivenFields, commit, create, load, put_fields, there};
use super::tracked::optional;
use super::{CrmError, Ctx, Schema, Updated, tag};
use signalbox_model::action::TaskResultChoice;
use signalbox_model::record::{Change, Company, Contact, Lead, Task};
use signalbox_model::{Key, Micros, RecordId, RecordKind, RecordRef, UserId};
use signalbox_store::crm::{self, Record};
use signalbox_store::{Space, StoreError};

/// The type of a task that nobody gave one.
const FOLLOW_UP: &str = "follow_up";

/// A task to be made.
#[derive(Debug, Clone, Default)]
pub struct NewTask {
    /// What is to be done.
    pub text: String,
    /// The key or name of its type; `follow_up` when absent.
    pub task_type: Option<String>,
    /// When it is due.
    pub due_at: Micros,
    /// The record it hangs on.
    pub record: Option<RecordRef>,
    /// The responsible user; the record's when absent.
    pub responsible_id: Option<UserId>,
    /// Results to choose from when it is closed.
    pub results: Vec<TaskResultChoice>,
    /// Tags.
    pub tags: Vec<String>,
    /// Custom fields: canonical JSON or text.
    pub fields: GivenFields,
}

/// What is to change of a task; what is absent stays. The inner `None` clears.
#[derive(Debug, Clone, Default)]
pub struct TaskPatch {
    /// What is to be done.
    pub text: Option<String>,
    /// The key or name of its type.
    pub task_type: Option<String>,
    /// When it is due.
    pub due_at: Option<Micros>,
    /// The record it hangs on.
    pub record: Option<Option<RecordRef>>,
    /// The responsible user.
    pub responsible_id: Option<Option<UserId>>,
    /// Closed or open again; a task with results is closed by [`complete_task`] alone.
    pub done: Option<bool>,
    /// Results to choose from.
    pub results: Option<Vec<TaskResultChoice>>,
    /// All tags.
    pub tags: Option<Vec<String>>,
    /// Custom fields: canonical JSON or text; `null` clears.
    pub fields: GivenFields,
}

/// A task after it was closed.
#[derive(Debug, Clone, PartialEq)]
pub struct Completed {
    /// The task.
    pub task: Task,
    /// What changed; nothing when it was closed before.
    pub changes: Vec<Change>,
    /// The manual scenario of the chosen result, for the caller to start.
    pub scenario: Option<Key>,
}

/// The key of a type of task by its key or name.
pub(crate) fn type_key(schema: &Schema, text: &str) -> Result<String, String> {
    match schema.task_type_named(text) {
        Some(known) => Ok(known.key.to_string()),
        None if text.trim() == FOLLOW_UP => Ok(FOLLOW_UP.to_owned()),
        None => {
            let known: Vec<&str> = schema.task_types.iter().map(|known| known.key.as_str()).collect();
            Err(format!(
                "there is no type of task `{}`: the types are {}",
                text.trim(),
                known.join(", ")
            ))
        }
    }
}

fn checked_type(schema: &Schema, text: &str) -> Result<String, CrmError> {
    type_key(schema, text).map_err(|fault| CrmError::invalid("type", fault))
}

/// The record a task is to hang on: it must exist, and not be a task itself.
fn checked_record(space: &mut Space, record: Option<RecordRef>) -> Result<Option<RecordRef>, CrmError> {
    let Some(record) = record else {
        return Ok(None);
    };
    if record.kind == RecordKind::Task {
        return Err(CrmError::invalid(
            "record",
            "a task hangs on a lead, contact or company",
        ));
    }
    there(space, record).map(Some)
}

/// The responsible user of a record.
pub(crate) fn responsible_of(space: &mut Space, record: RecordRef) -> Result<Option<UserId>, StoreError> {
    fn of<R: Record>(space: &mut Space, id: RecordId) -> Result<Option<UserId>, StoreError> {
        Ok(crm::get::<R>(space, id)?.and_then(|record| record.responsible()))
    }
    match record.kind {
        RecordKind::Lead => of::<Lead>(space, record.id),
        RecordKind::Contact => of::<Contact>(space, record.id),
        RecordKind::Company => of::<Company>(space, record.id),
        RecordKind::Task => of::<Task>(space, record.id),
    }
}

/// The task that `new` describes, not yet stored.
pub(crate) fn draft(space: &mut Space, ctx: &Ctx, new: &NewTask) -> Result<Task, CrmError> {
    let record = checked_record(space, new.record)?;
    let responsible_id = match (new.responsible_id, record) {
        // A user who has left is not handed on.
        (None, Some(record)) => {
            responsible_of(space, record)?.filter(|user| ctx.schema.user(*user).is_some())
        }
        (given, _) => given,
    };
    let mut task = Task {
        id: RecordId(ctx.next_id()),
        text: new.text.trim().to_owned(),
        task_type: checked_type(ctx.schema, new.task_type.as_deref().unwrap_or(FOLLOW_UP))?,
        due_at: new.due_at,
        record,
        responsible_id,
        results: new.results.clone(),
        done_at: None,
        result: None,
        tags: tag::clean(new.tags.clone()),
        fields: Default::default(),
        created_at: ctx.now,
        updated_at: ctx.now,
        created_by: ctx.author.clone(),
    };
    put_fields(space, ctx, &mut task, &new.fields)?;
    Ok(task)
}

/// Makes a task.
pub fn create_task(space: &mut Space, ctx: &mut Ctx, new: NewTask) -> Result<Task, CrmError> {
    let task = draft(space, ctx, &new)?;
    create(space, ctx, task)
}

/// Changes a task.
pub fn update_task(
    space: &mut Space,
    ctx: &mut Ctx,
    id: RecordId,
    patch: TaskPatch,
) -> Result<Updated<Task>, CrmError> {
    let old: Task = load(space, id)?;
    let mut new = old.clone();
    if let Some(text) = patch.text {
        text.trim().clone_into(&mut new.text);
    }
    if let Some(task_type) = patch.task_type {
        new.task_type = checked_type(ctx.schema, &task_type)?;
    }
    if let Some(due) = patch.due_at {
        new.due_at = due;
    }
    if let Some(record) = patch.record {
        new.record = checked_record(space, record)?;
    }
    if let Some(responsible) = patch.responsible_id {
        new.responsible_id = responsible;
    }
    if let Some(results) = patch.results {
        new.results = results;
    }
    if let Some(tags) = patch.tags {
        new.tags = tag::clean(tags);
    }
    match (patch.done, old.done_at) {
        (Some(true), None) => {
            choice(&new, None)?;
            new.done_at = Some(ctx.now);
        }
        (Some(false), Some(_)) => (new.done_at, new.result) = (None, None),
        _ => {}
    }
    put_fields(space, ctx, &mut new, &patch.fields)?;
    commit(space, ctx, &old, new)
}

/// Closes a task with its result: one of its choices when it has any, else any text or none.
/// A task that is closed already stays as it is.
pub fn complete_task(
    space: &mut Space,
    ctx: &mut Ctx,
    id: RecordId,
    result: Option<&str>,
) -> Result<Completed, CrmError> {
    let old: Task = load(space, id)?;
    if old.done_at.is_some() {
        return Ok(Completed {
            task: old,
            changes: Vec::new(),
            scenario: None,
        });
    }
    let result = result.and_then(optional);
    let chosen = choice(&old, result.as_deref())?;
    let scenario = chosen.as_ref().and_then(|choice| choice.scenario.clone());
    let mut new = old.clone();
    new.done_at = Some(ctx.now);
    new.result = chosen.map(|choice| choice.name).or(result);
    let Updated {
        record: task,
        changes,
    } = commit(space, ctx, &old, new)?;
    Ok(Completed {
        task,
        changes,
        scenario,
    })
}

/// The choice a result names. With choices one must be chosen.
fn choice(task: &Task, result: Option<&str>) -> Result<Option<TaskResultChoice>, CrmError> {
    if task.results.is_empty() {
        return Ok(None);
    }
    let wanted = result.map(|text| text.trim().to_lowercase());
    let found = task
        .results
        .iter()
        .find(|choice| Some(choice.name.trim().to_lowercase()) == wanted);
    found.cloned().map(Some).ok_or_else(|| {
        let names: Vec<&str> = task.results.iter().map(|choice| choice.name.as_str()).collect();
        CrmError::invalid(
            "result",
            format!("the task is closed by choosing a result: {}", names.join(", ")),
        )
    })
}
