//! Where requests come in: joins the decoding of `channels` to the API and the engine, which both know no wire.

use axum::body::Bytes;
use axum::http::HeaderMap;
use signalbox_api::{Head, Intake, Judged, Received, Refusal};
use signalbox_channels::inbound::{
    self, Dedup, DedupHeader, DedupPath, Encoding, HashAlgorithm, HeaderSecret, HmacScheme, RawRequest,
    StandardWebhooks, Verification, dedup_key, is_link_preview, is_tilda_probe, open_fields, split_events,
};
use signalbox_engine::{Decode, Vars, Verdict};
use signalbox_model::hook::{DedupBy, DigestEncoding, HmacAlgorithm, HookSettings, Security};

/// The seconds by which a signed request may be old or early.
const TOLERANCE_SECS: u32 = 300;

/// The gate of a server.
pub struct Gate;

impl Intake for Gate {
    fn judge(&self, settings: &HookSettings, received: &Received) -> Judged {
        let request = RawRequest {
            method: received.head.method.clone(),
            path: String::new(),
            query: received.head.query.clone(),
            headers: needed(settings, received.head),
            body: received.body.clone(),
        };
        let refused = |refusal| Judged {
            verdict: Err(refusal),
            fingerprint: None,
        };
        let scheme = verification(&settings.security, received.secret);
        if let Err(error) = inbound::verify(&scheme, &request, received.now.secs()) {
            return refused(Refusal::Unproved(error.to_string()));
        }
        let json = match inbound::decode(&request) {
            Ok(decoded) => decoded.json,
            Err(error) => return refused(Refusal::Unreadable(error.to_string())),
        };
        let fingerprint = settings
            .dedup
            .as_ref()
            .and_then(|spec| dedup_key(&dedup(&spec.by), &request, &json));
        let verdict = if is_tilda_probe(&request, &json) {
            Verdict::Probe
        } else {
            Verdict::Take(
                documents(json, Some(settings))
                    .into_iter()
                    .map(Vars::from_document)
                    .collect(),
            )
        };
        Judged {
            verdict: Ok(verdict),
            fingerprint,
        }
    }

    fn parameters(&self, head: &Head, body: &Bytes) -> Result<Vec<(String, String)>, String> {
        let request = RawRequest {
            method: head.method.clone(),
            path: String::new(),
            query: head.query.clone(),
            headers: head.headers.clone(),
            body: body.clone(),
        };
        inbound::parameters(&request).map_err(|error| error.to_string())
    }

    fn is_preview(&self, method: &str, headers: &HeaderMap) -> bool {
        let text = |value: &axum::http::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
        let headers: Vec<_> = headers
            .iter()
            .map(|(name, value)| (name.to_string(), text(value)))
            .collect();
        is_link_preview(method, &headers)
    }
}

impl Decode for Gate {
    fn documents(&self, head: &str, body: &[u8], hook: Option<&HookSettings>) -> Result<Vec<String>, String> {
        let head: Head =
            serde_json::from_str(head).map_err(|error| format!("the stored head is broken: {error}"))?;
        let request = RawRequest {
            method: head.method,
            path: String::new(),
            query: head.query,
            headers: head.headers,
            body: body.to_vec().into(),
        };
        let decoded = inbound::decode(&request).map_err(|error| error.to_string())?;
        Ok(documents(decoded.json, hook))
    }
}

fn documents(json: String, hook: Option<&HookSettings>) -> Vec<String> {
    let Some(hook) = hook else { return vec![json] };
    let json = match hook.json_fields.is_empty() {
        true => json,
        false => open_fields(json, &hook.json_fields),
    };
    if hook.split {
        split_events(&json)
    } else {
        vec![json]
    }
}

/// The headers that are looked at: on the busiest path of the server the others are not copied.
fn needed(settings: &HookSettings, head: &Head) -> Vec<(String, String)> {
    let everything = settings.security != Security::None
        || matches!(&settings.dedup, Some(spec) if matches!(spec.by, DedupBy::Header(_)));
    let wanted = |name: &str| everything || name.eq_ignore_ascii_case("content-type");
    head.headers
        .iter()
        .filter(|(name, _)| wanted(name))
        .cloned()
        .collect()
}

fn verification(security: &Security, secret: Option<&str>) -> Verification {
    // Without a secret nobody can be verified; the check itself says so.
    let secret = secret.unwrap_or_default().to_owned();
    match security {
        Security::None => Verification::None,
        Security::Header { header } => Verification::Header(HeaderSecret {
            name: header.clone(),
            secret,
        }),
        Security::Hmac {
            header,
            algorithm,
            encoding,
            prefix,
        } => Verification::Hmac(HmacScheme {
            header: header.clone(),
            algorithm: match algorithm {
                HmacAlgorithm::Sha1 => HashAlgorithm::Sha1,
                HmacAlgorithm::Sha256 => HashAlgorithm::Sha256,
                HmacAlgorithm::Sha512 => HashAlgorithm::Sha512,
            },
            encoding: match encoding {
                DigestEncoding::Hex => Encoding::Hex,
                DigestEncoding::Base64 => Encoding::Base64,
            },
            prefix: Some(prefix.clone()).filter(|prefix| !prefix.is_empty()),
            secret,
            timestamp: None,
        }),
        Security::StandardWebhooks => Verification::StandardWebhooks(StandardWebhooks {
            secrets: secret.split_whitespace().map(str::to_owned).collect(),
            tolerance_secs: TOLERANCE_SECS,
        }),
    }
}

fn dedup(by: &DedupBy) -> Dedup {
    match by {
        DedupBy::Header(name) => Dedup::Header(DedupHeader { name: name.clone() }),
        DedupBy::Path(path) => Dedup::Path(DedupPath { path: path.clone() }),
        DedupBy::Body => Dedup::BodyHash,
    }
}

#[cfg(test)]
mod tests;
