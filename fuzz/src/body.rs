//! Any bytes as a body of any content type: the first byte chooses which.
#![no_main]

use libfuzzer_sys::fuzz_target;
use signalbox_channels::inbound::{RawRequest, decode, split_events};

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

fuzz_target!(|data: &[u8]| {
    let Some((kind, body)) = data.split_first() else {
        return;
    };
    let kind = TYPES[usize::from(*kind) % TYPES.len()];
    let request = RawRequest {
        method: "POST".to_owned(),
        path: "/".to_owned(),
        query: std::str::from_utf8(body).ok().map(str::to_owned),
        headers: vec![("content-type".to_owned(), kind.to_owned())],
        body: body.to_vec().into(),
    };
    if let Ok(decoded) = decode(&request) {
        assert!(signalbox_expr::Value::from_json(decoded.json.as_bytes()).is_ok());
        for event in split_events(&decoded.json) {
            assert!(signalbox_expr::Value::from_json(event.as_bytes()).is_ok());
        }
    }
});
