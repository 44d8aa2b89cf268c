//! Flows: checked before they are published, and driven step by step inside one transaction.

mod check;
mod clock;
mod log_in;
mod machine;
mod mass;
mod moves;
mod operators;
mod person;
mod schedule;
mod send;
mod steps;
mod targets;
mod texts;
mod walk;

pub(crate) use check::check;
pub use log_in::LogIn;
pub(crate) use send::{data_of, read_data};
pub(crate) use texts::{Said, press_text, usual};
pub(crate) use walk::Spot;
