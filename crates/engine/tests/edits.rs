//! What was said is said otherwise, or taken back.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on ends here")]

mod world;

use serde_json::json;
use signalbox_engine::EngineError;
use signalbox_model::chat::{Content, Effect, Message, Report, Rich};
use signalbox_model::dialog::{Body, MessageState};
use signalbox_model::{DialogId, MessageId, UserId};
use signalbox_store::chat::messages::{self, Outcome};
use signalbox_store::chat::senders;
use world::talk::{Room, as_user};
use world::{World, worlds};

fn hears_as(room: &Room, world: &World, chat: &str, id: &str, text: &str) {
    room.report(world, chat, Report::Message(written(id, text)));
}

fn written(id: &str, text: &str) -> Message {
    Message {
        id: id.into(),
        text: Rich::plain(text),
        ..Message::default()
    }
}

fn say(world: &World, user: UserId, dialog: DialogId, text: &str) -> MessageId {
    let content = Content {
        text: Rich::plain(text),
        ..Content::default()
    };
    as_user(world, user, move |engine, tx, by| {
        engine.say(tx, by, dialog, content, None)
    })
    .unwrap()
    .message
}

fn edit(world: &World, user: UserId, id: MessageId, text: &str) -> Result<(), EngineError> {
    let text = Rich::plain(text);
    as_user(world, user, move |engine, tx, by| {
        engine.edit_message(tx, by, id, text)
    })
    .map(drop)
}

fn remove(world: &World, user: UserId, id: MessageId) -> Result<(), EngineError> {
    as_user(world, user, move |engine, tx, by| {
        engine.remove_message(tx, by, id)
    })
    .map(drop)
}

fn get(world: &World, id: MessageId) -> messages::Stored {
    world
        .write(move |tx, by| messages::get(&mut tx.space(by.workspace), id))
        .unwrap()
}

/// What the platform is told next of messages that are there.
fn deeds(world: &World, room: &Room) -> Vec<(MessageId, Effect)> {
    let channel = room.channel;
    let leased = world.write(move |tx, by| messages::lease(tx, by.now, by.now.plus_secs(60), channel, 100));
    let deed = |leased: messages::Leased| match leased.message.body {
        Body::Deed(effect) => Some((leased.message.id, *effect)),
        _ => None,
    };
    leased.into_iter().filter_map(deed).collect()
}

fn ended(world: &World, id: MessageId, outcome: Outcome) {
    let engine = world.engine.clone();
    world.write(move |tx, by| engine.sent(tx, by.now, by.workspace, id, &outcome));
}

fn past(message: &messages::Stored) -> Vec<&str> {
    message.past.iter().map(|past| past.text.text.as_str()).collect()
}

#[test]
fn what_a_person_rewrites_is_shown_with_what_it_was() {
    worlds(|world| {
        let room = Room::new(world, "shop", json!({}));
        hears_as(&room, world, "c1", "1", "2 cups");
        for text in ["3 cups", "3 cups", "4 cups"] {
            room.report(world, "c1", Report::Edited(written("1", text)));
        }
        let message = room.saying(world, "c1", "4 cups");
        assert_eq!(past(&message), ["2 cups", "3 cups"]);
        assert!(message.edited_at.is_some());
        assert_eq!(room.row(world, "c1").preview.unwrap().text, "4 cups");
        room.report(
            world,
            "c1",
            Report::Deleted {
                ids: vec!["1".into()],
            },
        );
        assert!(get(world, message.id).removed_at.is_some());
        assert_eq!(room.row(world, "c1").preview.map(|last| last.text), None);
    });
}

#[test]
fn an_operator_rewrites_and_takes_back_what_they_said_themselves() {
    worlds(|world| {
        let room = Room::new(world, "shop", json!({}));
        let (anna, boris) = (world.user("anna@example.com"), world.user("boris@example.com"));
        hears_as(&room, world, "c1", "1", "hello");
        let dialog = room.row(world, "c1").id;

        let planned = say(world, anna, dialog, "Helo");
        edit(world, anna, planned, "Hello").unwrap();
        assert!(past(&get(world, planned)).is_empty(), "nobody has read it yet");
        room.deliver(world);
        edit(world, anna, planned, "Hello!").unwrap();
        let told = get(world, planned);
        assert_eq!((past(&told), told.body.text()), (vec!["Hello"], "Hello!"));
        let found = deeds(world, &room);
        assert!(
            matches!(&found[0].1, Effect::Edit { message, content }
                if *message == format!("out-{planned}") && content.text.text == "Hello!"),
            "{found:?}"
        );
        let refused = "Telegram says: message can't be edited";
        ended(
            world,
            found[0].0,
            Outcome::Failed {
                error: refused.into(),
            },
        );
        assert_eq!(get(world, planned).error.as_deref(), Some(refused), "it is told");

        for wrong in [edit(world, boris, planned, "Hi"), remove(world, boris, planned)] {
            assert!(
                matches!(wrong, Err(EngineError::Conflict(_))),
                "it is not theirs: {wrong:?}"
            );
        }
        let heard = room.saying(world, "c1", "hello").id;
        assert!(
            edit(world, anna, heard, "Bye").is_err(),
            "nor what the person wrote"
        );
        assert!(matches!(
            edit(world, anna, planned, " "),
            Err(EngineError::Invalid(_))
        ));
        let long = "a".repeat(4097);
        assert!(matches!(
            edit(world, anna, planned, &long),
            Err(EngineError::Invalid(_))
        ));

        remove(world, anna, planned).unwrap();
        assert!(get(world, planned).removed_at.is_some());
        assert_eq!(room.row(world, "c1").preview.unwrap().text, "hello");
        let found = deeds(world, &room);
        assert!(matches!(&found[0].1, Effect::Delete { message } if *message == format!("out-{planned}")));
        ended(
            world,
            found[0].0,
            Outcome::Failed {
                error: refused.into(),
            },
        );
        let back = get(world, planned);
        assert_eq!((back.removed_at, back.error.as_deref()), (None, Some(refused)));
    });
}

#[test]
fn what_cannot_be_changed_any_more_is_refused() {
    worlds(|world| {
        let room = Room::new(world, "shop", json!({}));
        let anna = world.user("anna@example.com");
        hears_as(&room, world, "c1", "1", "hello");
        let dialog = room.row(world, "c1").id;
        let leaving = say(world, anna, dialog, "leaving");
        deeds(world, &room);
        assert_eq!(get(world, leaving).state, MessageState::Sent);
        assert!(edit(world, anna, leaving, "left").is_err());
        let parts = vec!["7".to_owned(), "8".to_owned()];
        ended(world, leaving, Outcome::Confirmed { external: parts });
        let refused = edit(world, anna, leaving, "left").unwrap_err().to_string();
        assert!(refused.contains("several parts"), "{refused}");
        world.turn(48 * 3600 + 1);
        let refused = remove(world, anna, leaving).unwrap_err().to_string();
        assert!(refused.contains("48 hours"), "{refused}");
        let unsent = say(world, anna, dialog, "never mind");
        remove(world, anna, unsent).unwrap();
        assert_eq!(get(world, unsent).state, MessageState::Cancelled);
    });
}

#[test]
fn a_change_that_was_under_way_when_the_server_stopped_is_made_again() {
    worlds(|world| {
        let room = Room::new(world, "shop", json!({}));
        let anna = world.user("anna@example.com");
        hears_as(&room, world, "c1", "1", "hello");
        let said = say(world, anna, room.row(world, "c1").id, "Helo");
        room.deliver(world);
        edit(world, anna, said, "Hello").unwrap();
        let under_way = deeds(world, &room);
        world.turn(61);
        let engine = world.engine.clone();
        world.write(move |tx, by| engine.expire_messages(tx, by.now, by.now, 10));
        assert_eq!(deeds(world, &room), under_way);
    });
}

#[test]
fn a_client_and_an_operator_on_their_own_messengers_read_what_the_other_rewrites() {
    worlds(|world| {
        let rules = json!({"studio_only": false});
        let house = Room::new(world, "house", json!({"kind": "operator", "operators": rules}));
        let shop = Room::new(world, "shop", json!({}));
        shop.publish(
            world,
            "main",
            json!([{"id": "who", "step": "operator", "bots": ["house"]}]),
        );
        let olha = world.user("olha@example.com");
        hears_as(&house, world, "op", "o1", "I want to help");
        let (bot, own) = (house.bot, house.row(world, "op").id);
        let engine = world.engine.clone();
        world.write(move |tx, by| {
            let sender = senders::of_dialog(&mut tx.space(by.workspace), own)?.unwrap();
            engine.decide_sender(tx, &by, (bot, sender.id), true, Some(olha))
        });
        hears_as(&shop, world, "c1", "s1", "hello");
        hears_as(&shop, world, "c1", "s2", "2 cups");
        hears_as(&house, world, "op", "o2", "comming");
        shop.report(world, "c1", Report::Edited(written("s2", "3 cups")));
        assert!(
            house.said(world, "op").contains(&"3 cups".to_owned()),
            "it had not left yet"
        );
        house.deliver(world);
        shop.deliver(world);
        shop.report(world, "c1", Report::Edited(written("s2", "4 cups")));
        let copy = house.saying(world, "op", "4 cups");
        assert_eq!(past(&copy), ["3 cups"]);
        assert!(
            matches!(&deeds(world, &house)[0].1, Effect::Edit { content, .. } if content.text.text == "4 cups")
        );
        house.report(world, "op", Report::Edited(written("o2", "coming")));
        assert!(
            matches!(&deeds(world, &shop)[0].1, Effect::Edit { content, .. } if content.text.text == "coming")
        );
        assert_eq!(shop.row(world, "c1").preview.unwrap().text, "coming");
        shop.report(
            world,
            "c1",
            Report::Deleted {
                ids: vec!["s2".into()],
            },
        );
        assert!(get(world, copy.id).removed_at.is_some());
    });
}
