//! Rehearsals: what a draft would have done with the events of the last days.

use super::scenarios::document;
use crate::can::{Can, Read, Write};
use crate::doc::{Accepted, NoContent, Routes};
use crate::extract::{At, Body, Page, Query};
use crate::problem::{Code, Problem, Result};
use crate::rehearsals::{Finding, Order, Rehearsal, Stage, State};
use crate::views::RecordLink;
use axum::Json;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use signalbox_engine::replay::Understudy;
use signalbox_model::event::EventKind;
use signalbox_model::reason::Unknown;
use signalbox_model::replay::{Difference, RunResult};
use signalbox_model::run::RunStatus;
use signalbox_model::scenario::Scenario;
use signalbox_model::{EventId, Micros, RunId, ScenarioId};
use signalbox_store::scenarios;
use std::sync::Arc;

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .chapter("Rehearsals")
        .post(
            "/scenarios/{id}/rehearsals",
            "rehearsal_create",
            "Rehearse a draft on the events of the last days; nothing is stored or sent.",
            create,
        )
        .get(
            "/scenarios/{id}/rehearsals",
            "rehearsal_list",
            "List the latest rehearsals of a scenario, newest first.",
            list,
        )
        .post(
            "/rehearsals/{id}/repeat",
            "rehearsal_repeat",
            "Rehearse the same draft once more, on the latest events of as many days.",
            repeat,
        )
        .get(
            "/rehearsals/{id}",
            "rehearsal_show",
            "Show how far a rehearsal has come and what it has counted.",
            show,
        )
        .get(
            "/rehearsals/{id}/results",
            "rehearsal_results",
            "List the events whose result would differ, newest first.",
            results,
        )
        .get(
            "/rehearsals/{id}/results/{event}",
            "rehearsal_result",
            "Show what really happened with an event beside what the draft would have done.",
            result,
        )
        .delete(
            "/rehearsals/{id}",
            "rehearsal_delete",
            "Stop a rehearsal.",
            delete,
        )
}

const DAY_SECS: i64 = 86_400;

/// What is rehearsed.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
struct NewRehearsal {
    /// The draft as YAML; the version that is live when neither is given.
    text: Option<String>,
    /// The draft.
    scenario: Option<Scenario>,
    /// Events of so many days, 1 to 90; 7 when absent.
    #[schemars(range(min = 1, max = 90))]
    days: Option<u8>,
    /// So many events at most, the newest first, 1 to 100,000; 10,000 when absent.
    #[schemars(range(min = 1, max = 100_000))]
    events: Option<u32>,
}

/// How far it has come.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum RehearsalStage {
    /// It goes on.
    Running,
    /// It has looked at everything.
    Over,
    /// It was stopped.
    Cancelled,
    /// The server stopped in between: what it had counted by then is kept, and it can be repeated.
    BrokenOff,
    /// It could not go on.
    Failed,
}

/// A rehearsal.
#[derive(Debug, Serialize, JsonSchema)]
struct RehearsalView {
    /// Its id; the latest 20 of a scenario are kept.
    id: String,
    /// The scenario.
    scenario: ScenarioId,
    /// How far it has come.
    stage: RehearsalStage,
    /// Why it could not go on.
    fault: Option<String>,
    /// Events not before this moment.
    since: Micros,
    /// Events before this moment.
    until: Micros,
    /// The event it has come to, going back in time.
    reached: Option<Micros>,
    /// So many events at most.
    most: u64,
    /// Events looked at.
    events: u64,
    /// Events whose result stays the same.
    same: u64,
    /// Events whose result would differ.
    differ: u64,
    /// Events for which it really fired.
    fired_before: u64,
    /// Events for which the draft would have fired.
    fired_after: u64,
    /// Events for which an action of the draft would have failed.
    failed_after: u64,
}

impl RehearsalView {
    fn new(rehearsal: &Rehearsal, state: &State) -> Self {
        let counts = state.counts;
        Self {
            id: printed(rehearsal.id),
            scenario: rehearsal.scenario,
            stage: match state.stage {
                Stage::Running => RehearsalStage::Running,
                Stage::Over => RehearsalStage::Over,
                Stage::Cancelled => RehearsalStage::Cancelled,
                Stage::BrokenOff => RehearsalStage::BrokenOff,
                Stage::Failed => RehearsalStage::Failed,
            },
            fault: state.fault.clone(),
            since: rehearsal.since,
            until: rehearsal.until,
            reached: state.reached,
            most: rehearsal.most,
            events: counts.events,
            same: counts.same,
            differ: counts.differ,
            fired_before: counts.fired_before,
            fired_after: counts.fired_after,
            failed_after: counts.failed_after,
        }
    }
}

/// Ids of rehearsals look like all others.
fn printed(id: i64) -> String {
    EventId(id).to_string()
}

async fn create(
    me: Can<Write>,
    At(id): At<ScenarioId>,
    Body(asked): Body<NewRehearsal>,
) -> Result<Accepted<RehearsalView>> {
    let NewRehearsal {
        text,
        scenario,
        days,
        events,
    } = asked;
    let days = days.unwrap_or(7);
    let most = events.unwrap_or(10_000);
    if !(1..=90).contains(&days) {
        return Err(Problem::invalid("days", "give 1 to 90 days"));
    }
    if !(1..=100_000).contains(&most) {
        return Err(Problem::invalid("events", "give 1 to 100000 events"));
    }
    let draft = match text.is_some() || scenario.is_some() {
        true => Some(document(text, scenario)?),
        false => None,
    };
    let live = me
        .look(move |look| {
            let known = look.defs.scenarios.get(&id);
            let known = known.ok_or_else(|| Problem::not_found("scenario"))?;
            Ok(known.body.scenario.clone())
        })
        .await?;
    let until = me.server().now();
    let order = Order {
        workspace: me.workspace(),
        scenario: id,
        understudy: Understudy::new(id, draft.unwrap_or(live)),
        since: until.plus_secs(-i64::from(days) * DAY_SECS),
        until,
        most: u64::from(most),
    };
    begin(&me, order).await
}

async fn begin(me: &Can<Write>, order: Order) -> Result<Accepted<RehearsalView>> {
    let begun = me.server().rehearsals.begin(me.server(), order).await?;
    let begun = begun.ok_or_else(|| {
        Problem::new(
            Code::Conflict,
            "too many rehearsals are under way: wait for one to end, or stop one",
        )
    })?;
    let state = begun.state();
    Ok(Accepted(RehearsalView::new(&begun, &state)))
}

/// The number of this node, as ids carry it.
fn own_node<N: crate::can::Need>(me: &Can<N>) -> i64 {
    let server = me.server();
    signalbox_model::id::node_of(server.app.db.next_id(server.now().0))
}

async fn find<N: crate::can::Need>(me: &Can<N>, id: EventId) -> Result<Arc<Rehearsal>> {
    let (server, node) = (me.server().clone(), own_node(me));
    me.look(move |look| {
        let found = server.rehearsals.find(&mut look.space(), id.0, node)?;
        found.ok_or_else(|| Problem::not_found("rehearsal"))
    })
    .await
}

async fn list(me: Can<Read>, At(id): At<ScenarioId>) -> Result<Json<Page<RehearsalView>>> {
    let (server, node) = (me.server().clone(), own_node(&me));
    let found = me.look(move |look| Ok(server.rehearsals.of(&mut look.space(), id, node)?));
    let rows = found.await?;
    let views = rows.iter().map(|known| RehearsalView::new(known, &known.state()));
    Ok(Json(Page::whole(views.collect())))
}

async fn repeat(me: Can<Write>, At(id): At<EventId>) -> Result<Accepted<RehearsalView>> {
    let known = find(&me, id).await?;
    let until = me.server().now();
    let order = Order {
        workspace: me.workspace(),
        scenario: known.scenario,
        understudy: Understudy::new(known.scenario, known.understudy.document().clone()),
        since: Micros(until.0 - (known.until.0 - known.since.0)),
        until,
        most: known.most,
    };
    begin(&me, order).await
}

async fn show(me: Can<Read>, At(id): At<EventId>) -> Result<Json<RehearsalView>> {
    let rehearsal = find(&me, id).await?;
    let state = rehearsal.state();
    Ok(Json(RehearsalView::new(&rehearsal, &state)))
}

async fn delete(me: Can<Write>, At(id): At<EventId>) -> Result<NoContent> {
    find(&me, id).await?.cancel();
    Ok(NoContent)
}

/// An event whose result would differ.
#[derive(Debug, Serialize, JsonSchema)]
struct FindingRow {
    /// The event.
    id: EventId,
    /// What happened.
    kind: EventKind,
    /// When.
    at: Micros,
    /// The record it was about.
    record: Option<RecordLink>,
    /// The run there was.
    run: Option<RunId>,
    /// How it really ended; absent when it did not run.
    before: Option<RunStatus>,
    /// How the draft would have ended; absent when it would not have run.
    after: Option<RunStatus>,
    /// What differs.
    differences: Vec<Difference>,
    /// Whether something of that moment is not known.
    is_uncertain: bool,
}

/// Which results.
#[derive(Debug, Deserialize, JsonSchema)]
struct Which {
    /// Only those where it `fires` more, `stops` firing, or does something `else`.
    how: Option<How>,
    /// How many, 1 to 200; 50 when absent.
    #[schemars(range(min = 1, max = 200))]
    limit: Option<u16>,
    /// Where the last page ended: its `next`.
    cursor: Option<EventId>,
}

/// How a result differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum How {
    /// It did not fire and would.
    Fires,
    /// It fired and would not.
    Stops,
    /// It fires in both and does something else.
    Else,
}

fn how(finding: &Finding) -> How {
    let fired = |status: Option<RunStatus>| matches!(status, Some(RunStatus::Fired | RunStatus::Failed));
    match (fired(finding.before), fired(finding.after)) {
        (false, true) => How::Fires,
        (true, false) => How::Stops,
        _ => How::Else,
    }
}

async fn results(
    me: Can<Read>,
    At(id): At<EventId>,
    Query(which): Query<Which>,
) -> Result<Json<Page<FindingRow>>> {
    let state = find(&me, id).await?.state();
    let limit = usize::from(which.limit.unwrap_or(50).clamp(1, 200));
    let older = |finding: &Finding| which.cursor.is_none_or(|cursor| finding.event < cursor);
    let chosen = state
        .findings
        .into_iter()
        .filter(|finding| older(finding) && which.how.is_none_or(|wanted| how(finding) == wanted))
        .take(limit)
        .collect::<Vec<_>>();
    let page = me.look(move |look| {
        let titles = look.titles(chosen.iter().filter_map(|finding| finding.record))?;
        let rows = chosen
            .into_iter()
            .map(|finding| FindingRow {
                id: finding.event,
                kind: finding.kind,
                at: finding.at,
                record: finding.record.map(|record| titles.link(record)),
                run: finding.run,
                before: finding.before,
                after: finding.after,
                differences: finding.differences,
                is_uncertain: finding.is_uncertain,
            })
            .collect();
        let limit = i64::try_from(limit).unwrap_or(50);
        Ok(Page::new(rows, limit, |row: &FindingRow| row.id.to_string()))
    });
    Ok(Json(page.await?))
}

/// One event in full.
#[derive(Debug, Serialize, JsonSchema)]
struct FindingView {
    /// What really happened; absent when it did not run.
    before: Option<RunResult>,
    /// The document that ran, while it is kept.
    before_text: Option<Scenario>,
    /// What the draft would have done; absent when it would not have run.
    after: Option<RunResult>,
    /// The draft.
    after_text: Scenario,
    /// What differs.
    differences: Vec<Difference>,
    /// What is not known of that moment.
    unknown: Vec<Unknown>,
}

async fn result(me: Can<Read>, At((id, event)): At<(EventId, EventId)>) -> Result<Json<FindingView>> {
    let rehearsal = find(&me, id).await?;
    let shown = me.rehearse(move |work| {
        let understudy = &rehearsal.understudy;
        let found =
            work.engine_does(|engine, tx, by| engine.rehearse(tx, by.now, by.workspace, understudy, event))?;
        let found = found.ok_or_else(|| Problem::not_found("event"))?;
        let before_text = match found.version {
            Some(version) => scenarios::version(&mut work.space(), rehearsal.scenario, version)?,
            None => None,
        };
        Ok(FindingView {
            before: found.before,
            before_text,
            after: found.after,
            after_text: understudy.document().clone(),
            differences: found.differences,
            unknown: found.unknown,
        })
    });
    Ok(Json(shown.await?))
}
