//! The command line, as `--help` shows it.

use clap::{Args, Parser, Subcommand};
use ipnet::IpNet;
use signalbox_expr::Context;
use std::net::SocketAddr;
use std::path::PathBuf;
use url::Url;

/// Joins conversations, CRM and automation: events come in, scenarios decide, records change, requests go out.
#[derive(Debug, Parser)]
#[command(name = "signalbox", version, propagate_version = true, max_term_width = 100)]
#[command(after_help = "\
Settings come from flags, else from SIGNALBOX_* variables, else from signalbox.toml, else from the defaults.
Exit codes: 0 done, 1 failed, 2 called wrongly.")]
pub struct Cli {
    /// Where the data lives and what is logged.
    #[command(flatten)]
    pub common: Common,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// Settings every command takes. `None` means: look further (file, default).
#[derive(Debug, Default, Args)]
pub struct Common {
    /// Folder of the data; made when missing [default: data]
    #[arg(long, global = true, value_name = "DIR", env = "SIGNALBOX_DATA")]
    pub data: Option<PathBuf>,
    /// The database, sqlite:PATH or postgres://USER@HOST/NAME [default: sqlite:DIR/signalbox.db]
    #[arg(
        long,
        global = true,
        value_name = "URL",
        env = "SIGNALBOX_DATABASE_URL",
        hide_env_values = true
    )]
    pub database_url: Option<String>,
    /// Settings file [default: signalbox.toml, when it is there]
    #[arg(long, global = true, value_name = "FILE", env = "SIGNALBOX_CONFIG")]
    pub config: Option<PathBuf>,
    /// What is logged: error, warn, info, debug, trace, or a filter such as info,signalbox_store=debug
    /// [default: info]
    #[arg(long, global = true, value_name = "LEVEL", env = "SIGNALBOX_LOG")]
    pub log: Option<String>,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run the server: studio, API, hooks, scenarios, timers, deliveries
    Serve(Serve),
    /// Render a template and print the result; warnings go to standard error
    Render(Render),
}

/// Settings of `serve`.
#[derive(Debug, Default, Args)]
pub struct Serve {
    /// Address to listen on [default: 127.0.0.1:8420]
    #[arg(long, value_name = "ADDR", env = "SIGNALBOX_LISTEN")]
    pub listen: Option<SocketAddr>,
    /// Address under which others reach this server: stands in hook and link addresses [default: http://ADDR]
    #[arg(long, value_name = "URL", env = "SIGNALBOX_PUBLIC_URL")]
    pub public_url: Option<Url>,
    /// Network that webhooks may reach although it is private, e.g. 10.1.0.0/16; may be repeated
    #[arg(
        long,
        value_name = "CIDR",
        env = "SIGNALBOX_ALLOW_INTERNAL",
        value_delimiter = ','
    )]
    pub allow_internal: Vec<IpNet>,
    /// Believe X-Forwarded-For: only behind a proxy of your own
    #[arg(long, env = "SIGNALBOX_TRUST_PROXY", num_args = 0..=1, default_missing_value = "true")]
    pub trust_proxy: Option<bool>,
    /// Number of this node, 0 to 62, when several share one PostgreSQL database [default: 0]
    #[arg(long, value_name = "N", env = "SIGNALBOX_NODE", value_parser = clap::value_parser!(i64).range(0..=62))]
    pub node: Option<i64>,
}

/// Settings of `render`.
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  signalbox render --context url 'https://example.com/?phone={phone}' --fixture sample.json
  where sample.json holds {\"variables\": {\"phone\": \"+7 916 123-45-67\"}}")]
pub struct Render {
    /// Records and variables the template may name, JSON; nothing is known without it
    #[arg(long, value_name = "FILE")]
    pub fixture: Option<PathBuf>,
    /// Where the result goes: note, url, json, form, header, telegram, sms or field
    #[arg(long, value_name = "NAME", default_value = "note")]
    pub context: Context,
    /// The template, e.g. 'Hello {{contact.name}}'
    #[arg(allow_hyphen_values = true)]
    pub template: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        <Cli as clap::CommandFactory>::command().debug_assert();
    }
}
