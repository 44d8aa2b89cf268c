//! The copies of the database that the server keeps.

use super::stats::parts_of;
use crate::can::{Can, Host, Need};
use crate::doc::{NoContent, Output, Routes, Sketch};
use crate::extract::{At, Body};
use crate::problem::{Code, Problem, Result};
use axum::Json;
use axum::body::Body as Bytes;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use schemars::JsonSchema;
use serde::Serialize;
use signalbox_model::Micros;
use signalbox_model::person::Role;
use signalbox_store::audit::{self, Deed, Kind};
use signalbox_store::backups::{self, Copy, Doing, Fault, History, Name, Refused, Schedule};
use signalbox_store::{Db, LATEST};
use std::time::Duration;
use tokio::fs::File;

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .chapter("Server")
        .get(
            "/backups",
            "backup_list",
            "List the copies of the database that the server keeps, the newest first.",
            list,
        )
        .put(
            "/backups/schedule",
            "backup_schedule_update",
            "Set when copies are made by themselves, and how many are kept.",
            schedule,
        )
        .post(
            "/backups",
            "backup_make",
            "Make a copy now, check it, and remove the oldest beyond those that are kept.",
            make,
        )
        .post(
            "/backups/{name}/check",
            "backup_check",
            "Read a copy as a whole anew: whether it could be restored.",
            check,
        )
        .get(
            "/backups/{name}/file",
            "backup_download",
            "Send a copy; owners only.",
            download,
        )
        .delete(
            "/backups/{name}",
            "backup_delete",
            "Remove a copy; owners only.",
            delete,
        )
}

/// The copies of the database, and how they come about.
#[derive(Debug, Serialize, JsonSchema)]
struct Backups {
    /// Where the copies lie on the server; absent on PostgreSQL, whose own tools make them.
    folder: Option<String>,
    /// When copies are made by themselves.
    schedule: Schedule,
    /// The time zone of the schedule.
    timezone: String,
    /// When the next is made.
    next_at: Option<Micros>,
    /// What is being done at this moment.
    busy: Option<BusyView>,
    /// Why the last try came to nothing; absent after a good one.
    fault: Option<Fault>,
    /// The schema of this server: it restores copies up to this one.
    schema: i64,
    /// The copies, the newest first.
    items: Vec<CopyView>,
}

/// What is being done.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "BackupBusy")]
struct BusyView {
    /// What.
    doing: Doing,
    /// Since when.
    since: Micros,
    /// How much is done, 0 to 1; absent while it is not known.
    done: Option<f64>,
}

/// A copy.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "BackupCopy")]
struct CopyView {
    /// The name of its file.
    name: Name,
    /// When it was begun.
    made_at: Micros,
    /// Its size.
    bytes: u64,
    /// When it was last read as a whole; absent when never, or when the file changed since.
    checked_at: Option<Micros>,
    /// What is wrong with it, by that check.
    damage: Option<String>,
    /// What it holds, by that check.
    contents: Option<Holds>,
}

/// What a copy holds.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "BackupContents")]
struct Holds {
    /// Its schema.
    schema: i64,
    /// Rows by table, those with any.
    rows: Vec<Rows>,
}

/// How many rows of a table.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "BackupRows")]
struct Rows {
    /// The table.
    table: String,
    /// Its rows.
    count: i64,
}

impl From<Copy> for CopyView {
    fn from(copy: Copy) -> Self {
        let made_at = copy.name.made_at();
        let (checked_at, damage, contents) = match copy.checked {
            None => (None, None, None),
            Some(checked) => match checked.found {
                Err(reason) => (Some(checked.at), Some(reason), None),
                Ok(found) => (Some(checked.at), None, Some(found)),
            },
        };
        let contents = contents.map(|found| Holds {
            schema: found.schema,
            rows: found
                .rows
                .into_iter()
                .filter(|(_, count)| *count > 0)
                .map(|(table, count)| Rows { table, count })
                .collect(),
        });
        Self {
            name: copy.name,
            made_at,
            bytes: copy.bytes,
            checked_at,
            damage,
            contents,
        }
    }
}

impl From<Refused> for Problem {
    fn from(refused: Refused) -> Self {
        let code = match refused {
            Refused::Store(error) => return error.into(),
            Refused::Busy | Refused::Failed(_) => Code::Conflict,
            Refused::Missing => Code::NotFound,
            Refused::NoRoom { .. } | Refused::Folder { .. } => Code::Unavailable,
        };
        Self::new(code, refused.to_string())
    }
}

/// A copy holds everything of everybody: it leaves the server only with an owner.
pub(super) fn owners_only<N: Need>(me: &Can<N>) -> Result<()> {
    if me.user().role == Role::Owner {
        return Ok(());
    }
    let say = "a copy holds everything of everybody: only owners may take or remove one";
    Err(Problem::new(Code::Forbidden, say))
}

async fn view(me: &Can<Host>) -> Result<Json<Backups>> {
    let db = me.server().app.db.clone();
    let now = me.server().now();
    let read = me.look(move |look| {
        let schedule = backups::schedule(look.tx)?;
        let zone = backups::zone(look.tx)?;
        let next_at = schedule.next(now, &zone);
        let timezone = zone.iana_name().unwrap_or("UTC").to_owned();
        Ok((schedule, next_at, timezone, backups::history(look.tx)?))
    });
    let (schedule, next_at, timezone, History { fault, .. }) = read.await?;
    let items = files(&db, |copies| copies.list()).await?;
    let busy = db.backups().busy().map(|busy| BusyView {
        doing: busy.doing,
        since: busy.since,
        done: (busy.pages.1 > 0).then(|| busy.pages.0 as f64 / busy.pages.1 as f64),
    });
    let folder = db.backups().folder().map(|folder| folder.display().to_string());
    Ok(Json(Backups {
        next_at: next_at.filter(|_| folder.is_some()),
        folder,
        schedule,
        timezone,
        busy,
        fault,
        schema: LATEST,
        items: items.into_iter().map(CopyView::from).collect(),
    }))
}

/// Looks into the folder on a thread that may block.
async fn files<T: Send + 'static>(
    db: &Db,
    look: impl FnOnce(&backups::Backups) -> std::result::Result<T, Refused> + Send + 'static,
) -> Result<T> {
    let copies = db.backups().clone();
    let looked = tokio::task::spawn_blocking(move || look(&copies)).await;
    Ok(looked.map_err(|error| Problem::internal(&error))??)
}

async fn list(me: Can<Host>) -> Result<Json<Backups>> {
    view(&me).await
}

async fn schedule(me: Can<Host>, Body(wanted): Body<Schedule>) -> Result<Json<Backups>> {
    if let Some((field, reason)) = wanted.fault() {
        return Err(Problem::invalid(field, reason));
    }
    me.write(move |work| {
        let (before, now) = (backups::schedule(work.tx())?, work.now);
        audit::changed(
            &mut work.space(),
            Kind::Backup,
            "schedule",
            Some(&before),
            &wanted,
        )?;
        Ok(backups::set_schedule(work.tx(), &wanted, now)?)
    })
    .await?;
    view(&me).await
}

async fn noted(me: &Can<Host>, deed: Deed, name: String, what: &'static str) -> Result<()> {
    me.write(move |work| Ok(audit::noted(&mut work.space(), Kind::Backup, deed, &name, what)?))
        .await
}

/// How long a request waits for work that goes on without it: most databases are through by then.
const PATIENCE: Duration = Duration::from_secs(5);

/// Lets work on a copy go on when it takes longer than a request should.
async fn patiently(
    work: impl Future<Output = std::result::Result<Copy, Refused>> + Send + 'static,
) -> Result<()> {
    let task = tokio::spawn(work);
    match tokio::time::timeout(PATIENCE, task).await {
        // It goes on; the list says how far it is, and what came of it.
        Err(_) => Ok(()),
        Ok(done) => {
            done.map_err(|error| Problem::internal(&error))??;
            Ok(())
        }
    }
}

async fn make(me: Can<Host>) -> Result<Json<Backups>> {
    noted(&me, Deed::Created, "copy".to_owned(), "now").await?;
    let (db, now) = (me.server().app.db.clone(), me.server().now());
    patiently(async move { backups::run(&db, now).await }).await?;
    view(&me).await
}

async fn check(me: Can<Host>, At(name): At<Name>) -> Result<Json<Backups>> {
    let (db, now) = (me.server().app.db.clone(), me.server().now());
    patiently(async move { backups::check(&db, name, now).await }).await?;
    view(&me).await
}

/// A copy on its way.
struct Sent {
    name: Name,
    bytes: u64,
    body: Bytes,
}

impl IntoResponse for Sent {
    fn into_response(self) -> Response {
        let headers = [
            (header::CONTENT_TYPE, "application/vnd.sqlite3".to_owned()),
            (header::CONTENT_LENGTH, self.bytes.to_string()),
            (
                header::CONTENT_DISPOSITION,
                format!("attachment; filename=\"{}\"", self.name),
            ),
        ];
        (headers, self.body).into_response()
    }
}

impl Output for Sent {
    fn describe(sketch: &mut Sketch) {
        sketch.answer_raw(StatusCode::OK, "The copy", Some("application/vnd.sqlite3"));
    }
}

async fn download(me: Can<Host>, At(name): At<Name>) -> Result<Sent> {
    owners_only(&me)?;
    let path = me.server().app.db.backups().path(&name)?;
    let missing = |_| Problem::from(Refused::Missing);
    let file = File::open(&path).await.map_err(missing)?;
    let bytes = file.metadata().await.map_err(missing)?.len();
    noted(&me, Deed::Created, name.to_string(), "download").await?;
    let body = parts_of(async move { Ok(file) });
    Ok(Sent { name, bytes, body })
}

async fn delete(me: Can<Host>, At(name): At<Name>) -> Result<NoContent> {
    owners_only(&me)?;
    let wanted = name.clone();
    files(&me.server().app.db, move |copies| copies.remove(&wanted)).await?;
    noted(&me, Deed::Deleted, name.to_string(), "copy").await?;
    Ok(NoContent)
}
