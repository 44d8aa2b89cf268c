//! The binary `signalbox`: settings, wiring, command line, studio. It holds no logic of its own.

mod account;
mod addresses;
mod cli;
mod clock;
mod config;
mod copy;
mod courier;
mod doctor;
mod gate;
mod load;
mod lock;
mod messenger;
mod offline;
mod open;
mod people;
mod random;
mod render;
mod serve;
mod studio;
mod trials;
mod workspaces;

use clap::Parser;
use cli::{Cli, Command, TokenCommand, UserCommand, WorkspaceCommand};
use config::{Place, Settings};
use std::process::ExitCode;

// Many small allocations in many threads: markedly faster and smaller than the system's (decision 0060).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    keep_pages_small();
    let cli = Cli::parse();
    match run(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("signalbox: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Asks for ordinary pages: the allocator spreads few bytes over wide areas, and huge pages would fill them all, which took
/// 24 MB of a server at rest (decision 0211). A kernel that refuses costs memory, nothing else.
fn keep_pages_small() {
    #[cfg(target_os = "linux")]
    let _ = rustix::thread::disable_transparent_huge_pages(true);
}

fn run(cli: Cli) -> anyhow::Result<()> {
    if let Command::Render(flags) = &cli.command {
        // Needs no settings, so a faulty file does not stop it.
        return render::run(flags);
    }
    let settings = Settings::read(cli.common.config.as_deref())?;
    let place = settings.place(&cli.common)?;
    start_log(&place)?;
    match cli.command {
        Command::Serve(flags) => serve::run(&place, &settings.server(&flags)?),
        Command::Export(flags) => account::export(&place, &flags),
        Command::Plan(flags) => account::plan(&place, &flags),
        Command::Apply(flags) => account::apply(&place, &flags),
        Command::Test(flags) => trials::run(&place, flags),
        Command::Import(flags) => load::run(&place, &flags),
        Command::User(UserCommand::Create(flags)) => people::create_user(&place, flags),
        Command::User(UserCommand::Reset(flags)) => people::reset(&place, flags),
        Command::Workspace(WorkspaceCommand::List) => workspaces::list(&place),
        Command::Workspace(WorkspaceCommand::Create(flags)) => workspaces::create(&place, flags),
        Command::Token(TokenCommand::Create(flags)) => people::create_token(&place, flags),
        Command::Backup(flags) => copy::save(&place, &flags),
        Command::Restore(flags) => copy::restore(&place, &flags),
        Command::Doctor(flags) => doctor::run(&place, &settings.server(&flags)?),
        Command::Render(flags) => render::run(&flags),
    }
}

/// The log goes to standard error, so that results on standard output stay clean.
fn start_log(place: &Place) -> anyhow::Result<()> {
    use std::io::IsTerminal;
    let filter = tracing_subscriber::EnvFilter::try_new(&place.log)
        .map_err(|error| anyhow::anyhow!("the log filter `{}` is not usable: {error}", place.log))?;
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .init();
    Ok(())
}
