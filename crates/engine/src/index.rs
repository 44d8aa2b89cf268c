//! Which scenarios care about an event: by kind and key, then by what their conditions demand.
//!
//! When every block of a scenario demands `{variable} = literal`, the scenario is filed under that literal and is
//! not even looked at for other values; so ten thousand scenarios on one hook cost as much as one. Those left out
//! need no row in the log: the proof of their "no" is made again from the event whenever somebody asks.
//!
//! The index is made of maps that share what did not change, so that saving one scenario of ten thousand files one.

use crate::compile::Compiled;
use crate::demand::Demand;
use rpds::{HashTrieMapSync, RedBlackTreeMapSync};
use signalbox_expr::Value;
use signalbox_expr::compare::equality_key;
use signalbox_model::ScenarioId;
use signalbox_model::event::EventKind;
use std::sync::Arc;

/// Scenarios by id.
type Scenarios = HashTrieMapSync<ScenarioId, Arc<Compiled>>;

/// What events are filed under: their kind, and the hook they came to.
pub(crate) type Place = (EventKind, Option<i64>);

/// Scenarios that demand values of one variable.
#[derive(Debug, Clone, Default)]
struct Guarded {
    /// By the equality key of the value they demand.
    by_value: HashTrieMapSync<String, Scenarios>,
    /// All of them, for values that have no equality key (lists, maps).
    all: Scenarios,
}

/// Scenarios that start on one kind of event with one key.
#[derive(Debug, Clone, Default)]
pub struct Bucket {
    /// Looked at for every event.
    always: Scenarios,
    /// Looked at when the variable has the value.
    guarded: RedBlackTreeMapSync<String, Guarded>,
    /// Under which variable a scenario of `guarded` is filed.
    filed: HashTrieMapSync<ScenarioId, String>,
    /// How many scenarios demand a value of a variable: the more values, the better it tells scenarios apart.
    spread: HashTrieMapSync<String, HashTrieMapSync<String, usize>>,
}

impl Bucket {
    /// Files scenarios. For each the demand that tells most apart is chosen.
    pub fn new<'s>(scenarios: impl Iterator<Item = &'s Arc<Compiled>> + Clone) -> Self {
        let mut bucket = Self::default();
        scenarios.clone().for_each(|scenario| bucket.count(scenario));
        scenarios.for_each(|scenario| bucket.file(scenario));
        bucket
    }

    /// Files one more scenario. Those that are there stay where they are, though another demand may tell more apart by
    /// now: every choice finds the same scenarios.
    pub fn put(&mut self, scenario: &Arc<Compiled>) {
        self.count(scenario);
        self.file(scenario);
    }

    fn count(&mut self, scenario: &Compiled) {
        for Demand { variable, keys, .. } in &scenario.body.demands {
            let mut counts = self.spread.get(variable).cloned().unwrap_or_default();
            for key in keys {
                let more = counts.get(key).map_or(1, |count| count + 1);
                counts.insert_mut(key.clone(), more);
            }
            self.spread.insert_mut(variable.clone(), counts);
        }
    }

    fn file(&mut self, scenario: &Arc<Compiled>) {
        let tells_apart =
            |demand: &&Demand| self.spread.get(&demand.variable).map_or(0, HashTrieMapSync::size);
        let Some(Demand { variable, keys, .. }) = scenario.body.demands.iter().max_by_key(tells_apart) else {
            self.always.insert_mut(scenario.id, scenario.clone());
            return;
        };
        let mut guarded = self.guarded.get(variable).cloned().unwrap_or_default();
        guarded.all.insert_mut(scenario.id, scenario.clone());
        for key in keys {
            let mut same = guarded.by_value.get(key).cloned().unwrap_or_default();
            same.insert_mut(scenario.id, scenario.clone());
            guarded.by_value.insert_mut(key.clone(), same);
        }
        self.guarded.insert_mut(variable.clone(), guarded);
        self.filed.insert_mut(scenario.id, variable.clone());
    }

    /// Takes a scenario out, as it was filed.
    pub fn take(&mut self, scenario: &Compiled) {
        for Demand { variable, keys, .. } in &scenario.body.demands {
            self.discount(variable, keys);
        }
        let Some(variable) = self.filed.get(&scenario.id).cloned() else {
            self.always.remove_mut(&scenario.id);
            return;
        };
        self.filed.remove_mut(&scenario.id);
        let Some(mut guarded) = self.guarded.get(&variable).cloned() else {
            return;
        };
        guarded.all.remove_mut(&scenario.id);
        let demand = scenario
            .body
            .demands
            .iter()
            .find(|demand| demand.variable == variable);
        for key in demand.into_iter().flat_map(|demand| &demand.keys) {
            let mut same = guarded.by_value.get(key).cloned().unwrap_or_default();
            same.remove_mut(&scenario.id);
            if same.is_empty() {
                guarded.by_value.remove_mut(key);
            } else {
                guarded.by_value.insert_mut(key.clone(), same);
            }
        }
        if guarded.all.is_empty() {
            self.guarded.remove_mut(&variable);
        } else {
            self.guarded.insert_mut(variable, guarded);
        }
    }

    fn discount(&mut self, variable: &str, keys: &[String]) {
        let Some(mut counts) = self.spread.get(variable).cloned() else {
            return;
        };
        for key in keys {
            match counts.get(key).copied() {
                None | Some(0 | 1) => {
                    counts.remove_mut(key);
                }
                Some(more) => counts.insert_mut(key.clone(), more - 1),
            }
        }
        if counts.is_empty() {
            self.spread.remove_mut(variable);
        } else {
            self.spread.insert_mut(variable.to_owned(), counts);
        }
    }

    /// Whether no scenario is here.
    fn is_empty(&self) -> bool {
        self.always.is_empty() && self.guarded.is_empty()
    }

    /// Scenarios that can fire for an event whose variables `look_up` knows, in the order of the list.
    pub fn candidates(&self, look_up: impl Fn(&str) -> Option<Value>) -> Vec<Arc<Compiled>> {
        let mut found: Vec<_> = self.always.values().cloned().collect();
        for (variable, guarded) in &self.guarded {
            let Some(value) = look_up(variable) else { continue };
            match equality_key(&value) {
                Some(key) => {
                    let same = guarded.by_value.get(&key);
                    found.extend(same.into_iter().flat_map(Scenarios::values).cloned());
                }
                None => found.extend(guarded.all.values().cloned()),
            }
        }
        if found.len() > 1 {
            found.sort_by_key(|scenario| (scenario.position, scenario.id));
        }
        found
    }

    /// Whether a scenario may fire for an event whose own variables `look_up` knows; a name it does not know may belong
    /// to a global variable.
    pub fn may_fire(&self, look_up: impl Fn(&str) -> Option<Value>) -> bool {
        let guarded = |(variable, guarded): (&String, &Guarded)| match look_up(variable) {
            None => true,
            Some(value) => equality_key(&value).is_none_or(|key| guarded.by_value.contains_key(&key)),
        };
        !self.always.is_empty() || self.guarded.iter().any(guarded)
    }

    /// Every scenario of the bucket.
    pub fn all(&self) -> impl Iterator<Item = &Arc<Compiled>> {
        let guarded = self.guarded.values().flat_map(|guarded| guarded.all.values());
        self.always.values().chain(guarded)
    }
}

/// Every bucket of a workspace.
#[derive(Debug, Clone, Default)]
pub struct Index {
    buckets: HashTrieMapSync<Place, Bucket>,
}

impl Index {
    /// Files scenarios under the places they start at.
    pub(crate) fn new(filed: impl IntoIterator<Item = (Place, Vec<Arc<Compiled>>)>) -> Self {
        Self {
            buckets: filed
                .into_iter()
                .map(|(place, scenarios)| (place, Bucket::new(scenarios.iter())))
                .collect(),
        }
    }

    /// Files one more scenario.
    pub(crate) fn put(&mut self, place: Place, scenario: &Arc<Compiled>) {
        let mut bucket = self.buckets.get(&place).cloned().unwrap_or_default();
        bucket.put(scenario);
        self.buckets.insert_mut(place, bucket);
    }

    /// Takes a scenario out.
    pub(crate) fn take(&mut self, place: Place, scenario: &Compiled) {
        let Some(mut bucket) = self.buckets.get(&place).cloned() else {
            return;
        };
        bucket.take(scenario);
        if bucket.is_empty() {
            self.buckets.remove_mut(&place);
        } else {
            self.buckets.insert_mut(place, bucket);
        }
    }

    /// The scenarios that start on a kind of event with a key.
    pub fn bucket(&self, kind: EventKind, key: Option<i64>) -> Option<&Bucket> {
        self.buckets.get(&(kind, key))
    }
}

#[cfg(test)]
mod tests;
