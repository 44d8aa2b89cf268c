//! Limits of the workers.

use std::time::Duration;

/// Limits. The defaults suit one machine.
#[derive(Debug, Clone)]
pub struct Config {
    /// Lanes in which events are worked off. `None`: one on SQLite, which has one writer anyway, eight on PostgreSQL.
    pub lanes: Option<usize>,
    /// Requests under way at a time, to all hosts.
    pub sending: usize,
    /// Requests under way at a time, to one host.
    pub per_host: usize,
    /// Tries of a request before it counts as failed, 1–10 (Z-98 and the schedule over days).
    pub tries: usize,
    /// From the start of sending to the last byte of the answer (Z-98).
    pub timeout: Duration,
    /// The same for requests whose answer a scenario waits for (Z-97).
    pub listen_timeout: Duration,
    /// Jobs held in memory; what is beyond waits in the database.
    pub jobs_in_memory: usize,
    /// Ids of events held in memory; what is beyond waits in the database.
    pub events_in_memory: usize,
    /// The longest sleep of those who wait for a moment: a clock that jumps is noticed after this.
    pub recheck: Duration,
    /// How often the database is searched for what nobody handed over.
    pub poll: Duration,
    /// How often notices are folded into notifications: people learn of a failure this much later at the most.
    pub notices: Duration,
    /// How often upkeep runs.
    pub upkeep: Duration,
    /// How long a stop waits for what is under way.
    pub last_work: Duration,
    /// Number of this node, for what only one node may do at a time.
    pub node: i64,
    /// Where the Bot API of Telegram is, without a slash at the end.
    pub telegram_url: String,
    /// Keeps the limits of Telegram; off only for a Bot API server of one's own.
    pub chat_limits: bool,
    /// The address others reach this server under; webhooks need one with HTTPS.
    pub public_url: Option<String>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            lanes: None,
            sending: 128,
            per_host: 64,
            tries: 10,
            timeout: Duration::from_secs(10),
            listen_timeout: Duration::from_secs(5),
            jobs_in_memory: 10_000,
            events_in_memory: 50_000,
            recheck: Duration::from_millis(500),
            poll: Duration::from_secs(5),
            notices: Duration::from_secs(2),
            upkeep: Duration::from_secs(60),
            last_work: Duration::from_secs(25),
            node: 0,
            telegram_url: signalbox_channels::telegram::PUBLIC_API.to_owned(),
            chat_limits: true,
            public_url: None,
        }
    }
}
