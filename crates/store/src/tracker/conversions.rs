//! What is known of somebody by what partners report: registrations, deposits, withdrawals.

use crate::{Result, Row, Space};
use signalbox_model::{CampaignId, ClickId, ConversionId, Micros, id};

/// An event of the person behind a click.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// Its id.
    pub id: ConversionId,
    /// The click.
    pub click: ClickId,
    /// The campaign the click came by.
    pub campaign: Option<CampaignId>,
    /// `registration`, `sale`, `resale`, or any other.
    pub event: String,
    /// The how-manieth of its kind for this click.
    pub number: i64,
    /// What tells a repeat.
    pub mark: String,
    /// The sum, in minor units; negative for a withdrawal.
    pub cost: Option<i64>,
    /// Its currency.
    pub currency: Option<String>,
    /// The partner's id of it.
    pub tid: Option<String>,
}

const COLUMNS: &str = "id, click_id, campaign_id, event, number, mark, cost, currency, tid";

fn stored(row: &Row) -> Result<Stored> {
    let campaign = row.int(2)?;
    Ok(Stored {
        id: ConversionId(row.int(0)?),
        click: ClickId(row.int(1)?),
        campaign: (campaign != 0).then_some(CampaignId(campaign)),
        event: row.text(3)?,
        number: row.int(4)?,
        mark: row.text(5)?,
        cost: row.opt_int(6)?,
        currency: row.opt_text(7)?,
        tid: row.opt_text(8)?,
    })
}

/// Writes one.
pub fn insert(space: &mut Space, one: &Stored) -> Result<()> {
    space.exec(
        "INSERT INTO conversion (workspace_id, id, click_id, campaign_id, event, number, mark, cost, currency, tid)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        &[
            one.id.0.into(),
            one.click.0.into(),
            one.campaign.map_or(0, |id| id.0).into(),
            (&one.event).into(),
            one.number.into(),
            (&one.mark).into(),
            one.cost.into(),
            one.currency.as_deref().into(),
            one.tid.as_deref().into(),
        ],
    )?;
    Ok(())
}

/// The earlier one with a mark, born at this moment or later.
pub fn repeated(
    space: &mut Space,
    click: ClickId,
    mark: &str,
    since: Option<Micros>,
) -> Result<Option<ConversionId>> {
    let sql = "SELECT id FROM conversion WHERE workspace_id = ?1 AND click_id = ?2 AND mark = ?3 AND id >= ?4
         ORDER BY id DESC LIMIT 1";
    let since = since.map_or(0, |since| id::floor_at(since.0));
    let found = space.one(sql, &[click.0.into(), mark.into(), since.into()], |row| {
        row.int(0)
    })?;
    Ok(found.map(ConversionId))
}

/// How many of an event a click has.
pub fn count(space: &mut Space, click: ClickId, event: &str) -> Result<i64> {
    let sql = "SELECT COUNT(*) FROM conversion WHERE workspace_id = ?1 AND click_id = ?2 AND event = ?3";
    Ok(space
        .one(sql, &[click.0.into(), event.into()], |row| row.int(0))?
        .unwrap_or(0))
}

/// One.
pub fn get(space: &mut Space, id: ConversionId) -> Result<Option<Stored>> {
    let sql = format!("SELECT {COLUMNS} FROM conversion WHERE workspace_id = ?1 AND id = ?2");
    space.one(&sql, &[id.0.into()], stored)
}

/// Those of a click, oldest first; at most 500.
pub fn of_click(space: &mut Space, click: ClickId) -> Result<Vec<Stored>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM conversion WHERE workspace_id = ?1 AND click_id = ?2 ORDER BY id LIMIT 500"
    );
    space.all(&sql, &[click.0.into()], stored)
}
