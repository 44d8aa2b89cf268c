//! What differs between two results of a scenario, as far as it matters to people.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value as Json;
use signalbox_model::job::Request;
use signalbox_model::replay::{Difference, RunResult};
use signalbox_model::run::{BlockTrace, RunStatus, StepState, StepTrace};
use signalbox_model::{EventId, Key};
use std::collections::BTreeMap;

/// A result with the event it came from: records born after it are the run's own, whose ids say nothing.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Side<'r> {
    pub result: Option<&'r RunResult>,
    pub event: EventId,
}

/// Every difference, in the order of the second result.
pub(crate) fn compare(before: Side, after: Side) -> Vec<Difference> {
    let (old, new) = (View::new(before), View::new(after));
    let mut all = Vec::new();
    // No run at all and a run without a block that fired come to the same.
    let status = |side: Side| side.result.map(|result| result.status);
    let (was, is) = (status(before), status(after));
    if was.unwrap_or(RunStatus::NotMatched) != is.unwrap_or(RunStatus::NotMatched) {
        all.push(Difference::Status {
            before: was,
            after: is,
        });
    }
    for block in both(&old.blocks, &new.blocks) {
        let (was, is) = (old.blocks.get(block).copied(), new.blocks.get(block).copied());
        if was.unwrap_or(false) != is.unwrap_or(false) {
            all.push(Difference::Block {
                block: block.clone(),
                before: was,
                after: is,
            });
        }
    }
    for place in both(&old.steps, &new.steps) {
        steps(place, old.steps.get(place), new.steps.get(place), &mut all);
    }
    all
}

fn steps((block, step): &(Key, Key), old: Option<&Deed>, new: Option<&Deed>, all: &mut Vec<Difference>) {
    let (block, step) = (block.clone(), step.clone());
    let state = |deed: Option<&Deed>| deed.map(|deed| deed.state);
    if state(old) != state(new) {
        all.push(Difference::Step {
            block: block.clone(),
            step: step.clone(),
            before: state(old),
            after: state(new),
        });
    }
    let fields = |deed: Option<&Deed>| deed.map(|deed| deed.fields.clone()).unwrap_or_default();
    let (was, is) = (fields(old), fields(new));
    for field in both(&was, &is) {
        if was.get(field) != is.get(field) {
            all.push(Difference::Field {
                block: block.clone(),
                step: step.clone(),
                field: field.clone(),
                before: was.get(field).cloned(),
                after: is.get(field).cloned(),
            });
        }
    }
    let sent = |deed: Option<&Deed>| deed.map_or(Sent::Nothing, |deed| deed.sent.clone());
    match (sent(old), sent(new)) {
        (Sent::Forgotten, _) | (_, Sent::Forgotten) => {}
        (was, is) if was == is => {}
        (was, is) => all.push(Difference::Request {
            block,
            step,
            before: was.request(),
            after: is.request(),
        }),
    }
}

/// The keys of both maps: those of the second in its order, then what only the first has.
fn both<'m, K: Ord, V, W>(old: &'m BTreeMap<K, V>, new: &'m BTreeMap<K, W>) -> Vec<&'m K> {
    let gone = old.keys().filter(|key| !new.contains_key(*key));
    new.keys().chain(gone).collect()
}

/// What a step did, without what differs by chance.
struct Deed {
    state: StepState,
    fields: BTreeMap<String, Json>,
    sent: Sent,
}

#[derive(Clone, PartialEq)]
enum Sent {
    Nothing,
    Forgotten,
    Request(Box<Request>),
}

impl Sent {
    fn request(self) -> Option<Box<Request>> {
        match self {
            Self::Request(request) => Some(request),
            _ => None,
        }
    }
}

struct View {
    blocks: BTreeMap<Key, bool>,
    steps: BTreeMap<(Key, Key), Deed>,
}

impl View {
    fn new(side: Side) -> Self {
        let mut view = Self {
            blocks: BTreeMap::new(),
            steps: BTreeMap::new(),
        };
        let Some(result) = side.result else {
            return view;
        };
        let names = Names::of(result, side.event);
        for block in &result.trace.blocks {
            view.blocks.insert(block.id.clone(), block.fired);
            for step in &block.steps {
                let deed = deed(result, block, step, &names);
                view.steps.insert((block.id.clone(), step.id.clone()), deed);
            }
        }
        view
    }
}

fn deed(result: &RunResult, block: &BlockTrace, step: &StepTrace, names: &Names) -> Deed {
    let fields = step.changes.iter();
    let sent = result
        .requests
        .iter()
        .find(|sent| sent.block == block.id && sent.step == step.id);
    Deed {
        state: step.state,
        fields: fields
            .map(|change| (change.field.clone(), names.put(&change.new)))
            .collect(),
        sent: match sent.map(|sent| &sent.request) {
            Some(Some(request)) => Sent::Request(Box::new(names.put(&Request {
                listen: None,
                dialog: None,
                ..request.clone()
            }))),
            Some(None) => Sent::Forgotten,
            None if step.job.is_some() => Sent::Forgotten,
            None => Sent::Nothing,
        },
    }
}

/// Names for the records a run made itself.
#[derive(Default)]
pub(crate) struct Names(Vec<(String, String)>);

impl Names {
    pub(crate) fn of(result: &RunResult, event: EventId) -> Self {
        let mut names = Self::default();
        let records = result
            .trace
            .blocks
            .iter()
            .flat_map(|block| &block.steps)
            .filter_map(|step| step.record)
            .filter(|record| record.id.0 > event.0);
        for record in records {
            let id = record.id.to_string();
            if !names.0.iter().any(|(known, _)| *known == id) {
                let name = format!("new-{}-{}", record.kind, names.0.len() + 1);
                names.0.push((id, name));
            }
        }
        names
    }

    /// These as well: a text, and what stands in for it.
    pub(crate) fn and(mut self, pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        self.0.extend(pairs);
        // The longest first, or `record-1` would spoil `record-10`.
        self.0.sort_by_key(|(text, _)| std::cmp::Reverse(text.len()));
        self
    }

    /// Texts and what stands in for them.
    pub(crate) fn into_pairs(self) -> Vec<(String, String)> {
        self.0
    }

    /// The same with names instead of ids, wherever they stand in it.
    pub(crate) fn put<T: Serialize + DeserializeOwned + Clone>(&self, value: &T) -> T {
        if self.0.is_empty() {
            return value.clone();
        }
        let Ok(mut text) = serde_json::to_string(value) else {
            return value.clone();
        };
        for (id, name) in &self.0 {
            text = text.replace(id, name);
        }
        serde_json::from_str(&text).unwrap_or_else(|_| value.clone())
    }
}
