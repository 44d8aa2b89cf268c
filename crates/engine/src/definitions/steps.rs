//! How versions of the definitions follow each other, as far as this server made them.
//!
//! A version that is a few known steps away from the one at hand differs from it in the scenarios of these steps alone.
//! Steps of transactions that were rolled back stay here and harm nobody: their versions never come again, and the way
//! from one to where it began is as true backwards. What other servers did is not known here and is read as a whole.

use signalbox_model::ScenarioId;
use std::collections::{BTreeSet, HashMap, VecDeque};

/// So many steps are remembered, 56 bytes each.
const REMEMBERED: usize = 4096;
/// A way longer than this is not looked for: from there on reading everything is as fast.
const LONGEST: usize = 200;

#[derive(Debug, Clone, Copy)]
struct Step {
    from: i64,
    scenario: ScenarioId,
}

/// The steps this server made, by the version they led to.
#[derive(Debug, Default)]
pub(crate) struct Steps {
    to: HashMap<i64, Step>,
    order: VecDeque<i64>,
}

impl Steps {
    /// Remembers that `to` differs from `from` in one scenario.
    pub(crate) fn remember(&mut self, from: i64, to: i64, scenario: ScenarioId) {
        if self.order.len() >= REMEMBERED
            && let Some(oldest) = self.order.pop_front()
        {
            self.to.remove(&oldest);
        }
        self.order.push_back(to);
        self.to.insert(to, Step { from, scenario });
    }

    /// The scenarios in which two versions differ, at most; `None` when that is not known.
    pub(crate) fn between(&self, one: i64, other: i64) -> Option<BTreeSet<ScenarioId>> {
        let back = self.back(one);
        let mut differing = BTreeSet::new();
        for (version, scenario) in self.back(other) {
            differing.extend(scenario);
            if let Some(meeting) = back.iter().position(|(known, _)| *known == version) {
                differing.extend(back[..=meeting].iter().filter_map(|(_, scenario)| *scenario));
                return Some(differing);
            }
        }
        None
    }

    /// A version and those before it, each with the scenario of the step that was gone back to reach it.
    fn back(&self, from: i64) -> Vec<(i64, Option<ScenarioId>)> {
        let mut way = vec![(from, None)];
        let mut here = from;
        while let Some(step) = self.to.get(&here)
            && way.len() < LONGEST
        {
            way.push((step.from, Some(step.scenario)));
            here = step.from;
        }
        way
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(all: &[i64]) -> Option<BTreeSet<ScenarioId>> {
        Some(all.iter().map(|id| ScenarioId(*id)).collect())
    }

    #[test]
    fn what_differs_between_two_versions() {
        let mut steps = Steps::default();
        // 1 → 2 → 3 → 4, 2 → 5 (rolled back), 9 → 10 (another beginning).
        for (from, to, scenario) in [(1, 2, 70), (2, 3, 71), (3, 4, 70), (2, 5, 72), (9, 10, 73)] {
            steps.remember(from, to, ScenarioId(scenario));
        }
        for (one, other, expected) in [
            (1, 1, ids(&[])),
            (1, 2, ids(&[70])),
            (1, 4, ids(&[70, 71])),
            (4, 1, ids(&[70, 71])),
            (5, 4, ids(&[70, 71, 72])),
            (5, 2, ids(&[72])),
            (4, 10, None),
            (4, 99, None),
        ] {
            assert_eq!(steps.between(one, other), expected, "{one} and {other}");
        }
    }

    #[test]
    fn what_was_forgotten_is_not_known() {
        let mut steps = Steps::default();
        for version in 0..=i64::try_from(REMEMBERED).unwrap() {
            steps.remember(version, version + 1, ScenarioId(1));
        }
        let last = i64::try_from(REMEMBERED).unwrap() + 1;
        assert_eq!(steps.between(0, 1), None);
        assert_eq!(steps.between(1, 2), ids(&[1]));
        assert_eq!(steps.between(last - 150, last), ids(&[1]));
        assert_eq!(steps.between(last - 300, last), None, "reading all is as fast");
    }
}
