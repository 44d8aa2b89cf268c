//! The one HTTP client of the house and what it takes to make its requests: signatures, bodies, retries.
//!
//! Every request passes the [`Guard`]: an address is judged when the connection is made, so that neither a name that
//! resolves to an internal address nor a redirect leads inside. Proxy variables of the environment are ignored.

mod authorities;
mod client;
mod connect;
mod error;
mod guard;
mod redirect;
mod retry;
pub mod signature;

pub use authorities::{Authorities, AuthoritiesError};
pub use client::{Client, MAX_REDIRECTS, OutboundRequest, OutboundResponse};
pub use connect::{Resolve, Resolving};
pub use error::OutboundError;
pub use guard::{Guard, Refusal};
pub use retry::{BACKOFF, MAX_RETRY_AFTER, backoff, retriable_status, retry_after};
pub use signalbox_wire::body::{
    BodyError, EmptyValues, JsonScalar, drop_empty_query, form_encode, json_from_paths,
};
