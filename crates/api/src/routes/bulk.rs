//! Bulk runs: one scenario or one change over many records.

use super::records::{RecordQuery, then};
use crate::can::{Can, Read, Write};
use crate::doc::{Accepted, Routes};
use crate::extract::{At, Body, Page, Paging, Query};
use crate::problem::{Problem, Result};
use crate::views::ScenarioName;
use crate::work::Look;
use axum::Json;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use signalbox_engine::Definitions;
use signalbox_model::record::Author;
use signalbox_model::{BotId, BulkId, FlowId, Key, Micros, RecordId, RecordKind, RecordRef, ScenarioId};
use signalbox_store::bulk::{self, BulkChange, Over, OverTalks, State, Stored};
use std::collections::BTreeMap;

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .chapter("Bulk runs")
        .get(
            "/bulk-runs",
            "bulk_run_list",
            "List bulk runs, newest first.",
            list,
        )
        .get(
            "/bulk-runs/{id}",
            "bulk_run_show",
            "Show how far a bulk run has come.",
            show,
        )
        .post(
            "/bulk-runs/{id}/pause",
            "bulk_run_pause",
            "Stop a bulk run for now.",
            pause,
        )
        .post(
            "/bulk-runs/{id}/resume",
            "bulk_run_resume",
            "Go on with a bulk run that was stopped.",
            resume,
        )
        .post(
            "/bulk-runs/{id}/cancel",
            "bulk_run_cancel",
            "Call a bulk run off; what is done stays done.",
            cancel,
        )
        .post(
            "/bulk-changes",
            "bulk_change_start",
            "Move, hand over, tag or delete many records: those chosen, or all that fit a filter.",
            change,
        )
}

/// A change of many records.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ChangeMany {
    /// The kind of records.
    kind: RecordKind,
    /// These records; at most 10,000.
    #[serde(default)]
    records: Option<Vec<RecordId>>,
    /// Or every record that a list with these parameters shows: `{"stage": "new", "tag": "vip"}`.
    #[serde(default)]
    filter: Option<BTreeMap<String, String>>,
    /// What happens to each: a change, or a run of a manual scenario.
    #[serde(flatten)]
    what: What,
}

/// What happens to each record.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum What {
    /// A change.
    Change(BulkChange),
    /// A run of this manual scenario.
    Scenario(ScenarioId),
}

async fn change(me: Can<Write>, Body(wanted): Body<ChangeMany>) -> Result<Accepted<BulkRow>> {
    let user = me.user().id;
    let kind = wanted.kind;
    let over = match (wanted.records, wanted.filter) {
        (Some(ids), None) => Over {
            records: ids.into_iter().map(|id| RecordRef { kind, id }).collect(),
            ..Over::default()
        },
        (None, Some(filter)) => Over {
            filter: Some(RecordQuery::from(filter).document(kind, user)?),
            ..Over::default()
        },
        _ => {
            return Err(Problem::invalid("records", "give one of `records` and `filter`"));
        }
    };
    let started = me.write(move |work| {
        let asked = work.engine_does(|engine, tx, by| match wanted.what {
            What::Change(change) => engine.request_bulk_change(tx, by, change, over),
            What::Scenario(id) => engine.request_bulk(tx, by, id, over),
        })?;
        let id = then(work, asked);
        row_of(&mut work.look()?, id)?.ok_or_else(|| Problem::not_found("bulk run"))
    });
    Ok(Accepted(started.await?))
}

/// A bulk run.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct BulkRow {
    /// Its id.
    id: BulkId,
    /// Its scenario; absent when it changes records without one.
    scenario: Option<ScenarioName>,
    /// The change it makes instead.
    change: Option<BulkChange>,
    /// The schedule step it takes the participants of a bot to instead.
    flow: Option<BulkFlow>,
    /// How far it has come.
    state: State,
    /// How many records there were at the start.
    total: i64,
    /// How many are through.
    done: i64,
    /// How many of these failed.
    failed: i64,
    /// Who started it.
    author: Author,
    /// When it was started.
    created_at: Micros,
}

/// A schedule step.
#[derive(Debug, Serialize, JsonSchema)]
struct BulkFlow {
    /// The bot.
    bot: BotId,
    /// The bot's name.
    bot_name: String,
    /// The flow.
    flow: FlowId,
    /// The step.
    step: Key,
}

fn flow_of(defs: &Definitions, talks: &OverTalks) -> BulkFlow {
    let bot = defs.bots.by_id.get(&talks.bot);
    BulkFlow {
        bot: talks.bot,
        bot_name: bot.map_or_else(String::new, |bot| bot.bot.settings.name.clone()),
        flow: talks.flow,
        step: talks.step.clone(),
    }
}

fn row(defs: &Definitions, bulk: Stored) -> BulkRow {
    let of_scenario = bulk.over.change.is_none() && bulk.over.talks.is_none();
    BulkRow {
        id: bulk.id,
        scenario: of_scenario.then(|| ScenarioName::of(defs, bulk.scenario)),
        flow: bulk.over.talks.as_ref().map(|talks| flow_of(defs, talks)),
        change: bulk.over.change,
        state: bulk.state,
        total: bulk.total,
        done: bulk.done,
        failed: bulk.failed,
        author: bulk.author,
        created_at: bulk.at,
    }
}

/// A bulk run's row for open pages.
pub(super) fn row_of(look: &mut Look, id: BulkId) -> Result<Option<BulkRow>> {
    let found = bulk::get(&mut look.space(), id)?;
    Ok(found.map(|bulk| row(&look.defs, bulk)))
}

async fn list(me: Can<Read>, Query(paging): Query<Paging>) -> Result<Json<Page<BulkRow>>> {
    let (before, limit) = (paging.before()?, paging.limit());
    let page = me.look(move |look| {
        let found = bulk::list(&mut look.space(), before, limit)?;
        let rows = found.into_iter().map(|bulk| row(&look.defs, bulk)).collect();
        Ok(Page::new(rows, limit, |row: &BulkRow| row.id.to_string()))
    });
    Ok(Json(page.await?))
}

async fn show(me: Can<Read>, At(id): At<BulkId>) -> Result<Json<BulkRow>> {
    let found = me.look(move |look| row_of(look, id)).await?;
    found.map(Json).ok_or_else(|| Problem::not_found("bulk run"))
}

async fn turn(me: Can<Write>, id: BulkId, to: State) -> Result<Json<BulkRow>> {
    let turned = me.write(move |work| {
        work.command(|engine, tx, by| engine.steer_bulk(tx, by, id, to))?;
        row_of(&mut work.look()?, id)?.ok_or_else(|| Problem::not_found("bulk run"))
    });
    Ok(Json(turned.await?))
}

async fn pause(me: Can<Write>, At(id): At<BulkId>) -> Result<Json<BulkRow>> {
    turn(me, id, State::Paused).await
}

async fn resume(me: Can<Write>, At(id): At<BulkId>) -> Result<Json<BulkRow>> {
    turn(me, id, State::Running).await
}

async fn cancel(me: Can<Write>, At(id): At<BulkId>) -> Result<Json<BulkRow>> {
    turn(me, id, State::Cancelled).await
}
