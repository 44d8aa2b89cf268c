//! Is the sender who it claims to be? A secret header, an HMAC over the body, or Standard Webhooks. Every comparison
//! takes the same time whatever the difference, and no secret shows in an error or a debug print.

use super::RawRequest;
use crate::outbound::signature::SigningKey;
use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use hmac::{Hmac, Mac, digest::KeyInit};
use subtle::ConstantTimeEq;

mod scheme;

pub use scheme::{
    Encoding, HashAlgorithm, HeaderSecret, HmacScheme, SignedTimestamp, StandardWebhooks, TimestampHeader,
    TimestampSource, Verification,
};

/// Why a request is refused. Shown to the owner of the hook, never to the sender.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VerifyError {
    #[error("the header `{name}` is missing. Let the sender add it, or change how this hook is verified")]
    MissingHeader { name: String },
    #[error("the secret in the header `{name}` is a different one. Compare it with the sender's settings")]
    WrongSecret { name: String },
    #[error("the header `{name}` holds no signature of the expected form ({expected})")]
    NoSignature { name: String, expected: String },
    #[error(
        "the signature in the header `{name}` does not fit the body. Compare the secret with the sender's, and let no proxy change the body"
    )]
    WrongSignature { name: String },
    #[error("the time in the header `{name}` is not a number of seconds since 1970")]
    BadTimestamp { name: String },
    #[error(
        "the request was signed {off_secs} seconds away from now, but only {tolerance_secs} are allowed. It is an old request sent again, or a clock is wrong"
    )]
    Stale { off_secs: u64, tolerance_secs: u32 },
    #[error("no secret is set for this hook, so nobody can be verified. Set one in its security settings")]
    NoSecret,
    #[error(
        "a secret of this hook starts with `whsec_` but the rest is not base64. Copy it again from the sender"
    )]
    BadSecret,
}

/// Checks a request against a hook's scheme. `now_secs` counts from 1970.
///
/// # Errors
/// The first thing that keeps the request from being trusted.
pub fn verify(scheme: &Verification, req: &RawRequest, now_secs: i64) -> Result<(), VerifyError> {
    match scheme {
        Verification::None => Ok(()),
        Verification::Header(header) => header.verify(req),
        Verification::Hmac(hmac) => hmac.verify(req, now_secs),
        Verification::StandardWebhooks(standard) => standard.verify(req, now_secs),
    }
}

fn require<'a>(req: &'a RawRequest, name: &str) -> Result<&'a str, VerifyError> {
    req.header(name)
        .map(str::trim)
        .ok_or_else(|| VerifyError::MissingHeader {
            name: name.to_owned(),
        })
}

/// Reads a time and refuses one too far from now.
fn check_time(text: &str, header: &str, now_secs: i64, tolerance_secs: u32) -> Result<(), VerifyError> {
    let sent: i64 = text.parse().map_err(|_| VerifyError::BadTimestamp {
        name: header.to_owned(),
    })?;
    let off_secs = now_secs.abs_diff(sent);
    if off_secs > u64::from(tolerance_secs) {
        return Err(VerifyError::Stale {
            off_secs,
            tolerance_secs,
        });
    }
    Ok(())
}

impl HeaderSecret {
    fn verify(&self, req: &RawRequest) -> Result<(), VerifyError> {
        if self.secret.is_empty() {
            return Err(VerifyError::NoSecret);
        }
        let sent = require(req, &self.name)?;
        if bool::from(sent.as_bytes().ct_eq(self.secret.as_bytes())) {
            Ok(())
        } else {
            Err(VerifyError::WrongSecret {
                name: self.name.clone(),
            })
        }
    }
}

impl HmacScheme {
    fn verify(&self, req: &RawRequest, now_secs: i64) -> Result<(), VerifyError> {
        if self.secret.is_empty() {
            return Err(VerifyError::NoSecret);
        }
        let value = require(req, &self.header)?;
        let candidates = self.candidates(value);
        if candidates.is_empty() {
            return Err(self.no_signature());
        }
        let timestamp = self.checked_timestamp(req, value, now_secs)?;
        let template = self
            .timestamp
            .as_ref()
            .map_or("{body}", |rule| rule.signed.as_str());
        let expected = self.mac(&fill(template, timestamp, &req.body));
        let fits = candidates
            .iter()
            .fold(false, |fits, sent| fits | bool::from(sent.ct_eq(&expected)));
        if fits {
            Ok(())
        } else {
            Err(VerifyError::WrongSignature {
                name: self.header.clone(),
            })
        }
    }

    /// The time the signature covers, checked; empty when it covers none.
    fn checked_timestamp<'a>(
        &self,
        req: &'a RawRequest,
        value: &'a str,
        now_secs: i64,
    ) -> Result<&'a str, VerifyError> {
        let Some(rule) = &self.timestamp else {
            return Ok("");
        };
        let (text, header) = match &rule.source {
            TimestampSource::Header(TimestampHeader { name }) => (require(req, name)?, name),
            TimestampSource::Signature => {
                let listed = value.split(',').find_map(|item| item.trim().strip_prefix("t="));
                (listed.ok_or_else(|| self.no_signature())?, &self.header)
            }
        };
        check_time(text, header, now_secs, rule.tolerance_secs)?;
        Ok(text)
    }

    /// The signatures a header lists, decoded; what cannot be one is left out.
    fn candidates(&self, value: &str) -> Vec<Vec<u8>> {
        let prefix = self.prefix.as_deref().unwrap_or_default();
        value
            .split(',')
            .filter_map(|item| item.trim().strip_prefix(prefix))
            .filter_map(|text| match self.encoding {
                Encoding::Hex => unhex(text),
                Encoding::Base64 => BASE64.decode(text).ok(),
            })
            .filter(|bytes| !bytes.is_empty())
            .collect()
    }

    fn mac(&self, pieces: &[&[u8]]) -> Vec<u8> {
        match self.algorithm {
            HashAlgorithm::Sha256 => mac::<Hmac<sha2::Sha256>>(&self.secret, pieces),
            HashAlgorithm::Sha1 => mac::<Hmac<sha1::Sha1>>(&self.secret, pieces),
            HashAlgorithm::Sha512 => mac::<Hmac<sha2::Sha512>>(&self.secret, pieces),
        }
    }

    fn no_signature(&self) -> VerifyError {
        let encoding = match self.encoding {
            Encoding::Hex => "hex",
            Encoding::Base64 => "base64",
        };
        let expected = format!("{}{encoding}", self.prefix.as_deref().unwrap_or_default());
        VerifyError::NoSignature {
            name: self.header.clone(),
            expected,
        }
    }
}

/// Base64 with or without its padding: senders do both.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

fn mac<M: Mac + KeyInit>(secret: &str, pieces: &[&[u8]]) -> Vec<u8> {
    let mut mac = <M as KeyInit>::new_from_slice(secret.as_bytes()).expect("HMAC takes keys of any length");
    pieces.iter().for_each(|piece| mac.update(piece));
    mac.finalize().into_bytes().to_vec()
}

/// The pieces of a template with the time and the body in their places.
fn fill<'a>(template: &'a str, timestamp: &'a str, body: &'a [u8]) -> Vec<&'a [u8]> {
    let mut pieces: Vec<&[u8]> = Vec::new();
    let mut rest = template;
    while let Some(at) = rest.find('{') {
        pieces.push(&rest.as_bytes()[..at]);
        rest = &rest[at..];
        if let Some(after) = rest.strip_prefix("{timestamp}") {
            pieces.push(timestamp.as_bytes());
            rest = after;
        } else if let Some(after) = rest.strip_prefix("{body}") {
            pieces.push(body);
            rest = after;
        } else {
            pieces.push(b"{");
            rest = &rest[1..];
        }
    }
    pieces.push(rest.as_bytes());
    pieces
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| {
        char::from(byte)
            .to_digit(16)
            .and_then(|digit| u8::try_from(digit).ok())
    };
    let pairs = text.as_bytes().chunks(2);
    pairs
        .map(|pair| Some(digit(pair[0])? << 4 | digit(*pair.get(1)?)?))
        .collect()
}

impl StandardWebhooks {
    fn verify(&self, req: &RawRequest, now_secs: i64) -> Result<(), VerifyError> {
        let secrets = self.secrets.iter().filter(|secret| !secret.is_empty());
        let keys: Vec<_> = secrets
            .map(|secret| SigningKey::parse(secret).map_err(|_| VerifyError::BadSecret))
            .collect::<Result<_, _>>()?;
        if keys.is_empty() {
            return Err(VerifyError::NoSecret);
        }
        let id = require(req, "webhook-id")?;
        let timestamp = require(req, "webhook-timestamp")?;
        check_time(timestamp, "webhook-timestamp", now_secs, self.tolerance_secs)?;
        let name = "webhook-signature";
        let sent: Vec<_> = require(req, name)?
            .split(' ')
            .filter_map(|item| BASE64.decode(item.strip_prefix("v1,")?).ok())
            .collect();
        if sent.is_empty() {
            return Err(VerifyError::NoSignature {
                name: name.to_owned(),
                expected: "v1,base64".to_owned(),
            });
        }
        let fits = keys.iter().fold(false, |fits, key| {
            let expected = key.mac(id, timestamp, &req.body);
            sent.iter()
                .fold(fits, |fits, sent| fits | bool::from(sent.ct_eq(&expected)))
        });
        if fits {
            Ok(())
        } else {
            Err(VerifyError::WrongSignature {
                name: name.to_owned(),
            })
        }
    }
}

#[cfg(test)]
mod tests;
