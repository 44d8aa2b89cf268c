//! Numbers that keep the way they were written: `12.50` from a body stays `12.50` (V-1),
//! while arithmetic is decimal, 28 digits, never binary floats (V-5).

use std::fmt;
use std::str::FromStr;

use rust_decimal::{Decimal, RoundingStrategy};

/// A number with its source text.
#[derive(Debug, Clone)]
pub struct Number {
    text: Box<str>,
    decimal: Option<Decimal>,
}

impl Number {
    /// Reads a number in JSON's spelling; `None` for anything else.
    pub fn parse(text: &str) -> Option<Number> {
        if !is_json_number(text) {
            return None;
        }
        let decimal = match text.contains(['e', 'E']) {
            true => Decimal::from_scientific(text).ok(),
            false => Decimal::from_str(text).ok(),
        };
        Some(Number {
            text: text.into(),
            decimal,
        })
    }

    /// The text as it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The value; `None` when it does not fit 28 digits.
    pub fn decimal(&self) -> Option<Decimal> {
        self.decimal
    }
}

impl From<Decimal> for Number {
    /// Computed numbers: plain, no exponent, trailing zeros cut (V-1).
    fn from(value: Decimal) -> Number {
        let value = value.normalize();
        Number {
            text: value.to_string().into(),
            decimal: Some(value),
        }
    }
}

impl From<i64> for Number {
    fn from(value: i64) -> Number {
        Number {
            text: value.to_string().into(),
            decimal: Some(value.into()),
        }
    }
}

impl From<u64> for Number {
    fn from(value: u64) -> Number {
        Number {
            text: value.to_string().into(),
            decimal: Some(value.into()),
        }
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Number) -> bool {
        match (self.decimal, other.decimal) {
            (Some(a), Some(b)) => a == b,
            _ => self.text == other.text,
        }
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

fn is_json_number(text: &str) -> bool {
    let rest = text.strip_prefix('-').unwrap_or(text);
    let (mantissa, exponent) = match rest.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (rest, None),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    digits(whole)
        && (whole == "0" || !whole.starts_with('0'))
        && fraction.is_none_or(digits)
        && exponent.is_none_or(|e| digits(e.strip_prefix(['+', '-']).unwrap_or(e)))
}

/// Reads text as people write numbers (V-4): spaces and apostrophes group, of `,` and `.` the last
/// one is the decimal mark, a lone `,` is one too, a mark that repeats groups by thousands.
pub fn parse_human(text: &str) -> Option<Decimal> {
    let trimmed = text.trim();
    if trimmed.is_empty() || trimmed.len() > 64 {
        return None;
    }
    let mut plain = String::with_capacity(trimmed.len());
    for (index, c) in trimmed.chars().enumerate() {
        match c {
            '0'..='9' | ',' | '.' => plain.push(c),
            '-' | '−' if index == 0 => plain.push('-'),
            '+' if index == 0 => {}
            ' ' | '\u{a0}' | '\u{2007}' | '\u{2009}' | '\u{200a}' | '\u{202f}' | '\'' | '’' => {}
            _ => return None,
        }
    }
    let plain = settle_marks(plain)?;
    Decimal::from_str(&plain).ok()
}

/// Leaves at most one mark, a `.`, in the text.
fn settle_marks(text: String) -> Option<String> {
    let (commas, dots) = (text.matches(',').count(), text.matches('.').count());
    let settled = match (commas, dots) {
        (0, 0 | 1) => text,
        (1, 0) => text.replace(',', "."),
        (0, _) => ungroup(&text, '.')?,
        (_, 0) => ungroup(&text, ',')?,
        _ => {
            let (decimal, group) = match text.rfind(',') > text.rfind('.') {
                true => (',', '.'),
                false => ('.', ','),
            };
            if text.matches(decimal).count() > 1 {
                return None;
            }
            text.replace(group, "").replace(decimal, ".")
        }
    };
    let digits = settled.strip_prefix('-').unwrap_or(&settled);
    let usable = digits.bytes().any(|b| b.is_ascii_digit()) && !digits.ends_with('.');
    usable.then_some(settled)
}

fn ungroup(text: &str, mark: char) -> Option<String> {
    let groups_of_three = text.split(mark).skip(1).all(|group| group.len() == 3);
    groups_of_three.then(|| text.replace(mark, ""))
}

/// Rounds half away from zero (V-5); negative `digits` round to tens, hundreds …
pub fn round(value: Decimal, digits: i32) -> Decimal {
    let half_up = RoundingStrategy::MidpointAwayFromZero;
    match u32::try_from(digits) {
        Ok(digits) => value.round_dp_with_strategy(digits.min(28), half_up),
        Err(_) => {
            let power = digits.unsigned_abs().min(27);
            let unit = Decimal::from_i128_with_scale(10i128.pow(power), 0);
            (value / unit).round_dp_with_strategy(0, half_up) * unit
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_write_numbers_in_many_ways() {
        let cases = [
            ("1 000,50", Some("1000.50")),
            ("1\u{a0}000", Some("1000")),
            ("1'234.5", Some("1234.5")),
            ("1.234,56", Some("1234.56")),
            ("1,234.56", Some("1234.56")),
            ("1,234,567", Some("1234567")),
            ("1.234.567", Some("1234567")),
            ("0,5", Some("0.5")),
            ("−7", Some("-7")),
            ("+7", Some("7")),
            (".5", Some("0.5")),
            ("26.03.2021", None),
            ("12 руб", None),
            ("5.", None),
            ("", None),
            ("-", None),
            ("1-2", None),
        ];
        for (text, expected) in cases {
            assert_eq!(parse_human(text), expected.map(|e| e.parse().unwrap()), "{text}");
        }
    }

    #[test]
    fn rounding_is_half_away_from_zero() {
        for (value, digits, expected) in [
            ("2.5", 0, "3"),
            ("-2.5", 0, "-3"),
            ("1.005", 2, "1.01"),
            ("1250", -2, "1300"),
            ("7", 3, "7"),
        ] {
            assert_eq!(
                round(value.parse().unwrap(), digits),
                expected.parse().unwrap(),
                "{value}"
            );
        }
    }

    #[test]
    fn only_json_spelling_is_kept() {
        for good in [
            "0",
            "-1",
            "12.50",
            "1e3",
            "1E-2",
            "123456789012345678901234567890123456789",
        ] {
            assert_eq!(Number::parse(good).unwrap().as_str(), good);
        }
        for bad in ["", "01", "+1", ".5", "1.", "1e", "0x1", "NaN"] {
            assert!(Number::parse(bad).is_none(), "{bad}");
        }
    }
}
