//! The workers on a real database, with a real receiver.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod crash;
mod lanes;
mod outbox;
mod support;
