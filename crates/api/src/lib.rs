//! The HTTP API: handlers translate, call one function of the engine or the store, and translate back.
//!
//! No SQL, no rules of the business, no HTTP client. A handler is registered together with its documentation
//! ([`doc`]), names its right by its first argument ([`auth::Can`]) and fails with a [`problem::Problem`].

pub mod auth;
pub mod doc;
mod engine_stub;
pub mod extract;
mod health;
mod idempotent;
pub mod live;
mod metrics;
pub mod problem;
mod router;
mod routes;
mod server;
mod session_cookie;
mod shell;
mod work;

pub use live::Live;
pub use router::{endpoints, openapi, router};
pub use server::{ApiConfig, App, Clock};
