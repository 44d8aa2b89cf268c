//! Stories through the real router.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on ends here")]

mod agenda;
mod anything;
mod audit;
mod backups;
mod board;
mod clicks;
mod debugger;
mod document;
mod door;
mod drafts;
mod duplicates;
mod exports;
mod factor;
mod gate;
mod harness;
mod idempotency;
mod imports;
mod invites;
mod notifications;
mod people;
mod records;
mod reports;
mod rights;
mod scenarios;
mod secrets;
mod session;
mod shell;
mod stream;
mod structure;
mod talks;
mod telegram;
mod tools;
mod views;
mod walk;
mod web_chat;
