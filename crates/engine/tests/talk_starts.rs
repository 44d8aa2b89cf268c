//! Scenarios and dialogs: what happens in a talk starts scenarios, and only those it should.

mod world;

use serde_json::{Value, json};
use signalbox_engine::By;
use signalbox_model::ScenarioId;
use signalbox_model::chat::{File, FileKind, FileSource, Message, Report, Rich};
use signalbox_model::event::EventKind;
use signalbox_model::reason::Reason;
use signalbox_model::record::{Author, Contact};
use signalbox_model::run::RunStatus;
use signalbox_store::chat::messages::{self, Outcome};
use signalbox_store::events;
use world::bot::Bot;
use world::{World, worlds};

/// A scenario that notes a text on the contact.
fn noting(world: &World, key: &str, start: Value, text: &str) -> ScenarioId {
    let step = json!({"action": "add_note", "text": text});
    world.scenario(key, json!({"start": start, "blocks": [{"do": [step]}]}))
}

/// The notes on the only contact, oldest first.
fn notes(world: &World) -> Vec<String> {
    let contact = world.all::<Contact>()[0].id;
    let mut all = world.write(move |tx, by| {
        signalbox_store::crm::notes::list(&mut tx.space(by.workspace), contact, None, 100)
    });
    all.reverse();
    all.into_iter().map(|note| note.text).collect()
}

fn flow() -> Value {
    json!([
        {"id": "hello", "aliases": ["/start"], "step": "send", "next": "menu", "messages": [{"text": "Hi"}]},
        {"id": "menu", "step": "send", "next": "bye",
         "messages": [{"text": "Well?", "buttons": [[{"text": "Enough"}]]}]},
        {"id": "bye", "step": "finish"},
    ])
}

#[test]
fn every_start_in_a_dialog_fires_for_what_it_names_and_for_nothing_else() {
    worlds(|world| {
        let bot = Bot::new(world, json!({}));
        bot.publish("main", flow());
        for (key, start) in [
            ("heard", json!({"on": "message_received"})),
            (
                "price",
                json!({"on": "message_received", "bot": "shop", "channel": "web_chat", "text": "Price"}),
            ),
            (
                "telegram",
                json!({"on": "message_received", "channel": "telegram"}),
            ),
            (
                "holds",
                json!({"on": "message_received", "channel": "web_chat", "contains": "PRI"}),
            ),
            ("lacks", json!({"on": "message_received", "contains": "discount"})),
            ("photo", json!({"on": "message_received", "content": "photo"})),
            ("opened", json!({"on": "dialog_opened", "bot": "shop"})),
            (
                "menu",
                json!({"on": "dialog_moved", "flow": "main", "step": "menu"}),
            ),
            ("hello", json!({"on": "dialog_moved", "step": "hello"})),
            ("enough", json!({"on": "button_pressed", "button": "enough"})),
            (
                "finished",
                json!({"on": "dialog_status_changed", "status": "finished"}),
            ),
            (
                "manual",
                json!({"on": "dialog_status_changed", "status": "manual"}),
            ),
            ("over", json!({"on": "dialog_ended"})),
            ("stopped", json!({"on": "dialog_ended", "end": "stopped"})),
            (
                "nobody",
                json!({"on": "dialog_holder_changed", "holder": "nobody"}),
            ),
        ] {
            noting(world, key, start, key);
        }
        bot.write("hello");
        let mut seen = notes(world);
        seen.sort();
        assert_eq!(
            seen,
            ["heard", "hello", "menu", "opened"],
            "steps passed on the way count"
        );
        bot.write(" PRICE ");
        assert_eq!(notes(world)[4..], ["heard", "price", "holds"]);
        let photo = Message {
            id: "p".into(),
            files: vec![File {
                kind: FileKind::Photo,
                source: FileSource::Remote("f".into()),
                name: String::new(),
                mime: None,
                size: None,
                trouble: None,
            }],
            ..Message::default()
        };
        bot.report(Report::Message(photo));
        assert_eq!(notes(world)[7..], ["heard", "photo"]);
        bot.press("Enough");
        let mut seen = notes(world).split_off(9);
        seen.sort();
        assert_eq!(seen, ["enough", "finished", "nobody", "over"]);
    });
}

#[test]
fn a_run_of_a_message_sees_the_message_the_dialog_and_the_bot() {
    worlds(|world| {
        let bot = Bot::new(
            world,
            json!({"variables": {"shop": "the shop on {{bot.name}} street"}}),
        );
        bot.publish("main", flow());
        let template = "{message_text}|{{message.text}}|{{message.kind}}|{{dialog.status}}|{{dialog.holder}}|\
                        {{dialog.channel}}|{{dialog.flow}}|{{dialog.step}}|{{bot.key}}|{{variables.shop}}|{{bot.shop}}|\
                        {{message_text.email}}|{{contact.name}}";
        noting(world, "n", json!({"on": "message_received"}), template);
        bot.write("write to a@b.co");
        let shop = "the shop on Shop street";
        let expected = format!(
            "write to a@b.co|write to a@b.co|text|auto|flow|web_chat|main|menu|shop|{shop}|{shop}|a@b.co|Olha"
        );
        assert_eq!(notes(world), [expected]);
    });
}

#[test]
fn an_operator_who_takes_a_dialog_starts_scenarios_of_holders_and_assignments() {
    worlds(|world| {
        let bot = Bot::new(world, json!({}));
        bot.publish("main", flow());
        noting(
            world,
            "taken",
            json!({"on": "dialog_holder_changed", "holder": "operator"}),
            "held by {{dialog.operator}}",
        );
        noting(
            world,
            "given",
            json!({"on": "dialog_assigned", "bot": "shop"}),
            "given",
        );
        bot.write("hi");
        let (engine, id, user) = (world.engine.clone(), bot.row().id, world.user("anna@example.com"));
        let done = world.write(move |tx, by| {
            let by = By {
                author: Author::User { user },
                ..by
            };
            engine.take_dialog(tx, &by, id, None)
        });
        world.settle(done);
        let mut seen = notes(world);
        seen.sort();
        assert_eq!(seen, ["given", "held by anna@example.com"]);
        let engine = world.engine.clone();
        let done = world.write(move |tx, by| engine.assign_dialog(tx, &by, id, None));
        world.settle(done);
        assert_eq!(notes(world).len(), 2, "taken from everybody is no assignment");
    });
}

#[test]
fn a_message_that_fails_and_one_that_nobody_knows_of_are_told_apart() {
    worlds(|world| {
        let bot = Bot::new(world, json!({}));
        bot.publish("main", flow());
        noting(
            world,
            "failed",
            json!({"on": "message_failed", "state": "failed"}),
            "failed: {error}: {message_text}",
        );
        noting(
            world,
            "uncertain",
            json!({"on": "message_failed", "state": "uncertain"}),
            "uncertain",
        );
        noting(world, "both", json!({"on": "message_failed"}), "{message_state}");
        bot.write("hi");
        for outcome in [
            Outcome::Failed {
                error: "too long".into(),
            },
            Outcome::Uncertain {
                error: "it broke off".into(),
            },
        ] {
            let channel = bot.channel;
            let leased =
                world.write(move |tx, by| messages::lease(tx, by.now, by.now.plus_secs(60), channel, 1));
            let (engine, id) = (world.engine.clone(), leased[0].message.id);
            let done = world.write(move |tx, by| engine.sent(tx, by.now, by.workspace, id, &outcome));
            world.settle(done);
        }
        let mut seen = notes(world);
        seen.sort();
        assert_eq!(seen, ["failed", "failed: too long: Hi", "uncertain", "uncertain"]);
    });
}

#[test]
fn a_message_that_no_scenario_can_want_is_not_worked_off_and_why_it_did_not_fire_is_told() {
    worlds(|world| {
        let bot = Bot::new(world, json!({}));
        bot.publish("main", flow());
        let wanted = noting(
            world,
            "price",
            json!({"on": "message_received", "text": "price"}),
            "p",
        );
        let other = world.scenario(
            "asks",
            json!({"start": {"on": "message_received"}, "otherwise": null, "blocks": [
                {"if": [{"left": "{message_text}", "is": "equals", "right": "delivery"}],
                 "do": [{"action": "add_note", "text": "d"}]}]}),
        );
        bot.write("hello");
        assert_eq!(world.all_runs(), 0, "neither is even looked at");
        let event = world
            .write(|tx, by| {
                let filter = events::Filter {
                    kind: Some(EventKind::MessageReceived),
                    limit: 1,
                    ..events::Filter::default()
                };
                events::list(&mut tx.space(by.workspace), filter)
            })
            .remove(0);
        let engine = world.engine.clone();
        let id = event.event.id;
        let explained = world.write(move |tx, by| engine.explain(tx, by.now, by.workspace, id, None));
        let reason = |scenario| {
            let one = explained.iter().find(|one| one.scenario == scenario).unwrap();
            one.reasons[0].clone()
        };
        assert_eq!(
            reason(wanted),
            Reason::Narrowed {
                setting: "text".into(),
                wanted: vec!["price".into()],
                found: Some("hello".into()),
            }
        );
        assert!(matches!(reason(other), Reason::Demanded { variable, .. } if variable == "message_text"));
        bot.report(Report::Message(Message {
            id: "x".into(),
            text: Rich::plain("delivery"),
            ..Message::default()
        }));
        assert_eq!(world.statuses(other), [RunStatus::Fired]);
    });
}
