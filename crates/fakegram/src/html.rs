//! The parse mode HTML, as strict as the real server: unknown or unclosed tags are refused.

use crate::text::{Formatted, utf16};
use serde_json::{Value, json};

struct Open<'a> {
    tag: &'a str,
    start: usize,
    entity: Value,
}

/// Text and entities of a text in HTML.
pub(crate) fn parse(html: &str) -> Result<Formatted, String> {
    let mut text = String::new();
    let mut open: Vec<Open<'_>> = Vec::new();
    let mut entities = Vec::new();
    let mut rest = html;
    while let Some(first) = rest.chars().next() {
        match first {
            '&' => rest = reference(rest, &mut text),
            '<' => {
                let end = rest.find('>').ok_or("unclosed start tag")?;
                let inside = &rest[1..end];
                rest = &rest[end + 1..];
                if let Some(name) = inside.strip_prefix('/') {
                    close(name.trim(), &mut open, &mut entities, utf16(&text))?;
                } else {
                    let (tag, attributes) = inside.split_once(char::is_whitespace).unwrap_or((inside, ""));
                    let entity = entity(tag, attributes)?;
                    let start = utf16(&text);
                    open.push(Open { tag, start, entity });
                }
            }
            _ => {
                text.push(first);
                rest = &rest[first.len_utf8()..];
            }
        }
    }
    if let Some(left) = open.pop() {
        return Err(format!(
            "can't find end tag corresponding to start tag \"{}\"",
            left.tag
        ));
    }
    entities.sort_by_key(|entity| entity["offset"].as_u64());
    Ok(Formatted { text, entities })
}

fn close(name: &str, open: &mut Vec<Open<'_>>, entities: &mut Vec<Value>, end: usize) -> Result<(), String> {
    let Some(last) = open.pop() else {
        return Err(format!("unexpected end tag \"{name}\""));
    };
    if !name.is_empty() && !last.tag.eq_ignore_ascii_case(name) {
        return Err(format!(
            "unmatched end tag, expected \"</{}>\", found \"</{name}>\"",
            last.tag
        ));
    }
    let mut entity = last.entity;
    entity["offset"] = json!(last.start);
    entity["length"] = json!(end - last.start);
    if end > last.start && entity["type"] != "none" {
        entities.push(entity);
    }
    Ok(())
}

fn entity(tag: &str, attributes: &str) -> Result<Value, String> {
    let kind = match tag.to_ascii_lowercase().as_str() {
        "b" | "strong" => "bold",
        "i" | "em" => "italic",
        "u" | "ins" => "underline",
        "s" | "strike" | "del" => "strikethrough",
        "tg-spoiler" => "spoiler",
        "code" => "code",
        "pre" => "pre",
        "blockquote" => "blockquote",
        "span" if attribute(attributes, "class").as_deref() == Some("tg-spoiler") => "spoiler",
        "span" => return Err("tag \"span\" must have class \"tg-spoiler\"".to_owned()),
        "a" => {
            return Ok(match attribute(attributes, "href") {
                Some(url) if !url.is_empty() => json!({"type": "text_link", "url": url}),
                _ => json!({"type": "none"}),
            });
        }
        other => return Err(format!("unsupported start tag \"{other}\"")),
    };
    Ok(json!({"type": kind}))
}

fn attribute(attributes: &str, name: &str) -> Option<String> {
    let after = attributes.split_once(&format!("{name}="))?.1;
    let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let value = after[1..].split(quote).next()?;
    let mut text = String::new();
    let mut rest = value;
    while let Some(first) = rest.chars().next() {
        if first == '&' {
            rest = reference(rest, &mut text);
        } else {
            text.push(first);
            rest = &rest[first.len_utf8()..];
        }
    }
    Some(text)
}

/// Takes a character reference off the front; one that is unknown stays as it is written.
fn reference<'a>(rest: &'a str, text: &mut String) -> &'a str {
    const NAMED: [(&str, char); 4] = [("&lt;", '<'), ("&gt;", '>'), ("&amp;", '&'), ("&quot;", '"')];
    for (name, character) in NAMED {
        if let Some(after) = rest.strip_prefix(name) {
            text.push(character);
            return after;
        }
    }
    if let Some((digits, after)) = rest.strip_prefix("&#").and_then(|body| body.split_once(';')) {
        let code = match digits.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok(),
            None => digits.parse().ok(),
        };
        if let Some(character) = code.and_then(char::from_u32) {
            text.push(character);
            return after;
        }
    }
    text.push('&');
    &rest[1..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_become_entities() {
        let parsed = parse("👍<b>x <i>y</i></b> &lt;<a href=\"https://a.b/?c&amp;d\">l</a>").unwrap();
        assert_eq!(parsed.text, "👍x y <l");
        assert_eq!(
            parsed.entities,
            [
                json!({"type": "bold", "offset": 2, "length": 3}),
                json!({"type": "italic", "offset": 4, "length": 1}),
                json!({"type": "text_link", "url": "https://a.b/?c&d", "offset": 7, "length": 1}),
            ]
        );
    }

    #[test]
    fn what_the_real_server_refuses_is_refused() {
        for html in [
            "<b>x",
            "x</b>",
            "<b>x</i>",
            "<blink>x</blink>",
            "a <",
            "<span>x</span>",
        ] {
            assert!(parse(html).is_err(), "{html}");
        }
    }
}
