//! Tasks as seen from the record they hang on.

use super::record::Record;
use crate::{Result, Space};
use signalbox_model::record::Task;
use signalbox_model::{Micros, RecordId, RecordKind};

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
    let due = space.one(
        "SELECT MIN(due_at) FROM task WHERE workspace_id = ?1 AND record_id = ?2 AND done_at IS NULL",
        &[record.0.into()],
        |row| row.opt_int(0),
    )?;
    Ok(due.flatten().map(Micros))
}
