//! The parameters of a postback from its text: the query and, on lines of its own, the body. The log keeps the same text,
//! so that a replay reads what the first time read.

use serde_json::Value;

/// The parameters in their order; a form and JSON as well as a query, `fields[x]` as well as `fields.x`.
pub(super) fn parameters(request: &str) -> Vec<(String, String)> {
    let (query, body) = request.split_once('\n').unwrap_or((request, ""));
    let mut out = Vec::new();
    for text in [query.trim(), body.trim()] {
        match serde_json::from_str::<Value>(text) {
            Ok(Value::Object(members)) => {
                for (name, value) in members {
                    add(&mut out, name, value);
                }
            }
            _ => out.extend(
                url::form_urlencoded::parse(text.as_bytes())
                    .map(|(name, value)| (name.replace('[', ".").replace(']', ""), value.into_owned())),
            ),
        }
    }
    out
}

fn add(out: &mut Vec<(String, String)>, name: String, value: Value) {
    match value {
        Value::Object(members) => {
            for (inner, value) in members {
                add(out, format!("{name}.{inner}"), value);
            }
        }
        Value::String(text) => out.push((name, text)),
        Value::Null => out.push((name, String::new())),
        other => out.push((name, other.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queries_forms_and_json_say_the_same() {
        let wanted = [("clickid", "a b"), ("fields.user_id", "7")].map(|(n, v)| (n.to_owned(), v.to_owned()));
        for request in [
            "clickid=a+b&fields.user_id=7",
            "clickid=a%20b\nfields%5Buser_id%5D=7",
            "\n{\"clickid\": \"a b\", \"fields\": {\"user_id\": 7}}",
        ] {
            assert_eq!(parameters(request), wanted, "{request}");
        }
    }
}
