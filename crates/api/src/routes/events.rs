//! Events, and why scenarios did or did not run for them.

use super::arrivals::Variable;
use super::runs::RunRow;
use crate::can::{Can, Read, Write};
use crate::doc::{NoContent, Routes};
use crate::extract::{At, Body, Page, Paging, Query};
use crate::problem::{Problem, Result};
use crate::views::{RecordLink, ScenarioName, Titles};
use crate::work::Look;
use axum::Json;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use signalbox_engine::explain::{Explanation, Smallest, Verdict};
use signalbox_model::event::{EventKind, EventState};
use signalbox_model::reason::{Reason, Unknown};
use signalbox_model::record::{Author, Change};
use signalbox_model::run::Trace;
use signalbox_model::scenario::Scenario;
use signalbox_model::{EventId, Micros, RecordId, RecordKind, RecordRef, RunId, ScenarioId};
use signalbox_store::events::{self, Filter, Stored};

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .chapter("Events")
        .get("/events", "event_list", "List events, newest first.", list)
        .get(
            "/events/{id}",
            "event_show",
            "Show an event with its runs, and why each scenario did or did not fire.",
            show,
        )
        .post(
            "/events/{id}/retry",
            "event_retry",
            "Work a failed event off again.",
            retry,
        )
        .post(
            "/why",
            "why_show",
            "Say why a scenario did or did not fire for an event or a record.",
            why,
        )
}

/// An event in a list.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct EventSummary {
    /// Its id.
    id: EventId,
    /// What happened.
    kind: EventKind,
    /// When.
    at: Micros,
    /// How far it has come.
    state: EventState,
    /// Why it was refused or failed.
    reason: Option<String>,
    /// Who made it happen.
    author: Author,
    /// The record it is about.
    subject: Option<RecordLink>,
    /// Values that changed.
    changes: Vec<Change>,
    /// The event that caused it.
    cause: Option<EventId>,
}

/// An event.
#[derive(Debug, Serialize, JsonSchema)]
struct EventView {
    #[serde(flatten)]
    summary: EventSummary,
    /// What templates see.
    variables: Vec<Variable>,
    /// The runs it started.
    runs: Vec<RunRow>,
    /// Every scenario that waits for such events, with the proof of yes or no.
    why: Vec<Why>,
}

/// Why a scenario did or did not fire.
#[derive(Debug, Serialize, JsonSchema)]
struct Why {
    /// The scenario.
    scenario: ScenarioName,
    /// The event.
    event: EventId,
    /// What happened.
    event_kind: EventKind,
    /// When.
    at: Micros,
    /// The record it was about.
    record: Option<RecordLink>,
    /// Whether it fired.
    verdict: Verdict,
    /// Everything that decided, as codes with their arguments; what stopped it first.
    reasons: Vec<Reason>,
    /// The first reason in an English sentence.
    reason: String,
    /// The run, when there was one.
    run: Option<RunId>,
    /// The version that was live then; absent when the scenario was made later.
    version: Option<i64>,
    /// The conditions: as the run judged them, else judged against what was there then.
    trace: Trace,
    /// The fewest conditions that would have had to end otherwise for it to fire.
    smallest: Option<Smallest>,
    /// What is not known of that moment: the judgement took what is there now.
    unknown: Vec<Unknown>,
    /// The document that was judged.
    scenario_text: Option<Scenario>,
}

impl EventSummary {
    fn new(titles: &Titles, stored: Stored) -> Self {
        let Stored {
            event, state, reason, ..
        } = stored;
        Self {
            id: event.id,
            kind: event.kind,
            at: event.at,
            state,
            reason,
            author: event.author,
            subject: event.subject.map(|record| titles.link(record)),
            changes: event.payload.changes,
            cause: event.cause,
        }
    }

    fn all(look: &mut Look, stored: Vec<Stored>) -> Result<Vec<Self>> {
        let titles = look.titles(stored.iter().filter_map(|stored| stored.event.subject))?;
        Ok(stored
            .into_iter()
            .map(|stored| Self::new(&titles, stored))
            .collect())
    }

    /// The summary of an event, while it is kept.
    pub fn of(look: &mut Look, id: EventId) -> Result<Option<Self>> {
        let found = events::get(&mut look.space(), id)?;
        Ok(Self::all(look, found.into_iter().collect())?.pop())
    }
}

/// Which events.
#[derive(Debug, Deserialize, JsonSchema)]
struct Which {
    /// Of this kind.
    kind: Option<EventKind>,
    /// In this state.
    state: Option<EventState>,
    /// About a record of this kind; only together with `record_id`.
    #[expect(dead_code, reason = "the id alone tells the record")]
    record_kind: Option<RecordKind>,
    /// About this record.
    record_id: Option<RecordId>,
    /// How many, 1 to 500; 50 when absent.
    #[schemars(range(min = 1, max = 500))]
    limit: Option<u16>,
    /// Where the last page ended: its `next`.
    cursor: Option<String>,
}

async fn list(me: Can<Read>, Query(which): Query<Which>) -> Result<Json<Page<EventSummary>>> {
    let paging = Paging {
        limit: which.limit,
        cursor: which.cursor,
    };
    let (before, limit) = (paging.before()?, paging.limit());
    let filter = Filter {
        kind: which.kind,
        key: None,
        subject: which.record_id,
        state: which.state,
        before,
        limit,
    };
    let page = me.look(move |look| {
        let found = events::list(&mut look.space(), filter)?;
        let rows = EventSummary::all(look, found)?;
        Ok(Page::new(rows, limit, |row| row.id.to_string()))
    });
    Ok(Json(page.await?))
}

async fn show(me: Can<Read>, At(id): At<EventId>) -> Result<Json<EventView>> {
    let found = me.rehearse(move |work| {
        // Explaining puts records back to what they were: what is shown of them is read first.
        let mut look = work.look()?;
        let summary = EventSummary::of(&mut look, id)?.ok_or_else(|| Problem::not_found("event"))?;
        let runs = RunRow::of_event(&mut look, id)?;
        let variables = work.engine_does(|engine, tx, by| engine.variables(tx, by.now, by.workspace, id))?;
        let explained =
            work.engine_does(|engine, tx, by| engine.explain(tx, by.now, by.workspace, id, None))?;
        Ok(EventView {
            variables: variables
                .into_iter()
                .map(|(name, value)| Variable { name, value })
                .collect(),
            runs,
            why: explained
                .into_iter()
                .map(|explanation| Why::new(&summary, explanation))
                .collect(),
            summary,
        })
    });
    Ok(Json(found.await?))
}

impl Why {
    fn new(event: &EventSummary, explanation: Explanation) -> Self {
        let Explanation {
            scenario,
            key,
            name,
            verdict,
            reasons,
            run,
            version,
            document,
            trace,
            smallest,
            unknown,
        } = explanation;
        Self {
            scenario: ScenarioName {
                id: scenario,
                key: Some(key),
                name,
            },
            event: event.id,
            event_kind: event.kind,
            at: event.at,
            record: event.subject.clone(),
            verdict,
            reason: reasons.first().map(ToString::to_string).unwrap_or_default(),
            reasons,
            run,
            version,
            trace,
            smallest,
            unknown,
            scenario_text: Some(document),
        }
    }
}

async fn retry(me: Can<Write>, At(id): At<EventId>) -> Result<NoContent> {
    me.write(move |work| work.command(|engine, tx, by| engine.retry_event(tx, by, id)))
        .await?;
    Ok(NoContent)
}

/// What is asked about.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Question {
    /// The scenario.
    scenario: ScenarioId,
    /// The event.
    event: Option<EventId>,
    /// Or a record: its newest event of the kind the scenario waits for.
    record: Option<RecordRef>,
    /// With a record: its newest event up to this moment, UNIX microseconds.
    at: Option<Micros>,
}

async fn why(me: Can<Read>, Body(asked): Body<Question>) -> Result<Json<Why>> {
    let answer = me.rehearse(move |work| {
        let event = match (asked.event, asked.record) {
            (Some(event), None) => event,
            (None, Some(record)) => work.engine_does(|engine, tx, by| {
                engine.event_in_question(tx, by, asked.scenario, record, asked.at)
            })?,
            _ => return Err(Problem::invalid("event", "give either `event` or `record`")),
        };
        let summary =
            EventSummary::of(&mut work.look()?, event)?.ok_or_else(|| Problem::not_found("event"))?;
        let scenario = Some(asked.scenario);
        let explained =
            work.engine_does(|engine, tx, by| engine.explain(tx, by.now, by.workspace, event, scenario))?;
        let explanation = explained
            .into_iter()
            .next()
            .ok_or_else(|| Problem::not_found("scenario"))?;
        Ok(Why::new(&summary, explanation))
    });
    Ok(Json(answer.await?))
}
