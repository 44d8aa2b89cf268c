//! Tags: how they are spelled, and how many records have each.

use super::fold;
use super::values::slot;
use crate::{Result, Space};
use signalbox_model::RecordKind;

/// Keeps the spelling of tags that were not on the record before; the first spelling stays.
pub(crate) fn remember(space: &mut Space, kind: RecordKind, old: &[String], new: &[String]) -> Result<()> {
    for tag in new.iter().filter(|tag| !old.contains(tag)) {
        space.exec(
            "INSERT INTO tag (workspace_id, kind, folded, name) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
            &[kind.code().into(), (&fold::text(tag)).into(), tag.into()],
        )?;
    }
    Ok(())
}

/// Whether some record of a kind has, or had, a tag.
pub fn is_known(space: &mut Space, kind: RecordKind, tag: &str) -> Result<bool> {
    let sql = "SELECT 1 FROM tag WHERE workspace_id = ?1 AND kind = ?2 AND folded = ?3";
    let found = space.one(sql, &[kind.code().into(), (&fold::text(tag)).into()], |row| {
        row.int(0)
    })?;
    Ok(found.is_some())
}

/// The tags of a kind of record with the number of records that have them, by name; unused ones are left out.
pub fn counts(space: &mut Space, kind: RecordKind) -> Result<Vec<(String, i64)>> {
    let mut all = space.all(
        "SELECT name, (SELECT COUNT(*) FROM record_value v WHERE v.workspace_id = ?1 AND v.kind = ?2
             AND v.folded = tag.folded AND v.field = ?3)
         FROM tag WHERE workspace_id = ?1 AND kind = ?2 ORDER BY folded",
        &[kind.code().into(), slot::TAG.into()],
        |row| Ok((row.text(0)?, row.int(1)?)),
    )?;
    all.retain(|(_, count)| *count > 0);
    Ok(all)
}
