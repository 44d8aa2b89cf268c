//! A Bot API server for tests: the bot's side speaks as the real one does, the people's side is a function call.
//!
//! It keeps everything in memory, enforces the documented limits when told to, records every call, and breaks on
//! request. What it leaves out: inline mode, payments, stickers sets, forum topics, the parse modes of Markdown and
//! methods called in the answer to a webhook. An unknown method answers 404, as the real server does.
//!
//! - [`Fakegram`] is the server, in a process or as the binary `fakegram`;
//! - [`Act`] is what a person does;
//! - [`Rule`] is a fault to come;
//! - [`Call`] is what was recorded.

mod acts;
mod call;
mod chats;
mod control;
mod crowd;
mod fault;
mod files;
mod html;
mod limits;
mod markup;
mod methods;
mod push;
mod server;
mod text;
mod world;

pub use acts::{Act, Deed, Media};
pub use fault::{Fault, Rule};
pub use limits::Limits;
pub use server::{Fakegram, Options};
pub use world::Call;
