//! A bot with one channel and any number of chats in it.

use super::World;
use serde_json::{Value, json};
use signalbox_engine::chat::{BotDraft, ChannelDraft};
use signalbox_engine::{By, EngineError};
use signalbox_model::bot::{BotSettings, ChannelSettings, TelegramSettings};
use signalbox_model::chat::{Inbound, Keyboard, Message, Press, Report, Rich, Sender};
use signalbox_model::dialog::{Body, MessageState};
use signalbox_model::flow::Flow;
use signalbox_model::record::Author;
use signalbox_model::{BotId, ChannelId, DialogId, FlowId, Micros, UserId};
use signalbox_store::chat::messages::{self, Part};
use signalbox_store::chat::{dialogs, flows};
use std::cell::Cell;

pub struct Room {
    pub bot: BotId,
    pub channel: ChannelId,
    updates: Cell<u32>,
}

impl Room {
    pub fn new(world: &World, key: &str, mut settings: Value) -> Self {
        settings["name"] = json!(key);
        let settings: BotSettings = serde_json::from_value(settings).unwrap();
        let engine = world.engine.clone();
        let (bot, channel) = world.write(move |tx, by| -> signalbox_engine::Result<_> {
            let bot = engine.create_bot(tx, &by, BotDraft { key: None, settings })?;
            let settings = ChannelSettings::Telegram(TelegramSettings::default());
            let draft = ChannelDraft { settings, on: true };
            let channel = engine.create_channel(tx, &by, bot, draft, format!("token-{bot}"))?;
            Ok((bot, channel))
        });
        Self {
            bot,
            channel,
            updates: Cell::new(0),
        }
    }

    pub fn publish(&self, world: &World, key: &str, steps: Value) -> FlowId {
        let flow: Flow = serde_json::from_value(json!({"name": key, "steps": steps})).unwrap();
        let (engine, bot, key) = (world.engine.clone(), self.bot, key.parse().unwrap());
        world.write(move |tx, by| -> signalbox_engine::Result<_> {
            let id = engine.create_flow(tx, &by, bot, Some(key), &flow)?;
            let draft = flows::draft(&mut tx.space(by.workspace), id)?.unwrap();
            engine.publish_flow(tx, &by, bot, id, draft.revision, None)?;
            Ok(id)
        })
    }

    /// A report with a key of its own; whether it was known.
    pub fn report(&self, world: &World, chat: &str, report: Report) -> bool {
        let n = self.updates.get() + 1;
        self.updates.set(n);
        self.report_as(world, chat, &n.to_string(), report)
    }

    pub fn report_as(&self, world: &World, chat: &str, key: &str, report: Report) -> bool {
        let inbound = Inbound {
            key: key.into(),
            chat: chat.into(),
            chat_kind: Default::default(),
            chat_name: None,
            sender: Some(Sender {
                id: chat.into(),
                name: format!("Person {chat}"),
                ..Sender::default()
            }),
            at: Micros(0),
            report,
        };
        let (engine, channel) = (world.engine.clone(), self.channel);
        let received = world.write(move |tx, by| engine.receive(tx, by.now, by.workspace, channel, inbound));
        let duplicate = received.duplicate;
        world.settle(received.done);
        duplicate
    }

    pub fn hears(&self, world: &World, chat: &str, text: &str) {
        let message = Message {
            id: format!("m{}", self.updates.get()),
            text: Rich::plain(text),
            ..Message::default()
        };
        self.report(world, chat, Report::Message(message));
    }

    pub fn row(&self, world: &World, chat: &str) -> dialogs::Stored {
        let (channel, chat) = (self.channel, chat.to_owned());
        world
            .write(move |tx, by| dialogs::find(&mut tx.space(by.workspace), channel, &chat))
            .unwrap()
    }

    pub fn step(&self, world: &World, chat: &str) -> Option<String> {
        self.row(world, chat).position.map(|at| at.step.to_string())
    }

    pub fn all(&self, world: &World, chat: &str) -> Vec<messages::Stored> {
        let id = self.row(world, chat).id;
        world.write(move |tx, by| messages::list(&mut tx.space(by.workspace), id, Part::Newest, 200))
    }

    /// What was said in a chat and not taken back, in order.
    pub fn said(&self, world: &World, chat: &str) -> Vec<String> {
        let all = self.all(world, chat);
        let sent = all
            .iter()
            .filter(|message| message.state != MessageState::Cancelled);
        sent.filter_map(|message| match &message.body {
            Body::Sent(content) => Some(content.text.text.clone()),
            _ => None,
        })
        .collect()
    }

    /// The address of the last button that opens one.
    pub fn link(&self, world: &World, chat: &str) -> Option<String> {
        let all = self.all(world, chat);
        all.iter().rev().find_map(|message| match &message.body {
            Body::Sent(content) => match &content.keyboard {
                Some(Keyboard::Inline(rows)) => {
                    rows.iter().flatten().find_map(|button| match &button.press {
                        Press::Url(url) => Some(url.clone()),
                        _ => None,
                    })
                }
                _ => None,
            },
            _ => None,
        })
    }
}

/// Does something as a person of the studio.
pub fn as_user<T: Send + 'static>(
    world: &World,
    user: UserId,
    what: impl FnOnce(&signalbox_engine::Engine, &mut signalbox_store::Tx, &By) -> Result<T, EngineError>
    + Send
    + 'static,
) -> Result<T, EngineError> {
    let engine = world.engine.clone();
    world.try_write(move |tx, by| {
        let by = By {
            author: Author::User { user },
            ..by
        };
        what(&engine, tx, &by)
    })
}

pub fn take(world: &World, user: UserId, dialog: DialogId) {
    as_user(world, user, move |engine, tx, by| {
        engine.take_dialog(tx, by, dialog, None)
    })
    .unwrap();
}

impl Room {
    /// The platform takes everything that is planned and due here.
    pub fn deliver(&self, world: &World) {
        let (engine, channel) = (world.engine.clone(), self.channel);
        loop {
            let engine = engine.clone();
            let (taken, done) = world.write(move |tx, by| -> signalbox_engine::Result<_> {
                let leased = messages::lease(tx, by.now, by.now.plus_secs(60), channel, 100)?;
                let mut done = signalbox_engine::Done::default();
                for leased in &leased {
                    let id = leased.message.id;
                    let outcome = messages::Outcome::Confirmed {
                        external: vec![format!("out-{id}")],
                    };
                    done.merge(engine.sent(tx, by.now, by.workspace, id, &outcome)?);
                }
                Ok((leased.len(), done))
            });
            world.settle(done);
            if taken == 0 {
                return;
            }
        }
    }

    /// The newest message that says a text.
    pub fn saying(&self, world: &World, chat: &str, text: &str) -> messages::Stored {
        let all = self.all(world, chat);
        let found = all.into_iter().rev().find(|message| message.body.text() == text);
        found.unwrap_or_else(|| panic!("nobody said {text:?} in {chat}"))
    }
}
