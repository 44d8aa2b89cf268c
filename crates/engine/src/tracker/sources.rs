//! What the source of a campaign is told: "on this event, call that address" (server-to-server postbacks with macros). Like
//! auto actions they are one scenario of a ready-made shape, so the outbox delivers them with its retries and its log.

use super::shape::{check_event, event_conditions, is_same};
use crate::engine::Engine;
use crate::error::{EngineError, Fault, Result};
use crate::scenarios::By;
use crate::{Definitions, Done};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use signalbox_model::scenario::Scenario;
use signalbox_model::{CampaignId, Key, ScenarioId};
use signalbox_store::Tx;
use signalbox_store::tracker::campaigns;

/// Calls of one campaign, at most.
const MOST_CALLS: usize = 50;

/// One call to the source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SourceCall {
    /// The event: `sale`, or `resale#2` for the second repeat deposit.
    pub event: String,
    /// The address, called with GET: `https://source.example/?cid={tracker.external_id}&payout={cost}&cur={currency}`.
    pub url: String,
}

/// What the source of a campaign is told.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SourceCalls {
    /// The scenario they are; none before the first.
    pub scenario: Option<ScenarioId>,
    /// Whether it is switched on.
    pub on: bool,
    /// The calls; absent when the scenario was changed into something that they alone cannot say.
    pub calls: Option<Vec<SourceCall>>,
}

fn scenario_key(campaign: &campaigns::Stored) -> Result<Key> {
    let text: String = format!("source-{}", campaign.key).chars().take(64).collect();
    text.parse()
        .map_err(|_| EngineError::Conflict("the campaign's key gives no key of a scenario".into()))
}

impl Engine {
    /// What the source of a campaign is told, as it stands.
    pub fn source_calls(&self, defs: &Definitions, id: CampaignId) -> Result<SourceCalls> {
        let campaign = defs.campaigns.get(&id);
        let campaign = campaign.ok_or_else(|| EngineError::NotFound("campaign with this id".into()))?;
        let known = defs.scenario(&scenario_key(campaign)?);
        Ok(SourceCalls {
            scenario: known.map(|known| known.id),
            on: known.is_some_and(|known| known.on),
            calls: match known {
                Some(known) => calls_of(&known.body.scenario, campaign)?,
                None => Some(Vec::new()),
            },
        })
    }

    /// Writes what the source of a campaign is told, and switches it on.
    pub fn set_source_calls(
        &self,
        tx: &mut Tx,
        by: &By,
        id: CampaignId,
        calls: &[SourceCall],
    ) -> Result<Done> {
        let defs = self.definitions(tx, by.workspace)?;
        let campaign = defs.campaigns.get(&id);
        let campaign = campaign.ok_or_else(|| EngineError::NotFound("campaign with this id".into()))?;
        check(calls)?;
        let scenario = scenario_of(campaign, calls)?;
        let key = scenario_key(campaign)?;
        self.keep_ready_made(tx, by, key, scenario)
    }
}

fn check(calls: &[SourceCall]) -> Result<()> {
    let mut faults = Vec::new();
    if calls.len() > MOST_CALLS {
        faults.push(Fault::error("calls", format!("use at most {MOST_CALLS}")));
    }
    for (n, call) in calls.iter().enumerate() {
        check_event(&format!("calls[{n}].event"), &call.event, &mut faults);
        if !call.url.starts_with("https://") && !call.url.starts_with("http://") {
            let say = "write the source's address, such as https://source.example/?cid={tracker.external_id}";
            faults.push(Fault::error(format!("calls[{n}].url"), say));
        }
    }
    match faults.is_empty() {
        true => Ok(()),
        false => Err(EngineError::Invalid(faults)),
    }
}

fn scenario_of(campaign: &campaigns::Stored, calls: &[SourceCall]) -> Result<Scenario> {
    let blocks: Vec<Value> = calls
        .iter()
        .map(|call| {
            json!({
                "name": call.event.trim().to_lowercase(),
                "if": event_conditions(&call.event),
                "do": [{ "action": "send_webhook", "method": "GET", "url": call.url.trim(), "plain": true }],
            })
        })
        .collect();
    let document = json!({
        "name": format!("Told to the source: {}", campaign.settings.name),
        "start": { "on": "postback", "campaign": campaign.key },
        "blocks": blocks,
    });
    Ok(serde_json::from_value(document)?)
}

fn calls_of(scenario: &Scenario, campaign: &campaigns::Stored) -> Result<Option<Vec<SourceCall>>> {
    let document = serde_json::to_value(scenario)?;
    let blocks = document["blocks"].as_array().cloned().unwrap_or_default();
    let call = |block: &Value| {
        Some(SourceCall {
            event: block["name"].as_str()?.to_owned(),
            url: block["do"][0]["url"].as_str()?.to_owned(),
        })
    };
    let calls: Option<Vec<SourceCall>> = blocks.iter().map(call).collect();
    let Some(calls) = calls else { return Ok(None) };
    let same = is_same(scenario, scenario_of(campaign, &calls)?);
    Ok(same.then_some(calls))
}
