//! Remote control: other services set fields, tags, status and step of a bot's dialogs by calling an address
//! (C-26…C-35, Z-76…Z-82).

mod apply;
mod commands;
mod early;
mod fields;
mod wanted;

pub(crate) use commands::check_address;
pub(crate) use fields::{MOST_FIELDS, MOST_VALUE, field_key};
pub(crate) use wanted::Sent;

pub use apply::{RemoteAnswer, RemoteCall};
pub use commands::RemoteDraft;
pub use early::KEPT_SECS;
