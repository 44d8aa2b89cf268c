//! Flows through the engine's own doors: what comes in, what is said, where the dialog stands.

mod world;

use serde_json::{Value, json};
use signalbox_model::chat::{Message, Report, Rich, SharedContact};
use signalbox_model::dialog::{DialogStatus, Holder, MessageAuthor, MessageState};
use signalbox_model::record::{Author, Contact};
use signalbox_store::chat::messages::{self, Outcome};
use world::bot::Bot;
use world::worlds;

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

#[test]
fn a_flow_sets_values_of_its_dialog_by_an_act() {
    worlds(|world| {
        let bot = Bot::new(
            world,
            json!({"fields": [{"key": "size", "name": "Size", "options": ["S", "L"]}]}),
        );
        let set =
            |name: &str, value: &str| json!({"action": "set_dialog_value", "name": name, "value": value});
        bot.publish(
            "main",
            json!([
                {"id": "ask", "step": "ask", "message": {"text": "Which?"}, "variable": "tea", "next": "keep"},
                {"id": "keep", "step": "act", "next": "say",
                 "do": [set("order", "{{dialog.tea}} tea"), set("twice", "{{dialog.order}}, {{dialog.order}}"),
                        set("size", "L"), set("size", "XXL")]},
                {"id": "say", "step": "send", "wait": true, "messages": [{"text": "{{dialog.twice}}: {{dialog.size}}"}]},
            ]),
        );
        bot.write("hi");
        bot.write("green");
        assert_eq!(
            bot.said().last().unwrap(),
            "green tea, green tea: L",
            "XXL is no size"
        );
    });
}
