//! What a person left behind, and whether a text tells of it.

use serde::{Deserialize, Serialize};
use signalbox_model::RecordId;

/// Digits of a phone that tell people apart, however its beginning is written.
const PHONE_DIGITS: usize = 9;
/// Shorter numbers are in too many texts.
const FEWEST_DIGITS: usize = 7;
/// Shorter names are in too many texts.
const SHORTEST_NAME: usize = 3;
/// Shorter click ids, which other systems may give out, are in too many texts.
const SHORTEST_CLICK: usize = 8;

/// What is looked for.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Traces {
    /// The records that went: the contact, those merged into it, leads that were deleted with it.
    pub gone: Vec<RecordId>,
    /// The leads that stayed: what history tells of them is also searched for the names.
    pub kept: Vec<RecordId>,
    /// The ends of phones, digits only.
    phones: Vec<String>,
    /// E-mails and addresses in messengers, in lower case.
    addresses: Vec<String>,
    /// Names, in lower case.
    names: Vec<String>,
}

impl Traces {
    /// Looks for a phone too.
    pub fn add_phone(&mut self, phone: &str) {
        let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
        let end = &digits[digits.len().saturating_sub(PHONE_DIGITS)..];
        if end.len() >= FEWEST_DIGITS {
            add(&mut self.phones, end.to_owned());
        }
    }

    /// Looks for an e-mail too.
    pub fn add_address(&mut self, address: &str) {
        if address.chars().count() > SHORTEST_NAME {
            add(&mut self.addresses, address.trim().to_lowercase());
        }
    }

    /// Looks for a click id too.
    pub fn add_click(&mut self, code: &str) {
        if code.chars().count() >= SHORTEST_CLICK {
            self.add_address(code);
        }
    }

    /// Looks for a name too, in what is told of the leads that stayed.
    pub fn add_name(&mut self, name: &str) {
        if name.trim().chars().count() >= SHORTEST_NAME {
            add(&mut self.names, name.trim().to_lowercase());
        }
    }

    /// Whether a record is one of those that went.
    pub fn is_gone(&self, id: Option<i64>) -> bool {
        id.is_some_and(|id| self.gone.contains(&RecordId(id)))
    }

    /// Whether a record is a lead that stayed.
    pub fn is_kept(&self, id: Option<i64>) -> bool {
        id.is_some_and(|id| self.kept.contains(&RecordId(id)))
    }

    /// Whether a text has a phone or an address of the person in it.
    pub fn reached_by(&self, text: &[u8]) -> bool {
        let plain = Plain::of(text);
        self.phones.iter().any(|phone| plain.digits.contains(phone))
            || self.addresses.iter().any(|address| plain.lower.contains(address))
    }

    /// Whether a text names the person: by a phone, an address, or the id of one of the records that went.
    pub fn told_by(&self, text: &[u8]) -> bool {
        let plain = Plain::of(text);
        self.phones.iter().any(|phone| plain.digits.contains(phone))
            || self.addresses.iter().any(|address| plain.lower.contains(address))
            || self
                .gone
                .iter()
                .any(|id| plain.lower.contains(id.to_string().as_str()))
    }

    /// Whether a text of a lead that stayed names the person in any way.
    pub fn named_by(&self, text: &[u8]) -> bool {
        let lower = Plain::of(text).lower;
        self.told_by(text) || self.names.iter().any(|name| lower.contains(name))
    }
}

fn add(list: &mut Vec<String>, text: String) {
    if !list.contains(&text) {
        list.push(text);
    }
}

/// A text as it is searched: in lower case with percent signs resolved, and its numbers without what stands between
/// their digits.
struct Plain {
    lower: String,
    digits: String,
}

impl Plain {
    fn of(text: &[u8]) -> Self {
        let text = resolved(text);
        let lower = String::from_utf8_lossy(&text).to_lowercase();
        let mut digits = String::new();
        for c in lower.chars() {
            match c {
                '0'..='9' => digits.push(c),
                ' ' | '-' | '(' | ')' | '.' | '+' | '\u{a0}' => {}
                _ if digits.ends_with('|') => {}
                _ => digits.push('|'),
            }
        }
        Self { lower, digits }
    }
}

/// Forms carry `anna%40example.com`.
fn resolved(text: &[u8]) -> Vec<u8> {
    let hex = |byte: u8| char::from(byte).to_digit(16);
    let mut out = Vec::with_capacity(text.len());
    let mut at = 0;
    while let Some(&byte) = text.get(at) {
        let code = match (byte, text.get(at + 1), text.get(at + 2)) {
            (b'%', Some(&high), Some(&low)) => hex(high).zip(hex(low)),
            _ => None,
        };
        match code.and_then(|(high, low)| u8::try_from(high * 16 + low).ok()) {
            Some(decoded) => {
                out.push(decoded);
                at += 3;
            }
            None => {
                out.push(byte);
                at += 1;
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn anna() -> Traces {
        let mut traces = Traces {
            gone: vec![RecordId(7)],
            ..Traces::default()
        };
        traces.add_phone("+380501234567");
        traces.add_address("Anna@Example.com");
        traces.add_name("Anna Kovalenko");
        traces
    }

    #[test]
    fn a_person_is_known_however_they_are_written() {
        let by_id = format!(r#"{{"contact":"{}"}}"#, RecordId(7));
        let told = [
            r#"{"phone":"+380501234567"}"#,
            "Call 050 123-45-67 back",
            "phone=%2B38%20%28050%29%20123-45-67&x=1",
            "email=anna%40example.com",
            "ANNA@example.COM",
            by_id.as_str(),
        ];
        for text in told {
            assert!(anna().told_by(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn others_are_left_alone() {
        let others = [
            "",
            "+380501234568",
            "501|234567",
            "50123 and 4567",
            "hanna@example.org",
            "Anna Kovalenko",
            "100%",
            "%4",
        ];
        for text in others {
            assert!(!anna().told_by(text.as_bytes()), "{text}");
        }
        assert!(anna().named_by("Order of anna kovalenko".as_bytes()));
        assert!(!anna().reached_by(RecordId(7).to_string().as_bytes()));
    }

    #[test]
    fn what_says_too_little_is_not_looked_for() {
        let mut traces = Traces::default();
        traces.add_phone("12345");
        traces.add_address("a@b");
        traces.add_name("Al");
        assert_eq!(traces, Traces::default());
    }
}
