//! One connection to PostgreSQL that is made anew when it is lost, without anybody waiting for what is not there.

use super::tls;
use crate::tx::Prepared;
use crate::{Result, StoreError};
use postgres::{Client, Config};
use std::time::{Duration, Instant};
use tokio_postgres_rustls::MakeRustlsConnect;

/// After a failed try the next one comes no sooner than this, growing to the last; in between work is refused at once.
const RETRY: [Duration; 4] = [
    Duration::from_millis(50),
    Duration::from_millis(250),
    Duration::from_secs(1),
    Duration::from_secs(2),
];
/// How long a try may take, and how long a line may be silent with data under way, unless the address says otherwise.
const CONNECT: Duration = Duration::from_secs(5);
const SILENT: Duration = Duration::from_secs(20);

/// Where PostgreSQL is, and how it is spoken to.
#[derive(Clone)]
pub(super) struct Address {
    config: Config,
    tls: MakeRustlsConnect,
}

impl Address {
    pub(super) fn read(url: &str) -> Result<Self> {
        let (url, wanted) = tls::read(url)?;
        let mut config: Config = url
            .parse()
            .map_err(|error: postgres::Error| StoreError::Address(error.to_string()))?;
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(CONNECT);
        }
        if config.get_tcp_user_timeout().is_none() {
            config.tcp_user_timeout(SILENT);
        }
        let tls = tls::connector(&mut config, &wanted)?;
        Ok(Self { config, tls })
    }

    pub(super) fn connect(&self) -> Result<Client> {
        self.config
            .connect(self.tls.clone())
            .map_err(|error| match StoreError::from(error) {
                // Whatever it says (wrong password, no such database, no TLS): there is no connection now.
                StoreError::Broken(reason) => StoreError::Unavailable(reason),
                other => other,
            })
    }
}

/// A connection and the statements prepared on it.
pub(super) type Open = (Client, Prepared);

pub(super) struct Link {
    address: Address,
    open: Option<Open>,
    failures: usize,
    not_before: Option<Instant>,
}

impl Link {
    pub(super) fn new(address: Address) -> Self {
        Self {
            address,
            open: None,
            failures: 0,
            not_before: None,
        }
    }

    /// A connection with a transaction begun. A line that turns out to be dead is replaced once: nothing has happened
    /// on it yet, so nobody needs to hear of it.
    pub(super) fn begin(&mut self) -> Result<&mut Open> {
        for last in [false, true] {
            self.ensure()?;
            let begun = match &mut self.open {
                Some((client, _)) => client.batch_execute("BEGIN").map_err(StoreError::from),
                None => Err(StoreError::Unavailable("there is no connection".into())),
            };
            match begun {
                Ok(()) => break,
                Err(error) => {
                    self.open = None;
                    if last {
                        return Err(error);
                    }
                }
            }
        }
        self.open
            .as_mut()
            .ok_or_else(|| StoreError::Unavailable("there is no connection".into()))
    }

    fn ensure(&mut self) -> Result<()> {
        if self.open.as_ref().is_some_and(|(client, _)| !client.is_closed()) {
            return Ok(());
        }
        self.open = None;
        if self.not_before.is_some_and(|moment| Instant::now() < moment) {
            return Err(StoreError::Unavailable("PostgreSQL cannot be reached".into()));
        }
        match self.address.connect() {
            Ok(client) => {
                if self.failures > 0 {
                    tracing::info!("PostgreSQL is reached again");
                }
                (self.failures, self.not_before) = (0, None);
                self.open = Some((client, Prepared::new()));
                Ok(())
            }
            Err(error) => {
                tracing::warn!(%error, "PostgreSQL cannot be reached");
                self.not_before = Some(Instant::now() + RETRY[self.failures.min(RETRY.len() - 1)]);
                self.failures += 1;
                Err(error)
            }
        }
    }
}
