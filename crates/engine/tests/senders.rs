//! Operators who answer from their own messenger.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on ends here")]

mod world;

use serde_json::json;
use signalbox_engine::EngineError;
use signalbox_engine::chat::Fetched;
use signalbox_model::UserId;
use signalbox_model::chat::{Message, Report};
use signalbox_model::dialog::{Body, Holder};
use signalbox_store::chat::{fetches, senders};
use world::talk::{Room, as_user};
use world::{World, worlds};

/// A clients' bot whose flow hands over at once, and a bot in which operators answer.
fn rooms(world: &World, rules: serde_json::Value) -> (Room, Room) {
    let house = Room::new(world, "house", json!({"kind": "operator", "operators": rules}));
    let shop = Room::new(world, "shop", json!({}));
    shop.publish(
        world,
        "main",
        json!([
            {"id": "who", "step": "operator", "bots": ["house"], "nobody": "alone", "next": "bye"},
            {"id": "alone", "step": "send", "messages": [{"text": "Nobody"}], "wait": true},
            {"id": "bye", "step": "send", "messages": [{"text": "Bye"}], "wait": true},
        ]),
    );
    (house, shop)
}

fn decide(
    world: &World,
    house: &Room,
    chat: &str,
    approve: bool,
    user: Option<UserId>,
) -> Result<(), EngineError> {
    let (bot, dialog) = (house.bot, house.row(world, chat).id);
    let engine = world.engine.clone();
    let done = world.try_write(move |tx, by| {
        let sender = senders::of_dialog(&mut tx.space(by.workspace), dialog)?.unwrap();
        engine.decide_sender(tx, &by, (bot, sender.id), approve, user)
    })?;
    world.settle(done);
    Ok(())
}

#[test]
fn somebody_answers_from_their_own_messenger_once_approved_one_client_at_a_time() {
    worlds(|world| {
        let (house, shop) = rooms(world, json!({"studio_only": false, "max_chats": 5}));
        let olha = world.user("olha@example.com");
        house.hears(world, "op", "I want to help");
        assert_eq!(
            house.said(world, "op"),
            ["Please wait until somebody approves you as an operator"]
        );
        assert_eq!(house.row(world, "op").contact, None, "who answers is no client");
        shop.hears(world, "c1", "hello");
        assert_eq!(
            shop.said(world, "c1").last().unwrap(),
            "Nobody",
            "nobody is approved yet"
        );
        let unnamed = decide(world, &house, "op", true, None);
        assert!(
            matches!(unnamed, Err(EngineError::Invalid(_))),
            "it takes a name to answer with"
        );
        decide(world, &house, "op", true, Some(olha)).unwrap();
        assert!(house.said(world, "op")[1].starts_with("You are approved"));
        house.hears(world, "op", "anybody?");
        assert!(house.said(world, "op")[2].starts_with("You have no client"));
        shop.hears(world, "c2", "my tea is cold");
        assert!(matches!(shop.row(world, "c2").holder, Holder::Operator { user } if user == olha));
        assert_eq!(house.said(world, "op")[3], "Person c2\n\n> my tea is cold");
        shop.hears(world, "c3", "me too");
        assert_eq!(
            shop.said(world, "c3").last().unwrap(),
            "Nobody",
            "one client at a time, whatever the limit (Z-130)"
        );
        let (before, said) = (house.said(world, "op").len(), shop.said(world, "c2").len());
        house.hears(world, "op", "I am on it");
        shop.hears(world, "c2", "thanks");
        assert_eq!(shop.said(world, "c2")[said..], ["I am on it"]);
        assert_eq!(house.said(world, "op")[before..], ["thanks"]);
        let mine = shop
            .all(world, "c2")
            .into_iter()
            .filter(|message| message.user == Some(olha));
        assert!(mine.count() > 0, "the studio shows who answered");
        house.hears(world, "op", "/end");
        assert_eq!(shop.said(world, "c2").last().unwrap(), "Bye", "the flow goes on");
        assert_eq!(house.said(world, "op").last().unwrap(), "Consultation completed");
        shop.hears(world, "c4", "next please");
        assert!(
            house
                .said(world, "op")
                .iter()
                .any(|text| text.starts_with("Person c4"))
        );
        shop.hears(world, "c4", "/end");
        assert_eq!(
            house.said(world, "op").last().unwrap(),
            "Consultation completed",
            "the client ended it"
        );
        decide(world, &house, "op", false, None).unwrap();
        house.hears(world, "op", "still there?");
        assert_eq!(
            house.said(world, "op").last().unwrap(),
            "You were not approved as an operator"
        );
        shop.hears(world, "c5", "hello");
        assert_eq!(shop.said(world, "c5").last().unwrap(), "Nobody");
    });
}

#[test]
fn in_the_studio_alone_no_messenger_is_given_a_client_and_the_studio_can_take_one_over() {
    worlds(|world| {
        let (house, shop) = rooms(world, json!({}));
        let (olha, anna) = (world.user("olha@example.com"), world.user("anna@example.com"));
        house.hears(world, "op", "me");
        decide(world, &house, "op", true, Some(olha)).unwrap();
        shop.hears(world, "c1", "hello");
        assert_eq!(
            shop.said(world, "c1").last().unwrap(),
            "Nobody",
            "operators of the studio only (O-17)"
        );
        let (engine, bot) = (world.engine.clone(), house.bot);
        let settings = serde_json::from_value(
            json!({"name": "house", "kind": "operator", "operators": {"studio_only": false}}),
        )
        .unwrap();
        world.write(move |tx, by| {
            engine.update_bot(
                tx,
                &by,
                bot,
                signalbox_engine::chat::BotDraft { key: None, settings },
            )
        });
        shop.hears(world, "c2", "hello");
        let dialog = shop.row(world, "c2").id;
        as_user(world, anna, move |engine, tx, by| {
            engine.take_dialog(tx, by, dialog, Some(olha))
        })
        .unwrap();
        assert_eq!(house.said(world, "op").last().unwrap(), "Consultation completed");
        let said = shop.said(world, "c2").len();
        house.hears(world, "op", "am I still heard?");
        assert_eq!(shop.said(world, "c2").len(), said, "somebody else talks now");
        let second = house.said(world, "op").len();
        shop.hears(world, "c2", "who is there?");
        assert_eq!(house.said(world, "op").len(), second);
    });
}

fn sends(room: &Room, world: &World, chat: &str, id: &str, size: u64) {
    let message: Message = serde_json::from_value(json!({
        "id": id,
        "files": [{"kind": "document", "source": {"remote": format!("remote-{id}")}, "name": format!("{id}.txt"), "size": size}],
    }))
    .unwrap();
    room.report(world, chat, Report::Message(message));
}

/// The names of the files said in a chat.
fn files(room: &Room, world: &World, chat: &str) -> Vec<String> {
    let all = room.all(world, chat);
    let sent = all.iter().filter_map(|message| match &message.body {
        Body::Sent(content) => Some(&content.files),
        _ => None,
    });
    sent.flatten().map(|file| file.name.clone()).collect()
}

/// Everything that is to be fetched is here now.
fn fetch_all(world: &World, room: &Room) {
    let (engine, channel) = (world.engine.clone(), room.channel);
    world.write(move |tx, by| -> Result<(), EngineError> {
        for fetch in fetches::lease(tx, by.now, by.now.plus_secs(60), channel, 10)? {
            engine.fetched(tx, by.now, &fetch, Fetched::Got(b"bytes".to_vec()))?;
        }
        Ok(())
    });
}

#[test]
fn files_go_on_between_client_and_operator_when_they_are_here_and_never_to_somebody_else() {
    worlds(|world| {
        let (house, shop) = rooms(world, json!({"studio_only": false}));
        let olha = world.user("olha@example.com");
        house.hears(world, "op", "me");
        decide(world, &house, "op", true, Some(olha)).unwrap();
        shop.hears(world, "c1", "hello");
        sends(&shop, world, "c1", "bill", 9);
        assert_eq!(
            files(&house, world, "op"),
            [""; 0],
            "its bytes are at another bot"
        );
        fetch_all(world, &shop);
        assert_eq!(files(&house, world, "op"), ["bill.txt"]);
        sends(&shop, world, "c1", "film", 30 << 20);
        assert_eq!(
            house.said(world, "op").last().unwrap(),
            "The file film.txt has more than 20 MB and does not go on"
        );
        sends(&house, world, "op", "answer", 9);
        fetch_all(world, &house);
        assert_eq!(files(&shop, world, "c1"), ["answer.txt"]);
        // One that is still on its way when the next client comes is not for them.
        sends(&house, world, "op", "late", 9);
        house.hears(world, "op", "/end");
        shop.hears(world, "c2", "hello");
        fetch_all(world, &house);
        assert_eq!(files(&shop, world, "c2"), [""; 0]);
        assert_eq!(files(&shop, world, "c1"), ["answer.txt"]);
    });
}

#[test]
fn operators_join_the_shift_and_leave_it_from_their_own_messenger() {
    worlds(|world| {
        let (house, shop) = rooms(world, json!({"studio_only": false}));
        let olha = world.user("olha@example.com");
        house.hears(world, "op", "I want to help");
        decide(world, &house, "op", true, Some(olha)).unwrap();
        let last = |room: &Room, chat: &str| room.said(world, chat).pop().unwrap();
        shop.hears(world, "c1", "hello");
        house.hears(world, "op", "/leave");
        assert!(last(&house, "op").starts_with("You are off shift"));
        house.hears(world, "op", "still yours");
        assert_eq!(
            last(&shop, "c1"),
            "still yours",
            "the client they have stays (Z-142)"
        );
        house.hears(world, "op", "/end");
        shop.hears(world, "c2", "hello");
        assert_eq!(last(&shop, "c2"), "Nobody", "no new ones come");
        house.hears(world, "op", "anybody?");
        assert!(last(&house, "op").starts_with("You are off shift"));
        let keys = house.all(world, "op").pop().unwrap().body;
        let Body::Sent(content) = keys else {
            panic!("{keys:?}")
        };
        let keys = json!(content.keyboard.unwrap());
        assert_eq!(keys["reply"]["rows"][0][0]["text"], "Join the shift");
        house.hears(world, "op", "Join the shift");
        assert!(last(&house, "op").starts_with("You are on shift"));
        shop.hears(world, "c3", "hello");
        assert!(matches!(shop.row(world, "c3").holder, Holder::Operator { user } if user == olha));
        house.hears(world, "op", "/LEAVE@house_bot");
        assert!(last(&house, "op").starts_with("You are off shift"));
    });
}

#[test]
fn one_operator_may_be_given_only_their_own_clients() {
    worlds(|world| {
        let (house, shop) = rooms(world, json!({"studio_only": false, "max_chats": 9}));
        let (olha, ivan) = (world.user("olha@example.com"), world.user("ivan@example.com"));
        let bot = house.bot;
        for user in [olha, ivan] {
            as_user(world, user, move |engine, tx, by| {
                engine.join_bot(tx, by, bot, user, true)
            })
            .unwrap();
        }
        as_user(world, olha, move |engine, tx, by| {
            engine.restrict_operator(tx, by, bot, olha, true)
        })
        .unwrap();
        for chat in ["c1", "c2"] {
            shop.hears(world, chat, "hello");
            let holder = shop.row(world, chat).holder;
            assert!(
                matches!(holder, Holder::Operator { user } if user == ivan),
                "{chat}: {holder:?}"
            );
        }
        as_user(world, olha, move |engine, tx, by| {
            engine.restrict_operator(tx, by, bot, olha, false)
        })
        .unwrap();
        shop.hears(world, "c3", "hello");
        assert!(matches!(shop.row(world, "c3").holder, Holder::Operator { user } if user == olha));
    });
}
