//! The Bot API server for tests as a process.

use clap::Parser;
use signalbox_fakegram::{Fakegram, Limits, Options};
use std::net::SocketAddr;

/// A Bot API server for tests: everything in memory, nothing leaves the machine.
#[derive(Debug, Parser)]
#[command(name = "fakegram")]
struct Arguments {
    /// Where it listens.
    #[arg(long, default_value = "127.0.0.1:8081")]
    listen: SocketAddr,
    /// A bot, NUMBER:SECRET; may be given several times.
    #[arg(long = "bot")]
    tokens: Vec<String>,
    /// Enforces the limits of sending.
    #[arg(long)]
    limits: bool,
}

fn main() -> std::io::Result<()> {
    let arguments = Arguments::parse();
    let options = Options {
        tokens: arguments.tokens,
        limits: Limits {
            on: arguments.limits,
            ..Limits::default()
        },
    };
    let server = Fakegram::listen(&options, arguments.listen)?;
    println!("Bot API on {}", server.url());
    loop {
        std::thread::park();
    }
}
