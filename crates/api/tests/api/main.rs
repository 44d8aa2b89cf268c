//! Stories through the real router.

mod document;
mod harness;
mod idempotency;
mod people;
mod secrets;
mod session;
mod shell;
