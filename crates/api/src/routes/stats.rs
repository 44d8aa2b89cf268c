//! Numbers of the server: what waits, what is stored; how long it is kept; a copy of the database.

use super::scenarios::midnight;
use crate::can::{Can, Host, Read};
use crate::doc::{Output, Routes, Sketch};
use crate::extract::Body;
use crate::problem::{Code, Problem, Result};
use crate::server::Server;
use crate::work::Look;
use axum::Json;
use axum::body::Body as Bytes;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use schemars::JsonSchema;
use serde::Serialize;
use signalbox_store::audit::{self, Deed, Kind};
use signalbox_store::retention::{self, Retention, Sizes};
use signalbox_store::{Url, backup, stats as counted};
use std::path::PathBuf;
use tokio::fs::File;
use tokio::io::AsyncReadExt;

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .chapter("Server")
        .get(
            "/stats",
            "stats_show",
            "Say what waits, what happened today, and how much is stored.",
            stats,
        )
        .get(
            "/retention",
            "retention_show",
            "Show how long history is kept.",
            show,
        )
        .put(
            "/retention",
            "retention_update",
            "Set how long history is kept; 0 is no limit.",
            update,
        )
        .post(
            "/backup",
            "backup_create",
            "Send a consistent copy of the database, made while the server runs.",
            copy,
        )
}

/// The state of the server in numbers; counts end at 100,000.
#[derive(Debug, Serialize, JsonSchema)]
struct Stats {
    /// Events of the workspace that wait for the engine.
    queue: i64,
    /// How long the oldest of them has waited.
    oldest_waiting_ms: Option<i64>,
    /// Units of work of all workspaces that wait for the database; in the first workspace only.
    store_waiting: Option<usize>,
    /// Deliveries that are to be sent.
    jobs_pending: i64,
    /// Pending timers.
    timers_pending: i64,
    /// Events since midnight in the workspace's zone.
    events_today: i64,
    /// Runs since midnight in the workspace's zone.
    runs_today: i64,
    /// The size of the database, bytes; in the first workspace only.
    db_bytes: Option<u64>,
    /// The size by class, bytes; in the first workspace only.
    sizes: Option<Sizes>,
    /// How long history is kept.
    retention: Retention,
}

/// The database is measured at most this often, seconds: it costs ten milliseconds per million rows.
const MEASURED_SECS: i64 = 60;

fn measured(server: &Server, look: &mut Look) -> Result<Sizes> {
    let known = *server.sizes.lock();
    if let Some((at, sizes)) = known
        && (at..at.plus_secs(MEASURED_SECS)).contains(&look.now)
    {
        return Ok(sizes);
    }
    let sizes = retention::sizes(look.tx)?;
    *server.sizes.lock() = Some((look.now, sizes));
    Ok(sizes)
}

async fn stats(me: Can<Read>) -> Result<Json<Stats>> {
    let server = me.server().clone();
    let first = me.in_first_workspace().await?;
    let store_waiting = first.then(|| server.app.db.waiting());
    let found = me.look(move |look| {
        let (now, since) = (look.now, midnight(&look.defs, look.now));
        let numbers = counted::numbers(&mut look.space(), since)?;
        // What all workspaces come to is none of the business of any but the one that looks after them.
        let sizes = if first {
            Some(measured(&server, look)?)
        } else {
            None
        };
        Ok(Stats {
            queue: numbers.waiting,
            oldest_waiting_ms: numbers.oldest_waiting_at.map(|at| (now.0 - at.0).max(0) / 1000),
            store_waiting,
            jobs_pending: numbers.jobs,
            timers_pending: numbers.timers,
            events_today: numbers.events,
            runs_today: numbers.runs,
            db_bytes: sizes.map(|sizes| sizes.total),
            sizes,
            retention: retention::settings(look.tx)?,
        })
    });
    Ok(Json(found.await?))
}

async fn show(me: Can<Read>) -> Result<Json<Retention>> {
    Ok(Json(me.look(|look| Ok(retention::settings(look.tx)?)).await?))
}

async fn update(me: Can<Host>, Body(wanted): Body<Retention>) -> Result<Json<Retention>> {
    if let Some((field, reason)) = wanted.fault() {
        return Err(Problem::invalid(field, reason));
    }
    me.write(move |work| {
        let before = retention::settings(work.tx())?;
        audit::changed(
            &mut work.space(),
            Kind::Retention,
            "retention",
            Some(&before),
            &wanted,
        )?;
        Ok(retention::set(work.tx(), &wanted)?)
    })
    .await?;
    Ok(Json(wanted))
}

/// A copy of the database on its way.
struct Copy(Bytes);

impl IntoResponse for Copy {
    fn into_response(self) -> Response {
        let headers = [
            (header::CONTENT_TYPE, "application/vnd.sqlite3"),
            (
                header::CONTENT_DISPOSITION,
                "attachment; filename=\"signalbox.db\"",
            ),
        ];
        (headers, self.0).into_response()
    }
}

impl Output for Copy {
    fn describe(sketch: &mut Sketch) {
        sketch.answer_raw(StatusCode::OK, "The database", Some("application/vnd.sqlite3"));
    }
}

/// The headers go out at once and the copy follows when it is made: a large database takes longer than a request may.
async fn copy(me: Can<Host>) -> Result<Copy> {
    super::backups::owners_only(&me)?;
    let url = me.server().app.db.url().clone();
    let Url::Lite(path) = &url else {
        return Err(Problem::new(
            Code::Conflict,
            backup::BackupError::Postgres.to_string(),
        ));
    };
    me.write(|work| {
        let space = &mut work.space();
        Ok(audit::noted(
            space,
            Kind::Backup,
            Deed::Created,
            "download",
            "copy",
        )?)
    })
    .await?;
    let folder = path.parent().map_or_else(|| PathBuf::from("."), PathBuf::from);
    let made = tokio::task::spawn_blocking(move || -> std::io::Result<std::fs::File> {
        let folder = tempfile::Builder::new().prefix("backup-").tempdir_in(folder)?;
        let copy = folder.path().join("signalbox.db");
        backup::backup(&url, &copy, |_, _| true).map_err(std::io::Error::other)?;
        // The open file outlives its name: nothing is left behind, whatever becomes of the download.
        std::fs::File::open(copy)
    });
    let file = async move {
        let opened = made.await.map_err(std::io::Error::other).flatten();
        opened
            .map(File::from_std)
            .inspect_err(|error| tracing::error!(%error, "the copy was not made"))
    };
    Ok(Copy(parts_of(file)))
}

/// How much of a file is sent at a time.
const PART_BYTES: usize = 256 * 1024;

/// How far a file has come.
enum Source<F> {
    /// It is being made.
    Made(F),
    /// It is being sent.
    Open(File),
    /// It failed.
    Over,
}

/// A file as a body, a part of it in memory at a time. The connection breaks off when it cannot be read.
pub(super) fn parts_of(file: impl Future<Output = std::io::Result<File>> + Send + 'static) -> Bytes {
    let parts = stream::unfold(Source::Made(Box::pin(file)), |source| async move {
        let mut file = match source {
            Source::Made(file) => match file.await {
                Ok(file) => file,
                Err(error) => return Some((Err(error), Source::Over)),
            },
            Source::Open(file) => file,
            Source::Over => return None,
        };
        let mut part = vec![0; PART_BYTES];
        match file.read(&mut part).await {
            Ok(0) => None,
            Ok(count) => {
                part.truncate(count);
                Some((Ok(part), Source::Open(file)))
            }
            Err(error) => Some((Err(error), Source::Over)),
        }
    });
    Bytes::from_stream(parts)
}
