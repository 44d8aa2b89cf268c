//! What every handler can reach.

use crate::courier::Courier;
use crate::incoming::{Addresses, Intake};
use crate::live::Live;
use crate::messenger::Messenger;
use crate::metrics::Metrics;
use crate::presence::Presence;
use crate::problem::{Problem, Result};
use crate::rehearsals::Rehearsals;
use crate::talking::Talking;
use crate::web_chat::Limits;
use parking_lot::Mutex;
use signalbox_engine::{AfterCommit, Done, Engine};
use signalbox_model::Micros;
use signalbox_store::keyring::Keyring;
use signalbox_store::retention::Sizes;
use signalbox_store::{Db, StoreError, Tx};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;

/// The one source of time.
pub trait Clock: Send + Sync {
    /// UNIX microseconds.
    fn now(&self) -> Micros;
}

/// How the API shows itself.
#[derive(Debug, Clone)]
pub struct ApiConfig {
    /// The address people and senders reach the server under, `https://crm.example.com`, without a slash at the end.
    pub public_url: String,
    /// Whether the address of a client is taken from `X-Forwarded-For`: only behind a proxy of one's own.
    pub trust_proxy: bool,
    /// The largest body of the API, bytes.
    pub max_body_bytes: usize,
    /// How long a request may take.
    pub request_timeout: Duration,
}

impl ApiConfig {
    /// The usual limits: 8 MiB, 30 seconds, no proxy.
    pub fn new(public_url: impl Into<String>) -> Self {
        Self {
            public_url: public_url.into().trim_end_matches('/').to_owned(),
            trust_proxy: false,
            max_body_bytes: 8 * 1024 * 1024,
            request_timeout: Duration::from_secs(30),
        }
    }

    /// Whether cookies may be kept to encrypted connections.
    pub(crate) fn is_https(&self) -> bool {
        self.public_url.starts_with("https://")
    }
}

/// What the server crate gives the API to work with.
#[derive(Clone)]
pub struct App {
    /// The store.
    pub db: Db,
    /// What decides.
    pub engine: Arc<Engine>,
    /// Takes what is to be done after a commit, messages for open pages among it.
    pub after: Arc<dyn AfterCommit>,
    /// Judges what comes to incoming hooks.
    pub intake: Arc<dyn Intake>,
    /// Sends calls of connections at once.
    pub courier: Arc<dyn Courier>,
    /// Speaks with the platforms of channels.
    pub messenger: Arc<dyn Messenger>,
    /// Messages for open pages.
    pub live: Arc<Live>,
    /// The one source of time.
    pub clock: Arc<dyn Clock>,
    /// The key of the secrets.
    pub keyring: Arc<Keyring>,
    /// How the API shows itself.
    pub config: ApiConfig,
}

/// The state of the router.
pub(crate) type Shared = Arc<Server>;

/// [`App`] and what the API keeps for itself.
pub struct Server {
    pub(crate) app: App,
    pub(crate) metrics: Metrics,
    pub(crate) addresses: Addresses,
    /// Who edits scenarios at this moment.
    pub(crate) presence: Presence,
    /// Who looks at dialogs and writes in them at this moment.
    pub(crate) talking: Talking,
    /// How often visitors of web chats ask.
    pub(crate) web_chat: Limits,
    /// When the database was last measured, and what came out.
    pub(crate) sizes: Mutex<Option<(Micros, Sizes)>>,
    /// Rehearsals of drafts.
    pub(crate) rehearsals: Rehearsals,
    /// A password costs 19 MiB while it is hashed: two at a time.
    hashing: Semaphore,
}

impl Server {
    pub(crate) fn new(app: App) -> Self {
        Self {
            app,
            metrics: Metrics::default(),
            addresses: Addresses::default(),
            presence: Presence::default(),
            talking: Talking::default(),
            web_chat: Limits::default(),
            sizes: Mutex::new(None),
            rehearsals: Rehearsals::default(),
            hashing: Semaphore::new(2),
        }
    }

    pub(crate) fn now(&self) -> Micros {
        self.app.clock.now()
    }

    /// Reads without a workspace: sign-in and health only.
    pub(crate) async fn read<T, E>(
        &self,
        work: impl FnOnce(&mut Tx) -> std::result::Result<T, E> + Send + 'static,
    ) -> Result<T>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        Problem: From<E>,
    {
        Ok(self.app.db.read(work).await?)
    }

    /// Writes without a workspace: sign-in and health only.
    pub(crate) async fn write<T, E>(
        &self,
        work: impl FnOnce(&mut Tx) -> std::result::Result<T, E> + Send + 'static,
    ) -> Result<T>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        Problem: From<E>,
    {
        Ok(self.app.db.write(work).await?)
    }

    /// Runs the slow work of a password off the async threads.
    pub(crate) async fn hash<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T> {
        let _turn = self
            .hashing
            .acquire()
            .await
            .map_err(|error| Problem::internal(&error))?;
        tokio::task::spawn_blocking(work)
            .await
            .map_err(|error| Problem::internal(&error))
    }
}

impl Server {
    /// Hands on what is to be done after a commit.
    pub(crate) fn after(&self, done: Done) {
        self.app.after.done(done);
    }
}
