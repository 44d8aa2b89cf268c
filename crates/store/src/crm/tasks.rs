//! Tasks as seen from the record they hang on, and in the order of their moments.

use super::record::Record;
use crate::{Result, Space, Val};
use signalbox_model::record::Task;
use signalbox_model::{Micros, RecordId, RecordKind, UserId};

/// The tasks of a record, oldest first.
pub fn of(space: &mut Space, record: RecordId) -> Result<Vec<Task>> {
    let seen = space.seen(RecordKind::Task, "task");
    let sql = format!(
        "{} WHERE workspace_id = ?1 AND record_id = ?2{seen} ORDER BY id",
        Task::SELECT
    );
    space.all(&sql, &[record.0.into()], Task::read)
}

/// When the next open task of a record is due.
pub fn closest(space: &mut Space, record: RecordId) -> Result<Option<Micros>> {
    // The sign keeps the planner from walking every task by its moment.
    let due = space.one(
        "SELECT MIN(+due_at) FROM task WHERE workspace_id = ?1 AND record_id = ?2 AND done_at IS NULL",
        &[record.0.into()],
        |row| row.opt_int(0),
    )?;
    Ok(due.flatten().map(Micros))
}

/// Which tasks a day or a calendar shows.
#[derive(Debug, Clone, Copy, Default)]
pub struct Agenda<'a> {
    /// Due at this moment or later.
    pub from: Option<Micros>,
    /// Due before this moment.
    pub until: Option<Micros>,
    /// Of this responsible user.
    pub responsible: Option<UserId>,
    /// Of this type.
    pub task_type: Option<&'a str>,
    /// Only done ones, or only open ones.
    pub done: Option<bool>,
    /// After this place: moment and id.
    pub after: Option<(Micros, RecordId)>,
    /// How many, 1–500.
    pub limit: i64,
}

/// A page of tasks, soonest first.
pub fn agenda(space: &mut Space, wanted: &Agenda) -> Result<Vec<Task>> {
    let from = wanted.from.unwrap_or(Micros(i64::MIN));
    let (due, id) = wanted.after.unwrap_or((from, RecordId(i64::MIN)));
    let seen = space.seen(RecordKind::Task, "task");
    let mut sql = format!(
        "{} WHERE workspace_id = ?1 AND (due_at, id) > (?2, ?3) AND due_at < ?4{seen}",
        Task::SELECT
    );
    let mut params: Vec<Val> = vec![
        due.into(),
        id.0.into(),
        wanted.until.unwrap_or(Micros(i64::MAX)).into(),
    ];
    let narrowed = [
        ("responsible_id", wanted.responsible.map(|user| Val::Int(user.0))),
        ("task_type", wanted.task_type.map(Val::Text)),
    ];
    for (column, value) in narrowed {
        if let Some(value) = value {
            params.push(value);
            sql.push_str(&format!(" AND {column} = ?{}", params.len() + 1));
        }
    }
    sql.push_str(match wanted.done {
        Some(true) => " AND done_at IS NOT NULL",
        Some(false) => " AND done_at IS NULL",
        None => "",
    });
    params.push(Val::Int(wanted.limit.clamp(1, 500)));
    sql.push_str(&format!(" ORDER BY due_at, id LIMIT ?{}", params.len() + 1));
    space.all(&sql, &params, Task::read)
}
