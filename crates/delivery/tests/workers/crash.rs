//! Workers that die at any moment: their tasks vanish, the database stays.

use crate::support::receiver::{Receiver, Reply};
use crate::support::{OVERTAKEN, WORKSPACE, World, fresh_pg, quick, runtime, until};
use proptest::prelude::*;
use signalbox_delivery::Config;
use signalbox_store::{Result, Url};
use std::collections::HashMap;
use std::time::Duration;

/// One life of the workers: so many events come in, then everything vanishes after so many milliseconds.
#[derive(Debug, Clone)]
struct Life {
    events: usize,
    ends_after_ms: u64,
}

fn lives() -> impl Strategy<Value = Vec<Life>> {
    let life = (1usize..80, 0u64..25).prop_map(|(events, ends_after_ms)| Life {
        events,
        ends_after_ms,
    });
    prop::collection::vec(life, 1..5)
}

fn check_lives(url: Url, lives: &[Life], lanes: usize) {
    let outside = runtime();
    // A receiver that fails now and then, and is slow enough to be cut off.
    let receiver = outside.block_on(Receiver::start(|before| Reply {
        after: Duration::from_millis((before % 4) as u64),
        ..if before % 9 == 8 { 503 } else { 200 }.into()
    }));
    let world = World::on(url, &receiver.url);
    let config = || Config {
        lanes: Some(lanes),
        per_host: 4,
        ..quick()
    };
    for life in lives {
        let inside = runtime();
        let about: Vec<i64> = (0..5).cycle().take(life.events).collect();
        let handle = inside.block_on(async {
            let handle = world.start(config());
            let (world, accepting) = (world.clone(), handle.clone());
            tokio::spawn(async move { world.accept(Some(&accepting), WORKSPACE, &about).await });
            tokio::time::sleep(Duration::from_millis(life.ends_after_ms)).await;
            handle
        });
        // No task runs on: a request under way is cut off, a result that came is not written.
        inside.shutdown_timeout(Duration::from_secs(60));
        drop(handle);
        outside.block_on(settle(&world));
    }
    let accepted = outside.block_on(finish(&world, config()));
    let mut keys: HashMap<String, String> = HashMap::new();
    for seen in receiver.seen() {
        let key = seen.header("idempotency-key").to_owned();
        let first = keys.entry(seen.body.clone()).or_insert_with(|| key.clone());
        assert_eq!(*first, key, "one key for an event, however often it is sent");
    }
    assert_eq!(keys.len() as i64, accepted, "every event reached the receiver");
}

/// Lets the store end what it was given: a process that dies takes its store with it.
async fn settle(world: &World) {
    let barrier: Result<()> = world.db.write(|_| Ok(())).await;
    barrier.unwrap();
    let under_way = "SELECT COUNT(*) FROM pg_stat_activity
        WHERE datname = current_database() AND state <> 'idle' AND pid <> pg_backend_pid()";
    until(async || !world.db.is_pg() || world.count(under_way).await == 0).await;
}

/// A last life that is not cut short; how many events were accepted in all.
async fn finish(world: &World, config: Config) -> i64 {
    let handle = world.start(config);
    world.accept(Some(&handle), WORKSPACE, &[1, 2, 3, 4, 5]).await;
    until(async || {
        world.pass_secs(1);
        world.count("SELECT COUNT(*) FROM event WHERE state = 0").await == 0
            && world.count("SELECT COUNT(*) FROM job WHERE state <> 2").await == 0
    })
    .await;
    handle.stop().await;
    let accepted = world.count("SELECT COUNT(*) FROM event").await;
    assert_eq!(world.count("SELECT COUNT(*) FROM job").await, accepted);
    assert_eq!(
        world.count("SELECT COUNT(DISTINCT event_id) FROM job").await,
        accepted
    );
    assert_eq!(world.count(OVERTAKEN).await, 0, "order of a record");
    accepted
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 12,
        max_shrink_iters: 0,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn every_accepted_event_is_delivered_under_one_key_and_in_order(lives in lives(), lanes in 1usize..4) {
        let dir = tempfile::tempdir().unwrap();
        check_lives(Url::Lite(dir.path().join("t.db")), &lives, lanes);
    }
}

/// The same on PostgreSQL, when `SIGNALBOX_TEST_PG` names a server.
#[test]
fn postgresql_delivers_every_accepted_event_as_well() {
    let lives = [(60, 30), (40, 0), (80, 60)];
    let lives = lives.map(|(events, ends_after_ms)| Life {
        events,
        ends_after_ms,
    });
    if let Some(url) = fresh_pg() {
        check_lives(url, &lives, 4);
    }
}
