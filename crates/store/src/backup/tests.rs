//! A copy taken while others write is whole, and restoring refuses what it should.

use super::*;
use crate::tests::wait;
use crate::{Db, Options};
use std::sync::atomic::{AtomicBool, Ordering};

struct Place {
    dir: tempfile::TempDir,
}

impl Place {
    fn new() -> Self {
        Self {
            dir: tempfile::tempdir().unwrap(),
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn url(&self, name: &str) -> Url {
        Url::Lite(self.path(name))
    }

    fn open(&self, name: &str) -> Db {
        Db::open(&Options::new(self.url(name)), 1).unwrap()
    }
}

/// Two rows in one transaction: a consistent copy has both or none.
fn write_pair(db: &Db, n: i64) {
    let done: crate::Result<()> = wait(db.write(move |tx| {
        for side in ["a", "b"] {
            let (name, value) = (format!("{side}{n}"), "x".repeat(2000));
            tx.exec(
                "INSERT INTO setting (name, value) VALUES (?1, ?2)",
                &[(&name).into(), (&value).into()],
            )?;
        }
        Ok(())
    }));
    done.unwrap();
}

/// How many pairs there are; panics at a half one.
fn pairs(db: &Db) -> usize {
    let names: crate::Result<Vec<String>> = wait(db.read(|tx| {
        tx.all(
            "SELECT name FROM setting ORDER BY substr(name, 2), name",
            &[],
            |row| row.text(0),
        )
    }));
    let names = names.unwrap();
    for pair in names.chunks(2) {
        assert_eq!((pair[0].as_bytes()[0], pair[1].as_bytes()[0]), (b'a', b'b'));
        assert_eq!(pair[0][1..], pair[1][1..]);
    }
    names.len() / 2
}

#[test]
fn a_copy_taken_under_writes_is_whole() {
    let place = Place::new();
    let db = place.open("live.db");
    (0..2000).for_each(|n| write_pair(&db, n));
    let stop = AtomicBool::new(false);
    let (mut reports, mut written) = (Vec::new(), 0);
    std::thread::scope(|scope| {
        let writer = scope.spawn(|| {
            let mut n = 2000;
            while !stop.load(Ordering::Relaxed) {
                write_pair(&db, n);
                n += 1;
            }
            n
        });
        let copied = backup(&place.url("live.db"), &place.path("copy.db"), |done, all| {
            // A write between two steps must not start the copy anew.
            write_pair(&db, 1_000_000 + i64::try_from(reports.len()).unwrap());
            reports.push((done, all));
            true
        });
        stop.store(true, Ordering::Relaxed);
        written = writer.join().unwrap();
        copied.unwrap();
    });
    assert!(written > 2000 || reports.len() == 1);
    assert!(reports.is_sorted_by_key(|(done, _)| *done), "{reports:?}");
    assert_eq!(reports.last().map(|(done, all)| done == all), Some(true));
    let names = std::fs::read_dir(place.dir.path()).unwrap();
    let names: Vec<_> = names
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert!(
        !names
            .iter()
            .any(|name| name.contains("copy") && name != "copy.db"),
        "{names:?}"
    );
    assert!(pairs(&place.open("copy.db")) >= 2000);
}

#[test]
fn a_copy_is_put_back_and_what_was_there_is_kept() {
    let place = Place::new();
    let db = place.open("live.db");
    write_pair(&db, 1);
    backup(&place.url("live.db"), &place.path("copy.db"), |_, _| true).unwrap();
    write_pair(&db, 2);
    drop(db);
    let target = place.url("live.db");
    assert!(matches!(
        restore(&place.path("copy.db"), &target, false),
        Err(BackupError::Exists(_))
    ));
    let kept = restore(&place.path("copy.db"), &target, true).unwrap();
    assert_eq!(pairs(&place.open("live.db")), 1);
    let kept = Db::open(&Options::new(Url::Lite(kept.unwrap())), 1).unwrap();
    assert_eq!(pairs(&kept), 2);
}

#[test]
fn a_copy_is_put_into_a_new_folder() {
    let place = Place::new();
    let db = place.open("live.db");
    write_pair(&db, 1);
    backup(&place.url("live.db"), &place.path("copy.db"), |_, _| true).unwrap();
    let target = place.url("new/data/signalbox.db");
    assert_eq!(restore(&place.path("copy.db"), &target, false).unwrap(), None);
    assert_eq!(pairs(&place.open("new/data/signalbox.db")), 1);
}

#[test]
fn a_log_left_behind_is_not_played_into_the_restored_file() {
    let place = Place::new();
    let db = place.open("live.db");
    write_pair(&db, 1);
    backup(&place.url("live.db"), &place.path("copy.db"), |_, _| true).unwrap();
    write_pair(&db, 2);
    // As after a crash: the file with its log, nobody closed it.
    for ending in ["", "-wal", "-shm"] {
        std::fs::copy(
            place.path(&format!("live.db{ending}")),
            place.path(&format!("dead.db{ending}")),
        )
        .unwrap();
    }
    let kept = restore(&place.path("copy.db"), &place.url("dead.db"), true)
        .unwrap()
        .unwrap();
    assert_eq!(pairs(&place.open("dead.db")), 1);
    assert_eq!(pairs(&Db::open(&Options::new(Url::Lite(kept)), 1).unwrap()), 2);
}

#[test]
fn what_is_no_copy_is_refused_and_nothing_changes() {
    let place = Place::new();
    let db = place.open("live.db");
    write_pair(&db, 1);
    drop(db);
    std::fs::write(place.path("text.db"), "not a database, by far").unwrap();
    Connection::open(place.path("other.db"))
        .unwrap()
        .execute_batch("CREATE TABLE t (x)")
        .unwrap();
    let damaged = place.path("damaged.db");
    backup(&place.url("live.db"), &damaged, |_, _| true).unwrap();
    let mut bytes = std::fs::read(&damaged).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..].fill(0x5a);
    std::fs::write(&damaged, bytes).unwrap();
    for name in ["text.db", "other.db", "damaged.db"] {
        let refused = restore(&place.path(name), &place.url("live.db"), true);
        let Err(BackupError::Unusable { path, .. }) = &refused else {
            panic!("{name}: {refused:?}")
        };
        assert_eq!(path, &place.path(name));
    }
    assert!(!place.path("live.db.partial").exists());
    assert_eq!(pairs(&place.open("live.db")), 1);
}

#[test]
fn a_copy_of_a_newer_version_is_refused() {
    let place = Place::new();
    let db = place.open("live.db");
    let newer: crate::Result<u64> = wait(db.write(|tx| {
        tx.exec(
            "INSERT INTO schema_version (version, name, checksum, applied_at) VALUES (9999, 'x', 'x', 1)",
            &[],
        )
    }));
    newer.unwrap();
    backup(&place.url("live.db"), &place.path("copy.db"), |_, _| true).unwrap();
    let refused = restore(&place.path("copy.db"), &place.url("new.db"), false);
    assert!(
        matches!(refused, Err(BackupError::NewerSchema { found: 9999, .. })),
        "{refused:?}"
    );
    assert!(!place.path("new.db").exists());
}

#[test]
fn files_in_the_way_and_files_that_are_not_there() {
    let place = Place::new();
    drop(place.open("live.db"));
    std::fs::write(place.path("copy.db"), "mine").unwrap();
    let taken = backup(&place.url("live.db"), &place.path("copy.db"), |_, _| true);
    assert!(matches!(taken, Err(BackupError::Exists(_))));
    assert_eq!(std::fs::read_to_string(place.path("copy.db")).unwrap(), "mine");
    let missing = backup(&place.url("none.db"), &place.path("new.db"), |_, _| true);
    assert!(matches!(missing, Err(BackupError::Missing(_))));
    assert!(!place.path("none.db").exists());
    let missing = restore(&place.path("none.db"), &place.url("live.db"), true);
    assert!(matches!(missing, Err(BackupError::Missing(_))));
    let nowhere = backup(
        &place.url("live.db"),
        &place.path("no/such/folder/copy.db"),
        |_, _| true,
    );
    assert!(
        matches!(nowhere, Err(BackupError::Database { .. })),
        "{nowhere:?}"
    );
}

#[test]
fn postgresql_has_its_own_tools() {
    let url = Url::Pg("postgres://localhost/x".into());
    for refused in [
        backup(&url, Path::new("x"), |_, _| true).err(),
        restore(Path::new("x"), &url, true).err(),
    ] {
        let text = refused.unwrap().to_string();
        assert!(text.contains("pg_dump") && text.contains("pg_restore"), "{text}");
    }
}
