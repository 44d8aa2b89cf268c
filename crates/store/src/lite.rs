//! SQLite: one writer thread that commits in groups, and readers beside it.

use crate::db::{Job, Outcome};
use crate::tx::undone;
use crate::{Result, StoreError, Tx, migrate};
use rusqlite::{Connection, OpenFlags};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::thread;
use std::time::Duration;

/// Units committed together at most: bounds the wait of the first.
const GROUP: usize = 512;
/// Cached statements of a connection.
const STATEMENTS: usize = 512;

/// Opens the file and starts its threads; the greatest event id in it.
pub(crate) fn start(
    path: &Path,
    readers: usize,
    write: flume::Receiver<Job>,
    background: flume::Receiver<Job>,
    read: flume::Receiver<Job>,
    now_us: i64,
) -> Result<i64> {
    let conn = open_writer(path)?;
    let last_id = prepare(&conn, now_us)?;
    spawn("store-write", move || write_loop(&conn, &write, &background))?;
    for _ in 0..readers.max(1) {
        let conn = open_reader(path)?;
        let read = read.clone();
        spawn("store-read", move || read_loop(&conn, &read))?;
    }
    Ok(last_id)
}

fn spawn(name: &str, work: impl FnOnce() + Send + 'static) -> Result<()> {
    thread::Builder::new()
        .name(name.into())
        .spawn(work)
        .map(drop)
        .map_err(|error| StoreError::Unavailable(error.to_string()))
}

fn open_writer(path: &Path) -> Result<Connection> {
    let conn = Connection::open(path)?;
    conn.busy_timeout(Duration::from_secs(10))?;
    conn.set_prepared_statement_cache_capacity(STATEMENTS);
    // auto_vacuum must be set before the first table; it lets retention give pages back while running.
    conn.execute_batch(
        "PRAGMA page_size = 8192; PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
         PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -32768; PRAGMA wal_autocheckpoint = 4000;
         PRAGMA journal_size_limit = 67108864;",
    )?;
    Ok(conn)
}

fn open_reader(path: &Path) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(path, flags)?;
    conn.busy_timeout(Duration::from_secs(10))?;
    conn.set_prepared_statement_cache_capacity(STATEMENTS);
    conn.execute_batch("PRAGMA query_only = ON; PRAGMA cache_size = -16384; PRAGMA temp_store = MEMORY;")?;
    Ok(conn)
}

fn prepare(conn: &Connection, now_us: i64) -> Result<i64> {
    conn.execute_batch("BEGIN IMMEDIATE")?;
    let mut tx = Tx::lite(conn);
    match migrate::run(&mut tx, now_us).and_then(|()| migrate::greatest_id(&mut tx)) {
        Ok(greatest) => {
            conn.execute_batch("COMMIT")?;
            Ok(greatest)
        }
        Err(error) => {
            conn.execute_batch("ROLLBACK")?;
            Err(error)
        }
    }
}

fn write_loop(conn: &Connection, write: &flume::Receiver<Job>, background: &flume::Receiver<Job>) {
    loop {
        let first = flume::Selector::new()
            .recv(write, |job| job.map(|job| (job, true)))
            .recv(background, |job| job.map(|job| (job, false)))
            .wait();
        let Ok((first, urgent)) = first else { return };
        // A unit of upkeep lets everything urgent go first and then commits by itself.
        if !urgent {
            while let Ok(job) = write.try_recv() {
                group_commit(conn, job, Some(write));
            }
        }
        group_commit(conn, first, urgent.then_some(write));
    }
}

/// Runs `first` and what else waits in one transaction, a savepoint each, and syncs once.
fn group_commit(conn: &Connection, first: Job, more: Option<&flume::Receiver<Job>>) {
    let mut tell = Vec::new();
    if let Err(error) = conn
        .prepare_cached("BEGIN IMMEDIATE")
        .and_then(|mut begin| begin.execute([]))
    {
        return refuse(first, error.into());
    }
    let mut next = Some(first);
    let mut kept = false;
    while let Some(job) = next.take() {
        let (keep, told) = unit(conn, job);
        kept |= keep;
        tell.push(told);
        // A transaction that SQLite has undone takes nobody else with it.
        if tell.len() < GROUP && !conn.is_autocommit() {
            next = more.and_then(|queue| queue.try_recv().ok());
        }
    }
    let ended = end(conn, kept);
    for tell in tell {
        tell(ended.clone());
    }
}

/// Ends the transaction of a group, or says why nothing of it stays. Where nothing is kept, as in a dry run, nothing is
/// written and nothing waits for the disk.
fn end(conn: &Connection, kept: bool) -> Result<()> {
    if conn.is_autocommit() {
        return Err(undone());
    }
    let committed = conn
        .prepare_cached(if kept { "COMMIT" } else { "ROLLBACK" })
        .and_then(|mut commit| commit.execute([]).map(drop));
    committed.map_err(|error| {
        if !conn.is_autocommit() {
            drop(conn.execute_batch("ROLLBACK"));
        }
        StoreError::from(error)
    })
}

type Tell = Box<dyn FnOnce(Result<()>) + Send>;

/// One unit in its savepoint. A panic spoils only itself.
fn unit(conn: &Connection, job: Job) -> (bool, Tell) {
    let mark = |sql: &str| conn.prepare_cached(sql).and_then(|mut s| s.execute([]).map(drop));
    if let Err(error) = mark("SAVEPOINT unit") {
        refuse(job, error.into());
        return (false, Box::new(|_| ()));
    }
    let done = catch_unwind(AssertUnwindSafe(|| (job.run)(Ok(&mut Tx::lite(conn)))));
    let undo = || mark("ROLLBACK TO unit").and_then(|()| mark("RELEASE unit"));
    if conn.is_autocommit() {
        // SQLite has undone everything, this unit too: who failed knows why, who did not learns it from the commit.
        return (false, done.map_or_else(|_| Box::new(|_| ()) as Tell, told));
    }
    match done {
        Ok(Outcome { keep: true, tell }) => match mark("RELEASE unit") {
            Ok(()) => (true, tell),
            Err(error) => (false, Box::new(move |_| tell(Err(error.into())))),
        },
        Ok(Outcome { keep: false, tell }) => match undo() {
            Ok(()) => (false, tell),
            Err(error) => (false, Box::new(move |_| tell(Err(error.into())))),
        },
        Err(_) => {
            // The hook of the panic has logged it; the caller sees a closed channel.
            if let Err(error) = undo() {
                tracing::error!(%error, "a unit of work panicked and could not be undone");
            }
            (false, Box::new(|_| ()))
        }
    }
}

/// How a unit hears of a transaction that is gone: its own error says more than the group's.
fn told(Outcome { keep, tell }: Outcome) -> Tell {
    match keep {
        true => tell,
        false => Box::new(move |_| tell(Ok(()))),
    }
}

/// Tells a caller that no transaction could be opened, without running its work.
fn refuse(job: Job, error: StoreError) {
    tracing::warn!(%error, "the database refuses work");
    let Outcome { tell, .. } = (job.run)(Err(error));
    tell(Ok(()));
}

fn read_loop(conn: &Connection, read: &flume::Receiver<Job>) {
    while let Ok(job) = read.recv() {
        // One transaction gives one consistent view to all statements of a unit.
        if let Err(error) = conn
            .prepare_cached("BEGIN")
            .and_then(|mut begin| begin.execute([]))
        {
            refuse(job, error.into());
            continue;
        }
        let done = catch_unwind(AssertUnwindSafe(|| (job.run)(Ok(&mut Tx::lite(conn)))));
        let ended = conn
            .prepare_cached("COMMIT")
            .and_then(|mut end| end.execute([]).map(drop));
        if let Ok(Outcome { tell, .. }) = done {
            tell(ended.map_err(Into::into));
        }
    }
}
