//! Records that share a phone, an e-mail or another value that should be one record's alone, and the pairs that people
//! said are two all the same.

use super::holders::{self, Held};
use super::record::{ids_json, listed};
use super::values::Entry;
use crate::{Result, Space};
use signalbox_model::{RecordId, RecordKind};
use std::collections::BTreeSet;

/// A value that several records hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shared {
    /// The value.
    pub entry: Entry,
    /// How many hold it.
    pub count: i64,
}

/// Values of `fields` that several records of a kind hold, in the order of the index, after one of them. `fields` are
/// slots of the index and keys of custom fields. `limit` is 1–500.
pub fn shared(
    space: &mut Space,
    kind: RecordKind,
    fields: &[&str],
    after: Option<&Entry>,
    limit: i64,
) -> Result<Vec<Shared>> {
    let names: Vec<String> = (6..6 + fields.len()).map(|place| format!("?{place}")).collect();
    let sql = format!(
        "SELECT folded, field, COUNT(*) FROM record_value
         WHERE workspace_id = ?1 AND kind = ?2 AND (folded, field) > (?3, ?4) AND field IN ({})
         GROUP BY folded, field HAVING COUNT(*) > 1 ORDER BY folded, field LIMIT ?5",
        names.join(", ")
    );
    let (folded, field) = after.map_or(("", ""), |entry| (&entry.folded, &entry.field));
    let mut params = vec![
        kind.code().into(),
        folded.into(),
        field.into(),
        limit.clamp(1, 500).into(),
    ];
    params.extend(fields.iter().map(|field| crate::Val::Text(field)));
    space.all(&sql, &params, |row| {
        Ok(Shared {
            entry: Entry::new(&row.text(1)?, row.text(0)?),
            count: row.int(2)?,
        })
    })
}

/// The oldest records that hold a value, at most `limit`.
pub fn holding(space: &mut Space, kind: RecordKind, entry: &Entry, limit: i64) -> Result<Vec<RecordId>> {
    holders::next(space, Held::Value(kind, entry), RecordId(0), limit)
}

/// Remembers that two records are two.
pub fn keep_apart(space: &mut Space, kind: RecordKind, one: RecordId, other: RecordId) -> Result<()> {
    space.exec(
        "INSERT INTO not_duplicate (workspace_id, kind, a_id, b_id) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
        &[
            kind.code().into(),
            one.min(other).0.into(),
            one.max(other).0.into(),
        ],
    )?;
    Ok(())
}

/// Forgets that two records are two.
pub fn forget_apart(space: &mut Space, kind: RecordKind, one: RecordId, other: RecordId) -> Result<()> {
    space.exec(
        "DELETE FROM not_duplicate WHERE workspace_id = ?1 AND kind = ?2 AND a_id = ?3 AND b_id = ?4",
        &[
            kind.code().into(),
            one.min(other).0.into(),
            one.max(other).0.into(),
        ],
    )?;
    Ok(())
}

/// The pairs among these records that are known to be two, the smaller id first.
pub fn apart(
    space: &mut Space,
    kind: RecordKind,
    ids: &[RecordId],
) -> Result<BTreeSet<(RecordId, RecordId)>> {
    let among = listed(space);
    let sql = format!(
        "SELECT a_id, b_id FROM not_duplicate
         WHERE workspace_id = ?1 AND kind = ?3 AND a_id IN ({among}) AND b_id IN ({among})"
    );
    let pairs = space.all(&sql, &[(&ids_json(ids)).into(), kind.code().into()], |row| {
        Ok((RecordId(row.int(0)?), RecordId(row.int(1)?)))
    })?;
    Ok(pairs.into_iter().collect())
}
