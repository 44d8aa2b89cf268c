//! `date_diff`: the distance of two moments, in the letters of PHP's DateInterval.

use jiff::{Unit, Zoned, ZonedDifference};

/// Formats the distance between two moments, unsigned: `%a` all days, `%y %m %d %h %i %s` the parts
/// (capitals with two digits), `%R` the sign seen from `from`.
pub(crate) fn format(pattern: &str, from: &Zoned, to: &Zoned) -> Option<String> {
    let (earlier, later) = if from <= to { (from, to) } else { (to, from) };
    let parts = earlier
        .until(ZonedDifference::new(later).largest(Unit::Year))
        .ok()?;
    let days = earlier
        .until(ZonedDifference::new(later).largest(Unit::Day))
        .ok()?
        .get_days();
    let mut out = String::new();
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        if c != '%' {
            out.push(c);
            continue;
        }
        let Some(letter) = chars.next() else {
            out.push('%');
            break;
        };
        let number = match letter.to_ascii_lowercase() {
            'a' => i64::from(days),
            'y' => i64::from(parts.get_years()),
            'm' => i64::from(parts.get_months()),
            'd' => i64::from(parts.get_days()),
            'h' => i64::from(parts.get_hours()),
            'i' => parts.get_minutes(),
            's' => parts.get_seconds(),
            _ => {
                match letter {
                    'R' => out.push(if from <= to { '+' } else { '-' }),
                    'r' if from > to => out.push('-'),
                    'r' => {}
                    '%' => out.push('%'),
                    other => out.extend(['%', other]),
                }
                continue;
            }
        };
        match letter.is_ascii_uppercase() && letter != 'A' {
            true => out.push_str(&format!("{number:02}")),
            false => out.push_str(&number.to_string()),
        }
    }
    Some(out)
}
