//! Documents as they travel: JSON texts, trees of fields, and bodies built from dotted names. Pure functions, no I/O.

pub mod answer;
pub mod body;
pub mod example;
pub mod fill;
pub mod json;
pub mod rich;
pub mod seat;
pub mod split;
pub mod tree;

/// How deep a document may nest: deeper ones are refused before anything recurses into them.
pub const MAX_DEPTH: usize = 64;
