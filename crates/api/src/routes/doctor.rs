//! What is not as it should be, with the remedy.

use crate::can::{Can, People};
use crate::doc::Routes;
use crate::extract::Page;
use crate::problem::Result;
use axum::Json;
use schemars::JsonSchema;
use serde::Serialize;
use signalbox_model::Micros;
use signalbox_model::job::JobState;
use signalbox_store::stats::Numbers;
use signalbox_store::{LATEST, jobs, retention, schema_version, stats};

pub(super) fn routes(routes: Routes) -> Routes {
    routes.chapter("Server").get(
        "/doctor",
        "doctor_show",
        "Check the server and say what to mend.",
        show,
    )
}

/// An event that has waited longer than this says that the engine does not keep up, seconds.
const LONG_WAIT_SECS: i64 = 60;

/// One check.
#[derive(Debug, Serialize, JsonSchema)]
struct Check {
    /// What was looked at.
    check: &'static str,
    /// Whether it is as it should be.
    ok: bool,
    /// What was found.
    detail: String,
    /// What to do.
    remedy: Option<&'static str>,
}

impl Check {
    fn new(check: &'static str, ok: bool, detail: String, remedy: &'static str) -> Self {
        Self {
            check,
            ok,
            detail,
            remedy: (!ok).then_some(remedy),
        }
    }
}

async fn show(me: Can<People>) -> Result<Json<Page<Check>>> {
    let config = me.server().app.config.clone();
    let key = me.server().app.keyring.fingerprint();
    let now = me.server().now();
    // Written in passing: what cannot be written fails here.
    let written = me
        .write(move |work| {
            Ok(signalbox_store::settings::set(
                work.tx(),
                "checked_at",
                &now.0.to_string(),
            )?)
        })
        .await;
    let mut checks = me
        .look(move |look| {
            let numbers = stats::numbers(&mut look.space(), now)?;
            let failed = jobs::count_any_workspace(look.tx, JobState::Failed)?;
            let sizes = retention::sizes(look.tx)?;
            let limits = retention::settings(look.tx)?;
            let version = schema_version(look.tx)?;
            Ok(vec![
                Check::new(
                    "schema",
                    version == LATEST,
                    format!("schema {version}"),
                    "start the newest version of the server",
                ),
                queue(numbers, now),
                Check::new(
                    "deliveries",
                    failed == 0,
                    format!("{failed} failed deliveries"),
                    "look at them under Deliveries: mend the address or the receiver, then send them again",
                ),
                Check::new(
                    "size",
                    limits.max_bytes == 0 || sizes.total <= limits.max_bytes,
                    format!("{} bytes, the limit is {}", sizes.total, limits.max_bytes),
                    "wait for the next round of upkeep, or keep history for a shorter time",
                ),
            ])
        })
        .await?;
    let unwritten = written.err().map(|problem| problem.detail().to_owned());
    let detail = unwritten.clone().unwrap_or_else(|| "a row was written".into());
    checks.push(Check::new(
        "database",
        unwritten.is_none(),
        detail,
        "free some disk space and look at the server's log",
    ));
    checks.push(Check::new(
        "key",
        true,
        format!("secrets are sealed with key {key}"),
        "",
    ));
    checks.push(Check::new(
        "address",
        config.is_https() || is_local(&config.public_url),
        format!("people and senders reach the server under {}", config.public_url),
        "put a proxy with TLS before the server and set its public address to https://…",
    ));
    Ok(Json(Page::whole(checks)))
}

fn queue(numbers: Numbers, now: Micros) -> Check {
    let waited = numbers
        .oldest_waiting_at
        .map_or(0, |at| (now.0 - at.0) / 1_000_000);
    let detail = format!("{} events wait, the oldest for {waited} s", numbers.waiting);
    let remedy = "look at the server's log and processor; a scenario may be too slow";
    Check::new("queue", waited < LONG_WAIT_SECS, detail, remedy)
}

fn is_local(url: &str) -> bool {
    let host = url.strip_prefix("http://").unwrap_or(url);
    ["localhost", "127.0.0.1", "[::1]"]
        .iter()
        .any(|local| host.starts_with(local))
}
