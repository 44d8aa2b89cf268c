//! How often strangers may ask, by address and by visitor. Kept in memory: each node counts for itself.

use crate::problem::{Problem, Result};
use parking_lot::Mutex;
use signalbox_model::Micros;
use std::collections::HashMap;

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Act {
    /// A session from one address.
    Session,
    /// A message or press of one visitor.
    Message,
    /// Anything written from one address.
    Address,
    /// A file of one visitor.
    Upload,
    /// Pages of messages, files and streams read by one visitor.
    Look,
    /// Signs of life of one visitor: writing, seen.
    Sign,
}

impl Act {
    /// How many at once, and how many a minute.
    fn allowance(self) -> (f64, f64) {
        match self {
            Self::Session => (20.0, 30.0),
            Self::Message => (10.0, 30.0),
            Self::Address => (60.0, 240.0),
            Self::Upload => (10.0, 20.0),
            Self::Look => (60.0, 240.0),
            Self::Sign => (20.0, 60.0),
        }
    }
}

/// So many are remembered; whoever has been quiet goes first.
const MOST: usize = 100_000;

#[derive(Debug, Clone, Copy)]
struct Bucket {
    left: f64,
    at: Micros,
}

/// The counts.
#[derive(Debug, Default)]
pub(crate) struct Limits(Mutex<HashMap<(Act, String), Bucket>>);

impl Limits {
    /// Counts one act of `who`, or refuses it with the seconds to wait.
    pub(super) fn count(&self, act: Act, who: &str, now: Micros) -> Result<()> {
        let mut all = self.0.lock();
        if all.len() >= MOST {
            make_room(&mut all, now);
        }
        let (most, _) = act.allowance();
        let bucket = all
            .entry((act, who.to_owned()))
            .or_insert(Bucket { left: most, at: now });
        bucket.left = filled(act, *bucket, now);
        bucket.at = now;
        if bucket.left >= 1.0 {
            bucket.left -= 1.0;
            return Ok(());
        }
        let (_, a_minute) = act.allowance();
        let wait = ((1.0 - bucket.left) * 60.0 / a_minute).ceil();
        #[expect(clippy::cast_possible_truncation, reason = "at most 60")]
        let wait = wait as i64;
        Err(Problem::rate_limited(wait, "this is too fast: wait a moment"))
    }
}

fn filled(act: Act, bucket: Bucket, now: Micros) -> f64 {
    let (most, a_minute) = act.allowance();
    #[expect(clippy::cast_precision_loss, reason = "a year of microseconds fits")]
    let minutes = (now.0 - bucket.at.0).max(0) as f64 / 60e6;
    (bucket.left + minutes * a_minute).min(most)
}

/// Forgets those who are as free as strangers, and everybody when nobody is.
fn make_room(all: &mut HashMap<(Act, String), Bucket>, now: Micros) {
    all.retain(|(act, _), bucket| filled(*act, *bucket, now) < act.allowance().0);
    if all.len() >= MOST {
        all.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::Code;

    #[test]
    fn a_burst_passes_and_then_the_pace() {
        let (limits, at) = (Limits::default(), |secs: i64| Micros(secs * 1_000_000));
        for _ in 0..10 {
            limits.count(Act::Message, "a", at(0)).unwrap();
        }
        let refused = limits.count(Act::Message, "a", at(0)).unwrap_err();
        assert_eq!(refused.code(), Code::RateLimited);
        limits.count(Act::Message, "b", at(0)).unwrap();
        limits.count(Act::Upload, "a", at(0)).unwrap();
        limits.count(Act::Message, "a", at(2)).unwrap();
        limits.count(Act::Message, "a", at(2)).unwrap_err();
        // A clock that goes back gives nothing and takes nothing.
        limits.count(Act::Message, "a", at(1)).unwrap_err();
        for _ in 0..10 {
            limits.count(Act::Message, "a", at(600)).unwrap();
        }
        limits.count(Act::Message, "a", at(600)).unwrap_err();
    }
}
