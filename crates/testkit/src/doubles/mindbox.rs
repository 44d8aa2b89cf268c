//! Mindbox: operations with both forms of authorisation, faults in answers of status 200, and transactions that are
//! recognised when they come again.

use super::{Call, Double, Verdict};
use parking_lot::Mutex;
use serde_json::{Value, json};
use std::collections::HashSet;
use std::ops::Deref;

/// The endpoint it knows.
const ENDPOINT: &str = "shop.site";
/// The operations it knows.
const OPERATIONS: [&str; 2] = ["CallTouch", "CallTouchStatic"];

/// A double of Mindbox.
#[derive(Debug)]
pub struct Mindbox(Double);

impl Deref for Mindbox {
    type Target = Double;
    fn deref(&self) -> &Double {
        &self.0
    }
}

impl Mindbox {
    /// The id of the endpoint it knows.
    pub const ENDPOINT: &str = ENDPOINT;

    /// Starts it with one secret key.
    pub fn start(key: &str) -> Self {
        let forms = [format!("SecretKey {key}"), format!("Mindbox secretKey=\"{key}\"")];
        let seen = Mutex::new(HashSet::new());
        Self(Double::start(Box::new(move |call| judge(call, &forms, &seen))))
    }
}

fn protocol_error(status: u16, message: &str) -> Verdict {
    let body = json!({ "status": "ProtocolError", "errorMessage": message, "httpStatusCode": status });
    Verdict {
        status,
        body,
        done: false,
    }
}

fn judge(call: &Call, forms: &[String], seen: &Mutex<HashSet<String>>) -> Verdict {
    if call.method != "POST" || !matches!(call.path.as_str(), "/v3/operations/async" | "/v3/operations/sync")
    {
        return protocol_error(404, "there is nothing at this address");
    }
    if !call
        .header("authorization")
        .is_some_and(|given| forms.iter().any(|form| form == given))
    {
        return protocol_error(401, "the secret key is unknown");
    }
    if call.query("endpointId") != Some(ENDPOINT) {
        return protocol_error(403, "the endpoint is unknown");
    }
    let operation = call.query("operation").unwrap_or_default();
    if !OPERATIONS.contains(&operation) {
        return protocol_error(400, &format!("Operation {operation} not found"));
    }
    if call.query.iter().any(|(_, value)| value.is_empty()) {
        return protocol_error(400, "a parameter of the address is empty");
    }
    if !call
        .header("content-type")
        .is_some_and(|kind| kind.starts_with("application/json"))
    {
        return protocol_error(400, "the body must be JSON");
    }
    if let Some(messages) = faults(&call.body) {
        return Verdict {
            status: 200,
            body: json!({ "status": "ValidationError", "validationMessages": messages }),
            done: false,
        };
    }
    let known = call.query("transactionId");
    if let Some(id) = known
        && !seen.lock().insert(id.to_owned())
    {
        return Verdict {
            status: 200,
            body: json!({ "status": "TransactionAlreadyProcessed" }),
            done: false,
        };
    }
    Verdict {
        status: 200,
        body: json!({ "status": "Success" }),
        done: true,
    }
}

fn faults(body: &Value) -> Option<Value> {
    let customer = body["customer"].as_object();
    let Some(customer) = customer.filter(|customer| !customer.is_empty()) else {
        return Some(json!([{ "message": "add contact" }]));
    };
    let mut found = Vec::new();
    if let Some(phone) = customer.get("mobilePhone") {
        let is_phone = phone
            .as_str()
            .is_some_and(|phone| phone.len() >= 10 && phone.bytes().all(|byte| byte.is_ascii_digit()));
        if !is_phone {
            found.push(json!({ "message": "the phone is incorrect", "location": "/customer/mobilePhone" }));
        }
    }
    if let Some(at) = body.get("executionDateTimeUtc") {
        let is_utc = at.as_str().is_some_and(|at| at.len() == 20 && at.ends_with('Z'));
        if !is_utc {
            found.push(json!({ "message": "the time must be UTC", "location": "/executionDateTimeUtc" }));
        }
    }
    (!found.is_empty()).then(|| Value::from(found))
}
