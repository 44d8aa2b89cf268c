//! Keys by which repeats of an arrival are recognised (F-66, Z-113). The window and the memory are the caller's.

use super::RawRequest;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use signalbox_wire::json;
use std::fmt::Write;

/// Longer keys are replaced by their hash.
const MAX_KEY_BYTES: usize = 200;

/// What makes two arrivals the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Dedup {
    /// The value of a header, such as `webhook-id`.
    Header(DedupHeader),
    /// A value inside the document.
    Path(DedupPath),
    /// Query and body, byte by byte.
    BodyHash,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DedupHeader {
    /// Name of the header, in any case.
    pub name: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DedupPath {
    /// Dotted path into the document, such as `order.id` or `items.0.id`.
    pub path: String,
}

/// The key of an arrival, at most 200 bytes. `None`: the header or value is missing or empty, and the arrival is to be
/// taken as new.
pub fn dedup_key(spec: &Dedup, req: &RawRequest, json: &str) -> Option<String> {
    let key = match spec {
        Dedup::Header(DedupHeader { name }) => req.header(name)?.trim().to_owned(),
        Dedup::Path(DedupPath { path }) => {
            let value = json::at_path(json, path).filter(|value| *value != "null")?;
            json::string(value).map_or_else(|| value.to_owned(), |text| text.trim().to_owned())
        }
        Dedup::BodyHash => {
            let query = req.query.as_deref().unwrap_or_default();
            return Some(hash(&[query.as_bytes(), b"\n", &req.body]));
        }
    };
    match key.len() {
        0 => None,
        1..=MAX_KEY_BYTES => Some(key),
        _ => Some(hash(&[key.as_bytes()])),
    }
}

fn hash(pieces: &[&[u8]]) -> String {
    let mut hasher = Sha256::new();
    pieces.iter().for_each(|piece| hasher.update(piece));
    let mut key = "sha256:".to_owned();
    for byte in hasher.finalize() {
        write!(key, "{byte:02x}").expect("writing to a string never fails");
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(query: Option<&str>, body: &'static str) -> RawRequest {
        let headers = vec![
            ("Webhook-Id".to_owned(), " msg_1 ".to_owned()),
            ("Empty".to_owned(), " ".to_owned()),
        ];
        RawRequest {
            query: query.map(str::to_owned),
            headers,
            body: body.into(),
            ..RawRequest::default()
        }
    }

    #[test]
    fn keys_come_from_headers_and_paths() {
        let spec = |json: &str| serde_json::from_str::<Dedup>(json).unwrap();
        let doc = r#"{"order":{"id":12.50,"no":" A1 ","gone":null,"empty":""},"items":[{"id":7}]}"#;
        let table = [
            (r#"{"kind":"header","name":"webhook-id"}"#, Some("msg_1")),
            (r#"{"kind":"header","name":"empty"}"#, None),
            (r#"{"kind":"header","name":"other"}"#, None),
            (r#"{"kind":"path","path":"order.id"}"#, Some("12.50")),
            (r#"{"kind":"path","path":"order.no"}"#, Some("A1")),
            (r#"{"kind":"path","path":"items.0"}"#, Some(r#"{"id":7}"#)),
            (r#"{"kind":"path","path":"order.gone"}"#, None),
            (r#"{"kind":"path","path":"order.empty"}"#, None),
            (r#"{"kind":"path","path":"order.x"}"#, None),
        ];
        for (json, expected) in table {
            assert_eq!(
                dedup_key(&spec(json), &request(None, ""), doc).as_deref(),
                expected,
                "{json}"
            );
        }
        assert!(serde_json::from_str::<Dedup>(r#"{"kind":"path","path":"a","x":1}"#).is_err());
    }

    #[test]
    fn long_values_and_bodies_are_hashed() {
        let spec = Dedup::Path(DedupPath { path: "a".to_owned() });
        let key = |letter: &str| {
            dedup_key(
                &spec,
                &request(None, ""),
                &format!(r#"{{"a":"{}"}}"#, letter.repeat(201)),
            )
        };
        assert_eq!(key("x").unwrap().len(), "sha256:".len() + 64);
        assert_ne!(key("x"), key("y"));
        let body = |query, body| dedup_key(&Dedup::BodyHash, &request(query, body), "");
        assert_eq!(body(Some("a=1"), "b"), body(Some("a=1"), "b"));
        assert_ne!(body(Some("a=1"), "b"), body(Some("a=2"), "b"));
        assert_ne!(body(None, "b"), body(None, "c"));
    }
}
