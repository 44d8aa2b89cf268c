//! Workers that die at any moment: their tasks vanish, the database stays.

use crate::support::receiver::{Receiver, Reply};
use crate::support::{OVERTAKEN, World, quick, runtime, until};
use proptest::prelude::*;
use signalbox_model::WorkspaceId;
use signalbox_store::Url;
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
        after: Duration::from_millis(u64::try_from(before % 4).unwrap()),
        ..if before % 9 == 8 { 503 } else { 200 }.into()
    }));
    let world = World::on(url, &receiver.url);
    let config = || signalbox_delivery::Config {
        lanes: Some(lanes),
        per_host: 4,
        ..quick()
    };
    let mut accepted = 0;
    for life in lives {
        let inside = runtime();
        let about: Vec<i64> = (0..life.events).map(|n| i64::try_from(n % 5).unwrap()).collect();
        inside.block_on(async {
            let handle = world.start(config());
            world.accept(Some(&handle), WorkspaceId(1), &about).await;
            tokio::time::sleep(Duration::from_millis(life.ends_after_ms)).await;
            std::mem::forget(handle);
        });
        // No task runs on: a request under way is cut off, a result that came is not written.
        inside.shutdown_background();
        accepted += life.events;
    }
    outside.block_on(async {
        let handle = world.start(config());
        until(async || {
            world.pass_secs(1);
            world.count("SELECT COUNT(*) FROM job WHERE state <> 2").await == 0
                && world.count("SELECT COUNT(*) FROM event WHERE state = 0").await == 0
        })
        .await;
        handle.stop().await;
        assert_eq!(
            world.count("SELECT COUNT(*) FROM job").await,
            i64::try_from(accepted).unwrap()
        );
        assert_eq!(
            world.count("SELECT COUNT(DISTINCT event_id) FROM job").await,
            i64::try_from(accepted).unwrap()
        );
        assert_eq!(world.count(OVERTAKEN).await, 0, "order of a record");
    });
    let mut keys: HashMap<String, String> = HashMap::new();
    for seen in receiver.seen() {
        let key = seen.header("idempotency-key").to_owned();
        let first = keys.entry(seen.body.clone()).or_insert_with(|| key.clone());
        assert_eq!(*first, key, "one key for an event, however often it is sent");
    }
    assert_eq!(keys.len(), accepted, "every event reached the receiver");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, max_shrink_iters: 0, ..ProptestConfig::default() })]

    #[test]
    fn every_accepted_event_is_delivered_under_one_key_and_in_order(lives in lives(), lanes in 1usize..4) {
        let dir = tempfile::tempdir().unwrap();
        check_lives(Url::Lite(dir.path().join("t.db")), &lives, lanes);
    }
}
