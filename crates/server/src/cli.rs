//! The command line, as `--help` shows it.

use clap::{Args, Parser, Subcommand};
use ipnet::IpNet;
use signalbox_expr::Context;
use signalbox_model::WorkspaceId;
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
    /// Workspace a command works on, as `workspace list` shows it [default: the first]
    #[arg(long, global = true, value_name = "ID", env = "SIGNALBOX_WORKSPACE")]
    pub workspace: Option<WorkspaceId>,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run the server: studio, API, hooks, scenarios, timers, deliveries
    Serve(Serve),
    /// Print the account as a YAML document
    Export(Export),
    /// Say what applying a document would change, and change nothing
    Plan(Apply),
    /// Make the account like a document, all or nothing
    Apply(Apply),
    /// Try scenarios on the tests kept from their runs; nothing is stored or sent
    Test(Test),
    /// Import leads, contacts, companies or tasks from a CSV or XLSX file
    Import(Import),
    /// Make a person who can sign in, or help one in again
    #[command(subcommand)]
    User(UserCommand),
    /// List workspaces, or make one
    #[command(subcommand)]
    Workspace(WorkspaceCommand),
    /// Make a token for a program
    #[command(subcommand)]
    Token(TokenCommand),
    /// Copy the database into a file while the server runs (SQLite)
    Backup(Backup),
    /// Put a copy in the place of the database; the server must not run
    Restore(Restore),
    /// Check settings, data and surroundings, and say what to mend
    Doctor(Serve),
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
    /// PEM file with authorities that webhooks trust beside the public ones: for receivers with certificates of your own
    #[arg(long, value_name = "FILE", env = "SIGNALBOX_CA_FILE")]
    pub ca_file: Option<PathBuf>,
    /// Believe X-Forwarded-For: only behind a proxy of your own
    #[arg(long, env = "SIGNALBOX_TRUST_PROXY", num_args = 0..=1, default_missing_value = "true")]
    pub trust_proxy: Option<bool>,
    /// Number of this node, 0 to 62, when several share one PostgreSQL database [default: 0]
    #[arg(long, value_name = "N", env = "SIGNALBOX_NODE", value_parser = clap::value_parser!(i64).range(0..=62))]
    pub node: Option<i64>,
    /// Where the Bot API of Telegram is, for a Bot API server of your own [default: https://api.telegram.org]
    #[arg(long, value_name = "URL", env = "SIGNALBOX_TELEGRAM_URL")]
    pub telegram_url: Option<Url>,
    /// Keep the limits of Telegram when sending; false only for a server that has none [default: true]
    #[arg(long, env = "SIGNALBOX_TELEGRAM_LIMITS")]
    pub telegram_limits: Option<bool>,
}

/// Settings of `render`.
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  signalbox render --context url 'https://example.com/?phone={phone}' --fixture sample.json
  where sample.json holds {\"run\": {\"phone\": \"+7 916 123-45-67\"}}")]
pub struct Render {
    /// Records and variables the template may name, JSON; nothing is known without it
    #[arg(long, value_name = "FILE")]
    pub fixture: Option<PathBuf>,
    /// Where the result goes: note, url, json, form, header, telegram, sms or field
    #[arg(long, value_name = "NAME", default_value = "note")]
    pub context: Context,
    /// Values hold HTML: in a Telegram message their tags stay, cleaned, instead of being escaped
    #[arg(long)]
    pub html_values: bool,
    /// The template, e.g. 'Hello {{contact.name}}'
    #[arg(allow_hyphen_values = true)]
    pub template: String,
}

/// Settings of `export`.
#[derive(Debug, Args)]
pub struct Export {
    /// Write to this file instead of standard output
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

/// Settings of `plan` and `apply`.
#[derive(Debug, Args)]
#[command(after_help = "What the document does not name is deleted: read the plan first.")]
pub struct Apply {
    /// The document, as `export` prints it; - reads standard input
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
}

/// Settings of `test`.
#[derive(Debug, Args)]
#[command(after_help = "\
With a document it is applied first, in a transaction that is undone: what would fail is known before it goes live.
Ends with 1 when a test fails.")]
pub struct Test {
    /// A document, as `export` prints it, instead of the account; - reads standard input
    #[arg(value_name = "FILE")]
    pub file: Option<PathBuf>,
    /// Only this scenario
    #[arg(long, value_name = "KEY")]
    pub scenario: Option<String>,
}

/// Settings of `import`.
#[derive(Debug, Args)]
#[command(after_help = "\
Columns are assigned by their names. To say otherwise print the mapping, change it, and hand it in:
  signalbox import leads.csv --kind lead --print-mapping > mapping.yaml
  signalbox import leads.csv --kind lead --mapping mapping.yaml --dry-run
Ends with 1 when a row was refused; the others are imported all the same.")]
pub struct Import {
    /// The file, CSV or XLSX
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// What its rows are
    #[arg(long, value_name = "KIND", value_parser = ["lead", "contact", "company", "task"])]
    pub kind: String,
    /// What the columns become, YAML or JSON; found out when absent
    #[arg(long, value_name = "FILE")]
    pub mapping: Option<PathBuf>,
    /// Judge every row and keep nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Print the mapping that would be used, and keep nothing
    #[arg(long, conflicts_with = "dry_run")]
    pub print_mapping: bool,
    /// Encoding of a CSV file, such as windows-1251; found out when absent
    #[arg(long, value_name = "NAME")]
    pub encoding: Option<String>,
    /// Delimiter of a CSV file; found out when absent
    #[arg(long, value_name = "CHAR")]
    pub delimiter: Option<char>,
    /// Sheet of a workbook [default: the first]
    #[arg(long, value_name = "NAME")]
    pub sheet: Option<String>,
}

/// Commands about people.
#[derive(Debug, Subcommand)]
pub enum UserCommand {
    /// Make a person who can sign in; the first one becomes the owner
    Create(UserCreate),
    /// Set a new password of somebody who cannot sign in any more
    Reset(UserReset),
}

/// Settings of `user reset`.
#[derive(Debug, Args)]
#[command(after_help = "\
Without --password-stdin a password is made and printed once on standard output. Every session of the person ends.
Example:
  signalbox user reset --email ann@example.com --second-factor")]
pub struct UserReset {
    /// The e-mail the person signs in with
    #[arg(long)]
    pub email: String,
    /// Turn the second factor off too
    #[arg(long)]
    pub second_factor: bool,
    /// Read the password from standard input, up to the end of the line
    #[arg(long)]
    pub password_stdin: bool,
}

/// Commands about workspaces.
#[derive(Debug, Subcommand)]
pub enum WorkspaceCommand {
    /// Print every workspace: id, name, number of people, time zone
    List,
    /// Make a workspace and print its id
    Create(WorkspaceCreate),
}

/// Settings of `workspace create`.
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  signalbox workspace create --name 'Second shop' --timezone Europe/Kyiv --currency UAH --language uk")]
pub struct WorkspaceCreate {
    /// The name
    #[arg(long)]
    pub name: String,
    /// IANA time zone [default: that of the first workspace]
    #[arg(long, value_name = "ZONE")]
    pub timezone: Option<String>,
    /// Three letters [default: that of the first workspace]
    #[arg(long, value_name = "CODE")]
    pub currency: Option<String>,
    /// ru, uk or en [default: that of the first workspace]
    #[arg(long, value_name = "CODE")]
    pub language: Option<String>,
    /// E-mail of somebody who signs in on this server and becomes the owner [default: the first owner of the first]
    #[arg(long, value_name = "EMAIL")]
    pub owner: Option<String>,
}

/// Settings of `user create`.
#[derive(Debug, Args)]
#[command(after_help = "\
Without --password-stdin a password is made and printed once on standard output. Somebody who signs in on this server
already joins the workspace and keeps their password.
Example:
  signalbox user create --name 'Ann Lee' --email ann@example.com --role admin")]
pub struct UserCreate {
    /// The name
    #[arg(long)]
    pub name: String,
    /// The e-mail to sign in with
    #[arg(long)]
    pub email: String,
    /// What the person may do; the first person is the owner
    #[arg(long, value_name = "ROLE", value_parser = ["owner", "admin", "manager", "operator", "read_only"])]
    pub role: Option<String>,
    /// Read the password from standard input, up to the end of the line
    #[arg(long)]
    pub password_stdin: bool,
}

/// Commands about tokens.
#[derive(Debug, Subcommand)]
pub enum TokenCommand {
    /// Make a token and print it, once, on standard output
    Create(TokenCreate),
}

/// Settings of `token create`.
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  TOKEN=$(signalbox token create --name deploy --scope admin --expires-days 30)")]
pub struct TokenCreate {
    /// What it is for
    #[arg(long)]
    pub name: String,
    /// What it may do, never more than the person: read, write or admin, each with those before it
    #[arg(long, value_name = "SCOPE", default_value = "write", value_parser = ["read", "write", "admin"])]
    pub scope: String,
    /// E-mail of the person it acts for, a user of the workspace [default: its first owner]
    #[arg(long, value_name = "EMAIL")]
    pub user: Option<String>,
    /// Stops working after so many days [default: never]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(i64).range(1..=3650))]
    pub expires_days: Option<i64>,
}

/// Settings of `backup`.
#[derive(Debug, Args)]
#[command(after_help = "\
The copy is consistent whatever the server does meanwhile. The key of stored secrets is not in it:
keep secret.key from the folder of the data apart.")]
pub struct Backup {
    /// The file to make
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Replace the file when it is there
    #[arg(long)]
    pub force: bool,
}

/// Settings of `restore`.
#[derive(Debug, Args)]
#[command(after_help = "\
The copy is checked before anything is touched. What was there is kept beside the database.")]
pub struct Restore {
    /// A file that `backup` made
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Replace the database when there is one
    #[arg(long)]
    pub force: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        <Cli as clap::CommandFactory>::command().debug_assert();
    }
}
