//! The run log.

use super::deliveries::{self, DeliveryRow};
use super::events::EventSummary;
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
use signalbox_store::runs::{self, Filter, Stored};
use signalbox_store::{jobs, scenarios};

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .chapter("Runs")
        .get("/runs", "run_list", "List runs, newest first.", list)
        .get(
            "/runs/{id}",
            "run_show",
            "Show a run with its trace, requests and the runs it started.",
            show,
        )
}

/// So many rows are looked through for a text at once; `next` goes on from there.
const LOOKED_THROUGH: usize = 5_000;

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
}

/// Which runs.
#[derive(Debug, Deserialize, JsonSchema)]
struct Which {
    /// Of this scenario.
    scenario: Option<ScenarioId>,
    /// With this status.
    status: Option<RunStatus>,
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
    /// With this text in the scenario's name or key, or in the record's name; or with this id.
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

async fn list(me: Can<Read>, Query(which): Query<Which>) -> Result<Json<Page<RunRow>>> {
    let paging = Paging {
        limit: which.limit,
        cursor: which.cursor,
    };
    let (before, limit) = (paging.before()?, paging.limit());
    let filter = Filter {
        scenario: which.scenario,
        status: which.status,
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

/// Looks through pages until enough rows hold the text.
fn searched(look: &mut Look, filter: Filter, text: &str) -> Result<Page<RunRow>> {
    let wanted = usize::try_from(filter.limit).unwrap_or(50);
    let (mut items, mut before, mut seen) = (Vec::new(), filter.before, 0);
    loop {
        let found = runs::list(
            &mut look.space(),
            Filter {
                before,
                limit: 500,
                ..filter
            },
        )?;
        seen += found.len();
        let is_last = found.len() < 500;
        for row in RunRow::all(look, &found)? {
            before = Some(row.id);
            if row.has(text) {
                items.push(row);
            }
            if items.len() == wanted {
                break;
            }
        }
        let next = before.map(|id| id.to_string());
        if items.len() == wanted || seen >= LOOKED_THROUGH {
            return Ok(Page { items, next });
        }
        if is_last {
            return Ok(Page { items, next: None });
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
