//! Decides: for an event, which scenarios care, whether their conditions hold, and what is done.
//!
//! Everything here runs synchronously inside one transaction. It touches no network, reads no clock and has no
//! random source of its own: moments and ids are handed in, so a dry run is the same code in a transaction that is
//! rolled back, and a replay gives the same trace.

mod access;
pub mod account;
pub mod bridges;
mod bulk;
pub mod cases;
pub mod chat;
pub mod check;
pub mod commands;
mod compare;
mod compile;
mod complaint;
pub mod conditions;
pub mod connect;
pub mod crm;
mod definitions;
mod demand;
mod done;
pub mod dryrun;
mod engine;
mod error;
pub mod explain;
mod first;
pub mod flip;
mod flow;
pub mod globals;
mod hooks;
pub mod import;
mod index;
mod jobs;
mod links;
mod mode;
mod past;
mod perform;
pub mod places;
pub mod remote;
pub mod replay;
mod run;
pub mod scenarios;
pub mod schedule;
mod scope;
mod steps;
mod talk_starts;
mod timers;
pub mod timing;
pub mod tracker;
pub mod uses;
mod vars;
pub mod views;
mod wake;
mod work;

pub use complaint::in_words;
pub use definitions::{Cache, Definitions};
pub use done::{AfterCommit, Done, LiveNote, Topic, Waiting};
pub use engine::{Decode, Engine};
pub use error::{EngineError, Fault, Result, Severity};
pub use first::settings_faults;
pub use hooks::{Accepted, Arrival, Verdict};
pub use jobs::Tried;
pub use links::Visit as LinkVisit;
pub use run::MAX_DEPTH;
pub use scenarios::By;
pub use scope::Links;
pub use steps::send_webhook::LEASE_SECS;
pub use vars::Vars;
