//! What the tracker knows of a contact: the clicks their dialogs began with, and what partners reported of them.

use crate::{Result, Space};
use serde_json::{Value, json};
use signalbox_model::RecordId;
use signalbox_model::id::born_at;

const OF_CONTACT: &str = "dialog_id IN (SELECT id FROM dialog WHERE workspace_id = ?1 AND contact_id = ?2)";

/// The click ids of a contact's dialogs.
pub fn codes_of(space: &mut Space, contact: RecordId) -> Result<Vec<String>> {
    let sql = format!("SELECT code FROM click WHERE workspace_id = ?1 AND {OF_CONTACT} ORDER BY id");
    space.all(&sql, &[contact.0.into()], |row| row.text(0))
}

/// The clicks of a contact, and what is known by them, a line each.
pub fn clicks_of(space: &mut Space, contact: RecordId) -> Result<Vec<Value>> {
    let name = |raw: i64| RecordId(raw).to_string();
    let sql =
        format!("SELECT id, code, fields FROM click WHERE workspace_id = ?1 AND {OF_CONTACT} ORDER BY id");
    let mut lines = space.all(&sql, &[contact.0.into()], |row| {
        let (id, fields) = (row.int(0)?, row.json::<Value>(2)?);
        Ok(json!({"what": "click", "id": name(id), "at": born_at(id), "code": row.text(1)?, "fields": fields}))
    })?;
    let sql = format!(
        "SELECT id, click_id, event, cost, currency, tid FROM conversion WHERE workspace_id = ?1
         AND click_id IN (SELECT id FROM click WHERE workspace_id = ?1 AND {OF_CONTACT}) ORDER BY id"
    );
    lines.extend(space.all(&sql, &[contact.0.into()], |row| {
        let (id, click, event) = (row.int(0)?, row.int(1)?, row.text(2)?);
        let (cost, currency, tid) = (row.opt_int(3)?, row.opt_text(4)?, row.opt_text(5)?);
        Ok(json!({"what": "conversion", "id": name(id), "click": name(click), "at": born_at(id), "event": event,
            "cost": cost, "currency": currency, "tid": tid}))
    })?);
    Ok(lines)
}

/// Takes from clicks and what was reported of them all that tells whose they are; their rows stay, so that reports keep
/// their counts and sums. Before the dialogs go.
pub(super) fn unname(space: &mut Space, contact: RecordId) -> Result<()> {
    let contact = [contact.0.into()];
    let sql = format!(
        "UPDATE conversion SET mark = '', tid = NULL WHERE workspace_id = ?1
         AND click_id IN (SELECT id FROM click WHERE workspace_id = ?1 AND {OF_CONTACT})"
    );
    space.exec(&sql, &contact)?;
    // A click id has no minus in it, so nobody is found by what stands there now.
    let sql = format!(
        "UPDATE click SET code = '-' || id, fields = '{{}}', wanted = NULL, dialog_id = NULL
         WHERE workspace_id = ?1 AND {OF_CONTACT}"
    );
    space.exec(&sql, &contact)?;
    Ok(())
}
