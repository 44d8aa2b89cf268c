//! Clicks: everybody who came, by the id they have with partners.

use crate::{Result, Row, Space};
use signalbox_model::{CampaignId, ClickId, DialogId, Micros};
use std::collections::BTreeMap;

/// Somebody who came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// Its id.
    pub id: ClickId,
    /// The click id partners know.
    pub code: String,
    /// The campaign; none for who came by themselves.
    pub campaign: Option<CampaignId>,
    /// The dialog they began.
    pub dialog: Option<DialogId>,
    /// What their link carried.
    pub fields: BTreeMap<String, String>,
    /// Fields of the dialog that came before the dialog, JSON: the engine's own.
    pub wanted: Option<String>,
    /// When they began the dialog.
    pub started_at: Option<Micros>,
}

const COLUMNS: &str = "id, code, campaign_id, dialog_id, fields, wanted, started_at";

fn stored(row: &Row) -> Result<Stored> {
    let campaign = row.int(2)?;
    Ok(Stored {
        id: ClickId(row.int(0)?),
        code: row.text(1)?,
        campaign: (campaign != 0).then_some(CampaignId(campaign)),
        dialog: row.opt_int(3)?.map(DialogId),
        fields: row.json(4)?,
        wanted: row.opt_text(5)?,
        started_at: row.opt_int(6)?.map(Micros),
    })
}

/// The click of an id.
pub fn find(space: &mut Space, code: &str) -> Result<Option<Stored>> {
    let sql = format!("SELECT {COLUMNS} FROM click WHERE workspace_id = ?1 AND code = ?2");
    space.one(&sql, &[code.into()], stored)
}

/// One click.
pub fn get(space: &mut Space, id: ClickId) -> Result<Option<Stored>> {
    let sql = format!("SELECT {COLUMNS} FROM click WHERE workspace_id = ?1 AND id = ?2");
    space.one(&sql, &[id.0.into()], stored)
}

/// The newest click of a dialog.
pub fn of_dialog(space: &mut Space, dialog: DialogId) -> Result<Option<Stored>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM click WHERE workspace_id = ?1 AND dialog_id = ?2 ORDER BY id DESC LIMIT 1"
    );
    space.one(&sql, &[dialog.0.into()], stored)
}

/// Makes a click; false when its code is taken.
pub fn insert(space: &mut Space, click: &Stored) -> Result<bool> {
    let fields = serde_json::to_string(&click.fields)?;
    let touched = space.exec(
        "INSERT INTO click (workspace_id, id, code, campaign_id, dialog_id, fields, started_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (workspace_id, code) DO NOTHING",
        &[
            click.id.0.into(),
            (&click.code).into(),
            click.campaign.map_or(0, |id| id.0).into(),
            click.dialog.map(|id| id.0).into(),
            (&fields).into(),
            click.started_at.into(),
        ],
    )?;
    Ok(touched == 1)
}

/// Ties a click to the dialog that was begun with it; what was wanted of the dialog is taken.
pub fn start(space: &mut Space, id: ClickId, dialog: DialogId, now: Micros) -> Result<()> {
    space.exec(
        "UPDATE click SET dialog_id = ?3, started_at = COALESCE(started_at, ?4), wanted = NULL
         WHERE workspace_id = ?1 AND id = ?2",
        &[id.0.into(), dialog.0.into(), now.into()],
    )?;
    Ok(())
}

/// Keeps fields for the dialog that will be begun with a click.
pub fn want(space: &mut Space, id: ClickId, wanted: &str) -> Result<()> {
    let sql = "UPDATE click SET wanted = ?3 WHERE workspace_id = ?1 AND id = ?2";
    space.exec(sql, &[id.0.into(), wanted.into()])?;
    Ok(())
}
