//! Which scenarios care about an event: by kind and key, then by what their conditions demand.
//!
//! When every block of a scenario demands `{variable} = literal`, the scenario is filed under that literal and is
//! not even looked at for other values; so ten thousand scenarios on one hook cost as much as one. Those left out
//! need no row in the log: the proof of their "no" is made again from the event whenever somebody asks.

use crate::compile::{Compiled, CompiledRow, CompiledTest};
use signalbox_expr::Value;
use signalbox_expr::compare::equality_key;
use signalbox_model::condition::Operator;
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
        let demands: Vec<_> = scenarios.iter().map(|scenario| demands(scenario)).collect();
        let mut spread: HashMap<&str, std::collections::HashSet<&str>> = HashMap::new();
        for (variable, keys) in demands.iter().flatten() {
            spread
                .entry(variable)
                .or_default()
                .extend(keys.iter().map(String::as_str));
        }
        let mut bucket = Self::default();
        let mut filed: HashMap<String, ByValue> = HashMap::new();
        for (scenario, demands) in scenarios.iter().zip(&demands) {
            let best = demands
                .iter()
                .max_by_key(|(variable, _)| spread.get(variable.as_str()).map_or(0, |keys| keys.len()));
            let Some((variable, keys)) = best else {
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

/// The variables that must have certain values for any block to fire, with these values' keys.
fn demands(scenario: &Compiled) -> Vec<(String, Vec<String>)> {
    // A fallback or a throttle needs to know of every event, fired or not.
    let doc = &scenario.body.scenario;
    if doc.otherwise.is_some() || doc.throttle_secs.is_some() {
        return Vec::new();
    }
    let mut common: Option<HashMap<String, Vec<String>>> = None;
    for (block, rows) in doc.blocks.iter().zip(&scenario.body.blocks) {
        if block.off {
            continue;
        }
        let own = block_demands(rows);
        common = Some(match common {
            None => own
                .into_iter()
                .map(|(variable, key)| (variable, vec![key]))
                .collect(),
            Some(seen) => seen
                .into_iter()
                .filter_map(|(variable, mut keys)| {
                    keys.push(own.get(&variable)?.clone());
                    Some((variable, keys))
                })
                .collect(),
        });
    }
    let mut all: Vec<_> = common.unwrap_or_default().into_iter().collect();
    all.iter_mut().for_each(|(_, keys)| {
        keys.sort();
        keys.dedup();
    });
    all.sort();
    all
}

fn block_demands(rows: &[CompiledRow]) -> HashMap<String, String> {
    if rows.iter().any(|row| row.or) {
        return HashMap::new();
    }
    rows.iter().filter_map(|row| demand(&row.test)).collect()
}

fn demand(test: &CompiledTest) -> Option<(String, String)> {
    let CompiledTest::Compare {
        left,
        is: Operator::Equals,
        right: Some(right),
        ..
    } = test
    else {
        return None;
    };
    let (variable, literal) = match (left.sole_variable(), right.is_literal()) {
        (Some(variable), Some(literal)) => (variable, literal),
        _ => (right.sole_variable()?, left.is_literal()?),
    };
    // What is empty is never equal to an empty text by the same rules as other values: leave it to the evaluator.
    if literal.trim().is_empty() {
        return None;
    }
    Some((
        variable.to_owned(),
        equality_key(&Value::Text(literal.to_owned()))?,
    ))
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
