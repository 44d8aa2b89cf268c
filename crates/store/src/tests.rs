//! The queue itself: group commit, savepoints, panics, both databases.

use crate::{Db, Options, Result, StoreError, Url};
use signalbox_model::WorkspaceId;

/// Databases to test on: a fresh SQLite file, and PostgreSQL when `SIGNALBOX_TEST_PG` names a server.
pub fn databases(test: impl Fn(&Db)) {
    let dir = tempfile::tempdir().unwrap();
    test(&Db::open(&Options::new(Url::Lite(dir.path().join("t.db"))), 1).unwrap());
    if let Ok(server) = std::env::var("SIGNALBOX_TEST_PG") {
        static COUNT: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
        let name = format!(
            "t{}_{}",
            std::process::id(),
            COUNT.fetch_add(1, std::sync::atomic::Ordering::Relaxed)
        );
        let mut admin = postgres::Client::connect(&format!("{server}/postgres"), postgres::NoTls).unwrap();
        admin.batch_execute(&format!("CREATE DATABASE {name}")).unwrap();
        test(
            &Db::open(
                &Options {
                    writers: 3,
                    ..Options::new(Url::Pg(format!("{server}/{name}")))
                },
                1,
            )
            .unwrap(),
        );
    }
}

pub fn wait<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap()
        .block_on(future)
}

fn set(db: &Db, name: &'static str, value: &'static str) -> Result<u64> {
    wait(db.write(move |tx| {
        tx.exec(
            "INSERT INTO setting (name, value) VALUES (?1, ?2)",
            &[name.into(), value.into()],
        )
    }))
}

fn names(db: &Db) -> Vec<String> {
    let all: Result<_> =
        wait(db.read(|tx| tx.all("SELECT name FROM setting ORDER BY name", &[], |row| row.text(0))));
    all.unwrap()
}

#[test]
fn a_failed_unit_spoils_only_itself() {
    databases(|db| {
        set(db, "a", "1").unwrap();
        assert!(matches!(set(db, "a", "2"), Err(StoreError::Conflict(_))));
        set(db, "b", "1").unwrap();
        assert_eq!(names(db), ["a", "b"]);
    });
}

#[test]
fn units_that_wait_together_commit_together_and_each_learns_its_own_fate() {
    databases(|db| {
        let all = wait(async {
            let mut units = tokio::task::JoinSet::new();
            let local = tokio::task::LocalSet::new();
            let _inside = local.enter();
            for n in 0..200 {
                let db = db.clone();
                units.spawn_local(async move {
                    db.write(move |tx| {
                        tx.exec(
                            "INSERT INTO setting (name, value) VALUES (?1, 'x')",
                            &[(&format!("n{}", n / 2)).into()],
                        )
                    })
                    .await
                });
            }
            local.run_until(units.join_all()).await
        });
        assert_eq!(all.iter().filter(|done| done.is_ok()).count(), 100);
        assert_eq!(names(db).len(), 100);
    });
}

#[test]
fn a_panic_undoes_its_unit_and_the_store_lives_on() {
    databases(|db| {
        let done: Result<()> = wait(db.write(|tx| {
            tx.exec("INSERT INTO setting (name, value) VALUES ('p', '1')", &[])?;
            panic!("on purpose");
        }));
        assert!(matches!(done, Err(StoreError::Broken(_))));
        set(db, "q", "1").unwrap();
        assert_eq!(names(db), ["q"]);
    });
}

#[test]
fn a_rehearsal_leaves_nothing() {
    databases(|db| {
        let seen: Result<Option<i64>> = wait(db.rehearse(|tx| {
            tx.exec("INSERT INTO setting (name, value) VALUES ('r', '1')", &[])?;
            tx.one("SELECT COUNT(*) FROM setting", &[], |row| row.int(0))
        }));
        assert_eq!((seen.unwrap(), names(db).len()), (Some(1), 0));
    });
}

#[test]
fn an_attempt_inside_a_unit_can_fail_alone() {
    databases(|db| {
        let done: Result<()> = wait(db.write(|tx| {
            tx.exec("INSERT INTO setting (name, value) VALUES ('a', '1')", &[])?;
            let inner: Result<u64> =
                tx.attempt(|tx| tx.exec("INSERT INTO setting (name, value) VALUES ('a', '2')", &[]));
            assert!(inner.is_err());
            tx.exec("INSERT INTO setting (name, value) VALUES ('b', '1')", &[])
                .map(drop)
        }));
        done.unwrap();
        assert_eq!(names(db), ["a", "b"]);
    });
}

#[test]
fn a_statement_that_forgets_its_workspace_is_refused() {
    databases(|db| {
        let done: Result<u64> = wait(db.write(|tx| {
            tx.space(WorkspaceId(1))
                .exec("DELETE FROM setting WHERE value = ?1", &[])
        }));
        assert!(matches!(done, Err(StoreError::Broken(_))));
    });
}

#[test]
fn data_of_a_newer_version_is_refused_with_what_to_do() {
    let dir = tempfile::tempdir().unwrap();
    let options = Options::new(Url::Lite(dir.path().join("t.db")));
    let db = Db::open(&options, 1).unwrap();
    let done: Result<u64> = wait(db.write(|tx| {
        tx.exec(
            "INSERT INTO schema_version (version, name, checksum, applied_at) VALUES (9999, 'x', 'x', 1)",
            &[],
        )
    }));
    done.unwrap();
    drop(db);
    let error = Db::open(&options, 1).err().unwrap();
    assert!(
        matches!(error, StoreError::NewerSchema { found: 9999, .. }),
        "{error}"
    );
    assert!(error.to_string().contains("newer"));
}

/// Sets how many pages the SQLite file may have: SQLite then says what it says on a full disk.
fn allow_pages(db: &Db, more: i64) {
    let pages: Result<Option<i64>> = wait(db.read(|tx| tx.one("PRAGMA page_count", &[], |row| row.int(0))));
    let limit = pages.unwrap().unwrap() + more;
    let set: Result<Option<i64>> =
        wait(db.write(move |tx| tx.one(&format!("PRAGMA max_page_count = {limit}"), &[], |row| row.int(0))));
    assert_eq!(set.unwrap(), Some(limit));
}

fn lite() -> (tempfile::TempDir, Db) {
    let dir = tempfile::tempdir().unwrap();
    let db = Db::open(&Options::new(Url::Lite(dir.path().join("t.db"))), 1).unwrap();
    (dir, db)
}

const LONG: usize = 30_000;

/// SQLite undoes the whole transaction when the disk is full, whoever else is in it.
#[test]
fn on_a_full_disk_each_unit_of_a_group_learns_the_truth() {
    let (_dir, db) = lite();
    allow_pages(&db, 40);
    let all = wait(async {
        let local = tokio::task::LocalSet::new();
        let mut units = tokio::task::JoinSet::new();
        let _inside = local.enter();
        for n in 0..60 {
            let db = db.clone();
            units.spawn_local(async move {
                let done: Result<u64> = db
                    .write(move |tx| {
                        tx.exec(
                            "INSERT INTO setting (name, value) VALUES (?1, ?2)",
                            &[(&format!("n{n:02}")).into(), (&"x".repeat(LONG)).into()],
                        )
                    })
                    .await;
                (format!("n{n:02}"), done)
            });
        }
        local.run_until(units.join_all()).await
    });
    let mut kept: Vec<_> = all
        .iter()
        .filter(|(_, done)| done.is_ok())
        .map(|(name, _)| name.clone())
        .collect();
    kept.sort();
    assert_eq!(names(&db), kept, "what was promised is there, and nothing else");
    assert!(kept.len() < 60, "the disk never was full");
    for (name, done) in &all {
        if let Err(error) = done {
            assert!(error.is_transient(), "{name}: {error}");
            assert!(
                error.to_string().contains("the disk that holds the data"),
                "{name}: {error}"
            );
        }
    }
    allow_pages(&db, 10_000);
    set(&db, "room", "again").unwrap();
}

/// A unit that bears the failure of a part must not go on outside of its transaction.
#[test]
fn on_a_full_disk_a_unit_cannot_go_on_without_its_transaction() {
    let (_dir, db) = lite();
    allow_pages(&db, 4);
    let done: Result<()> = wait(db.write(|tx| {
        tx.exec("INSERT INTO setting (name, value) VALUES ('before', '1')", &[])?;
        let inner: Result<u64> = tx.attempt(|tx| {
            tx.exec(
                "INSERT INTO setting (name, value) VALUES ('large', ?1)",
                &[(&"x".repeat(40 * LONG)).into()],
            )
        });
        assert!(matches!(inner, Err(StoreError::DiskFull)), "{inner:?}");
        let after = tx.exec("INSERT INTO setting (name, value) VALUES ('after', '1')", &[]);
        assert!(matches!(after, Err(StoreError::DiskFailing(_))), "{after:?}");
        Ok(())
    }));
    assert!(done.is_err_and(|error| error.is_transient()));
    assert_eq!(names(&db), [""; 0]);
    set(&db, "small", "1").unwrap();
    assert_eq!(names(&db), ["small"]);
}
