//! How fast a bot may speak (T-8): 30 messages a second, one a second in a chat with a short burst, 20 a minute in a
//! group; and who was told to wait.
//!
//! Each limit is a moment up to which it is used up: within any window no more passes than the platform allows.

use signalbox_model::Micros;
use signalbox_model::chat::ChatKind;
use std::collections::HashMap;
use std::time::Duration;

const SECOND: i64 = 1_000_000;
/// At most 29 in any second: one less than Telegram allows, for calls that overtake each other on the way.
const BOT: Limit = Limit {
    every: 35_087,
    burst: 1,
};
const CHAT: Limit = Limit {
    every: SECOND,
    burst: 3,
};
/// In any minute 18 and the burst of two make the 20 that Telegram allows.
const GROUP: Limit = Limit {
    every: 3_200_000,
    burst: 2,
};
/// Chats in memory at which those without anything to remember are forgotten.
const MANY: usize = 10_000;

#[derive(Debug, Clone, Copy)]
struct Limit {
    /// One message in so many microseconds.
    every: i64,
    /// So many at once.
    burst: i64,
}

/// What one scope has used up.
#[derive(Debug, Clone, Copy, Default)]
struct Scope {
    used_until: i64,
    frozen_until: i64,
}

impl Scope {
    /// When `count` messages may pass.
    fn free_at(&self, limit: Limit, count: i64) -> i64 {
        let spare = limit.every * (limit.burst - count.min(limit.burst));
        (self.used_until - spare).max(self.frozen_until)
    }

    fn use_up(&mut self, limit: Limit, count: i64, now: i64) {
        self.used_until = self.used_until.max(now) + limit.every * count;
    }
}

/// The pace of one bot.
#[derive(Debug, Default)]
pub(super) struct Pace {
    /// The platform's limits hold.
    is_on: bool,
    bot: Scope,
    chats: HashMap<String, Scope>,
}

fn limit(kind: ChatKind) -> Limit {
    match kind {
        ChatKind::Private => CHAT,
        ChatKind::Group | ChatKind::Channel => GROUP,
    }
}

impl Pace {
    /// A pace that keeps the platform's limits, or only waits when it is told to.
    pub fn new(is_on: bool) -> Self {
        Self {
            is_on,
            ..Self::default()
        }
    }

    /// Lets `count` messages to a chat pass, or says when they may.
    ///
    /// # Errors
    /// The moment to come again.
    pub fn pass(&mut self, chat: &str, kind: ChatKind, count: usize, now: Micros) -> Result<(), Micros> {
        let count = if self.is_on {
            i64::try_from(count).unwrap_or(i64::MAX)
        } else {
            0
        };
        let (own, now) = (limit(kind), now.0);
        let scope = self.chats.get(chat).copied().unwrap_or_default();
        let free_at = if self.is_on {
            scope.free_at(own, count).max(self.bot.free_at(BOT, count))
        } else {
            scope.frozen_until.max(self.bot.frozen_until)
        };
        if free_at > now {
            return Err(Micros(free_at));
        }
        if count > 0 {
            self.bot.use_up(BOT, count, now);
            self.chats
                .entry(chat.to_owned())
                .or_default()
                .use_up(own, count, now);
            self.forget(now);
        }
        Ok(())
    }

    /// Until when nobody may be written to.
    pub fn frozen_until(&self) -> Micros {
        Micros(self.bot.frozen_until)
    }

    /// The platform says to wait. It does not say for what: the chat is frozen, and when another one is frozen too, it
    /// is the whole bot.
    pub fn freeze(&mut self, chat: &str, after: Duration, now: Micros) {
        let until = now
            .0
            .saturating_add(i64::try_from(after.as_micros()).unwrap_or(i64::MAX));
        let mut others = self.chats.iter().filter(|(other, _)| *other != chat);
        if others.any(|(_, scope)| scope.frozen_until > now.0) {
            self.bot.frozen_until = self.bot.frozen_until.max(until);
        }
        let scope = self.chats.entry(chat.to_owned()).or_default();
        scope.frozen_until = scope.frozen_until.max(until);
    }

    fn forget(&mut self, now: i64) {
        if self.chats.len() > MANY {
            self.chats
                .retain(|_, scope| scope.used_until > now || scope.frozen_until > now);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const PRIVATE: ChatKind = ChatKind::Private;

    fn at(seconds: f64) -> Micros {
        Micros((seconds * 1e6) as i64)
    }

    #[test]
    fn a_chat_has_a_burst_of_three_and_then_one_a_second() {
        let mut pace = Pace::new(true);
        for past in [0.0, 0.04, 0.08] {
            assert_eq!(pace.pass("7", PRIVATE, 1, at(1000.0 + past)), Ok(()));
        }
        let start = at(1000.12);
        assert_eq!(pace.pass("7", PRIVATE, 1, start), Err(at(1001.0)));
        assert_eq!(pace.pass("7", PRIVATE, 1, at(1001.0)), Ok(()));
        assert_eq!(pace.pass("7", PRIVATE, 1, at(1001.5)), Err(at(1002.0)));
    }

    #[test]
    fn a_wait_freezes_the_chat_and_two_freeze_the_bot() {
        let mut pace = Pace::new(false);
        let start = at(1000.0);
        pace.freeze("7", Duration::from_secs(5), start);
        assert_eq!(pace.pass("7", PRIVATE, 1, start), Err(at(1005.0)));
        assert_eq!(pace.pass("8", PRIVATE, 1, start), Ok(()));
        pace.freeze("8", Duration::from_secs(9), at(1001.0));
        assert_eq!(pace.pass("9", PRIVATE, 1, at(1001.0)), Err(at(1010.0)));
        assert_eq!(pace.pass("9", PRIVATE, 1, at(1010.0)), Ok(()));
    }

    #[test]
    fn a_long_broadcast_keeps_28_a_second() {
        let mut pace = Pace::new(true);
        let (start, mut now) = (at(1000.0), at(1000.0));
        for chat in 0..2800 {
            while let Err(later) = pace.pass(&chat.to_string(), PRIVATE, 1, now) {
                now = later;
            }
        }
        assert!(now.0 - start.0 <= 100 * SECOND, "{}", now.0 - start.0);
    }

    proptest! {
        #[test]
        fn no_window_has_more_than_the_platform_allows(
            tries in proptest::collection::vec((0i64..40_000, 0u8..4, any::<bool>()), 1..400)
        ) {
            let (mut pace, mut now) = (Pace::new(true), 0);
            let mut passed: Vec<(i64, u8, bool)> = Vec::new();
            for (step, chat, is_group) in tries {
                now += step;
                let kind = if is_group { ChatKind::Group } else { PRIVATE };
                let name = format!("{chat}{is_group}");
                if pace.pass(&name, kind, 1, Micros(now)).is_ok() {
                    passed.push((now, chat, is_group));
                }
            }
            for (end, chat, is_group) in &passed {
                let second = passed.iter().filter(|(at, ..)| at > &(end - SECOND) && at <= end);
                prop_assert!(second.count() <= 29);
                let own = |(_, c, g): &&(i64, u8, bool)| c == chat && g == is_group;
                let minute = passed.iter().filter(own).filter(|(at, ..)| at > &(end - 60 * SECOND) && at <= end);
                let most = if *is_group { 20 } else { 63 };
                prop_assert!(minute.count() <= most);
            }
        }
    }
}
