//! Events, timers and bulk runs at work.

use crate::support::receiver::Receiver;
use crate::support::{OVERTAKEN, WORKSPACE, World, quick, until};
use signalbox_delivery::Config;
use signalbox_engine::{AfterCommit, Done};
use signalbox_model::event::EventState;
use signalbox_model::job::JobState;
use signalbox_model::record::Author;
use signalbox_model::{BulkId, Micros, RunId, ScenarioId, TimerId, WorkspaceId};
use signalbox_store::{Result, bulk, events, timers};
use std::sync::atomic::Ordering;

#[tokio::test(flavor = "multi_thread")]
async fn a_spoilt_event_is_kept_as_failed_and_the_others_are_worked_off() {
    let receiver = Receiver::start(|_| 200.into()).await;
    let dir = tempfile::tempdir().unwrap();
    let world = World::new(dir.path(), &receiver.url);
    let ids = world.accept(None, WORKSPACE, &[1, 2, 3, 4, 5, 6]).await;
    world.script.poison.lock().unwrap().extend([ids[1].0, -ids[3].0]);
    let handle = world.start(quick());
    until(async || world.jobs(JobState::Delivered).await.len() == 4).await;
    until(async || handle.load().events == 0).await;
    let states = world
        .read(move |tx| {
            let space = &mut tx.space(WORKSPACE);
            let all = ids.iter().map(|id| Ok(events::get(space, *id)?.unwrap()));
            all.collect::<Result<Vec<_>>>()
        })
        .await;
    for (n, event) in states.iter().enumerate() {
        let is_spoilt = n == 1 || n == 3;
        let expected = if is_spoilt {
            EventState::Failed
        } else {
            EventState::Done
        };
        assert_eq!(event.state, expected, "{n}");
        assert_eq!(event.reason.is_some(), is_spoilt, "{n}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_refuses_for_a_while_loses_nothing() {
    let receiver = Receiver::start(|_| 200.into()).await;
    let dir = tempfile::tempdir().unwrap();
    let world = World::new(dir.path(), &receiver.url);
    world.script.refusals.store(3, Ordering::Relaxed);
    let handle = world.start(quick());
    world.accept(Some(&handle), WORKSPACE, &[1, 1, 1, 1]).await;
    until(async || world.jobs(JobState::Delivered).await.len() == 4).await;
    assert_eq!(world.count(OVERTAKEN).await, 0);
    assert_eq!(receiver.seen().len(), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn more_events_than_memory_holds_are_worked_off_in_order() {
    for lanes in [1, 4] {
        let receiver = Receiver::start(|_| 200.into()).await;
        let dir = tempfile::tempdir().unwrap();
        let world = World::new(dir.path(), &receiver.url);
        let about: Vec<i64> = (0..400).map(|n| n % 7).collect();
        world.accept(None, WORKSPACE, &about[..100]).await;
        let handle = world.start(Config {
            events_in_memory: 10,
            lanes: Some(lanes),
            ..quick()
        });
        world.accept(Some(&handle), WORKSPACE, &about[100..]).await;
        until(async || world.jobs(JobState::Delivered).await.len() == 400).await;
        assert_eq!(world.count(OVERTAKEN).await, 0);
        assert_eq!(world.count("SELECT COUNT(*) FROM job").await, 400);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_that_nobody_handed_over_is_found() {
    let receiver = Receiver::start(|_| 200.into()).await;
    let dir = tempfile::tempdir().unwrap();
    let world = World::new(dir.path(), &receiver.url);
    let handle = world.start(quick());
    world.accept(Some(&handle), WORKSPACE, &[1]).await;
    until(async || world.jobs(JobState::Delivered).await.len() == 1).await;
    world.accept(None, WORKSPACE, &[2]).await;
    world.pass_secs(6);
    until(async || world.jobs(JobState::Delivered).await.len() == 2).await;
}

fn timer(id: i64, due_at: Micros) -> timers::Stored {
    timers::Stored {
        id: TimerId(id),
        workspace: WORKSPACE,
        scenario: ScenarioId(1),
        block: "b".into(),
        step: "s".into(),
        run: RunId(1),
        record: None,
        dialog: None,
        due_at,
        state: timers::State::Waiting,
        context: "{}".into(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn timers_fire_when_their_moment_comes_also_when_the_clock_jumps() {
    let dir = tempfile::tempdir().unwrap();
    let world = World::new(dir.path(), "http://127.0.0.1:9/");
    let handle = world.start(quick());
    let now = world.now();
    let set: Result<()> = world
        .db
        .write(move |tx| {
            let space = &mut tx.space(WORKSPACE);
            (0..1000).try_for_each(|n| timers::insert(space, &timer(n + 1, now.plus_secs(60 + n % 10))))
        })
        .await;
    set.unwrap();
    handle.done(Done {
        timers: true,
        ..Done::default()
    });
    let left = "SELECT COUNT(*) FROM timer";
    world.pass_secs(-3600);
    world.pass_secs(3600 + 64);
    until(async || world.count(left).await == 500).await;
    world.script.poison.lock().unwrap().insert(700);
    world.pass_secs(3600);
    until(async || world.count(left).await == 1).await;
    let last = world.read(|tx| timers::get(&mut tx.space(WORKSPACE), TimerId(700)));
    let last = last.await.unwrap();
    assert!(last.due_at > world.now(), "out of the way of the others");
    world.script.poison.lock().unwrap().clear();
    world.pass_secs(301);
    until(async || world.count(left).await == 0).await;
    assert!(world.script.tidied.load(Ordering::Relaxed) > 0);
}

fn bulk_run(id: i64, state: bulk::State) -> bulk::Stored {
    bulk::Stored {
        id: BulkId(id),
        workspace: WorkspaceId(id),
        scenario: ScenarioId(1),
        state,
        over: bulk::Over::default(),
        author: Author::System,
        total: 100,
        done: 0,
        failed: 0,
        after: 0,
        at: Micros(0),
    }
}

async fn is_through(world: &World, id: i64) -> bool {
    let row = world
        .read(move |tx| bulk::get(&mut tx.space(WorkspaceId(id)), BulkId(id)))
        .await;
    row.is_some_and(|row| row.state == bulk::State::Finished && row.done == 100)
}

#[tokio::test(flavor = "multi_thread")]
async fn bulk_runs_take_turns_and_heed_a_pause() {
    use bulk::State::{Paused, Running};
    let dir = tempfile::tempdir().unwrap();
    let world = World::new(dir.path(), "http://127.0.0.1:9/");
    let rows = [(1, Running), (2, Running), (3, Paused)].map(|(id, state)| bulk_run(id, state));
    let set: Result<()> = world
        .db
        .write(move |tx| {
            rows.iter()
                .try_for_each(|row| bulk::insert(&mut tx.space(row.workspace), row))
        })
        .await;
    set.unwrap();
    let handle = world.start(quick());
    until(async || is_through(&world, 1).await && is_through(&world, 2).await).await;
    assert_eq!(*world.script.bulk_steps.lock().unwrap(), [1, 2].repeat(5));
    let resumed: Result<bool> = world
        .db
        .write(|tx| bulk::set_state(&mut tx.space(WorkspaceId(3)), BulkId(3), &[Paused], Running))
        .await;
    assert!(resumed.unwrap());
    handle.done(Done {
        bulk: true,
        ..Done::default()
    });
    until(async || is_through(&world, 3).await).await;
}
