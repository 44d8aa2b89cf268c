//! What is packed comes back whole, what is unfinished stays, and the disk gets its pages back.

use super::*;
use crate::Db;
use crate::events::Arrived;
use crate::tests::{databases, wait};
use signalbox_model::action::Method;
use signalbox_model::event::{Event, EventKind, EventState, Payload};
use signalbox_model::job::{Attempt, JobState, Request};
use signalbox_model::record::Author;
use signalbox_model::run::{BlockTrace, RowTrace, RunStatus, StepState, StepTrace, Trace};
use signalbox_model::{EventId, HookId, RunId, ScenarioId};

pub(crate) const NOW: Micros = Micros(1_780_000_000_000_000);
pub(crate) const SPACE: WorkspaceId = WorkspaceId(1_000_001);

/// What one request to a hook leaves behind.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Story {
    pub event: EventId,
    pub run: RunId,
    pub job: JobId,
}

/// The states a story ends in.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ends {
    pub event: EventState,
    pub run: RunStatus,
    pub job: JobState,
}

pub(crate) const FINISHED: Ends = Ends {
    event: EventState::Done,
    run: RunStatus::Fired,
    job: JobState::Delivered,
};

fn key(text: &str) -> signalbox_model::Key {
    text.parse().unwrap()
}

fn head(n: i64) -> String {
    let length = 300 + n % 40;
    format!(
        r#"{{"method":"POST","path":"/in/q7m2v9c4x1b8n5k3j6h0g2f4d8s1a9p7","headers":[["host","127.0.0.1:8420"],["content-type","application/json"],["content-length","{length}"]],"ip":"127.0.0.1"}}"#
    )
}

fn phone(n: i64) -> String {
    format!("+7916{:07}", n * 7_919 % 10_000_000)
}

fn body(n: i64) -> String {
    format!(
        r#"{{"id":"r1-{n:08}","run":1,"seq":{n},"ts":{},"event":"sale","offer":{},"amount":{},"currency":"RUB","phone":"{}","name":"Ivan Petrov","email":"ivan{}@example.com","utm":{{"source":"yandex","medium":"cpc","campaign":"brand-{}","term":"buy a thing","content":"{:x}"}},"comment":"please call after six"}}"#,
        1_780_000_000_000_000 + n * 137,
        n % 1000,
        101 + n % 900,
        phone(n),
        n * 31 % 100_000,
        n % 50,
        (n * 2_654_435_761) & 0xffff_ffff,
    )
}

fn row(left: String, right: &str) -> RowTrace {
    RowTrace {
        ok: true,
        left: Some(left),
        right: Some(right.into()),
        ..RowTrace::default()
    }
}

fn trace(n: i64, job: JobId) -> Trace {
    let step = StepTrace {
        id: key("tell"),
        state: StepState::Queued,
        note: Some("POST http://127.0.0.1:19900/hook".into()),
        record: None,
        changes: vec![],
        job: Some(job),
        timer: None,
        run: None,
        warnings: vec![],
        failures: vec![],
        stopped: None,
    };
    let block = BlockTrace {
        id: key("paid"),
        fired: true,
        rows: vec![
            row("sale".into(), "sale"),
            row((101 + n % 900).to_string(), "100"),
        ],
        steps: vec![step],
        us: 20 + u32::try_from(n % 70).unwrap(),
    };
    Trace {
        blocks: vec![block],
        ..Trace::default()
    }
}

fn request(n: i64) -> Request {
    Request {
        method: Method::Post,
        url: "http://127.0.0.1:19900/hook".into(),
        headers: vec![("content-type".into(), "application/json".into())],
        body: format!(
            r#"{{"text":"Ivan Petrov paid {} RUB","phone":"{}","amount":{},"id":"r1-{n:08}","source":"yandex","run":1,"seq":{n},"ts":{}}}"#,
            101 + n % 900,
            phone(n),
            101 + n % 900,
            1_780_000_000_000_000 + n * 137
        ),
        sign_with: None,
        follow_redirects: false,
        listen: None,
        dialog: None,
        call: None,
    }
}

fn attempt(n: i64) -> Attempt {
    Attempt {
        at: NOW.plus_secs(n),
        ms: u32::try_from(n % 9).unwrap(),
        status: Some(200),
        error: None,
        headers: vec![("content-length".into(), "2".into())],
        body: "ok".into(),
        faults: Vec::new(),
    }
}

/// Writes what a request of the benchmark leaves behind, at `at`.
pub(crate) fn tell(
    space: &mut Space,
    ids: &signalbox_model::id::IdSource,
    n: i64,
    at: Micros,
    ends: Ends,
) -> Result<Story> {
    let story = Story {
        event: EventId(ids.next(at.0)),
        run: RunId(ids.next(at.0)),
        job: JobId(ids.next(at.0)),
    };
    let hook = HookId(2_000_002);
    let event = Event {
        id: story.event,
        workspace: space.workspace(),
        kind: EventKind::HookReceived,
        subject: None,
        key: Some(hook.0),
        payload: Payload::default(),
        cause: None,
        depth: 0,
        author: Author::Hook { hook },
        at,
    };
    let (head, body) = (head(n), body(n));
    let arrived = Arrived {
        head: &head,
        body: body.as_bytes(),
    };
    events::append_arrival(space, &event, EventState::Waiting, arrived, None)?;
    events::set_state(space, story.event, ends.event, None)?;
    let run = runs::Stored {
        id: story.run,
        scenario: ScenarioId(3_000_003 + n % 5),
        version: 1,
        event: story.event,
        status: ends.run,
        subject: None,
        at,
        us: 70,
        trace: trace(n, story.job),
        parked: None,
        pack: None,
    };
    runs::insert(space, &run)?;
    let job = jobs::Stored {
        id: story.job,
        workspace: space.workspace(),
        run: Some(story.run),
        step: Some("tell".into()),
        event: Some(story.event),
        state: JobState::Sending,
        due_at: at,
        attempt: 1,
        host: "127.0.0.1:19900".into(),
        request: request(n),
        attempts: vec![],
        status: None,
        pack: None,
    };
    jobs::insert(space, &job)?;
    jobs::finish_attempt(space, story.job, ends.job, at, &[attempt(n)])?;
    Ok(story)
}

/// Writes `count` stories, a second apart from `from` on.
pub(crate) fn tell_many(db: &Db, count: i64, from: Micros, ends: Ends) -> Vec<Story> {
    let mut all = Vec::new();
    for start in (0..count).step_by(500) {
        let ids = db.clone();
        let told: Result<Vec<Story>> = wait(db.write(move |tx| {
            (start..count.min(start + 500))
                .map(|n| tell(&mut tx.space(SPACE), ids.ids(), n, from.plus_secs(n), ends))
                .collect()
        }));
        all.extend(told.unwrap());
    }
    all
}

/// Packs everything born before `before`; how many rows.
pub(crate) fn pack_all(db: &Db, before: Micros) -> u64 {
    let (mut pass, mut packed) = (Pass::default(), 0);
    while !pass.is_over() {
        let (at, id) = (pass, db.next_id(before.0));
        let (next, rows): (Pass, u64) =
            wait(db.write_later::<_, StoreError>(move |tx| step(tx, at, before, id))).unwrap();
        assert!(next != at || rows > 0, "a step that does nothing");
        (pass, packed) = (next, packed + rows);
    }
    packed
}

fn read(db: &Db, story: Story) -> (events::Stored, runs::Stored, jobs::Stored) {
    let read: Result<_> = wait(db.read(move |tx| {
        let mut space = tx.space(SPACE);
        Ok((
            events::get(&mut space, story.event)?.unwrap(),
            runs::get(&mut space, story.run)?.unwrap(),
            jobs::get(&mut space, story.job)?.unwrap(),
        ))
    }));
    read.unwrap()
}

#[test]
fn packed_rows_read_as_before() {
    databases(|db| {
        let stories = tell_many(db, 700, NOW, FINISHED);
        let before: Vec<_> = stories.iter().map(|story| read(db, *story)).collect();
        assert_eq!(pack_all(db, NOW.plus_secs(700)), 2100);
        for (story, (event, run, job)) in stories.iter().zip(before) {
            let (packed_event, packed_run, packed_job) = read(db, *story);
            assert!(packed_event.pack.is_some() && packed_run.pack.is_some() && packed_job.pack.is_some());
            assert_eq!((packed_event.head, packed_event.body), (event.head, event.body));
            assert_eq!(packed_event.event, event.event);
            assert_eq!(packed_run.trace, run.trace);
            assert_eq!(
                (packed_job.request, packed_job.attempts),
                (job.request, job.attempts)
            );
        }
        assert_eq!(pack_all(db, NOW.plus_secs(700)), 0, "a second pass finds nothing");
    });
}

#[test]
fn lists_are_restored_pack_by_pack() {
    databases(|db| {
        tell_many(db, 300, NOW, FINISHED);
        pack_all(db, NOW.plus_secs(300));
        let bodies: Result<Vec<String>> = wait(db.read(|tx| {
            let mut space = tx.space(SPACE);
            let filter = events::Filter {
                limit: 300,
                ..events::Filter::default()
            };
            let mut list = events::list(&mut space, filter)?;
            restore_events(&mut space, &mut list)?;
            Ok(list
                .into_iter()
                .map(|event| String::from_utf8(event.body.unwrap()).unwrap())
                .collect())
        }));
        let expected: Vec<String> = (0..300).rev().map(body).collect();
        assert_eq!(bodies.unwrap(), expected);
    });
}

#[test]
fn what_is_unfinished_or_young_stays_as_it_is() {
    databases(|db| {
        let waiting = Ends {
            event: EventState::Held,
            run: RunStatus::Waiting,
            job: JobState::Failed,
        };
        tell_many(db, 20, NOW, waiting);
        tell_many(db, 20, NOW.plus_secs(1000), FINISHED);
        assert_eq!(pack_all(db, NOW.plus_secs(1000)), 0);
        assert_eq!(pack_all(db, NOW.plus_secs(1010)), 30, "ten of each kind");
    });
}

#[test]
fn changes_of_records_are_the_timelines() {
    databases(|db| {
        let ids = db.clone();
        let done: Result<()> = wait(db.write(move |tx| {
            for n in 0..10 {
                let event = Event {
                    id: EventId(ids.next_id(NOW.0)),
                    workspace: SPACE,
                    kind: EventKind::LeadChanged,
                    subject: None,
                    key: None,
                    payload: Payload {
                        body: Some(format!("change {n}")),
                        ..Payload::default()
                    },
                    cause: None,
                    depth: 0,
                    author: Author::System,
                    at: NOW,
                };
                events::append(&mut tx.space(SPACE), &event, EventState::Done)?;
            }
            Ok(())
        }));
        done.unwrap();
        assert_eq!(pack_all(db, NOW.plus_secs(10)), 0);
    });
}

#[test]
fn workspaces_are_packed_apart() {
    databases(|db| {
        let ids = db.clone();
        let told: Result<Vec<(WorkspaceId, Story)>> = wait(db.write(move |tx| {
            let mut all = Vec::new();
            for n in 0..60 {
                let workspace = WorkspaceId(1 + n % 3);
                let story = tell(&mut tx.space(workspace), ids.ids(), n, NOW.plus_secs(n), FINISHED)?;
                all.push((workspace, story));
            }
            Ok(all)
        }));
        assert_eq!(pack_all(db, NOW.plus_secs(60)), 180);
        let packs: Result<i64> = wait(db.read(|tx| {
            Ok(tx
                .one("SELECT COUNT(*) FROM pack", &[], |row| row.int(0))?
                .unwrap_or(0))
        }));
        assert_eq!(packs.unwrap(), 9);
        for (n, (workspace, story)) in (0..).zip(told.unwrap()) {
            let found: Result<_> =
                wait(db.read(move |tx| events::get(&mut tx.space(workspace), story.event)));
            assert_eq!(found.unwrap().unwrap().body, Some(body(n).into_bytes()));
            let foreign: Result<_> =
                wait(db.read(move |tx| events::get(&mut tx.space(WorkspaceId(99)), story.event)));
            assert!(foreign.unwrap().is_none());
        }
    });
}

#[test]
fn a_heavy_body_stays_out() {
    databases(|db| {
        let stories = tell_many(db, 10, NOW, FINISHED);
        let event = stories[4].event.0;
        let heavy: Result<u64> = wait(db.write(move |tx| {
            let body = vec![b'x'; 300 * 1024];
            tx.exec(
                "UPDATE event SET body = ?2 WHERE id = ?1",
                &[event.into(), body.as_slice().into()],
            )
        }));
        assert_eq!(heavy.unwrap(), 1);
        assert_eq!(pack_all(db, NOW.plus_secs(10)), 29);
        let (kept, ..) = read(db, stories[4]);
        assert_eq!((kept.pack, kept.body.unwrap().len()), (None, 300 * 1024));
    });
}

#[test]
fn a_job_can_be_taken_out_and_sent_again() {
    databases(|db| {
        let cancelled = Ends {
            job: JobState::Cancelled,
            ..FINISHED
        };
        let stories = tell_many(db, 10, NOW, cancelled);
        pack_all(db, NOW.plus_secs(10));
        let id = stories[3].job;
        let retried: Result<(bool, bool, bool)> = wait(db.write(move |tx| {
            let mut space = tx.space(SPACE);
            let before = jobs::retry(&mut space, id, NOW)?;
            let taken = unpack_job(&mut space, id)?;
            Ok((before, taken, jobs::retry(&mut space, id, NOW)?))
        }));
        assert_eq!(retried.unwrap(), (false, true, true));
        let (.., job) = read(db, stories[3]);
        assert_eq!((job.request, job.pack), (request(3), None));
    });
}

#[test]
fn a_pack_that_is_gone_leaves_empty_rows() {
    databases(|db| {
        let stories = tell_many(db, 10, NOW, FINISHED);
        pack_all(db, NOW.plus_secs(10));
        let gone: Result<u64> = wait(db.write(|tx| tx.exec("DELETE FROM pack", &[])));
        assert_eq!(gone.unwrap(), 3);
        let (event, run, job) = read(db, stories[0]);
        assert_eq!((event.head, event.body), (None, None));
        assert_eq!(run.trace, Trace::default());
        assert!(job.attempts.is_empty() && job.request.url.is_empty());
        let id = stories[0].job;
        let taken: Result<bool> = wait(db.write(move |tx| unpack_job(&mut tx.space(SPACE), id)));
        assert!(!taken.unwrap());
    });
}

/// Used pages of a SQLite file, in bytes.
fn used(db: &Db) -> i64 {
    let used: Result<i64> = wait(db.read(|tx| {
        let mut number = |sql: &str| Ok::<_, StoreError>(tx.one(sql, &[], |row| row.int(0))?.unwrap_or(0));
        Ok((number("PRAGMA page_count")? - number("PRAGMA freelist_count")?) * number("PRAGMA page_size")?)
    }));
    used.unwrap()
}

#[test]
fn an_event_takes_less_than_three_kilobytes_and_packed_less_than_one() {
    databases(|db| {
        if db.is_pg() {
            return;
        }
        let (count, empty) = (4000, used(db));
        tell_many(db, count, NOW, FINISHED);
        let before = (used(db) - empty) / count;
        pack_all(db, NOW.plus_secs(count));
        let after = (used(db) - empty) / count;
        assert!(before < 3000, "{before} bytes an event");
        assert!(after < 1000, "{after} bytes an event once packed");
        println!("bytes an event: {before} before, {after} after packing");
    });
}
