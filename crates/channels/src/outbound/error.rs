//! Why a request got no answer, in words for people. No text carries a path, a query, a header or a body: tokens hide
//! in all of them.

use std::net::IpAddr;
use std::time::Duration;

/// A request without an answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OutboundError {
    #[error("the address cannot be used: {reason}")]
    BadUrl { reason: String },
    #[error("the header `{name}` cannot be sent: {reason}")]
    BadHeader { name: String, reason: &'static str },
    #[error(
        "requests to {host} are blocked: {address} is {kind}. If it is meant, let an administrator add its network to the allowed networks of outgoing requests"
    )]
    Blocked {
        host: String,
        address: IpAddr,
        kind: &'static str,
    },
    #[error("the name {host} cannot be resolved: {reason}. Check its spelling")]
    Dns { host: String, reason: String },
    #[error("no connection to {host}: {reason}")]
    Connect { host: String, reason: String },
    #[error(
        "no secure connection to {host}: {reason}. Check its certificate, or whether it speaks TLS on this port"
    )]
    Tls { host: String, reason: String },
    #[error("{host} did not answer in {}", seconds(*after))]
    TimedOut {
        host: String,
        after: Duration,
        request_sent: bool,
    },
    #[error("{host} broke the connection off: {reason}")]
    Broken {
        host: String,
        reason: String,
        request_sent: bool,
    },
    #[error("{host} redirects more than {limit} times. Use the address it leads to in the end")]
    TooManyRedirects { host: String, limit: u8 },
}

/// `5 s`, `2.5 s`.
fn seconds(duration: Duration) -> String {
    format!("{} s", duration.as_secs_f64())
}

impl OutboundError {
    /// Whether the request may have reached the receiver all the same, so that a repeat may act twice.
    pub fn outcome_unknown(&self) -> bool {
        match self {
            OutboundError::TimedOut { request_sent, .. } | OutboundError::Broken { request_sent, .. } => {
                *request_sent
            }
            OutboundError::BadUrl { .. }
            | OutboundError::BadHeader { .. }
            | OutboundError::Blocked { .. }
            | OutboundError::Dns { .. }
            | OutboundError::Connect { .. }
            | OutboundError::Tls { .. }
            | OutboundError::TooManyRedirects { .. } => false,
        }
    }

    /// Whether the same request may succeed later without anybody changing it.
    pub fn retriable(&self) -> bool {
        match self {
            OutboundError::Dns { .. }
            | OutboundError::Connect { .. }
            | OutboundError::Tls { .. }
            | OutboundError::TimedOut { .. }
            | OutboundError::Broken { .. } => true,
            OutboundError::BadUrl { .. }
            | OutboundError::BadHeader { .. }
            | OutboundError::Blocked { .. }
            | OutboundError::TooManyRedirects { .. } => false,
        }
    }
}
