//! The workers on a real database, with a real receiver.

mod crash;
mod lanes;
mod outbox;
mod support;
