//! Flows: checked before they are published, and driven step by step inside one transaction.

mod check;
mod clock;
mod machine;
mod moves;
mod operators;
mod person;
mod send;
mod steps;
mod targets;
mod texts;
mod walk;

pub(crate) use check::check;
pub(crate) use walk::Spot;
