//! What a message carries: an e-mail address, a telephone number, whatever a pattern finds (F-101).

use std::sync::LazyLock;

use regex::Regex;

use super::Renderer;
use crate::notice::{Level, Span};
use crate::pattern;
use crate::scope::Segment;
use crate::value::Value;

static EMAIL: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = r"[\p{L}\p{N}][\p{L}\p{N}._%+-]*@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)*\.\p{L}{2,}";
    Regex::new(pattern).expect("the pattern is tested")
});

static PHONE: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = r"\+?\(?\d[\d \u{a0}().-]{5,}\d";
    Regex::new(pattern).expect("the pattern is tested")
});

/// Digits of a telephone number, country code included (E.164 allows 15).
const PHONE_DIGITS: std::ops::RangeInclusive<usize> = 7..=15;

impl Renderer<'_> {
    /// `message_text.email`, `message_text.phone`: empty when the message has none, undeclared without a message.
    pub(super) fn message_part(&mut self, part: &str) -> Option<Value> {
        let text = self.message()?;
        let found = match part.eq_ignore_ascii_case("email") {
            true => EMAIL.find(&text),
            false => PHONE.find_iter(&text).find(|found| {
                let digits = found.as_str().bytes().filter(u8::is_ascii_digit).count();
                PHONE_DIGITS.contains(&digits)
            }),
        };
        Some(Value::text(found.map_or("", |found| found.as_str())))
    }

    /// `regexp./pattern/`: the first group of the pattern in the message, the whole match when it has no group,
    /// empty when it does not match. `None` and a notice without a message.
    pub(super) fn in_message(&mut self, source: &str, span: Span) -> Option<Value> {
        let Some(text) = self.message() else {
            let message = "there is no message here, so the pattern finds nothing";
            self.notice(Level::Warning, message, Some(span));
            return None;
        };
        let pattern = match pattern::compile(source, true) {
            Ok(pattern) => pattern,
            Err(error) => {
                let message = format!(
                    "{source} is not a regular expression: {}",
                    pattern::reason(&error)
                );
                self.notice(Level::Error, message, Some(span));
                return None;
            }
        };
        let found = pattern.captures(&text).and_then(|found| {
            let group = if found.len() > 1 { 1 } else { 0 };
            found.get(group).map(|piece| piece.as_str().to_owned())
        });
        Some(Value::Text(found.unwrap_or_default()))
    }

    fn message(&self) -> Option<String> {
        let value = self.scope.path(&[Segment::new("message_text")]);
        let value = value.or_else(|| self.scope.variable("message_text"))?;
        Some(value.to_text())
    }
}
