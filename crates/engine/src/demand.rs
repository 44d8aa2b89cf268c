//! What a scenario demands of an event before it starts, or before any of its blocks can fire: found once, when the
//! document is made ready.

use crate::compile::{Body, CompiledRow, CompiledTest};
use signalbox_expr::Value;
use signalbox_expr::compare::equality_key;
use signalbox_model::condition::Operator;
use signalbox_model::scenario::Scenario;
use std::collections::HashMap;

/// A variable that must have one of some values.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Demand {
    /// Its name.
    pub variable: String,
    /// The equality keys of the values, in order, each once.
    pub keys: Vec<String>,
    /// It is the start that demands it, not the blocks.
    pub by_start: bool,
}

/// The variables that must have certain values for the scenario to start or any block to fire, with these values' keys.
pub(crate) fn of(scenario: &Scenario, blocks: &[Vec<CompiledRow>]) -> Vec<Demand> {
    let mut all = crate::talk_starts::demands(&scenario.start);
    let known: Vec<String> = all.iter().map(|demand| demand.variable.clone()).collect();
    let of_blocks = of_blocks(scenario, blocks).into_iter();
    all.extend(of_blocks.filter(|demand| !known.contains(&demand.variable)));
    all
}

fn of_blocks(scenario: &Scenario, blocks: &[Vec<CompiledRow>]) -> Vec<Demand> {
    // A fallback or a throttle needs to know of every event, fired or not.
    if scenario.otherwise.is_some() || scenario.throttle_secs.is_some() {
        return Vec::new();
    }
    let mut common: Option<HashMap<String, Vec<String>>> = None;
    for (block, rows) in scenario.blocks.iter().zip(blocks) {
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
    let mut all: Vec<_> = common
        .unwrap_or_default()
        .into_iter()
        .map(|(variable, mut keys)| {
            keys.sort();
            keys.dedup();
            Demand {
                variable,
                keys,
                by_start: false,
            }
        })
        .collect();
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

impl Demand {
    /// Whether a value meets it; one that has no equality key is left to the conditions.
    pub fn is_met(&self, found: Option<&Value>) -> bool {
        found.is_some_and(|value| equality_key(value).is_none_or(|key| self.keys.contains(&key)))
    }

    /// The values that do, as the scenario writes them: for the proof of a "no".
    pub fn written(&self, body: &Body) -> Vec<String> {
        let blocks = body.scenario.blocks.iter().zip(&body.blocks);
        let rows = blocks.filter(|(block, _)| !block.off).flat_map(|(_, rows)| rows);
        let mut wanted: Vec<String> = rows
            .filter(|row| demand(&row.test).is_some_and(|(name, _)| name == self.variable))
            .filter_map(|row| literal(&row.test))
            .collect();
        wanted.sort();
        wanted.dedup();
        wanted
    }
}

fn literal(test: &CompiledTest) -> Option<String> {
    let CompiledTest::Compare {
        left,
        right: Some(right),
        ..
    } = test
    else {
        return None;
    };
    right.is_literal().or(left.is_literal()).map(str::to_owned)
}
