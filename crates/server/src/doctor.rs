//! `signalbox doctor`: looks at settings, data and surroundings, and says what to do.

use crate::clock::now;
use crate::config::{Place, Server};
use crate::lock::Lock;
use crate::open::Opened;
use anyhow::{Result, bail};
use signalbox_model::job::JobState;
use signalbox_store::keyring::Keyring;
use signalbox_store::{LATEST, StoreError, Url, jobs, schema_version, stats};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::time::Duration;

/// Less free space than this is worth a word: a day of a busy server.
const LITTLE_SPACE: u64 = 1 << 30;
/// An event that waits longer says that the engine does not keep up, seconds.
const LONG_WAIT_SECS: i64 = 60;

/// One thing that was looked at.
struct Check {
    name: &'static str,
    found: String,
    /// What to do, when it is not as it should be.
    remedy: Option<String>,
}

impl Check {
    fn good(name: &'static str, found: impl Into<String>) -> Self {
        Self {
            name,
            found: found.into(),
            remedy: None,
        }
    }

    fn bad(name: &'static str, found: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self {
            name,
            found: found.into(),
            remedy: Some(remedy.into()),
        }
    }
}

/// Prints one line for each check; fails when something is to be done.
pub fn run(place: &Place, server: &Server) -> Result<()> {
    let mut checks = vec![folder(&place.data), space(&place.data), running(place, server)];
    checks.extend(public(server));
    match Opened::existing(place) {
        Ok(opened) => checks.extend(inside(place, &opened)),
        Err(error) => checks.push(Check::bad(
            "database",
            format!("{error:#}"),
            "check --data and --database-url",
        )),
    }
    for check in &checks {
        let mark = if check.remedy.is_some() { "!!" } else { "ok" };
        println!("{mark}  {:<10} {}", check.name, check.found);
        if let Some(remedy) = &check.remedy {
            println!("               {remedy}");
        }
    }
    match checks.iter().filter(|check| check.remedy.is_some()).count() {
        0 => Ok(()),
        1 => bail!("one thing is to be mended"),
        count => bail!("{count} things are to be mended"),
    }
}

fn folder(data: &Path) -> Check {
    let found = data.display().to_string();
    match tempfile::Builder::new().prefix(".doctor").tempfile_in(data) {
        Ok(_) => Check::good("folder", found),
        Err(error) => Check::bad(
            "folder",
            format!("{found} cannot be written: {error}"),
            "make the folder, or give it to the user the server runs as",
        ),
    }
}

fn space(data: &Path) -> Check {
    let Ok(disk) = rustix::fs::statvfs(data) else {
        return Check::good("disk", "its free space is not known");
    };
    let free = disk.f_bavail.saturating_mul(disk.f_frsize);
    let found = format!("{:.1} GiB free", free as f64 / f64::from(1 << 30));
    if free >= LITTLE_SPACE {
        return Check::good("disk", found);
    }
    Check::bad(
        "disk",
        found,
        "free some space, or keep history for a shorter time",
    )
}

/// Whether a server works on the data, and whether it answers.
fn running(place: &Place, server: &Server) -> Check {
    if Lock::take(&place.data).is_ok() {
        return Check::good("server", "does not run");
    }
    match ask(server.listen) {
        Some(200) => Check::good("server", format!("runs on http://{}", server.listen)),
        Some(status) => Check::bad(
            "server",
            format!(
                "runs on http://{} and answers /readyz with {status}",
                server.listen
            ),
            "look at its log: the disk or the database may be gone",
        ),
        None => Check::bad(
            "server",
            format!("runs, but does not answer on http://{}", server.listen),
            "name its address with --listen; if that is right, look at its log",
        ),
    }
}

/// The status with which a server answers `/readyz`.
fn ask(address: SocketAddr) -> Option<u16> {
    let patience = Duration::from_secs(3);
    let mut stream = TcpStream::connect_timeout(&address, patience).ok()?;
    stream.set_read_timeout(Some(patience)).ok()?;
    let request = format!("GET /readyz HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).ok()?;
    let mut answer = Vec::new();
    stream.take(4096).read_to_end(&mut answer).ok()?;
    let text = String::from_utf8_lossy(&answer);
    text.split(' ').nth(1)?.parse().ok()
}

fn public(server: &Server) -> Option<Check> {
    let url = server.public_url.as_ref()?;
    if url.scheme() == "https"
        || url
            .host_str()
            .is_some_and(|host| host == "localhost" || host.starts_with("127."))
    {
        return Some(Check::good("address", url.as_str()));
    }
    Some(Check::bad(
        "address",
        url.as_str(),
        "put a proxy with TLS before the server and write https:// in --public-url",
    ))
}

/// What only the open database tells.
fn inside(place: &Place, opened: &Opened) -> Vec<Check> {
    let database = match &place.database {
        Url::Lite(path) => path.display().to_string(),
        // The address may carry a password.
        Url::Pg(_) => "PostgreSQL".to_owned(),
    };
    let mut checks = vec![key(place, opened)];
    let seen = opened.write(|tx, now| {
        let version = schema_version(tx)?;
        let failed = jobs::count_any_workspace(tx, JobState::Failed)?;
        let waiting = match Opened::workspace(tx)? {
            Some(home) => stats::numbers(&mut tx.space(home), now)?.oldest_waiting_at,
            None => None,
        };
        Ok((version, failed, waiting))
    });
    match seen {
        Ok((version, failed, waiting)) => {
            checks.push(Check::good(
                "database",
                format!("{database}, schema {version} of {LATEST}"),
            ));
            checks.push(deliveries(failed));
            let waited = waiting.map_or(0, |at| (now().0 - at.0) / 1_000_000);
            checks.push(queue(waited));
        }
        Err(error) => checks.push(Check::bad(
            "database",
            format!("{database} cannot be written: {error:#}"),
            "free some disk space, check the permissions, look whether PostgreSQL runs",
        )),
    }
    checks
}

fn deliveries(failed: i64) -> Check {
    let found = format!("{failed} failed deliveries");
    if failed == 0 {
        return Check::good("deliveries", found);
    }
    let remedy = "look at them in the studio: mend the address or the receiver, then send them again";
    Check::bad("deliveries", found, remedy)
}

fn queue(waited: i64) -> Check {
    if waited < LONG_WAIT_SECS {
        return Check::good("queue", "nothing waits for long");
    }
    let remedy = "start the server, or look at its log and processor";
    Check::bad("queue", format!("an event has waited for {waited} s"), remedy)
}

/// The key of the secrets. None is made here.
fn key(place: &Place, opened: &Opened) -> Check {
    let file = place.data.join("secret.key");
    let given = std::env::var("SIGNALBOX_KEY").ok();
    if given.is_none() && !file.exists() {
        let known: Result<Option<String>, StoreError> = opened.wait(
            opened
                .db
                .read(|tx| signalbox_store::settings::get(tx, "key_fingerprint")),
        );
        return match known {
            Ok(None) => Check::good("key", "made at the first start of the server"),
            _ => Check::bad(
                "key",
                format!("{} is missing", file.display()),
                "put the file back from your backup, or set SIGNALBOX_KEY",
            ),
        };
    }
    match opened.wait(Keyring::open(&opened.db, &file, given.as_deref())) {
        Ok(keyring) => permissions(&file, given.is_some(), &keyring),
        Err(error) => Check::bad(
            "key",
            error.to_string(),
            "without the right key stored secrets cannot be used",
        ),
    }
}

fn permissions(file: &Path, given: bool, keyring: &Keyring) -> Check {
    use std::os::unix::fs::PermissionsExt;
    let found = format!("secrets are sealed with key {}", keyring.fingerprint());
    let mode = std::fs::metadata(file).map(|about| about.permissions().mode() & 0o077);
    if !given && mode.is_ok_and(|others| others != 0) {
        let remedy = format!("others can read the key: chmod 600 {}", file.display());
        return Check::bad("key", found, remedy);
    }
    Check::good("key", found)
}
