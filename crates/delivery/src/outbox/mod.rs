//! Requests on their way out: held in queues by host, sent within limits, their results written in groups.

pub(crate) mod finish;
mod host;
mod hosts;
mod keys;
pub(crate) mod lease;
mod lines;
mod policy;
pub(crate) mod send;
mod tokens;

use crate::config::Config;
use crate::workers::Shared;
use hosts::{Entry, Hosts, Limits, Taken};
use keys::Keys;
use lines::Lines;
use parking_lot::Mutex;
use policy::Outcome;
use signalbox_channels::outbound::Client;
use signalbox_model::Micros;
use signalbox_store::jobs;
use signalbox_store::keyring::Keyring;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};

/// Results that may wait for the database; beyond that nothing more is sent.
const UNFINISHED: usize = 1024;
/// The longest time limit of a call, the longest wait for its turn, and a renewal of its token.
const LONGEST_CALL: Duration = Duration::from_secs(32);
/// How long lanes hold back when more is decided than can be sent.
const BREATH: Duration = Duration::from_millis(100);

/// The outbox.
pub(crate) struct Outbox {
    client: Client,
    keys: Keys,
    lines: Lines,
    hosts: Mutex<Hosts>,
    ended: flume::Sender<Ended>,
    ended_jobs: flume::Receiver<Ended>,
    unfinished: Arc<Semaphore>,
    /// Jobs may be due in the database.
    pub wake: Notify,
    /// Jobs have left the memory.
    room: Notify,
}

/// A job whose fate is to be written.
struct Ended {
    job: jobs::Stored,
    fate: Fate,
    /// Counts as unfinished until it is written.
    _unfinished: Option<OwnedSemaphorePermit>,
}

enum Fate {
    /// It was tried.
    Tried(Box<Outcome>),
    /// It was not: its host has no room, or is not bothered for a while.
    PutOff(Micros),
}

impl Outbox {
    pub fn new(client: Client, secrets: Arc<Keyring>, config: &Config) -> Self {
        let (ended, ended_jobs) = flume::unbounded();
        let limits = Limits {
            sending: config.sending.max(1),
            per_host: config.per_host.max(1),
            held: config.jobs_in_memory.max(1),
            longest_send: config.timeout.max(config.listen_timeout).max(LONGEST_CALL),
        };
        Self {
            keys: Keys::new(secrets.clone()),
            lines: Lines::new(secrets, client.clone()),
            client,
            hosts: Mutex::new(Hosts::new(limits)),
            ended,
            ended_jobs,
            unfinished: Arc::new(Semaphore::new(UNFINISHED)),
            wake: Notify::new(),
            room: Notify::new(),
        }
    }

    /// Jobs in memory, and requests under way.
    pub fn load(&self) -> (usize, usize) {
        let hosts = self.hosts.lock();
        (hosts.held(), hosts.sending())
    }

    /// Whether more is held than is good for those who wait.
    pub fn is_crowded(&self) -> bool {
        let hosts = self.hosts.lock();
        hosts.held() > hosts.limits().held / 2
    }

    fn put_off(&self, job: jobs::Stored, until: Micros) {
        // The receiver lives as long as the outbox.
        drop(self.ended.send(Ended {
            job,
            fate: Fate::PutOff(until),
            _unfinished: None,
        }));
    }
}

/// Lets the outbox catch up for a moment when it holds much: what is decided faster than it can be sent would only
/// go through the database once more.
pub(crate) async fn breathe(shared: &Shared) {
    let outbox = &shared.outbox;
    let uncrowded = async {
        while outbox.is_crowded() {
            outbox.room.notified().await;
        }
    };
    // Only for a moment: hosts that are slow must not stop what has nothing to do with them.
    drop(tokio::time::timeout(BREATH, uncrowded).await);
}

/// Takes jobs that were leased when they were written, and sends what the limits allow at once.
pub(crate) fn take(shared: &Arc<Shared>, jobs: Vec<jobs::Stored>) {
    if !jobs.is_empty() {
        enter(shared, &mut shared.outbox.hosts.lock(), jobs);
    }
}

/// Takes jobs that were fetched from the database.
fn take_fetched(shared: &Arc<Shared>, mut jobs: Vec<jobs::Stored>) {
    let hosts = &mut shared.outbox.hosts.lock();
    hosts.end_fetch(&mut jobs);
    enter(shared, hosts, jobs);
}

fn enter(shared: &Arc<Shared>, hosts: &mut Hosts, jobs: Vec<jobs::Stored>) {
    if shared.stop.is_cancelled() {
        return;
    }
    let now = shared.now();
    for job in jobs {
        match hosts.enter(job, now) {
            Entry::Held | Entry::Left => {}
            Entry::PutOff(job, until) => shared.outbox.put_off(*job, until),
        }
    }
    while let Some(taken) = hosts.next(now) {
        let carrier = carry(shared.clone(), taken);
        shared.tasks.spawn_on(carrier, &shared.runtime);
    }
}

/// Sends one job after the other until none is left for it.
async fn carry(shared: Arc<Shared>, first: Taken) {
    let outbox = &shared.outbox;
    let mut next = Some(first);
    while let Some(Taken { host, mut job }) = next {
        let unfinished = outbox.unfinished.clone().acquire_owned().await.ok();
        let sent = send::send(&shared, &mut job).await;
        let now = shared.now();
        let mut hosts = outbox.hosts.lock();
        let put_off = hosts.sent(&host, sent.verdict, sent.took, now);
        next = if shared.stop.is_cancelled() {
            None
        } else {
            hosts.next(now)
        };
        drop(hosts);
        for (job, until) in put_off {
            outbox.put_off(job, until);
        }
        let ended = Ended {
            job,
            fate: sent.fate,
            _unfinished: unfinished,
        };
        // The receiver lives as long as the outbox.
        drop(outbox.ended.send(ended));
    }
}
