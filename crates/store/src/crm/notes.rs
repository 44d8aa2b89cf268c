//! Notes on records.

use super::kinds::reference;
use super::record::{Cell, author};
use crate::{Result, Row, Space, StoreError, Val};
use signalbox_model::record::{Direction, Note, NoteKind};
use signalbox_model::{Micros, NoteId, RecordId};

const SELECT: &str =
    "SELECT id, record_kind, record_id, kind, text, direction, subject, status, duration_secs, address,
    created_at, created_by FROM note";

fn read(row: &Row) -> Result<Note> {
    let record = reference(row.opt_int(1)?, row.opt_int(2)?)?;
    let (Some(record), Some(kind)) = (record, NoteKind::from_code(row.int(3)?)) else {
        return Err(StoreError::Broken(format!(
            "note {} is of a kind this version does not know",
            row.int(0)?
        )));
    };
    Ok(Note {
        id: NoteId(row.int(0)?),
        record,
        kind,
        text: row.text(4)?,
        direction: row.opt_int(5)?.and_then(Direction::from_code),
        subject: row.opt_text(6)?,
        status: row.opt_text(7)?,
        duration_secs: row.opt_int(8)?.and_then(|secs| u32::try_from(secs).ok()),
        address: row.opt_text(9)?,
        created_at: Micros(row.int(10)?),
        created_by: author(row, 11)?,
    })
}

/// Writes a note.
///
/// # Errors
/// [`StoreError::NotAllowed`] when the person may not change the record.
pub fn insert(space: &mut Space, note: &Note) -> Result<()> {
    super::check_edit(space, note.record)?;
    let author = match Cell::author(&note.created_by)? {
        Cell::Text(text) => text,
        Cell::Int(_) => None,
    };
    space.exec(
        "INSERT INTO note (workspace_id, id, record_kind, record_id, kind, text, direction, subject, status,
         duration_secs, address, created_at, created_by)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
        &[
            note.id.0.into(),
            note.record.kind.code().into(),
            note.record.id.0.into(),
            note.kind.code().into(),
            (&note.text).into(),
            note.direction.map(Direction::code).into(),
            note.subject.as_deref().into(),
            note.status.as_deref().into(),
            note.duration_secs.map(i64::from).into(),
            note.address.as_deref().into(),
            note.created_at.into(),
            author.as_deref().into(),
        ],
    )?;
    Ok(())
}

/// One note.
pub fn get(space: &mut Space, id: NoteId) -> Result<Option<Note>> {
    let sql = format!("{SELECT} WHERE workspace_id = ?1 AND id = ?2");
    space.one(&sql, &[id.0.into()], read)
}

/// A page of a record's notes, newest first. `limit` is 1–500.
pub fn list(space: &mut Space, record: RecordId, before: Option<NoteId>, limit: i64) -> Result<Vec<Note>> {
    let sql =
        format!("{SELECT} WHERE workspace_id = ?1 AND record_id = ?2 AND id < ?3 ORDER BY id DESC LIMIT ?4");
    let before = before.map_or(i64::MAX, |id| id.0);
    space.all(
        &sql,
        &[record.0.into(), before.into(), Val::Int(limit.clamp(1, 500))],
        read,
    )
}

/// A page of all notes of the workspace, newest first. `limit` is 1–500.
pub fn all(space: &mut Space, before: Option<NoteId>, limit: i64) -> Result<Vec<Note>> {
    // Notes are few beside their ids: walked by id, the sign keeps the planner from another index.
    let sql = format!("{SELECT} WHERE +workspace_id = ?1 AND id < ?2 ORDER BY id DESC LIMIT ?3");
    let before = before.map_or(i64::MAX, |id| id.0);
    space.all(&sql, &[before.into(), Val::Int(limit.clamp(1, 500))], read)
}

/// Removes a note.
pub fn remove(space: &mut Space, id: NoteId) -> Result<()> {
    space.exec(
        "DELETE FROM note WHERE workspace_id = ?1 AND id = ?2",
        &[id.0.into()],
    )?;
    Ok(())
}

pub(crate) fn remove_all(space: &mut Space, record: RecordId) -> Result<()> {
    space.exec(
        "DELETE FROM note WHERE workspace_id = ?1 AND record_id = ?2",
        &[record.0.into()],
    )?;
    Ok(())
}
