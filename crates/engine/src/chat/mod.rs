//! Bots and their dialogs: what comes in, who holds a dialog, what is said, and how a flow goes on.

mod acts;
mod bots;
mod commands;
mod edit;
mod fetch;
mod hold;
mod join;
mod line;
mod memory;
mod people;
mod press;
mod receive;
mod relay;
mod say;
mod senders;
mod sent;
mod staff;
mod talk;
mod trial;

pub use crate::flow::LogIn;
pub(crate) use acts::check as check_acts;
pub use acts::{Acted, MacroDraft};
pub use bots::{Bot, Bots};
pub use commands::bots::BotDraft;
pub(crate) use commands::bots::check_bot;
pub use commands::channels::ChannelDraft;
pub use commands::flows::{Published, read_flow};
pub use commands::replies::ReplyDraft;
pub use fetch::{Fetched, MOST_FETCHED};
pub use memory::Memory;
pub use receive::Received;
pub use say::Said;
pub use trial::{MOST_INPUTS, Trial, TryClock, TryInput, TryLine};

pub(crate) mod internal {
    //! What the flow machine needs of a dialog under way.
    pub(crate) use super::hold::stopped;
    pub(crate) use super::memory::{Back, Phase};
    pub(crate) use super::press::{Loose, LoosePress, PressEnd};
    pub(crate) use super::receive::Input;
    pub(crate) use super::say::{Saying, check as check_content};
    pub(crate) use super::talk::{Cause, Talk, facts};
}
