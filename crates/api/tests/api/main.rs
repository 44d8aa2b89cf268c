//! Stories through the real router.

mod document;
mod gate;
mod harness;
mod idempotency;
mod people;
mod secrets;
mod session;
mod shell;
mod walk;
