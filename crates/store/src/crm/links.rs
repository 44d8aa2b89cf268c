//! Links of records: lead and contact, lead and company, contact and company; many to many.

use crate::{Result, Space, StoreError};
use signalbox_model::{RecordId, RecordKind, RecordRef};

/// What `a` is linked to, the main one first.
pub(super) const FORWARD: &str = "SELECT b_id, main FROM record_link WHERE workspace_id = ?1 AND a_id = ?2
    AND b_kind = ?3 ORDER BY main DESC, b_id";
/// What is linked to `b`.
pub(super) const BACK: &str = "SELECT a_id, main FROM record_link WHERE workspace_id = ?1 AND b_id = ?2
    AND a_kind = ?3 ORDER BY a_id";
/// Whose main link leads to `b`.
pub(super) const ORPHANS: &str = "SELECT a_id, b_kind FROM record_link WHERE workspace_id = ?1 AND b_id = ?2
    AND main = ?3";

/// A record at the other end of a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Linked {
    /// Its id.
    pub id: RecordId,
    /// Whether the link is the main one of the record with the smaller kind (a lead's main contact).
    pub main: bool,
}

/// The two ends in the order they are stored.
fn ends(one: RecordRef, other: RecordRef) -> Result<(RecordRef, RecordRef)> {
    let (a, b) = if one.kind < other.kind {
        (one, other)
    } else {
        (other, one)
    };
    match (a.kind, b.kind) {
        (RecordKind::Lead, RecordKind::Contact | RecordKind::Company)
        | (RecordKind::Contact, RecordKind::Company) => Ok((a, b)),
        _ => Err(StoreError::Broken(format!(
            "a {} cannot be linked to a {}",
            a.kind, b.kind
        ))),
    }
}

/// Whether two records are linked, and if so whether it is the main link.
pub fn get(space: &mut Space, one: RecordRef, other: RecordRef) -> Result<Option<bool>> {
    let (a, b) = ends(one, other)?;
    space.one(
        "SELECT main FROM record_link WHERE workspace_id = ?1 AND a_id = ?2 AND b_kind = ?3 AND b_id = ?4",
        &[a.id.0.into(), b.kind.code().into(), b.id.0.into()],
        |row| row.flag(0),
    )
}

/// Links two records, or changes whether the link is the main one. A new main link takes the place of the old.
///
/// # Errors
/// [`StoreError::NotAllowed`] when the person may not change the record that tells of the link: the lead, or else the
/// contact.
pub fn put(space: &mut Space, one: RecordRef, other: RecordRef, main: bool) -> Result<()> {
    let (a, b) = ends(one, other)?;
    super::check_edit(space, a)?;
    if main {
        space.exec(
            "UPDATE record_link SET main = ?4 WHERE workspace_id = ?1 AND a_id = ?2 AND b_kind = ?3 AND main = ?5",
            &[a.id.0.into(), b.kind.code().into(), false.into(), true.into()],
        )?;
    }
    space.exec(
        "INSERT INTO record_link (workspace_id, a_id, b_kind, b_id, a_kind, main) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (workspace_id, a_id, b_kind, b_id) DO UPDATE SET main = excluded.main",
        &[
            a.id.0.into(),
            b.kind.code().into(),
            b.id.0.into(),
            a.kind.code().into(),
            main.into(),
        ],
    )?;
    Ok(())
}

/// Takes a link away; true when there was one. When it was the main one, the oldest of the rest becomes it.
pub fn remove(space: &mut Space, one: RecordRef, other: RecordRef) -> Result<bool> {
    let Some(was_main) = get(space, one, other)? else {
        return Ok(false);
    };
    let (a, b) = ends(one, other)?;
    super::check_edit(space, a)?;
    space.exec(
        "DELETE FROM record_link WHERE workspace_id = ?1 AND a_id = ?2 AND b_kind = ?3 AND b_id = ?4",
        &[a.id.0.into(), b.kind.code().into(), b.id.0.into()],
    )?;
    if was_main {
        crown(space, a.id, b.kind)?;
    }
    Ok(true)
}

/// Makes the oldest link of a record to a kind its main one.
fn crown(space: &mut Space, a: RecordId, kind: RecordKind) -> Result<()> {
    space.exec(
        "UPDATE record_link SET main = ?4 WHERE workspace_id = ?1 AND a_id = ?2 AND b_kind = ?3 AND b_id =
         (SELECT MIN(b_id) FROM record_link WHERE workspace_id = ?1 AND a_id = ?2 AND b_kind = ?3)",
        &[a.0.into(), kind.code().into(), true.into()],
    )?;
    Ok(())
}

/// Records of a kind linked to a record: the main one first, then by age.
pub fn of(space: &mut Space, record: RecordRef, kind: RecordKind) -> Result<Vec<Linked>> {
    let sql = if record.kind < kind { FORWARD } else { BACK };
    space.all(sql, &[record.id.0.into(), kind.code().into()], |row| {
        Ok(Linked {
            id: RecordId(row.int(0)?),
            main: row.flag(1)?,
        })
    })
}

/// How many records of a kind are linked to a record.
pub fn count(space: &mut Space, record: RecordRef, kind: RecordKind) -> Result<i64> {
    let sql = if record.kind < kind {
        "SELECT COUNT(*) FROM record_link WHERE workspace_id = ?1 AND a_id = ?2 AND b_kind = ?3"
    } else {
        "SELECT COUNT(*) FROM record_link WHERE workspace_id = ?1 AND b_id = ?2 AND a_kind = ?3"
    };
    let found = space.one(sql, &[record.id.0.into(), kind.code().into()], |row| row.int(0))?;
    Ok(found.unwrap_or(0))
}

/// Takes away every link of a record; records that lose their main link get another.
pub(crate) fn remove_all(space: &mut Space, id: RecordId) -> Result<()> {
    let orphans = space.all(ORPHANS, &[id.0.into(), true.into()], |row| {
        Ok((RecordId(row.int(0)?), RecordKind::from_code(row.int(1)?)))
    })?;
    // One statement an end: with OR neither index would be used.
    space.exec(
        "DELETE FROM record_link WHERE workspace_id = ?1 AND a_id = ?2",
        &[id.0.into()],
    )?;
    space.exec(
        "DELETE FROM record_link WHERE workspace_id = ?1 AND b_id = ?2",
        &[id.0.into()],
    )?;
    for (a, kind) in orphans {
        if let Some(kind) = kind {
            crown(space, a, kind)?;
        }
    }
    Ok(())
}
