//! Reading the audit log, newest first.

use super::{Deed, Diff, Kind, Via};
use crate::{Result, Row, Space, StoreError};
use signalbox_model::{AuditId, Micros, UserId};

/// An entry.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Its id.
    pub id: AuditId,
    /// When.
    pub at: Micros,
    /// Who; nobody for commands on the server's machine.
    pub user: Option<UserId>,
    /// How they came in.
    pub via: Via,
    /// From where.
    pub address: String,
    /// What was changed.
    pub kind: Kind,
    /// What was done.
    pub deed: Deed,
    /// The name or key of what was changed.
    pub name: String,
    /// What differs.
    pub diff: Diff,
}

/// Which entries are listed; every given filter must fit.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// By this person.
    pub user: Option<UserId>,
    /// Of this kind.
    pub kind: Option<Kind>,
    /// Of what has this name or key.
    pub name: Option<String>,
    /// Not before.
    pub from: Option<Micros>,
    /// Before.
    pub to: Option<Micros>,
    /// With this text in the name or in a change, whatever its case.
    pub text: Option<String>,
    /// Older than this entry.
    pub before: Option<AuditId>,
    /// How many, 1–500.
    pub limit: i64,
}

fn entry(row: &Row) -> Result<Entry> {
    let unknown = |what: &str| StoreError::Broken(format!("an entry of the audit log has an unknown {what}"));
    Ok(Entry {
        id: AuditId(row.int(0)?),
        at: Micros(row.int(1)?),
        user: row.opt_int(2)?.map(UserId),
        via: row.json(3)?,
        address: row.text(4)?,
        kind: Kind::from_name(&row.text(5)?).ok_or_else(|| unknown("kind"))?,
        deed: Deed::from_name(&row.text(6)?).ok_or_else(|| unknown("deed"))?,
        name: row.text(7)?,
        diff: row.json(8)?,
    })
}

/// A page of entries, newest first.
pub fn list(space: &mut Space, filter: &Filter) -> Result<Vec<Entry>> {
    let pattern = filter.text.as_deref().map(pattern);
    // One text for every combination: what is not asked for compares with itself.
    space.all(
        "SELECT id, at, user_id, via, address, kind, deed, name, changes FROM audit
         WHERE workspace_id = ?1 AND id < ?2 AND at >= ?3 AND at < ?4
         AND (CAST(?5 AS BIGINT) = -1 OR user_id = ?5) AND (?6 = '' OR kind = ?6)
         AND (?7 = '' OR folded LIKE ?7 ESCAPE '!')
         AND (?9 = '' OR name = ?9) ORDER BY id DESC LIMIT ?8",
        &[
            filter.before.map_or(i64::MAX, |id| id.0).into(),
            filter.from.map_or(i64::MIN, |at| at.0).into(),
            filter.to.map_or(i64::MAX, |at| at.0).into(),
            filter.user.map_or(-1, |user| user.0).into(),
            filter.kind.map_or("", Kind::as_str).into(),
            pattern.as_deref().unwrap_or_default().into(),
            filter.limit.clamp(1, 500).into(),
            filter.name.as_deref().unwrap_or_default().into(),
        ],
        entry,
    )
}

/// A text as a pattern that finds it anywhere.
fn pattern(text: &str) -> String {
    let mut escaped = String::from("%");
    for c in text.trim().to_lowercase().chars() {
        if matches!(c, '%' | '_' | '!') {
            escaped.push('!');
        }
        escaped.push(c);
    }
    escaped.push('%');
    escaped
}
