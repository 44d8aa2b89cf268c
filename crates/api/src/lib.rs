//! The HTTP API: handlers translate, call one function of the engine or the store, and translate back.
//!
//! No SQL, no rules of the business, no HTTP client. A handler is registered together with its documentation
//! ([`doc`]), names its right by its first argument ([`can::Can`]) and fails with a [`problem::Problem`].

mod auth;
pub mod can;
mod courier;
pub mod doc;
mod download;
pub mod extract;
mod file_body;
mod floodgate;
mod health;
mod idempotent;
mod incoming;
pub mod live;
mod messenger;
mod metrics;
pub mod presence;
pub mod problem;
mod rehearsals;
mod remote;
mod router;
mod routes;
mod server;
mod session_cookie;
mod shell;
mod talking;
mod tracker;
mod views;
mod visits;
mod web_chat;
mod work;

pub use courier::{Courier, Sent};
pub use doc::Endpoint;
pub use incoming::{Head, Intake, Judged, Received, Refusal};
pub use live::Live;
pub use messenger::{Asked, Messenger, NobodyKnows, Who};
pub use router::{endpoints, openapi, router};
pub use server::{ApiConfig, App, Clock};
