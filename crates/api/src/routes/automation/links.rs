//! Trigger links: list, make, show, change, remove, render for a record.
