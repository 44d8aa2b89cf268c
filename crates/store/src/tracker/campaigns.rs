//! Campaigns.

use crate::audit::{self, Kind};
use crate::scenarios::key;
use crate::{Result, Row, Space, Tx};
use signalbox_model::tracker::CampaignSettings;
use signalbox_model::{CampaignId, Key, Micros, WorkspaceId};

/// A campaign.
#[derive(Debug, Clone, PartialEq)]
pub struct Stored {
    /// Its id.
    pub id: CampaignId,
    /// Its key.
    pub key: Key,
    /// The part of its link that names it.
    pub token: String,
    /// Its settings.
    pub settings: CampaignSettings,
    /// When it was made.
    pub created_at: Micros,
    /// When it last changed.
    pub updated_at: Micros,
}

const COLUMNS: &str = "id, key, token, settings, created_at, updated_at";

fn stored(row: &Row) -> Result<Stored> {
    Ok(Stored {
        id: CampaignId(row.int(0)?),
        key: key(&row.text(1)?)?,
        token: row.text(2)?,
        settings: row.json(3)?,
        created_at: Micros(row.int(4)?),
        updated_at: Micros(row.int(5)?),
    })
}

/// Every campaign of the workspace, by key.
pub fn list(space: &mut Space) -> Result<Vec<Stored>> {
    let sql = format!("SELECT {COLUMNS} FROM campaign WHERE workspace_id = ?1 ORDER BY key");
    space.all(&sql, &[], stored)
}

/// The campaign of a link.
pub fn find_any_workspace(tx: &mut Tx, token: &str) -> Result<Option<(WorkspaceId, CampaignId)>> {
    let sql = "SELECT workspace_id, id FROM campaign WHERE token = ?1";
    tx.one(sql, &[token.into()], |row| {
        Ok((WorkspaceId(row.int(0)?), CampaignId(row.int(1)?)))
    })
}

/// Makes a campaign.
pub fn insert(space: &mut Space, campaign: &Stored) -> Result<()> {
    audit::changed(
        space,
        Kind::Campaign,
        campaign.key.as_str(),
        None::<&CampaignSettings>,
        &campaign.settings,
    )?;
    let settings = serde_json::to_string(&campaign.settings)?;
    space.exec(
        "INSERT INTO campaign (workspace_id, id, key, token, settings, created_at, updated_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6)",
        &[
            campaign.id.0.into(),
            campaign.key.as_str().into(),
            (&campaign.token).into(),
            (&settings).into(),
            campaign.created_at.into(),
        ],
    )?;
    Ok(())
}

/// Writes the settings of a campaign.
pub fn update(space: &mut Space, before: &Stored, settings: &CampaignSettings, now: Micros) -> Result<()> {
    audit::changed(
        space,
        Kind::Campaign,
        before.key.as_str(),
        Some(&before.settings),
        settings,
    )?;
    let settings = serde_json::to_string(settings)?;
    space.exec(
        "UPDATE campaign SET settings = ?3, updated_at = ?4 WHERE workspace_id = ?1 AND id = ?2",
        &[before.id.0.into(), (&settings).into(), now.into()],
    )?;
    Ok(())
}

/// Removes a campaign; the clicks it brought stay.
pub fn delete(space: &mut Space, campaign: &Stored) -> Result<()> {
    audit::forgotten(space, Kind::Campaign, campaign.key.as_str(), &campaign.settings)?;
    let sql = "DELETE FROM campaign WHERE workspace_id = ?1 AND id = ?2";
    space.exec(sql, &[campaign.id.0.into()])?;
    Ok(())
}
