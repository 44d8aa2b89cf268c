//! Dates: the root `date.*`, reading values as moments, shifting and printing them.

pub(crate) mod diff;
pub(crate) mod format;
mod phrase;
mod russian;
pub(crate) mod workdays;

use jiff::civil::Weekday;
use jiff::{Timestamp, ToSpan, Zoned};
use rust_decimal::prelude::ToPrimitive;

use crate::value::{Style, Value};

pub(crate) use phrase::parse_absolute;

/// `date.now`, `date.next(Wednesday)`, `date.custom(7 days)` … (F-89). `None` = no such property.
pub(crate) fn root(property: &str, args: &[String], now: &Zoned) -> Option<Result<Value, String>> {
    let arg = args.join(",");
    let moment = match property {
        "now" => Some(now.clone()),
        "today" => now.start_of_day().ok(),
        "tomorrow" => shift(now, "tomorrow"),
        "yesterday" => shift(now, "yesterday"),
        "nextweek" => next_monday(now),
        "nextmonth" => shift(now, "+1 month"),
        "next" => {
            return Some(match shift(now, &format!("next {arg}")) {
                Some(moment) => Ok(Value::DateTime(moment, Style::System)),
                None => Err(format!(
                    "«{arg}» is not a day of the week: write date.next(Wednesday)"
                )),
            });
        }
        "custom" => {
            return Some(match shift(now, &arg) {
                Some(moment) => Ok(Value::DateTime(moment, Style::System)),
                None => Err(unreadable(&arg)),
            });
        }
        _ => return None,
    };
    let out_of_range = || "the date is out of range".to_owned();
    Some(
        moment
            .map(|moment| Value::DateTime(moment, Style::System))
            .ok_or_else(out_of_range),
    )
}

/// The message for a phrase that says no moment.
pub(crate) fn unreadable(phrase: &str) -> String {
    format!(
        "«{phrase}» says no date: write for example «+7 days», «last day of next month» or «2021-03-26 18:46»"
    )
}

fn next_monday(now: &Zoned) -> Option<Zoned> {
    let days = 7 - i64::from(now.weekday().since(Weekday::Monday));
    now.checked_add(days.days()).ok()
}

/// A phrase of PHP's strtotime, English or Russian or Ukrainian words, seen from `base`.
pub(crate) fn shift(base: &Zoned, phrase: &str) -> Option<Zoned> {
    phrase::parse(&russian::to_english(phrase), base)
}

/// Reads a value as a moment: dates at midnight of the workspace, numbers as UNIX seconds
/// (milliseconds when they could not be seconds), text as a phrase. `None` = no date.
pub(crate) fn moment(value: &Value, now: &Zoned) -> Option<Zoned> {
    match value {
        Value::Date(date) => date.to_zoned(now.time_zone().clone()).ok(),
        Value::DateTime(at, _) => Some(at.with_time_zone(now.time_zone().clone())),
        Value::Number(number) => from_unix(number.decimal()?.to_i64()?, now),
        Value::Text(text) => {
            let text = text.trim();
            let digits = text.strip_prefix('-').unwrap_or(text);
            if digits.len() >= 9 && digits.len() != 14 && digits.bytes().all(|b| b.is_ascii_digit()) {
                return from_unix(text.parse().ok()?, now);
            }
            if text.is_empty() { None } else { shift(now, text) }
        }
        Value::List(items) => moment(items.first()?, now),
        Value::Null | Value::Bool(_) | Value::Map(_) => None,
    }
}

fn from_unix(number: i64, now: &Zoned) -> Option<Zoned> {
    let seconds = if number.unsigned_abs() >= 100_000_000_000 {
        number / 1000
    } else {
        number
    };
    Some(
        Timestamp::from_second(seconds)
            .ok()?
            .to_zoned(now.time_zone().clone()),
    )
}

/// The style a shifted moment is printed in: that of the value it came from.
pub(crate) fn style_of(value: &Value) -> Style {
    match value {
        Value::DateTime(_, style) => *style,
        _ => Style::System,
    }
}
