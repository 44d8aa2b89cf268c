//! Settings in layers: flags, then environment (both read by the command line), then the file, then defaults.

use crate::cli::{Common, Serve};
use anyhow::{Context, Result, bail};
use ipnet::IpNet;
use serde::Deserialize;
use signalbox_channels::telegram::PUBLIC_API;
use signalbox_model::WorkspaceId;
use signalbox_store as store;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use url::Url;

/// The file that is read when none is named.
const FILE: &str = "signalbox.toml";

/// What may stand in the file; the names are those of the flags.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct File {
    data: Option<PathBuf>,
    database_url: Option<String>,
    log: Option<String>,
    listen: Option<SocketAddr>,
    public_url: Option<Url>,
    allow_internal: Vec<IpNet>,
    ca_file: Option<PathBuf>,
    trust_proxy: Option<bool>,
    node: Option<i64>,
    telegram_url: Option<Url>,
    telegram_limits: Option<bool>,
}

const NAMES: [&str; 11] = [
    "data",
    "database_url",
    "log",
    "listen",
    "public_url",
    "allow_internal",
    "ca_file",
    "trust_proxy",
    "node",
    "telegram_url",
    "telegram_limits",
];

/// Settings every command needs.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// Folder of the data.
    pub data: PathBuf,
    /// The database.
    pub database: store::Url,
    /// Filter of the log.
    pub log: String,
    /// The workspace a command works on; the first when absent.
    pub workspace: Option<WorkspaceId>,
}

/// Settings of the server.
#[derive(Debug, Clone, PartialEq)]
pub struct Server {
    /// Address to listen on.
    pub listen: SocketAddr,
    /// Address under which others reach it, when it is not the one it listens on.
    pub public_url: Option<Url>,
    /// Networks that webhooks may reach although they are private.
    pub allow_internal: Vec<IpNet>,
    /// Authorities that webhooks trust beside the public ones, PEM.
    pub ca_file: Option<PathBuf>,
    /// Whether X-Forwarded-For is believed.
    pub trust_proxy: bool,
    /// Number of this node.
    pub node: i64,
    /// Where the Bot API of Telegram is, without a slash at the end.
    pub telegram_url: String,
    /// Whether the limits of Telegram are kept when sending.
    pub telegram_limits: bool,
}

/// The settings file, read once.
#[derive(Debug, Default)]
pub struct Settings {
    file: File,
    folder: PathBuf,
}

impl Settings {
    /// Reads the file that is named, or [`FILE`] when it is there.
    pub fn read(named: Option<&Path>) -> Result<Self> {
        let path = match named {
            Some(path) => path,
            None if Path::new(FILE).exists() => Path::new(FILE),
            None => return Ok(Self::default()),
        };
        let text =
            std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        let file = parse(&text).with_context(|| format!("{} is not usable", path.display()))?;
        let folder = path.parent().map(Path::to_path_buf).unwrap_or_default();
        Ok(Self { file, folder })
    }

    /// What holds for every command.
    pub fn place(&self, flags: &Common) -> Result<Place> {
        // A path in the file is meant as seen from the file.
        let filed = self.file.data.as_ref().map(|data| self.folder.join(data));
        let data = flags.data.clone().or(filed).unwrap_or_else(|| "data".into());
        let url = flags.database_url.as_ref().or(self.file.database_url.as_ref());
        let database = match url {
            Some(url) => url.parse().map_err(anyhow::Error::msg)?,
            None => store::Url::Lite(data.join("signalbox.db")),
        };
        let log = flags.log.as_ref().or(self.file.log.as_ref());
        Ok(Place {
            data,
            database,
            log: log.cloned().unwrap_or_else(|| "info".into()),
            workspace: flags.workspace,
        })
    }

    /// What holds for the server.
    pub fn server(&self, flags: &Serve) -> Result<Server> {
        let node = flags.node.or(self.file.node).unwrap_or(0);
        if !(0..=62).contains(&node) {
            bail!(
                "node = {node} is out of range: write 0 to 62, another for each server on the same database"
            );
        }
        let allow = if flags.allow_internal.is_empty() {
            &self.file.allow_internal
        } else {
            &flags.allow_internal
        };
        Ok(Server {
            listen: flags
                .listen
                .or(self.file.listen)
                .unwrap_or((Ipv4Addr::LOCALHOST, 8420).into()),
            public_url: flags.public_url.clone().or_else(|| self.file.public_url.clone()),
            allow_internal: allow.clone(),
            ca_file: flags.ca_file.clone().or_else(|| {
                let filed = self.file.ca_file.as_ref()?;
                Some(self.folder.join(filed))
            }),
            trust_proxy: flags.trust_proxy.or(self.file.trust_proxy).unwrap_or(false),
            node,
            telegram_url: self.telegram_url(flags),
            telegram_limits: flags
                .telegram_limits
                .or(self.file.telegram_limits)
                .unwrap_or(true),
        })
    }

    fn telegram_url(&self, flags: &Serve) -> String {
        let url = flags.telegram_url.as_ref().or(self.file.telegram_url.as_ref());
        url.map_or_else(
            || PUBLIC_API.to_owned(),
            |url| url.as_str().trim_end_matches('/').to_owned(),
        )
    }
}

fn parse(text: &str) -> Result<File> {
    let table: toml::Table = toml::from_str(text)?;
    if let Some(unknown) = table.keys().find(|key| !NAMES.contains(&key.as_str())) {
        bail!("there is no setting `{unknown}`; {}", nearest(unknown));
    }
    Ok(toml::from_str(text)?)
}

/// What a misspelt name may have meant.
fn nearest(unknown: &str) -> String {
    let like = |name: &&str| strsim::jaro_winkler(&unknown.replace('-', "_"), name);
    let best = NAMES.into_iter().max_by(|a, b| like(a).total_cmp(&like(b)));
    match best.filter(|name| like(name) > 0.75) {
        Some(name) => format!("did you mean `{name}`?"),
        None => format!("there are {}", NAMES.join(", ")),
    }
}

#[cfg(test)]
mod tests;
