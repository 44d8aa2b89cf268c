//! How many records hold what is about to be deleted, and which.

use super::values::{Entry, slot};
use crate::{Result, Space};
use signalbox_model::{Key, LossReasonId, PipelineId, RecordId, RecordKind, StageId};

/// Something that records hold.
#[derive(Debug, Clone, Copy)]
pub enum Held<'h> {
    /// A stage of a pipeline.
    Stage(PipelineId, StageId),
    /// Any stage of a pipeline.
    Pipeline(PipelineId),
    /// A value of a custom field, whatever it is.
    Field(RecordKind, &'h Key),
    /// One value of a field, folded: an option.
    Value(RecordKind, &'h Entry),
    /// A tag, folded.
    Tag(RecordKind, &'h str),
    /// A reason for losing.
    LossReason(LossReasonId),
    /// A type of task.
    TaskType(&'h Key),
}

/// How many records hold it.
pub fn count(space: &mut Space, what: Held) -> Result<i64> {
    let found = match what {
        Held::Stage(pipeline, stage) => space.one(
            "SELECT COUNT(*) FROM lead WHERE workspace_id = ?1 AND pipeline_id = ?2 AND stage_id = ?3",
            &[pipeline.0.into(), stage.0.into()],
            |row| row.int(0),
        )?,
        Held::Pipeline(pipeline) => space.one(
            "SELECT COUNT(*) FROM lead WHERE workspace_id = ?1 AND pipeline_id = ?2",
            &[pipeline.0.into()],
            |row| row.int(0),
        )?,
        Held::Field(kind, key) => space.one(
            "SELECT COUNT(DISTINCT record_id) FROM record_value WHERE workspace_id = ?1 AND kind = ?2 AND field = ?3",
            &[kind.code().into(), key.as_str().into()],
            |row| row.int(0),
        )?,
        Held::Value(kind, entry) => count_value(space, kind, entry)?,
        Held::Tag(kind, folded) => count_value(space, kind, &Entry::new(slot::TAG, folded.to_owned()))?,
        Held::LossReason(id) => space.one(
            "SELECT COUNT(*) FROM lead WHERE workspace_id = ?1 AND loss_reason_id = ?2",
            &[id.0.into()],
            |row| row.int(0),
        )?,
        Held::TaskType(key) => space.one(
            "SELECT COUNT(*) FROM task WHERE workspace_id = ?1 AND task_type = ?2",
            &[key.as_str().into()],
            |row| row.int(0),
        )?,
    };
    Ok(found.unwrap_or(0))
}

fn count_value(space: &mut Space, kind: RecordKind, entry: &Entry) -> Result<Option<i64>> {
    space.one(
        "SELECT COUNT(*) FROM record_value WHERE workspace_id = ?1 AND kind = ?2 AND folded = ?3 AND field = ?4",
        &[
            kind.code().into(),
            (&entry.folded).into(),
            (&entry.field).into(),
        ],
        |row| row.int(0),
    )
}

/// The next records that hold it, by id, after one; `limit` is 1–500.
pub fn next(space: &mut Space, what: Held, after: RecordId, limit: i64) -> Result<Vec<RecordId>> {
    let limit = limit.clamp(1, 500).into();
    let read = |row: &crate::Row| Ok(RecordId(row.int(0)?));
    match what {
        Held::Stage(pipeline, stage) => space.all(
            "SELECT id FROM lead WHERE workspace_id = ?1 AND pipeline_id = ?2 AND stage_id = ?3 AND id > ?4
             ORDER BY id LIMIT ?5",
            &[pipeline.0.into(), stage.0.into(), after.0.into(), limit],
            read,
        ),
        Held::Pipeline(pipeline) => space.all(
            "SELECT id FROM lead WHERE workspace_id = ?1 AND pipeline_id = ?2 AND id > ?3 ORDER BY id LIMIT ?4",
            &[pipeline.0.into(), after.0.into(), limit],
            read,
        ),
        Held::Field(kind, key) => space.all(
            "SELECT DISTINCT record_id FROM record_value WHERE workspace_id = ?1 AND kind = ?2 AND field = ?3
             AND record_id > ?4 ORDER BY record_id LIMIT ?5",
            &[kind.code().into(), key.as_str().into(), after.0.into(), limit],
            read,
        ),
        Held::Value(kind, entry) => holding(space, kind, entry, after, limit),
        Held::Tag(kind, folded) => {
            let entry = Entry::new(slot::TAG, folded.to_owned());
            holding(space, kind, &entry, after, limit)
        }
        Held::LossReason(id) => space.all(
            "SELECT id FROM lead WHERE workspace_id = ?1 AND loss_reason_id = ?2 AND id > ?3 ORDER BY id LIMIT ?4",
            &[id.0.into(), after.0.into(), limit],
            read,
        ),
        Held::TaskType(key) => space.all(
            "SELECT id FROM task WHERE workspace_id = ?1 AND task_type = ?2 AND id > ?3 ORDER BY id LIMIT ?4",
            &[key.as_str().into(), after.0.into(), limit],
            read,
        ),
    }
}

fn holding(
    space: &mut Space,
    kind: RecordKind,
    entry: &Entry,
    after: RecordId,
    limit: crate::Val,
) -> Result<Vec<RecordId>> {
    space.all(
        "SELECT record_id FROM record_value WHERE workspace_id = ?1 AND kind = ?2 AND folded = ?3 AND field = ?4
         AND record_id > ?5 ORDER BY record_id LIMIT ?6",
        &[
            kind.code().into(),
            (&entry.folded).into(),
            (&entry.field).into(),
            after.0.into(),
            limit,
        ],
        |row| Ok(RecordId(row.int(0)?)),
    )
}
