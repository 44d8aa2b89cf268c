//! Buttons that stand under what scenarios sent: what each does is kept beside the message, what travels is a short id
//! (decision 0144).

use super::talk::{Cause, Talk, facts};
use crate::error::Result;
use crate::flow::{press_text, read_data};
use crate::work::Work;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use signalbox_model::chat::{Keyboard, Sender};
use signalbox_model::dialog::Body;
use signalbox_model::event::{Event, EventKind, Payload, Visit};
use signalbox_model::flow::FlowPress;
use signalbox_model::link::Fires;
use signalbox_model::{EventId, Key, RecordRef};
use signalbox_store::chat::messages;
use signalbox_store::links;

/// What the buttons under a message of a scenario do, row by row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Loose {
    /// One for each button.
    pub loose: Vec<LoosePress>,
    /// The record of the run that sent it: what links run for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<RecordRef>,
}

/// What one of them does.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum LoosePress {
    /// The same as a button of a flow.
    Flow(FlowPress),
    /// Runs the scenario of a trigger link, as opening it would.
    Link(u32),
}

/// A button that was pressed, as far as it is known.
#[derive(Debug, Clone, Default)]
pub(crate) struct Pressed {
    /// What stands on it; what it carries when its message is not known any more.
    pub caption: String,
    /// What it does, when a scenario sent it.
    pub does: Option<LoosePress>,
    /// The record of the run that sent it.
    pub record: Option<RecordRef>,
}

/// Why a press did not run anything, or that it did: what the person who pressed reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PressEnd {
    Runs,
    Before,
    Off,
}

impl Work<'_, '_> {
    /// Finds the button that a press names.
    pub(super) fn pressed(&mut self, talk: &Talk, data: &str) -> Result<Pressed> {
        let unknown = Pressed {
            caption: data.to_owned(),
            ..Pressed::default()
        };
        let Some((id, n)) = read_data(data) else {
            return Ok(unknown);
        };
        let known = messages::get(&mut self.space(), id)?;
        let Some(message) = known.filter(|message| message.dialog == talk.row.id) else {
            return Ok(unknown);
        };
        let loose: Option<Loose> = message
            .presses
            .as_deref()
            .and_then(|text| serde_json::from_str(text).ok());
        let caption = match message.body {
            Body::Sent(content) => match content.keyboard {
                Some(Keyboard::Inline(rows)) => rows.into_iter().flatten().nth(n).map(|button| button.text),
                _ => None,
            },
            _ => None,
        };
        Ok(Pressed {
            caption: caption.unwrap_or(unknown.caption),
            record: loose.as_ref().and_then(|loose| loose.record),
            does: loose.and_then(|loose| loose.loose.into_iter().nth(n)),
        })
    }

    /// Runs what a button of a scenario runs; what the person who pressed it reads.
    pub(super) fn run_pressed(
        &mut self,
        talk: &Talk,
        pressed: &Pressed,
        who: Option<&Sender>,
        cause: &Cause,
    ) -> Result<String> {
        let end = match &pressed.does {
            Some(LoosePress::Link(number)) => self.press_link(talk, pressed, *number, who, cause)?,
            Some(LoosePress::Flow(FlowPress::Scenario(key))) => {
                let mut variables = facts(self, &talk.row);
                variables.insert("button".into(), json!(pressed.caption));
                match self.ask_for_run(key, talk.contact(), variables, cause)? {
                    true => return Ok(String::new()),
                    false => PressEnd::Off,
                }
            }
            _ => return Ok(String::new()),
        };
        Ok(press_text(end, self.defs.locale).replace("{button}", &pressed.caption))
    }

    /// A press is a click on the link (F-35), and fires as often as the link says.
    fn press_link(
        &mut self,
        talk: &Talk,
        pressed: &Pressed,
        number: u32,
        who: Option<&Sender>,
        cause: &Cause,
    ) -> Result<PressEnd> {
        let Some(link) = self.defs.links.get(&number).cloned() else {
            return Ok(PressEnd::Off);
        };
        let record = match pressed.record {
            Some(record) => {
                let current = crate::crm::current(&mut self.space(), record)?.unwrap_or(record);
                let token = self.engine.links().token(link.id.0, current.id.0);
                let (now, once) = (self.now, link.settings.fires == Fires::Once);
                links::token_for(&mut self.space(), link.id, current, &token)?;
                if !links::click(&mut self.space(), link.id, current, once, now)? {
                    return Ok(PressEnd::Before);
                }
                Some(current)
            }
            None => None,
        };
        let mut variables = Map::new();
        let mut put = |name: &str, value: Value| drop(variables.insert(name.to_owned(), value));
        put("link", json!(link.settings.name));
        put("tg_user_id", json!(who.map(|who| who.id.as_str())));
        put("tg_user_name", json!(who.map(|who| who.name.as_str())));
        put("tg_button", json!(pressed.caption));
        put("tg_chat_id", json!(talk.row.chat));
        put("tg_chat_name", json!(talk.row.name));
        Ok(
            match self.ask_for_run(&link.settings.scenario, record, variables, cause)? {
                true => PressEnd::Runs,
                false => PressEnd::Off,
            },
        )
    }

    /// Asks for a run of a manual scenario; false when there is none that is on.
    pub(crate) fn ask_for_run(
        &mut self,
        key: &Key,
        subject: Option<RecordRef>,
        variables: Map<String, Value>,
        cause: &Cause,
    ) -> Result<bool> {
        let target = self.defs.scenario(key).filter(|known| known.on).cloned();
        let Some(target) = target else { return Ok(false) };
        let chain: Vec<Visit> = cause.chain.clone();
        let event = Event {
            id: EventId(self.next_id()),
            workspace: self.defs.workspace,
            kind: EventKind::RunRequested,
            subject,
            key: Some(target.id.0),
            payload: Payload {
                variables,
                chain,
                ..Payload::default()
            },
            cause: cause.event,
            depth: cause.depth,
            author: cause.author.clone(),
            at: self.now,
        };
        self.emit(&event)?;
        Ok(true)
    }
}
