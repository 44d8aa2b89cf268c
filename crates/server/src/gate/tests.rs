//! What becomes of requests at the gate.

use super::*;
use serde_json::json;
use signalbox_model::Micros;

fn judge(settings: serde_json::Value, headers: &[(&str, &str)], body: &str, secret: Option<&str>) -> Judged {
    let mut settings = settings;
    settings["name"] = "x".into();
    let settings: HookSettings = serde_json::from_value(settings).unwrap();
    let head = Head {
        method: "POST".into(),
        query: None,
        headers: headers
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect(),
        ip: String::new(),
    };
    let body = body.to_owned().into();
    Gate.judge(
        &settings,
        &Received {
            head: &head,
            body: &body,
            secret,
            now: Micros(1_780_000_000_000_000),
        },
    )
}

fn taken(judged: &Judged) -> Option<usize> {
    match &judged.verdict {
        Ok(Verdict::Take(documents)) => Some(documents.len()),
        _ => None,
    }
}

const JSON: (&str, &str) = ("content-type", "application/json");

#[test]
fn a_request_without_conditions_is_taken() {
    let judged = judge(json!({}), &[JSON], r#"{"a": 1}"#, None);
    assert_eq!(taken(&judged), Some(1));
    assert!(judged.fingerprint.is_none());
}

#[test]
fn parts_are_told_apart_only_when_asked() {
    let list = r#"[{"a": 1}, {"a": 2}, {"a": 3}]"#;
    assert_eq!(taken(&judge(json!({}), &[JSON], list, None)), Some(1));
    assert_eq!(
        taken(&judge(json!({"split": true}), &[JSON], list, None)),
        Some(3)
    );
    let head = r#"{"method": "POST", "headers": [["content-type", "application/json"]]}"#;
    let splitting = serde_json::from_value(json!({"name": "t", "split": true})).unwrap();
    let again = Gate.documents(head, list.as_bytes(), Some(&splitting));
    assert_eq!(again.unwrap().len(), 3);
}

#[test]
fn who_cannot_prove_itself_is_refused() {
    let header = json!({"security": {"kind": "header", "header": "X-Key"}});
    let right = judge(header.clone(), &[JSON, ("x-key", "s3cret")], "{}", Some("s3cret"));
    assert_eq!(taken(&right), Some(1));
    for (given, secret) in [("other", Some("s3cret")), ("s3cret", None), ("", Some("s3cret"))] {
        let judged = judge(header.clone(), &[JSON, ("x-key", given)], "{}", secret);
        assert!(
            matches!(judged.verdict, Err(Refusal::Unproved(_))),
            "{given} {secret:?}"
        );
    }
    for kind in [
        json!({"kind": "hmac", "header": "X-Sign"}),
        json!({"kind": "standard_webhooks"}),
    ] {
        let judged = judge(
            json!({"security": kind}),
            &[JSON, ("x-sign", "00")],
            "{}",
            Some("s3cret"),
        );
        assert!(matches!(judged.verdict, Err(Refusal::Unproved(_))), "{kind}");
    }
}

#[test]
fn what_cannot_be_read_is_refused_with_its_place() {
    let judged = judge(json!({}), &[JSON], "{\"a\": ", None);
    assert!(matches!(&judged.verdict, Err(Refusal::Unreadable(reason)) if reason.contains("line 1")));
    assert!(Gate.documents("no json", b"", None).is_err());
}

#[test]
fn repeats_are_told_by_what_the_hook_says() {
    for (by, wanted) in [
        (json!({"path": "id"}), Some("7")),
        (json!({"header": "Webhook-Id"}), Some("m1")),
        (json!({"path": "none"}), None),
    ] {
        let judged = judge(
            json!({"dedup": {"by": by}}),
            &[JSON, ("webhook-id", "m1")],
            r#"{"id": 7}"#,
            None,
        );
        assert_eq!(judged.fingerprint.as_deref(), wanted, "{by}");
    }
}

#[test]
fn a_test_call_of_the_sender_starts_nothing() {
    let form = ("content-type", "application/x-www-form-urlencoded");
    let judged = judge(json!({}), &[form], "test=test", None);
    assert!(matches!(judged.verdict, Ok(Verdict::Probe)));
}
