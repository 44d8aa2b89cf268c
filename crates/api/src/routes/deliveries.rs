//! Deliveries: what leaves the house.

use super::records::then;
use crate::can::{Can, Read, Write};
use crate::doc::{NoContent, Routes};
use crate::extract::{At, Body, Page, Paging, Query};
use crate::problem::{Problem, Result};
use crate::work::{Look, Work};
use axum::Json;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use signalbox_engine::Topic;
use signalbox_engine::commands::JobsOf;
use signalbox_model::action::Method;
use signalbox_model::job::{Attempt, JobState, Request};
use signalbox_model::{JobId, Micros, RunId};
use signalbox_store::jobs::{self, Filter, Stored};

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .chapter("Deliveries")
        .get(
            "/deliveries",
            "delivery_list",
            "List deliveries, newest first.",
            list,
        )
        .post(
            "/deliveries/retry",
            "delivery_retry_many",
            "Send deliveries again: those named, or all in a state.",
            retry_many,
        )
        .get(
            "/deliveries/{id}",
            "delivery_show",
            "Show a delivery with its request and every try.",
            show,
        )
        .post(
            "/deliveries/{id}/retry",
            "delivery_retry",
            "Send a delivery again.",
            retry,
        )
        .post(
            "/deliveries/{id}/cancel",
            "delivery_cancel",
            "Call off a delivery that waits for its next try.",
            cancel,
        )
}

/// So many rows are looked through for a host at once; `next` goes on from there.
const LOOKED_THROUGH: usize = 5_000;

/// A delivery in a list.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct DeliveryRow {
    /// Its id.
    id: JobId,
    /// The run that wants it.
    run: Option<RunId>,
    /// `GET`, `POST`, …
    method: Method,
    /// The address.
    url: String,
    /// How far it has come.
    state: JobState,
    /// How often it was tried.
    attempts: usize,
    /// When it is sent next.
    next_at: Option<Micros>,
    /// The newest status.
    last_status: Option<u16>,
    /// What went wrong last.
    last_error: Option<String>,
    /// When it was decided.
    created_at: Micros,
}

/// A delivery.
#[derive(Debug, Serialize, JsonSchema)]
struct DeliveryView {
    /// Its id.
    id: JobId,
    /// The run that wants it.
    run: Option<RunId>,
    /// `GET`, `POST`, …
    method: Method,
    /// The address.
    url: String,
    /// How far it has come.
    state: JobState,
    /// When it is sent next.
    next_at: Option<Micros>,
    /// When it was decided.
    created_at: Micros,
    /// What is sent.
    request: Request,
    /// Every try, newest last.
    attempts: Vec<Attempt>,
    /// The same for every try: receivers recognise repeats by it.
    idempotency_key: String,
}

fn next_at(job: &Stored) -> Option<Micros> {
    (job.state == JobState::Planned).then_some(job.due_at)
}

fn row(job: &Stored) -> DeliveryRow {
    let last = job.attempts.last();
    DeliveryRow {
        id: job.id,
        run: job.run,
        method: job.request.method,
        url: job.request.url.clone(),
        state: job.state,
        attempts: job.attempts.len(),
        next_at: next_at(job),
        last_status: last.and_then(|attempt| attempt.status),
        last_error: last.and_then(|attempt| attempt.error.clone()),
        created_at: Micros(job.id.born_at()),
    }
}

/// Rows of stored jobs.
pub(super) fn rows(jobs: &[Stored]) -> Vec<DeliveryRow> {
    jobs.iter().map(row).collect()
}

/// A delivery's row for open pages.
pub(super) fn row_of(look: &mut Look, id: JobId) -> Result<Option<DeliveryRow>> {
    Ok(jobs::get(&mut look.space(), id)?.as_ref().map(row))
}

/// Which deliveries.
#[derive(Debug, Deserialize, JsonSchema)]
struct Which {
    /// In this state.
    state: Option<JobState>,
    /// Of this run.
    run: Option<RunId>,
    /// To this host, or one below it.
    host: Option<String>,
    /// Decided not before this moment, UNIX microseconds.
    from: Option<Micros>,
    /// Decided before this moment.
    to: Option<Micros>,
    /// How many, 1 to 500; 50 when absent.
    #[schemars(range(min = 1, max = 500))]
    limit: Option<u16>,
    /// Where the last page ended: its `next`.
    cursor: Option<String>,
}

fn is_of(host: &str, job: &Stored) -> bool {
    let host = host.trim().to_lowercase();
    job.host == host
        || job
            .host
            .strip_suffix(&host)
            .is_some_and(|before| before.ends_with('.'))
}

async fn list(me: Can<Read>, Query(which): Query<Which>) -> Result<Json<Page<DeliveryRow>>> {
    let paging = Paging {
        limit: which.limit,
        cursor: which.cursor.clone(),
    };
    let edge = |at: Micros| JobId(signalbox_model::id::floor_at(at.0));
    let before = match (paging.before()?, which.to.map(edge)) {
        (Some(cursor), Some(to)) => Some(to.min(cursor)),
        (cursor, to) => cursor.or(to),
    };
    let filter = Filter {
        state: which.state,
        run: which.run,
        before,
        limit: paging.limit(),
    };
    let oldest = which.from.map(edge);
    Ok(Json(
        me.look(move |look| page(look, filter, oldest, which.host.as_deref()))
            .await?,
    ))
}

/// Looks through pages until enough rows fit.
fn page(
    look: &mut Look,
    filter: Filter,
    oldest: Option<JobId>,
    host: Option<&str>,
) -> Result<Page<DeliveryRow>> {
    let wanted = usize::try_from(filter.limit).unwrap_or(50);
    let chunk = if host.is_some() { 500 } else { filter.limit };
    let (mut items, mut before, mut seen) = (Vec::new(), filter.before, 0);
    loop {
        let found = jobs::list(
            &mut look.space(),
            Filter {
                before,
                limit: chunk,
                ..filter
            },
        )?;
        seen += found.len();
        let is_last = i64::try_from(found.len()).is_ok_and(|count| count < chunk);
        for job in &found {
            if oldest.is_some_and(|oldest| job.id < oldest) {
                return Ok(Page { items, next: None });
            }
            before = Some(job.id);
            if host.is_none_or(|host| is_of(host, job)) {
                items.push(row(job));
            }
            if items.len() == wanted {
                break;
            }
        }
        if items.len() == wanted || (seen >= LOOKED_THROUGH && !is_last) {
            return Ok(Page {
                items,
                next: before.map(|id| id.to_string()),
            });
        }
        if is_last {
            return Ok(Page { items, next: None });
        }
    }
}

async fn show(me: Can<Read>, At(id): At<JobId>) -> Result<Json<DeliveryView>> {
    let found = me.read(move |space| jobs::get(space, id)).await?;
    let job = found.ok_or_else(|| Problem::not_found("delivery"))?;
    Ok(Json(DeliveryView {
        id,
        run: job.run,
        method: job.request.method,
        url: job.request.url.clone(),
        state: job.state,
        next_at: next_at(&job),
        created_at: Micros(id.born_at()),
        request: Request {
            listen: None,
            dialog: None,
            ..job.request
        },
        attempts: job.attempts,
        idempotency_key: id.to_string(),
    }))
}

async fn retry(me: Can<Write>, At(id): At<JobId>) -> Result<NoContent> {
    me.write(move |work| send_again(work, id)).await?;
    Ok(NoContent)
}

fn send_again(work: &mut Work, id: JobId) -> Result<()> {
    jobs::get(&mut work.space(), id)?.ok_or_else(|| Problem::not_found("delivery"))?;
    work.command(|engine, tx, by| engine.retry_job(tx, by.now, by.workspace, id))?;
    work.tell(Topic::Delivery, id.0);
    Ok(())
}

async fn cancel(me: Can<Write>, At(id): At<JobId>) -> Result<NoContent> {
    me.write(move |work| work.command(|engine, tx, by| engine.cancel_job(tx, by, id)))
        .await?;
    Ok(NoContent)
}

/// Which deliveries are sent again: one of the two.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
struct RetryMany {
    /// These.
    ids: Option<Vec<JobId>>,
    /// The oldest in this state, many at once: `failed`, `uncertain` or `cancelled`.
    state: Option<JobState>,
}

/// How many.
#[derive(Debug, Serialize, JsonSchema)]
struct Retried {
    /// How many are sent again.
    count: u64,
}

async fn retry_many(me: Can<Write>, Body(asked): Body<RetryMany>) -> Result<Json<Retried>> {
    let which = match (asked.ids, asked.state) {
        (Some(ids), None) => JobsOf::Ids(ids),
        (None, Some(state)) => JobsOf::State(state),
        _ => return Err(Problem::invalid("ids", "give either `ids` or `state`")),
    };
    let retried = me.write(move |work| {
        let again = work.engine_does(|engine, tx, by| engine.retry_jobs(tx, by, which))?;
        Ok(then(work, again))
    });
    Ok(Json(Retried {
        count: retried.await?,
    }))
}
