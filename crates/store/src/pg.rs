//! PostgreSQL: threads that own a connection each and take units of work from one queue.

use crate::db::{Job, Options, Outcome};
use crate::tx::Prepared;
use crate::{Result, StoreError, Tx, migrate};
use postgres::{Client, NoTls};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;
use std::time::Duration;

/// The pause before a lost connection is tried again, growing to the last.
const RECONNECT: [Duration; 4] = [
    Duration::from_millis(50),
    Duration::from_millis(250),
    Duration::from_secs(1),
    Duration::from_secs(5),
];

/// Connects, migrates and starts the threads; the greatest event id of this node.
pub(crate) fn start(
    url: &str,
    options: &Options,
    write: &flume::Receiver<Job>,
    background: &flume::Receiver<Job>,
    read: &flume::Receiver<Job>,
    now_us: i64,
) -> Result<i64> {
    let (url, node) = (url.to_owned(), options.node);
    // The client must live and die outside the async runtime, or it panics.
    let last_id = on_thread("store-migrate", {
        let url = url.clone();
        move || prepare(&url, node, now_us)
    })?
    .join()
    .map_err(|_| StoreError::Broken("the migration panicked".into()))??;
    let spawn = |name: &str, queue: &flume::Receiver<Job>, count: usize| -> Result<()> {
        for _ in 0..count.max(1) {
            let (url, queue) = (url.clone(), queue.clone());
            on_thread(name, move || work_loop(&url, &queue))?;
        }
        Ok(())
    };
    spawn("store-write", write, options.writers)?;
    spawn("store-later", background, 1)?;
    spawn("store-read", read, options.readers)?;
    Ok(last_id)
}

fn on_thread<T: Send + 'static>(
    name: &str,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<thread::JoinHandle<T>> {
    thread::Builder::new()
        .name(name.into())
        .spawn(work)
        .map_err(|error| StoreError::Unavailable(error.to_string()))
}

fn prepare(url: &str, node: i64, now_us: i64) -> Result<i64> {
    let mut client = Client::connect(url, NoTls)?;
    let mut prepared = Prepared::new();
    client.batch_execute("BEGIN")?;
    migrate::run(&mut Tx::pg(&mut client, &mut prepared), now_us)?;
    client.batch_execute("COMMIT")?;
    // Ids of other nodes do not matter: each node's are its own.
    let row = client.query_one(
        "SELECT COALESCE(MAX(id), 0) FROM event WHERE (id >> 15) & 63 = $1",
        &[&node],
    )?;
    Ok(row.try_get(0)?)
}

fn work_loop(url: &str, queue: &flume::Receiver<Job>) {
    let mut client: Option<(Client, Prepared)> = None;
    let mut failures = 0;
    while let Ok(job) = queue.recv() {
        if client.as_ref().is_none_or(|(c, _)| c.is_closed()) {
            client = connect(url, &mut failures);
        }
        match &mut client {
            Some((connection, prepared)) => unit(connection, prepared, job),
            None => refuse(
                job,
                StoreError::Unavailable("PostgreSQL cannot be reached".into()),
            ),
        }
    }
}

fn connect(url: &str, failures: &mut usize) -> Option<(Client, Prepared)> {
    match Client::connect(url, NoTls) {
        Ok(client) => {
            *failures = 0;
            Some((client, Prepared::new()))
        }
        Err(error) => {
            tracing::warn!(%error, "PostgreSQL cannot be reached");
            thread::sleep(RECONNECT[(*failures).min(RECONNECT.len() - 1)]);
            *failures += 1;
            None
        }
    }
}

/// One unit in a transaction of its own. A panic spoils only itself.
fn unit(client: &mut Client, prepared: &mut Prepared, job: Job) {
    if let Err(error) = client.batch_execute("BEGIN") {
        return refuse(job, error.into());
    }
    let done = catch_unwind(AssertUnwindSafe(|| (job.run)(Ok(&mut Tx::pg(client, prepared)))));
    match done {
        Ok(Outcome { keep: true, tell }) => tell(client.batch_execute("COMMIT").map_err(Into::into)),
        Ok(Outcome { keep: false, tell }) => {
            // A roll-back that fails has lost its connection, and the server rolls back by itself.
            drop(client.batch_execute("ROLLBACK"));
            tell(Ok(()));
        }
        // The hook of the panic has logged it; the caller's channel closes.
        Err(_) => drop(client.batch_execute("ROLLBACK")),
    }
}

fn refuse(job: Job, error: StoreError) {
    let Outcome { tell, .. } = (job.run)(Err(error));
    tell(Ok(()));
}
