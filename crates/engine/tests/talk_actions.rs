//! What scenarios do in dialogs: messages, steps, who speaks, chats of staff.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on ends here")]

mod world;

use serde_json::{Value, json};
use signalbox_engine::By;
use signalbox_engine::chat::ChannelDraft;
use signalbox_model::bot::{ChannelSettings, TelegramSettings};
use signalbox_model::chat::{ChatKind, Effect, Inbound, Keyboard, Press, Report, Sender};
use signalbox_model::dialog::{Body, DialogStatus, Holder, MessageAuthor};
use signalbox_model::link::LinkSettings;
use signalbox_model::record::{Author, Contact, Lead};
use signalbox_model::run::StepState;
use signalbox_model::{ChannelId, DialogId, ScenarioId};
use signalbox_store::chat::messages::{self, Outcome, Part};
use signalbox_store::chat::{dialogs, operators};
use world::bot::Bot;
use world::{World, worlds};

fn flow() -> Value {
    json!([
        {"id": "hello", "aliases": ["/start"], "step": "send", "wait": true, "messages": [{"text": "Hi"}]},
        {"id": "track", "step": "send", "wait": true, "messages": [{"text": "On its way, {{dialog.order}}"}]},
    ])
}

/// A scenario that starts on a text and does some actions.
fn doing(world: &World, text: &str, actions: Value) -> ScenarioId {
    world.scenario(
        &format!("on-{text}"),
        json!({"start": {"on": "message_received", "text": text}, "blocks": [{"do": actions}]}),
    )
}

/// How the actions of the only run ended, with what they say.
fn ends(world: &World, scenario: ScenarioId) -> Vec<(StepState, String)> {
    let run = world.runs(scenario).pop().unwrap();
    let steps = run.trace.blocks.into_iter().flat_map(|block| block.steps);
    steps
        .map(|step| (step.state, step.note.unwrap_or_default()))
        .collect()
}

fn take(world: &World, bot: &Bot, email: &str) {
    let (engine, id, user) = (world.engine.clone(), bot.row().id, world.user(email));
    let done = world.write(move |tx, by| {
        let by = By {
            author: Author::User { user },
            ..by
        };
        engine.take_dialog(tx, &by, id, None)
    });
    world.settle(done);
}

#[test]
fn a_scenario_writes_with_marks_files_and_buttons_that_do_what_they_say() {
    worlds(|world| {
        let bot = Bot::new(world, json!({}));
        bot.publish("main", flow());
        let pressed = world.scenario(
            "call-me",
            json!({"start": {"on": "manual"}, "blocks": [{"do": [{"action": "add_note", "text": "pressed {button}"}]}]}),
        );
        let sends = doing(
            world,
            "order",
            json!([
                {"action": "set_dialog_value", "name": "order", "value": "A-7"},
                {"action": "send_message", "text": "<b>Thanks</b>, {{contact.name}}",
                 "files": [{"kind": "photo", "source": "https://shop.example/a.png"}],
                 "buttons": [[{"text": "Where?", "press": {"go_to": "main/track"}}, {"text": "Call", "press": {"scenario": "call-me"}}],
                             [{"text": "Page", "press": {"url": "https://shop.example"}}]]},
            ]),
        );
        bot.write("hi");
        bot.write("order");
        assert_eq!(world.statuses(sends), [signalbox_model::run::RunStatus::Fired]);
        let sent = bot.all().pop().unwrap();
        assert_eq!(
            (sent.author, sent.turn, sent.run.is_some()),
            (MessageAuthor::System, Some(0), true)
        );
        let Body::Sent(content) = &sent.body else {
            panic!("a message")
        };
        assert_eq!(content.text.text, "Thanks, Olha");
        assert_eq!((content.text.marks.len(), content.files.len()), (1, 1));
        let Some(Keyboard::Inline(rows)) = &content.keyboard else {
            panic!("buttons")
        };
        assert_eq!(rows[1][0].press, Press::Url("https://shop.example".into()));
        bot.press("Call");
        assert_eq!(world.runs(pressed).len(), 1);
        bot.press("Where?");
        assert_eq!(bot.said().last().unwrap(), "On its way, A-7");
        assert_eq!(bot.step().as_deref(), Some("track"));
        assert_eq!(
            bot.deliver(),
            bot.said(),
            "all of it leaves through the outbox, once and in order"
        );
    });
}

#[test]
fn what_a_scenario_says_yields_to_an_operator_also_in_the_last_moment() {
    worlds(|world| {
        let bot = Bot::new(world, json!({}));
        bot.publish("main", flow());
        doing(
            world,
            "a",
            json!([{"action": "send_message", "text": "answer to a"}]),
        );
        let skipped = doing(
            world,
            "b",
            json!([
                {"action": "send_message", "text": "answer to b"},
                {"action": "run_flow", "flow": "main", "step": "track"},
                {"action": "send_message", "text": "important", "while_held": true},
            ]),
        );
        bot.write("hi");
        bot.write("a");
        take(world, &bot, "anna@example.com");
        assert_eq!(
            bot.deliver(),
            [""; 0],
            "what was planned before is not said over the operator"
        );
        bot.write("b");
        let ended: Vec<StepState> = ends(world, skipped).into_iter().map(|(state, _)| state).collect();
        assert_eq!(ended, [StepState::Skipped, StepState::Skipped, StepState::Done]);
        assert!(
            ends(world, skipped)[0]
                .1
                .starts_with("anna@example.com holds the dialog")
        );
        assert_eq!(bot.deliver(), ["important"]);
    });
}

#[test]
fn flows_status_operators_and_values_are_changed_and_told_as_events() {
    worlds(|world| {
        let bot = Bot::new(
            world,
            json!({"fields": [{"key": "city", "name": "City", "options": ["Kyiv", "Lviv"]}]}),
        );
        bot.publish("main", flow());
        let user = world.user("anna@example.com");
        let told = world.scenario(
            "told",
            json!({"start": {"on": "dialog_assigned"}, "blocks": [{"do": [
                {"action": "add_note", "text": "{{dialog.operator}} {{dialog.city}}"},
                {"action": "set_dialog_value", "name": "city", "value": "Lviv"}]}]}),
        );
        let values = doing(
            world,
            "city",
            json!([
                {"action": "set_dialog_value", "name": "city", "value": "Kyiv"},
                {"action": "set_dialog_value", "name": "city", "value": "Paris"},
                {"action": "assign_operator", "user": "anna@example.com"},
            ]),
        );
        doing(
            world,
            "back",
            json!([{"action": "release_dialog"}, {"action": "run_flow", "flow": "main", "step": "track"}]),
        );
        doing(
            world,
            "over",
            json!([{"action": "set_dialog_status", "status": "finished"}]),
        );
        let nobody = doing(world, "help", json!([{"action": "assign_operator"}]));
        bot.write("hi");
        bot.write("city");
        let ended = ends(world, values);
        assert_eq!(ended[1].0, StepState::Failed);
        assert_eq!(ended[1].1, "`city` takes one of: Kyiv, Lviv");
        assert_eq!(bot.row().holder, Holder::Operator { user });
        assert_eq!(
            world.runs(told).len(),
            1,
            "and its own change of a value starts nothing again"
        );
        bot.write("back");
        assert_eq!(
            (bot.row().holder, bot.step().as_deref()),
            (Holder::Flow, Some("track"))
        );
        bot.write("help");
        assert_eq!(
            ends(world, nobody)[0],
            (StepState::Failed, "no operator of the bot `shop` is free".into())
        );
        let (of, now) = (bot.bot, world.now());
        world.write(move |tx, by| {
            let joined = operators::Stored {
                bot: of,
                user,
                joined: true,
                approval: signalbox_model::dialog::Approval::Approved,
                identity: None,
                last_given_at: None,
                own_only: false,
            };
            operators::put(&mut tx.space(by.workspace), now.0, &joined)
        });
        bot.write("help");
        assert_eq!(bot.row().holder, Holder::Operator { user });
        bot.write("over");
        assert_eq!(
            (bot.row().status, bot.row().holder),
            (DialogStatus::Finished, Holder::Nobody)
        );
    });
}

#[test]
fn a_run_that_began_elsewhere_finds_the_contacts_dialog_or_says_that_there_is_none() {
    worlds(|world| {
        let bot = Bot::new(world, json!({}));
        bot.publish("main", flow());
        bot.write("hi");
        let contact = world.all::<Contact>()[0].id;
        let writes = world.scenario(
            "writes",
            json!({"start": {"on": "manual"}, "blocks": [{"do": [{"action": "send_message", "text": "From afar"}]}]}),
        );
        let record = |id| signalbox_model::RecordRef {
            kind: signalbox_model::RecordKind::Contact,
            id,
        };
        world.run(writes, Some(record(contact)));
        assert_eq!(bot.said().last().unwrap(), "From afar");
        let stranger = world.contact("Petro", "+380671112233");
        world.run(writes, Some(record(stranger)));
        assert_eq!(
            ends(world, writes)[0],
            (
                StepState::Skipped,
                "the contact has never written to a bot".into()
            )
        );
    });
}

/// A Telegram channel of the bot, and what its group reports.
struct Group<'w> {
    world: &'w World,
    channel: ChannelId,
}

impl<'w> Group<'w> {
    fn new(world: &'w World, bot: &Bot) -> Self {
        let (engine, of) = (world.engine.clone(), bot.bot);
        let channel = world.write(move |tx, by| {
            let settings = ChannelSettings::Telegram(TelegramSettings::default());
            engine.create_channel(tx, &by, of, ChannelDraft { settings, on: true }, "tg".into())
        });
        Self { world, channel }
    }

    fn row(&self) -> dialogs::Stored {
        let channel = self.channel;
        self.world
            .write(move |tx, by| dialogs::find(&mut tx.space(by.workspace), channel, "-100500"))
            .unwrap()
    }

    fn all(&self, id: DialogId) -> Vec<messages::Stored> {
        self.world
            .write(move |tx, by| messages::list(&mut tx.space(by.workspace), id, Part::Newest, 200))
    }

    fn report(&self, key: &str, who: &str, report: Report) {
        let inbound = Inbound {
            key: key.into(),
            chat: "-100500".into(),
            chat_kind: ChatKind::Group,
            chat_name: Some("Sales".into()),
            sender: Some(Sender {
                id: who.into(),
                name: format!("Person {who}"),
                ..Sender::default()
            }),
            at: self.world.now(),
            report,
        };
        let (engine, channel) = (self.world.engine.clone(), self.channel);
        let received = self
            .world
            .write(move |tx, by| engine.receive(tx, by.now, by.workspace, channel, inbound));
        self.world.settle(received.done);
    }

    /// Lets everything leave; what the presses were answered with, oldest first.
    fn answers(&self) -> Vec<String> {
        let mut said = Vec::new();
        loop {
            let channel = self.channel;
            let leased = self
                .world
                .write(move |tx, by| messages::lease(tx, by.now, by.now.plus_secs(60), channel, 50));
            if leased.is_empty() {
                return said;
            }
            for one in leased {
                if let Body::Deed(effect) = &one.message.body
                    && let Effect::AnswerPress { text, .. } = &**effect
                {
                    said.push(text.clone());
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

fn link(world: &World, number: u32, scenario: &str) {
    let settings = json!({"name": "Take", "target": "https://x.example", "scenario": scenario});
    let settings: LinkSettings = serde_json::from_value(settings).unwrap();
    let engine = world.engine.clone();
    world.write(move |tx, by| -> signalbox_engine::Result<_> {
        let id = signalbox_model::LinkId(engine.ids().next(by.now.0));
        signalbox_store::links::insert(
            &mut tx.space(by.workspace),
            id,
            Some(number),
            "token",
            &settings,
            by.now,
        )?;
        engine.touch(tx, &by)
    });
}

#[test]
fn a_button_in_a_chat_of_staff_runs_its_link_once_and_knows_who_pressed() {
    worlds(|world| {
        let bot = Bot::new(world, json!({}));
        let group = Group::new(world, &bot);
        let taken = world.scenario(
            "taken",
            json!({"start": {"on": "manual"}, "blocks": [
                {"if": [{"left": "{{lead.responsible.name}}", "is": "empty"}],
                 "do": [{"action": "add_note", "text": "{tg_user_name} {tg_user_id} pressed {tg_button} in {tg_chat_name} {tg_chat_id}"},
                        {"action": "change_responsible", "user": "anna@example.com"}]}]}),
        );
        world.user("anna@example.com");
        link(world, 7, "taken");
        let tells = world.scenario(
            "tells",
            json!({"start": {"on": "lead_created"}, "blocks": [{"do": [
                {"action": "send_telegram", "bot": "shop", "chat": "-100500",
                 "text": "<b>New</b> {{lead.name}}\n[button url=\"{tlink:7}\" text=\"I take it\"] [button url=\"https://x.example\" text=\"Page\"]"},
                {"action": "send_telegram", "bot": "shop", "chat": "sales", "text": "x"}]}]}),
        );
        world.lead("Roses");
        let ended = ends(world, tells);
        assert_eq!(ended[0].0, StepState::Done);
        assert!(ended[1].1.contains("«sales» is no id of a chat"), "{ended:?}");
        let row = group.row();
        assert_eq!((row.status, row.is_open()), (DialogStatus::Blocked, false));
        let sent = group.all(row.id).remove(0);
        let Body::Sent(content) = &sent.body else {
            panic!("a message")
        };
        assert_eq!(content.text.text, "New Roses");
        let Some(Keyboard::Inline(rows)) = &content.keyboard else {
            panic!("buttons")
        };
        let Press::Data(data) = rows[0][0].press.clone() else {
            panic!("data")
        };
        assert!(data.len() <= 64);
        assert_eq!(rows[0][1].press, Press::Url("https://x.example".into()));
        group.answers();
        let press = |key: &str, who: &str| {
            group.report(
                key,
                who,
                Report::Pressed {
                    callback: format!("cb{key}"),
                    data: data.clone(),
                    message: None,
                },
            );
        };
        press("1", "42");
        press("2", "43");
        world.turn(10);
        press("3", "43");
        let accepted = "I take it: accepted";
        assert_eq!(
            group.answers(),
            [accepted, "I take it: somebody has pressed it already", accepted],
            "every press is answered (Z-88)"
        );
        // Both clicks count, and the condition on the record is the lock (Z-87).
        let statuses = world.statuses(taken);
        use signalbox_model::run::RunStatus::{Fired, NotMatched};
        assert_eq!(statuses, [Fired, NotMatched]);
        let lead = &world.all::<Lead>()[0];
        assert!(lead.responsible_id.is_some());
        let id = lead.id;
        let notes = world.write(move |tx, by| {
            signalbox_store::crm::notes::list(&mut tx.space(by.workspace), id, None, 10)
        });
        assert!(
            notes
                .iter()
                .any(|note| note.text == "Person 42 42 pressed I take it in Sales -100500"),
            "{notes:?}"
        );
    });
}

#[test]
fn what_staff_writes_starts_nothing_and_a_bot_that_was_removed_says_so() {
    worlds(|world| {
        let bot = Bot::new(world, json!({}));
        bot.publish("main", flow());
        let group = Group::new(world, &bot);
        let heard = world.scenario(
            "heard",
            json!({"start": {"on": "message_received"}, "blocks": [{"do": [{"action": "stop"}]}]}),
        );
        let tells = world.scenario(
            "tells",
            json!({"start": {"on": "lead_created"}, "blocks": [{"do": [
                {"action": "send_telegram", "bot": "shop", "chat": "-100500", "text": "{{lead.name}}"}]}]}),
        );
        world.lead("Roses");
        let written = signalbox_model::chat::Message {
            id: "1".into(),
            text: signalbox_model::chat::Rich::plain("/start"),
            ..Default::default()
        };
        group.report("1", "42", Report::Message(written));
        assert_eq!((world.runs(heard).len(), group.all(group.row().id).len()), (0, 1));
        group.report("2", "42", Report::Membership { allowed: false });
        world.lead("Tulips");
        let (state, said) = ends(world, tells).remove(0);
        assert_eq!(state, StepState::Failed);
        assert!(
            said.contains("does not let the bot write in the chat -100500"),
            "{said}"
        );
        group.report("3", "42", Report::Membership { allowed: true });
        assert_eq!(group.row().status, DialogStatus::Blocked, "its flow stays silent");
        world.lead("Lilies");
        assert_eq!(ends(world, tells)[0].0, StepState::Done);
    });
}
