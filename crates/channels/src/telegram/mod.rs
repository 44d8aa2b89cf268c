//! Telegram's Bot API: updates in, calls out.
//!
//! [`update::read`] turns an update into what a channel reports, [`plan`](plan::plan) turns an effect into calls within the
//! platform's limits, and [`Api`] makes one call and says how it ended.

mod api;
mod body;
mod keyboard;
mod marks;
pub mod plan;
pub mod update;

pub use api::{Api, Call, Fault, Me, Upload, Wants, is_token, sent_ids};

/// Where the Bot API is unless the server is told otherwise.
pub const PUBLIC_API: &str = "https://api.telegram.org";
/// UTF-16 code units of a message's text (T-3).
pub const TEXT_UNITS: u32 = 4096;
/// UTF-16 code units of a caption (T-3).
pub const CAPTION_UNITS: u32 = 1024;
/// Bytes of a photo on its way out (O-5).
pub const PHOTO_BYTES: u64 = 10 << 20;
/// Bytes of any other file on its way out (O-5).
pub const FILE_BYTES: u64 = 50 << 20;
/// Bytes of a file on its way in (O-5).
pub const FETCH_BYTES: u64 = 20 << 20;
/// The kinds of updates we ask for: everything [`update::read`] knows.
pub const WANTED: [&str; 8] = [
    "message",
    "edited_message",
    "channel_post",
    "edited_channel_post",
    "callback_query",
    "my_chat_member",
    "chat_join_request",
    "deleted_business_messages",
];
