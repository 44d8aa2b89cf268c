//! A world in one JSON document, to try templates on: the command `render`, previews and tests.
//!
//! Keys: `now`, `timezone`, `locale`, `host`, records (`lead`, `contact`, `company` …), `users`,
//! `global`, `run`, `hook_body` (text or JSON), `chat`, `variables`, `object`, `rates`, `links`.

mod record;

use std::cell::Cell;
use std::collections::HashMap;

use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use rust_decimal::Decimal;

use crate::flat;
use crate::json::JsonError;
use crate::locale::Locale;
use crate::names_table::CHAT_NAMES;
use crate::scope::{Scope, Segment};
use crate::template::Template;
use crate::value::{Map, Style, Value};

/// Why a fixture cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FixtureError {
    #[error("the fixture is not valid JSON: {0}")]
    Json(#[from] JsonError),
    #[error("the fixture must be one JSON object")]
    NotAnObject,
    #[error("«{field}» of the fixture is «{value}»: write {expected}")]
    Field {
        field: &'static str,
        value: String,
        expected: &'static str,
    },
}

/// A scope over a fixture.
#[derive(Debug)]
pub struct FixtureScope {
    root: Map,
    hook_text: Option<String>,
    hook: Option<Value>,
    /// Names that several parts of the body give.
    doubled: Vec<String>,
    /// `variables`, parsed once.
    bots: HashMap<String, Template>,
    now: Zoned,
    locale: Locale,
    /// State of a small generator: the same fixture draws the same numbers.
    seed: Cell<u64>,
}

/// Reads a fixture.
pub fn from_json(json: &str) -> Result<FixtureScope, FixtureError> {
    let Value::Map(root) = Value::from_json(json)? else {
        return Err(FixtureError::NotAnObject);
    };
    let text = |key: &str| root.get(key).map(Value::to_text).filter(|text| !text.is_empty());
    let zone = match text("timezone") {
        None => TimeZone::UTC,
        Some(name) => TimeZone::get(&name).map_err(|_| FixtureError::Field {
            field: "timezone",
            value: name,
            expected: "an IANA name such as Europe/Moscow",
        })?,
    };
    let now = match text("now") {
        None => Timestamp::UNIX_EPOCH,
        Some(now) => now.parse().map_err(|_| FixtureError::Field {
            field: "now",
            value: now,
            expected: "a moment such as 2021-03-26T18:46:00+03:00",
        })?,
    };
    let locale = match text("locale") {
        None => Locale::Ru,
        Some(locale) => locale.parse().map_err(|_| FixtureError::Field {
            field: "locale",
            value: locale,
            expected: "ru, uk or en",
        })?,
    };
    let hook_text = match root.get("hook_body") {
        None | Some(Value::Null) => None,
        Some(Value::Text(text)) => Some(text.clone()),
        Some(other) => Some(other.to_json_string()),
    };
    let hook = hook_text.as_deref().map(hook_value);
    let doubled = hook
        .as_ref()
        .map(|hook| flat::flatten_reporting(hook).collisions)
        .unwrap_or_default();
    let bots = bot_variables(&root);
    Ok(FixtureScope {
        bots,
        hook_text,
        hook,
        doubled,
        now: now.to_zoned(zone),
        locale,
        seed: Cell::new(1),
        root,
    })
}

/// Bot variables of the fixture and of its chat, as templates.
fn bot_variables(root: &Map) -> HashMap<String, Template> {
    let sections = [
        root.get("variables"),
        root.get("chat").and_then(|chat| chat.step("variables")),
    ];
    let mut bots = HashMap::new();
    for section in sections.into_iter().flatten() {
        let Value::Map(section) = section else { continue };
        for (name, value) in section.iter() {
            if let Value::Text(text) = value {
                bots.entry(name.to_owned())
                    .or_insert_with(|| Template::parse(text));
            }
        }
    }
    bots
}

/// A body as a value: JSON, else form fields, else nothing but its text.
fn hook_value(text: &str) -> Value {
    Value::from_json(text).unwrap_or_else(|_| {
        let pairs = text.split('&').filter_map(|pair| pair.split_once('='));
        Value::Map(
            pairs
                .map(|(key, value)| (form_decode(key), Value::Text(form_decode(value))))
                .collect(),
        )
    })
}

fn form_decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        match byte {
            b'+' => bytes.push(b' '),
            b'%' => {
                let hex: Vec<u8> = rest.clone().take(2).collect();
                let code = std::str::from_utf8(&hex).ok().filter(|hex| hex.len() == 2);
                match code.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
                    Some(code) => {
                        bytes.push(code);
                        rest.nth(1);
                    }
                    None => bytes.push(b'%'),
                }
            }
            other => bytes.push(other),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

impl FixtureScope {
    fn section(&self, name: &str) -> Option<&Value> {
        self.root.get(name)
    }

    fn in_section(&self, section: &str, key: &str) -> Option<Value> {
        self.section(section)?.step(key).cloned()
    }

    /// The run's own names, then those of the body (R-2, layer 1).
    fn run_variable(&self, name: &str) -> Option<Value> {
        if let Some(value) = self.in_section("run", name) {
            return Some(value);
        }
        if name == "webhook_data" {
            return self.hook_text.clone().map(Value::Text);
        }
        let hook = self.hook.as_ref()?;
        flat::find(hook, name).or_else(|| {
            let all = flat::flatten(hook);
            crate::value::only_match(all.iter().map(|(key, value)| (key.as_str(), value)), name).cloned()
        })
    }

    fn chat_name(&self, name: &str) -> Option<Value> {
        let canonical = CHAT_NAMES.iter().find(|known| known.eq_ignore_ascii_case(name))?;
        let value = self.in_section("chat", canonical)?;
        Some(match (&value, *canonical) {
            (Value::Text(text), "createdAt") => self.moment(text, Style::Utc).unwrap_or(value),
            _ => value,
        })
    }

    fn moment(&self, text: &str, style: Style) -> Option<Value> {
        let at: Timestamp = text.parse().ok()?;
        Some(Value::DateTime(at.to_zoned(self.now.time_zone().clone()), style))
    }

    fn in_chat(&self, section: &str, rest: &[Segment]) -> Option<Value> {
        walk(self.section("chat")?.step(section)?, rest)
    }
}

/// Follows plain keys into a value.
fn walk(start: &Value, path: &[Segment]) -> Option<Value> {
    let mut value = start;
    for segment in path {
        value = value.step(&segment.name)?;
    }
    Some(value.clone())
}

impl Scope for FixtureScope {
    fn variable(&self, name: &str) -> Option<Value> {
        self.run_variable(name)
            .or_else(|| self.in_section("global", name))
            .or_else(|| self.chat_name(name))
            .or_else(|| self.section("chat")?.step("fields")?.step(name).cloned())
    }

    fn is_doubled(&self, name: &str) -> bool {
        self.in_section("run", name).is_none() && self.doubled.iter().any(|known| known == name)
    }

    fn path(&self, path: &[Segment]) -> Option<Value> {
        let (root, rest) = path.split_first()?;
        match root.name.as_str() {
            "hook" => walk(self.hook.as_ref()?, rest),
            "tracker" | "fields" => self.in_chat(&root.name, rest),
            name if rest.is_empty() && CHAT_NAMES.contains(&name) => self.chat_name(name),
            "lead" | "contact" | "company" | "client" | "users" | "user" | "task" | "note" => {
                record::resolve(self, root, rest)
            }
            "global" | "object" | "event" | "message" | "variables" => walk(self.section(&root.name)?, rest),
            _ => None,
        }
    }

    fn now(&self) -> Zoned {
        self.now.clone()
    }

    fn locale(&self) -> Locale {
        self.locale
    }

    fn random(&self, below: u64) -> u64 {
        let mut state = self
            .seed
            .get()
            .wrapping_mul(0x9e37_79b9_7f4a_7c15)
            .wrapping_add(0x1234_5678_9abc_def1);
        state ^= state >> 29;
        self.seed.set(state);
        state % below.max(1)
    }

    fn link(&self, number: u64) -> Option<String> {
        // With a list of links only those exist; without one every number does.
        match self.section("links") {
            Some(links) => links.step(&number.to_string()).map(Value::to_text),
            None => {
                let lead = self
                    .section("lead")
                    .and_then(|lead| lead.step("id"))
                    .map(Value::to_text);
                let seed = format!("{number}/{}", lead.unwrap_or_default());
                let token = seed.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
                    (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
                });
                Some(format!("{}/t/{token:016x}", self.host()))
            }
        }
    }

    fn link_callback(&self, number: u64) -> Option<String> {
        self.link(number).map(|_| format!("tlink:{number}"))
    }

    fn bot_variable(&self, name: &str) -> Option<Template> {
        let exact = self.bots.get(name);
        let found = exact.or_else(|| {
            crate::value::only_match(self.bots.iter().map(|(key, bot)| (key.as_str(), bot)), name)
        });
        found.cloned()
    }

    fn rate(&self, code: &str) -> Option<Decimal> {
        crate::modifier::to_decimal(self.section("rates")?.step(code)?)
    }

    fn host(&self) -> String {
        self.section("host").map(Value::to_text).unwrap_or_default()
    }
}
