//! Attributes of tasks, and the tasks of a record (F-14, F-84).

use super::{Attributes, Found, Reading, empty, maybe_text, moment};
use signalbox_expr::{Segment, Value};
use signalbox_model::record::{Author, Task};
use signalbox_model::{Micros, RecordId};
use signalbox_store::{Space, StoreError, crm};

impl Attributes for Task {
    fn own(
        &self,
        _space: &mut Space,
        reading: &Reading,
        name: &str,
        _segment: &Segment,
        _rest: &[Segment],
    ) -> Found {
        let known = reading.defs.schema.task_types.iter();
        let mut named = known.filter(|known| known.key.as_str() == self.task_type);
        Ok(Some(match name {
            "text" => Value::text(self.text.as_str()),
            "type" => Value::text(self.task_type.as_str()),
            "type_name" => Value::text(
                named
                    .next()
                    .map_or(self.task_type.as_str(), |known| known.name.as_str()),
            ),
            "due_at" | "complete_till" => moment(self.due_at, reading.defs),
            "is_completed" | "done" => Value::Bool(self.done_at.is_some()),
            "done_at" => self.closed().map_or_else(empty, |at| moment(at, reading.defs)),
            "is_expired" => Value::Bool(expired(self, reading.now)),
            "result" => maybe_text(self.result.as_deref()),
            "duration" => duration(self),
            "element_type" => maybe_text(self.record.map(|record| record.kind.as_str())),
            "element_id" => self
                .record
                .map_or_else(empty, |record| Value::text(record.id.to_string())),
            _ => return Ok(None),
        }))
    }

    fn made(&self) -> (Micros, &Author) {
        (self.created_at, &self.created_by)
    }

    fn closed(&self) -> Option<Micros> {
        self.done_at
    }
}

/// Seconds from making to closing it, of a closed one.
fn duration(task: &Task) -> Value {
    let taken = task
        .done_at
        .map(|done| (done.0 - task.created_at.0).max(0) / 1_000_000);
    taken.map_or_else(empty, Value::from)
}

fn expired(task: &Task, now: Micros) -> bool {
    task.done_at.is_none() && task.due_at < now
}

/// The tasks of a record that fit any of the arguments: `open`, `closed`, `expired`, a type, `type/open`; all of them
/// without arguments.
pub(super) fn ids(
    space: &mut Space,
    reading: &Reading,
    record: RecordId,
    args: &[String],
) -> Result<Vec<RecordId>, StoreError> {
    let tasks = crm::tasks::of(space, record)?;
    let wanted: Vec<&str> = args
        .iter()
        .flat_map(|arg| arg.split(','))
        .map(str::trim)
        .filter(|arg| !arg.is_empty())
        .collect();
    let chosen = tasks
        .iter()
        .filter(|task| wanted.is_empty() || wanted.iter().any(|filter| fits(task, reading, filter)));
    Ok(chosen.map(|task| task.id).collect())
}

fn fits(task: &Task, reading: &Reading, filter: &str) -> bool {
    if let Some((kind, status)) = filter.split_once('/') {
        let any = |part: &str| part.trim().is_empty();
        return (any(kind) || fits(task, reading, kind.trim()))
            && (any(status) || fits(task, reading, status.trim()));
    }
    match filter.to_lowercase().as_str() {
        "open" => task.done_at.is_none(),
        "closed" => task.done_at.is_some(),
        "expired" => expired(task, reading.now),
        "all" => true,
        _ => {
            let known = reading.defs.schema.task_type_named(filter);
            known.is_some_and(|known| known.key.as_str() == task.task_type) || task.task_type == filter
        }
    }
}
