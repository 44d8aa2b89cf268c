//! A small world for the workers: a database, a decider that turns every event into one request, a receiver that
//! answers as told, and a clock that stands still unless moved.

pub mod decider;
pub mod receiver;

use decider::Script;
use signalbox_channels::outbound::{Client, Guard};
use signalbox_delivery::{Config, Handle, Workers};
use signalbox_engine::{AfterCommit, Done, LiveNote, Waiting};
use signalbox_model::event::{Event, EventKind, EventState, Payload};
use signalbox_model::job::JobState;
use signalbox_model::record::Author;
use signalbox_model::{EventId, Micros, RecordId, RecordKind, RecordRef, WorkspaceId};
use signalbox_store::keyring::Keyring;
use signalbox_store::{Db, Options, Result, Tx, Url, events, jobs};
use std::path::Path;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

pub const START: i64 = 1_780_000_000_000_000;
pub const WORKSPACE: WorkspaceId = WorkspaceId(1);

/// Counts events whose job comes before that of an earlier event of the same record.
pub const OVERTAKEN: &str = "SELECT COUNT(*) FROM event a JOIN job ja ON ja.event_id = a.id
    JOIN event b ON b.subject_id = a.subject_id AND b.workspace_id = a.workspace_id AND b.id > a.id
    JOIN job jb ON jb.event_id = b.id WHERE jb.id < ja.id";

/// A world that outlives the workers in it.
#[derive(Clone)]
pub struct World {
    pub db: Db,
    pub clock: Arc<AtomicI64>,
    pub script: Arc<Script>,
    pub notes: Arc<Mutex<Vec<LiveNote>>>,
}

/// Short pauses: the tests wait for them.
pub fn quick() -> Config {
    Config {
        recheck: Duration::from_millis(5),
        poll: Duration::from_millis(20),
        upkeep: Duration::from_millis(20),
        listen_timeout: Duration::from_millis(100),
        ..Config::default()
    }
}

impl World {
    pub fn on(url: Url, target: &str) -> Self {
        let db = Db::open(&Options::new(url), START).unwrap();
        Self {
            script: Arc::new(Script::new(db.clone(), target)),
            db,
            clock: Arc::new(AtomicI64::new(START)),
            notes: Arc::default(),
        }
    }

    pub fn new(dir: &Path, target: &str) -> Self {
        Self::on(Url::Lite(dir.join("t.db")), target)
    }

    pub fn start(&self, config: Config) -> Handle {
        let (clock, notes) = (self.clock.clone(), self.notes.clone());
        Workers {
            db: self.db.clone(),
            decider: self.script.clone(),
            client: Client::new(Guard::new(vec!["127.0.0.0/8".parse().unwrap()])),
            secrets: Arc::new(keyring()),
            clock: Arc::new(move || Micros(clock.load(Ordering::Relaxed))),
            live: Arc::new(move |note| notes.lock().unwrap().push(note)),
            config,
        }
        .start()
    }

    pub fn now(&self) -> Micros {
        Micros(self.clock.load(Ordering::Relaxed))
    }

    pub fn pass_secs(&self, secs: i64) {
        self.clock.fetch_add(secs * 1_000_000, Ordering::Relaxed);
    }

    /// Accepts events about records, each in a transaction of its own, and hands them on.
    pub async fn accept(
        &self,
        handle: Option<&Handle>,
        workspace: WorkspaceId,
        about: &[i64],
    ) -> Vec<EventId> {
        let mut ids = Vec::new();
        for about in about {
            let event = self.event(workspace, *about);
            ids.push(event.id);
            let waiting = Waiting {
                workspace,
                event: event.id,
                subject: event.subject,
            };
            let written: Result<()> = self
                .db
                .write(move |tx| events::append(&mut tx.space(workspace), &event, EventState::Waiting))
                .await;
            written.unwrap();
            if let Some(handle) = handle {
                handle.done(Done {
                    events: vec![waiting],
                    ..Done::default()
                });
            }
        }
        ids
    }

    fn event(&self, workspace: WorkspaceId, about: i64) -> Event {
        let now = self.now();
        Event {
            id: EventId(self.db.next_id(now.0)),
            workspace,
            kind: EventKind::LeadChanged,
            subject: Some(RecordRef {
                kind: RecordKind::Lead,
                id: RecordId(about),
            }),
            key: None,
            payload: Payload::default(),
            cause: None,
            depth: 0,
            author: Author::System,
            at: now,
        }
    }

    pub async fn read<T: Send + 'static>(
        &self,
        read: impl FnOnce(&mut Tx) -> Result<T> + Send + 'static,
    ) -> T {
        let read: Result<T> = self.db.read(read).await;
        read.unwrap()
    }

    pub async fn count(&self, sql: &'static str) -> i64 {
        self.read(move |tx| Ok(tx.one(sql, &[], |row| row.int(0))?.unwrap_or(-1)))
            .await
    }

    pub async fn jobs(&self, state: JobState) -> Vec<jobs::Stored> {
        let filter = jobs::Filter {
            state: Some(state),
            limit: 500,
            ..jobs::Filter::default()
        };
        self.read(move |tx| jobs::list(&mut tx.space(WORKSPACE), filter))
            .await
    }

    /// The only job there is, once it is in a state.
    pub async fn job_in(&self, state: JobState) -> jobs::Stored {
        until(async || self.jobs(state).await.len() == 1).await;
        self.jobs(state).await.remove(0)
    }
}

/// A new database on the server that `SIGNALBOX_TEST_PG` names.
pub fn fresh_pg() -> Option<Url> {
    let server = std::env::var("SIGNALBOX_TEST_PG").ok()?;
    let name = format!("delivery{}", std::process::id());
    let mut admin = postgres::Client::connect(&format!("{server}/postgres"), postgres::NoTls).unwrap();
    admin.batch_execute(&format!("CREATE DATABASE {name}")).unwrap();
    Some(Url::Pg(format!("{server}/{name}")))
}

pub fn keyring() -> Keyring {
    Keyring::from_bytes([7; 32])
}

/// Waits until something holds; a test in which it never does hangs until the limit and fails.
pub async fn until(mut holds: impl AsyncFnMut() -> bool) {
    let waited = tokio::time::timeout(Duration::from_secs(60), async {
        while !holds().await {
            tokio::time::sleep(Duration::from_millis(3)).await;
        }
    });
    waited.await.expect("it never came to hold");
}

pub fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap()
}
