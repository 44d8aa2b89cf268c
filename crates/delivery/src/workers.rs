//! All workers together: started as one, fed through one door, stopped as one.

use crate::chat::{self, Chats};
use crate::config::Config;
use crate::decider::Decider;
use crate::lanes::{self, Lanes};
use crate::outbox::{self, Outbox};
use crate::{backups, bulk, erasures, imports, notices, timers, upkeep, web_chat};
use signalbox_channels::outbound::Client;
use signalbox_engine::{AfterCommit, Done, LiveNote};
use signalbox_model::job::{Attempt, Request};
use signalbox_model::{Micros, WorkspaceId};
use signalbox_store::Db;
use signalbox_store::keyring::Keyring;
use std::sync::Arc;
use tokio::sync::Notify;
use tokio_util::sync::{CancellationToken, DropGuard};
use tokio_util::task::TaskTracker;

/// Tells the time, UNIX microseconds.
pub type Clock = Arc<dyn Fn() -> Micros + Send + Sync>;

/// Takes messages for open pages. Must not block.
pub type Live = Arc<dyn Fn(LiveNote) + Send + Sync>;

/// Lanes on PostgreSQL: as many as its connections that write.
const LANES_PG: usize = 8;

/// What the workers work with.
pub struct Workers {
    /// The store.
    pub db: Db,
    /// Who decides.
    pub decider: Arc<dyn Decider>,
    /// The guarded client.
    pub client: Client,
    /// Opens the secrets that sign requests.
    pub secrets: Arc<Keyring>,
    /// Tells the time.
    pub clock: Clock,
    /// Takes messages for open pages.
    pub live: Live,
    /// Limits.
    pub config: Config,
}

impl Workers {
    /// Starts everything on the current runtime. What the last process left is taken up at once.
    ///
    /// # Panics
    /// Outside an async runtime.
    pub fn start(self) -> Handle {
        let on_one = if self.db.is_pg() { LANES_PG } else { 1 };
        let lanes = self.config.lanes.unwrap_or(on_one).max(1);
        let chats = Chats::new(
            self.client.clone(),
            &self.config.telegram_url,
            self.secrets.clone(),
        );
        let shared = Arc::new(Shared {
            chats,
            lanes: Lanes::new(lanes, self.config.events_in_memory),
            outbox: Outbox::new(self.client, self.secrets, &self.config),
            db: self.db,
            decider: self.decider,
            clock: self.clock,
            live: self.live,
            config: self.config,
            timers: Notify::new(),
            bulk: Notify::new(),
            imports: Notify::new(),
            erasures: Notify::new(),
            web_chats: Notify::new(),
            stop: CancellationToken::new(),
            tasks: TaskTracker::new(),
            runtime: tokio::runtime::Handle::current(),
        });
        for lane in 0..lanes {
            shared.tasks.spawn(lanes::work::run(shared.clone(), lane));
            shared.tasks.spawn(outbox::finish::run(shared.clone()));
        }
        shared.tasks.spawn(lanes::catch_up::run(shared.clone()));
        shared.tasks.spawn(outbox::lease::run(shared.clone()));
        shared.tasks.spawn(timers::run(shared.clone()));
        shared.tasks.spawn(chat::run(shared.clone()));
        shared.tasks.spawn(bulk::run(shared.clone()));
        shared.tasks.spawn(notices::run(shared.clone()));
        shared.tasks.spawn(imports::run(shared.clone()));
        shared.tasks.spawn(erasures::run(shared.clone()));
        shared.tasks.spawn(web_chat::run(shared.clone()));
        shared.tasks.spawn(upkeep::run(shared.clone()));
        shared.tasks.spawn(backups::run(shared.clone()));
        let guard = Arc::new(shared.stop.clone().drop_guard());
        Handle {
            shared,
            _guard: guard,
        }
    }
}

/// What all workers see.
pub(crate) struct Shared {
    pub db: Db,
    pub decider: Arc<dyn Decider>,
    pub clock: Clock,
    pub live: Live,
    pub config: Config,
    pub lanes: Lanes,
    pub outbox: Outbox,
    pub chats: Chats,
    /// Timers or schedules have changed.
    pub timers: Notify,
    /// A bulk run was started or resumed.
    pub bulk: Notify,
    /// An import was started or goes on.
    pub imports: Notify,
    /// An erasure was begun.
    pub erasures: Notify,
    /// Web chats may have something to say.
    pub web_chats: Notify,
    pub stop: CancellationToken,
    pub tasks: TaskTracker,
    /// Where senders are spawned, whoever hands jobs over.
    pub runtime: tokio::runtime::Handle,
}

impl Shared {
    pub fn now(&self) -> Micros {
        (self.clock)()
    }

    /// Takes what a committed unit of work leaves.
    pub fn done(self: &Arc<Self>, done: Done) {
        self.lanes.push(done.events);
        outbox::take(self, done.jobs);
        if done.jobs_planned {
            self.outbox.wake.notify_one();
        }
        if !done.chats.is_empty() {
            self.web_chats.notify_one();
        }
        for channel in done.chats {
            self.chats.wake(channel);
        }
        for channel in done.fetches {
            self.chats.fetch(channel);
        }
        if done.timers {
            self.timers.notify_one();
        }
        if done.bulk {
            self.bulk.notify_one();
        }
        if done.imports {
            self.imports.notify_one();
        }
        if done.erasures {
            self.erasures.notify_one();
        }
        for note in done.live {
            (self.live)(note);
        }
    }
}

/// The door to running workers. When the last clone is dropped they stop taking work.
#[derive(Clone)]
pub struct Handle {
    shared: Arc<Shared>,
    _guard: Arc<DropGuard>,
}

/// How much the workers hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Load {
    /// Events in memory that wait or are worked off.
    pub events: usize,
    /// Jobs in memory: waiting, under way, or with their result not yet on disk.
    pub jobs: usize,
    /// Requests under way.
    pub sending: usize,
}

impl Handle {
    /// How much the workers hold at the moment.
    pub fn load(&self) -> Load {
        let (jobs, sending) = self.shared.outbox.load();
        Load {
            events: self.shared.lanes.held(),
            jobs,
            sending,
        }
    }

    /// Returns when the outbox is not crowded, or after a tenth of a second. Who accepts work from outside waits here
    /// first: what is decided faster than it can be sent goes through the database once more.
    pub async fn breathe(&self) {
        outbox::breathe(&self.shared).await;
    }

    /// Sends a call of a connection's operation now, once, with the connection's secrets: a check or a test. The answer
    /// comes back without them.
    ///
    /// # Errors
    /// Why it could not be sent, for people.
    pub async fn call(&self, workspace: WorkspaceId, request: Request) -> Result<Attempt, String> {
        outbox::send::at_once(&self.shared, workspace, request).await
    }

    /// Takes no more work and waits until what is under way has ended, as long as the configuration allows. What is
    /// not through by then is found in the database by the next start.
    pub async fn stop(&self) {
        let shared = &self.shared;
        shared.stop.cancel();
        shared.tasks.close();
        let ended = tokio::time::timeout(shared.config.last_work, async {
            shared.tasks.wait().await;
            outbox::lease::hand_back(shared).await;
        });
        if ended.await.is_err() {
            let left = shared.tasks.len();
            tracing::warn!(
                left,
                "stopped with work under way; it is taken up again at the next start"
            );
        }
    }
}

impl AfterCommit for Handle {
    fn done(&self, done: Done) {
        self.shared.done(done);
    }
}
