//! A Telegram bot behind the real binary, against the fake Bot API: what people write is stored once, what is planned is
//! said once, and a call that breaks is told, never repeated.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod house;

use house::{House, TOKEN};
use serde_json::{Value, json};
use signalbox_fakegram::{Deed, Fault, Rule};
use signalbox_testkit::{Client, until};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

#[test]
fn updates_twice_and_out_of_order_are_stored_once_and_in_order() {
    let house = House::new();
    house.fake.fail(Rule {
        times: 3,
        ..Rule::next("getUpdates", Fault::Repeat)
    });
    house.fake.fail(Rule {
        times: 3,
        ..Rule::next("getUpdates", Fault::Reverse)
    });
    house.fake.fail(Rule {
        times: 2,
        ..Rule::next("getUpdates", Fault::Truncate)
    });
    let texts: Vec<_> = (0..40).map(|n| format!("line {n}")).collect();
    for text in &texts {
        house.says(7, text);
    }
    let dialog = house.opened(7);
    until("everything has come", || {
        house.heard(&dialog).len() >= texts.len()
    });
    until("everything is confirmed", || house.fake.waiting(TOKEN) == 0);
    assert_eq!(house.heard(&dialog), texts);
}

#[test]
fn a_long_answer_goes_in_parts_and_keeps_its_order() {
    let house = House::new();
    house.says(7, "hello");
    let dialog = house.opened(7);
    let long = format!("{}\n{}", "a".repeat(3000), "b".repeat(3000));
    let first = house.plan(&dialog, &long);
    let second = house.plan(&dialog, "and more");
    house.becomes(&dialog, &first, "confirmed");
    house.becomes(&dialog, &second, "confirmed");
    let calls = house.fake.calls("sendMessage");
    let texts: Vec<_> = calls
        .iter()
        .map(|call| call.params["text"].as_str().unwrap().chars().next().unwrap())
        .collect();
    assert_eq!(texts, ['a', 'b', 'a']);
    assert_eq!(calls[2].params["text"], "and more");
}

#[test]
fn what_surely_did_not_arrive_is_sent_again_and_what_may_have_is_not() {
    let house = House::new();
    house.says(7, "hello");
    let dialog = house.opened(7);

    let refused = |code: u16, retry_after: Option<u64>| Fault::Status {
        code,
        description: "not now".to_owned(),
        retry_after,
    };
    house.fake.fail(Rule::next("sendMessage", refused(500, None)));
    house.fake.fail(Rule::next("sendMessage", refused(429, Some(1))));
    let again = house.plan(&dialog, "again");
    house.becomes(&dialog, &again, "confirmed");
    let tries: Vec<_> = house.said("again").iter().map(|call| call.error).collect();
    assert_eq!(tries, [Some(500), Some(429), None]);
    let calls = house.said("again");
    assert!(calls[2].at_us - calls[1].at_us >= 1_000_000, "it waited as told");

    for (text, fault) in [
        ("cut", Fault::Truncate),
        ("closed after", Fault::Close { done: true }),
        ("closed before", Fault::Close { done: false }),
    ] {
        house.fake.fail(Rule::next("sendMessage", fault));
        let message = house.plan(&dialog, text);
        let told = house.becomes(&dialog, &message, "uncertain");
        assert!(
            told["error"].as_str().is_some_and(|why| !why.is_empty()),
            "{told}"
        );
    }
    let after = house.plan(&dialog, "after");
    house.becomes(&dialog, &after, "confirmed");
    for text in ["cut", "closed after", "closed before"] {
        assert_eq!(house.said(text).len(), 1, "{text} is not sent again by itself");
    }
    let troubled = house.client.get("/api/v1/messages/troubled");
    assert_eq!(troubled["items"].as_array().unwrap().len(), 3);
}

#[test]
fn a_person_who_blocks_the_bot_is_left_alone() {
    let house = House::new();
    house.says(7, "hello");
    let dialog = house.opened(7);
    house.does(7, Deed::Deactivate);
    let message = house.plan(&dialog, "are you there?");
    let told = house.becomes(&dialog, &message, "failed");
    assert!(told["error"].as_str().unwrap().contains("deactivated"), "{told}");
    until("the dialog is stopped", || {
        house.client.get(&format!("/api/v1/dialogs/{dialog}"))["status"] == "stopped"
    });
    house.says(8, "hello");
    let other = house.opened(8);
    house.does(8, Deed::Block);
    until("the other dialog is stopped", || {
        house.client.get(&format!("/api/v1/dialogs/{other}"))["status"] == "stopped"
    });
}

#[test]
fn a_lost_token_and_another_reader_are_told_at_the_channel() {
    let house = House::new();
    until("it works", || house.channel()["status"]["connected_at"].is_i64());
    let other = Client::new(&house.fake.url());
    let path = format!("/bot{TOKEN}/setWebhook");
    other.post(&path, json!({"url": "http://127.0.0.1:9/elsewhere"}));
    let trouble = |house: &House| {
        house.channel()["status"]["trouble"]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    };
    until("the other reader is told", || trouble(&house).contains("ebhook"));
    house.fake.revoke(TOKEN);
    let path = format!("/api/v1/bots/{}/channels", house.bot);
    let again = json!({"settings": {"kind": "telegram"}, "secret": TOKEN});
    let refused = house.client.call("POST", &path, Some(&again));
    assert_eq!(refused.status, 422, "{refused:?}");
}

/// A small generator of its own, so that a failing run can be repeated with its seed.
fn random(seed: &mut u64) -> u64 {
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    *seed
}

#[test]
fn nothing_is_lost_or_doubled_when_the_server_is_killed() {
    const PEOPLE: i64 = 8;
    const KILLS: usize = 4;
    const LINES: usize = 12;
    let mut house = House::with(&["--telegram-limits", "false"]);
    let mut seed = u64::from(std::process::id()) | 1;
    println!("seed {seed}");
    let mut dialogs = BTreeMap::new();
    for user in 1..=PEOPLE {
        house.says(user, "hello");
        dialogs.insert(user, house.opened(user));
    }
    let mut planned: BTreeMap<String, (String, String)> = BTreeMap::new();
    let mut spoken: BTreeMap<i64, Vec<String>> = BTreeMap::new();
    for kill in 0..=KILLS {
        for n in 0..LINES {
            for (user, dialog) in &dialogs {
                let text = format!("{user} says {kill}.{n}");
                house.says(*user, &text);
                spoken.entry(*user).or_default().push(text);
                let answer = format!("{user} hears {kill}.{n}");
                let id = house.plan(dialog, &answer);
                planned.insert(id, (dialog.clone(), answer));
            }
        }
        if kill < KILLS {
            std::thread::sleep(Duration::from_micros(random(&mut seed) % 200_000));
            house.server.kill();
            house.server.restart();
            house.client = house.client.clone().at(house.server.base());
        }
    }
    until("everything has come", || {
        house.fake.waiting(TOKEN) == 0
            && dialogs
                .iter()
                .all(|(user, dialog)| house.heard(dialog).len() > spoken[user].len())
    });
    for (user, dialog) in &dialogs {
        let mut expected = vec!["hello".to_owned()];
        expected.extend(spoken[user].clone());
        assert_eq!(house.heard(dialog), expected);
    }
    let mut states: BTreeMap<String, Value> = BTreeMap::new();
    until("everything has left", || {
        states = dialogs
            .values()
            .flat_map(|dialog| house.messages(dialog))
            .filter(|message| !message["body"]["sent"].is_null())
            .map(|message| {
                (
                    message["id"].as_str().unwrap().to_owned(),
                    message["state"].clone(),
                )
            })
            .collect();
        states.values().all(|state| state != "planned" && state != "sent")
    });
    let said: BTreeMap<String, usize> = house
        .fake
        .calls("sendMessage")
        .into_iter()
        .filter(|call| call.done)
        .fold(BTreeMap::new(), |mut said, call| {
            *said
                .entry(call.params["text"].as_str().unwrap().to_owned())
                .or_default() += 1;
            said
        });
    let troubled = house.client.get("/api/v1/messages/troubled?limit=200");
    let listed: BTreeSet<_> = troubled["items"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|one| one["id"].as_str().map(str::to_owned))
        .collect();
    let mut uncertain = 0;
    for (id, (_, text)) in &planned {
        let times = said.get(text).copied().unwrap_or(0);
        match states[id].as_str().unwrap() {
            "confirmed" => assert_eq!(times, 1, "{text}"),
            "uncertain" => {
                uncertain += 1;
                assert!(times <= 1, "{text}");
                assert!(listed.contains(id), "{text} is not listed");
            }
            other => panic!("{text} is {other}"),
        }
    }
    println!("{} messages, {uncertain} uncertain, each listed", planned.len());
}
