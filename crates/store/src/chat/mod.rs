//! Bots, their channels and flows, dialogs and messages.

pub mod bots;
pub mod channels;
pub mod dialogs;
pub mod drafts;
pub mod early;
pub mod fetches;
pub mod flows;
pub mod identities;
pub mod log_ins;
pub mod macros;
pub mod messages;
pub mod operators;
pub mod passes;
pub mod remote_calls;
pub mod remotes;
pub mod replies;
pub mod reports;
pub mod schedules;
pub mod senders;

#[cfg(test)]
mod tests;

use crate::StoreError;

/// A number in the database that this version does not know.
fn unknown(what: &str, code: i64) -> StoreError {
    StoreError::Broken(format!("{code} is no {what} this version knows"))
}
