//! Steps that concern more than the one who writes: schedules for everybody, log-ins by somebody of the studio.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on ends here")]

mod world;

use serde_json::json;
use signalbox_engine::EngineError;
use signalbox_model::BulkId;
use signalbox_model::dialog::{DialogStatus, Holder};
use signalbox_store::bulk;
use signalbox_store::chat::schedules;
use world::talk::{Room, as_user, take};
use world::{World, owned_worlds, worlds};

/// Starts what is scheduled and due; the bulk runs under way then.
fn fire(world: &World) -> Vec<BulkId> {
    let engine = world.engine.clone();
    let done = world.write(move |tx, by| engine.fire_schedules(tx, by.now));
    world.settle(done);
    let running = world.write(|tx, _| bulk::running_any_workspace(tx));
    running.into_iter().map(|(_, id)| id).collect()
}

/// One slice of a bulk run; whether there is more.
fn slice(world: &World, id: BulkId, limit: i64) -> bool {
    let engine = world.engine.clone();
    let (more, done) = world.write(move |tx, by| engine.step_bulk(tx, by.now, by.workspace, id, limit));
    world.settle(done);
    more
}

fn news() -> serde_json::Value {
    json!([
        {"id": "hello", "step": "send", "messages": [{"text": "Hello"}], "wait": true},
        {"id": "news", "step": "schedule", "schedule": {"time": "10:00"}, "messages": [{"text": "News!"}], "next": "like"},
        {"id": "like", "step": "ask", "message": {"text": "Like it?"}, "variable": "like"},
    ])
}

#[test]
fn a_schedule_takes_everybody_along_but_who_talks_with_people_or_is_through() {
    worlds(|world| {
        let room = Room::new(world, "news", json!({"zone": "UTC"}));
        let flow = room.publish(world, "main", news());
        for chat in ["a", "b", "taken", "closed", "manual"] {
            room.hears(world, chat, "hi");
        }
        let anna = world.user("anna@example.com");
        take(world, anna, room.row(world, "taken").id);
        for (chat, status) in [
            ("closed", DialogStatus::Finished),
            ("manual", DialogStatus::Manual),
        ] {
            let id = room.row(world, chat).id;
            as_user(world, anna, move |engine, tx, by| {
                engine.set_dialog_status(tx, by, id, status)
            })
            .unwrap();
        }
        assert_eq!(fire(world), [], "it is 15:46: tomorrow is soon enough");
        world.turn(86_400);
        let runs = fire(world);
        assert_eq!(runs.len(), 1);
        assert_eq!(
            fire(world).len(),
            1,
            "a schedule that was started is not started again"
        );
        while slice(world, runs[0], 1) {}
        for chat in ["a", "b"] {
            assert_eq!(room.said(world, chat), ["Hello", "News!", "Like it?"], "{chat}");
            assert_eq!(room.step(world, chat).as_deref(), Some("like"));
            let bulk = room
                .all(world, chat)
                .iter()
                .filter(|message| message.bulk)
                .count();
            assert_eq!(bulk, 2, "what many get goes behind the answers to people");
        }
        assert!(matches!(room.row(world, "taken").holder, Holder::Operator { user } if user == anna));
        for chat in ["taken", "closed", "manual"] {
            let said = room.said(world, chat);
            assert!(!said.iter().any(|text| text == "News!"), "{chat}: {said:?}");
        }
        let id = runs[0];
        let run = world
            .write(move |tx, by| bulk::get(&mut tx.space(by.workspace), id))
            .unwrap();
        assert_eq!((run.total, run.done, run.failed), (2, 2, 0));
        let kept = world.write(move |tx, by| schedules::of_flow(&mut tx.space(by.workspace), flow));
        assert_eq!(
            (kept[0].last_at, kept[0].last_bulk),
            (Some(world.now()), Some(id))
        );
        assert!(kept[0].next_due.unwrap() > world.now());
    });
}

#[test]
fn whom_a_schedule_is_not_for_stays_where_they_are() {
    worlds(|world| {
        let room = Room::new(world, "news", json!({"zone": "UTC"}));
        let steps = |extra: serde_json::Value| {
            let mut steps = news();
            steps[1]["if"] = json!([{"left": "{tg_name}", "is": "equals", "right": "Person a"}]);
            for (name, value) in extra.as_object().unwrap() {
                steps[1][name] = value.clone();
            }
            steps
        };
        room.publish(world, "main", steps(json!({})));
        for chat in ["a", "b"] {
            room.hears(world, chat, "hi");
        }
        world.turn(86_400);
        let runs = fire(world);
        while slice(world, runs[0], 20) {}
        assert_eq!(room.said(world, "a"), ["Hello", "News!", "Like it?"]);
        assert_eq!(
            (room.said(world, "b"), room.step(world, "b").as_deref()),
            (vec!["Hello".to_owned()], Some("hello"))
        );
    });
}

#[test]
fn a_crash_in_a_schedule_takes_nobody_twice_and_forgets_nobody() {
    owned_worlds(|mut world| {
        let room = Room::new(&world, "news", json!({"zone": "UTC"}));
        room.publish(&world, "main", news());
        let chats: Vec<String> = (0..23).map(|n| format!("c{n}")).collect();
        for chat in &chats {
            room.hears(&world, chat, "hi");
        }
        world.turn(86_400);
        let id = fire(&world)[0];
        loop {
            // The process ends before and after every slice, and once with a slice that was never committed.
            world = world.crash();
            let engine = world.engine.clone();
            let lost = world.try_write(move |tx, by| -> Result<(), EngineError> {
                engine.step_bulk(tx, by.now, by.workspace, id, 5)?;
                Err(EngineError::Conflict("the machine stops here".into()))
            });
            assert!(lost.is_err());
            if !slice(&world, id, 5) {
                break;
            }
        }
        for chat in &chats {
            assert_eq!(room.said(&world, chat), ["Hello", "News!", "Like it?"], "{chat}");
        }
        assert!(fire(&world).is_empty(), "it is through");
    });
}

fn door() -> serde_json::Value {
    json!([
        {"id": "who", "step": "log_in", "message": {"text": "Who are you?"}, "done": "Welcome, {{dialog.user_email}}",
         "refused": "Then not", "if": [{"left": "{{dialog.user_email}}", "is": "equals", "right": "anna@example.com"}],
         "otherwise": "foreign", "failed": "outside", "next": "inside"},
        {"id": "inside", "step": "send", "messages": [{"text": "Inside"}], "wait": true},
        {"id": "foreign", "step": "send", "messages": [{"text": "Not for you"}], "wait": true},
        {"id": "outside", "step": "send", "messages": [{"text": "Outside"}], "wait": true},
    ])
}

fn secret(room: &Room, world: &World, chat: &str) -> String {
    let link = room.link(world, chat).unwrap();
    link.strip_prefix("https://host/log-in#").unwrap().to_owned()
}

fn answer(world: &World, user: signalbox_model::UserId, secret: &str, own: bool) -> Result<(), EngineError> {
    let secret = secret.to_owned();
    let done = as_user(world, user, move |engine, tx, by| {
        engine.answer_log_in(tx, by, &secret, own)
    })?;
    world.settle(done);
    Ok(())
}

#[test]
fn a_link_ties_a_chat_to_a_user_once_and_who_does_not_fit_goes_elsewhere() {
    worlds(|world| {
        let room = Room::new(world, "door", json!({}));
        room.publish(world, "main", door());
        let (anna, boris) = (world.user("anna@example.com"), world.user("boris@example.com"));
        for chat in ["a", "b", "c"] {
            room.hears(world, chat, "hi");
            assert_eq!(
                room.said(world, chat),
                ["Who are you?"],
                "nobody is judged before they log in"
            );
        }
        let link = secret(&room, world, "a");
        let seen = link.clone();
        let known = as_user(world, anna, move |engine, tx, by| {
            engine.look_at_log_in(tx, by, &seen)
        })
        .unwrap();
        assert_eq!((known.bot.as_str(), known.name.as_str()), ("door", "Person a"));
        answer(world, anna, &link, true).unwrap();
        assert_eq!(
            room.said(world, "a"),
            ["Who are you?", "Welcome, anna@example.com", "Inside"]
        );
        let again = answer(world, boris, &link, true);
        assert!(
            matches!(again, Err(EngineError::NotFound(_))),
            "a link is good once"
        );
        answer(world, boris, &secret(&room, world, "b"), true).unwrap();
        assert_eq!(
            room.said(world, "b")[1..],
            ["Welcome, boris@example.com", "Not for you"]
        );
        answer(world, boris, &secret(&room, world, "c"), false).unwrap();
        assert_eq!(room.said(world, "c")[1..], ["Then not", "Outside"]);
        let of = |chat: &str| {
            let id = room.row(world, chat).identity.unwrap();
            world
                .write(move |tx, by| signalbox_store::chat::identities::get(&mut tx.space(by.workspace), id))
                .unwrap()
                .user
        };
        assert_eq!((of("a"), of("b"), of("c")), (Some(anna), Some(boris), None));
    });
}

#[test]
fn a_link_ends_with_its_time_with_the_talk_and_with_the_next_link() {
    worlds(|world| {
        let room = Room::new(world, "door", json!({}));
        let mut steps = door();
        steps[0]["aliases"] = json!(["/login"]);
        room.publish(world, "main", steps);
        let anna = world.user("anna@example.com");
        let refused = |link: &str| matches!(answer(world, anna, link, true), Err(EngineError::NotFound(_)));
        room.hears(world, "a", "hi");
        let first = secret(&room, world, "a");
        room.hears(world, "a", "/login");
        assert!(refused(&first), "another link took its place");
        let second = secret(&room, world, "a");
        take(world, anna, room.row(world, "a").id);
        assert!(refused(&second), "a person talks now");
        room.hears(world, "late", "hi");
        let late = secret(&room, world, "late");
        world.pass(15 * 60);
        assert_eq!(room.said(world, "late")[1..], ["Then not", "Outside"]);
        assert!(refused(&late));
        assert!(refused("a-secret-nobody-made"));
    });
}
