//! Run variables: the document that came with the event, and what was set beside it.

use signalbox_expr::{Value, flatten, flatten_reporting};
use signalbox_model::event::Payload;
use std::collections::HashMap;

/// The variables of a run. Cloning is not needed: timers keep the payload they are made from.
#[derive(Debug, Default)]
pub struct Vars {
    /// The body as received.
    text: Option<String>,
    /// The body as a tree, for `{{hook.a.b}}`.
    tree: Value,
    /// The body's leaves and branches by flat name, for `{a_b}`.
    flat: HashMap<String, Value>,
    /// Flat names that several parts of the body give; nearly always none.
    doubled: Vec<String>,
    /// Set beside the body: who pressed, what was found, a parent's variables.
    beside: HashMap<String, Value>,
}

impl Vars {
    /// The variables of an event's payload. A body that is not JSON is only `{webhook_data}`.
    pub fn new(payload: &Payload) -> Self {
        let tree = payload
            .body
            .as_deref()
            .and_then(|body| Value::from_json(body.as_bytes()).ok())
            .unwrap_or_default();
        let flat = flatten_reporting(&tree);
        Self {
            text: payload.body.clone(),
            flat: flat.variables.into_iter().collect(),
            doubled: flat.collisions,
            tree,
            beside: payload
                .variables
                .iter()
                .map(|(name, value)| (name.clone(), value.clone().into()))
                .collect(),
        }
    }

    /// The variables of a document. Made outside the transaction, where parsing holds nobody up.
    pub fn from_document(text: String) -> Self {
        let tree = Value::from_json(text.as_bytes()).unwrap_or_default();
        let flat = flatten_reporting(&tree);
        Self {
            flat: flat.variables.into_iter().collect(),
            doubled: flat.collisions,
            tree,
            text: Some(text),
            beside: HashMap::new(),
        }
    }

    /// The same variables with some texts emptied, wherever they stand.
    pub fn without(&self, texts: &[String]) -> Self {
        let is_out = |text: &str| texts.iter().any(|out| out.trim() == text.trim());
        let clean = |values: &HashMap<String, Value>| {
            let cleaned = values
                .iter()
                .map(|(name, value)| (name.clone(), emptied(value, &is_out)));
            cleaned.collect()
        };
        Self {
            text: self.text.clone(),
            tree: emptied(&self.tree, &is_out),
            flat: clean(&self.flat),
            doubled: self.doubled.clone(),
            beside: clean(&self.beside),
        }
    }

    /// Sets a variable beside the document.
    pub fn set(&mut self, name: &str, value: Value) {
        self.beside.insert(name.to_owned(), value);
    }

    /// A variable by its single-brace name.
    pub fn get(&self, name: &str) -> Option<Value> {
        if name == "webhook_data" {
            return self.text.clone().map(Value::Text);
        }
        let exact = self.flat.get(name).or_else(|| self.beside.get(name));
        exact.or_else(|| self.in_another_case(name)).cloned()
    }

    /// Whether several parts of the body give a name, and the first of them answers.
    pub fn is_doubled(&self, name: &str) -> bool {
        self.doubled.iter().any(|known| known == name)
    }

    /// The only variable whose name differs in case alone; two of them are no answer.
    fn in_another_case(&self, name: &str) -> Option<&Value> {
        let same = |known: &str| {
            known
                .chars()
                .flat_map(char::to_lowercase)
                .eq(name.chars().flat_map(char::to_lowercase))
        };
        let mut found = self
            .flat
            .iter()
            .chain(&self.beside)
            .filter(|(known, _)| same(known));
        match (found.next(), found.next()) {
            (Some((_, value)), None) => Some(value),
            _ => None,
        }
    }

    /// The body as received.
    pub fn text(&self) -> Option<&str> {
        self.text.as_deref()
    }

    /// A part of the body by its path.
    pub fn part<'p>(&self, path: impl Iterator<Item = &'p str>) -> Option<Value> {
        let mut here = &self.tree;
        for name in path {
            here = here.step(name)?;
        }
        Some(here.clone())
    }

    /// Every variable, flat, with those set beside the body last: for lists of what can be used.
    pub fn all(&self) -> Vec<(String, Value)> {
        let mut all = flatten(&self.tree);
        all.extend(
            self.beside
                .iter()
                .map(|(name, value)| (name.clone(), value.clone())),
        );
        all
    }

    /// Everything as one map of texts, for a child that gets its parent's variables (Z-14, Z-102).
    pub fn flat_json(&self) -> serde_json::Map<String, serde_json::Value> {
        let mut map = serde_json::Map::new();
        for (name, value) in self.beside.iter().chain(&self.flat) {
            map.insert(name.clone(), serde_json::Value::String(value.to_text()));
        }
        if let Some(text) = &self.text {
            map.insert("webhook_data".into(), text.clone().into());
        }
        map
    }
}

/// A value with the texts emptied that stand for nothing.
fn emptied(value: &Value, is_out: &impl Fn(&str) -> bool) -> Value {
    match value {
        Value::Text(text) if is_out(text) => Value::text(""),
        Value::List(items) => Value::List(items.iter().map(|item| emptied(item, is_out)).collect()),
        Value::Map(members) => {
            let mut cleaned = signalbox_expr::Map::new();
            for (name, value) in members.iter() {
                cleaned.insert(name, emptied(value, is_out));
            }
            Value::Map(cleaned)
        }
        other => other.clone(),
    }
}
