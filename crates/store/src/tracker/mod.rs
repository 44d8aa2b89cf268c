//! The tracker: campaigns, clicks, what partners report, and what is known of people by it.

pub mod calls;
pub mod campaigns;
pub mod clicks;
pub mod conversions;
pub mod postbacks;
pub mod report;
pub mod short_links;

use crate::StoreError;

/// A number in the database that this version does not know.
fn unknown(what: &str, code: i64) -> StoreError {
    StoreError::Broken(format!("{code} is no {what} this version knows"))
}
