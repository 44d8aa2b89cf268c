//! What is not as it should be, with the remedy.

use crate::can::{Can, Host};
use crate::doc::Routes;
use crate::extract::Page;
use crate::problem::Result;
use axum::Json;
use signalbox_store::doctor::{self, Finding};
use signalbox_store::{settings, stats};
use std::time::Instant;

pub(super) fn routes(routes: Routes) -> Routes {
    routes.chapter("Server").get(
        "/doctor",
        "doctor_show",
        "Check the server and say what to mend.",
        show,
    )
}

async fn show(me: Can<Host>) -> Result<Json<Page<Finding>>> {
    let app = me.server().app.clone();
    let now = me.server().now();
    // Written in passing: what cannot be written fails here.
    let begun = Instant::now();
    let written = me
        .write(move |work| Ok(settings::set(work.tx(), "checked_at", &now.0.to_string())?))
        .await;
    let refused = written.err().map(|problem| problem.detail().to_owned());
    let writing = doctor::writing(begun.elapsed(), refused);
    let copies = app.db.backups().clone();
    let found = me.look(move |look| {
        let waiting = stats::numbers(&mut look.space(), now)?.oldest_waiting_at;
        Ok(vec![
            doctor::queue(waiting, now),
            doctor::deliveries(look.tx)?,
            doctor::backup(look.tx, &copies, now)?,
            doctor::clock(look.tx, now)?,
            doctor::size(look.tx)?,
            doctor::schema(look.tx)?,
        ])
    });
    let mut checks = vec![writing];
    checks.extend(
        app.db
            .backups()
            .folder()
            .and_then(|folder| folder.parent())
            .map(doctor::disk),
    );
    checks.extend(found.await?);
    checks.push(key(&app.keyring.fingerprint()));
    checks.push(address(&app.config.public_url, app.config.is_https()));
    Ok(Json(Page::whole(checks)))
}

/// The server does not start without the right key: that it runs is the check.
fn key(fingerprint: &str) -> Finding {
    let detail = format!("secrets are sealed with key {fingerprint}");
    Finding::good("key", "ok", detail).fact("fingerprint", fingerprint)
}

fn address(url: &str, is_https: bool) -> Finding {
    let detail = format!("people and senders reach the server under {url}");
    let found = if is_https || is_local(url) {
        Finding::good("address", "ok", detail)
    } else {
        let remedy = "put a proxy with TLS before the server and set its public address to https://…";
        Finding::bad("address", "open", detail, remedy)
    };
    found.fact("url", url)
}

fn is_local(url: &str) -> bool {
    let host = url.strip_prefix("http://").unwrap_or(url);
    ["localhost", "127.0.0.1", "[::1]"]
        .iter()
        .any(|local| host.starts_with(local))
}
