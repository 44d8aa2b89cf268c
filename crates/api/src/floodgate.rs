//! Limits of hooks: a bucket each, which fills as time passes and which every request takes one measure out of.
//!
//! Asking costs one look-up and a few sums, whatever came before, so that a flood is turned away for next to nothing.
//! Each server counts for itself, from its start on: a limit guards a server, it is no bookkeeping.

use parking_lot::Mutex;
use signalbox_model::hook::Limit;
use signalbox_model::{HookId, Micros};
use std::collections::HashMap;

/// What one request takes out of a bucket; a microsecond fills in as much as requests are allowed a minute. So every
/// rate is met exactly, without fractions.
const REQUEST: i64 = 60_000_000;
/// A hook is looked up anew at most so often while it turns requests away: another server may have raised its limit.
const LOOK_AGAIN: i64 = 1_000_000;

/// What a hook turned away since the server's start.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct TurnedAway {
    /// How many requests.
    pub(crate) count: u64,
    /// When the last one came.
    pub(crate) last_at: Option<Micros>,
}

#[derive(Debug)]
struct Bucket {
    limit: Limit,
    level: i64,
    filled_at: Micros,
    looked_at: Micros,
    turned_away: TurnedAway,
}

impl Bucket {
    fn full(limit: Limit, now: Micros) -> Self {
        Self {
            limit,
            level: capacity(limit),
            filled_at: now,
            looked_at: now,
            turned_away: TurnedAway::default(),
        }
    }

    fn take(&mut self, limit: Limit, now: Micros) -> Result<(), i64> {
        // Whoever changes a limit means it from now on: the new measure begins full.
        if self.limit != limit {
            (self.limit, self.level) = (limit, capacity(limit));
        }
        // A clock that was set back fills nothing, and from then on counts anew.
        let passed = (now.0 - self.filled_at.0).max(0);
        let filled = passed.saturating_mul(i64::from(limit.per_minute.get()));
        self.level = self.level.saturating_add(filled).min(capacity(limit));
        self.filled_at = now;
        if self.level < REQUEST {
            return Err(self.wait_secs(limit));
        }
        self.level -= REQUEST;
        Ok(())
    }

    /// Seconds until there is room for one request, rounded up.
    fn wait_secs(&self, limit: Limit) -> i64 {
        let a_second = i64::from(limit.per_minute.get()) * 1_000_000;
        ((REQUEST - self.level) + a_second - 1) / a_second
    }
}

fn capacity(limit: Limit) -> i64 {
    i64::from(limit.burst()) * REQUEST
}

/// The buckets of the hooks that have a limit.
#[derive(Debug, Default)]
pub(crate) struct Floodgate {
    buckets: Mutex<HashMap<HookId, Bucket>>,
}

impl Floodgate {
    /// Asks for one request to a hook; without a limit every request may come in.
    ///
    /// # Errors
    /// With the seconds after which there is room for the next one, at least 1.
    pub(crate) fn ask(&self, hook: HookId, limit: Option<Limit>, now: Micros) -> Result<(), i64> {
        let Some(limit) = limit else { return Ok(()) };
        let mut buckets = self.buckets.lock();
        buckets
            .entry(hook)
            .or_insert_with(|| Bucket::full(limit, now))
            .take(limit, now)
    }

    /// Whether a hook that turns requests away is to be looked up anew, to see if its limit still stands.
    pub(crate) fn is_time_to_look(&self, hook: HookId, now: Micros) -> bool {
        let mut buckets = self.buckets.lock();
        buckets.get_mut(&hook).is_some_and(|bucket| {
            let due = (now.0 - bucket.looked_at.0).abs() >= LOOK_AGAIN;
            if due {
                bucket.looked_at = now;
            }
            due
        })
    }

    /// Counts a request that was turned away.
    pub(crate) fn turn_away(&self, hook: HookId, now: Micros) {
        if let Some(bucket) = self.buckets.lock().get_mut(&hook) {
            bucket.turned_away.count += 1;
            bucket.turned_away.last_at = Some(now);
        }
    }

    /// What a hook turned away.
    pub(crate) fn turned_away(&self, hook: HookId) -> TurnedAway {
        let buckets = self.buckets.lock();
        buckets
            .get(&hook)
            .map_or_else(TurnedAway::default, |bucket| bucket.turned_away)
    }

    /// What every hook with a limit turned away, by id.
    pub(crate) fn all(&self) -> Vec<(HookId, u64)> {
        let buckets = self.buckets.lock();
        let mut all: Vec<_> = buckets
            .iter()
            .map(|(hook, bucket)| (*hook, bucket.turned_away.count))
            .collect();
        all.sort_unstable_by_key(|(hook, _)| hook.0);
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::num::NonZeroU32;

    const HOOK: HookId = HookId(7);

    /// Moments in microseconds, how many requests come then, how many come in.
    type Steps = &'static [(i64, u32, u32)];

    fn limit(per_minute: u32, burst: Option<u32>) -> Option<Limit> {
        Some(Limit {
            per_minute: NonZeroU32::new(per_minute).unwrap(),
            burst: burst.and_then(NonZeroU32::new),
        })
    }

    /// How many of `asked` requests come in at one moment.
    fn pass(gate: &Floodgate, limit: Option<Limit>, at: i64, asked: u32) -> u32 {
        let opens = |_: &u32| gate.ask(HOOK, limit, Micros(at)).is_ok();
        u32::try_from((0..asked).filter(opens).count()).unwrap()
    }

    #[test]
    fn a_burst_comes_in_and_then_as_many_as_the_rate_allows() {
        // Rate a minute, burst, and what happens.
        let cases: &[(u32, Option<u32>, Steps)] = &[
            (
                60,
                Some(3),
                &[(0, 5, 3), (999_999, 1, 0), (1_000_000, 2, 1), (60_000_000, 9, 3)],
            ),
            // Ten seconds' worth when no burst is named, and one at least.
            (60, None, &[(0, 20, 10), (5_000_000, 20, 5)]),
            (1, None, &[(0, 2, 1), (59_999_999, 1, 0), (60_000_000, 2, 1)]),
            // A rate that divides no second loses nothing: 7 a minute are 7 a minute.
            (7, Some(1), &[(0, 2, 1), (8_571_428, 1, 0), (8_571_429, 1, 1)]),
            // Back and forth in time.
            (60, Some(2), &[(9_000_000, 3, 2), (0, 1, 0), (1_000_000, 2, 1)]),
        ];
        for (rate, burst, steps) in cases {
            let gate = Floodgate::default();
            for (at, asked, expected) in *steps {
                let got = pass(&gate, limit(*rate, *burst), *at, *asked);
                assert_eq!(got, *expected, "{rate}/{burst:?} at {at}");
            }
        }
    }

    #[test]
    fn over_an_hour_no_more_and_no_less_than_the_rate_comes_in() {
        let gate = Floodgate::default();
        let rate = limit(7, Some(2));
        let came: u32 = (0..3600).map(|sec| pass(&gate, rate, sec * 1_000_000, 3)).sum();
        assert!((7 * 60..=7 * 60 + 2).contains(&came), "{came}");
    }

    #[test]
    fn whoever_is_turned_away_hears_when_to_come_back_and_is_counted() {
        let gate = Floodgate::default();
        let rate = limit(6, Some(1));
        assert_eq!(gate.ask(HOOK, rate, Micros(0)), Ok(()));
        assert_eq!(gate.ask(HOOK, rate, Micros(1)), Err(10));
        assert_eq!(gate.ask(HOOK, rate, Micros(1_000_000)), Err(9));
        for at in [1, 1_000_000] {
            gate.turn_away(HOOK, Micros(at));
        }
        let told = gate.turned_away(HOOK);
        assert_eq!((told.count, told.last_at), (2, Some(Micros(1_000_000))));
        assert_eq!(gate.all(), [(HOOK, 2)]);
        // Without a limit nothing is turned away; the old count stays.
        assert_eq!(gate.ask(HOOK, None, Micros(1_000_002)), Ok(()));
        assert_eq!(gate.turned_away(HOOK).count, 2);
        assert_eq!(gate.turned_away(HookId(8)), TurnedAway::default());
    }

    #[test]
    fn a_hook_is_looked_up_anew_once_a_second_at_most() {
        let gate = Floodgate::default();
        assert!(
            !gate.is_time_to_look(HOOK, Micros(0)),
            "it never turned anything away"
        );
        let _ = gate.ask(HOOK, limit(1, None), Micros(0));
        let at = [1, 1_000_000, 1_000_001, 2_000_000, 0];
        let looks = at.map(|at| gate.is_time_to_look(HOOK, Micros(at)));
        assert_eq!(looks, [false, true, false, true, true]);
    }

    #[test]
    fn a_smaller_limit_holds_at_once() {
        let gate = Floodgate::default();
        assert_eq!(pass(&gate, limit(600, Some(100)), 0, 1), 1);
        assert_eq!(pass(&gate, limit(60, Some(2)), 0, 9), 2);
    }
}
