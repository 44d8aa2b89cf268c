//! The tracker: who came by which campaign, and what partners report of them (C-1…C-25, Z-63…Z-73).

mod accept;
mod bulk;
mod clicks;
mod commands;
mod explain;
mod read;
mod request;
mod rules;
mod shape;
mod sources;

use signalbox_model::event::Event;
use signalbox_model::reason::Reason;
use signalbox_model::start::Postback;

pub use accept::{PostbackAnswer, PostbackCall};
pub use bulk::{LineForm, LineOutcome};
pub use clicks::Entered;
pub use commands::{CampaignDraft, PostbackDraft, addresses, click_parameter};
pub use explain::{Explained, ExplainedPart};
pub use rules::{AutoAction, AutoActions, AutoStatus};
pub use sources::{SourceCall, SourceCalls};

/// How long a postback waits for its click id, seconds (Z-69).
const WAIT_SECS: i64 = 24 * 3600;
/// Within so many seconds the same text without an id of the partner is the same postback (Z-67).
const REPEAT_SECS: i64 = 30;

fn said<'e>(event: &'e Event, name: &str) -> &'e str {
    let value = event
        .payload
        .variables
        .get(name)
        .and_then(serde_json::Value::as_str);
    value.unwrap_or_default()
}

fn number(event: &Event) -> i64 {
    let value = event.payload.variables.get("event_number");
    value.and_then(serde_json::Value::as_i64).unwrap_or_default()
}

/// Whether a report is what a start waits for: its campaign, and its event with or without a number (C-24).
pub(crate) fn fits(wanted: &Postback, event: &Event) -> bool {
    let by = wanted.campaign.as_ref();
    let is_event = wanted.event.as_ref().is_none_or(|name| {
        let (name, nth) = name
            .split_once('#')
            .map_or((name.as_str(), None), |(name, nth)| (name, Some(nth)));
        name.eq_ignore_ascii_case(said(event, "event"))
            && nth.is_none_or(|nth| nth.parse::<i64>() == Ok(number(event)))
    });
    by.is_none_or(|key| key.as_str() == said(event, "campaign")) && is_event
}

/// Why a report is not what a start waits for.
pub(crate) fn other_report(wanted: &Postback, event: &Event) -> Reason {
    let named = |campaign: &str, name: &str| format!("{campaign}/{name}");
    let any = || "*".to_owned();
    Reason::OtherReport {
        wanted: named(
            &wanted.campaign.as_ref().map_or_else(any, ToString::to_string),
            &wanted.event.clone().unwrap_or_else(any),
        ),
        came: named(
            said(event, "campaign"),
            &format!("{}#{}", said(event, "event"), number(event)),
        ),
    }
}
