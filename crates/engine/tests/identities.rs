//! People on their platforms and the contacts they are: joined by phone or by hand, and parted again.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on ends here")]

mod world;

use serde_json::json;
use signalbox_engine::EngineError;
use signalbox_engine::crm::{self, MergeOrder};
use signalbox_model::chat::{Message, Report};
use signalbox_model::{MergeId, RecordId, RecordKind};
use signalbox_store::chat::{dialogs, identities};
use world::talk::{Room, as_user};
use world::{World, worlds};

fn asks_for_phone(world: &World) -> Room {
    let room = Room::new(world, "shop", json!({}));
    room.publish(
        world,
        "main",
        json!([
            {"id": "phone", "step": "ask", "message": {"text": "Your phone?"}, "answer": "phone", "field": "phone", "next": "thanks"},
            {"id": "thanks", "step": "send", "messages": [{"text": "Thanks"}], "wait": true},
        ]),
    );
    room
}

fn shares(room: &Room, world: &World, chat: &str, phone: &str, own: bool) {
    let message: Message = serde_json::from_value(json!({
        "id": format!("card-{chat}-{phone}-{own}"), "contact": {"phone": phone, "own": own},
    }))
    .unwrap();
    room.report(world, chat, Report::Message(message));
}

fn contact_of(room: &Room, world: &World, chat: &str) -> (Option<RecordId>, Option<RecordId>) {
    let row = room.row(world, chat);
    let id = row.identity.unwrap();
    let identity = world.write(move |tx, by| identities::get(&mut tx.space(by.workspace), id));
    (row.contact, identity.unwrap().contact)
}

/// The merges of contacts, newest first.
fn merges(world: &World) -> Vec<MergeId> {
    let all = world.write(|tx, by| -> signalbox_engine::Result<_> {
        Ok(crm::merges(
            &mut tx.space(by.workspace),
            RecordKind::Contact,
            None,
            10,
        )?)
    });
    all.into_iter().map(|merge| merge.id).collect()
}

fn undo(world: &World, id: MergeId) {
    let engine = world.engine.clone();
    world.write(move |tx, by| -> signalbox_engine::Result<_> {
        let defs = engine.definitions(tx, by.workspace)?;
        let mut ctx = defs.ctx(engine.ids(), by.now, by.author.clone());
        crm::unmerge(&mut tx.space(by.workspace), &mut ctx, id)?;
        Ok(())
    });
}

fn merge(world: &World, into: RecordId, other: RecordId) {
    let engine = world.engine.clone();
    world.write(move |tx, by| -> signalbox_engine::Result<_> {
        let defs = engine.definitions(tx, by.workspace)?;
        let mut ctx = defs.ctx(engine.ids(), by.now, by.author.clone());
        let order = MergeOrder {
            kind: RecordKind::Contact,
            into,
            others: vec![other],
            take: Default::default(),
        };
        crm::merge(&mut tx.space(by.workspace), &mut ctx, &order)?;
        Ok(())
    });
}

#[test]
fn the_own_phone_joins_a_person_with_the_contact_who_has_it_and_can_be_undone() {
    worlds(|world| {
        let known = world.contact("Olha", "+380671234567");
        let room = asks_for_phone(world);
        room.hears(world, "c1", "hi");
        let own = contact_of(&room, world, "c1").0.unwrap();
        shares(&room, world, "c1", "380671234567", false);
        assert_eq!(
            contact_of(&room, world, "c1").0,
            Some(own),
            "somebody else's card joins nobody (Z-150)"
        );
        shares(&room, world, "c1", "380671234567", true);
        assert_eq!(contact_of(&room, world, "c1"), (Some(known), Some(known)));
        undo(world, merges(world)[0]);
        assert_eq!(
            contact_of(&room, world, "c1"),
            (Some(own), Some(own)),
            "child and parent are two again"
        );
        room.hears(world, "c1", "hello again");
        assert_eq!(contact_of(&room, world, "c1"), (Some(own), Some(own)));
    });
}

#[test]
fn contacts_joined_by_hand_take_their_people_and_dialogs_along() {
    worlds(|world| {
        let (telegram, web) = (asks_for_phone(world), asks_for_phone(world));
        telegram.hears(world, "c1", "hi");
        web.hears(world, "v1", "hi");
        let parent = contact_of(&telegram, world, "c1").0.unwrap();
        let child = contact_of(&web, world, "v1").0.unwrap();
        merge(world, parent, child);
        assert_eq!(contact_of(&web, world, "v1"), (Some(parent), Some(parent)));
        let of = |id: RecordId| {
            world
                .write(move |tx, by| dialogs::of_contact(&mut tx.space(by.workspace), id))
                .len()
        };
        assert_eq!((of(parent), of(child)), (2, 0));
        undo(world, merges(world)[0]);
        assert_eq!(contact_of(&web, world, "v1"), (Some(child), Some(child)));
        assert_eq!((of(parent), of(child)), (1, 1));
    });
}

#[test]
fn several_contacts_with_the_phone_join_nobody_and_people_are_told() {
    worlds(|world| {
        world.contact("Olha", "+380671234567");
        world.contact("Olha again", "+380671234567");
        let room = asks_for_phone(world);
        room.hears(world, "c1", "hi");
        let own = contact_of(&room, world, "c1").0.unwrap();
        shares(&room, world, "c1", "380671234567", true);
        assert_eq!(contact_of(&room, world, "c1").0, Some(own));
        assert!(merges(world).is_empty());
    });
}

#[test]
fn a_person_who_is_no_contact_is_joined_with_one_by_hand_and_parted_again() {
    worlds(|world| {
        let known = world.contact("Olha", "+380671234567");
        let room = Room::new(world, "shop", json!({"create_contact": false}));
        room.hears(world, "c1", "hi");
        assert_eq!(contact_of(&room, world, "c1"), (None, None));
        let anna = world.user("anna@example.com");
        let dialog = room.row(world, "c1").id;
        let join = |contact| {
            as_user(world, anna, move |engine, tx, by| {
                engine.join_dialog(tx, by, dialog, contact)
            })
        };
        assert!(
            matches!(join(Some(RecordId(1))), Err(EngineError::Invalid(_))),
            "there is no such contact"
        );
        join(Some(known)).unwrap();
        assert_eq!(contact_of(&room, world, "c1"), (Some(known), Some(known)));
        room.hears(world, "c1", "hello again");
        assert_eq!(contact_of(&room, world, "c1"), (Some(known), Some(known)));
        let other = world.contact("Ivan", "+380671234568");
        assert!(
            matches!(join(Some(other)), Err(EngineError::Conflict(_))),
            "two contacts are merged"
        );
        join(None).unwrap();
        assert_eq!(contact_of(&room, world, "c1"), (None, None));
        as_user(world, anna, move |engine, tx, by| {
            engine.make_dialog_contact(tx, by, dialog, None)
        })
        .unwrap();
        let own = contact_of(&room, world, "c1");
        assert!(
            own.0.is_some() && own.0 == own.1 && own.0 != Some(known),
            "{own:?}"
        );
    });
}
