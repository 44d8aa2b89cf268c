//! What fuzzing has looked at and found, once more: see `fuzz/README.md`.

use signalbox_channels::inbound::{RawRequest, decode, split_events};
use std::path::Path;

/// By the first byte of a file, as the target has them.
const TYPES: [&str; 8] = [
    "",
    "application/json",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=XX",
    "multipart/form-data",
    "text/xml; charset=windows-1251",
    "text/plain",
    "image/png; charset=utf-16le",
];

#[test]
fn every_body_of_the_corpus_is_decoded_or_refused() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus/body");
    let mut decoded = 0;
    for entry in std::fs::read_dir(corpus).expect("the corpus is there") {
        let bytes = std::fs::read(entry.expect("it can be listed").path()).expect("it can be read");
        let (kind, body) = bytes.split_first().expect("a file begins with its kind");
        let request = RawRequest {
            method: "POST".to_owned(),
            path: "/".to_owned(),
            query: std::str::from_utf8(body).ok().map(str::to_owned),
            headers: vec![(
                "content-type".to_owned(),
                TYPES[usize::from(*kind) % TYPES.len()].to_owned(),
            )],
            body: body.to_vec().into(),
        };
        let Ok(found) = decode(&request) else { continue };
        for event in split_events(&found.json).iter().chain([&found.json]) {
            assert!(
                serde_json::from_str::<serde_json::Value>(event).is_ok(),
                "{event}"
            );
        }
        decoded += 1;
    }
    assert!(decoded >= 5, "the corpus is read");
}
