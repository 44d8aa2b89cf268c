//! Texts and the entities over them, counted in UTF-16 code units.

use crate::call::{Params, Refusal};
use crate::html;
use serde_json::{Value, json};

/// UTF-16 code units of a message's text.
pub(crate) const TEXT: usize = 4096;
/// UTF-16 code units of a caption.
pub(crate) const CAPTION: usize = 1024;
/// More entities than this are cut off by the real server.
const ENTITIES: usize = 100;

/// A text as it is stored.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Formatted {
    pub text: String,
    pub entities: Vec<Value>,
}

pub(crate) fn utf16(text: &str) -> usize {
    text.encode_utf16().count()
}

/// Reads `text` with `entities`, or a caption; `None` when there is none.
pub(crate) fn read(
    params: &Params,
    name: &str,
    entities: &str,
    limit: usize,
) -> Result<Option<Formatted>, Refusal> {
    let Some(raw) = params.text(name) else {
        return Ok(None);
    };
    let mut formatted = match params.text("parse_mode") {
        None => Formatted {
            text: raw.to_owned(),
            entities: given(params.json(entities)?)?,
        },
        Some(mode) if mode.eq_ignore_ascii_case("html") => {
            html::parse(raw).map_err(|why| Refusal::bad(&format!("can't parse entities: {why}")))?
        }
        Some(_) => return Err(Refusal::bad("unsupported parse_mode")),
    };
    check(&formatted)?;
    formatted.entities.extend(found(&formatted.text));
    formatted.entities.truncate(ENTITIES);
    let length = utf16(&formatted.text);
    match (length > limit, limit == CAPTION) {
        (true, true) => Err(Refusal::bad("message caption is too long")),
        (true, false) => Err(Refusal::bad("message is too long")),
        (false, _) => Ok(Some(formatted)),
    }
}

fn given(entities: Option<Value>) -> Result<Vec<Value>, Refusal> {
    match entities {
        None => Ok(Vec::new()),
        Some(Value::Array(entities)) => Ok(entities),
        Some(_) => Err(Refusal::bad("can't parse entities: must be an Array")),
    }
}

/// Every entity lies within the text and cuts no character in two.
fn check(formatted: &Formatted) -> Result<(), Refusal> {
    let units: Vec<u16> = formatted.text.encode_utf16().collect();
    let is_low = |at: usize| units.get(at).is_some_and(|unit| (0xDC00..0xE000).contains(unit));
    for entity in &formatted.entities {
        let number = |name: &str| entity[name].as_u64().and_then(|n| usize::try_from(n).ok());
        let (Some(offset), Some(length)) = (number("offset"), number("length")) else {
            return Err(Refusal::bad(
                "can't parse MessageEntity: offset and length are needed",
            ));
        };
        let end = offset.saturating_add(length);
        if length == 0 || end > units.len() || is_low(offset) || is_low(end) {
            return Err(Refusal::bad("ENTITY_BOUNDS_INVALID"));
        }
        let kind = entity["type"].as_str().unwrap_or_default();
        if kind == "text_link" && entity["url"].as_str().is_none_or(str::is_empty) {
            return Err(Refusal::bad("can't parse MessageEntity: url is needed"));
        }
        const KNOWN: [&str; 19] = [
            "mention",
            "hashtag",
            "cashtag",
            "bot_command",
            "url",
            "email",
            "phone_number",
            "bold",
            "italic",
            "underline",
            "strikethrough",
            "spoiler",
            "blockquote",
            "expandable_blockquote",
            "code",
            "pre",
            "text_link",
            "text_mention",
            "custom_emoji",
        ];
        if !KNOWN.contains(&kind) {
            return Err(Refusal::bad("can't parse MessageEntity: unknown type"));
        }
    }
    Ok(())
}

/// Commands that the server itself sees in a text.
pub(crate) fn found(text: &str) -> Vec<Value> {
    let mut entities = Vec::new();
    let mut at = 0;
    for word in text.split_inclusive(char::is_whitespace) {
        let bare = word.trim_end();
        let is_command = bare.strip_prefix('/').is_some_and(|name| {
            !name.is_empty()
                && name
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '@')
        });
        if is_command {
            entities.push(json!({"type": "bot_command", "offset": at, "length": utf16(bare)}));
        }
        at += utf16(word);
    }
    entities
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(entities: Value, text: &str) -> Result<Option<Formatted>, Refusal> {
        let mut params = Params::default();
        params.fields.insert("text".into(), json!(text));
        params.fields.insert("entities".into(), entities);
        read(&params, "text", "entities", TEXT)
    }

    #[test]
    fn entities_are_counted_in_utf16_units() {
        let bold = |offset: u32, length: u32| json!([{"type": "bold", "offset": offset, "length": length}]);
        assert!(with(bold(0, 4), "👍ok").is_ok());
        for (offset, length) in [(1, 2), (0, 1), (0, 5), (4, 1), (0, 0)] {
            let refused = with(bold(offset, length), "👍ok").unwrap_err();
            assert_eq!(
                refused,
                Refusal::bad("ENTITY_BOUNDS_INVALID"),
                "{offset} {length}"
            );
        }
    }

    #[test]
    fn a_text_has_4096_units_at_most() {
        assert!(with(json!([]), &"я".repeat(4096)).is_ok());
        assert!(with(json!([]), &"👍".repeat(2048)).is_ok());
        let refused = with(json!([]), &"👍".repeat(2049)).unwrap_err();
        assert_eq!(refused, Refusal::bad("message is too long"));
    }

    #[test]
    fn commands_are_found() {
        let found = found("hi /start x\n/end");
        assert_eq!(found[0], json!({"type": "bot_command", "offset": 3, "length": 6}));
        assert_eq!(
            found[1],
            json!({"type": "bot_command", "offset": 12, "length": 4})
        );
    }
}
