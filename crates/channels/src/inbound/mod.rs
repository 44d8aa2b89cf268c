//! Incoming hooks: any HTTP request becomes one JSON document, checked for its sender and told apart from repeats.
//!
//! Pure functions over bytes: no I/O, no clock (`now` is an argument) and no failure that loses the arrival, because
//! the caller keeps the raw bytes and shows the error beside them.

mod charset;
mod decode;
mod dedup;
mod events;
mod form;
mod multipart;
mod parameters;
mod probe;
mod verify;
mod xml;

pub use decode::{BodyKind, DecodeError, Decoded, MAX_DEPTH, MAX_FIELDS, decode};
pub use dedup::{Dedup, DedupHeader, DedupPath, dedup_key};
pub use events::{open_fields, split_events};
pub use parameters::parameters;
pub use probe::{is_link_preview, is_tilda_probe};
pub use verify::{
    Encoding, HashAlgorithm, HeaderSecret, HmacScheme, SignedTimestamp, StandardWebhooks, TimestampHeader,
    TimestampSource, Verification, VerifyError, verify,
};

use bytes::Bytes;
use std::fmt;

/// A request as it arrived.
#[derive(Clone, Default)]
pub struct RawRequest {
    /// `GET`, `POST`, …
    pub method: String,
    /// The path without the query.
    pub path: String,
    /// What follows the `?`, still percent-encoded.
    pub query: Option<String>,
    /// Names in any case, in order of arrival.
    pub headers: Vec<(String, String)>,
    /// The body, undecoded.
    pub body: Bytes,
}

/// Shows what carries no secret: tokens hide in paths, queries, headers and bodies.
impl fmt::Debug for RawRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.headers.iter().map(|(name, _)| name).collect();
        f.debug_struct("RawRequest")
            .field("method", &self.method)
            .field("headers", &names)
            .field("body_bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}

impl RawRequest {
    /// The first value of a header, its name in any case.
    pub fn header(&self, name: &str) -> Option<&str> {
        header(&self.headers, name)
    }
}

/// The first value of a header, its name in any case.
fn header<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a str> {
    headers
        .iter()
        .find(|(key, _)| key.eq_ignore_ascii_case(name))
        .map(|(_, value)| value.as_str())
}
