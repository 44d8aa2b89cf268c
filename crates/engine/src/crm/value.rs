//! Values of custom fields: from text and JSON into the canonical form of the field's type.

use super::moment::Moment;
use super::tag::split_list;
use super::{Defs, phone};
use rust_decimal::prelude::ToPrimitive;
use serde_json::{Value as Json, json};
use signalbox_expr::parse_human;
use signalbox_model::field::FieldKind;
use signalbox_model::record::Money;
use signalbox_model::{RecordId, RecordKind};
use std::collections::BTreeSet;

/// A value in its canonical form, `null` when it is to be cleared, and what was wrong. With faults and a value, the
/// value holds what was right (example 100).
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Parsed {
    pub value: Json,
    pub faults: Vec<String>,
}

impl Parsed {
    fn of(result: Result<Json, String>) -> Self {
        match result {
            Ok(value) => Self {
                value,
                faults: Vec::new(),
            },
            Err(fault) => Self {
                value: Json::Null,
                faults: vec![fault],
            },
        }
    }

    /// Whether nothing of the text could be used.
    pub fn failed(&self) -> bool {
        self.value.is_null() && !self.faults.is_empty()
    }
}

/// A canonical form of a text. An empty text clears.
pub(crate) fn parse(kind: &FieldKind, text: &str, defs: &Defs) -> Parsed {
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return Parsed::default();
    }
    let home = phone::region(&defs.settings.language);
    match kind {
        FieldKind::Text | FieldKind::Url => Parsed::of(Ok(trimmed.into())),
        FieldKind::LongText => Parsed::of(Ok(text.into())),
        FieldKind::Number => Parsed::of(number(trimmed)),
        FieldKind::Money => Parsed::of(money(trimmed, defs).map(|money| money_json(&money))),
        FieldKind::Date => Parsed::of(day(trimmed, defs)),
        FieldKind::DateTime => Parsed::of(moment(trimmed, defs).map(Json::from)),
        FieldKind::Flag => Parsed::of(flag(trimmed)),
        FieldKind::Select { options } => Parsed::of(option(trimmed, options).map(Json::from)),
        FieldKind::Multiselect { options } => chosen(trimmed, options),
        FieldKind::Phone => list(addresses(trimmed), |item| phone::canonical(item, home)),
        FieldKind::Email => list(addresses(trimmed), |item| item.trim().to_owned()),
        FieldKind::File => Parsed::of(Ok(
            json!({ "name": file_name(trimmed), "size": 0, "url": trimmed }),
        )),
        FieldKind::Formula { .. } => {
            Parsed::of(Err("it is computed: change its template in the settings".into()))
        }
        FieldKind::Link { to } => Parsed::of(record_id(trimmed, *to)),
    }
}

/// A canonical form of JSON as the API carries it: the canonical form itself, or text as people write it.
pub(crate) fn from_json(kind: &FieldKind, value: &Json, defs: &Defs) -> Parsed {
    match (kind, value) {
        (_, Json::Null) => Parsed::default(),
        (FieldKind::DateTime, Json::Number(at)) if at.is_i64() => Parsed::of(Ok(value.clone())),
        (_, Json::Bool(yes)) => parse(kind, if *yes { "1" } else { "0" }, defs),
        (_, Json::String(text)) => parse(kind, text, defs),
        (_, Json::Number(number)) => parse(kind, &number.to_string(), defs),
        (FieldKind::Multiselect { options }, Json::Array(items)) => {
            strings(items, |items| choose(&items, options))
        }
        (FieldKind::Phone, Json::Array(items)) => {
            let home = phone::region(&defs.settings.language);
            strings(items, |items| list(items, |item| phone::canonical(item, home)))
        }
        (FieldKind::Email, Json::Array(items)) => {
            strings(items, |items| list(items, |item| item.trim().to_owned()))
        }
        (FieldKind::Money, Json::Object(_)) => Parsed::of(
            serde_json::from_value::<Money>(value.clone())
                .map(|money| money_json(&money))
                .map_err(|_| "money is {\"minor\": 1250, \"currency\": \"RUB\"}, in minor units".into()),
        ),
        (FieldKind::File, Json::Object(file)) => Parsed::of(match (file.get("name"), file.get("url")) {
            (Some(Json::String(name)), Some(Json::String(url))) if !name.is_empty() => {
                let size = file.get("size").and_then(Json::as_u64).unwrap_or(0);
                Ok(json!({ "name": name, "size": size, "url": url }))
            }
            _ => Err("a file is {\"name\": …, \"size\": …, \"url\": …}".into()),
        }),
        (FieldKind::Link { to }, Json::Object(link)) => {
            Parsed::of(match link.get("id").and_then(Json::as_str) {
                Some(id) if link.get("kind").is_none_or(|kind| kind == to.as_str()) => record_id(id, *to),
                _ => Err(format!("a link is {{\"kind\": \"{to}\", \"id\": …}}")),
            })
        }
        _ => Parsed::of(Err(format!("it takes {}", expected(kind)))),
    }
}

/// What a type of field takes, for people.
fn expected(kind: &FieldKind) -> &'static str {
    match kind {
        FieldKind::Text | FieldKind::LongText | FieldKind::Url => "text",
        FieldKind::Number => "a number such as 12.5",
        FieldKind::Money => "an amount such as 1250.50",
        FieldKind::Date => "a date such as 31.12.2026 or 2026-12-31",
        FieldKind::DateTime => "a moment such as 31.12.2026 10:30 or 2026-12-31T10:30:00Z",
        FieldKind::Flag => "yes or no: 1 or 0",
        FieldKind::Select { .. } => "one of its options",
        FieldKind::Multiselect { .. } => "a list of its options",
        FieldKind::Phone => "phones",
        FieldKind::Email => "e-mails",
        FieldKind::File => "a file",
        FieldKind::Formula { .. } => "no value: it is computed",
        FieldKind::Link { .. } => "the id of a record",
    }
}

fn not_a(what: &str, text: &str) -> String {
    let shown: String = text.chars().take(60).collect();
    format!("`{shown}` is not {what}")
}

fn number(text: &str) -> Result<Json, String> {
    let parsed = parse_human(text).ok_or_else(|| not_a(expected(&FieldKind::Number), text))?;
    Ok(parsed.to_string().into())
}

/// An amount in the workspace's currency, rounded to the minor unit half away from zero (V-5).
pub(crate) fn money(text: &str, defs: &Defs) -> Result<Money, String> {
    let fault = || not_a(expected(&FieldKind::Money), text);
    let amount = parse_human(text).ok_or_else(fault)?;
    let minor = amount
        .checked_mul(100.into())
        .map(|minor| minor.round_dp_with_strategy(0, rust_decimal::RoundingStrategy::MidpointAwayFromZero))
        .and_then(|minor| minor.to_i64())
        .ok_or_else(fault)?;
    Ok(Money {
        minor,
        currency: defs.settings.currency.clone(),
    })
}

pub(crate) fn money_json(money: &Money) -> Json {
    json!({ "minor": money.minor, "currency": money.currency })
}

fn day(text: &str, defs: &Defs) -> Result<Json, String> {
    let moment = Moment::parse(text, defs.tz).ok_or_else(|| not_a(expected(&FieldKind::Date), text))?;
    Ok(moment.day(defs.tz).to_string().into())
}

/// A moment, UNIX microseconds.
pub(crate) fn moment(text: &str, defs: &Defs) -> Result<i64, String> {
    Moment::parse(text, defs.tz)
        .and_then(|moment| moment.micros(defs.tz))
        .ok_or_else(|| not_a(expected(&FieldKind::DateTime), text))
}

fn flag(text: &str) -> Result<Json, String> {
    match text.to_lowercase().as_str() {
        "1" | "true" | "yes" | "on" | "да" | "так" => Ok(true.into()),
        "0" | "false" | "no" | "off" | "нет" | "ні" => Ok(false.into()),
        _ => Err(not_a(expected(&FieldKind::Flag), text)),
    }
}

/// Options are chosen by their exact name (F-24).
fn option(text: &str, options: &[String]) -> Result<String, String> {
    let found = options.iter().find(|option| option.trim() == text.trim());
    found.cloned().ok_or_else(|| {
        format!(
            "there is no option `{}`: the options are {}",
            text.trim(),
            options.join(", ")
        )
    })
}

/// Options separated by commas; a text that is one option as a whole is that option, whatever its commas.
fn chosen(text: &str, options: &[String]) -> Parsed {
    match option(text, options) {
        Ok(only) => Parsed::of(Ok(json!([only]))),
        Err(_) => choose(&split_list(text), options),
    }
}

fn choose(items: &[String], options: &[String]) -> Parsed {
    let mut faults = Vec::new();
    let mut picked = BTreeSet::new();
    for item in items {
        match option(item, options) {
            Ok(name) => drop(picked.insert(name)),
            Err(fault) => faults.push(fault),
        }
    }
    let value: Vec<&String> = options.iter().filter(|option| picked.contains(*option)).collect();
    Parsed {
        value: if value.is_empty() {
            Json::Null
        } else {
            json!(value)
        },
        faults,
    }
}

/// A list without repeats and empty items; no items clear.
fn list(items: Vec<String>, canonical: impl Fn(&str) -> String) -> Parsed {
    let mut out: Vec<String> = Vec::new();
    for item in items {
        let item = canonical(&item);
        if !item.is_empty() && !out.contains(&item) {
            out.push(item);
        }
    }
    Parsed::of(Ok(if out.is_empty() { Json::Null } else { json!(out) }))
}

/// Phones or e-mails in one text.
pub(crate) fn addresses(text: &str) -> Vec<String> {
    let items = text.split([',', ';', '\n']).map(|item| item.trim().to_owned());
    items.filter(|item| !item.is_empty()).collect()
}

fn strings(items: &[Json], read: impl FnOnce(Vec<String>) -> Parsed) -> Parsed {
    let texts: Option<Vec<String>> = items
        .iter()
        .map(|item| item.as_str().map(str::to_owned))
        .collect();
    texts.map_or_else(|| Parsed::of(Err("it takes a list of texts".into())), read)
}

fn file_name(url: &str) -> &str {
    let path = url.split(['?', '#']).next().unwrap_or(url);
    path.trim_end_matches('/').rsplit('/').next().unwrap_or(path)
}

fn record_id(text: &str, to: RecordKind) -> Result<Json, String> {
    let id: RecordId = text.trim().parse().map_err(|error| format!("{error}"))?;
    Ok(json!({ "kind": to.as_str(), "id": id }))
}

#[cfg(test)]
mod tests {
    use super::super::Schema;
    use super::*;
    use jiff::tz::TimeZone;
    use signalbox_model::account::WorkspaceSettings;

    fn check(cases: &[(FieldKind, Json, Json, usize)]) {
        let (schema, settings, tz) = (
            Schema::default(),
            WorkspaceSettings::default(),
            TimeZone::get("Europe/Moscow").unwrap(),
        );
        let defs = Defs {
            schema: &schema,
            settings: &settings,
            tz: &tz,
        };
        for (kind, given, value, faults) in cases {
            let parsed = from_json(kind, given, &defs);
            assert_eq!(
                (&parsed.value, parsed.faults.len()),
                (value, *faults),
                "{kind:?} {given}"
            );
        }
    }

    #[test]
    fn every_type_has_one_canonical_form() {
        let options = vec!["Товар".to_owned(), "Товар 2".to_owned(), "а, б".to_owned()];
        let id = RecordId(5).to_string();
        check(&[
            (FieldKind::Text, json!("  привет "), json!("привет"), 0),
            (FieldKind::Text, json!(12), json!("12"), 0),
            (FieldKind::Text, json!("   "), Json::Null, 0),
            (FieldKind::LongText, json!("a\n b\n"), json!("a\n b\n"), 0),
            (FieldKind::Text, json!(["a"]), Json::Null, 1),
            (FieldKind::Number, json!("1 000,50"), json!("1000.50"), 0),
            (FieldKind::Number, json!(-3), json!("-3"), 0),
            (FieldKind::Number, json!("сто"), Json::Null, 1),
            (
                FieldKind::Money,
                json!("58 000"),
                json!({ "minor": 5_800_000, "currency": "RUB" }),
                0,
            ),
            (
                FieldKind::Money,
                json!("1.005"),
                json!({ "minor": 101, "currency": "RUB" }),
                0,
            ),
            (
                FieldKind::Money,
                json!({ "minor": 7, "currency": "USD" }),
                json!({ "minor": 7, "currency": "USD" }),
                0,
            ),
            (FieldKind::Money, json!({ "minor": "7" }), Json::Null, 1),
            (
                FieldKind::Money,
                json!("99999999999999999999999999"),
                Json::Null,
                1,
            ),
            (FieldKind::Date, json!("26.03.2021"), json!("2021-03-26"), 0),
            (
                FieldKind::Date,
                json!("2021-03-26T22:00:00Z"),
                json!("2021-03-27"),
                0,
            ),
            (FieldKind::Date, json!("завтра"), Json::Null, 1),
            (
                FieldKind::DateTime,
                json!("26.03.2021 18:46"),
                json!(1_616_773_560_000_000_i64),
                0,
            ),
            (FieldKind::DateTime, json!(17), json!(17), 0),
            (FieldKind::Flag, json!("Так"), json!(true), 0),
            (FieldKind::Flag, json!(false), json!(false), 0),
            (FieldKind::Flag, json!(0), json!(false), 0),
            (FieldKind::Flag, json!("может быть"), Json::Null, 1),
            (
                FieldKind::Select {
                    options: options.clone(),
                },
                json!("Товар 2"),
                json!("Товар 2"),
                0,
            ),
            (
                FieldKind::Select {
                    options: options.clone(),
                },
                json!("товар 2"),
                Json::Null,
                1,
            ),
            (
                FieldKind::Multiselect {
                    options: options.clone(),
                },
                json!("Товар 2, Товар"),
                json!(["Товар", "Товар 2"]),
                0,
            ),
            (
                FieldKind::Multiselect {
                    options: options.clone(),
                },
                json!("Товар, Чужой"),
                json!(["Товар"]),
                1,
            ),
            (
                FieldKind::Multiselect {
                    options: options.clone(),
                },
                json!("а, б"),
                json!(["а, б"]),
                0,
            ),
            (
                FieldKind::Multiselect {
                    options: options.clone(),
                },
                json!("\"а, б\", Товар"),
                json!(["Товар", "а, б"]),
                0,
            ),
            (
                FieldKind::Multiselect {
                    options: options.clone(),
                },
                json!(["Товар"]),
                json!(["Товар"]),
                0,
            ),
            (FieldKind::Multiselect { options }, json!([1]), Json::Null, 1),
            (
                FieldKind::Phone,
                json!("89161234567, +79161234567"),
                json!(["+79161234567"]),
                0,
            ),
            (FieldKind::Email, json!([" a@b.ru ", ""]), json!(["a@b.ru"]), 0),
            (FieldKind::Email, json!([]), Json::Null, 0),
            (
                FieldKind::File,
                json!("https://x/y/a.pdf?z=1"),
                json!({ "name": "a.pdf", "size": 0, "url": "https://x/y/a.pdf?z=1" }),
                0,
            ),
            (FieldKind::File, json!({ "name": "a" }), Json::Null, 1),
            (
                FieldKind::Formula {
                    template: String::new(),
                },
                json!("x"),
                Json::Null,
                1,
            ),
            (
                FieldKind::Link { to: RecordKind::Lead },
                json!(id),
                json!({ "kind": "lead", "id": id }),
                0,
            ),
            (
                FieldKind::Link { to: RecordKind::Lead },
                json!({ "kind": "task", "id": id }),
                Json::Null,
                1,
            ),
            (
                FieldKind::Link { to: RecordKind::Lead },
                json!("x"),
                Json::Null,
                1,
            ),
        ]);
    }
}
