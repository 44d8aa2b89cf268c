//! Bridges: an event, a filter, and a call of an operation. A bridge is a scenario of a ready-made shape; this is how the
//! shape is written, and how it is recognised (L-21).

use crate::action::{Action, CallOperation, OnError, Step};
use crate::condition::Row;
use crate::scenario::{Block, RunMode, Scenario, Shape};
use crate::start::Start;
use crate::text::Key;
use crate::timer::{IfPast, Span, Timer, Unit, When, Zone};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The longest load delay, minutes: a week.
pub const MOST_DELAY_MINS: u32 = 7 * 24 * 60;

/// A bridge as people write it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Bridge {
    /// The name.
    pub name: String,
    /// What it is for.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// The event it waits for.
    pub start: Start,
    /// What must hold for the call to be made; everything goes through when there is nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub filter: Vec<Row>,
    /// How long after the event the call is made, minutes: some sources fill in fields later (Z-199).
    #[serde(default, skip_serializing_if = "is_zero")]
    pub delay_mins: u32,
    /// The call.
    pub call: CallOperation,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_zero(mins: &u32) -> bool {
    *mins == 0
}

/// The ids of the block and the action: pending calls hang on them.
const BLOCK: &str = "bridge";
const STEP: &str = "call";

fn key(text: &str) -> Option<Key> {
    text.parse().ok()
}

impl Bridge {
    /// The scenario it is kept as.
    pub fn into_scenario(self) -> Scenario {
        let timer = (self.delay_mins > 0).then_some(Timer {
            at: When::After(Span {
                count: self.delay_mins,
                unit: Unit::Minutes,
            }),
            zone: Zone::default(),
            if_past: IfPast::default(),
            overwrite: false,
        });
        let step = Step {
            id: key(STEP),
            title: String::new(),
            off: false,
            apply_to: None,
            timer,
            retry: None,
            on_error: OnError::default(),
            action: Action::CallOperation(self.call),
        };
        let block = Block {
            id: key(BLOCK),
            name: String::new(),
            off: false,
            delay_secs: 0,
            conditions: self.filter,
            steps: vec![step],
        };
        Scenario {
            name: self.name,
            description: self.description,
            shape: Some(Shape::Bridge),
            start: self.start,
            throttle_secs: None,
            only_once: false,
            mode: RunMode::default(),
            blocks: vec![block],
            otherwise: None,
        }
    }

    /// The bridge that a scenario is. Nothing when it has been extended beyond the shape: it is then edited as the
    /// scenario it has become.
    pub fn of(scenario: &Scenario) -> Option<Self> {
        if scenario.shape != Some(Shape::Bridge) {
            return None;
        }
        let [block] = scenario.blocks.as_slice() else {
            return None;
        };
        let [step] = block.steps.as_slice() else {
            return None;
        };
        let Action::CallOperation(call) = &step.action else {
            return None;
        };
        let delay_mins = match &step.timer {
            None => 0,
            Some(Timer {
                at:
                    When::After(Span {
                        count,
                        unit: Unit::Minutes,
                    }),
                ..
            }) => *count,
            Some(_) => return None,
        };
        let bridge = Self {
            name: scenario.name.clone(),
            description: scenario.description.clone(),
            start: scenario.start.clone(),
            filter: block.conditions.clone(),
            delay_mins,
            call: call.clone(),
        };
        // Whatever the shape has no place for makes it another scenario.
        (bridge.clone().into_scenario() == *scenario).then_some(bridge)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bridge() -> Bridge {
        serde_json::from_value(serde_json::json!({
            "name": "Calls to Mindbox",
            "start": { "on": "hook_received", "hook": "calltouch", "empty_texts": ["(not set)"] },
            "filter": [{ "left": "{sessionId}", "is": "empty" }],
            "delay_mins": 5,
            "call": { "connection": "mindbox", "operation": "async", "values": { "customer.mobilePhone": "{callerphone}" } },
        }))
        .unwrap()
    }

    #[test]
    fn a_bridge_is_a_scenario_and_is_found_again_in_it() {
        let scenario = bridge().into_scenario();
        assert_eq!(Bridge::of(&scenario), Some(bridge()));
        let mut filled = scenario.clone();
        filled.fill_ids();
        assert_eq!(filled, scenario);
    }

    #[test]
    fn a_scenario_that_does_more_is_no_bridge() {
        let with = |change: fn(&mut Scenario)| {
            let mut scenario = bridge().into_scenario();
            change(&mut scenario);
            Bridge::of(&scenario)
        };
        assert_eq!(with(|scenario| scenario.shape = None), None);
        assert_eq!(with(|scenario| scenario.only_once = true), None);
        assert_eq!(with(|scenario| scenario.blocks[0].steps[0].off = true), None);
        assert_eq!(
            with(|scenario| scenario.blocks.push(scenario.blocks[0].clone())),
            None
        );
        assert_eq!(with(|scenario| scenario.otherwise = key("other")), None);
    }
}
