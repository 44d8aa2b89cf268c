//! Stories through the real router.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on ends here")]

mod anything;
mod board;
mod clicks;
mod document;
mod door;
mod gate;
mod harness;
mod idempotency;
mod notifications;
mod people;
mod records;
mod scenarios;
mod secrets;
mod session;
mod shell;
mod stream;
mod structure;
mod tools;
mod views;
mod walk;
