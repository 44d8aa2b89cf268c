//! Bulk runs: list, show, pause, resume, cancel.
