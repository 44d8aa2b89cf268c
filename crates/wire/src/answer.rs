//! Reading an answer: what it says about the request, and which fields are at fault. A status alone does not tell: some
//! systems answer 200 with a list of faults (Z-197).

use serde_json::Value;
use signalbox_model::connection::Reading;
use signalbox_model::job::AnswerFault;

/// Faults shown at most.
const MOST_FAULTS: usize = 50;
/// Of a message this much is kept, characters.
const MOST_MESSAGE: usize = 500;

/// What an answer says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// It was done, or had been done before.
    Success,
    /// It was refused.
    Failure {
        /// Why, in one sentence.
        message: String,
        /// Field by field.
        faults: Vec<AnswerFault>,
    },
    /// The body says nothing: the status decides.
    Nothing,
}

/// Reads an answer.
pub fn read(reading: &Reading, body: &[u8]) -> Said {
    let Ok(answer) = serde_json::from_slice::<Value>(body) else {
        return Said::Nothing;
    };
    let outcome = reading.outcome.as_deref().and_then(|path| text_at(&answer, path));
    if outcome
        .as_ref()
        .is_some_and(|outcome| reading.success.contains(outcome))
    {
        return Said::Success;
    }
    let faults = faults(reading, &answer);
    let failed = reading
        .failed_by
        .as_deref()
        .is_some_and(|path| at(&answer, path).iter().any(|found| !found.is_null()));
    if outcome.is_none() && !failed && faults.is_empty() {
        return Said::Nothing;
    }
    let message = reading.message.iter().find_map(|path| text_at(&answer, path));
    let message = message.or_else(|| Some(faults.first()?.message.clone()));
    let message = match (outcome, message) {
        (Some(outcome), Some(message)) => format!("{outcome}: {message}"),
        (Some(one), None) | (None, Some(one)) => one,
        (None, None) => "the answer says that it failed, and not why".to_owned(),
    };
    Said::Failure {
        message: short(&message),
        faults,
    }
}

fn faults(reading: &Reading, answer: &Value) -> Vec<AnswerFault> {
    let Some(path) = reading.faults.as_deref() else {
        return Vec::new();
    };
    let listed = at(answer, path).into_iter().flat_map(|found| match found {
        Value::Array(items) => items.iter().collect(),
        other => vec![other],
    });
    let fault = |item: &Value| {
        let message = match &reading.fault_message {
            Some(path) => text_at(item, path),
            None => text(item),
        };
        let place = reading
            .fault_place
            .as_deref()
            .and_then(|path| text_at(item, path));
        Some(AnswerFault {
            field: place.map(|place| dotted(&place)),
            message: short(&message?),
        })
    };
    listed.filter_map(fault).take(MOST_FAULTS).collect()
}

/// `/customer/email` as `customer.email`.
fn dotted(place: &str) -> String {
    match place.strip_prefix('/') {
        Some(pointer) => pointer.replace('/', "."),
        None => place.to_owned(),
    }
}

fn text_at(value: &Value, path: &str) -> Option<String> {
    at(value, path).into_iter().find_map(text)
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn short(message: &str) -> String {
    match message.char_indices().nth(MOST_MESSAGE) {
        Some((end, _)) => format!("{}…", &message[..end]),
        None => message.to_owned(),
    }
}

/// Everything at a dotted path; `*` takes every item of a list or an object.
fn at<'v>(value: &'v Value, path: &str) -> Vec<&'v Value> {
    path.split('.').fold(vec![value], |here, step| {
        let below = |value: &'v Value| -> Vec<&'v Value> {
            match (value, step) {
                (Value::Array(items), "*") => items.iter().collect(),
                (Value::Object(members), "*") => members.values().collect(),
                (Value::Array(items), step) => step
                    .parse::<usize>()
                    .ok()
                    .and_then(|n| items.get(n))
                    .into_iter()
                    .collect(),
                (Value::Object(members), step) => members.get(step).into_iter().collect(),
                _ => Vec::new(),
            }
        };
        here.into_iter().flat_map(below).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mindbox() -> Reading {
        Reading {
            outcome: Some("status".into()),
            success: vec!["Success".into(), "TransactionAlreadyProcessed".into()],
            message: vec!["errorMessage".into()],
            faults: Some("validationMessages".into()),
            fault_message: Some("message".into()),
            fault_place: Some("location".into()),
            ..Reading::default()
        }
    }

    fn failure(reading: &Reading, body: &str) -> (String, Vec<(Option<String>, String)>) {
        match read(reading, body.as_bytes()) {
            Said::Failure { message, faults } => {
                let faults = faults.into_iter().map(|fault| (fault.field, fault.message));
                (message, faults.collect())
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn mindbox_says_it_in_the_body() {
        let reading = mindbox();
        for body in [
            r#"{"status":"Success"}"#,
            r#"{"status":"TransactionAlreadyProcessed"}"#,
        ] {
            assert_eq!(read(&reading, body.as_bytes()), Said::Success);
        }
        let body = r#"{"status":"ValidationError","validationMessages":
            [{"message":"e-mail is incorrect","location":"/customer/email"},{"message":"add contact"}]}"#;
        let (message, faults) = failure(&reading, body);
        assert_eq!(message, "ValidationError: e-mail is incorrect");
        assert_eq!(
            faults,
            [
                (
                    Some("customer.email".to_owned()),
                    "e-mail is incorrect".to_owned()
                ),
                (None, "add contact".to_owned())
            ]
        );
        let body =
            r#"{"status":"ProtocolError","errorMessage":"Operation X not found","httpStatusCode":400}"#;
        assert_eq!(failure(&reading, body).0, "ProtocolError: Operation X not found");
        for body in ["", "<html>", "{}", "[]"] {
            assert_eq!(read(&reading, body.as_bytes()), Said::Nothing, "{body}");
        }
    }

    #[test]
    fn nested_lists_of_faults_and_errors_by_presence() {
        let amo = Reading {
            message: vec!["detail".into(), "title".into()],
            faults: Some("validation-errors.*.errors".into()),
            fault_message: Some("detail".into()),
            fault_place: Some("path".into()),
            ..Reading::default()
        };
        let body = r#"{"validation-errors":[{"request_id":"0","errors":[{"code":"NotSupportedChoice",
            "path":"custom_fields_values.0.field_id","detail":"The value is not listed"}]}],"title":"Bad Request","status":400}"#;
        let (message, faults) = failure(&amo, body);
        assert_eq!(message, "Bad Request");
        assert_eq!(faults[0].0.as_deref(), Some("custom_fields_values.0.field_id"));
        let rpc = Reading {
            failed_by: Some("error".into()),
            message: vec!["error.data.message".into(), "error.message".into()],
            ..Reading::default()
        };
        let (message, _) = failure(
            &rpc,
            r#"{"jsonrpc":"2.0","error":{"code":200,"message":"Odoo Server Error"}}"#,
        );
        assert_eq!(message, "Odoo Server Error");
        assert_eq!(
            read(&rpc, br#"{"jsonrpc":"2.0","result":7,"error":null}"#),
            Said::Nothing
        );
    }
}
