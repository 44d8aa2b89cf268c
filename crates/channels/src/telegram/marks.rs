//! Formatting: Telegram's entities and our marks, both counted in UTF-16 code units.

use serde_json::{Value, json};
use signalbox_model::chat::{Mark, Rich, Style};
use signalbox_wire::rich::units;

/// Text with the entities over it. Entities of kinds that a client finds by itself, unknown ones and those that lie
/// outside of the text are left out: what people send is never refused.
pub(super) fn read(text: &str, entities: &Value) -> Rich {
    let whole = units(text);
    let known = entities.as_array().into_iter().flatten();
    let marks = known.filter_map(|entity| mark(entity, whole)).collect();
    Rich {
        text: text.to_owned(),
        marks,
    }
}

fn mark(entity: &Value, whole: u32) -> Option<Mark> {
    let number = |name: &str| entity[name].as_u64().and_then(|n| u32::try_from(n).ok());
    let (start, len) = (number("offset")?, number("length")?);
    let end = start.checked_add(len)?;
    if len == 0 || end > whole {
        return None;
    }
    let text = |name: &str| entity[name].as_str().unwrap_or_default().to_owned();
    let style = match entity["type"].as_str()? {
        "bold" => Style::Bold,
        "italic" => Style::Italic,
        "underline" => Style::Underline,
        "strikethrough" => Style::Strike,
        "spoiler" => Style::Spoiler,
        "code" => Style::Code,
        "pre" => Style::Pre(text("language")),
        "blockquote" | "expandable_blockquote" => Style::Quote,
        "text_link" => Style::Link(text("url")),
        _ => return None,
    };
    Some(Mark { start, len, style })
}

/// Marks as entities.
pub(super) fn entities(marks: &[Mark]) -> Vec<Value> {
    marks.iter().map(entity).collect()
}

fn entity(mark: &Mark) -> Value {
    let kind = match &mark.style {
        Style::Bold => "bold",
        Style::Italic => "italic",
        Style::Underline => "underline",
        Style::Strike => "strikethrough",
        Style::Spoiler => "spoiler",
        Style::Code => "code",
        Style::Pre(_) => "pre",
        Style::Quote => "blockquote",
        Style::Link(_) => "text_link",
    };
    let mut entity = json!({"type": kind, "offset": mark.start, "length": mark.len});
    match &mark.style {
        Style::Pre(language) if !language.is_empty() => entity["language"] = json!(language),
        Style::Link(url) => entity["url"] = json!(url),
        _ => {}
    }
    entity
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entities_come_back_as_they_went() {
        let marks = vec![
            Mark {
                start: 0,
                len: 2,
                style: Style::Pre("rust".into()),
            },
            Mark {
                start: 2,
                len: 1,
                style: Style::Link("https://a.b".into()),
            },
        ];
        let there = Value::Array(entities(&marks));
        assert_eq!(read("👍x", &there).marks, marks);
    }

    #[test]
    fn entities_that_cannot_be_are_left_out() {
        let odd = json!([
            {"type": "bold", "offset": 0, "length": 9},
            {"type": "bold", "offset": 4_294_967_295_u32, "length": 2},
            {"type": "bold", "offset": -1, "length": 1},
            {"type": "mention", "offset": 0, "length": 1},
            {"type": "bold"},
            7,
        ]);
        assert_eq!(read("abc", &odd), Rich::plain("abc"));
    }
}
