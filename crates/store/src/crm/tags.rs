//! Tags: how they are spelled, and how many records have each.

use super::fold;
use super::values::slot;
use crate::{Result, Space};
use signalbox_model::RecordKind;
use signalbox_model::tag::TagColor;

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

/// A tag of a kind of record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagUse {
    /// The tag.
    pub name: String,
    /// How many records have it.
    pub count: i64,
    /// Its colour.
    pub color: Option<TagColor>,
}

/// The tags of a kind of record with the number of records that have them, by name; unused ones are left out.
pub fn counts(space: &mut Space, kind: RecordKind) -> Result<Vec<TagUse>> {
    let mut all = space.all(
        "SELECT name, (SELECT COUNT(*) FROM record_value v WHERE v.workspace_id = ?1 AND v.kind = ?2
             AND v.folded = tag.folded AND v.field = ?3), color
         FROM tag WHERE workspace_id = ?1 AND kind = ?2 ORDER BY folded",
        &[kind.code().into(), slot::TAG.into()],
        |row| {
            Ok(TagUse {
                name: row.text(0)?,
                count: row.int(1)?,
                color: row.opt_text(2)?.as_deref().and_then(TagColor::from_name),
            })
        },
    )?;
    all.retain(|tag| tag.count > 0);
    Ok(all)
}

/// The tags of a kind of record that have a colour, without counting anything.
pub fn colors(space: &mut Space, kind: RecordKind) -> Result<Vec<(String, TagColor)>> {
    let found = space.all(
        "SELECT name, color FROM tag WHERE workspace_id = ?1 AND kind = ?2 AND color IS NOT NULL ORDER BY folded",
        &[kind.code().into()],
        |row| Ok((row.text(0)?, TagColor::from_name(&row.text(1)?))),
    )?;
    let known = found.into_iter().filter_map(|(name, color)| Some((name, color?)));
    Ok(known.collect())
}

/// Gives a tag a colour, or takes it; false when there is no such tag.
pub fn set_color(space: &mut Space, kind: RecordKind, tag: &str, color: Option<TagColor>) -> Result<bool> {
    let touched = space.exec(
        "UPDATE tag SET color = ?4 WHERE workspace_id = ?1 AND kind = ?2 AND folded = ?3",
        &[
            kind.code().into(),
            (&fold::text(tag)).into(),
            color.map(TagColor::as_str).into(),
        ],
    )?;
    Ok(touched == 1)
}

/// Lets a tag that takes another's place have its colour, unless it has one of its own.
pub fn inherit_color(space: &mut Space, kind: RecordKind, from: &str, to: &str) -> Result<()> {
    space.exec(
        "UPDATE tag SET color = (SELECT old.color FROM tag AS old
             WHERE old.workspace_id = ?1 AND old.kind = ?2 AND old.folded = ?3)
         WHERE workspace_id = ?1 AND kind = ?2 AND folded = ?4 AND color IS NULL",
        &[
            kind.code().into(),
            (&fold::text(from)).into(),
            (&fold::text(to)).into(),
        ],
    )?;
    Ok(())
}
