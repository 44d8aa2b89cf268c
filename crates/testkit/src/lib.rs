//! For tests from outside: the real binary as a process, a client of its API, a sink that counts what arrives,
//! and doubles of other systems.
//!
//! Everything here panics with a sentence instead of returning errors: a test that cannot even start has failed.

mod client;
pub mod doubles;
mod postgres;
mod process;
mod sink;

pub use client::{Answer, Client};
pub use postgres::Postgres;
pub use process::Signalbox;
pub use sink::{Received, Sink};

/// Polls until `done` says so. Panics after a minute with `what`: nothing in a test takes that long.
pub fn until(what: &str, mut done: impl FnMut() -> bool) {
    for _ in 0..6000 {
        if done() {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    panic!("a minute passed without: {what}");
}
