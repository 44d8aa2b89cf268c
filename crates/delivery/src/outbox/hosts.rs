//! Which job is sent next: hosts in turn, within the limits.

use super::host::{Host, Verdict};
use signalbox_engine::LEASE_SECS;
use signalbox_model::{JobId, Micros};
use signalbox_store::jobs;
use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::Arc;
use std::time::Duration;

/// Hosts remembered while nothing goes to them.
const REMEMBERED: usize = 4096;

/// The limits.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// Requests under way.
    pub sending: usize,
    /// Requests under way to one host.
    pub per_host: usize,
    /// Jobs in memory.
    pub held: usize,
    /// The longest time limit of a request.
    pub longest_send: Duration,
}

impl Limits {
    /// Whether the lease of a job may end while it is being sent.
    fn lapses(&self, job: &jobs::Stored, now: Micros) -> bool {
        let longest = i64::try_from(self.longest_send.as_micros()).unwrap_or(i64::MAX);
        // A lease longer than leases are comes from a clock that was ahead.
        let lease_end = job.due_at.min(now.plus_secs(LEASE_SECS));
        lease_end.0 < now.0.saturating_add(longest)
    }
}

/// What became of a job that came in.
#[derive(Debug)]
pub(super) enum Entry {
    /// It waits in memory, or did already.
    Held,
    /// There is no room: its lease ends, and it is found again.
    Left,
    /// It is to come back at a moment.
    PutOff(Box<jobs::Stored>, Micros),
}

/// A job to be sent.
#[derive(Debug)]
pub(super) struct Taken {
    pub host: Arc<str>,
    pub job: jobs::Stored,
}

/// The jobs in memory.
#[derive(Debug)]
pub(super) struct Hosts {
    limits: Limits,
    hosts: HashMap<Arc<str>, Host>,
    /// Hosts with a waiting job and a free place, each once.
    ready: VecDeque<Arc<str>>,
    held: HashSet<JobId>,
    /// Jobs let go while others are fetched from the database.
    let_go: Option<HashSet<JobId>>,
    sending: usize,
}

impl Hosts {
    pub fn new(limits: Limits) -> Self {
        Self {
            limits,
            hosts: HashMap::new(),
            ready: VecDeque::new(),
            held: HashSet::new(),
            let_go: None,
            sending: 0,
        }
    }

    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Jobs in memory.
    pub fn held(&self) -> usize {
        self.held.len()
    }

    /// Requests under way.
    pub fn sending(&self) -> usize {
        self.sending
    }

    /// Takes a leased job.
    pub fn enter(&mut self, job: jobs::Stored, now: Micros) -> Entry {
        if self.held.contains(&job.id) {
            return Entry::Held;
        }
        if self.held.len() >= self.limits.held {
            return Entry::Left;
        }
        let name = self.known(&job.host);
        // One host may not fill the memory: the others need some too.
        let room = self.limits.held / 2 + 1;
        let host = self.hosts.entry(name.clone()).or_default();
        let id = job.id;
        self.held.insert(id);
        if let Err(until) = host.admit(now, self.limits.per_host, room) {
            return Entry::PutOff(Box::new(job), until);
        }
        host.waiting.push_back(job);
        self.line_up(&name);
        Entry::Held
    }

    fn known(&mut self, host: &str) -> Arc<str> {
        if let Some((name, _)) = self.hosts.get_key_value(host) {
            return name.clone();
        }
        if self.hosts.len() >= REMEMBERED {
            self.hosts.retain(|_, host| !host.is_idle());
        }
        host.into()
    }

    /// Puts a host into the line when it may send.
    fn line_up(&mut self, name: &Arc<str>) {
        let Some(host) = self.hosts.get_mut(name) else {
            return;
        };
        if !host.is_ready && !host.waiting.is_empty() && host.sending < self.limits.per_host {
            host.is_ready = true;
            self.ready.push_back(name.clone());
        }
    }

    /// The next job to send, if the limits allow one.
    pub fn next(&mut self, now: Micros) -> Option<Taken> {
        while self.sending < self.limits.sending {
            let name = self.ready.pop_front()?;
            let Some(host) = self.hosts.get_mut(&name) else {
                continue;
            };
            host.is_ready = false;
            let Some(job) = host.waiting.pop_front() else {
                continue;
            };
            if self.limits.lapses(&job, now) {
                // Somebody else may take it before this one is through.
                self.held.remove(&job.id);
                self.line_up(&name);
                continue;
            }
            host.sending += 1;
            self.sending += 1;
            self.line_up(&name);
            return Some(Taken { host: name, job });
        }
        None
    }

    /// Ends a send. Gives back what waited for a host that is left alone from now on, with the moments to come back.
    pub fn sent(
        &mut self,
        name: &Arc<str>,
        verdict: Verdict,
        took: Duration,
        now: Micros,
    ) -> Vec<(jobs::Stored, Micros)> {
        self.sending = self.sending.saturating_sub(1);
        let Some(host) = self.hosts.get_mut(name) else {
            return Vec::new();
        };
        host.sending = host.sending.saturating_sub(1);
        let took_us = i64::try_from(took.as_micros()).unwrap_or(i64::MAX);
        let is_left_alone = host.learn(verdict, took_us, now);
        let put_off = match host.open_until() {
            Some(until) if is_left_alone => {
                tracing::warn!(
                    host = &**name,
                    "a host fails again and again; it is left alone for a while"
                );
                let waiting = std::mem::take(&mut host.waiting);
                let per_host = self.limits.per_host;
                let off = waiting
                    .into_iter()
                    .map(|job| (job, host.come_back(until, per_host)));
                off.collect()
            }
            _ => Vec::new(),
        };
        self.line_up(name);
        put_off
    }

    /// Lets go of jobs whose fate is on disk.
    pub fn forget(&mut self, ids: impl Iterator<Item = JobId>) {
        for id in ids {
            self.held.remove(&id);
            if let Some(let_go) = &mut self.let_go {
                let_go.insert(id);
            }
        }
    }

    /// Jobs are fetched from the database from now on: what is let go until they are here may be among them, as it
    /// was before its fate was written.
    pub fn begin_fetch(&mut self) {
        self.let_go = Some(HashSet::new());
    }

    /// Leaves of fetched jobs those that were not sent meanwhile.
    pub fn end_fetch(&mut self, fetched: &mut Vec<jobs::Stored>) {
        let let_go = self.let_go.take().unwrap_or_default();
        fetched.retain(|job| !let_go.contains(&job.id));
    }

    /// Takes out everything that waits.
    pub fn drain(&mut self) -> Vec<jobs::Stored> {
        self.ready.clear();
        let waiting: Vec<_> = self
            .hosts
            .values_mut()
            .flat_map(|host| {
                host.is_ready = false;
                std::mem::take(&mut host.waiting)
            })
            .collect();
        self.forget(waiting.iter().map(|job| job.id));
        waiting
    }
}

#[cfg(test)]
mod tests;
