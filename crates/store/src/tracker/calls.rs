//! The log of postbacks, as they were received.

use super::unknown;
use crate::{Result, Row, Space, Tx};
use signalbox_model::tracker::PostbackVerdict;
use signalbox_model::{ConversionId, DialogId, Micros, PostbackCallId, PostbackId, id};

/// A postback that was received.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// Its id.
    pub id: PostbackCallId,
    /// The address it came to.
    pub postback: PostbackId,
    /// What became of it.
    pub verdict: PostbackVerdict,
    /// Why, and what of it was left out.
    pub reason: Option<String>,
    /// The click id it named; empty when none.
    pub code: String,
    /// The event it reported, as it is called here; empty when none.
    pub event: String,
    /// What was stored of it.
    pub conversion: Option<ConversionId>,
    /// The dialog of the click.
    pub dialog: Option<DialogId>,
    /// `GET` or `POST`.
    pub method: String,
    /// What it said: query and body.
    pub request: String,
}

const COLUMNS: &str =
    "id, postback_id, verdict, reason, code, event, conversion_id, dialog_id, method, request";

fn stored(row: &Row) -> Result<Stored> {
    let verdict = row.int(2)?;
    Ok(Stored {
        id: PostbackCallId(row.int(0)?),
        postback: PostbackId(row.int(1)?),
        verdict: PostbackVerdict::from_code(verdict)
            .ok_or_else(|| unknown("verdict of a postback", verdict))?,
        reason: row.opt_text(3)?,
        code: row.text(4)?,
        event: row.text(5)?,
        conversion: row.opt_int(6)?.map(ConversionId),
        dialog: row.opt_int(7)?.map(DialogId),
        method: row.text(8)?,
        request: row.text(9)?,
    })
}

/// Writes a postback.
pub fn insert(space: &mut Space, call: &Stored) -> Result<()> {
    space.exec(
        "INSERT INTO postback_call (workspace_id, id, postback_id, verdict, reason, code, event, conversion_id, dialog_id,
         method, request) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        &[
            call.id.0.into(),
            call.postback.0.into(),
            call.verdict.code().into(),
            call.reason.as_deref().into(),
            (&call.code).into(),
            (&call.event).into(),
            call.conversion.map(|id| id.0).into(),
            call.dialog.map(|id| id.0).into(),
            (&call.method).into(),
            (&call.request).into(),
        ],
    )?;
    Ok(())
}

/// Notes what became of a postback that had waited for its click id.
pub fn settle(space: &mut Space, call: &Stored) -> Result<()> {
    space.exec(
        "UPDATE postback_call SET verdict = ?3, reason = ?4, conversion_id = ?5, dialog_id = ?6
         WHERE workspace_id = ?1 AND id = ?2",
        &[
            call.id.0.into(),
            call.verdict.code().into(),
            call.reason.as_deref().into(),
            call.conversion.map(|id| id.0).into(),
            call.dialog.map(|id| id.0).into(),
        ],
    )?;
    Ok(())
}

/// The postbacks that wait for a click id since a moment, oldest first; at most 100.
pub fn waiting(space: &mut Space, code: &str, since: Micros) -> Result<Vec<Stored>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM postback_call WHERE workspace_id = ?1 AND code = ?2 AND verdict = 3 AND id >= ?3 ORDER BY id LIMIT 100"
    );
    space.all(&sql, &[code.into(), id::floor_at(since.0).into()], stored)
}

/// Which postbacks.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// To this address.
    pub postback: Option<PostbackId>,
    /// With this verdict.
    pub verdict: Option<PostbackVerdict>,
    /// About this event.
    pub event: Option<String>,
    /// About this click id.
    pub code: Option<String>,
    /// Before this one.
    pub before: Option<PostbackCallId>,
}

/// Postbacks, newest first.
pub fn list(space: &mut Space, filter: &Filter, limit: i64) -> Result<Vec<Stored>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM postback_call WHERE workspace_id = ?1 AND id < ?2 AND (?3 = 0 OR postback_id = ?3)
         AND (?4 = 0 OR verdict = ?4) AND (?5 = '' OR event = ?5) AND (?6 = '' OR code = ?6) ORDER BY id DESC LIMIT ?7"
    );
    space.all(
        &sql,
        &[
            filter.before.map_or(i64::MAX, |id| id.0).into(),
            filter.postback.map_or(0, |id| id.0).into(),
            filter.verdict.map_or(0, PostbackVerdict::code).into(),
            filter.event.as_deref().unwrap_or_default().into(),
            filter.code.as_deref().unwrap_or_default().into(),
            limit.into(),
        ],
        stored,
    )
}

/// One postback.
pub fn get(space: &mut Space, id: PostbackCallId) -> Result<Option<Stored>> {
    let sql = format!("SELECT {COLUMNS} FROM postback_call WHERE workspace_id = ?1 AND id = ?2");
    space.one(&sql, &[id.0.into()], stored)
}

/// Forgets postbacks from before a moment; how many, at most `limit`.
pub fn tidy_any_workspace(tx: &mut Tx, before: Micros, limit: i64) -> Result<u64> {
    tx.exec(
        "DELETE FROM postback_call WHERE id IN (SELECT id FROM postback_call WHERE id < ?1 ORDER BY id LIMIT ?2)",
        &[id::floor_at(before.0).into(), limit.into()],
    )
}
