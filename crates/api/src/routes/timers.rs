//! Pending timers.

use super::records::then;
use crate::can::{Can, Read, Write};
use crate::doc::{NoContent, Routes};
use crate::extract::{At, Body, Page, Query};
use crate::problem::{Problem, Result};
use crate::views::{RecordLink, ScenarioName, Titles};
use crate::work::Look;
use axum::Json;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use signalbox_engine::Definitions;
use signalbox_engine::commands::TimersOf;
use signalbox_model::{DialogId, Micros, RecordId, RecordKind, RunId, ScenarioId, TimerId};
use signalbox_store::timers::{self, State, Stored, Which};

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .chapter("Timers")
        .get(
            "/timers",
            "timer_list",
            "List pending timers, soonest first.",
            list,
        )
        .post(
            "/timers/cancel",
            "timer_cancel",
            "Call off timers: those named, or every action of a scenario.",
            cancel,
        )
        .post(
            "/timers/{id}/run-now",
            "timer_run_now",
            "Do a pending action now.",
            run_now,
        )
        .patch("/timers/{id}", "timer_update", "Move a timer.", update)
        .delete("/timers/{id}", "timer_delete", "Call off a timer.", delete)
}

/// What a timer waits for.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum TimerState {
    /// Its moment.
    Waiting,
    /// Its moment has passed while its scenario was off: it waits for it to be switched on.
    Overdue,
}

/// A pending timer.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct TimerRow {
    /// Its id.
    id: TimerId,
    /// Its scenario.
    scenario: ScenarioName,
    /// The id of the block.
    block: String,
    /// The id of the action; empty when a whole run waits for its block.
    step: String,
    /// The run that set it.
    run: RunId,
    /// The record it is about.
    record: Option<RecordLink>,
    /// The dialog whose clock it is; the scenario and the run are nobody's then.
    dialog: Option<DialogId>,
    /// When it fires.
    due_at: Micros,
    /// What it waits for.
    state: TimerState,
    /// What it will do: the action's title or kind; empty when a run waits.
    action: String,
}

/// Which timers.
#[derive(Debug, Deserialize, JsonSchema)]
struct Wanted {
    /// Of this scenario.
    scenario: Option<ScenarioId>,
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

/// Where a page ended: moment and id.
fn place(cursor: &str) -> Result<(Micros, TimerId)> {
    let parts = cursor.split_once('.');
    let place = parts.and_then(|(due, id)| Some((Micros(due.parse().ok()?), id.parse().ok()?)));
    place.ok_or_else(|| Problem::invalid("cursor", "is no cursor of ours: take `next` of the page before"))
}

/// What a timer's action is called.
fn action(defs: &Definitions, timer: &Stored) -> String {
    let known = defs.scenarios.get(&timer.scenario);
    let block = known.and_then(|known| known.body.block(&timer.block));
    let is_it = |id: &Option<signalbox_model::Key>| id.as_ref().is_some_and(|id| id.as_str() == timer.step);
    let step = block.and_then(|(_, block)| block.steps.iter().find(|step| is_it(&step.id)));
    step.map_or_else(String::new, |step| match step.title.is_empty() {
        true => step.action.kind().to_owned(),
        false => step.title.clone(),
    })
}

fn row(defs: &Definitions, titles: &Titles, timer: &Stored) -> TimerRow {
    TimerRow {
        id: timer.id,
        scenario: ScenarioName::of(defs, timer.scenario),
        block: timer.block.clone(),
        step: timer.step.clone(),
        run: timer.run,
        record: timer.record.map(|record| titles.link(record)),
        dialog: timer.dialog,
        due_at: timer.due_at,
        state: match timer.state {
            State::Waiting => TimerState::Waiting,
            State::Overdue => TimerState::Overdue,
        },
        action: action(defs, timer),
    }
}

fn rows(look: &mut Look, timers: &[Stored]) -> Result<Vec<TimerRow>> {
    let titles = look.titles(timers.iter().filter_map(|timer| timer.record))?;
    Ok(timers
        .iter()
        .map(|timer| row(&look.defs, &titles, timer))
        .collect())
}

/// What a run waits for, or has put off.
pub(super) fn of_run(look: &mut Look, run: RunId) -> Result<Vec<TimerRow>> {
    let found = timers::of_run(&mut look.space(), run)?;
    rows(look, &found)
}

/// A timer's row for open pages; none when it is gone.
pub(super) fn row_of(look: &mut Look, id: TimerId) -> Result<Option<TimerRow>> {
    let found = timers::get(&mut look.space(), id)?;
    Ok(rows(look, found.as_slice())?.pop())
}

async fn list(me: Can<Read>, Query(wanted): Query<Wanted>) -> Result<Json<Page<TimerRow>>> {
    let after = wanted.cursor.as_deref().map(place).transpose()?;
    let limit = i64::from(wanted.limit.unwrap_or(50).clamp(1, 500));
    let page = me.look(move |look| {
        let which = Which {
            scenario: wanted.scenario,
            record: wanted.record_id,
            ..Which::default()
        };
        let found = timers::list(&mut look.space(), &which, after, limit)?;
        let rows = rows(look, &found)?;
        Ok(Page::new(rows, limit, |row| {
            format!("{}.{}", row.due_at.0, row.id)
        }))
    });
    Ok(Json(page.await?))
}

async fn run_now(me: Can<Write>, At(id): At<TimerId>) -> Result<NoContent> {
    me.write(move |work| work.command(|engine, tx, by| engine.run_timer(tx, by, id)))
        .await?;
    Ok(NoContent)
}

/// When a timer is to fire.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Due {
    /// UNIX microseconds.
    due_at: Micros,
}

async fn update(
    me: Can<Write>,
    At(id): At<TimerId>,
    Body(Due { due_at }): Body<Due>,
) -> Result<Json<TimerRow>> {
    let moved = me.write(move |work| {
        work.command(|engine, tx, by| engine.move_timer(tx, by, id, due_at))?;
        row_of(&mut work.look()?, id)?.ok_or_else(|| Problem::not_found("pending timer"))
    });
    Ok(Json(moved.await?))
}

async fn delete(me: Can<Write>, At(id): At<TimerId>) -> Result<NoContent> {
    me.write(move |work| work.command(|engine, tx, by| engine.cancel_timer(tx, by, id)))
        .await?;
    Ok(NoContent)
}

/// Which timers are called off: one of the two.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
struct Cancel {
    /// Every pending action of this scenario.
    scenario: Option<ScenarioId>,
    /// These timers.
    ids: Option<Vec<TimerId>>,
}

/// How many.
#[derive(Debug, Serialize, JsonSchema)]
struct Cancelled {
    /// How many were called off.
    count: u64,
}

async fn cancel(me: Can<Write>, Body(asked): Body<Cancel>) -> Result<Json<Cancelled>> {
    let which = match (asked.scenario, asked.ids) {
        (Some(scenario), None) => TimersOf::Scenario(scenario),
        (None, Some(ids)) => TimersOf::Ids(ids),
        _ => return Err(Problem::invalid("ids", "give either `ids` or `scenario`")),
    };
    let cancelled = me.write(move |work| {
        let cancelled = work.engine_does(|engine, tx, by| engine.cancel_timers(tx, by, which))?;
        Ok(then(work, cancelled))
    });
    Ok(Json(Cancelled {
        count: cancelled.await?,
    }))
}
