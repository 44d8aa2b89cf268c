//! Comparing two values as conditions do (Z-5 … Z-8).
//!
//! Both sides number-like: as numbers. Both dates: as moments. A list on either side: as options.
//! Otherwise as text: trimmed, NFC, in any case unless asked. Swapping the sides and mirroring the
//! operator never changes the answer.

use std::borrow::Cow;
use std::cmp::Ordering;

use jiff::tz::TimeZone;
use rust_decimal::Decimal;
use unicode_normalization::{UnicodeNormalization, is_nfc};

use crate::date;
use crate::modifier::to_decimal;
use crate::pattern;
use crate::value::Value;

/// What is asked of two values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Operator {
    Equals,
    NotEquals,
    Contains,
    NotContains,
    StartsWith,
    EndsWith,
    Greater,
    GreaterOrEqual,
    Less,
    LessOrEqual,
    /// Nothing, blank text, an empty list. The right side is not looked at.
    Empty,
    NotEmpty,
    /// The left is one of the right's options; a list on the left has one of them.
    In,
    NotIn,
    /// A regular expression, on a linear-time engine.
    Matches,
    NotMatches,
}

/// The comparison cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CompareError {
    #[error("the pattern «{pattern}» is not a regular expression: {reason}")]
    Pattern { pattern: String, reason: String },
}

impl Operator {
    /// The operator that gives the same answer with the sides swapped, where there is one (Z-5).
    pub fn mirrored(self) -> Option<Operator> {
        use Operator::{Equals, Greater, GreaterOrEqual, Less, LessOrEqual, NotEquals};
        match self {
            Equals | NotEquals => Some(self),
            Greater => Some(Less),
            GreaterOrEqual => Some(LessOrEqual),
            Less => Some(Greater),
            LessOrEqual => Some(GreaterOrEqual),
            _ => None,
        }
    }
}

/// Judges `left op right`.
///
/// [`Value::Null`] is what does not exist: with it on either side everything but "empty" is false (Z-8).
/// Empty text beside a number is neither equal to it nor greater nor less (Z-7).
pub fn compare(
    left: &Value,
    op: Operator,
    right: &Value,
    case_sensitive: bool,
) -> Result<bool, CompareError> {
    match op {
        Operator::Empty => return Ok(left.is_empty()),
        Operator::NotEmpty => return Ok(!left.is_empty()),
        _ if matches!(left, Value::Null) || matches!(right, Value::Null) => return Ok(false),
        _ => {}
    }
    let case = Case {
        sensitive: case_sensitive,
    };
    Ok(match op {
        Operator::Equals => case.equal(left, right),
        Operator::NotEquals => !case.equal(left, right),
        Operator::Contains => case.contains(left, right),
        Operator::NotContains => !case.contains(left, right),
        Operator::StartsWith => case
            .fold(&left.to_text())
            .starts_with(&*case.fold(&right.to_text())),
        Operator::EndsWith => case
            .fold(&left.to_text())
            .ends_with(&*case.fold(&right.to_text())),
        Operator::Greater => case.order(left, right).is_some_and(Ordering::is_gt),
        Operator::GreaterOrEqual => case.order(left, right).is_some_and(Ordering::is_ge),
        Operator::Less => case.order(left, right).is_some_and(Ordering::is_lt),
        Operator::LessOrEqual => case.order(left, right).is_some_and(Ordering::is_le),
        Operator::In => case.one_of(left, right),
        Operator::NotIn => !case.one_of(left, right),
        Operator::Matches => matches_pattern(left, right, case_sensitive)?,
        Operator::NotMatches => !matches_pattern(left, right, case_sensitive)?,
        Operator::Empty | Operator::NotEmpty => unreachable!("answered above"),
    })
}

/// A text that two values share exactly when [`Operator::Equals`] holds between them, letters' case left out:
/// an index files literals under it. `None` where equality is no matter of one text (flags, lists, moments).
pub fn equality_key(value: &Value) -> Option<String> {
    match value {
        // Nothing is equal to what does not exist (Z-8): no literal has this key.
        Value::Null => Some(String::new()),
        Value::Number(_) | Value::Text(_) => {
            if let Some(number) = number(value) {
                return Some(format!("n{}", number.normalize()));
            }
            let text = value.to_text();
            let moment = text
                .contains(|c: char| c.is_ascii_digit())
                .then(|| date::parse_absolute(&text, &TimeZone::UTC));
            Some(match moment.flatten() {
                Some(moment) => format!("d{}", moment.timestamp().as_nanosecond()),
                None => format!("t{}", Case { sensitive: false }.fold(&text)),
            })
        }
        _ => None,
    }
}

fn matches_pattern(left: &Value, right: &Value, case_sensitive: bool) -> Result<bool, CompareError> {
    let source = right.to_text();
    let pattern = pattern::compile(&source, case_sensitive).map_err(|error| CompareError::Pattern {
        pattern: source.clone(),
        reason: pattern::reason(&error),
    })?;
    Ok(match left {
        Value::Text(text) => pattern.is_match(text),
        other => pattern.is_match(&other.to_text()),
    })
}

struct Case {
    sensitive: bool,
}

impl Case {
    /// Trimmed, NFC, lower case unless case counts.
    fn fold<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let trimmed = text.trim();
        let normal = match is_nfc(trimmed) {
            true => Cow::Borrowed(trimmed),
            false => Cow::Owned(trimmed.nfc().collect()),
        };
        match self.sensitive || !normal.chars().any(|c| c.is_uppercase()) {
            true => normal,
            false => Cow::Owned(normal.to_lowercase()),
        }
    }

    fn same_text(&self, left: &str, right: &str) -> bool {
        left == right || self.fold(left) == self.fold(right)
    }

    fn equal(&self, left: &Value, right: &Value) -> bool {
        match (left, right) {
            (Value::List(_), _) | (_, Value::List(_)) => {
                self.same_set(&options(left, false), &options(right, false))
            }
            (Value::Text(left), Value::Text(right)) if left == right => true,
            _ => match self.typed_order(left, right) {
                Some(order) => order.is_some_and(Ordering::is_eq),
                None => self.same_text(&left.to_text(), &right.to_text()),
            },
        }
    }

    /// `None`: neither numbers nor dates, compare as text. `Some(None)`: not comparable (Z-7).
    #[expect(clippy::option_option, reason = "text and incomparable are different answers")]
    fn typed_order(&self, left: &Value, right: &Value) -> Option<Option<Ordering>> {
        if let (Some(left), Some(right)) = (number(left), number(right)) {
            return Some(Some(left.cmp(&right)));
        }
        if matches!((left, right), (Value::Bool(_), _) | (_, Value::Bool(_)))
            && let (Some(left), Some(right)) = (flag(left), flag(right))
        {
            return Some(Some(left.cmp(&right)));
        }
        let one_is_number = |a: &Value, b: &Value| number(a).is_some() && b.is_empty();
        if one_is_number(left, right) || one_is_number(right, left) {
            return Some(None);
        }
        moments(left, right).map(|(left, right)| Some(left.cmp(&right)))
    }

    fn order(&self, left: &Value, right: &Value) -> Option<Ordering> {
        if left.is_empty() || right.is_empty() {
            return None;
        }
        match self.typed_order(left, right) {
            Some(order) => order,
            None => Some(self.fold(&left.to_text()).cmp(&self.fold(&right.to_text()))),
        }
    }

    fn contains(&self, left: &Value, right: &Value) -> bool {
        let wanted = right.to_text();
        let wanted = self.fold(&wanted);
        match left {
            Value::List(items) => items
                .iter()
                .any(|item| self.fold(&item.to_text()).contains(&*wanted)),
            _ => self.fold(&left.to_text()).contains(&*wanted),
        }
    }

    fn one_of(&self, left: &Value, right: &Value) -> bool {
        let wanted = options(right, true);
        match left {
            Value::List(items) => items.iter().any(|item| {
                wanted
                    .iter()
                    .any(|option| self.equal(item, &Value::text(&**option)))
            }),
            _ => {
                let whole = self.same_text(&left.to_text(), &right.to_text());
                whole
                    || wanted
                        .iter()
                        .any(|option| self.equal(left, &Value::text(&**option)))
            }
        }
    }

    fn same_set(&self, left: &[String], right: &[String]) -> bool {
        let inside = |some: &[String], all: &[String]| {
            some.iter()
                .all(|item| all.iter().any(|other| self.same_text(item, other)))
        };
        inside(left, right) && inside(right, left)
    }
}

/// A value as options: a list's items; text split at `||`, or at commas outside quotes.
fn options(value: &Value, keep_blank: bool) -> Vec<String> {
    match value {
        Value::List(items) => items.iter().map(Value::to_text).collect(),
        other => {
            let text = other.to_text();
            let parts = match text.contains("||") {
                true => text.split("||").map(|part| part.trim().to_owned()).collect(),
                false => split_list(&text),
            };
            parts
                .into_iter()
                .filter(|part| keep_blank || !part.is_empty())
                .collect()
        }
    }
}

/// Splits at commas outside double quotes and trims, as list fields are assigned.
pub fn split_list(text: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut quote = None;
    for c in text.chars() {
        match (quote, c) {
            (None, ',') => parts.push(String::new()),
            (None, '"' | '«' | '“') if parts.last().is_some_and(|part| part.trim().is_empty()) => {
                quote = Some(match c {
                    '«' => '»',
                    '“' => '”',
                    _ => '"',
                });
            }
            (Some(close), c) if c == close => quote = None,
            _ => {
                if let Some(part) = parts.last_mut() {
                    part.push(c);
                }
            }
        }
    }
    parts.into_iter().map(|part| part.trim().to_owned()).collect()
}

fn number(value: &Value) -> Option<Decimal> {
    match value {
        Value::Date(_) | Value::DateTime(..) | Value::List(_) => None,
        other => to_decimal(other),
    }
}

/// A flag, or a text that says one: asked only where a flag is on at least one side.
fn flag(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(flag) => Some(*flag),
        Value::Text(text) => flag_word(text),
        _ => None,
    }
}

fn flag_word(text: &str) -> Option<bool> {
    match text.trim().to_lowercase().as_str() {
        "1" | "true" | "yes" | "on" | "да" | "так" => Some(true),
        "0" | "false" | "no" | "off" | "нет" | "ні" => Some(false),
        _ => None,
    }
}

/// Both sides as moments, when both are dates; a date without a zone takes the other's.
fn moments(left: &Value, right: &Value) -> Option<(jiff::Zoned, jiff::Zoned)> {
    let zone = match (left, right) {
        (Value::DateTime(at, _), _) | (_, Value::DateTime(at, _)) => at.time_zone().clone(),
        _ => TimeZone::UTC,
    };
    let moment = |value: &Value| match value {
        Value::Date(date) => date.to_zoned(zone.clone()).ok(),
        Value::DateTime(at, _) => Some(at.clone()),
        Value::Text(text) => date::parse_absolute(text, &zone),
        _ => None,
    };
    Some((moment(left)?, moment(right)?))
}

#[cfg(test)]
mod tests;
