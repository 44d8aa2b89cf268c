//! Several people and a bot in one dialog: who takes it first has it, and then the bot is silent.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod house;

use house::{House, TOKEN};
use serde_json::{Value, json};
use signalbox_fakegram::{Fault, Rule};
use signalbox_testkit::{Client, until};
use std::time::{SystemTime, UNIX_EPOCH};

/// So long a call may be on its way when the operator takes the dialog, microseconds.
const ON_ITS_WAY: u64 = 500_000;

fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    u64::try_from(since.as_micros()).unwrap()
}

/// A person of the workspace with a program's token.
fn operator(house: &House, n: usize) -> Client {
    let email = format!("op{n}@example.com");
    let made = house
        .server
        .command(&[
            "user",
            "create",
            "--name",
            &format!("Op {n}"),
            "--email",
            &email,
            "--role",
            "operator",
        ])
        .output()
        .unwrap();
    assert!(made.status.success(), "{made:?}");
    let token = house
        .server
        .command(&[
            "token", "create", "--name", "t", "--scope", "write", "--user", &email,
        ])
        .output()
        .unwrap();
    house
        .server
        .client()
        .with_token(String::from_utf8_lossy(&token.stdout).trim())
}

fn publish(house: &House, steps: Value) {
    let flows = format!("/api/v1/bots/{}/flows", house.bot);
    let made = house.client.post(
        &flows,
        json!({"key": "main", "flow": {"name": "Main", "steps": steps}}),
    );
    let path = format!("{flows}/{}/publish", made["id"].as_str().unwrap());
    house
        .client
        .post(&path, json!({"revision": made["draft"]["revision"]}));
}

#[test]
fn of_ten_operators_who_press_take_at_once_one_wins_and_the_others_are_told_who() {
    let house = House::new();
    let operators: Vec<_> = (0..10).map(|n| operator(&house, n)).collect();
    house.says(7, "hello");
    let dialog = house.opened(7);
    let path = format!("/api/v1/dialogs/{dialog}/take");
    let answers: Vec<_> = std::thread::scope(|scope| {
        let presses: Vec<_> = operators
            .iter()
            .map(|client| scope.spawn(|| client.call("POST", &path, Some(&json!({})))))
            .collect();
        presses.into_iter().map(|press| press.join().unwrap()).collect()
    });
    let won = answers.iter().filter(|answer| answer.status == 200).count();
    assert_eq!(won, 1, "{answers:?}");
    let shown = house.client.get(&format!("/api/v1/dialogs/{dialog}"));
    for refused in answers.iter().filter(|answer| answer.status != 200) {
        assert_eq!(refused.status, 409, "{refused:?}");
        assert!(
            refused.body["detail"].as_str().unwrap().starts_with("Op "),
            "{refused:?}"
        );
    }
    assert_eq!(shown["holder"]["kind"], "operator");
    let taken = house.messages(&dialog);
    let taken = taken
        .iter()
        .filter(|one| one["body"]["line"]["kind"] == "taken")
        .count();
    assert_eq!(taken, 1);
}

#[test]
fn an_operator_who_writes_while_the_bot_is_about_to_send_silences_it() {
    let house = House::new();
    let lines: Vec<_> = (0..8).map(|n| json!({"text": format!("bot {n}")})).collect();
    publish(
        &house,
        json!([{"id": "talk", "step": "send", "messages": lines, "wait": true}]),
    );
    house.says(7, "hello");
    let dialog = house.opened(7);
    // Paced to one a second: the others are claimed or planned by now.
    until("the bot has begun", || !house.said("bot 0").is_empty());
    let mine = house.plan(&dialog, "Anna here");
    let taken = now();
    house.becomes(&dialog, &mine, "confirmed");
    until("nothing of the bot is left", || {
        let all = house.messages(&dialog);
        all.iter()
            .all(|one| one["state"] != "planned" && one["state"] != "sent")
    });
    let late: Vec<_> = (0..8)
        .flat_map(|n| house.said(&format!("bot {n}")))
        .filter(|call| call.at_us > taken + ON_ITS_WAY)
        .collect();
    assert!(late.is_empty(), "{late:?}");
    let cancelled = house.messages(&dialog);
    let cancelled = cancelled.iter().filter(|one| one["state"] == "cancelled").count();
    assert!(
        cancelled >= 4,
        "what was planned is not said: {cancelled} cancelled"
    );
}

#[test]
fn a_token_that_is_revoked_is_told_and_what_was_planned_waits() {
    let house = House::new();
    house.says(7, "hello");
    let dialog = house.opened(7);
    house.fake.revoke(TOKEN);
    let message = house.plan(&dialog, "still there?");
    until("the channel says so", || {
        let trouble = &house.channel()["status"]["trouble"];
        trouble
            .as_str()
            .is_some_and(|why| why.contains("does not know this token"))
    });
    assert_eq!(
        house.state(&dialog, &message)["state"],
        "planned",
        "nothing is lost: a new token sends it"
    );
}

#[test]
fn a_call_that_never_comes_back_is_uncertain_after_a_kill_and_the_operator_decides() {
    let mut house = House::new();
    house.says(7, "hello");
    let dialog = house.opened(7);
    house.fake.fail(Rule::next("sendMessage", Fault::Hang));
    let message = house.plan(&dialog, "did you get it?");
    until("the call is under way", || {
        !house.said("did you get it?").is_empty()
    });
    house.server.kill();
    house.server.restart();
    house.client = house.client.clone().at(house.server.base());
    let told = house.becomes(&dialog, &message, "uncertain");
    assert!(
        told["error"].as_str().unwrap().contains("may have arrived"),
        "{told}"
    );
    let troubled = house.client.get("/api/v1/messages/troubled");
    assert_eq!(troubled["items"][0]["id"], json!(message));
    assert_eq!(
        house.said("did you get it?").len(),
        1,
        "it is not sent again by itself"
    );
    house
        .client
        .post(&format!("/api/v1/messages/{message}/retry"), json!({}));
    house.becomes(&dialog, &message, "confirmed");
    assert_eq!(house.said("did you get it?").len(), 2, "somebody decided to");
}
