//! PostgreSQL: threads that own a connection each and take units of work from one queue.

mod link;
mod tls;

use crate::db::{Job, Options, Outcome};
use crate::tx::Prepared;
use crate::{Result, StoreError, Tx, migrate};
use link::{Address, Link, Open};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;

/// Connects, migrates and starts the threads; the greatest event id of this node.
pub(crate) fn start(
    url: &str,
    options: &Options,
    write: &flume::Receiver<Job>,
    background: &flume::Receiver<Job>,
    read: &flume::Receiver<Job>,
    now_us: i64,
) -> Result<i64> {
    let address = Address::read(url)?;
    // The client must live and die outside the async runtime, or it panics.
    let last_id = on_thread("store-migrate", {
        let address = address.clone();
        move || prepare(&address, now_us)
    })?
    .join()
    .map_err(|_| StoreError::Broken("the migration panicked".into()))??;
    let spawn = |name: &str, queue: &flume::Receiver<Job>, count: usize| -> Result<()> {
        for _ in 0..count.max(1) {
            let (address, queue) = (address.clone(), queue.clone());
            on_thread(name, move || work_loop(address, &queue))?;
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

fn prepare(address: &Address, now_us: i64) -> Result<i64> {
    let mut client = address.connect()?;
    let mut prepared = Prepared::new();
    client.batch_execute("BEGIN")?;
    let mut tx = Tx::pg(&mut client, &mut prepared);
    migrate::run(&mut tx, now_us)?;
    let greatest = migrate::greatest_id(&mut tx)?;
    client.batch_execute("COMMIT")?;
    Ok(greatest)
}

fn work_loop(address: Address, queue: &flume::Receiver<Job>) {
    let mut link = Link::new(address);
    while let Ok(job) = queue.recv() {
        match link.begin() {
            Ok(open) => unit(open, job),
            Err(error) => refuse(job, error),
        }
    }
}

/// One unit in the transaction that was begun. A panic spoils only itself.
fn unit((client, prepared): &mut Open, job: Job) {
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
