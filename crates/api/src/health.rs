//! Whether the server lives, can work, and how it does.

use crate::metrics::gauge;
use crate::problem::{Code, Problem, Result};
use crate::server::Shared;
use axum::Router;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use axum::routing::get;
use signalbox_model::HookId;
use signalbox_model::job::JobState;
use signalbox_store::{StoreError, jobs, stats};
use std::time::Duration;

/// How long the database may take before the server is not ready.
const PATIENCE: Duration = Duration::from_secs(2);

pub(crate) fn routes() -> Router<Shared> {
    Router::new()
        .route("/healthz", get(alive))
        .route("/readyz", get(ready))
        .route("/metrics", get(metrics))
}

async fn alive() -> &'static str {
    "ok\n"
}

/// Ready means: a transaction can be written to the disk.
async fn ready(State(server): State<Shared>) -> Result<&'static str> {
    let now = server.now();
    let written = server.write(move |tx| signalbox_store::settings::set(tx, "ready_at", &now.0.to_string()));
    match tokio::time::timeout(PATIENCE, written).await {
        Ok(Ok(())) => Ok("ready\n"),
        Ok(Err(problem)) => Err(problem),
        Err(_) => Err(Problem::new(
            Code::Unavailable,
            "the database does not answer: look at the server's log",
        )),
    }
}

async fn metrics(State(server): State<Shared>) -> Result<impl IntoResponse> {
    let jobs = server
        .read(|tx| {
            let count =
                |state: &JobState| Ok::<_, StoreError>((*state, jobs::count_any_workspace(tx, *state)?));
            [
                JobState::Planned,
                JobState::Sending,
                JobState::Uncertain,
                JobState::Failed,
            ]
            .iter()
            .map(count)
            .collect::<std::result::Result<Vec<_>, _>>()
        })
        .await?;
    let (events, timers) = server
        .read(|tx| {
            Ok::<_, StoreError>((
                stats::waiting_any_workspace(tx)?,
                stats::timers_any_workspace(tx)?,
            ))
        })
        .await?;
    let mut text = server.metrics.text();
    text.push_str(&limited(&server.addresses.gate.all()));
    let waiting = i64::try_from(server.app.db.waiting()).unwrap_or(i64::MAX);
    let written = i64::try_from(server.app.db.written()).unwrap_or(i64::MAX);
    gauge(
        &mut text,
        "store_waiting",
        "Units of work that wait for the writer.",
        &[(String::new(), waiting)],
    );
    gauge(
        &mut text,
        "store_written",
        "Units of work written since the start.",
        &[(String::new(), written)],
    );
    let jobs: Vec<_> = jobs
        .into_iter()
        .map(|(state, count)| (format!("{{state=\"{}\"}}", name(state)), count))
        .collect();
    gauge(&mut text, "jobs", "Deliveries by state.", &jobs);
    gauge(
        &mut text,
        "events_waiting",
        "Events that wait for the engine.",
        &[(String::new(), events)],
    );
    gauge(&mut text, "timers", "Pending timers.", &[(String::new(), timers)]);
    Ok((
        [(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")],
        text,
    ))
}

/// What hooks turned away by their limits.
fn limited(hooks: &[(HookId, u64)]) -> String {
    let mut text = String::from(
        "# HELP signalbox_hook_limited_total Requests turned away by the limit of a hook.\n\
         # TYPE signalbox_hook_limited_total counter\n",
    );
    for (hook, count) in hooks {
        text.push_str(&format!(
            "signalbox_hook_limited_total{{hook=\"{hook}\"}} {count}\n"
        ));
    }
    text
}

fn name(state: JobState) -> &'static str {
    match state {
        JobState::Planned => "planned",
        JobState::Sending => "sending",
        JobState::Delivered => "delivered",
        JobState::Uncertain => "uncertain",
        JobState::Failed => "failed",
        JobState::Cancelled => "cancelled",
    }
}
