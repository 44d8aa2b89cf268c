//! The parameters of a body from an example of it, as people paste it: commas too many are forgiven.

use crate::json::{self, Fault};
use serde_json::Value;
use signalbox_model::connection::{Parameter, Place, ValueType};
use std::borrow::Cow;

/// Parameters made at most.
const MOST_PARAMETERS: usize = 500;

/// Why an example gives no parameters.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ExampleError {
    #[error("this is not JSON: line {}, column {}: {}", .0.line, .0.column, .0.reason)]
    NoJson(Fault),
    #[error("the example is nested deeper than {} levels", crate::MAX_DEPTH)]
    TooDeep,
    #[error("the example has more than {MOST_PARAMETERS} fields")]
    TooLong,
    #[error("the example must be an object, `{{…}}`")]
    NoObject,
}

/// Reads an example.
///
/// # Errors
/// With the place where the text stops being JSON.
pub fn parameters(text: &str) -> Result<Vec<Parameter>, ExampleError> {
    let text = without_last_commas(text);
    json::check(&text).map_err(ExampleError::NoJson)?;
    if json::depth(&text) > crate::MAX_DEPTH {
        return Err(ExampleError::TooDeep);
    }
    let value: Value =
        serde_json::from_str(&text).map_err(|error| ExampleError::NoJson(Fault::of(&error, &text)))?;
    if !value.is_object() {
        return Err(ExampleError::NoObject);
    }
    let mut found = Vec::new();
    collect("", &value, &mut found);
    match found.len() > MOST_PARAMETERS {
        true => Err(ExampleError::TooLong),
        false => Ok(found),
    }
}

fn collect(path: &str, value: &Value, found: &mut Vec<Parameter>) {
    let dot = if path.is_empty() { "" } else { "." };
    match value {
        Value::Object(members) if !members.is_empty() => {
            for (name, value) in members {
                collect(&format!("{path}{dot}{}", escaped(name)), value, found);
            }
        }
        Value::Array(items) if !items.is_empty() => {
            for (n, value) in items.iter().enumerate() {
                collect(&format!("{path}{dot}{n}"), value, found);
            }
        }
        leaf => found.push(parameter(path, leaf)),
    }
}

fn parameter(path: &str, leaf: &Value) -> Parameter {
    let (value_type, example) = match leaf {
        Value::String(text) => (ValueType::Text, text.clone()),
        Value::Number(number) => (ValueType::Number, number.to_string()),
        Value::Bool(yes) => (ValueType::Boolean, yes.to_string()),
        Value::Null => (ValueType::Text, String::new()),
        other => (ValueType::Json, other.to_string()),
    };
    // Specifications write `<what belongs here>`.
    let told = example
        .trim()
        .strip_prefix('<')
        .and_then(|text| text.strip_suffix('>'));
    let (title, example) = match told {
        Some(title) => (title.trim().to_owned(), String::new()),
        None => (String::new(), example),
    };
    Parameter {
        name: path.to_owned(),
        title,
        description: String::new(),
        value_type,
        place: Place::Body,
        at: None,
        required: false,
        example,
        default: String::new(),
    }
}

/// A name as a step of a dotted path.
fn escaped(name: &str) -> String {
    let out = name.replace('\\', "\\\\").replace('.', "\\.");
    match !out.is_empty() && out.bytes().all(|byte| byte.is_ascii_digit()) {
        true => format!("\\{out}"),
        false => out,
    }
}

/// Leaves out commas that stand before a closing bracket.
fn without_last_commas(text: &str) -> Cow<'_, str> {
    let mut out = String::new();
    let mut kept = 0;
    let mut comma = None;
    let mut in_string = false;
    let mut bytes = text.bytes().enumerate();
    while let Some((at, byte)) = bytes.next() {
        match byte {
            b'\\' if in_string => {
                bytes.next();
            }
            b'"' => {
                in_string = !in_string;
                comma = None;
            }
            _ if in_string => {}
            b',' => comma = Some(at),
            b'}' | b']' => {
                if let Some(comma) = comma.take() {
                    out.push_str(&text[kept..comma]);
                    kept = comma + 1;
                }
            }
            byte if byte.is_ascii_whitespace() => {}
            _ => comma = None,
        }
    }
    match kept {
        0 => Cow::Borrowed(text),
        _ => {
            out.push_str(&text[kept..]);
            Cow::Owned(out)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_example_of_the_specification_gives_its_parameters() {
        let text = r#"{
            "customer": { "birthDate": "<Дата рождения>", "mobilePhone": "<Мобильный телефон>" },
            "customerAction": { "customFields": { "callId": "", } },
            "items": [ { "id": 1, "a.b": true, "7": null }, ],
            "executionDateTimeUtc": "<Дата, время>",
        }"#;
        let found = parameters(text).unwrap();
        let seen: Vec<_> = found
            .iter()
            .map(|p| (p.name.as_str(), p.title.as_str(), p.value_type))
            .collect();
        assert_eq!(
            seen,
            [
                ("customer.birthDate", "Дата рождения", ValueType::Text),
                ("customer.mobilePhone", "Мобильный телефон", ValueType::Text),
                ("customerAction.customFields.callId", "", ValueType::Text),
                ("items.0.id", "", ValueType::Number),
                ("items.0.a\\.b", "", ValueType::Boolean),
                ("items.0.\\7", "", ValueType::Text),
                ("executionDateTimeUtc", "Дата, время", ValueType::Text),
            ]
        );
    }

    #[test]
    fn what_is_no_object_is_told() {
        assert!(matches!(parameters("[1]"), Err(ExampleError::NoObject)));
        let Err(ExampleError::NoJson(fault)) = parameters("{\"a\": }") else {
            panic!()
        };
        assert_eq!(fault.line, 1);
    }

    proptest! {
        #[test]
        fn a_body_built_from_the_names_has_the_form_of_the_example(
            names in prop::collection::vec("[a-z0-9.\\\\]{1,6}", 1..8),
        ) {
            let members: serde_json::Map<_, _> = names.iter().map(|name| (name.clone(), Value::from("x"))).collect();
            let example = Value::Object(members);
            let found = parameters(&example.to_string()).unwrap();
            let fields: Vec<_> = found
                .into_iter()
                .map(|p| (p.name, crate::body::JsonScalar::Text(p.example)))
                .collect();
            let built = crate::body::json_from_paths(&fields, crate::body::EmptyValues::Send).unwrap();
            prop_assert_eq!(serde_json::from_str::<Value>(&built).unwrap(), example);
        }

        #[test]
        fn commas_inside_texts_stay(text in "[a-z,}\\]\" ]{0,12}") {
            let example = serde_json::json!({ "a": text });
            let found = parameters(&format!("{{\"a\":{},}}", example["a"])).unwrap();
            prop_assert_eq!(found.len(), 1);
        }
    }
}
