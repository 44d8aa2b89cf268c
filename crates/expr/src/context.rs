//! Where a rendering goes, and who escapes what on the way (X-1 … X-5).

use std::fmt;
use std::str::FromStr;

use crate::json::JsonError;
use crate::value::Value;

/// The eight places a template can be rendered for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Context {
    /// Text for people inside the house: nothing is escaped.
    Note,
    /// Values are percent-encoded, but for the one that opens the URL (X-2).
    Url,
    /// Values are escaped as the inside of a JSON string (X-3).
    Json,
    /// The value of a form field: raw, the sender encodes it (X-4).
    Form,
    /// A header's value: line breaks are removed (X-5).
    Header,
    /// HTML of a Telegram message: values are escaped, the template's own tags stay (X-1).
    Telegram,
    Sms,
    /// A record's field; `{reset}` alone clears it (X-6).
    Field,
}

const NAMES: [(Context, &str); 8] = [
    (Context::Note, "note"),
    (Context::Url, "url"),
    (Context::Json, "json"),
    (Context::Form, "form"),
    (Context::Header, "header"),
    (Context::Telegram, "telegram"),
    (Context::Sms, "sms"),
    (Context::Field, "field"),
];

/// The text names none of the contexts.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("«{0}» is not a context: use note, url, json, form, header, telegram, sms or field")]
pub struct UnknownContext(String);

impl FromStr for Context {
    type Err = UnknownContext;

    fn from_str(text: &str) -> Result<Context, UnknownContext> {
        let found = NAMES
            .iter()
            .find(|(_, name)| name.eq_ignore_ascii_case(text.trim()));
        found
            .map(|(context, _)| *context)
            .ok_or_else(|| UnknownContext(text.to_owned()))
    }
}

impl fmt::Display for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = NAMES
            .iter()
            .find(|(context, _)| context == self)
            .map_or("", |(_, name)| name);
        f.write_str(name)
    }
}

impl Context {
    /// Wire contexts print nothing for an undeclared single name, human ones leave it as it stands (R-7).
    pub(crate) fn is_wire(self) -> bool {
        matches!(
            self,
            Context::Url | Context::Json | Context::Form | Context::Header
        )
    }
}

/// The rendered text cannot be used in its context.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidRendering {
    #[error("the body is not valid JSON after rendering: {0}; put text values in double quotes")]
    Json(#[from] JsonError),
}

/// Checks what only the whole text can show (example 109): a JSON body, unless empty, must parse.
pub fn validate_rendered(context: Context, text: &str) -> Result<(), InvalidRendering> {
    if context == Context::Json && !text.trim().is_empty() {
        Value::from_json(text)?;
    }
    Ok(())
}

pub(crate) fn escape_html(text: &str, out: &mut String) {
    escape_with(text, out, |byte| match byte {
        b'&' => Some("&amp;"),
        b'<' => Some("&lt;"),
        b'>' => Some("&gt;"),
        _ => None,
    });
}

pub(crate) fn escape_json(text: &str, out: &mut String) {
    let mut start = 0;
    for (at, byte) in text.bytes().enumerate() {
        let escape = match byte {
            b'"' => "\\\"",
            b'\\' => "\\\\",
            b'\n' => "\\n",
            b'\r' => "\\r",
            b'\t' => "\\t",
            0x08 => "\\b",
            0x0c => "\\f",
            0x00..=0x1f => {
                out.push_str(&text[start..at]);
                out.push_str(&format!("\\u{byte:04x}"));
                start = at + 1;
                continue;
            }
            _ => continue,
        };
        out.push_str(&text[start..at]);
        out.push_str(escape);
        start = at + 1;
    }
    out.push_str(&text[start..]);
}

fn escape_with(text: &str, out: &mut String, escape: fn(u8) -> Option<&'static str>) {
    let mut start = 0;
    for (at, byte) in text.bytes().enumerate() {
        if let Some(escaped) = escape(byte) {
            out.push_str(&text[start..at]);
            out.push_str(escaped);
            start = at + 1;
        }
    }
    out.push_str(&text[start..]);
}

/// RFC 3986: everything but the unreserved characters is percent-encoded as UTF-8.
pub(crate) fn escape_url(text: &str, out: &mut String) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(byte as char),
            _ => {
                out.push('%');
                out.push(HEX[usize::from(byte >> 4)] as char);
                out.push(HEX[usize::from(byte & 15)] as char);
            }
        }
    }
}

pub(crate) fn escape_header(text: &str, out: &mut String) {
    out.extend(text.chars().filter(|c| !matches!(c, '\r' | '\n')));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_context_escapes_its_own_way() {
        let nasty = "a\"b\\ <c>&\r\n\u{1}я";
        let escaped = |escape: fn(&str, &mut String)| {
            let mut out = String::new();
            escape(nasty, &mut out);
            out
        };
        assert_eq!(escaped(escape_html), "a\"b\\ &lt;c&gt;&amp;\r\n\u{1}я");
        assert_eq!(escaped(escape_json), "a\\\"b\\\\ <c>&\\r\\n\\u0001я");
        assert_eq!(escaped(escape_url), "a%22b%5C%20%3Cc%3E%26%0D%0A%01%D1%8F");
        assert_eq!(escaped(escape_header), "a\"b\\ <c>&\u{1}я");
    }

    #[test]
    fn names_go_both_ways() {
        for (context, name) in NAMES {
            assert_eq!(name.parse::<Context>(), Ok(context));
            assert_eq!(context.to_string(), name);
        }
        assert!("mail".parse::<Context>().is_err());
    }

    #[test]
    fn a_body_that_is_no_json_is_refused() {
        assert!(validate_rendered(Context::Json, r#"{"n":}"#).is_err());
        assert!(validate_rendered(Context::Json, r#"{"n":1}"#).is_ok());
        assert!(validate_rendered(Context::Note, r#"{"n":}"#).is_ok());
    }
}
