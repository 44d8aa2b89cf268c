//! The one place with SQL: a queue of synchronous transactions over SQLite or PostgreSQL.
//!
//! Callers hand [`Db::write`] a closure over [`Tx`]. On SQLite one thread runs all closures that wait inside one
//! transaction, a savepoint each, and commits once; on PostgreSQL each of several threads runs one at a time.
//! Statements are written once, with `?1` parameters and the types both databases share.

pub mod accounts;
pub mod announcements;
pub mod arrivals;
pub mod audit;
pub mod backup;
pub mod backups;
pub mod bulk;
pub mod chat;
pub mod connection_tokens;
pub mod connections;
pub mod crm;
mod db;
mod digest;
pub mod doctor;
pub mod drafts;
pub mod erasure;
mod error;
pub mod events;
pub mod files;
pub mod globals;
pub mod hooks;
pub mod idempotency;
pub mod imports;
pub mod jobs;
pub mod keyring;
pub mod links;
mod lite;
mod migrate;
pub mod notices;
pub mod packs;
mod pg;
pub mod rehearsals;
pub mod reports;
pub mod retention;
mod row;
pub mod runs;
pub mod sample;
pub mod scenario_tests;
pub mod scenarios;
pub mod secrets;
pub mod settings;
mod sight;
mod space;
pub mod stats;
pub mod timers;
pub mod tracker;
mod tx;
pub mod views;
pub mod workspaces;

pub use db::{Db, Options, Url};
pub use error::{Result, StoreError};
pub use migrate::{LATEST, version as schema_version};
pub use row::Row;
pub use sight::Sight;
pub use space::Space;
pub use tx::{Tx, Val};

#[cfg(test)]
mod tests;
