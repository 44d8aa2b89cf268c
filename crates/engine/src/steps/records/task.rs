//! Creating and changing tasks (F-25, F-41).

use super::find::take;
use super::{changing, text, user};
use crate::crm::{self, NewTask, TaskPatch};
use crate::run::Run;
use crate::steps::{Done, Outcome, StepFault, target};
use crate::timing;
use crate::work::Work;
use signalbox_expr::Value;
use signalbox_model::action::{ChangeTask, CreateTask, Step, WhichTasks};
use signalbox_model::record::Task;
use signalbox_model::{Micros, RecordKind, RecordRef, Scalar};
use signalbox_store::crm as rows;

/// How many tasks of a record one action changes.
const MAX_TASKS: usize = 500;

pub(super) fn create(work: &mut Work, run: &mut Run, step: &Step, wanted: &CreateTask) -> Done {
    let record = target(work, run, step)?.filter(|record| record.kind != RecordKind::Task);
    let mut warnings = Vec::new();
    let responsible_id = match &wanted.responsible {
        Some(source) => Some(user(work, run, source, &mut warnings)?),
        None => None,
    };
    let task_type = match &wanted.task_type {
        Some(source) => Some(text(work, run, source, &mut warnings)?.0),
        None => None,
    };
    let new = NewTask {
        text: text(work, run, &wanted.text, &mut warnings)?.0,
        task_type,
        due_at: due(work, run, &wanted.due)?,
        record,
        responsible_id,
        results: wanted.results.clone(),
        ..NewTask::default()
    };
    let task = changing(work, run, |space, ctx| crm::create_task(space, ctx, new))?;
    let made = RecordRef {
        kind: RecordKind::Task,
        id: task.id,
    };
    let had_subject = run.subject;
    take(run, made);
    run.subject = had_subject;
    Ok(Outcome {
        warnings,
        ..Outcome::done().on(made)
    })
}

/// A moment: a phrase of the wall clock, or a template that gives a date.
fn due(work: &mut Work, run: &Run, source: &Scalar) -> Result<Micros, StepFault> {
    let template = work.defs.template(&source.0);
    let (value, _) = work.with_scope(run, |scope| template.value(scope))?;
    let zone = work.defs.zone.clone();
    let found = match value {
        Value::DateTime(at, _) => Some(Micros(at.timestamp().as_microsecond())),
        Value::Date(date) => date
            .to_zoned(zone)
            .ok()
            .map(|at| Micros(at.timestamp().as_microsecond())),
        other => {
            let text = other.to_text();
            let written = || {
                crm::moment::Moment::parse(&text, &zone)?
                    .micros(&zone)
                    .map(Micros)
            };
            timing::phrase(&text, work.now, &zone).or_else(written)
        }
    };
    found.ok_or_else(|| {
        StepFault::Fail(format!(
            "`{}` gives no date: write e.g. `tomorrow 10:00`, `+2 hours` or a date field",
            source.0
        ))
    })
}

/// Tasks that hang on a record, newest first.
pub(super) fn of(work: &mut Work, record: RecordRef, open: bool) -> Result<Vec<RecordRef>, StepFault> {
    let filter = rows::Filter {
        record: Some(record),
        open,
        limit: MAX_TASKS,
        ..Default::default()
    };
    let found: Vec<Task> = rows::list(&mut work.space(), &filter)?;
    Ok(found
        .into_iter()
        .map(|task| RecordRef {
            kind: RecordKind::Task,
            id: task.id,
        })
        .collect())
}

pub(super) fn change(work: &mut Work, run: &mut Run, step: &Step, wanted: &ChangeTask) -> Done {
    let Some(record) = target(work, run, step)? else {
        return Err(StepFault::Skip("the run has no record".into()));
    };
    let mut warnings = Vec::new();
    let mut tasks = match record.kind {
        RecordKind::Task => vec![record],
        _ => of(work, record, wanted.which == WhichTasks::Open)?,
    };
    if let Some(source) = &wanted.of_type {
        let (name, _) = text(work, run, source, &mut warnings)?;
        let key = work
            .defs
            .schema
            .task_type_named(&name)
            .map_or(name, |known| known.key.to_string());
        let mut fitting = Vec::new();
        for task in tasks {
            if rows::get::<Task>(&mut work.space(), task.id)?.is_some_and(|task| task.task_type == key) {
                fitting.push(task);
            }
        }
        tasks = fitting;
    }
    if wanted.which == WhichTasks::Last {
        tasks.truncate(1);
    }
    if tasks.is_empty() {
        return Err(StepFault::Skip("there is no such task".into()));
    }
    let patch = patch(work, run, wanted, &mut warnings)?;
    let mut changes = Vec::new();
    for task in &tasks {
        let done = changing(work, run, |space, ctx| {
            crm::update_task(space, ctx, task.id, patch.clone())
        })?;
        changes = done.changes;
    }
    let count = tasks.len();
    let outcome = Outcome {
        changes,
        warnings,
        record: tasks.first().copied(),
        ..Outcome::done()
    };
    Ok(if count == 1 {
        outcome
    } else {
        outcome.note(format!("{count} tasks changed"))
    })
}

fn patch(
    work: &mut Work,
    run: &Run,
    wanted: &ChangeTask,
    warnings: &mut Vec<String>,
) -> Result<TaskPatch, StepFault> {
    let mut patch = TaskPatch {
        done: wanted.done,
        ..TaskPatch::default()
    };
    if let Some(source) = &wanted.text {
        patch.text = Some(text(work, run, source, warnings)?.0);
    }
    if let Some(source) = &wanted.task_type {
        patch.task_type = Some(text(work, run, source, warnings)?.0);
    }
    if let Some(source) = &wanted.responsible {
        patch.responsible_id = Some(Some(user(work, run, source, warnings)?));
    }
    if let Some(source) = &wanted.due {
        patch.due_at = Some(due(work, run, source)?);
    }
    Ok(patch)
}
