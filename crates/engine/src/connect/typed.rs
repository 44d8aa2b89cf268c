//! A rendered value becomes what its parameter holds, or it is told why not.

use jiff::tz::TimeZone;
use signalbox_expr::Value;
use signalbox_model::connection::{Mapped, ValueType};
use signalbox_wire::body::JsonScalar;

use crate::crm::moment::Moment;

/// Puts the value map in: what a value becomes before it is typed. `None`: the value stays what it is.
pub(super) fn mapped(mapped: &Mapped, text: &str) -> Option<String> {
    if mapped.map.is_empty() {
        return None;
    }
    let found = mapped.map.get(text.trim()).cloned();
    found.or_else(|| mapped.otherwise.as_ref().map(|otherwise| otherwise.0.clone()))
}

/// A value of a type; the reason when it is none.
pub(super) fn typed(value: &Value, wanted: ValueType, zone: &TimeZone) -> Result<JsonScalar, String> {
    let text = value.to_text();
    if text.trim().is_empty() {
        return Ok(JsonScalar::Text(String::new()));
    }
    match wanted {
        ValueType::Text => Ok(match value {
            Value::Map(_) => JsonScalar::Text(value.to_json_string()),
            _ => JsonScalar::Text(text),
        }),
        ValueType::Number => number(&text),
        ValueType::Boolean => boolean(&text),
        ValueType::Json => json(value, text),
        ValueType::Date | ValueType::Utc | ValueType::Unix => moment(value, &text, wanted, zone),
    }
}

fn number(text: &str) -> Result<JsonScalar, String> {
    // `1 234,50` is how people write it.
    let tidy: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let tidy = match tidy.contains('.') {
        true => tidy,
        false => tidy.replacen(',', ".", 1),
    };
    let is_number = serde_json::from_str::<serde_json::Number>(&tidy).is_ok();
    match is_number {
        true => Ok(JsonScalar::Number(tidy)),
        false => Err(format!(
            "`{}` is not a number: write it like 12 or -12.5",
            shown(text)
        )),
    }
}

fn boolean(text: &str) -> Result<JsonScalar, String> {
    match text.trim().to_lowercase().as_str() {
        "true" | "yes" | "1" | "да" | "так" => Ok(JsonScalar::Bool(true)),
        "false" | "no" | "0" | "нет" | "ні" => Ok(JsonScalar::Bool(false)),
        _ => Err(format!(
            "`{}` is neither yes nor no: write true or false, yes or no, 1 or 0",
            shown(text)
        )),
    }
}

fn json(value: &Value, text: String) -> Result<JsonScalar, String> {
    if !matches!(value, Value::Text(_)) {
        return Ok(JsonScalar::Json(value.to_json_string()));
    }
    match signalbox_wire::json::check(&text) {
        Ok(()) => Ok(JsonScalar::Json(text)),
        Err(fault) => Err(format!(
            "this is not JSON: line {}, column {}: {}",
            fault.line, fault.column, fault.reason
        )),
    }
}

fn moment(value: &Value, text: &str, wanted: ValueType, zone: &TimeZone) -> Result<JsonScalar, String> {
    let known = match value {
        Value::DateTime(zoned, _) => Some(Moment::At(zoned.timestamp())),
        _ => Moment::parse(text, zone),
    };
    let known = known.ok_or_else(|| {
        format!(
            "`{}` is not a date: write it like 2026-12-31 10:30:00, 31.12.2026 or as UNIX seconds",
            shown(text)
        )
    })?;
    if wanted == ValueType::Date {
        return Ok(JsonScalar::Text(known.day(zone).to_string()));
    }
    let secs = known.micros(zone).map(|micros| micros.div_euclid(1_000_000));
    let at = secs.and_then(|secs| jiff::Timestamp::from_second(secs).ok());
    let at = at.ok_or_else(|| format!("`{}` does not exist in the workspace's time zone", shown(text)))?;
    Ok(match wanted {
        ValueType::Unix => JsonScalar::Number(at.as_second().to_string()),
        _ => JsonScalar::Text(at.to_string()),
    })
}

fn shown(text: &str) -> String {
    const MOST: usize = 60;
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_become_what_parameters_hold() {
        let zone = TimeZone::get("Europe/Moscow").unwrap();
        let text = |text: &str| JsonScalar::Text(text.to_owned());
        let number = |text: &str| JsonScalar::Number(text.to_owned());
        for (value, wanted, expected) in [
            ("00042", ValueType::Text, Some(text("00042"))),
            ("", ValueType::Number, Some(text(""))),
            ("1 234,50", ValueType::Number, Some(number("1234.50"))),
            ("12.50", ValueType::Number, Some(number("12.50"))),
            ("twelve", ValueType::Number, None),
            ("007", ValueType::Number, None),
            ("да", ValueType::Boolean, Some(JsonScalar::Bool(true))),
            ("0", ValueType::Boolean, Some(JsonScalar::Bool(false))),
            ("maybe", ValueType::Boolean, None),
            (
                r#"{"a":1}"#,
                ValueType::Json,
                Some(JsonScalar::Json(r#"{"a":1}"#.to_owned())),
            ),
            ("{a", ValueType::Json, None),
            (
                "2021-03-26 18:46:00",
                ValueType::Utc,
                Some(text("2021-03-26T15:46:00Z")),
            ),
            ("1616773560", ValueType::Utc, Some(text("2021-03-26T15:46:00Z"))),
            ("26.03.2021", ValueType::Date, Some(text("2021-03-26"))),
            ("2021-03-26T22:00:00Z", ValueType::Date, Some(text("2021-03-27"))),
            ("26.03.2021 18:46", ValueType::Unix, Some(number("1616773560"))),
            ("soon", ValueType::Utc, None),
        ] {
            assert_eq!(
                typed(&Value::text(value), wanted, &zone).ok(),
                expected,
                "{value} as {wanted:?}"
            );
        }
    }

    #[test]
    fn a_value_map_says_what_a_value_becomes() {
        let map = [("call".to_owned(), "Звонок".to_owned())].into();
        let plain = Mapped {
            map,
            ..Mapped::default()
        };
        assert_eq!(mapped(&plain, " call ").as_deref(), Some("Звонок"));
        assert_eq!(mapped(&plain, "request"), None);
        let with_rest = Mapped {
            otherwise: Some("Другое".into()),
            ..plain
        };
        assert_eq!(mapped(&with_rest, "request").as_deref(), Some("Другое"));
        assert_eq!(mapped(&Mapped::default(), "call"), None);
    }
}
