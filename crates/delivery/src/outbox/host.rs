//! One host: its queue, how fast it answers, and whether it answers at all.

use signalbox_model::Micros;
use signalbox_store::jobs;
use std::collections::VecDeque;

/// Failures in a row after which a host is left alone.
pub(super) const FAILURES: u32 = 20;
/// How long at first, microseconds; doubled each time a probe fails, up to [`LONGEST_US`].
const FIRST_US: i64 = 10_000_000;
const LONGEST_US: i64 = 600_000_000;
/// A probe that never reports is given up after this, microseconds.
const PROBE_US: i64 = 15_000_000;
/// Jobs that would wait longer than this go back to the database, microseconds: their lease must not end in memory.
const LONGEST_WAIT_US: i64 = 20_000_000;
/// Jobs put off come back one after the other at the host's pace, but never later than this, microseconds.
const LONGEST_LINE_US: i64 = 300_000_000;
/// The shortest step of that line, microseconds.
const SHORTEST_STEP_US: i64 = 200;
/// What a host is taken to need for an answer until it is measured, microseconds.
const UNMEASURED_US: i64 = 10_000;

/// What a try tells about its host.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It answered and was not in trouble.
    Alive,
    /// No answer, or its own trouble (5xx).
    Failing,
    /// Nothing: the request never went out, or it asked to slow down.
    Unknown,
}

/// A host that is left alone.
#[derive(Debug, Clone, Copy)]
struct Open {
    until: Micros,
    /// One request is under way to see whether it answers again.
    probing: bool,
    /// How many probes have failed.
    probes: u32,
}

/// What is known of a host, and what waits for it.
#[derive(Debug)]
pub(super) struct Host {
    pub waiting: VecDeque<jobs::Stored>,
    pub sending: usize,
    /// Stands in the line of hosts that may send.
    pub is_ready: bool,
    answer_us: i64,
    failures: u32,
    open: Option<Open>,
    /// When the last of the jobs that were put off comes back.
    line_end: Micros,
}

impl Default for Host {
    fn default() -> Self {
        Self {
            waiting: VecDeque::new(),
            sending: 0,
            is_ready: false,
            answer_us: UNMEASURED_US,
            failures: 0,
            open: None,
            line_end: Micros(i64::MIN),
        }
    }
}

impl Host {
    /// Whether nothing needs to be remembered of it.
    pub fn is_idle(&self) -> bool {
        self.waiting.is_empty() && self.sending == 0 && self.open.is_none()
    }

    /// Microseconds between two answers when `per_host` requests are under way.
    fn step_us(&self, per_host: usize) -> i64 {
        let per_host = i64::try_from(per_host).unwrap_or(i64::MAX);
        (self.answer_us / per_host).max(SHORTEST_STEP_US)
    }

    /// Whether a job may wait here: else when it should come back.
    pub fn admit(&mut self, now: Micros, per_host: usize, room: usize) -> Result<(), Micros> {
        if let Some(open) = &mut self.open {
            if now >= open.until && !open.probing {
                open.probing = true;
                open.until = Micros(now.0 + PROBE_US);
                return Ok(());
            }
            if now >= open.until {
                // The probe is lost: the next one may try.
                open.probing = false;
            }
            let until = open.until.max(now);
            return Err(self.come_back(until, per_host));
        }
        let waiting = i64::try_from(self.waiting.len()).unwrap_or(i64::MAX);
        let wait_us = waiting.saturating_mul(self.step_us(per_host));
        if wait_us <= LONGEST_WAIT_US && self.waiting.len() < room {
            return Ok(());
        }
        Err(self.come_back(Micros(now.0.saturating_add(wait_us)), per_host))
    }

    /// The end of the line of jobs that are put off, not before `earliest`.
    pub fn come_back(&mut self, earliest: Micros, per_host: usize) -> Micros {
        let next = self.line_end.max(earliest).0 + self.step_us(per_host);
        self.line_end = Micros(next.min(earliest.0.saturating_add(LONGEST_LINE_US)));
        self.line_end
    }

    /// Learns from a try; true when the host is to be left alone from now on.
    pub fn learn(&mut self, verdict: Verdict, took_us: i64, now: Micros) -> bool {
        match verdict {
            Verdict::Unknown => {
                if let Some(open) = &mut self.open {
                    open.probing = false;
                }
                false
            }
            Verdict::Alive => {
                self.measure(took_us);
                (self.failures, self.open) = (0, None);
                false
            }
            Verdict::Failing => {
                self.measure(took_us);
                self.failed(now)
            }
        }
    }

    fn measure(&mut self, took_us: i64) {
        self.answer_us += (took_us - self.answer_us) / 8;
    }

    fn failed(&mut self, now: Micros) -> bool {
        self.failures = self.failures.saturating_add(1);
        match &mut self.open {
            Some(open) if open.probing => {
                let probes = open.probes + 1;
                *open = Open {
                    until: Micros(now.0 + pause_us(probes)),
                    probing: false,
                    probes,
                };
                false
            }
            // Sent before the host was left alone.
            Some(_) => false,
            None if self.failures < FAILURES => false,
            None => {
                self.open = Some(Open {
                    until: Micros(now.0 + pause_us(0)),
                    probing: false,
                    probes: 0,
                });
                true
            }
        }
    }

    /// Until when it is left alone.
    pub fn open_until(&self) -> Option<Micros> {
        self.open.map(|open| open.until)
    }
}

fn pause_us(probes: u32) -> i64 {
    FIRST_US.saturating_mul(1_i64 << probes.min(10)).min(LONGEST_US)
}

#[cfg(test)]
mod tests {
    use super::*;

    const S: i64 = 1_000_000;

    fn admit(host: &mut Host, now: i64) -> Result<(), i64> {
        host.admit(Micros(now), 64, 1000).map_err(|until| until.0)
    }

    fn broken() -> Host {
        let mut host = Host::default();
        let opened: Vec<bool> = (0..FAILURES)
            .map(|_| host.learn(Verdict::Failing, 1000, Micros(0)))
            .collect();
        assert_eq!(
            opened.iter().position(|opened| *opened),
            Some(FAILURES as usize - 1)
        );
        host
    }

    #[test]
    fn a_host_that_fails_is_probed_by_one_request_at_growing_intervals() {
        let mut host = broken();
        let mut opens_at = 10 * S;
        for pause in [20 * S, 40 * S, 80 * S, 160 * S, 320 * S, 600 * S, 600 * S] {
            assert!(admit(&mut host, opens_at - 1).is_err_and(|until| until >= opens_at));
            assert_eq!(admit(&mut host, opens_at), Ok(()), "the probe");
            assert!(admit(&mut host, opens_at).is_err(), "nobody beside it");
            assert!(!host.learn(Verdict::Failing, 1000, Micros(opens_at)));
            opens_at += pause;
        }
        assert_eq!(admit(&mut host, opens_at), Ok(()));
        host.learn(Verdict::Alive, 1000, Micros(opens_at));
        assert_eq!(admit(&mut host, opens_at), Ok(()));
        assert_eq!(admit(&mut host, opens_at), Ok(()));
    }

    #[test]
    fn one_answer_between_failures_keeps_a_host_in() {
        let mut host = Host::default();
        for n in 0..200 {
            let verdict = if n % 19 == 0 {
                Verdict::Alive
            } else {
                Verdict::Failing
            };
            assert!(!host.learn(verdict, 1000, Micros(0)));
        }
    }

    #[test]
    fn a_probe_that_says_nothing_lets_another_try() {
        let mut host = broken();
        assert_eq!(admit(&mut host, 10 * S), Ok(()));
        host.learn(Verdict::Unknown, 0, Micros(10 * S));
        assert!(admit(&mut host, 10 * S).is_err());
        assert_eq!(admit(&mut host, 10 * S + PROBE_US), Ok(()));
        let lost = 10 * S + 2 * PROBE_US;
        assert!(admit(&mut host, lost).is_err(), "given up");
        assert_eq!(admit(&mut host, lost), Ok(()));
    }

    #[test]
    fn jobs_put_off_come_back_at_the_pace_of_the_host() {
        let mut host = broken();
        host.answer_us = 640_000;
        let back: Vec<i64> = (0..3).map(|_| admit(&mut host, S).unwrap_err()).collect();
        assert_eq!(back, [10 * S + 10_000, 10 * S + 20_000, 10 * S + 30_000]);
        let last = (0..100_000).map(|_| admit(&mut host, S).unwrap_err()).max();
        assert_eq!(last, Some(10 * S + LONGEST_LINE_US));
    }
}
