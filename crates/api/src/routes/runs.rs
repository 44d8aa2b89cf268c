//! The run log.

use super::deliveries::{self, DeliveryRow};
use super::events::EventSummary;
use super::timers::TimerRow;
use crate::can::{Can, Read};
use crate::doc::Routes;
use crate::extract::{At, Page, Paging, Query};
use crate::problem::{Problem, Result};
use crate::views::{RecordLink, ScenarioName, Titles};
use crate::work::Look;
use axum::Json;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use signalbox_engine::Definitions;
use signalbox_model::run::{RunStatus, Trace};
use signalbox_model::scenario::Scenario;
use signalbox_model::{EventId, Micros, RecordId, RecordKind, RunId, ScenarioId};
use signalbox_store::runs::{self, Filter, Statuses, Stored};
use signalbox_store::{jobs, scenarios};
use std::collections::BTreeMap;

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .chapter("Runs")
        .get("/runs", "run_list", "List runs, newest first.", list)
        .get(
            "/runs/histogram",
            "run_histogram",
            "Count the runs of a filter, stretch by stretch of time.",
            histogram,
        )
        .get(
            "/runs/{id}",
            "run_show",
            "Show a run with its trace, requests and the runs it started.",
            show,
        )
}

/// So many rows, and about so many bytes of what they carried, are looked through for a text at once; `next` goes on
/// from there.
const LOOKED_THROUGH: usize = 4_000;
const LOOKED_THROUGH_BYTES: usize = 12 * 1024 * 1024;
/// A histogram counts so many runs at most, the newest first.
const COUNTED: i64 = 2_000_000;
const HOUR_US: i64 = 3_600_000_000;

/// A run in a list.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct RunRow {
    /// Its id.
    pub id: RunId,
    /// Its scenario.
    pub scenario: ScenarioName,
    /// The version that ran.
    version: i64,
    /// The event that started it.
    event: EventId,
    /// The record it ran for.
    record: Option<RecordLink>,
    /// How it ended.
    pub status: RunStatus,
    /// When.
    at: Micros,
    /// How long it took, microseconds.
    us: i64,
    /// Why nothing was judged, or what else is to be known.
    note: Option<String>,
}

/// A run.
#[derive(Debug, Serialize, JsonSchema)]
struct RunView {
    #[serde(flatten)]
    row: RunRow,
    /// What was compared with what, and what was done.
    trace: Trace,
    /// The document of the version that ran, while it is kept.
    scenario_text: Option<Scenario>,
    /// The event that started it.
    event_summary: Option<EventSummary>,
    /// The requests it sent.
    jobs: Vec<DeliveryRow>,
    /// The runs it started.
    children: Vec<RunRow>,
    /// What it still waits for.
    timers: Vec<TimerRow>,
}

/// Which runs.
#[derive(Debug, Deserialize, JsonSchema)]
struct Which {
    /// Of this scenario.
    scenario: Option<ScenarioId>,
    /// With one of these statuses, separated by commas.
    status: Option<String>,
    /// For a record of this kind; only together with `record_id`.
    #[expect(dead_code, reason = "the id alone tells the record")]
    record_kind: Option<RecordKind>,
    /// For this record.
    record_id: Option<RecordId>,
    /// Not before this moment, UNIX microseconds.
    from: Option<Micros>,
    /// Before this moment.
    to: Option<Micros>,
    /// Started by this event.
    event: Option<EventId>,
    /// With this text in the scenario's name or key, the record's name, what the event carried, what was compared or
    /// done; or with this id. A page without rows and with a `next` means: looked through so far, go on there.
    text: Option<String>,
    /// How many, 1 to 500; 50 when absent.
    #[schemars(range(min = 1, max = 500))]
    limit: Option<u16>,
    /// Where the last page ended: its `next`.
    cursor: Option<String>,
}

impl RunRow {
    fn new(defs: &Definitions, titles: &Titles, run: &Stored) -> Self {
        Self {
            id: run.id,
            scenario: ScenarioName::of(defs, run.scenario),
            version: run.version,
            event: run.event,
            record: run.subject.map(|record| titles.link(record)),
            status: run.status,
            at: run.at,
            us: run.us,
            note: run.trace.note.clone(),
        }
    }

    /// Rows of stored runs.
    fn all(look: &mut Look, runs: &[Stored]) -> Result<Vec<Self>> {
        let titles = look.titles(runs.iter().filter_map(|run| run.subject))?;
        Ok(runs
            .iter()
            .map(|run| Self::new(&look.defs, &titles, run))
            .collect())
    }

    /// The runs an event started, newest first.
    pub fn of_event(look: &mut Look, event: EventId) -> Result<Vec<Self>> {
        let found = runs::list(
            &mut look.space(),
            Filter {
                event: Some(event),
                limit: 500,
                ..Filter::default()
            },
        )?;
        Self::all(look, &found)
    }

    /// A run's row for open pages.
    pub fn of(look: &mut Look, id: RunId) -> Result<Option<Self>> {
        let found = runs::get(&mut look.space(), id)?;
        Ok(Self::all(look, found.as_slice())?.pop())
    }

    /// Whether a text is in what the list shows.
    fn has(&self, text: &str) -> bool {
        let in_it = |part: &str| part.to_lowercase().contains(text);
        in_it(&self.scenario.name)
            || self.scenario.key.as_ref().is_some_and(|key| in_it(key.as_str()))
            || self
                .record
                .as_ref()
                .and_then(|record| record.title.as_deref())
                .is_some_and(in_it)
            || self.id.to_string() == text
            || self.event.to_string() == text
    }
}

/// The statuses of a list of names.
fn statuses(text: Option<&str>) -> Result<Statuses> {
    let names = text.unwrap_or_default().split(',').map(str::trim);
    let read = |name: &str| {
        serde_json::from_value::<RunStatus>(name.into())
            .map_err(|_| Problem::invalid("status", format!("there is no status `{name}`")))
    };
    let chosen = names
        .filter(|name| !name.is_empty())
        .map(read)
        .collect::<Result<Vec<_>>>()?;
    Ok(Statuses::of(&chosen))
}

async fn list(me: Can<Read>, Query(which): Query<Which>) -> Result<Json<Page<RunRow>>> {
    let paging = Paging {
        limit: which.limit,
        cursor: which.cursor,
    };
    let (before, limit) = (paging.before()?, paging.limit());
    let filter = Filter {
        scenario: which.scenario,
        status: statuses(which.status.as_deref())?,
        subject: which.record_id,
        event: which.event,
        from: which.from,
        to: which.to,
        before,
        limit,
    };
    let text = which
        .text
        .map(|text| text.trim().to_lowercase())
        .filter(|text| !text.is_empty());
    let page = me.look(move |look| match &text {
        Some(text) => searched(look, filter, text),
        None => {
            let found = runs::list(&mut look.space(), filter)?;
            let rows = RunRow::all(look, &found)?;
            Ok(Page::new(rows, limit, |row| row.id.to_string()))
        }
    });
    Ok(Json(page.await?))
}

/// Looks through pages until enough rows hold the text, or enough was looked through.
fn searched(look: &mut Look, filter: Filter, text: &str) -> Result<Page<RunRow>> {
    let wanted = usize::try_from(filter.limit).unwrap_or(50);
    let (mut items, mut before, mut rows, mut bytes) = (Vec::new(), filter.before, 0, 0);
    let mut search = runs::Search::new(text);
    loop {
        let found = runs::list(
            &mut look.space(),
            Filter {
                before,
                limit: 250,
                ..filter
            },
        )?;
        let is_last = found.len() < 250;
        let shown = RunRow::all(look, &found)?;
        for (row, run) in shown.into_iter().zip(&found) {
            before = Some(row.id);
            rows += 1;
            let is_it = row.has(text) || {
                let (held, read) = search.holds(&mut look.space(), run)?;
                bytes += read;
                held
            };
            if is_it {
                items.push(row);
            }
            if items.len() == wanted || rows >= LOOKED_THROUGH || bytes >= LOOKED_THROUGH_BYTES {
                let next = before.map(|id| id.to_string());
                return Ok(Page { items, next });
            }
        }
        if is_last {
            return Ok(Page { items, next: None });
        }
    }
}

/// What is counted.
#[derive(Debug, Deserialize, JsonSchema)]
struct Counted {
    /// Of this scenario.
    scenario: Option<ScenarioId>,
    /// With one of these statuses, separated by commas.
    status: Option<String>,
    /// For this record.
    record_id: Option<RecordId>,
    /// Started by this event.
    event: Option<EventId>,
    /// Not before this moment, UNIX microseconds; the oldest run when absent.
    from: Option<Micros>,
    /// Before this moment; now when absent.
    to: Option<Micros>,
    /// How many stretches, 1 to 120; 60 when absent.
    #[schemars(range(min = 1, max = 120))]
    buckets: Option<u8>,
}

/// Runs over time.
#[derive(Debug, Serialize, JsonSchema)]
struct Histogram {
    /// When the first stretch begins.
    from: Micros,
    /// When the last one ends.
    to: Micros,
    /// The stretches, oldest first; the oldest are left out when there are too many runs to count.
    buckets: Vec<BucketView>,
}

/// One stretch of time.
#[derive(Debug, Serialize, JsonSchema)]
struct BucketView {
    /// When it begins.
    from: Micros,
    /// When it ends.
    to: Micros,
    /// How many runs of each status began in it.
    counts: BTreeMap<String, i64>,
}

async fn histogram(me: Can<Read>, Query(which): Query<Counted>) -> Result<Json<Histogram>> {
    let filter = Filter {
        scenario: which.scenario,
        status: statuses(which.status.as_deref())?,
        subject: which.record_id,
        event: which.event,
        ..Filter::default()
    };
    let buckets = i64::from(which.buckets.unwrap_or(60).clamp(1, 120));
    let counted = me.look(move |look| {
        let to = which.to.unwrap_or(Micros(look.now.0 + 1_000));
        let from = match which.from {
            Some(from) => from,
            // A young log is drawn over an hour, or the first runs would fill it.
            None => runs::oldest_at(&mut look.space())?
                .unwrap_or(to)
                .min(Micros(to.0 - HOUR_US)),
        };
        // Whole milliseconds: ids tell no less.
        let from = Micros(from.0.min(to.0 - buckets * 1_000));
        let found = runs::histogram(&mut look.space(), &filter, from, to, buckets, COUNTED)?;
        Ok(Histogram {
            from,
            to,
            buckets: found.into_iter().map(BucketView::new).collect(),
        })
    });
    Ok(Json(counted.await?))
}

impl BucketView {
    fn new(bucket: runs::Bucket) -> Self {
        let name = |status: RunStatus| {
            serde_json::to_value(status).map_or_else(
                |_| String::new(),
                |name| name.as_str().unwrap_or_default().to_owned(),
            )
        };
        Self {
            from: bucket.from,
            to: bucket.to,
            counts: bucket
                .counts
                .into_iter()
                .map(|(status, count)| (name(status), count))
                .collect(),
        }
    }
}

async fn show(me: Can<Read>, At(id): At<RunId>) -> Result<Json<RunView>> {
    let found = me.look(move |look| {
        let run = runs::get(&mut look.space(), id)?.ok_or_else(|| Problem::not_found("run"))?;
        let scenario_text = scenarios::version(&mut look.space(), run.scenario, run.version)?;
        let event_summary = EventSummary::of(look, run.event)?;
        let sent = jobs::list(
            &mut look.space(),
            jobs::Filter {
                run: Some(id),
                limit: 500,
                ..jobs::Filter::default()
            },
        )?;
        let children = children(look, &run.trace)?;
        let timers = super::timers::of_run(look, id)?;
        let row = RunRow::all(look, std::slice::from_ref(&run))?
            .pop()
            .ok_or_else(|| Problem::not_found("run"))?;
        let jobs = deliveries::rows(&sent);
        Ok(RunView {
            row,
            trace: run.trace,
            scenario_text,
            event_summary,
            jobs,
            children,
            timers,
        })
    });
    Ok(Json(found.await?))
}

/// The runs a trace names.
fn children(look: &mut Look, trace: &Trace) -> Result<Vec<RunRow>> {
    let steps = trace
        .blocks
        .iter()
        .flat_map(|block| &block.steps)
        .filter_map(|step| step.run);
    let otherwise = trace.otherwise.as_ref().and_then(|id| id.parse().ok());
    let mut found = Vec::new();
    for id in steps.chain(otherwise) {
        found.extend(runs::get(&mut look.space(), id)?);
    }
    RunRow::all(look, &found)
}
