//! What helps to write a scenario: checking, trying, running by hand, the schema and completions.

use super::records::then;
use super::scenarios::document;
use crate::can::{Can, Read, Write, seen};
use crate::doc::{Accepted, Routes};
use crate::extract::{At, Body, Query};
use crate::problem::{Problem, Result};
use crate::views::{RecordLink, ScenarioName};
use crate::work::Work;
use axum::Json;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use signalbox_engine::Fault;
use signalbox_engine::dryrun::{PlannedTimer, Sample};
use signalbox_engine::places::mark;
use signalbox_engine::scenarios::check_text;
use signalbox_model::event::EventKind;
use signalbox_model::job::Request;
use signalbox_model::record::Change;
use signalbox_model::run::{RunStatus, Trace};
use signalbox_model::scenario::Scenario;
use signalbox_model::start::RecordFilter;
use signalbox_model::{BulkId, EventId, Key, RecordRef, ScenarioId};
use signalbox_store::Space;
use signalbox_store::bulk::Over;

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .chapter("Scenarios")
        .post(
            "/scenarios/check",
            "scenario_check",
            "Find the faults of a scenario's text; nothing is stored.",
            check,
        )
        .post(
            "/scenarios/dry-run",
            "scenario_dry_run",
            "Try a scenario on a sample; nothing is stored or sent.",
            dry_run,
        )
        .post(
            "/scenarios/{id}/run",
            "scenario_run",
            "Run a manual scenario: once, on a selection, or on a filter.",
            run,
        )
        .get(
            "/schema/scenario",
            "scenario_schema",
            "Give the JSON Schema of a scenario.",
            schema,
        )
        .get(
            "/schema/completions",
            "scenario_completions",
            "List what can be completed in a scenario's text.",
            completions,
        )
}

/// A text that is to be checked.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct CheckText {
    /// The scenario as YAML.
    text: String,
}

/// What was found.
#[derive(Debug, Serialize, JsonSchema)]
struct Checked {
    /// Faults and warnings at their places.
    faults: Vec<Fault>,
    /// The document, when the text can be read.
    scenario: Option<Scenario>,
}

/// What is tried, and on what.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
struct Try {
    /// The scenario as YAML.
    text: Option<String>,
    /// The scenario.
    scenario: Option<Scenario>,
    /// A stored scenario; alone, or as the one that text or document will replace.
    scenario_id: Option<ScenarioId>,
    /// A request that was caught.
    arrival_id: Option<EventId>,
    /// A record.
    record: Option<RecordRef>,
    /// Run variables.
    variables: Map<String, Value>,
}

/// What would happen.
#[derive(Debug, Serialize, JsonSchema)]
struct TryView {
    /// The run there would be.
    runs: Vec<TryRun>,
    /// Records that would be made or changed.
    changes: Vec<TryChange>,
    /// Requests that would be sent.
    requests: Vec<Request>,
    /// Actions that would be put off.
    timers: Vec<PlannedTimer>,
    /// Scenarios that would be started.
    starts: Vec<Key>,
    /// Faults of the draft.
    faults: Vec<Fault>,
}

/// A run there would be.
#[derive(Debug, Serialize, JsonSchema)]
struct TryRun {
    /// The scenario; without an id and key when it is not stored.
    scenario: TryName,
    /// How it would end.
    status: RunStatus,
    /// What would be compared and done.
    trace: Trace,
    /// The document with the ids the trace uses.
    scenario_text: Scenario,
}

/// A scenario that may not be stored yet.
#[derive(Debug, Serialize, JsonSchema)]
struct TryName {
    /// Its id, when it is stored.
    id: Option<ScenarioId>,
    /// Its key, when it is stored.
    key: Option<Key>,
    /// Its name.
    name: String,
}

/// A record that would be made or changed.
#[derive(Debug, Serialize, JsonSchema)]
struct TryChange {
    /// What would happen.
    kind: EventKind,
    /// The record.
    record: Option<RecordLink>,
    /// Its values, old and new.
    changes: Vec<Change>,
}

async fn check(me: Can<Read>, Body(CheckText { text }): Body<CheckText>) -> Result<Json<Checked>> {
    let checked = me.look(move |look| {
        let (faults, scenario) = check_text(&look.defs, &text);
        Ok(Checked { faults, scenario })
    });
    Ok(Json(checked.await?))
}

fn drafted(
    work: &mut Work,
    text: Option<String>,
    scenario: Option<Scenario>,
    id: Option<ScenarioId>,
) -> Result<Scenario> {
    if text.is_some() || scenario.is_some() {
        return document(text, scenario);
    }
    let id = id.ok_or_else(|| Problem::invalid("text", "send `text`, `scenario` or `scenario_id`"))?;
    let defs = work.definitions()?;
    let known = defs
        .scenarios
        .get(&id)
        .ok_or_else(|| Problem::not_found("scenario"))?;
    Ok(known.body.scenario.clone())
}

async fn dry_run(me: Can<Read>, Body(asked): Body<Try>) -> Result<Json<TryView>> {
    if asked.arrival_id.is_some() && !me.sees_everything() {
        return Err(me.tells_too_much());
    }
    let tried = me.rehearse(move |work| {
        let Try {
            text,
            scenario,
            scenario_id,
            arrival_id,
            record,
            variables,
        } = asked;
        let draft = drafted(work, text.clone(), scenario, scenario_id)?;
        let sample = Sample {
            arrival_id,
            record,
            variables,
        };
        let mut tried = work.engine_does(|engine, tx, by| {
            engine.dry_run(tx, by.now, by.workspace, draft, scenario_id, &sample)
        })?;
        if let Some(text) = &text {
            mark(text, &mut tried.faults);
        }
        let mut look = work.look()?;
        let titles = look.titles(tried.changes.iter().filter_map(|change| change.record))?;
        let known = scenario_id.and_then(|id| look.defs.scenarios.get(&id));
        let run = TryRun {
            scenario: TryName {
                id: scenario_id,
                key: known.map(|known| known.key.clone()),
                name: tried.scenario.name.clone(),
            },
            status: tried.status,
            trace: tried.trace,
            scenario_text: tried.scenario,
        };
        let change = |change: signalbox_engine::dryrun::RecordChange| TryChange {
            kind: change.kind,
            record: change.record.map(|record| titles.link(record)),
            changes: change.changes,
        };
        Ok(TryView {
            runs: vec![run],
            changes: tried.changes.into_iter().map(change).collect(),
            requests: tried.requests,
            timers: tried.timers,
            starts: tried.starts,
            faults: tried.faults,
        })
    });
    Ok(Json(tried.await?))
}

/// What a scenario is run on: nothing, one record, several, or all that fit.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
struct RunOn {
    /// One record.
    record: Option<RecordRef>,
    /// These records, in this order.
    records: Option<Vec<RecordRef>>,
    /// Every record that fits.
    filter: Option<RecordFilter>,
    /// Run variables.
    variables: Map<String, Value>,
}

/// What was started.
#[derive(Debug, Serialize, JsonSchema)]
struct Started {
    /// The event that asks for the run.
    #[serde(skip_serializing_if = "Option::is_none")]
    event: Option<EventId>,
    /// The bulk run.
    #[serde(skip_serializing_if = "Option::is_none")]
    bulk_id: Option<BulkId>,
    /// The scenario.
    scenario: ScenarioName,
}

/// Refuses to let a scenario loose on a record that the person may not change themselves.
fn check_edit(space: &mut Space, record: RecordRef) -> Result<()> {
    seen(space, record)?;
    Ok(signalbox_store::crm::check_edit(space, record)?)
}

async fn run(me: Can<Write>, At(id): At<ScenarioId>, Body(on): Body<RunOn>) -> Result<Accepted<Started>> {
    let RunOn {
        record,
        records,
        filter,
        variables,
    } = on;
    let given =
        usize::from(record.is_some()) + usize::from(records.is_some()) + usize::from(filter.is_some());
    if given > 1 {
        return Err(Problem::invalid(
            "record",
            "give one of `record`, `records` and `filter`",
        ));
    }
    // A bulk run works through its filter without looking at who asked.
    if filter.is_some() && me.caller().sight.is_some() {
        return Err(me.tells_too_much());
    }
    let started = me.write(move |work| {
        for record in record.iter().chain(records.iter().flatten()) {
            check_edit(&mut work.space(), *record)?;
        }
        let bulk = records.is_some() || filter.is_some();
        let (event, bulk_id) = if bulk {
            let over = Over {
                records: records.unwrap_or_default(),
                filter,
                variables,
                ..Over::default()
            };
            let asked = work.engine_does(|engine, tx, by| engine.request_bulk(tx, by, id, over))?;
            (None, Some(then(work, asked)))
        } else {
            let asked = work.engine_does(|engine, tx, by| engine.request(tx, by, id, record, variables))?;
            (Some(then(work, asked)), None)
        };
        Ok(Started {
            event,
            bulk_id,
            scenario: ScenarioName::of(&*work.definitions()?, id),
        })
    });
    Ok(Accepted(started.await?))
}

async fn schema(_: Can<Read>) -> Result<Json<Value>> {
    Ok(Json(schemars::schema_for!(Scenario).to_value()))
}

/// What is being written.
#[derive(Debug, Deserialize, JsonSchema)]
struct Writing {
    /// The key of a hook: the variables of its newest request come first.
    hook: Option<Key>,
}

async fn completions(
    me: Can<Read>,
    Query(Writing { hook }): Query<Writing>,
) -> Result<Json<super::completions::Completions>> {
    let gathered = me.look(move |look| super::completions::gather(look, hook.as_ref()));
    Ok(Json(gathered.await?))
}
