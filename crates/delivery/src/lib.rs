//! The workers: they carry out what committed units of work leave behind and wake what comes due.
//!
//! Nothing here decides. Each worker asks the [`Decider`] for the next unit of work, commits it, and passes on what
//! it leaves ([`Handle`] takes it). All they hold in memory is a copy: what is lost with the process is found in the
//! database again, by a lease that ends or a row that still waits.
//!
//! - lanes work off events, those of one record in order, workspaces in turn;
//! - the outbox sends requests, with limits in all and for each host, and writes what came back;
//! - the timers' loop sleeps until the soonest timer or schedule;
//! - chats are read and spoken in, a line for each channel;
//! - bulk runs and imports go on in small steps whenever nothing else waits;
//! - notices of what people should know are folded into notifications;
//! - upkeep tidies now and then.

mod backups;
mod bulk;
mod chat;
mod config;
mod decider;
mod erasures;
mod imports;
mod lanes;
mod notices;
mod outbox;
mod pause;
mod timers;
mod upkeep;
mod web_chat;
mod workers;

pub use chat::webhook_secret;
pub use config::Config;
pub use decider::Decider;
pub use workers::{Clock, Handle, Live, Load, Workers};
