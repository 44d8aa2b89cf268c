//! Scenarios: the list, the document, its versions, switching on and off.

use super::records::then;
use crate::can::{Can, Manage, Read};
use crate::doc::{Created, NoContent, Routes};
use crate::extract::{At, Body, MaybeBody, Page, Query};
use crate::problem::{Problem, Result};
use crate::work::Look;
use axum::Json;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use signalbox_engine::check::check;
use signalbox_engine::places::mark;
use signalbox_engine::scenarios::{Overdue, Written, parse, print};
use signalbox_engine::{Definitions, Fault};
use signalbox_model::record::Author;
use signalbox_model::run::RunStatus;
use signalbox_model::scenario::Scenario;
use signalbox_model::start::Start;
use signalbox_model::{Key, Micros, ScenarioId};
use signalbox_store::{Space, runs, scenarios, timers};

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .chapter("Scenarios")
        .get(
            "/scenarios",
            "scenario_list",
            "List scenarios, in the order in which they run.",
            list,
        )
        .post(
            "/scenarios",
            "scenario_create",
            "Make a scenario, switched off.",
            create,
        )
        .get(
            "/scenarios/{id}",
            "scenario_show",
            "Show a scenario as document and text, with its faults.",
            show,
        )
        .put(
            "/scenarios/{id}",
            "scenario_update",
            "Save the next version of a scenario.",
            update,
        )
        .delete(
            "/scenarios/{id}",
            "scenario_delete",
            "Delete a scenario with its pending actions.",
            delete,
        )
        .put(
            "/scenarios/{id}/order",
            "scenario_order",
            "Move a scenario to a place in the list.",
            order,
        )
        .get(
            "/scenarios/{id}/on",
            "scenario_overdue",
            "Say how many pending actions are overdue.",
            overdue,
        )
        .post("/scenarios/{id}/on", "scenario_on", "Switch a scenario on.", on)
        .post(
            "/scenarios/{id}/off",
            "scenario_off",
            "Switch a scenario off; its pending actions wait.",
            off,
        )
        .get(
            "/scenarios/{id}/versions",
            "scenario_version_list",
            "List the versions of a scenario, newest first.",
            versions,
        )
        .get(
            "/scenarios/{id}/versions/{version}",
            "scenario_version_show",
            "Show a version of a scenario.",
            version,
        )
}

/// So many scenarios a page has unless asked otherwise.
const USUAL_PAGE: u16 = 500;

/// A scenario in the list.
#[derive(Debug, Serialize, JsonSchema)]
struct ScenarioRow {
    /// Its id.
    id: ScenarioId,
    /// Its key.
    key: Key,
    /// Its name.
    name: String,
    /// Whether it is switched on.
    on: bool,
    /// What it waits for.
    start: Start,
    /// Whether it could be switched on.
    valid: bool,
    /// When it last ran.
    last_run_at: Option<Micros>,
    /// Runs of today that fired, up to 10,000.
    fired_today: i64,
    /// Runs of today that failed, up to 10,000.
    failed_today: i64,
    /// Pending actions, up to 10,000.
    pending: i64,
    /// When it was last saved or switched.
    updated_at: Micros,
}

/// A scenario.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct ScenarioView {
    /// Its id.
    id: ScenarioId,
    /// Its key.
    key: Key,
    /// Whether it is switched on.
    on: bool,
    /// The version.
    version: i64,
    /// The document.
    scenario: Scenario,
    /// The document as YAML.
    text: String,
    /// Its faults and warnings.
    faults: Vec<Fault>,
}

/// A scenario as text or as document; one of the two.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
struct ScenarioWrite {
    /// Its key.
    key: Option<Key>,
    /// The document as YAML.
    text: Option<String>,
    /// The document.
    scenario: Option<Scenario>,
    /// The version this one is made from; another one in between is a conflict.
    expected_version: Option<i64>,
    /// A note for the list of versions, up to 500 characters.
    note: Option<String>,
}

impl ScenarioWrite {
    /// What is to be stored: a text is kept beside what it says.
    fn written(self) -> Result<Written> {
        let written = match (self.text, self.scenario) {
            (Some(text), None) => Written::read(text)?,
            (text, scenario) => document(text, scenario)?.into(),
        };
        Ok(written.noted(self.note))
    }
}

/// The document of a request that may carry it as text.
pub(super) fn document(text: Option<String>, scenario: Option<Scenario>) -> Result<Scenario> {
    match (text, scenario) {
        (Some(text), None) => Ok(parse(&text)?),
        (None, Some(scenario)) => Ok(scenario),
        _ => Err(Problem::invalid(
            "text",
            "send the scenario either as `text` or as `scenario`",
        )),
    }
}

/// Where in the list.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Place {
    /// Behind this scenario; first in the list when null.
    after: Option<ScenarioId>,
}

/// How a scenario is switched on.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
struct SwitchOn {
    /// What becomes of overdue actions.
    overdue: Overdue,
}

/// How many actions are overdue.
#[derive(Debug, Serialize, JsonSchema)]
struct OverdueCount {
    /// How many.
    overdue: i64,
}

/// A version in the list.
#[derive(Debug, Serialize, JsonSchema)]
struct VersionRow {
    /// Its number.
    version: i64,
    /// Who saved it.
    author: Option<Author>,
    /// When.
    at: Micros,
    /// What they noted.
    note: Option<String>,
}

/// A version.
#[derive(Debug, Serialize, JsonSchema)]
struct VersionView {
    /// Its number.
    version: i64,
    /// The document.
    scenario: Scenario,
    /// The document as YAML.
    text: String,
}

/// A page of the list.
#[derive(Debug, Deserialize, JsonSchema)]
struct ListQuery {
    /// How many, 1 to 500; 500 when absent.
    #[schemars(range(min = 1, max = 500))]
    limit: Option<u16>,
    /// Where the last page ended: its `next`.
    cursor: Option<usize>,
}

async fn list(me: Can<Read>, Query(query): Query<ListQuery>) -> Result<Json<Page<ScenarioRow>>> {
    let limit = usize::from(query.limit.unwrap_or(USUAL_PAGE).clamp(1, USUAL_PAGE));
    let skip = query.cursor.unwrap_or(0);
    let page = me.look(move |look| {
        let heads = scenarios::heads(&mut look.space())?;
        let next = (heads.len() > skip.saturating_add(limit)).then(|| (skip + limit).to_string());
        let today = midnight(&look.defs, look.now);
        let defs = look.defs.clone();
        let rows = heads.into_iter().skip(skip).take(limit);
        let items: Result<Vec<_>> = rows
            .filter_map(|head| row(&mut look.space(), &defs, head.id, today).transpose())
            .collect();
        Ok(Page { items: items?, next })
    });
    Ok(Json(page.await?))
}

/// The start of today in the workspace's zone.
pub(super) fn midnight(defs: &Definitions, now: Micros) -> Micros {
    let zoned = jiff::Timestamp::from_microsecond(now.0).map(|at| at.to_zoned(defs.zone.clone()));
    let start = zoned.and_then(|zoned| zoned.start_of_day());
    start.map_or(now, |start| Micros(start.timestamp().as_microsecond()))
}

fn row(space: &mut Space, defs: &Definitions, id: ScenarioId, today: Micros) -> Result<Option<ScenarioRow>> {
    let (Some(known), Some(stored)) = (defs.scenarios.get(&id), scenarios::get(space, id)?) else {
        return Ok(None);
    };
    let document = &known.body.scenario;
    let mut last_run_at = None;
    for status in [RunStatus::Fired, RunStatus::NotMatched, RunStatus::Failed] {
        last_run_at = last_run_at.max(runs::last_at(space, id, status)?);
    }
    Ok(Some(ScenarioRow {
        id,
        key: known.key.clone(),
        name: document.name.clone(),
        on: known.on,
        start: document.start.clone(),
        valid: !check(defs, document).iter().any(Fault::is_error),
        last_run_at,
        fired_today: runs::count_since(space, id, RunStatus::Fired, today)?,
        failed_today: runs::count_since(space, id, RunStatus::Failed, today)?,
        pending: timers::count(space, id)?,
        updated_at: stored.updated_at,
    }))
}

/// The text of a version: as it was written, when that was kept.
fn text_of(space: &mut Space, id: ScenarioId, version: i64, scenario: &Scenario) -> Result<String> {
    Ok(match scenarios::source(space, id, version)? {
        Some(text) => text,
        None => print(scenario)?,
    })
}

pub(super) fn view(look: &mut Look, id: ScenarioId) -> Result<ScenarioView> {
    let defs = look.defs.clone();
    let known = defs
        .scenarios
        .get(&id)
        .ok_or_else(|| Problem::not_found("scenario"))?;
    let scenario = known.body.scenario.clone();
    let text = text_of(&mut look.space(), id, known.version, &scenario)?;
    let mut faults = check(&defs, &scenario);
    mark(&text, &mut faults);
    Ok(ScenarioView {
        id,
        key: known.key.clone(),
        on: known.on,
        version: known.version,
        text,
        faults,
        scenario,
    })
}

async fn show(me: Can<Read>, At(id): At<ScenarioId>) -> Result<Json<ScenarioView>> {
    Ok(Json(me.look(move |look| view(look, id)).await?))
}

async fn create(me: Can<Manage>, Body(new): Body<ScenarioWrite>) -> Result<Created<ScenarioView>> {
    let key = new.key.clone();
    let written = new.written()?;
    let made = me.write(move |work| {
        let id = work.engine_does(|engine, tx, by| engine.create_written(tx, by, key, written))?;
        view(&mut work.look()?, id)
    });
    Ok(Created(made.await?))
}

async fn update(
    me: Can<Manage>,
    At(id): At<ScenarioId>,
    Body(new): Body<ScenarioWrite>,
) -> Result<Json<ScenarioView>> {
    let (key, expected) = (new.key.clone(), new.expected_version);
    let written = new.written()?;
    let saved = me.write(move |work| {
        let saved =
            work.engine_does(|engine, tx, by| engine.save_written(tx, by, id, expected, key, written))?;
        then(work, saved);
        view(&mut work.look()?, id)
    });
    Ok(Json(saved.await?))
}

async fn delete(me: Can<Manage>, At(id): At<ScenarioId>) -> Result<NoContent> {
    me.write(move |work| work.command(|engine, tx, by| engine.delete_scenario(tx, by, id)))
        .await?;
    Ok(NoContent)
}

async fn order(
    me: Can<Manage>,
    At(id): At<ScenarioId>,
    Body(Place { after }): Body<Place>,
) -> Result<NoContent> {
    me.write(move |work| work.command(|engine, tx, by| engine.order_scenario(tx, by, id, after)))
        .await?;
    Ok(NoContent)
}

async fn overdue(me: Can<Read>, At(id): At<ScenarioId>) -> Result<Json<OverdueCount>> {
    let found = me.look(move |look| {
        let now = look.now;
        view(look, id)?;
        Ok(timers::overdue(&mut look.space(), id, now)?)
    });
    Ok(Json(OverdueCount {
        overdue: found.await?,
    }))
}

async fn on(
    me: Can<Manage>,
    At(id): At<ScenarioId>,
    MaybeBody(how): MaybeBody<SwitchOn>,
) -> Result<Json<ScenarioView>> {
    let switched = me.write(move |work| {
        work.command(|engine, tx, by| engine.switch_on(tx, by, id, how.overdue))?;
        view(&mut work.look()?, id)
    });
    Ok(Json(switched.await?))
}

async fn off(me: Can<Manage>, At(id): At<ScenarioId>) -> Result<Json<ScenarioView>> {
    let switched = me.write(move |work| {
        work.command(|engine, tx, by| engine.switch_off(tx, by, id))?;
        view(&mut work.look()?, id)
    });
    Ok(Json(switched.await?))
}

async fn versions(me: Can<Read>, At(id): At<ScenarioId>) -> Result<Json<Page<VersionRow>>> {
    let found = me.look(move |look| {
        view(look, id)?;
        Ok(scenarios::versions(&mut look.space(), id)?)
    });
    let row = |version: scenarios::Version| VersionRow {
        version: version.version,
        author: version.author,
        at: version.at,
        note: version.note,
    };
    Ok(Json(Page::whole(found.await?.into_iter().map(row).collect())))
}

async fn version(me: Can<Read>, At((id, version)): At<(ScenarioId, i64)>) -> Result<Json<VersionView>> {
    let found = me.read(move |space| {
        let scenario = scenarios::version(space, id, version)?
            .ok_or_else(|| Problem::not_found("version of a scenario"))?;
        Ok::<_, Problem>(VersionView {
            version,
            text: text_of(space, id, version, &scenario)?,
            scenario,
        })
    });
    Ok(Json(found.await?))
}
