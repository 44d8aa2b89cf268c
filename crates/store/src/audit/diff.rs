//! What differs between two documents, field by field.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// So many differences are kept of one change; a count stands for the rest.
pub const MAX_CHANGES: usize = 200;
/// What every row has and nobody sets.
const NOISE: [&str; 3] = ["id", "created_at", "updated_at"];
/// Texts longer than this are cut, characters: the audit log says what changed, versions keep the whole.
const MAX_TEXT: usize = 600;

/// One field that differs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Changed {
    /// Where: `stages[new].name`; empty for the whole.
    pub path: String,
    /// The value before; absent when there was none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub old: Option<Value>,
    /// The value after; absent when there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new: Option<Value>,
}

/// Everything that differs.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Diff {
    /// The fields, in the order of the document.
    pub fields: Vec<Changed>,
    /// How many more there were than are kept.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub more: usize,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_zero(count: &usize) -> bool {
    *count == 0
}

impl Diff {
    /// What differs between two documents; `None` is a document that is not there.
    pub fn between(before: Option<&Value>, after: Option<&Value>) -> Self {
        let mut diff = Self::default();
        diff.compare("", before, after);
        diff
    }

    /// A single difference.
    pub fn of(path: &str, old: Option<Value>, new: Option<Value>) -> Self {
        let mut diff = Self::default();
        diff.push(path, old.as_ref(), new.as_ref());
        diff
    }

    /// Whether nothing differs.
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }

    fn push(&mut self, path: &str, old: Option<&Value>, new: Option<&Value>) {
        if self.fields.len() >= MAX_CHANGES {
            self.more += 1;
            return;
        }
        self.fields.push(Changed {
            path: path.to_owned(),
            old: old.map(cut),
            new: new.map(cut),
        });
    }

    fn compare(&mut self, path: &str, old: Option<&Value>, new: Option<&Value>) {
        let (old, new) = (old.filter(|v| !v.is_null()), new.filter(|v| !v.is_null()));
        match (old, new) {
            (None, None) => {}
            (Some(old), Some(new)) if old == new => {}
            _ => match (parts(old), parts(new)) {
                (Some(old), Some(new)) => self.compare_parts(path, &old, &new),
                _ => self.push(path, old, new),
            },
        }
    }

    fn compare_parts(&mut self, path: &str, old: &Parts, new: &Parts) {
        for (name, value) in new {
            let before = old
                .iter()
                .find(|(known, _)| known == name)
                .map(|(_, value)| *value);
            self.compare(&join(path, name), before, Some(value));
        }
        for (name, value) in old {
            if new.iter().all(|(known, _)| known != name) {
                self.compare(&join(path, name), Some(value), None);
            }
        }
    }
}

/// The named parts of a document.
type Parts<'v> = Vec<(String, &'v Value)>;

/// The parts of an object, or of a list of objects; nothing has no parts, and all else is compared whole.
fn parts(value: Option<&Value>) -> Option<Parts<'_>> {
    match value {
        None => Some(Vec::new()),
        Some(Value::Object(map)) => {
            let set = map.iter().filter(|(name, _)| !NOISE.contains(&name.as_str()));
            Some(set.map(|(name, value)| (name.clone(), value)).collect())
        }
        Some(Value::Array(items)) if !items.is_empty() && items.iter().all(Value::is_object) => {
            let named = |(at, item): (usize, &'_ Value)| format!("[{}]", name_of(item.as_object(), at));
            Some(
                items
                    .iter()
                    .enumerate()
                    .map(|part| (named(part), part.1))
                    .collect(),
            )
        }
        Some(_) => None,
    }
}

/// What an item of a list is called: by its key or id, so that one that moves is still the same.
fn name_of(item: Option<&Map<String, Value>>, at: usize) -> String {
    let named = ["key", "id", "name"]
        .iter()
        .find_map(|name| item?.get(*name)?.as_str().map(str::to_owned));
    named.unwrap_or_else(|| at.to_string())
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() || name.starts_with('[') {
        format!("{path}{name}")
    } else {
        format!("{path}.{name}")
    }
}

/// A value with its long texts cut.
fn cut(value: &Value) -> Value {
    match value {
        Value::String(text) if text.chars().count() > MAX_TEXT => {
            Value::String(text.chars().take(MAX_TEXT).chain(['…']).collect())
        }
        Value::Array(items) => items.iter().take(MAX_CHANGES).map(cut).collect(),
        Value::Object(map) => Value::Object(
            map.iter()
                .map(|(name, value)| (name.clone(), cut(value)))
                .collect(),
        ),
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn between(before: Value, after: Value) -> Vec<(String, Option<Value>, Option<Value>)> {
        let diff = Diff::between(Some(&before), Some(&after));
        diff.fields
            .into_iter()
            .map(|change| (change.path, change.old, change.new))
            .collect()
    }

    #[test]
    fn fields_are_told_by_their_place() {
        let before =
            json!({ "name": "Sales", "stages": [{ "key": "new", "name": "New" }, { "key": "won" }] });
        let after =
            json!({ "name": "Sales", "stages": [{ "key": "won" }, { "key": "new", "name": "Fresh" }] });
        let found = between(before, after);
        let name = (
            "stages[new].name".to_owned(),
            Some(json!("New")),
            Some(json!("Fresh")),
        );
        assert_eq!(found, [name], "an item that moved is still the same");
        let gone = between(
            json!({ "a": 1, "tags": ["x"] }),
            json!({ "tags": ["x", "y"], "b": null }),
        );
        let tags = ("tags".to_owned(), Some(json!(["x"])), Some(json!(["x", "y"])));
        assert_eq!(gone, [tags, ("a".to_owned(), Some(json!(1)), None)]);
    }

    #[test]
    fn what_is_new_or_gone_shows_its_fields() {
        let value = json!({ "name": "Anna", "role": "owner", "seen": null });
        let made = Diff::between(None, Some(&value));
        let paths: Vec<_> = made.fields.iter().map(|change| change.path.as_str()).collect();
        assert_eq!(paths, ["name", "role"]);
        let gone = Diff::between(Some(&value), None);
        assert!(
            gone.fields
                .iter()
                .all(|change| change.old.is_some() && change.new.is_none())
        );
        assert!(Diff::between(Some(&value), Some(&value)).is_empty());
    }

    #[test]
    fn a_huge_change_stays_readable() {
        let many: Map<String, Value> = (0..MAX_CHANGES + 5).map(|n| (n.to_string(), json!(n))).collect();
        let diff = Diff::between(None, Some(&Value::Object(many)));
        assert_eq!((diff.fields.len(), diff.more), (MAX_CHANGES, 5));
        let long = Diff::of("text", None, Some(json!("я".repeat(5000))));
        assert_eq!(
            long.fields[0]
                .new
                .as_ref()
                .unwrap()
                .as_str()
                .unwrap()
                .chars()
                .count(),
            MAX_TEXT + 1
        );
    }
}
