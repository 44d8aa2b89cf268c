//! How the person of a dialog came: the click, the campaign, what the link carried, and what partners reported since.

use crate::problem::Result;
use schemars::JsonSchema;
use serde::Serialize;
use signalbox_model::record::Money;
use signalbox_model::{CampaignId, DialogId, Micros};
use signalbox_store::Space;
use signalbox_store::tracker::{campaigns, clicks, conversions};
use std::collections::BTreeMap;

/// How the person of a dialog came.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Came {
    /// The click id partners know.
    click: String,
    /// The campaign; absent when they came by themselves, or it was deleted.
    campaign: Option<CampaignName>,
    /// When they clicked.
    at: Micros,
    /// What their link carried.
    fields: BTreeMap<String, String>,
    /// What partners reported of them, oldest first.
    events: Vec<CameEvent>,
}

/// A campaign by name.
#[derive(Debug, Serialize, JsonSchema)]
struct CampaignName {
    /// Its id.
    id: CampaignId,
    /// Its name.
    name: String,
}

/// Something that partners reported.
#[derive(Debug, Serialize, JsonSchema)]
struct CameEvent {
    /// `registration`, `sale`, `resale`, or any other.
    event: String,
    /// The how-manieth of its kind.
    number: i64,
    /// The sum; negative for a withdrawal.
    sum: Option<Money>,
    /// The partner's id of it.
    tid: Option<String>,
    /// When.
    at: Micros,
}

impl From<conversions::Stored> for CameEvent {
    fn from(one: conversions::Stored) -> Self {
        Self {
            at: Micros(one.id.born_at()),
            event: one.event,
            number: one.number,
            sum: one
                .cost
                .zip(one.currency)
                .map(|(minor, currency)| Money { minor, currency }),
            tid: one.tid,
        }
    }
}

/// The newest click of a dialog with what came of it.
pub(super) fn of(space: &mut Space, dialog: DialogId) -> Result<Option<Came>> {
    let Some(click) = clicks::of_dialog(space, dialog)? else {
        return Ok(None);
    };
    let campaign = match click.campaign {
        Some(id) => campaigns::list(space)?.into_iter().find(|one| one.id == id),
        None => None,
    };
    let events = conversions::of_click(space, click.id)?;
    Ok(Some(Came {
        at: Micros(click.id.born_at()),
        click: click.code,
        campaign: campaign.map(|one| CampaignName {
            id: one.id,
            name: one.settings.name,
        }),
        fields: click.fields,
        events: events.into_iter().map(CameEvent::from).collect(),
    }))
}
