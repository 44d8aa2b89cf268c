//! Flows: checked before they are published, and driven step by step inside one transaction.

mod check;
mod machine;
mod targets;

pub(crate) use check::check;
