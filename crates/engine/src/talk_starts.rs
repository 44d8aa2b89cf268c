//! Starts on what happens in dialogs: which event they wait for, and what narrows them.
//!
//! Every narrowing but one is an equality on a variable of the event, so the index finds a scenario by it (decision
//! 0170); whether a text holds another is asked of those that are left.

use crate::demand::Demand;
use crate::index::Place;
use signalbox_expr::Value;
use signalbox_expr::compare::equality_key;
use signalbox_model::Key;
use signalbox_model::chat::ChannelKind;
use signalbox_model::event::{Event, EventKind};
use signalbox_model::reason::Reason;
use signalbox_model::start::{MessageReceived, Start, TalkEnd};
use signalbox_store::crm::fold;

/// One thing a start asks for: a setting, the variable it is compared with, and the values that do.
struct Narrowing {
    setting: &'static str,
    variable: &'static str,
    wanted: Vec<String>,
}

/// The kind of event a start waits for, and the field of the dialog that must have changed in it.
fn waits_for(start: &Start) -> Option<(EventKind, Option<&'static str>)> {
    Some(match start {
        Start::MessageReceived(_) => (EventKind::MessageReceived, None),
        Start::ButtonPressed(_) => (EventKind::ButtonPressed, None),
        Start::MessageFailed(_) => (EventKind::MessageFailed, None),
        Start::DialogOpened(_) => (EventKind::DialogOpened, None),
        Start::DialogMoved(_) => (EventKind::DialogMoved, None),
        Start::DialogStatusChanged(_) | Start::DialogEnded(_) => (EventKind::DialogChanged, Some("status")),
        Start::DialogHolderChanged(_) => (EventKind::DialogChanged, Some("holder")),
        Start::DialogAssigned(_) => (EventKind::DialogChanged, Some("operator")),
        _ => return None,
    })
}

/// Where a start is filed; nowhere when it is none of these.
pub(crate) fn places(start: &Start) -> Vec<Place> {
    waits_for(start)
        .map(|(kind, _)| (kind, None))
        .into_iter()
        .collect()
}

fn narrowings(start: &Start) -> Vec<Narrowing> {
    let mut all = Vec::new();
    let mut ask = |setting, variable, wanted: Option<String>| {
        all.extend(wanted.map(|wanted| Narrowing {
            setting,
            variable,
            wanted: vec![wanted],
        }));
    };
    let key = |key: &Option<Key>| key.as_ref().map(Key::to_string);
    let channel = |channel: &Option<ChannelKind>| channel.map(|kind| kind.as_str().to_owned());
    match start {
        Start::MessageReceived(wanted) => {
            ask("bot", "bot", key(&wanted.bot));
            ask("channel", "channel", channel(&wanted.channel));
            let content = wanted.content.map(|kind| kind.as_str().to_owned());
            ask("content", "message_kind", content);
            ask("text", "message_text", wanted.text.clone());
        }
        Start::ButtonPressed(wanted) => {
            ask("bot", "bot", key(&wanted.bot));
            ask("channel", "channel", channel(&wanted.channel));
            ask("button", "button", wanted.button.clone());
        }
        Start::MessageFailed(wanted) => {
            ask("bot", "bot", key(&wanted.bot));
            ask("channel", "channel", channel(&wanted.channel));
            let state = wanted.state.map(|state| state.as_str().to_owned());
            ask("state", "message_state", state);
        }
        Start::DialogOpened(wanted) | Start::DialogAssigned(wanted) => {
            ask("bot", "bot", key(&wanted.bot));
            ask("channel", "channel", channel(&wanted.channel));
        }
        Start::DialogMoved(wanted) => {
            ask("bot", "bot", key(&wanted.bot));
            ask("flow", "flow", key(&wanted.flow));
            ask("step", "stepKey", key(&wanted.step));
        }
        Start::DialogStatusChanged(wanted) => {
            ask("bot", "bot", key(&wanted.bot));
            ask("channel", "channel", channel(&wanted.channel));
            let status = wanted.status.map(|status| status.as_str().to_owned());
            ask("status", "dialog_status", status);
        }
        Start::DialogHolderChanged(wanted) => {
            ask("bot", "bot", key(&wanted.bot));
            ask("channel", "channel", channel(&wanted.channel));
            let holder = wanted.holder.map(|holder| holder.as_str().to_owned());
            ask("holder", "dialog_holder", holder);
        }
        Start::DialogEnded(wanted) => {
            ask("bot", "bot", key(&wanted.bot));
            ask("channel", "channel", channel(&wanted.channel));
            let ends = match wanted.end {
                Some(end) => vec![end],
                None => vec![TalkEnd::Finished, TalkEnd::Stopped],
            };
            all.push(Narrowing {
                setting: "end",
                variable: "dialog_status",
                wanted: ends.iter().map(|end| end.status().as_str().to_owned()).collect(),
            });
        }
        _ => {}
    }
    all
}

/// What a start demands of the variables of an event.
pub(crate) fn demands(start: &Start) -> Vec<Demand> {
    narrowings(start).iter().map(Narrowing::demand).collect()
}

impl Narrowing {
    fn demand(&self) -> Demand {
        let keys = self.wanted.iter().map(|text| Value::Text(text.clone()));
        let mut keys: Vec<String> = keys.filter_map(|value| equality_key(&value)).collect();
        keys.sort();
        keys.dedup();
        Demand {
            variable: self.variable.to_owned(),
            keys,
            by_start: true,
        }
    }

    fn misfit(&self, event: &Event) -> Option<Reason> {
        let found = event.payload.variables.get(self.variable).cloned();
        let found: Option<Value> = found.filter(|value| !value.is_null()).map(Value::from);
        if self.demand().is_met(found.as_ref()) {
            return None;
        }
        Some(Reason::Narrowed {
            setting: self.setting.to_owned(),
            wanted: self.wanted.clone(),
            found: found.map(|value| value.to_text()),
        })
    }
}

/// How an event of the kind a start waits for differs from what it asks for.
pub(crate) fn misfit(start: &Start, event: &Event) -> Option<Reason> {
    let (_, changed) = waits_for(start)?;
    let changes = &event.payload.changes;
    if let Some(wanted) = changed
        && !changes.iter().any(|change| change.field == wanted)
    {
        return Some(Reason::OtherFields {
            wanted: vec![wanted.to_owned()],
            changed: changes.iter().map(|change| change.field.clone()).collect(),
        });
    }
    if let Start::DialogAssigned(_) = start
        && changes
            .iter()
            .any(|change| change.field == "operator" && change.new.is_null())
    {
        return Some(Reason::Narrowed {
            setting: "operator".to_owned(),
            wanted: vec!["*".to_owned()],
            found: None,
        });
    }
    let narrowed = narrowings(start);
    let mut misfits = narrowed.iter().filter_map(|narrowing| narrowing.misfit(event));
    misfits.next().or_else(|| lacks(start, event))
}

/// A message whose text does not hold what its start asks for. No index can find this, so it is looked at last.
fn lacks(start: &Start, event: &Event) -> Option<Reason> {
    let Start::MessageReceived(MessageReceived {
        contains: Some(wanted),
        ..
    }) = start
    else {
        return None;
    };
    let found = event
        .payload
        .variables
        .get("message_text")
        .and_then(|text| text.as_str());
    let holds = found.is_some_and(|text| fold::whole(text).contains(&fold::whole(wanted.trim())));
    (!holds).then(|| Reason::Narrowed {
        setting: "contains".to_owned(),
        wanted: vec![wanted.clone()],
        found: found.map(str::to_owned),
    })
}
