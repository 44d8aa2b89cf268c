//! Ages, the limit in bytes, what is never deleted, and the file that shrinks.

use super::*;
use crate::packs::tests::{Ends, FINISHED, NOW, SPACE, Story, pack_all, tell_many};
use crate::tests::{databases, wait};
use crate::{Db, Options, StoreError, Url, timers};
use signalbox_model::event::EventState;
use signalbox_model::job::JobState;
use signalbox_model::run::RunStatus;
use signalbox_model::{Micros, ScenarioId, TimerId};

const DAY: i64 = 86_400;

fn sweep_all(db: &Db, limits: Retention, now: Micros) -> Progress {
    let (mut sweep, mut all) = (Sweep::default(), Progress::default());
    while !all.done {
        let mut at = sweep;
        let (next, progress) = wait(db.write_later::<_, StoreError>(move |tx| {
            let progress = step(tx, &mut at, &limits, now)?;
            Ok((at, progress))
        }))
        .unwrap();
        assert!(next != sweep || progress.deleted > 0, "a step that does nothing");
        sweep = next;
        all.deleted += progress.deleted;
        all.stripped += progress.stripped;
        all.done = progress.done;
    }
    all
}

/// Rows of event, run, job and pack.
fn counts(db: &Db) -> [i64; 4] {
    let counts: crate::Result<Vec<i64>> = wait(db.read(|tx| {
        ["event", "run", "job", "pack"]
            .iter()
            .map(|table| {
                let counted = tx.one(&format!("SELECT COUNT(*) FROM {table}"), &[], |row| row.int(0))?;
                Ok(counted.unwrap_or(0))
            })
            .collect()
    }));
    counts.unwrap().try_into().unwrap()
}

fn keep(runs_days: u32, bodies_days: u32) -> Retention {
    Retention {
        runs_days,
        bodies_days,
        max_bytes: 0,
    }
}

fn body_of(db: &Db, story: Story) -> Option<Vec<u8>> {
    let found: crate::Result<_> =
        wait(db.read(move |tx| crate::events::get(&mut tx.space(SPACE), story.event)));
    found.unwrap().unwrap().body
}

#[test]
fn settings_are_kept_and_have_defaults() {
    databases(|db| {
        let read = || wait(db.read(settings)).unwrap();
        assert_eq!(read(), Retention::default());
        let wanted = Retention {
            runs_days: 7,
            bodies_days: 0,
            max_bytes: 1 << 40,
        };
        for _ in 0..2 {
            wait(db.write(move |tx| set(tx, &wanted))).unwrap();
            assert_eq!(read(), wanted);
        }
    });
}

#[test]
fn impossible_settings_name_the_field() {
    let cases = [
        (keep(36_501, 1), Some("runs_days")),
        (keep(1, 40_000), Some("bodies_days")),
        (
            Retention {
                max_bytes: 1000,
                ..keep(1, 1)
            },
            Some("max_bytes"),
        ),
        (keep(0, 0), None),
        (Retention::default(), None),
    ];
    for (settings, field) in cases {
        assert_eq!(settings.fault().map(|(field, _)| field), field, "{settings:?}");
    }
}

#[test]
fn history_goes_when_it_is_old() {
    databases(|db| {
        tell_many(db, 600, NOW, FINISHED);
        pack_all(db, NOW.plus_secs(300));
        tell_many(db, 5, NOW.plus_secs(DAY), FINISHED);
        assert_eq!(sweep_all(db, keep(0, 0), NOW.plus_secs(1000 * DAY)).deleted, 0);
        assert_eq!(sweep_all(db, keep(10, 10), NOW.plus_secs(9 * DAY)).deleted, 0);
        let packs = counts(db)[3];
        let swept = sweep_all(db, keep(10, 0), NOW.plus_secs(10 * DAY + 700));
        assert_eq!(swept.deleted, 1800 + packs.unsigned_abs());
        assert_eq!(counts(db), [5, 5, 5, 0]);
    });
}

#[test]
fn bodies_go_first() {
    databases(|db| {
        let stories = tell_many(db, 300, NOW, FINISHED);
        pack_all(db, NOW.plus_secs(250));
        let swept = sweep_all(db, keep(10, 2), NOW.plus_secs(3 * DAY));
        assert_eq!(
            swept.stripped, 100,
            "fifty events and fifty deliveries were never packed"
        );
        assert_eq!(counts(db), [300, 300, 300, 1], "the traces stay");
        assert!(stories.iter().all(|story| body_of(db, *story).is_none()));
        let traces: crate::Result<bool> = wait(db.read(move |tx| {
            let mut space = tx.space(SPACE);
            let mut traces = stories
                .iter()
                .map(|story| crate::runs::get(&mut space, story.run));
            traces.try_fold(true, |all, run| {
                Ok(all && run?.is_some_and(|run| !run.trace.blocks.is_empty()))
            })
        }));
        assert!(traces.unwrap());
    });
}

#[test]
fn what_still_waits_stays() {
    databases(|db| {
        let waiting = [
            Ends {
                event: EventState::Held,
                ..FINISHED
            },
            Ends {
                event: EventState::Waiting,
                ..FINISHED
            },
            Ends {
                run: RunStatus::Waiting,
                ..FINISHED
            },
            Ends {
                job: JobState::Planned,
                ..FINISHED
            },
            Ends {
                job: JobState::Sending,
                ..FINISHED
            },
        ];
        for ends in waiting {
            tell_many(db, 10, NOW, ends);
        }
        let finished = tell_many(db, 10, NOW, FINISHED);
        let (ids, run) = (db.clone(), finished[0].run);
        let set: crate::Result<()> = wait(db.write(move |tx| {
            let timer = timers::Stored {
                id: TimerId(ids.next_id(NOW.0)),
                workspace: SPACE,
                scenario: ScenarioId(1),
                block: "b".into(),
                step: "s".into(),
                run,
                record: None,
                dialog: None,
                due_at: NOW.plus_secs(9000 * DAY),
                state: timers::State::Waiting,
                context: "{}".into(),
            };
            timers::insert(&mut tx.space(SPACE), &timer)
        }));
        set.unwrap();
        sweep_all(db, keep(1, 1), NOW.plus_secs(400 * DAY));
        // Held and waiting events lose their runs and deliveries; a waiting run keeps its event, an open
        // delivery its run, a timer its run.
        assert_eq!(counts(db)[..3], [10 + 10 + 10 + 20 + 1, 10 + 20 + 1, 20]);
        let held = counts(db);
        sweep_all(
            db,
            Retention {
                max_bytes: 1,
                ..keep(0, 0)
            },
            NOW.plus_secs(400 * DAY),
        );
        assert_eq!(counts(db), held, "nor for want of room");
    });
}

#[test]
fn the_oldest_go_when_room_is_wanted() {
    databases(|db| {
        let stories = tell_many(db, 4000, NOW, FINISHED);
        pack_all(db, NOW.plus_secs(2000));
        let used = || match db.is_pg() {
            true => wait(db.read(sizes::history)).unwrap().bytes,
            false => wait(db.read(sizes::used_bytes)).unwrap(),
        };
        let limit = used() * 3 / 4;
        let limits = Retention {
            max_bytes: limit,
            ..keep(0, 0)
        };
        sweep_all(db, limits, NOW.plus_secs(5000));
        // What is reckoned from the usual row is a little off.
        let most = if db.is_pg() { limit * 5 / 4 } else { limit };
        assert!(used() <= most, "{} of {limit}", used());
        assert!(used() > limit / 2, "no more than needed: {} of {limit}", used());
        let left = counts(db)[0];
        assert!(left > 1000 && left < 4000, "{left}");
        let newest = stories[usize::try_from(4000 - left).unwrap()];
        assert!(
            body_of(db, newest).is_some(),
            "what stays is the newest, and whole"
        );
    });
}

#[test]
fn seen_requests_are_forgotten_after_the_longest_window() {
    databases(|db| {
        let remember: crate::Result<()> = wait(db.write(|tx| {
            for n in 0..600_i64 {
                tx.exec(
                    "INSERT INTO hook_seen (workspace_id, hook_id, fingerprint, event_id, at) VALUES (1, 1, ?1, 1, ?2)",
                    &[(&n.to_string()).into(), NOW.plus_secs(n).into()],
                )?;
            }
            Ok(())
        }));
        remember.unwrap();
        let left = || {
            let left: crate::Result<_> =
                wait(db.read(|tx| tx.one("SELECT COUNT(*) FROM hook_seen", &[], |row| row.int(0))));
            left.unwrap()
        };
        // Nothing asks for a window: what lies in the past is of no use.
        sweep_all(db, keep(0, 0), NOW.plus_secs(590));
        assert_eq!(left(), Some(10));
    });
}

/// Deletes everything of a file of several megabytes through [`tidy`], while the server holds it open.
#[test]
fn the_file_shrinks_while_the_server_runs() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("t.db");
    let db = Db::open(&Options::new(Url::Lite(path.clone())), 1).unwrap();
    tell_many(&db, 6000, NOW, FINISHED);
    checkpoint(db.url()).unwrap();
    let length = || std::fs::metadata(&path).unwrap().len();
    let full = length();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .unwrap();
    let mut upkeep = Upkeep::default();
    let limits = keep(1, 1);
    wait(db.write(move |tx| set(tx, &limits))).unwrap();
    let tidied = runtime
        .block_on(tidy(&db, &mut upkeep, NOW.plus_secs(3 * DAY)))
        .unwrap();
    assert_eq!(tidied.packed, 18_000);
    assert!(tidied.deleted >= 18_000);
    assert!(length() < full / 2, "{} of {full}", length());
    assert_eq!(counts(&db), [0; 4]);
    let again = runtime
        .block_on(tidy(&db, &mut upkeep, NOW.plus_secs(3 * DAY + 60)))
        .unwrap();
    assert_eq!(again, Tidied::default());
}

#[test]
fn upkeep_packs_what_grew_old_since() {
    databases(|db| {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .build()
            .unwrap();
        let mut upkeep = Upkeep::default();
        let mut round = |secs| {
            runtime
                .block_on(tidy(db, &mut upkeep, NOW.plus_secs(secs)))
                .unwrap()
                .packed
        };
        tell_many(db, 100, NOW, FINISHED);
        assert_eq!(round(650), 150);
        assert_eq!(round(651), 0, "too few for a pack of their own");
        assert_eq!(round(710), 150);
    });
}

#[test]
fn sizes_are_near_the_truth() {
    databases(|db| {
        let empty = wait(db.read(sizes)).unwrap();
        tell_many(db, 3000, NOW, FINISHED);
        let wide = wait(db.read(sizes)).unwrap();
        check_sizes(wide, empty.total);
        pack_all(db, NOW.plus_secs(1500));
        let half = wait(db.read(sizes)).unwrap();
        check_sizes(half, empty.total);
        assert!(db.is_pg() || half.total < wide.total);
    });
}

/// The classes explain most of what the database grew by, and not more than that.
fn check_sizes(sizes: Sizes, empty: u64) {
    let grown = sizes.total - empty;
    let explained = sizes.events + sizes.runs + sizes.deliveries;
    assert!(
        explained > grown / 2 && explained < grown * 3 / 2,
        "{sizes:?}, grown by {grown}"
    );
    assert!(
        sizes.events > 0 && sizes.runs > 0 && sizes.deliveries > 0,
        "{sizes:?}"
    );
}
