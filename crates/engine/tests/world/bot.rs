//! A bot on a channel, and the one person who talks with it.

use super::World;
use serde_json::{Value, json};
use signalbox_engine::chat::{BotDraft, ChannelDraft};
use signalbox_model::bot::{BotSettings, ChannelSettings, WebChatSettings};
use signalbox_model::chat::{Inbound, Keyboard, Message, Press, Report, Rich, Sender};
use signalbox_model::dialog::{Body, MessageState};
use signalbox_model::flow::Flow;
use signalbox_model::{BotId, ChannelId, FlowId, Micros};
use signalbox_store::chat::messages::{self, Outcome, Part};
use signalbox_store::chat::{dialogs, flows};
use std::cell::Cell;

pub struct Bot<'w> {
    world: &'w World,
    pub bot: BotId,
    pub channel: ChannelId,
    updates: Cell<u32>,
}

impl<'w> Bot<'w> {
    pub fn new(world: &'w World, settings: Value) -> Self {
        let mut settings = settings;
        settings["name"] = json!("Shop");
        let settings: BotSettings = serde_json::from_value(settings).unwrap();
        let engine = world.engine.clone();
        let (bot, channel) = world.write(move |tx, by| -> signalbox_engine::Result<_> {
            let bot = engine.create_bot(tx, &by, BotDraft { key: None, settings })?;
            let settings = ChannelSettings::WebChat(WebChatSettings::default());
            let draft = ChannelDraft { settings, on: true };
            let channel = engine.create_channel(tx, &by, bot, draft, format!("token-{bot}"))?;
            Ok((bot, channel))
        });
        Self {
            world,
            bot,
            channel,
            updates: Cell::new(0),
        }
    }

    pub fn publish(&self, key: &str, steps: Value) -> FlowId {
        let flow: Flow = serde_json::from_value(json!({"name": key, "steps": steps})).unwrap();
        let (engine, bot, key) = (self.world.engine.clone(), self.bot, key.parse().unwrap());
        self.world.write(move |tx, by| -> signalbox_engine::Result<_> {
            let id = engine.create_flow(tx, &by, bot, Some(key), &flow)?;
            let draft = flows::draft(&mut tx.space(by.workspace), id)?.unwrap();
            engine.publish_flow(tx, &by, bot, id, draft.revision, None)?;
            Ok(id)
        })
    }

    pub fn publish_again(&self, id: FlowId, steps: Value) {
        let document = json!({"name": "again", "steps": steps}).to_string();
        let (engine, bot) = (self.world.engine.clone(), self.bot);
        self.world.write(move |tx, by| -> signalbox_engine::Result<_> {
            let draft = engine.save_flow_draft(tx, &by, bot, id, None, document)?;
            engine
                .publish_flow(tx, &by, bot, id, draft.revision, None)
                .map(drop)
        });
    }

    pub fn report(&self, report: Report) -> bool {
        let n = self.updates.get() + 1;
        self.updates.set(n);
        self.report_as(&n.to_string(), report)
    }

    pub fn report_as(&self, key: &str, report: Report) -> bool {
        let inbound = Inbound {
            key: key.into(),
            chat: "c1".into(),
            chat_kind: Default::default(),
            chat_name: None,
            sender: Some(Sender {
                id: "77".into(),
                name: "Olha".into(),
                ..Sender::default()
            }),
            at: Micros(0),
            report,
        };
        let (engine, channel) = (self.world.engine.clone(), self.channel);
        let received = self
            .world
            .write(move |tx, by| engine.receive(tx, by.now, by.workspace, channel, inbound));
        let duplicate = received.duplicate;
        self.world.settle(received.done);
        duplicate
    }

    pub fn write(&self, text: &str) {
        let message = Message {
            id: format!("m{}", self.updates.get()),
            text: Rich::plain(text),
            ..Message::default()
        };
        self.report(Report::Message(message));
    }

    pub fn press(&self, caption: &str) {
        let data = self
            .all()
            .iter()
            .rev()
            .find_map(|message| button(message, caption))
            .unwrap();
        self.report(Report::Pressed {
            callback: "cb".into(),
            data,
            message: None,
        });
    }

    pub fn row(&self) -> dialogs::Stored {
        let channel = self.channel;
        self.world
            .write(move |tx, by| dialogs::find(&mut tx.space(by.workspace), channel, "c1"))
            .unwrap()
    }

    pub fn all(&self) -> Vec<messages::Stored> {
        let id = self.row().id;
        self.world
            .write(move |tx, by| messages::list(&mut tx.space(by.workspace), id, Part::Newest, 200))
    }

    /// What was said to the person, in order.
    pub fn said(&self) -> Vec<String> {
        let all = self.all();
        let sent = all
            .iter()
            .filter(|message| message.state != MessageState::Cancelled);
        sent.filter_map(|message| match &message.body {
            Body::Sent(content) => Some(content.text.text.clone()),
            _ => None,
        })
        .collect()
    }

    pub fn step(&self) -> Option<String> {
        self.row().position.map(|at| at.step.to_string())
    }

    /// Sends whatever may leave; what left, in order.
    pub fn deliver(&self) -> Vec<String> {
        let mut out = Vec::new();
        loop {
            let channel = self.channel;
            let leased = self
                .world
                .write(move |tx, by| messages::lease(tx, by.now, by.now.plus_secs(60), channel, 10));
            if leased.is_empty() {
                return out;
            }
            for one in leased {
                if let Body::Sent(content) = &one.message.body {
                    out.push(content.text.text.clone());
                }
                let (engine, id) = (self.world.engine.clone(), one.message.id);
                let outcome = Outcome::Confirmed {
                    external: vec![id.to_string()],
                };
                self.world
                    .write(move |tx, by| engine.sent(tx, by.now, by.workspace, id, &outcome));
            }
        }
    }
}

fn button(message: &messages::Stored, caption: &str) -> Option<String> {
    let Body::Sent(content) = &message.body else {
        return None;
    };
    let Some(Keyboard::Inline(rows)) = &content.keyboard else {
        return None;
    };
    let found = rows.iter().flatten().find(|button| button.text == caption)?;
    match &found.press {
        Press::Data(data) => Some(data.clone()),
        _ => None,
    }
}
