//! The server itself: stats, retention, backup, doctor.
