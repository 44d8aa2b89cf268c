//! Requests as a flat list of names and values, for addresses that are called with parameters (C-27, Z-80, Z-81).

use super::{BodyKind, DecodeError, RawRequest, decode};
use serde_json::Value;

/// The parameters of a request, from its query and from a form or JSON body: `fields.refID`, `fields[refID]` and
/// `{"fields": {"refID": …}}` are the same name. Values are decoded once; several of one name are joined by commas.
///
/// # Errors
/// A body that cannot be read.
pub fn parameters(req: &RawRequest) -> Result<Vec<(String, String)>, DecodeError> {
    let decoded = decode(req)?;
    let mut out = Vec::new();
    // A text has no names of its own: only the query is read then.
    let json = match decoded.kind {
        BodyKind::Text => {
            let bare = RawRequest {
                body: bytes::Bytes::new(),
                ..req.clone()
            };
            decode(&bare)?.json
        }
        _ => decoded.json,
    };
    let Ok(tree) =
        serde_json::from_str::<std::collections::BTreeMap<String, Box<serde_json::value::RawValue>>>(&json)
    else {
        return Ok(out);
    };
    for (name, value) in tree {
        add(&mut out, name, value.get());
    }
    Ok(out)
}

/// Adds a value under its name; what it holds under longer ones. Numbers keep the digits they were written with.
fn add(out: &mut Vec<(String, String)>, name: String, json: &str) {
    use serde_json::value::RawValue;
    match json.as_bytes().first() {
        Some(b'{') => {
            let members: std::collections::BTreeMap<String, Box<RawValue>> =
                serde_json::from_str(json).unwrap_or_default();
            for (inner, value) in members {
                add(out, format!("{name}.{inner}"), value.get());
            }
        }
        Some(b'[') => {
            let items: Vec<Box<RawValue>> = serde_json::from_str(json).unwrap_or_default();
            let texts: Vec<String> = items.iter().map(|item| scalar(item.get())).collect();
            out.push((name, texts.join(",")));
        }
        _ => out.push((name, scalar(json))),
    }
}

fn scalar(json: &str) -> String {
    match serde_json::from_str::<Value>(json) {
        Ok(Value::String(text)) => text,
        Ok(Value::Null) => String::new(),
        _ => json.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(query: &str, kind: &str, body: &str) -> Vec<(String, String)> {
        let request = RawRequest {
            method: "POST".into(),
            query: Some(query.to_owned()).filter(|query| !query.is_empty()),
            headers: vec![("content-type".into(), kind.into())],
            body: body.to_owned().into(),
            ..RawRequest::default()
        };
        let mut all = parameters(&request).unwrap();
        all.sort();
        all
    }

    #[test]
    fn every_way_to_say_it_gives_the_same_names() {
        let wanted = vec![
            ("chatId".to_owned(), "7".to_owned()),
            ("fields.refID".to_owned(), "a b".to_owned()),
        ];
        let form = "application/x-www-form-urlencoded";
        for (query, kind, body) in [
            ("chatId=7&fields.refID=a+b", "", ""),
            ("chatId=7&fields.refID=a%20b", "text/plain", "hello"),
            ("", form, "chatId=7&fields.refID=a+b"),
            ("", form, "chatId=7&fields[refID]=a%20b"),
            ("chatId=7", form, "fields.refID=a+b"),
            (
                "",
                "application/json",
                r#"{"chatId": 7, "fields": {"refID": "a b"}}"#,
            ),
        ] {
            assert_eq!(of(query, kind, body), wanted, "{query} {body}");
        }
    }

    #[test]
    fn values_are_decoded_once_and_numbers_keep_their_digits() {
        assert_eq!(of("a=%257B1%257D", "", ""), [("a".into(), "%7B1%7D".into())]);
        assert_eq!(
            of(
                "",
                "application/json",
                r#"{"n": 9.50, "big": 12345678901234567890123, "t": ["a", 2], "no": null}"#
            ),
            [
                ("big".into(), "12345678901234567890123".into()),
                ("n".into(), "9.50".into()),
                ("no".into(), String::new()),
                ("t".into(), "a,2".into()),
            ]
        );
    }
}
