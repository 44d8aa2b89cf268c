//! Tasks in the order of their moments, and moments as people write them.

use super::tasks::TaskView;
use crate::can::{Can, Read};
use crate::doc::Routes;
use crate::extract::{Page, Query};
use crate::problem::{Problem, Result};
use axum::Json;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use signalbox_engine::timing;
use signalbox_model::record::Task;
use signalbox_model::{Micros, RecordId, UserId};
use signalbox_store::crm::tasks::{self, Agenda};

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .chapter("Tasks")
        .get(
            "/agenda",
            "agenda_list",
            "List tasks by when they are due, soonest first.",
            list,
        )
        .get(
            "/moments",
            "moment_read",
            "Read the moment that the end of a text says, such as `Call Anna tomorrow 10:00`.",
            moment,
        )
}

/// Which tasks.
#[derive(Debug, Deserialize, JsonSchema)]
struct Wanted {
    /// Due at this moment or later.
    from: Option<Micros>,
    /// Due before this moment.
    until: Option<Micros>,
    /// Of this responsible user.
    responsible: Option<UserId>,
    /// Of this type.
    task_type: Option<String>,
    /// Only those that are done, or only those that are not.
    done: Option<bool>,
    /// How many, 1 to 500; 50 when absent.
    #[schemars(range(min = 1, max = 500))]
    limit: Option<u16>,
    /// Where the last page ended: its `next`.
    cursor: Option<String>,
}

/// Where a page ended: moment and id.
fn place(cursor: &str) -> Result<(Micros, RecordId)> {
    let parts = cursor.split_once('.');
    let place = parts.and_then(|(due, id)| Some((Micros(due.parse().ok()?), id.parse().ok()?)));
    place.ok_or_else(|| Problem::invalid("cursor", "is no cursor of ours: take `next` of the page before"))
}

async fn list(me: Can<Read>, Query(wanted): Query<Wanted>) -> Result<Json<Page<TaskView>>> {
    let after = wanted.cursor.as_deref().map(place).transpose()?;
    let limit = i64::from(wanted.limit.unwrap_or(50).clamp(1, 500));
    let page = me.look(move |look| {
        let agenda = Agenda {
            from: wanted.from,
            until: wanted.until,
            responsible: wanted.responsible,
            task_type: wanted.task_type.as_deref(),
            done: wanted.done,
            after,
            limit,
        };
        let found = tasks::agenda(&mut look.space(), &agenda)?;
        let page = Page::new(found, limit, |task: &Task| {
            format!("{}.{}", task.due_at.0, task.id)
        });
        Ok(Page {
            items: TaskView::all(look, page.items)?,
            next: page.next,
        })
    });
    Ok(Json(page.await?))
}

/// A text with a moment at its end.
#[derive(Debug, Deserialize, JsonSchema)]
struct Said {
    /// The text, at most 1000 characters.
    text: String,
    /// The IANA zone in which it is meant; the workspace's when absent.
    zone: Option<String>,
}

/// What was understood.
#[derive(Debug, Serialize, JsonSchema)]
struct Understood {
    /// The text without the moment.
    text: String,
    /// The moment; absent when the text says none.
    at: Option<Micros>,
    /// The zone it was read in.
    zone: String,
}

async fn moment(me: Can<Read>, Query(said): Query<Said>) -> Result<Json<Understood>> {
    if said.text.chars().count() > 1000 {
        return Err(Problem::invalid(
            "text",
            "it is too long: at most 1000 characters",
        ));
    }
    let read = me.look(move |look| {
        let zone = match &said.zone {
            Some(name) => jiff::tz::TimeZone::get(name).map_err(|_| {
                Problem::invalid(
                    "zone",
                    format!("`{name}` is no time zone: write one such as Europe/Kyiv"),
                )
            })?,
            None => look.defs.zone.clone(),
        };
        let name = said.zone.unwrap_or_else(|| look.defs.settings.timezone.clone());
        let found = timing::trailing_phrase(&said.text, look.now, &zone);
        let (text, at) = found.map_or((said.text.trim(), None), |(text, at)| (text, Some(at)));
        Ok(Understood {
            text: text.to_owned(),
            at,
            zone: name,
        })
    });
    Ok(Json(read.await?))
}
