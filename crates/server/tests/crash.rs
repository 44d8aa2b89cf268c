//! `kill -9` in the middle of a thousand posts, several times: nothing that was answered 2xx is lost, nothing is
//! made twice, and what is sent again says so.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod shop;

use serde_json::json;
use shop::{check, set_up};
use signalbox_testkit::{Client, Signalbox, Sink, until};
use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

const POSTS: usize = 1000;
const SENDERS: usize = 8;
const KILLS: usize = 4;

/// Posts numbers from `next` until none is left or the server is gone; those that were answered 2xx.
fn post(client: &Client, path: &str, next: &AtomicUsize) -> Vec<usize> {
    let mut accepted = Vec::new();
    loop {
        let number = next.fetch_add(1, Ordering::Relaxed);
        if number >= POSTS {
            return accepted;
        }
        let body = json!({"event": "sale", "amount": 101 + number, "number": number});
        match client.try_call("POST", path, Some(&body)) {
            Some(answer) if (200..300).contains(&answer.status) => accepted.push(number),
            Some(answer) => panic!("{answer:?}"),
            // Nobody knows whether it was taken; a real sender would repeat it, here it is simply not counted.
            None => return accepted,
        }
    }
}

/// A small generator of its own, so that a failing run can be repeated with its seed.
fn random(seed: &mut u64) -> u64 {
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    *seed
}

#[test]
fn nothing_accepted_is_lost_or_doubled_when_the_server_is_killed() {
    let dir = tempfile::tempdir().unwrap();
    let sink = Sink::start();
    let binary = Path::new(env!("CARGO_BIN_EXE_signalbox"));
    let mut server = Signalbox::start(binary, dir.path(), &["--allow-internal", "127.0.0.0/8"]);
    let (path, mut client) = set_up(&server, &sink, &[]);
    let mut seed = u64::from(std::process::id()) | 1;
    println!("seed {seed}");
    let next = Arc::new(AtomicUsize::new(0));
    let mut accepted = HashSet::new();
    for kill in 0..=KILLS {
        let gone = Arc::new(AtomicBool::new(false));
        let senders: Vec<_> = (0..SENDERS)
            .map(|_| {
                let (client, path, next) = (client.clone(), path.clone(), Arc::clone(&next));
                std::thread::spawn(move || post(&client, &path, &next))
            })
            .collect();
        if kill < KILLS {
            let share = POSTS / (KILLS + 1);
            let moment = share * kill + usize::try_from(random(&mut seed)).unwrap_or(0) % share;
            until("enough was posted", || next.load(Ordering::Relaxed) > moment);
            std::thread::sleep(Duration::from_micros(random(&mut seed) % 5000));
            server.kill();
            gone.store(true, Ordering::Relaxed);
        }
        for sender in senders {
            accepted.extend(sender.join().unwrap());
        }
        if gone.load(Ordering::Relaxed) {
            server.restart();
            client = client.at(server.base());
        }
    }
    assert!(
        accepted.len() > POSTS / 2,
        "only {} of {POSTS} were accepted",
        accepted.len()
    );

    check(&client, &sink, &accepted);
    assert!(server.stop().success(), "a graceful stop ends with 0");
}
