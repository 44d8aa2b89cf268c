//! PostgreSQL that goes away under load: connections are cut, the server stops and comes back. Senders get a clear
//! refusal, nothing that was answered 2xx is lost, nothing is made twice.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod shop;

use serde_json::json;
use shop::{check, set_up};
use signalbox_testkit::{Client, Postgres, Signalbox, Sink, until};
use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

const SENDERS: usize = 4;

#[derive(Default)]
struct Load {
    next: AtomicUsize,
    taken: AtomicUsize,
    refused: AtomicUsize,
    enough: AtomicBool,
}

/// Posts until there was enough; the numbers that were answered 2xx. Every other answer must be the one clear refusal.
fn post(client: &Client, path: &str, load: &Load) -> Vec<usize> {
    let mut accepted = Vec::new();
    while !load.enough.load(Ordering::Relaxed) {
        let number = load.next.fetch_add(1, Ordering::Relaxed);
        let body = json!({"event": "sale", "amount": 101 + number, "number": number});
        let answer = client.call("POST", path, Some(&body));
        if answer.status == 200 {
            accepted.push(number);
            load.taken.fetch_add(1, Ordering::Relaxed);
            continue;
        }
        load.refused.fetch_add(1, Ordering::Relaxed);
        assert_eq!(
            (answer.status, &answer.body["code"]),
            (503, &json!("unavailable")),
            "{answer:?}"
        );
        let detail = answer.body["detail"].as_str().unwrap();
        assert!(
            detail.contains("the database is not reachable") && detail.contains("try again"),
            "{detail}"
        );
        // A sender waits before it goes on with the next.
        std::thread::sleep(Duration::from_millis(20));
    }
    accepted
}

/// Waits until so many more posts were taken, and so many more refused.
fn further(load: &Load, taken: usize, refused: usize) {
    let (taken, refused) = (
        load.taken.load(Ordering::Relaxed) + taken,
        load.refused.load(Ordering::Relaxed) + refused,
    );
    until("the load goes on", || {
        load.taken.load(Ordering::Relaxed) >= taken && load.refused.load(Ordering::Relaxed) >= refused
    });
}

#[test]
fn nothing_accepted_is_lost_or_doubled_when_postgresql_goes_away() {
    let Some(postgres) = Postgres::start() else {
        return;
    };
    let url = postgres.database("box");
    let dir = tempfile::tempdir().unwrap();
    let sink = Sink::start();
    let flags = ["--allow-internal", "127.0.0.0/8", "--database-url", &url];
    let binary = Path::new(env!("CARGO_BIN_EXE_signalbox"));
    let mut server = Signalbox::start(binary, dir.path(), &flags);
    let (path, client) = set_up(&server, &sink, &["--database-url", &url]);
    let load = Arc::new(Load::default());
    let senders: Vec<_> = (0..SENDERS)
        .map(|_| {
            let (client, path, load) = (client.clone(), path.clone(), load.clone());
            std::thread::spawn(move || post(&client, &path, &load))
        })
        .collect();
    further(&load, 50, 0);
    for _ in 0..5 {
        postgres.cut("box");
        further(&load, 30, 0);
    }
    postgres.stop();
    further(&load, 0, 20);
    postgres.restart();
    further(&load, 100, 0);
    load.enough.store(true, Ordering::Relaxed);
    let accepted: HashSet<usize> = senders
        .into_iter()
        .flat_map(|sender| sender.join().unwrap())
        .collect();
    check(&client, &sink, &accepted);
    assert!(server.stop().success(), "a graceful stop ends with 0");
}
