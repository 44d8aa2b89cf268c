//! What Signalbox talks about: ids, records, events and the catalogue of scenario parts.
//!
//! Types here are the documents that people write and the API carries. They do no I/O and never read the clock.

pub mod account;
pub mod action;
pub mod bot;
pub mod bridge;
pub mod chat;
pub mod condition;
pub mod connection;
pub mod desk;
pub mod dialog;
pub mod event;
pub mod field;
pub mod flow;
pub mod hook;
pub mod id;
pub mod import;
pub mod job;
pub mod link;
pub mod notice;
pub mod person;
pub mod reason;
pub mod record;
pub mod remote;
pub mod replay;
pub mod rights;
pub mod run;
pub mod scenario;
pub mod start;
pub mod tag;
mod tagged;
pub mod text;
pub mod time;
pub mod timer;
pub mod tracker;
pub mod view;

pub use id::*;
pub use record::{RecordKind, RecordRef};
pub use text::{Key, KeyError, Scalar};
pub use time::Micros;

#[cfg(test)]
mod tests;
