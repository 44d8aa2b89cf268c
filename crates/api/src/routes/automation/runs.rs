//! Runs with their traces: list with filters, show.
