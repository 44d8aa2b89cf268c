//! The values templates work with, and how each is printed (V-1 … V-3).

use std::fmt::Write as _;

use indexmap::IndexMap;
use jiff::Zoned;
use jiff::civil::Date;

use crate::number::Number;

/// How a moment is printed when no modifier says otherwise (V-3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Style {
    /// A date-time field: `21.11.2019 16:03:00`.
    Field,
    /// `date.*`: `2021-03-26 18:46:00`.
    System,
    /// A chat's `createdAt`: `2024-03-10T17:49:32.806Z`.
    Utc,
}

/// Anything a placeholder can stand for.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Value {
    /// Nothing at all: JSON null, a missing record. Unlike empty text it is never equal to anything (Z-8).
    #[default]
    Null,
    Bool(bool),
    Number(Number),
    Text(String),
    Date(Date),
    DateTime(Zoned, Style),
    List(Vec<Value>),
    Map(Map),
}

/// An object in the order it was written.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Map(IndexMap<String, Value>);

impl Map {
    pub fn new() -> Map {
        Map::default()
    }

    /// Adds a key; the first of two equal keys stays, as everywhere in the language.
    pub fn insert(&mut self, key: impl Into<String>, value: Value) {
        self.0.entry(key.into()).or_insert(value);
    }

    pub fn get(&self, key: &str) -> Option<&Value> {
        self.0.get(key)
    }

    /// Exact case first, then the only key that differs in case alone.
    pub fn get_any_case(&self, key: &str) -> Option<&Value> {
        self.get(key).or_else(|| only_match(self.iter(), key))
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(key, value)| (key.as_str(), value))
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromIterator<(String, Value)> for Map {
    fn from_iter<I: IntoIterator<Item = (String, Value)>>(pairs: I) -> Map {
        let mut map = Map::new();
        for (key, value) in pairs {
            map.insert(key, value);
        }
        map
    }
}

impl IntoIterator for Map {
    type Item = (String, Value);
    type IntoIter = indexmap::map::IntoIter<String, Value>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

/// The value of the only key equal to `key` but for case; two such keys are no answer.
pub(crate) fn only_match<'a, V>(pairs: impl Iterator<Item = (&'a str, V)>, key: &str) -> Option<V> {
    let folded = key.to_lowercase();
    let mut matches = pairs.filter(|(name, _)| name.to_lowercase() == folded);
    match (matches.next(), matches.next()) {
        (Some((_, value)), None) => Some(value),
        _ => None,
    }
}

impl Value {
    pub fn text(text: impl Into<String>) -> Value {
        Value::Text(text.into())
    }

    /// Nothing, blank text or an empty list: what `ifempty` and the operator "empty" mean.
    pub fn is_empty(&self) -> bool {
        match self {
            Value::Null => true,
            Value::Text(text) => text.trim().is_empty(),
            Value::List(items) => items.iter().all(Value::is_empty),
            Value::Map(map) => map.is_empty(),
            _ => false,
        }
    }

    /// One step of a path: a key of an object or an index of a list.
    pub fn step(&self, name: &str) -> Option<&Value> {
        match self {
            Value::Map(map) => map.get_any_case(name),
            Value::List(items) => items.get(name.parse::<usize>().ok()?),
            _ => None,
        }
    }

    /// The printed form (V-1 … V-3), before any context escapes it.
    pub fn to_text(&self) -> String {
        let mut out = String::new();
        self.write_text(&mut out);
        out
    }

    /// Appends the printed form.
    pub fn write_text(&self, out: &mut String) {
        match self {
            Value::Null => {}
            Value::Bool(flag) => out.push(if *flag { '1' } else { '0' }),
            Value::Number(number) => out.push_str(number.as_str()),
            Value::Text(text) => out.push_str(text),
            Value::Date(date) => {
                _ = write!(out, "{:02}.{:02}.{:04}", date.day(), date.month(), date.year());
            }
            Value::DateTime(at, style) => write_moment(at, *style, out),
            Value::List(items) if items.iter().any(Value::is_nested) => self.write_json(out),
            Value::List(items) => {
                for (index, item) in items.iter().enumerate() {
                    if index > 0 {
                        out.push_str(", ");
                    }
                    item.write_text(out);
                }
            }
            Value::Map(_) => self.write_json(out),
        }
    }

    fn is_nested(&self) -> bool {
        matches!(self, Value::List(_) | Value::Map(_))
    }

    /// Compact JSON with the numbers' own texts.
    pub fn to_json_string(&self) -> String {
        let mut out = String::new();
        self.write_json(&mut out);
        out
    }

    fn write_json(&self, out: &mut String) {
        match self {
            Value::Null => out.push_str("null"),
            Value::Bool(flag) => out.push_str(if *flag { "true" } else { "false" }),
            Value::Number(number) => out.push_str(number.as_str()),
            Value::Text(text) => write_json_text(text, out),
            Value::Date(date) => write_json_text(&date.to_string(), out),
            Value::DateTime(at, _) => write_json_text(&at.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string(), out),
            Value::List(items) => {
                out.push('[');
                for (index, item) in items.iter().enumerate() {
                    if index > 0 {
                        out.push(',');
                    }
                    item.write_json(out);
                }
                out.push(']');
            }
            Value::Map(map) => {
                out.push('{');
                for (index, (key, value)) in map.iter().enumerate() {
                    if index > 0 {
                        out.push(',');
                    }
                    write_json_text(key, out);
                    out.push(':');
                    value.write_json(out);
                }
                out.push('}');
            }
        }
    }
}

fn write_moment(at: &Zoned, style: Style, out: &mut String) {
    let utc;
    let (at, pattern) = match style {
        Style::Field => (at, "%d.%m.%Y %H:%M:%S"),
        Style::System => (at, "%Y-%m-%d %H:%M:%S"),
        Style::Utc => {
            utc = at.with_time_zone(jiff::tz::TimeZone::UTC);
            (&utc, "%Y-%m-%dT%H:%M:%S.%3fZ")
        }
    };
    _ = write!(out, "{}", at.strftime(pattern));
}

pub(crate) fn write_json_text(text: &str, out: &mut String) {
    out.push('"');
    crate::context::escape_json(text, out);
    out.push('"');
}

impl From<&str> for Value {
    fn from(text: &str) -> Value {
        Value::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Value {
        Value::Text(text)
    }
}

impl From<bool> for Value {
    fn from(flag: bool) -> Value {
        Value::Bool(flag)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Value {
        Value::Number(number.into())
    }
}

impl From<rust_decimal::Decimal> for Value {
    fn from(number: rust_decimal::Decimal) -> Value {
        Value::Number(number.into())
    }
}

impl From<serde_json::Value> for Value {
    fn from(json: serde_json::Value) -> Value {
        match json {
            serde_json::Value::Null => Value::Null,
            serde_json::Value::Bool(flag) => Value::Bool(flag),
            serde_json::Value::Number(number) => {
                let text = number.to_string();
                Number::parse(&text).map_or(Value::Text(text), Value::Number)
            }
            serde_json::Value::String(text) => Value::Text(text),
            serde_json::Value::Array(items) => Value::List(items.into_iter().map(Value::from).collect()),
            serde_json::Value::Object(map) => {
                Value::Map(map.into_iter().map(|(key, value)| (key, value.into())).collect())
            }
        }
    }
}

impl From<Value> for serde_json::Value {
    /// Numbers that serde cannot hold exactly become the nearest it can; dates become ISO text.
    fn from(value: Value) -> serde_json::Value {
        match value {
            Value::Null => serde_json::Value::Null,
            Value::Bool(flag) => flag.into(),
            Value::Number(number) => {
                serde_json::from_str(number.as_str()).unwrap_or_else(|_| number.as_str().into())
            }
            Value::Text(text) => text.into(),
            Value::Date(date) => date.to_string().into(),
            Value::DateTime(at, _) => at.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string().into(),
            Value::List(items) => items.into_iter().map(serde_json::Value::from).collect(),
            Value::Map(map) => {
                serde_json::Value::Object(map.into_iter().map(|(key, value)| (key, value.into())).collect())
            }
        }
    }
}
