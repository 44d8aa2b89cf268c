//! The store as a queue of closures.

use crate::backups::Backups;
use crate::{Result, StoreError, Tx, lite, pg};
use signalbox_model::id::IdSource;
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::sync::oneshot;

/// Where the data lives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Url {
    /// A SQLite file.
    Lite(PathBuf),
    /// A PostgreSQL connection string.
    Pg(String),
}

impl FromStr for Url {
    type Err = String;
    fn from_str(text: &str) -> std::result::Result<Self, String> {
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return Ok(Self::Pg(text.to_owned()));
        }
        match text.strip_prefix("sqlite:") {
            Some(path) if !path.is_empty() => Ok(Self::Lite(path.trim_start_matches("//").into())),
            _ => Err(format!(
                "`{text}` is no database address: write sqlite:PATH or postgres://USER@HOST/NAME"
            )),
        }
    }
}

/// How the store is opened.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where the data lives.
    pub url: Url,
    /// This node among those that share a PostgreSQL database, 0–63.
    pub node: i64,
    /// Connections that write, PostgreSQL only (SQLite has one writer).
    pub writers: usize,
    /// Connections that read.
    pub readers: usize,
}

impl Options {
    /// One node with the usual number of connections.
    pub fn new(url: Url) -> Self {
        Self {
            url,
            node: 0,
            writers: 8,
            readers: 2,
        }
    }
}

/// A unit of work on its way to a connection.
pub(crate) struct Job {
    /// Runs in the transaction, or learns why there is none.
    pub run: Unit,
}

/// A caller's closure, its types put away.
type Unit = Box<dyn FnOnce(Result<&mut Tx>) -> Outcome + Send>;

/// What a unit of work leaves behind: whether it is to be kept, and who is to be told once that is sure.
pub(crate) struct Outcome {
    pub keep: bool,
    pub tell: Box<dyn FnOnce(Result<()>) + Send>,
}

pub(crate) type Queue = flume::Sender<Job>;

/// How many units may wait for the writer before callers are held back.
const QUEUE: usize = 8192;

/// The store. Cloning is cheap; the last clone closes it.
#[derive(Clone)]
pub struct Db {
    shared: Arc<Shared>,
}

struct Shared {
    write: Queue,
    background: Queue,
    read: Queue,
    ids: Arc<IdSource>,
    is_pg: bool,
    url: Url,
    written: AtomicU64,
    backups: Arc<Backups>,
}

impl Db {
    /// Opens the database, creating and migrating it. `now_us` is UNIX microseconds.
    pub fn open(options: &Options, now_us: i64) -> Result<Self> {
        let (write, write_jobs) = flume::bounded(QUEUE);
        let (background, background_jobs) = flume::bounded(64);
        let (read, read_jobs) = flume::bounded(QUEUE);
        let last_id = match &options.url {
            Url::Lite(path) => lite::start(
                path,
                options.readers,
                write_jobs,
                background_jobs,
                read_jobs,
                now_us,
            )?,
            Url::Pg(url) => pg::start(url, options, &write_jobs, &background_jobs, &read_jobs, now_us)?,
        };
        let ids = Arc::new(IdSource::new(options.node, last_id));
        let is_pg = matches!(options.url, Url::Pg(_));
        let url = options.url.clone();
        let backups = Arc::new(Backups::of(&url));
        Ok(Self {
            shared: Arc::new(Shared {
                write,
                background,
                read,
                ids,
                is_pg,
                url,
                written: AtomicU64::new(0),
                backups,
            }),
        })
    }

    /// A fresh id at `now_us` (UNIX microseconds).
    pub fn next_id(&self, now_us: i64) -> i64 {
        self.shared.ids.next(now_us)
    }

    /// The source of ids, for code that runs inside a transaction.
    pub fn ids(&self) -> &Arc<IdSource> {
        &self.shared.ids
    }

    /// Whether this is PostgreSQL.
    pub fn is_pg(&self) -> bool {
        self.shared.is_pg
    }

    /// Where the data lives.
    pub fn url(&self) -> &Url {
        &self.shared.url
    }

    /// The copies of the database that the server keeps.
    pub fn backups(&self) -> &Arc<Backups> {
        &self.shared.backups
    }

    /// Units that wait for the writer: the measure for refusing more (429).
    pub fn waiting(&self) -> usize {
        self.shared.write.len()
    }

    /// Writes committed since the start.
    pub fn written(&self) -> u64 {
        self.shared.written.load(Ordering::Relaxed)
    }

    /// Runs `work` in a transaction of its own fate and returns once it is on disk.
    pub async fn write<T, E>(
        &self,
        work: impl FnOnce(&mut Tx) -> std::result::Result<T, E> + Send + 'static,
    ) -> std::result::Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let done = self.run(&self.shared.write, work).await;
        self.shared.written.fetch_add(1, Ordering::Relaxed);
        done
    }

    /// Like [`write`](Self::write), but only when nothing else waits: for bulk work and upkeep.
    pub async fn write_later<T, E>(
        &self,
        work: impl FnOnce(&mut Tx) -> std::result::Result<T, E> + Send + 'static,
    ) -> std::result::Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.run(&self.shared.background, work).await
    }

    /// Runs `work` on a connection that only reads, beside the writer.
    pub async fn read<T, E>(
        &self,
        work: impl FnOnce(&mut Tx) -> std::result::Result<T, E> + Send + 'static,
    ) -> std::result::Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.run(&self.shared.read, work).await
    }

    /// Runs `work` and undoes it: the same code as [`write`](Self::write), nothing stays (dry runs).
    pub async fn rehearse<T, E>(
        &self,
        work: impl FnOnce(&mut Tx) -> std::result::Result<T, E> + Send + 'static,
    ) -> std::result::Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.submit(&self.shared.write, work, false).await
    }

    /// Like [`rehearse`](Self::rehearse), but only when nothing else waits: for rehearsals of many events.
    pub async fn rehearse_later<T, E>(
        &self,
        work: impl FnOnce(&mut Tx) -> std::result::Result<T, E> + Send + 'static,
    ) -> std::result::Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.submit(&self.shared.background, work, false).await
    }

    async fn run<T, E>(
        &self,
        queue: &Queue,
        work: impl FnOnce(&mut Tx) -> std::result::Result<T, E> + Send + 'static,
    ) -> std::result::Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.submit(queue, work, true).await
    }

    async fn submit<T, E>(
        &self,
        queue: &Queue,
        work: impl FnOnce(&mut Tx) -> std::result::Result<T, E> + Send + 'static,
        keep: bool,
    ) -> std::result::Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let (tell, told) = oneshot::channel();
        let run = Box::new(move |tx: Result<&mut Tx>| {
            let done = tx.map_err(E::from).and_then(work);
            Outcome {
                keep: keep && done.is_ok(),
                tell: Box::new(move |committed: Result<()>| {
                    let done = match committed {
                        Ok(()) => done,
                        Err(error) => Err(error.into()),
                    };
                    // The caller may have gone away; the work is done all the same.
                    drop(tell.send(done));
                }),
            }
        });
        queue
            .send_async(Job { run })
            .await
            .map_err(|_| StoreError::Closed)?;
        told.await.unwrap_or_else(|_| {
            Err(StoreError::Broken("a unit of work panicked: the log says where".into()).into())
        })
    }
}
