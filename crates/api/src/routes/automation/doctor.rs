//! Checks of the server itself, with what to do about each.
