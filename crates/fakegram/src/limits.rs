//! The limits of sending: 30 messages a second for a bot, one a second in a chat with a short burst, 20 a minute in
//! a group. Whoever exceeds one gets 429, and its scope stays frozen for the seconds it was told.

use crate::call::Refusal;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::time::{Duration, Instant};

/// Which limits are enforced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Limits {
    /// Enforces anything at all.
    pub on: bool,
    /// Messages a second of one bot.
    pub per_bot: u32,
    /// Messages at once in one chat, which then come back one a second.
    pub burst: u32,
    /// Messages a minute in one group.
    pub per_group: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            on: false,
            per_bot: 30,
            burst: 3,
            per_group: 20,
        }
    }
}

/// A bucket that fills by itself.
#[derive(Debug, Clone)]
struct Bucket {
    level: f64,
    at: Instant,
    frozen_until: Option<Instant>,
}

#[derive(Debug, Clone, Copy)]
struct Measure {
    size: f64,
    per_second: f64,
}

impl Bucket {
    fn full(measure: Measure, now: Instant) -> Self {
        Self {
            level: measure.size,
            at: now,
            frozen_until: None,
        }
    }

    /// Seconds to wait until `cost` fits, after which it does.
    fn wait(&mut self, measure: Measure, cost: f64, now: Instant) -> Option<u64> {
        let gained = now.duration_since(self.at).as_secs_f64() * measure.per_second;
        self.level = (self.level + gained).min(measure.size);
        self.at = now;
        if let Some(until) = self.frozen_until.filter(|until| *until > now) {
            return Some(seconds(until - now));
        }
        let missing = cost.min(measure.size) - self.level;
        if missing <= 0.0 {
            return None;
        }
        let wait = seconds(Duration::from_secs_f64(missing / measure.per_second));
        self.frozen_until = Some(now + Duration::from_secs(wait));
        Some(wait)
    }
}

fn seconds(wait: Duration) -> u64 {
    wait.as_secs() + u64::from(wait.subsec_nanos() > 0)
}

/// The buckets of one bot.
#[derive(Debug, Default)]
pub(crate) struct Buckets {
    bot: Option<Bucket>,
    chats: HashMap<i64, Bucket>,
    groups: HashMap<i64, Bucket>,
}

impl Buckets {
    /// Takes `count` messages to `chat`, or says how long its scope is frozen.
    pub fn take(&mut self, limits: &Limits, chat: i64, count: usize, now: Instant) -> Result<(), Refusal> {
        if !limits.on {
            return Ok(());
        }
        let cost = count as f64;
        let bot = Measure {
            size: f64::from(limits.per_bot),
            per_second: f64::from(limits.per_bot),
        };
        let one = Measure {
            size: f64::from(limits.burst),
            per_second: 1.0,
        };
        let group = Measure {
            size: f64::from(limits.per_group),
            per_second: f64::from(limits.per_group) / 60.0,
        };
        let whole = self.bot.get_or_insert_with(|| Bucket::full(bot, now));
        if let Some(wait) = whole.wait(bot, cost, now) {
            return Err(Refusal::flood(wait));
        }
        let (scope, measure) = if chat < 0 {
            (
                self.groups
                    .entry(chat)
                    .or_insert_with(|| Bucket::full(group, now)),
                group,
            )
        } else {
            (
                self.chats.entry(chat).or_insert_with(|| Bucket::full(one, now)),
                one,
            )
        };
        if let Some(wait) = scope.wait(measure, cost, now) {
            return Err(Refusal::flood(wait));
        }
        scope.level -= cost;
        whole.level -= cost;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ON: Limits = Limits {
        on: true,
        per_bot: 30,
        burst: 3,
        per_group: 20,
    };

    #[test]
    fn a_chat_has_a_burst_and_then_one_a_second() {
        let (mut buckets, start) = (Buckets::default(), Instant::now());
        for _ in 0..3 {
            assert_eq!(buckets.take(&ON, 7, 1, start), Ok(()));
        }
        assert_eq!(buckets.take(&ON, 7, 1, start), Err(Refusal::flood(1)));
        assert_eq!(
            buckets.take(&ON, 8, 1, start),
            Ok(()),
            "another chat is not frozen"
        );
        let later = start + Duration::from_millis(1001);
        assert_eq!(buckets.take(&ON, 7, 1, later), Ok(()));
    }

    #[test]
    fn a_bot_has_thirty_a_second_and_freezes_as_a_whole() {
        let (mut buckets, start) = (Buckets::default(), Instant::now());
        for chat in 1..=30 {
            assert_eq!(buckets.take(&ON, chat, 1, start), Ok(()));
        }
        assert_eq!(buckets.take(&ON, 31, 1, start), Err(Refusal::flood(1)));
        let soon = start + Duration::from_millis(500);
        assert_eq!(
            buckets.take(&ON, 31, 1, soon),
            Err(Refusal::flood(1)),
            "it was told a second"
        );
        assert_eq!(
            buckets.take(&ON, 31, 1, start + Duration::from_millis(1001)),
            Ok(())
        );
    }

    #[test]
    fn a_group_has_twenty_a_minute() {
        let (mut buckets, mut now) = (Buckets::default(), Instant::now());
        for _ in 0..20 {
            assert_eq!(buckets.take(&ON, -7, 1, now), Ok(()));
        }
        assert_eq!(buckets.take(&ON, -7, 1, now), Err(Refusal::flood(3)));
        now += Duration::from_millis(3001);
        assert_eq!(buckets.take(&ON, -7, 1, now), Ok(()));
    }
}
