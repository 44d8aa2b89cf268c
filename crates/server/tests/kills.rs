//! `kill -9` in the middle of long work: an import ends with every row once, and a rehearsal keeps what it has found.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod shop;

use serde_json::{Value, json};
use shop::set_up;
use signalbox_testkit::{Client, Signalbox, Sink, until};
use std::collections::HashSet;
use std::fmt::Write;
use std::path::Path;

const ROWS: usize = 20_000;
const KILLS: usize = 3;

fn binary() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_signalbox"))
}

fn file() -> String {
    let mut text = String::from("name,sale\n");
    for row in 0..ROWS {
        writeln!(text, "Row {row},{}", row + 1).unwrap();
    }
    text
}

/// The names of all leads, as the export gives them.
fn names(client: &Client) -> Vec<String> {
    let text = client.get("/api/v1/exports/leads?columns=name");
    let lines = text.as_str().unwrap().lines().skip(1);
    lines.map(str::to_owned).collect()
}

#[test]
fn an_import_that_is_killed_again_and_again_has_every_row_once() {
    let dir = tempfile::tempdir().unwrap();
    let sink = Sink::start();
    let mut server = Signalbox::start(binary(), dir.path(), &[]);
    let (_, mut client) = set_up(&server, &sink, &[]);
    let import = client.send_file("/api/v1/imports?kind=lead&name=rows.csv", "text/csv", file());
    let path = format!("/api/v1/imports/{}", import["id"].as_str().unwrap());
    client.post(&format!("{path}/run"), json!({}));
    let done = |client: &Client| usize::try_from(client.get(&path)["done"].as_i64().unwrap()).unwrap();
    for kill in 0..KILLS {
        let wanted = ROWS * (kill + 1) / (KILLS + 2);
        until("enough rows are imported", || done(&client) > wanted);
        server.kill();
        server.restart();
        client = client.at(server.base());
        let state = client.get(&path);
        assert_eq!(state["state"], "running", "it was killed while it ran: {state}");
    }
    until("the import ends", || client.get(&path)["state"] == "finished");
    let ended = client.get(&path);
    assert_eq!(ended["tally"]["created"], json!(ROWS), "{ended}");
    let all = names(&client);
    let different: HashSet<&String> = all.iter().collect();
    assert_eq!((all.len(), different.len()), (ROWS, ROWS));
}

fn counts(view: &Value) -> [&Value; 4] {
    ["stage", "events", "same", "differ"].map(|name| &view[name])
}

#[test]
fn a_rehearsal_outlives_the_server_and_can_be_repeated() {
    let dir = tempfile::tempdir().unwrap();
    let sink = Sink::start();
    let mut server = Signalbox::start(binary(), dir.path(), &[]);
    let (hook, mut client) = set_up(&server, &sink, &[]);
    for number in 0..40 {
        let body = json!({"event": "sale", "amount": 101 + number, "number": number});
        client.post(&hook, body);
    }
    let scenarios = client.get("/api/v1/scenarios");
    let scenario = scenarios["items"][0]["id"].as_str().unwrap();
    let path = format!("/api/v1/scenarios/{scenario}/rehearsals");
    let mut draft = shop::scenario(sink.url());
    draft["blocks"][0]["if"][1]["right"] = json!("120");
    let begun = client.post(&path, json!({ "scenario": draft }));
    let one = format!("/api/v1/rehearsals/{}", begun["id"].as_str().unwrap());
    until("the rehearsal ends", || client.get(&one)["stage"] == "over");
    let before = client.get(&one);
    let found = client.get(&format!("{one}/results?limit=200"));
    // Another one, of which nobody knows how far it comes.
    let other = client.post(&path, json!({ "scenario": draft }));
    let other = format!("/api/v1/rehearsals/{}", other["id"].as_str().unwrap());
    server.kill();
    server.restart();
    client = client.at(server.base());

    let after = client.get(&one);
    assert_eq!(counts(&after), counts(&before));
    assert_eq!(
        counts(&after),
        [&json!("over"), &json!(40), &json!(20), &json!(20)]
    );
    assert_eq!(client.get(&format!("{one}/results?limit=200")), found);
    let event = found["items"][0]["id"].as_str().unwrap();
    assert_eq!(
        client.get(&format!("{one}/results/{event}"))["after"]["status"],
        "not_matched"
    );
    let left = client.get(&other)["stage"].as_str().unwrap().to_owned();
    assert!(["over", "broken_off"].contains(&left.as_str()), "{left}");

    let again = client.post(&format!("{other}/repeat"), json!({}));
    let again = format!("/api/v1/rehearsals/{}", again["id"].as_str().unwrap());
    until("the repeat ends", || client.get(&again)["stage"] == "over");
    assert_eq!(client.get(&again)["differ"], json!(20));
    assert_eq!(client.get(&path)["items"].as_array().unwrap().len(), 3);
}
