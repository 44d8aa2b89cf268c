//! How a hook verifies its senders, as it is configured and stored. Secrets are plain here, encrypted where they are
//! kept, and in no debug print.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;

/// How an incoming hook proves its sender.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Verification {
    /// Whoever knows the address may send.
    #[default]
    None,
    /// A header carries the secret itself.
    Header(HeaderSecret),
    /// A header carries an HMAC of the body.
    Hmac(HmacScheme),
    /// The headers `webhook-id`, `webhook-timestamp` and `webhook-signature`.
    StandardWebhooks(StandardWebhooks),
}

/// A secret sent as it is.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HeaderSecret {
    /// Name of the header, in any case.
    pub name: String,
    /// The whole value the header must have.
    #[schemars(extend("writeOnly" = true))]
    pub secret: String,
}

/// An HMAC in a header.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HmacScheme {
    /// Name of the header, in any case. Its value may list several signatures, separated by commas.
    pub header: String,
    pub algorithm: HashAlgorithm,
    pub encoding: Encoding,
    /// What stands before the signature, such as `sha256=`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prefix: Option<String>,
    #[schemars(extend("writeOnly" = true))]
    pub secret: String,
    /// When the signature covers a time, too, and old requests are refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<SignedTimestamp>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum HashAlgorithm {
    Sha256,
    Sha1,
    Sha512,
}

/// How the bytes of a signature are spelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Encoding {
    Hex,
    Base64,
}

/// A time that is part of what is signed, in seconds since 1970.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SignedTimestamp {
    pub source: TimestampSource,
    /// What is signed, with `{timestamp}` and `{body}` filled in, such as `{timestamp}.{body}`.
    pub signed: String,
    /// How far the time may be from now, in both directions.
    pub tolerance_secs: u32,
}

/// Where the time stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum TimestampSource {
    /// In a header of its own.
    Header(TimestampHeader),
    /// In the signature's header as `t=…`, as Stripe does.
    Signature,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TimestampHeader {
    /// Name of the header, in any case.
    pub name: String,
}

/// Standard Webhooks: HMAC-SHA256 over `id.timestamp.body`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StandardWebhooks {
    /// `whsec_…` or raw. Several while a secret is being replaced: any of them will do.
    #[schemars(extend("writeOnly" = true))]
    pub secrets: Vec<String>,
    /// How far the time may be from now, in both directions; the specification suggests 300.
    #[serde(default = "five_minutes")]
    pub tolerance_secs: u32,
}

fn five_minutes() -> u32 {
    300
}

impl fmt::Debug for HeaderSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HeaderSecret")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for HmacScheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HmacScheme")
            .field("header", &self.header)
            .field("algorithm", &self.algorithm)
            .field("encoding", &self.encoding)
            .field("prefix", &self.prefix)
            .field("timestamp", &self.timestamp)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for StandardWebhooks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StandardWebhooks")
            .field("secrets", &self.secrets.len())
            .field("tolerance_secs", &self.tolerance_secs)
            .finish()
    }
}

impl Verification {
    /// Stripe: `Stripe-Signature: t=…,v1=…`.
    pub fn stripe(secret: String) -> Self {
        Verification::Hmac(HmacScheme {
            header: "Stripe-Signature".to_owned(),
            algorithm: HashAlgorithm::Sha256,
            encoding: Encoding::Hex,
            prefix: Some("v1=".to_owned()),
            secret,
            timestamp: Some(SignedTimestamp {
                source: TimestampSource::Signature,
                signed: "{timestamp}.{body}".to_owned(),
                tolerance_secs: five_minutes(),
            }),
        })
    }

    /// GitHub: `X-Hub-Signature-256: sha256=…`.
    pub fn github(secret: String) -> Self {
        Verification::Hmac(HmacScheme {
            header: "X-Hub-Signature-256".to_owned(),
            algorithm: HashAlgorithm::Sha256,
            encoding: Encoding::Hex,
            prefix: Some("sha256=".to_owned()),
            secret,
            timestamp: None,
        })
    }

    /// Tilda: an API key in a header whose name is chosen there; this is the usual one.
    pub fn tilda(secret: String) -> Self {
        Verification::Header(HeaderSecret {
            name: "X-API-Key".to_owned(),
            secret,
        })
    }

    /// Standard Webhooks with one secret and five minutes of tolerance.
    pub fn standard_webhooks(secret: String) -> Self {
        Verification::StandardWebhooks(StandardWebhooks {
            secrets: vec![secret],
            tolerance_secs: five_minutes(),
        })
    }
}
