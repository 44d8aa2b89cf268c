//! Requests on their way out, through a real receiver.

use crate::support::receiver::{Receiver, Reply};
use crate::support::{START, WORKSPACE, World, keyring, quick, until};
use signalbox_channels::outbound::signature;
use signalbox_delivery::Config;
use signalbox_delivery::Decider;
use signalbox_model::EventId;
use signalbox_model::job::JobState;
use signalbox_store::{Result, events, secrets};
use std::sync::atomic::Ordering;
use std::time::Duration;

#[tokio::test(flavor = "multi_thread")]
async fn a_signed_request_is_delivered_and_its_answer_kept() {
    let receiver = Receiver::start(|_| Reply {
        headers: vec![("x-kept", "yes"), ("set-cookie", "secret=1")],
        body: "thanks",
        ..200.into()
    })
    .await;
    let dir = tempfile::tempdir().unwrap();
    let world = World::new(dir.path(), &receiver.url);
    let set: Result<()> = world
        .db
        .write(|tx| {
            let name = "shop".parse().unwrap();
            secrets::set(
                &mut tx.space(WORKSPACE),
                &keyring(),
                &name,
                "raw secret",
                signalbox_model::Micros(1),
            )
        })
        .await;
    set.unwrap();
    *world.script.sign_with.lock().unwrap() = Some("shop");
    let handle = world.start(quick());
    let events = world.accept(Some(&handle), WORKSPACE, &[1]).await;
    let job = world.job_in(JobState::Delivered).await;
    let [seen] = &receiver.seen()[..] else {
        panic!("one request")
    };
    let id = job.id.to_string();
    assert_eq!(seen.body, events[0].to_string());
    assert_eq!(seen.header("content-type"), "text/plain");
    assert_eq!(seen.header("idempotency-key"), id);
    assert_eq!(
        seen.header("user-agent"),
        concat!("Signalbox/", env!("CARGO_PKG_VERSION"))
    );
    let secs = START / 1_000_000;
    let signed = signature::headers(&["raw secret"], &id, secs, seen.body.as_bytes()).unwrap();
    for (name, value) in &signed {
        assert_eq!(seen.header(name), value);
    }
    let [attempt] = &job.attempts[..] else {
        panic!("one attempt")
    };
    assert_eq!((attempt.status, attempt.body.as_str()), (Some(200), "thanks"));
    assert!(attempt.headers.contains(&("x-kept".into(), "yes".into())));
    assert!(!attempt.headers.iter().any(|(name, _)| name == "set-cookie"));
    assert_eq!(world.notes.lock().unwrap().len(), 1);
    until(async || handle.load().jobs == 0 && handle.load().events == 0).await;
    handle.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_missing_secret_fails_with_its_name_and_sends_nothing() {
    let receiver = Receiver::start(|_| 200.into()).await;
    let dir = tempfile::tempdir().unwrap();
    let world = World::new(dir.path(), &receiver.url);
    *world.script.sign_with.lock().unwrap() = Some("lost");
    let handle = world.start(quick());
    world.accept(Some(&handle), WORKSPACE, &[1]).await;
    let job = world.job_in(JobState::Failed).await;
    assert!(job.attempts[0].error.as_deref().unwrap().contains("`lost`"));
    assert!(receiver.seen().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failing_receiver_is_tried_again_under_the_same_key_when_the_moment_comes() {
    let receiver = Receiver::start(|before| match before {
        0 => Reply {
            headers: vec![("retry-after", "60")],
            ..429.into()
        },
        1 => 500.into(),
        _ => 204.into(),
    })
    .await;
    let dir = tempfile::tempdir().unwrap();
    let world = World::new(dir.path(), &receiver.url);
    let handle = world.start(quick());
    world.accept(Some(&handle), WORKSPACE, &[1]).await;
    let asked = world.job_in(JobState::Planned).await;
    assert!(
        (60_000_000..=66_000_000).contains(&(asked.due_at.0 - START)),
        "{:?}",
        asked.due_at
    );
    world.pass_secs(67);
    until(async || receiver.seen().len() == 2).await;
    let planned = world.job_in(JobState::Planned).await;
    let pause = planned.due_at.0 - world.now().0;
    assert!(
        (24_000_000..=36_000_000).contains(&pause),
        "the second pause of the schedule: {pause}"
    );
    world.pass_secs(37);
    let job = world.job_in(JobState::Delivered).await;
    let statuses: Vec<_> = job.attempts.iter().map(|attempt| attempt.status).collect();
    assert_eq!(statuses, [Some(429), Some(500), Some(204)]);
    let id = job.id.to_string();
    assert!(receiver.seen().iter().all(|seen| seen.header("webhook-id") == id));
    assert!(
        receiver
            .seen()
            .iter()
            .all(|seen| seen.body == receiver.seen()[0].body)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_request_is_not_repeated_and_the_last_try_is_the_last() {
    for (status, tries) in [(410, 10), (404, 10), (503, 1)] {
        let receiver = Receiver::start(move |_| status.into()).await;
        let dir = tempfile::tempdir().unwrap();
        let world = World::new(dir.path(), &receiver.url);
        let handle = world.start(Config { tries, ..quick() });
        world.accept(Some(&handle), WORKSPACE, &[1]).await;
        let job = world.job_in(JobState::Failed).await;
        assert_eq!((job.attempts.len(), job.status), (1, Some(status.into())));
        assert_eq!(receiver.seen().len(), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_is_waited_for_comes_whole_and_a_late_one_not_at_all() {
    let late = Duration::from_secs(30);
    let table = [
        (
            Reply {
                body: "{\"a\":1}",
                ..200.into()
            },
            JobState::Delivered,
            Some("{\"a\":1}"),
        ),
        (
            Reply {
                body: "no",
                ..500.into()
            },
            JobState::Failed,
            Some("no"),
        ),
        (
            Reply {
                after: late,
                ..200.into()
            },
            JobState::Uncertain,
            None,
        ),
    ];
    for (reply, state, answer) in table {
        let receiver = Receiver::start(move |_| reply.clone()).await;
        let dir = tempfile::tempdir().unwrap();
        let world = World::new(dir.path(), &receiver.url);
        world.script.listens.store(true, Ordering::Relaxed);
        let handle = world.start(quick());
        world.accept(Some(&handle), WORKSPACE, &[1]).await;
        let job = world.job_in(state).await;
        assert_eq!(*world.script.answers.lock().unwrap(), [answer.map(str::to_owned)]);
        if state == JobState::Uncertain {
            assert_eq!(
                job.attempts[0].error.as_deref(),
                Some("answer not received in 0.1 s")
            );
        }
        world.pass_secs(3600);
        until(async || handle.load().jobs == 0).await;
        assert_eq!(receiver.seen().len(), 1, "not repeated");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_result_that_cannot_be_worked_off_is_written_all_the_same() {
    let receiver = Receiver::start(|_| 200.into()).await;
    let dir = tempfile::tempdir().unwrap();
    let world = World::new(dir.path(), &receiver.url);
    world.script.spoils_results.store(true, Ordering::Relaxed);
    let handle = world.start(quick());
    world.accept(Some(&handle), WORKSPACE, &[1, 2, 3]).await;
    until(async || world.jobs(JobState::Delivered).await.len() == 3).await;
    until(async || handle.load().jobs == 0).await;
    assert_eq!(receiver.seen().len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_ends_what_is_under_way_and_gives_back_the_rest() {
    let receiver = Receiver::start(|_| Reply {
        after: Duration::from_millis(200),
        ..200.into()
    })
    .await;
    let dir = tempfile::tempdir().unwrap();
    let world = World::new(dir.path(), &receiver.url);
    let handle = world.start(Config {
        per_host: 2,
        ..quick()
    });
    world.accept(Some(&handle), WORKSPACE, &[1; 20]).await;
    until(async || handle.load().sending == 2 && handle.load().events == 0).await;
    handle.stop().await;
    let (delivered, planned) = (
        world.jobs(JobState::Delivered).await,
        world.jobs(JobState::Planned).await,
    );
    assert_eq!(delivered.len(), receiver.seen().len());
    assert!(!delivered.is_empty() && !planned.is_empty());
    assert_eq!(delivered.len() + planned.len(), 20);
    assert!(planned.iter().all(|job| job.due_at == world.now()));
    let _second = world.start(quick());
    until(async || world.jobs(JobState::Delivered).await.len() == 20).await;
    assert_eq!(receiver.seen().len(), 20, "each once");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dead_host_is_left_alone_while_another_gets_its_requests() {
    let receiver = Receiver::start(|_| 200.into()).await;
    let dead = {
        let port = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        format!("http://{}/", port.local_addr().unwrap())
    };
    let dir = tempfile::tempdir().unwrap();
    let mut world = World::new(dir.path(), &dead);
    let handle = world.start(Config {
        per_host: 1,
        ..quick()
    });
    world.accept(Some(&handle), WORKSPACE, &[1; 60]).await;
    until(async || world.jobs(JobState::Planned).await.len() == 60 && handle.load().jobs == 0).await;
    let tried =
        |jobs: Vec<signalbox_store::jobs::Stored>| jobs.iter().filter(|job| !job.attempts.is_empty()).count();
    assert_eq!(tried(world.jobs(JobState::Planned).await), 20);
    drop(handle);
    world.script = std::sync::Arc::new(crate::support::decider::Script::new(
        world.db.clone(),
        &receiver.url,
    ));
    let handle = world.start(quick());
    world.accept(Some(&handle), WORKSPACE, &[1; 30]).await;
    until(async || world.jobs(JobState::Delivered).await.len() == 30).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_small_memory_leaves_jobs_to_the_database_and_loses_none() {
    let receiver = Receiver::start(|_| 200.into()).await;
    let dir = tempfile::tempdir().unwrap();
    let world = World::new(dir.path(), &receiver.url);
    let handle = world.start(Config {
        jobs_in_memory: 8,
        sending: 2,
        ..quick()
    });
    world.accept(Some(&handle), WORKSPACE, &[1; 200]).await;
    until(async || {
        world.pass_secs(1);
        world.jobs(JobState::Delivered).await.len() == 200
    })
    .await;
    let ids: std::collections::HashSet<_> = receiver
        .seen()
        .iter()
        .map(|seen| seen.header("webhook-id").to_owned())
        .collect();
    assert_eq!(ids.len(), 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_dead_process_was_sending_is_sent_at_the_start_and_not_when_its_lease_ends() {
    let receiver = Receiver::start(|_| 200.into()).await;
    let dir = tempfile::tempdir().unwrap();
    let world = World::new(dir.path(), &receiver.url);
    world.accept(None, WORKSPACE, &[1]).await;
    let (script, now) = (world.script.clone(), world.now());
    let decided: Result<usize> = world
        .db
        .write(move |tx| {
            let (workspace, event) = events::waiting_any_workspace(tx, EventId(0), 1)?[0];
            let done = script.work_off(tx, now, workspace, event);
            Ok(done.unwrap().jobs.len())
        })
        .await;
    assert_eq!(decided.unwrap(), 1, "handed to nobody");
    let _handle = world.start(quick());
    world.job_in(JobState::Delivered).await;
}
