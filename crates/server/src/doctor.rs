//! `signalbox doctor`: looks at settings, data and surroundings, and says what to do.

use crate::config::{Place, Server};
use crate::lock::Lock;
use crate::open::Opened;
use anyhow::{Result, bail};
use signalbox_store::doctor::{self, Finding};
use signalbox_store::keyring::Keyring;
use signalbox_store::{StoreError, Url, settings, stats};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::time::{Duration, Instant};

/// Prints one line for each check; fails when something is to be done.
pub fn run(place: &Place, server: &Server) -> Result<()> {
    let mut checks = vec![
        folder(&place.data),
        doctor::disk(&place.data),
        running(place, server),
    ];
    checks.extend(public(server));
    match Opened::existing(place) {
        Ok(opened) => checks.extend(inside(place, &opened)),
        Err(error) => checks.push(Finding::bad(
            "database",
            "closed",
            format!("{error:#}"),
            "check --data and --database-url",
        )),
    }
    for check in &checks {
        let mark = if check.ok { "ok" } else { "!!" };
        println!("{mark}  {:<10} {}", check.check, check.detail);
        if let Some(remedy) = &check.remedy {
            println!("               {remedy}");
        }
    }
    match checks.iter().filter(|check| !check.ok).count() {
        0 => Ok(()),
        1 => bail!("one thing is to be mended"),
        count => bail!("{count} things are to be mended"),
    }
}

fn folder(data: &Path) -> Finding {
    let found = data.display().to_string();
    match tempfile::Builder::new().prefix(".doctor").tempfile_in(data) {
        Ok(_) => Finding::good("folder", "ok", found),
        Err(error) => Finding::bad(
            "folder",
            "bad",
            format!("{found} cannot be written: {error}"),
            "make the folder, or give it to the user the server runs as",
        ),
    }
}

/// Whether a server works on the data, and whether it answers.
fn running(place: &Place, server: &Server) -> Finding {
    if Lock::take(&place.data).is_ok() {
        return Finding::good("server", "ok", "does not run");
    }
    match ask(server.listen) {
        Some(200) => Finding::good("server", "ok", format!("runs on http://{}", server.listen)),
        Some(status) => Finding::bad(
            "server",
            "bad",
            format!(
                "runs on http://{} and answers /readyz with {status}",
                server.listen
            ),
            "look at its log: the disk or the database may be gone",
        ),
        None => Finding::bad(
            "server",
            "bad",
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

fn public(server: &Server) -> Option<Finding> {
    let url = server.public_url.as_ref()?;
    if url.scheme() == "https"
        || url
            .host_str()
            .is_some_and(|host| host == "localhost" || host.starts_with("127."))
    {
        return Some(Finding::good("address", "ok", url.as_str()));
    }
    Some(Finding::bad(
        "address",
        "bad",
        url.as_str(),
        "put a proxy with TLS before the server and write https:// in --public-url",
    ))
}

/// What only the open database tells.
fn inside(place: &Place, opened: &Opened) -> Vec<Finding> {
    let database = match &place.database {
        Url::Lite(path) => path.display().to_string(),
        // The address may carry a password.
        Url::Pg(_) => "PostgreSQL".to_owned(),
    };
    let begun = Instant::now();
    // Written in passing: what cannot be written fails here.
    let written = opened.write(|tx, now| Ok(settings::set(tx, "checked_at", &now.0.to_string())?));
    let refused = written.err().map(|error| format!("{database}: {error:#}"));
    let mut checks = vec![
        Finding::good("database", "ok", database),
        doctor::writing(begun.elapsed(), refused),
        key(place, opened),
    ];
    let copies = opened.db.backups().clone();
    let home = opened.home;
    let seen = opened.rehearse(move |tx, now| {
        let waiting = match home.find(tx)? {
            Some(home) => stats::numbers(&mut tx.space(home), now)?.oldest_waiting_at,
            None => None,
        };
        Ok(vec![
            doctor::schema(tx)?,
            doctor::size(tx)?,
            doctor::deliveries(tx)?,
            doctor::queue(waiting, now),
            doctor::backup(tx, &copies, now)?,
            doctor::clock(tx, now)?,
        ])
    });
    match seen {
        Ok(found) => checks.extend(found),
        Err(error) => checks.push(Finding::bad(
            "reading",
            "failed",
            format!("{error:#}"),
            "look whether PostgreSQL runs and the disk is there",
        )),
    }
    checks
}

/// The key of the secrets. None is made here.
fn key(place: &Place, opened: &Opened) -> Finding {
    let file = place.data.join("secret.key");
    let given = std::env::var("SIGNALBOX_KEY").ok();
    if given.is_none() && !file.exists() {
        let known: Result<Option<String>, StoreError> = opened.wait(
            opened
                .db
                .read(|tx| signalbox_store::settings::get(tx, "key_fingerprint")),
        );
        return match known {
            Ok(None) => Finding::good("key", "ok", "made at the first start of the server"),
            _ => Finding::bad(
                "key",
                "bad",
                format!("{} is missing", file.display()),
                "put the file back from your backup, or set SIGNALBOX_KEY",
            ),
        };
    }
    match opened.wait(Keyring::open(&opened.db, &file, given.as_deref())) {
        Ok(keyring) => permissions(&file, given.is_some(), &keyring),
        Err(error) => Finding::bad(
            "key",
            "bad",
            error.to_string(),
            "without the right key stored secrets cannot be used",
        ),
    }
}

fn permissions(file: &Path, given: bool, keyring: &Keyring) -> Finding {
    use std::os::unix::fs::PermissionsExt;
    let found = format!("secrets are sealed with key {}", keyring.fingerprint());
    let mode = std::fs::metadata(file).map(|about| about.permissions().mode() & 0o077);
    if !given && mode.is_ok_and(|others| others != 0) {
        let remedy = format!("others can read the key: chmod 600 {}", file.display());
        return Finding::bad("key", "bad", found, remedy);
    }
    Finding::good("key", "ok", found)
}
