//! The edge of the house towards other systems: bytes in become one JSON document ([`inbound`]), decided effects
//! become guarded HTTP requests ([`outbound`]), and what people say passes through [`telegram`].
//!
//! Nothing here knows records, scenarios or the database, reads the wall clock or decides what an event means. Time,
//! chance and secrets are arguments; the only input and output is [`outbound::Client`].

pub mod inbound;
pub mod outbound;
pub mod telegram;
