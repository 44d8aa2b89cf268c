//! Flows through the engine's own doors: what comes in, what is said, where the dialog stands.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on ends here")]

mod world;

use serde_json::{Value, json};
use signalbox_engine::chat::{BotDraft, ChannelDraft};
use signalbox_model::bot::{BotSettings, ChannelSettings, WebChatSettings};
use signalbox_model::chat::{Inbound, Keyboard, Message, Press, Report, Rich, Sender, SharedContact};
use signalbox_model::dialog::{Body, DialogStatus, Holder, MessageAuthor, MessageState};
use signalbox_model::flow::Flow;
use signalbox_model::record::{Author, Contact};
use signalbox_model::{BotId, ChannelId, FlowId, Micros};
use signalbox_store::chat::messages::{self, Outcome, Part};
use signalbox_store::chat::{dialogs, flows};
use std::cell::Cell;
use world::{World, worlds};

struct Bot<'w> {
    world: &'w World,
    bot: BotId,
    channel: ChannelId,
    updates: Cell<u32>,
}

impl<'w> Bot<'w> {
    fn new(world: &'w World, settings: Value) -> Self {
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

    fn publish(&self, key: &str, steps: Value) -> FlowId {
        let flow: Flow = serde_json::from_value(json!({"name": key, "steps": steps})).unwrap();
        let (engine, bot, key) = (self.world.engine.clone(), self.bot, key.parse().unwrap());
        self.world.write(move |tx, by| -> signalbox_engine::Result<_> {
            let id = engine.create_flow(tx, &by, bot, Some(key), &flow)?;
            let draft = flows::draft(&mut tx.space(by.workspace), id)?.unwrap();
            engine.publish_flow(tx, &by, bot, id, draft.revision, None)?;
            Ok(id)
        })
    }

    fn publish_again(&self, id: FlowId, steps: Value) {
        let document = json!({"name": "again", "steps": steps}).to_string();
        let (engine, bot) = (self.world.engine.clone(), self.bot);
        self.world.write(move |tx, by| -> signalbox_engine::Result<_> {
            let draft = engine.save_flow_draft(tx, &by, bot, id, None, document)?;
            engine
                .publish_flow(tx, &by, bot, id, draft.revision, None)
                .map(drop)
        });
    }

    fn report(&self, report: Report) -> bool {
        let n = self.updates.get() + 1;
        self.updates.set(n);
        self.report_as(&n.to_string(), report)
    }

    fn report_as(&self, key: &str, report: Report) -> bool {
        let inbound = Inbound {
            key: key.into(),
            chat: "c1".into(),
            chat_kind: Default::default(),
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

    fn write(&self, text: &str) {
        let message = Message {
            id: format!("m{}", self.updates.get()),
            text: Rich::plain(text),
            ..Message::default()
        };
        self.report(Report::Message(message));
    }

    fn press(&self, caption: &str) {
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

    fn row(&self) -> dialogs::Stored {
        let channel = self.channel;
        self.world
            .write(move |tx, by| dialogs::find(&mut tx.space(by.workspace), channel, "c1"))
            .unwrap()
    }

    fn all(&self) -> Vec<messages::Stored> {
        let id = self.row().id;
        self.world
            .write(move |tx, by| messages::list(&mut tx.space(by.workspace), id, Part::Newest, 200))
    }

    /// What was said to the person, in order.
    fn said(&self) -> Vec<String> {
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

    fn step(&self) -> Option<String> {
        self.row().position.map(|at| at.step.to_string())
    }

    /// Sends whatever may leave; what left, in order.
    fn deliver(&self) -> Vec<String> {
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

fn welcome() -> Value {
    json!([
        {"id": "hello", "aliases": ["/start"], "step": "send", "next": "name",
         "messages": [{"text": "Hi, <b>{tg_name}</b>"}, {"text": "Nice to see you"}]},
        {"id": "name", "step": "ask", "message": {"text": "Your name?"}, "variable": "nick", "field": "name", "next": "menu"},
        {"id": "menu", "step": "send", "next": "bye",
         "messages": [{"text": "So, {{dialog.nick}}?", "buttons": [
            [{"text": "Prices", "press": {"go_to": "prices"}}, {"text": "Peek", "press": {"run": "prices"}}],
            [{"text": "Enough"}]]}]},
        {"id": "prices", "step": "send", "next": "menu", "messages": [{"text": "All for 5"}]},
        {"id": "bye", "step": "send", "messages": [{"text": "Bye"}], "next": "end"},
        {"id": "end", "step": "finish"},
    ])
}

#[test]
fn a_person_walks_through_a_flow_and_every_report_counts_once() {
    worlds(|world| {
        let bot = Bot::new(world, json!({}));
        bot.publish("welcome", welcome());
        bot.write("hello there");
        assert_eq!(bot.said(), ["Hi, Olha", "Nice to see you", "Your name?"]);
        assert_eq!(bot.step().as_deref(), Some("name"));
        let again = Message {
            id: "m0".into(),
            text: Rich::plain("hello there"),
            ..Message::default()
        };
        assert!(
            bot.report_as("1", Report::Message(again)),
            "the same report again is known"
        );
        assert_eq!(bot.said().len(), 3);
        bot.write("Olya");
        assert_eq!(bot.said().last().unwrap(), "So, Olya?");
        let contact = &world.all::<Contact>()[0];
        assert_eq!(
            (contact.name.as_str(), bot.row().contact),
            ("Olya", Some(contact.id))
        );
        // Run sends and stays, go-to moves (Z-165).
        bot.press("Peek");
        assert_eq!(
            (bot.said().last().unwrap().as_str(), bot.step().as_deref()),
            ("All for 5", Some("menu"))
        );
        bot.press("Prices");
        assert_eq!(bot.said()[5..], ["All for 5", "So, Olya?"]);
        // A press on the old message does what it did then.
        bot.press("Enough");
        assert_eq!(bot.said().last().unwrap(), "Bye");
        assert_eq!(bot.row().status, DialogStatus::Finished);
        assert_eq!(bot.deliver(), bot.said(), "everything leaves in its order, once");
        assert_eq!(bot.deliver(), [""; 0]);
    });
}

#[test]
fn a_person_who_takes_over_silences_the_flow_at_once() {
    worlds(|world| {
        let bot = Bot::new(world, json!({}));
        bot.publish("welcome", welcome());
        bot.write("hi");
        let (engine, id) = (world.engine.clone(), bot.row().id);
        let user = world.user("anna@example.com");
        let done = world.write(move |tx, by| {
            let by = signalbox_engine::By {
                author: Author::User { user },
                ..by
            };
            engine.take_dialog(tx, &by, id, None)
        });
        world.settle(done);
        assert_eq!(bot.deliver(), [""; 0], "what the flow had planned is not said");
        assert_eq!(bot.row().holder, Holder::Operator { user });
        bot.write("are you there?");
        assert_eq!((bot.said().len(), bot.row().unread), (0, 1));
        let (engine, other) = (world.engine.clone(), world.user("boris@example.com"));
        let late: Result<_, signalbox_engine::EngineError> = world.try_write(move |tx, by| {
            let by = signalbox_engine::By {
                author: Author::User { user: other },
                ..by
            };
            engine.take_dialog(tx, &by, id, None)
        });
        assert!(matches!(late, Err(signalbox_engine::EngineError::Conflict(_))));
        // `/end` frees the operator (Z-140).
        bot.write("/end");
        assert_eq!((bot.row().status, bot.row().user), (DialogStatus::Finished, None));
        assert_eq!(bot.said(), ["Consultation completed"]);
    });
}

#[test]
fn answers_are_checked_and_asked_again() {
    worlds(|world| {
        let bot = Bot::new(world, json!({}));
        bot.publish("ask", json!([
            {"id": "age", "step": "ask", "message": {"text": "Age?"}, "answer": "number", "retry": "Digits, please",
             "tries": 3, "gave_up": "sorry", "next": "done"},
            {"id": "done", "step": "send", "messages": [{"text": "Thanks"}], "next": "end"},
            {"id": "sorry", "step": "send", "messages": [{"text": "Never mind"}], "next": "end"},
            {"id": "end", "step": "finish"},
        ]));
        for text in ["hi", "many", "lots", "oodles"] {
            bot.write(text);
        }
        assert_eq!(
            bot.said(),
            ["Age?", "Digits, please", "Digits, please", "Never mind"]
        );
    });
}

#[test]
fn somebody_elses_card_is_no_phone_and_ones_own_joins_a_known_contact() {
    worlds(|world| {
        let known = world.contact("Olha Petrenko", "+380501234567");
        let bot = Bot::new(world, json!({}));
        bot.publish("phone", json!([
            {"id": "phone", "step": "ask", "message": {"text": "Phone?"}, "answer": "phone", "field": "phone", "next": "end"},
            {"id": "end", "step": "finish"},
        ]));
        bot.write("hi");
        let card = |own| Message {
            id: "card".into(),
            contact: Some(SharedContact {
                phone: "380501234567".into(),
                name: String::new(),
                own,
            }),
            ..Message::default()
        };
        bot.report(Report::Message(card(false)));
        assert_eq!(bot.step().as_deref(), Some("phone"));
        assert_ne!(bot.row().contact, Some(known));
        bot.report(Report::Message(card(true)));
        assert_eq!(
            (bot.row().contact, bot.row().status),
            (Some(known), DialogStatus::Finished)
        );
        assert_eq!(
            world.all::<Contact>().len(),
            1,
            "the temporary contact went into the known one"
        );
    });
}

#[test]
fn delays_waits_and_pushes_are_clocks_that_the_persons_answer_stops() {
    worlds(|world| {
        let bot = Bot::new(world, json!({}));
        bot.publish(
            "clock",
            json!([
                {"id": "a", "step": "send", "delay_secs": 60, "messages": [{"text": "A"}], "next": "b"},
                {"id": "b", "step": "wait", "secs": 100, "next": "c"},
                {"id": "c", "step": "send", "wait": true, "messages": [{"text": "C"}], "next": "end",
                 "pushes": [{"after_secs": 10, "message": {"text": "Still there?"}},
                            {"after_secs": 20, "message": {"text": "Hello?"}}]},
                {"id": "end", "step": "finish"},
            ]),
        );
        bot.write("hi");
        assert_eq!(world.timers().len(), 1);
        // What is written during the delay starts nothing (Z-160).
        bot.write("quick!");
        assert_eq!(bot.said(), [""; 0]);
        world.pass(60);
        assert_eq!(bot.said(), ["A"]);
        world.pass(99);
        assert_eq!(bot.said(), ["A"]);
        world.pass(1);
        assert_eq!(bot.said(), ["A", "C"]);
        world.pass(10);
        assert_eq!(bot.said().last().unwrap(), "Still there?");
        bot.write("yes");
        assert_eq!(bot.row().status, DialogStatus::Finished);
        world.pass(1000);
        assert_eq!(
            bot.said().last().unwrap(),
            "Still there?",
            "whoever answers is not pushed"
        );
        assert!(world.timers().is_empty());
    });
}

#[test]
fn a_circle_of_steps_ends_after_25_and_people_are_told() {
    worlds(|world| {
        let bot = Bot::new(world, json!({}));
        bot.publish(
            "circle",
            json!([
                {"id": "a", "step": "send", "messages": [{"text": "A"}], "next": "b"},
                {"id": "b", "step": "send", "messages": [{"text": "B"}], "next": "a"},
            ]),
        );
        bot.write("hi");
        assert_eq!(bot.said().len(), 25);
        assert_eq!(bot.row().status, DialogStatus::Manual);
        assert!(bot.row().memory.contains("break the loop"));
    });
}

#[test]
fn a_condition_that_fits_nobody_leaves_the_dialog_to_people() {
    worlds(|world| {
        let bot = Bot::new(world, json!({}));
        bot.publish(
            "branch",
            json!([
                {"id": "a", "step": "branch", "branches": [
                    {"if": [{"left": "{message_text}", "is": "equals", "right": "yes"}], "next": "b"}]},
                {"id": "b", "step": "finish"},
            ]),
        );
        bot.write("no");
        assert_eq!(
            (bot.row().status, bot.row().holder),
            (DialogStatus::Manual, Holder::Nobody)
        );
    });
}

#[test]
fn dialogs_in_flight_go_over_to_a_new_version_where_they_wait() {
    worlds(|world| {
        let bot = Bot::new(world, json!({}));
        let steps = |text: &str| {
            json!([
                {"id": "a", "step": "send", "wait": true, "messages": [{"text": "Ready?"}], "next": "b"},
                {"id": "b", "step": "send", "messages": [{"text": text}], "next": "end"},
                {"id": "end", "step": "finish"},
            ])
        };
        let id = bot.publish("v", steps("old"));
        bot.write("hi");
        bot.publish_again(id, steps("new"));
        bot.write("yes");
        assert_eq!(bot.said(), ["Ready?", "new"]);
    });
}

#[test]
fn a_sub_flow_comes_back_and_words_enter_steps_from_anywhere() {
    worlds(|world| {
        let bot = Bot::new(world, json!({"flow": "main"}));
        bot.publish(
            "tea",
            json!([
                {"id": "t", "aliases": ["Tea"], "step": "send", "messages": [{"text": "Tea it is"}]},
            ]),
        );
        bot.publish(
            "main",
            json!([
                {"id": "a", "step": "flow", "flow": "tea", "come_back": true, "next": "b"},
                {"id": "b", "step": "send", "wait": true, "messages": [{"text": "More?"}]},
            ]),
        );
        bot.write("hi");
        assert_eq!(bot.said(), ["Tea it is", "More?"]);
        bot.write("  tEA ");
        assert_eq!(bot.said()[2..], ["Tea it is"]);
    });
}

#[test]
fn what_the_platform_refuses_stops_the_dialog_and_what_broke_off_stays_uncertain() {
    worlds(|world| {
        let bot = Bot::new(world, json!({}));
        bot.publish("welcome", welcome());
        bot.write("hi");
        let channel = bot.channel;
        let first = world.write(move |tx, by| messages::lease(tx, by.now, by.now.plus_secs(60), channel, 10))
            [0]
        .message
        .id;
        let engine = world.engine.clone();
        // The process died in the middle: nothing is sent again by itself (Z-180).
        world.write(move |tx, by| engine.expire_messages(tx, by.now, by.now.plus_secs(61), 10));
        let shown = |id| bot.all().into_iter().find(|message| message.id == id).unwrap();
        assert_eq!(
            (shown(first).state, shown(first).author),
            (MessageState::Uncertain, MessageAuthor::Flow)
        );
        let second = world
            .write(move |tx, by| messages::lease(tx, by.now, by.now.plus_secs(60), channel, 10))[0]
            .message
            .id;
        let engine = world.engine.clone();
        let blocked = Outcome::Stopped {
            error: "Forbidden: bot was blocked by the user".into(),
        };
        world.write(move |tx, by| engine.sent(tx, by.now, by.workspace, second, &blocked));
        assert_eq!((bot.row().status, bot.deliver()), (DialogStatus::Stopped, vec![]));
    });
}
