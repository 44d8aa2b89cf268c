//! Reading JSON as text: where it breaks, how deep it goes, and its members as untouched slices, so that the number
//! text `12.50` and the order of keys survive.

use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::fmt;

/// Why a text is not JSON. Line and column count from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    pub line: usize,
    pub column: usize,
    pub reason: String,
}

impl Fault {
    /// The place of a parser's error in characters; the parser counts bytes.
    pub fn of(error: &serde_json::Error, text: &str) -> Self {
        let full = error.to_string();
        let reason = full.split(" at line ").next().unwrap_or_default().to_owned();
        let line = text
            .split('\n')
            .nth(error.line().saturating_sub(1))
            .unwrap_or_default();
        let before = &line.as_bytes()[..error.column().min(line.len())];
        Fault {
            line: error.line(),
            column: String::from_utf8_lossy(before).chars().count(),
            reason,
        }
    }
}

/// Checks that the whole text is one JSON value.
pub fn check(text: &str) -> Result<(), Fault> {
    serde_json::from_str::<IgnoredAny>(text)
        .map(|_| ())
        .map_err(|error| Fault::of(&error, text))
}

/// The deepest nesting of lists and objects in a valid JSON text; a scalar has depth 0.
pub fn depth(text: &str) -> usize {
    let (mut level, mut deepest) = (0usize, 0usize);
    let mut in_string = false;
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'\\' if in_string => {
                bytes.next();
            }
            b'"' => in_string = !in_string,
            b'{' | b'[' if !in_string => {
                level += 1;
                deepest = deepest.max(level);
            }
            b'}' | b']' if !in_string => level = level.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

/// Replaces halves of UTF-16 pairs that stand alone (`\ud83d` cut out of an emoji) by the replacement character.
/// Senders that cut texts by length produce them, and no strict reader accepts them. `None`: nothing to repair.
pub fn repair_surrogates(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let mut repaired: Option<Vec<u8>> = None;
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] != b'\\' {
            at += 1;
            continue;
        }
        let Some(unit) = utf16_escape(&bytes[at..]) else {
            at += 2;
            continue;
        };
        let pair = (0xD800..0xDC00).contains(&unit)
            && utf16_escape(&bytes[at + 6..]).is_some_and(|low| (0xDC00..0xE000).contains(&low));
        if !pair && (0xD800..0xE000).contains(&unit) {
            repaired.get_or_insert_with(|| bytes.to_vec())[at..at + 6].copy_from_slice(b"\\ufffd");
        }
        at += if pair { 12 } else { 6 };
    }
    repaired.and_then(|bytes| String::from_utf8(bytes).ok())
}

/// The unit of a `\uXXXX` escape at the start of the bytes.
fn utf16_escape(bytes: &[u8]) -> Option<u16> {
    let digits = bytes.strip_prefix(b"\\u")?.get(..4)?;
    if !digits.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    u16::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

/// The members of an object in document order, values untouched. `None` when the text is not an object.
pub fn members(text: &str) -> Option<Vec<(Cow<'_, str>, &RawValue)>> {
    struct InOrder;
    impl<'de> Visitor<'de> for InOrder {
        type Value = Vec<(Cow<'de, str>, &'de RawValue)>;
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }
        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut members = Vec::new();
            while let Some(Name(name)) = map.next_key()? {
                members.push((name, map.next_value()?));
            }
            Ok(members)
        }
    }
    serde_json::Deserializer::from_str(text)
        .deserialize_map(InOrder)
        .ok()
}

/// A key, borrowed when it has no escapes.
#[derive(serde::Deserialize)]
struct Name<'a>(#[serde(borrow)] Cow<'a, str>);

/// The items of a list, untouched. `None` when the text is not a list.
pub fn items(text: &str) -> Option<Vec<&RawValue>> {
    serde_json::from_str(text).ok()
}

/// The text of a JSON string. `None` when the value is not a string.
pub fn string(text: &str) -> Option<Cow<'_, str>> {
    serde_json::from_str::<Name<'_>>(text).ok().map(|Name(text)| text)
}

/// Opens members of an object whose text is itself an object or a list in JSON. `None`: nothing to open.
pub fn open(text: &str, names: &[String]) -> Option<String> {
    let members = members(text)?;
    let mut opened: Vec<(&str, String)> = Vec::new();
    for (name, value) in &members {
        let inner = names
            .iter()
            .any(|wanted| wanted == name)
            .then(|| string(value.get()));
        let inner = inner
            .flatten()
            .filter(|inner| inner.trim_start().starts_with(['{', '[']));
        if let Some(inner) = inner.filter(|inner| check(inner).is_ok() && depth(inner) < crate::MAX_DEPTH) {
            opened.push((value.get(), inner.into_owned()));
        }
    }
    if opened.is_empty() {
        return None;
    }
    let mut out = String::with_capacity(text.len());
    let mut kept = 0;
    for (raw, inner) in opened {
        // A member is a slice of the text, so its place is known.
        let at = raw.as_ptr().addr() - text.as_ptr().addr();
        out.push_str(&text[kept..at]);
        out.push_str(&inner);
        kept = at + raw.len();
    }
    out.push_str(&text[kept..]);
    Some(out)
}

/// The value at a dotted path; digits address list items. `None` when the path leads nowhere.
pub fn at_path<'a>(text: &'a str, path: &str) -> Option<&'a str> {
    let mut here = text;
    for step in path.split('.') {
        here = match members(here) {
            Some(found) => found.into_iter().rev().find(|(name, _)| name == step)?.1.get(),
            None => items(here)?.get(step.parse::<usize>().ok()?)?.get(),
        };
    }
    Some(here)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn depth_ignores_brackets_inside_strings() {
        let table = [
            ("1", 0),
            ("[]", 1),
            (r#"{"a":[{"b":1}]}"#, 3),
            (r#"["[[[\"[["]"#, 1),
            (r#"["\\",[1]]"#, 2),
        ];
        for (text, expected) in table {
            assert_eq!(depth(text), expected, "{text}");
        }
    }

    #[test]
    fn lone_halves_of_pairs_are_replaced_and_whole_pairs_kept() {
        let table = [
            (r#""a\ud83d""#, Some(r#""a\ufffd""#)),
            (r#""\ude00x""#, Some(r#""\ufffdx""#)),
            (r#""\ud83d\ud83d\ude00""#, Some(r#""\ufffd\ud83d\ude00""#)),
            (r#""\ud83d\ude00""#, None),
            (r#""\\ud83d""#, None),
            (r#""\u0041""#, None),
            (r#""\u00"#, None),
        ];
        for (text, expected) in table {
            assert_eq!(repair_surrogates(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn members_and_items_keep_order_and_number_text() {
        let found = members(r#"{"b": 12.50, "a\u0031": [1, 2.0]}"#).unwrap();
        let seen: Vec<_> = found
            .iter()
            .map(|(name, value)| (name.as_ref(), value.get()))
            .collect();
        assert_eq!(seen, [("b", "12.50"), ("a1", "[1, 2.0]")]);
        assert!(members("[1]").is_none());
        assert!(items("{}").is_none());
    }

    #[test]
    fn texts_that_are_json_are_opened_where_asked() {
        let wanted = ["attrs".to_owned(), "b".to_owned()];
        let table = [
            (
                r#"{"id":"1","attrs":"{\"uuid\":\"x\"}","b":"[1,2.0]","z":"{}"}"#,
                Some(r#"{"id":"1","attrs":{"uuid":"x"},"b":[1,2.0],"z":"{}"}"#),
            ),
            (r#"{"attrs":"","b":"{broken"}"#, None),
            (r#"{"attrs":{"uuid":"x"}}"#, None),
            ("[1]", None),
        ];
        for (text, expected) in table {
            assert_eq!(open(text, &wanted).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn paths_reach_members_and_items() {
        let doc = r#"{"a":{"b":[{"c":1.0},{"c":"x"}]},"a.b":1}"#;
        let table = [
            ("a.b.0.c", Some("1.0")),
            ("a.b.1.c", Some("\"x\"")),
            ("a.b.2.c", None),
            ("a.b.x", None),
            ("a.z", None),
            ("a.b.0.c.d", None),
        ];
        for (path, expected) in table {
            assert_eq!(at_path(doc, path), expected, "{path}");
        }
    }

    #[test]
    fn faults_name_line_and_column() {
        let table = [("{\n  \"a\": 1,\n}", 3, 1), ("{\"имя\": }", 1, 9), ("", 1, 0)];
        for (text, line, column) in table {
            let fault = check(text).unwrap_err();
            assert_eq!((fault.line, fault.column), (line, column), "{text}");
            assert!(!fault.reason.contains("line"), "{}", fault.reason);
        }
    }
}
