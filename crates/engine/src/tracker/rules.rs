//! Auto actions: "on this event, to that step, with this status" (C-22…C-25). They are what they look like: one scenario of a
//! ready-made shape per campaign, run by the same engine, which can be opened and extended.

use super::shape::{check_event, event_conditions, is_same, parted};
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

/// Auto actions of one campaign, at most.
const MOST_RULES: usize = 200;

/// One auto action.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AutoAction {
    /// The event: `registration`, `sale`, `resale`; `resale#2` is the second repeat deposit.
    pub event: String,
    /// The flow the dialog goes to.
    pub flow: Key,
    /// The step; the flow's first when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<Key>,
    /// The status the dialog has then.
    #[serde(default)]
    pub status: AutoStatus,
}

/// The status an auto action gives.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AutoStatus {
    /// The flow goes on.
    #[default]
    Auto,
    /// People go on.
    Manual,
    /// The talk is over.
    Finished,
}

impl AutoStatus {
    fn as_str(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Manual => "manual",
            Self::Finished => "finished",
        }
    }
}

/// The auto actions of a campaign.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct AutoActions {
    /// The scenario they are; none before the first.
    pub scenario: Option<ScenarioId>,
    /// Whether it is switched on.
    pub on: bool,
    /// The rules; absent when the scenario was changed into something that rules alone cannot say.
    pub rules: Option<Vec<AutoAction>>,
}

fn scenario_key(campaign: &campaigns::Stored) -> Result<Key> {
    let text: String = format!("auto-{}", campaign.key).chars().take(64).collect();
    text.parse()
        .map_err(|_| EngineError::Conflict("the campaign's key gives no key of a scenario".into()))
}

impl Engine {
    /// The auto actions of a campaign as they stand.
    pub fn auto_actions(&self, defs: &Definitions, id: CampaignId) -> Result<AutoActions> {
        let campaign = defs.campaigns.get(&id);
        let campaign = campaign.ok_or_else(|| EngineError::NotFound("campaign with this id".into()))?;
        let known = defs.scenario(&scenario_key(campaign)?);
        Ok(AutoActions {
            scenario: known.map(|known| known.id),
            on: known.is_some_and(|known| known.on),
            rules: match known {
                Some(known) => rules_of(&known.body.scenario, campaign)?,
                None => Some(Vec::new()),
            },
        })
    }

    /// Writes the auto actions of a campaign, and switches them on.
    pub fn set_auto_actions(
        &self,
        tx: &mut Tx,
        by: &By,
        id: CampaignId,
        rules: &[AutoAction],
    ) -> Result<Done> {
        let defs = self.definitions(tx, by.workspace)?;
        let campaign = defs.campaigns.get(&id);
        let campaign = campaign.ok_or_else(|| EngineError::NotFound("campaign with this id".into()))?;
        check(rules)?;
        let scenario = scenario_of(campaign, rules)?;
        let key = scenario_key(campaign)?;
        self.keep_ready_made(tx, by, key, scenario)
    }
}

fn check(rules: &[AutoAction]) -> Result<()> {
    let mut faults = Vec::new();
    if rules.len() > MOST_RULES {
        faults.push(Fault::error("rules", format!("use at most {MOST_RULES}")));
    }
    for (n, rule) in rules.iter().enumerate() {
        check_event(&format!("rules[{n}].event"), &rule.event, &mut faults);
    }
    match faults.is_empty() {
        true => Ok(()),
        false => Err(EngineError::Invalid(faults)),
    }
}

/// The scenario of rules: a block each, the exact numbers first, and each ends the run, so that one rule fires for one
/// event (Z-65). Rules of one event stay in their order: the first fires.
fn scenario_of(campaign: &campaigns::Stored, rules: &[AutoAction]) -> Result<Scenario> {
    let exact_first = rules
        .iter()
        .filter(|rule| parted(&rule.event).1.is_some())
        .chain(rules.iter().filter(|rule| parted(&rule.event).1.is_none()));
    let blocks: Vec<Value> = exact_first.map(block_of).collect();
    let document = json!({
        "name": format!("Auto actions: {}", campaign.settings.name),
        "start": { "on": "postback", "campaign": campaign.key },
        "blocks": blocks,
    });
    Ok(serde_json::from_value(document)?)
}

fn block_of(rule: &AutoAction) -> Value {
    let conditions = event_conditions(&rule.event);
    let mut go = json!({ "action": "run_flow", "flow": rule.flow });
    if let Some(step) = &rule.step {
        go["step"] = json!(step);
    }
    let set = json!({ "action": "set_dialog_status", "status": rule.status.as_str() });
    // A dialog that people hold is given back first; one that people are to go on with is given to them last.
    let steps = match rule.status {
        AutoStatus::Auto => vec![set, go, json!({ "action": "stop" })],
        AutoStatus::Manual | AutoStatus::Finished => vec![go, set, json!({ "action": "stop" })],
    };
    json!({ "name": rule.event.trim().to_lowercase(), "if": conditions, "do": steps })
}

/// The rules a scenario says; none when it says more.
fn rules_of(scenario: &Scenario, campaign: &campaigns::Stored) -> Result<Option<Vec<AutoAction>>> {
    let document = serde_json::to_value(scenario)?;
    let blocks = document["blocks"].as_array().cloned().unwrap_or_default();
    let rules: Vec<AutoAction> = blocks.iter().filter_map(rule_of).collect();
    if rules.len() != blocks.len() {
        return Ok(None);
    }
    let same = is_same(scenario, scenario_of(campaign, &rules)?);
    Ok(same.then_some(rules))
}

fn rule_of(block: &Value) -> Option<AutoAction> {
    let steps = block["do"].as_array()?;
    let go = steps.iter().find(|step| step["action"] == "run_flow")?;
    let set = steps.iter().find(|step| step["action"] == "set_dialog_status")?;
    Some(AutoAction {
        event: block["name"].as_str()?.to_owned(),
        flow: go["flow"].as_str()?.parse().ok()?,
        step: go["step"].as_str().and_then(|step| step.parse().ok()),
        status: match set["status"].as_str()? {
            "auto" => AutoStatus::Auto,
            "manual" => AutoStatus::Manual,
            "finished" => AutoStatus::Finished,
            _ => return None,
        },
    })
}
