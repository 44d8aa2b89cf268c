//! Which scenarios care about an event: by kind and key, then by what their conditions demand.
//!
//! When every block of a scenario demands `{variable} = literal`, the scenario is filed under that literal and is
//! not even looked at for other values; so ten thousand scenarios on one hook cost as much as one. Those left out
//! need no row in the log: the proof of their "no" is made again from the event whenever somebody asks.

use crate::compile::Compiled;
use crate::demand::Demand;
use signalbox_expr::Value;
use signalbox_expr::compare::equality_key;
use signalbox_model::event::EventKind;
use std::collections::HashMap;
use std::sync::Arc;

/// Scenarios by the equality key of the value they demand.
type ByValue = HashMap<String, Vec<Arc<Compiled>>>;

/// Scenarios that start on one kind of event with one key.
#[derive(Debug, Default)]
pub struct Bucket {
    /// Looked at for every event.
    always: Vec<Arc<Compiled>>,
    /// Looked at when the variable has the value: variable → equality key → scenarios.
    guarded: Vec<(String, ByValue)>,
    /// Those of `guarded` for values that have no equality key (lists, maps).
    all_guarded: HashMap<String, Vec<Arc<Compiled>>>,
}

impl Bucket {
    /// Files scenarios. For each the demand that tells most apart is chosen.
    pub fn new(scenarios: Vec<Arc<Compiled>>) -> Self {
        let mut spread: HashMap<&str, std::collections::HashSet<&str>> = HashMap::new();
        for demand in scenarios.iter().flat_map(|scenario| &scenario.body.demands) {
            let keys = demand.keys.iter().map(String::as_str);
            spread.entry(&demand.variable).or_default().extend(keys);
        }
        let mut bucket = Self::default();
        let mut filed: HashMap<String, ByValue> = HashMap::new();
        for scenario in &scenarios {
            let tells_apart =
                |demand: &&Demand| spread.get(demand.variable.as_str()).map_or(0, |keys| keys.len());
            let best = scenario.body.demands.iter().max_by_key(tells_apart);
            let Some(Demand { variable, keys }) = best else {
                bucket.always.push(scenario.clone());
                continue;
            };
            bucket
                .all_guarded
                .entry(variable.clone())
                .or_default()
                .push(scenario.clone());
            for key in keys {
                filed
                    .entry(variable.clone())
                    .or_default()
                    .entry(key.clone())
                    .or_default()
                    .push(scenario.clone());
            }
        }
        bucket.guarded = filed.into_iter().collect();
        bucket.guarded.sort_by(|a, b| a.0.cmp(&b.0));
        bucket
    }

    /// Scenarios that can fire for an event whose variables `look_up` knows, in the order of the list.
    pub fn candidates(&self, look_up: impl Fn(&str) -> Option<Value>) -> Vec<Arc<Compiled>> {
        let mut found = self.always.clone();
        for (variable, by_key) in &self.guarded {
            match look_up(variable) {
                None => {}
                Some(value) => match equality_key(&value) {
                    Some(key) => found.extend(by_key.get(&key).into_iter().flatten().cloned()),
                    None => found.extend(self.all_guarded.get(variable).into_iter().flatten().cloned()),
                },
            }
        }
        if found.len() > 1 {
            found.sort_by_key(|scenario| (scenario.position, scenario.id));
        }
        found
    }

    /// Every scenario of the bucket.
    pub fn all(&self) -> impl Iterator<Item = &Arc<Compiled>> {
        self.always.iter().chain(self.all_guarded.values().flatten())
    }
}

/// Every bucket of a workspace.
#[derive(Debug, Default)]
pub struct Index {
    buckets: HashMap<(EventKind, Option<i64>), Bucket>,
}

impl Index {
    /// Files scenarios under the kinds and keys they start on; those that are off are left out.
    pub fn new(filed: HashMap<(EventKind, Option<i64>), Vec<Arc<Compiled>>>) -> Self {
        Self {
            buckets: filed
                .into_iter()
                .map(|(at, scenarios)| (at, Bucket::new(scenarios)))
                .collect(),
        }
    }

    /// The scenarios that start on a kind of event with a key.
    pub fn bucket(&self, kind: EventKind, key: Option<i64>) -> Option<&Bucket> {
        self.buckets.get(&(kind, key))
    }
}
