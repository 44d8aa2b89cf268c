//! Bridges: an event, a filter, and a call of an operation. Each is a scenario of a ready-made shape; what all scenarios
//! have (switching, versions, deleting) is done at their addresses.

use crate::can::{Can, Manage, Read, Write};
use crate::doc::{Created, Routes};
use crate::extract::{At, Body, Page};
use crate::problem::{Problem, Result};
use crate::work::Look;
use axum::Json;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use signalbox_engine::bridges::{BridgePreview, faults_of, field_names};
use signalbox_engine::connect::Connection;
use signalbox_engine::dryrun::Sample;
use signalbox_engine::{Definitions, Fault};
use signalbox_model::bridge::Bridge;
use signalbox_model::job::Attempt;
use signalbox_model::run::RunStatus;
use signalbox_model::scenario::Shape;
use signalbox_model::start::Start;
use signalbox_model::{Key, Micros, ScenarioId};
use signalbox_store::runs;

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .chapter("Bridges")
        .get(
            "/bridges",
            "bridge_list",
            "List bridges, in the order of scenarios.",
            list,
        )
        .post("/bridges", "bridge_create", "Make a bridge, stopped.", create)
        .post(
            "/bridges/preview",
            "bridge_preview",
            "Try a bridge on a sample: what its filter compares, what each parameter gets, and the request.",
            preview,
        )
        .post(
            "/bridges/test",
            "bridge_test",
            "Send what a bridge makes of a sample, now and once.",
            test,
        )
        .get("/bridges/{id}", "bridge_show", "Show a bridge.", show)
        .put(
            "/bridges/{id}",
            "bridge_update",
            "Write a bridge; one that runs goes on with the new version.",
            update,
        )
}

/// A bridge in the list.
#[derive(Debug, Serialize, JsonSchema)]
struct BridgeRow {
    /// The id of its scenario.
    id: ScenarioId,
    /// Its key.
    key: Key,
    /// Its name.
    name: String,
    /// Whether it runs.
    on: bool,
    /// What it waits for.
    start: Start,
    /// The connection it calls; nothing when it has been extended beyond the shape.
    connection: Option<Key>,
    /// The operation it calls.
    operation: Option<Key>,
    /// Whether it could be started.
    valid: bool,
    /// When it last ran.
    last_run_at: Option<Micros>,
    /// Runs of today that called, up to 10,000.
    fired_today: i64,
    /// Runs of today that its filter stopped, up to 10,000.
    stopped_today: i64,
    /// Runs of today that failed, up to 10,000.
    failed_today: i64,
}

/// A bridge.
#[derive(Debug, Serialize, JsonSchema)]
struct BridgeView {
    /// The id of its scenario.
    id: ScenarioId,
    /// Its key.
    key: Key,
    /// Whether it runs.
    on: bool,
    /// Its version.
    version: i64,
    /// Its name.
    name: String,
    /// The bridge; nothing when it has been extended beyond the shape: it is then edited as a scenario.
    bridge: Option<Bridge>,
    /// Its faults and warnings.
    faults: Vec<Fault>,
    /// What the fields of its source are called.
    fields: Vec<FieldName>,
    /// Texts of its source that stand for nothing, e.g. `(not set)`.
    placeholders: Vec<String>,
}

/// What a field of a source is called.
#[derive(Debug, Serialize, JsonSchema)]
struct FieldName {
    /// Its dotted path.
    path: String,
    /// Its name for people.
    name: String,
}

/// A bridge that is written.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct BridgeWrite {
    /// Its key; made from the name, or kept, when absent.
    key: Option<Key>,
    /// The bridge.
    bridge: Bridge,
    /// The version this one is made from; another one in between is a conflict.
    expected_version: Option<i64>,
}

/// A bridge, and what it is tried on.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct BridgeTrial {
    /// The bridge.
    bridge: Bridge,
    /// What it is tried on.
    #[serde(default)]
    sample: Sample,
}

/// What came of a test.
#[derive(Debug, Serialize, JsonSchema)]
struct BridgeTested {
    /// What was sent, and from which values.
    preview: BridgePreview,
    /// What was answered.
    attempt: Option<Attempt>,
    /// Why nothing was sent.
    error: Option<String>,
}

fn row(look: &mut Look, defs: &Definitions, id: ScenarioId, today: Micros) -> Result<Option<BridgeRow>> {
    let Some(known) = defs.scenarios.get(&id) else {
        return Ok(None);
    };
    let document = &known.body.scenario;
    let bridge = Bridge::of(document);
    let space = &mut look.space();
    let mut last_run_at = None;
    for status in [RunStatus::Fired, RunStatus::NotMatched, RunStatus::Failed] {
        last_run_at = last_run_at.max(runs::last_at(space, id, status)?);
    }
    let call = bridge.map(|bridge| bridge.call);
    Ok(Some(BridgeRow {
        id,
        key: known.key.clone(),
        name: document.name.clone(),
        on: known.on,
        start: document.start.clone(),
        valid: !signalbox_engine::check::check(defs, document)
            .iter()
            .any(Fault::is_error),
        last_run_at,
        fired_today: runs::count_since(space, id, RunStatus::Fired, today)?,
        stopped_today: runs::count_since(space, id, RunStatus::NotMatched, today)?,
        failed_today: runs::count_since(space, id, RunStatus::Failed, today)?,
        connection: call.as_ref().map(|call| call.connection.clone()),
        operation: call.map(|call| call.operation),
    }))
}

async fn list(me: Can<Read>) -> Result<Json<Page<BridgeRow>>> {
    let found = me.look(|look| {
        let (defs, today) = (
            look.defs.clone(),
            super::scenarios::midnight(&look.defs, look.now),
        );
        let all = defs.scenarios.values();
        let mut bridges: Vec<_> = all
            .filter(|known| known.body.scenario.shape == Some(Shape::Bridge))
            .map(|known| (known.position, known.id))
            .collect();
        bridges.sort_unstable();
        let rows = bridges
            .into_iter()
            .map(|(_, id)| row(look, &defs, id, today).transpose());
        rows.flatten().collect::<Result<Vec<_>>>()
    });
    Ok(Json(Page::whole(found.await?)))
}

fn view(look: &mut Look, id: ScenarioId) -> Result<BridgeView> {
    let known = look.defs.scenarios.get(&id);
    let known = known.filter(|known| known.body.scenario.shape == Some(Shape::Bridge));
    let known = known.ok_or_else(|| Problem::not_found("bridge"))?;
    let document = &known.body.scenario;
    let bridge = Bridge::of(document);
    let faults = match &bridge {
        Some(bridge) => faults_of(&look.defs, bridge),
        None => signalbox_engine::check::check(&look.defs, document),
    };
    Ok(BridgeView {
        id,
        key: known.key.clone(),
        on: known.on,
        version: known.version,
        name: document.name.clone(),
        faults,
        fields: fields(&look.defs, &document.start),
        placeholders: placeholders(&look.defs, &document.start),
        bridge,
    })
}

/// The connection whose source a start waits for.
fn source_of<'d>(defs: &'d Definitions, start: &Start) -> Option<&'d Connection> {
    let Start::HookReceived(wanted) = start else {
        return None;
    };
    let mut all = defs.connections.by_key.values();
    let found = all.find(|known| known.stored.settings.hook.as_ref() == Some(&wanted.hook));
    found.map(|known| known.as_ref())
}

fn placeholders(defs: &Definitions, start: &Start) -> Vec<String> {
    let kind = source_of(defs, start).and_then(|source| source.kind.as_ref());
    let source = kind.and_then(|kind| kind.source.as_ref());
    source
        .map(|source| source.placeholders.clone())
        .unwrap_or_default()
}

fn fields(defs: &Definitions, start: &Start) -> Vec<FieldName> {
    let names = source_of(defs, start).map(field_names).unwrap_or_default();
    names
        .into_iter()
        .map(|(path, name)| FieldName { path, name })
        .collect()
}

async fn show(me: Can<Read>, At(id): At<ScenarioId>) -> Result<Json<BridgeView>> {
    Ok(Json(me.look(move |look| view(look, id)).await?))
}

async fn create(me: Can<Manage>, Body(new): Body<BridgeWrite>) -> Result<Created<BridgeView>> {
    let made = me.write(move |work| {
        let BridgeWrite { key, bridge, .. } = new;
        let scenario = bridge.into_scenario();
        let id = work.engine_does(|engine, tx, by| engine.create_scenario(tx, by, key, scenario))?;
        view(&mut work.look()?, id)
    });
    Ok(Created(made.await?))
}

async fn update(
    me: Can<Manage>,
    At(id): At<ScenarioId>,
    Body(new): Body<BridgeWrite>,
) -> Result<Json<BridgeView>> {
    let saved = me.write(move |work| {
        view(&mut work.look()?, id)?;
        let BridgeWrite {
            key,
            bridge,
            expected_version,
        } = new;
        let scenario = bridge.into_scenario();
        let saved = work.engine_does(|engine, tx, by| {
            engine.save_scenario(tx, by, id, expected_version, key, scenario)
        })?;
        super::records::then(work, saved);
        view(&mut work.look()?, id)
    });
    Ok(Json(saved.await?))
}

async fn tried<N>(me: &Can<N>, trial: BridgeTrial) -> Result<BridgePreview> {
    let BridgeTrial { bridge, sample } = trial;
    if sample.arrival_id.is_some() && !me.sees_everything() {
        return Err(me.tells_too_much());
    }
    me.rehearse(move |work| work.engine_does(|engine, tx, by| engine.preview_bridge(tx, by, bridge, &sample)))
        .await
}

async fn preview(me: Can<Read>, Body(trial): Body<BridgeTrial>) -> Result<Json<BridgePreview>> {
    Ok(Json(tried(&me, trial).await?))
}

async fn test(me: Can<Write>, Body(trial): Body<BridgeTrial>) -> Result<Json<BridgeTested>> {
    let preview = tried(&me, trial).await?;
    let (attempt, error) = match preview.request.clone() {
        Some(request) => match me.server().app.courier.send(me.workspace(), request).await {
            Ok(attempt) => (Some(attempt), None),
            Err(error) => (None, Some(error)),
        },
        None => (None, preview.request_fault.clone()),
    };
    Ok(Json(BridgeTested {
        preview,
        attempt,
        error,
    }))
}
