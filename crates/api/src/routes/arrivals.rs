//! Requests that came to incoming hooks.

use super::runs::RunRow;
use crate::can::{Can, Read, Write};
use crate::doc::{Accepted, Routes};
use crate::extract::{At, Page, Paging, Query};
use crate::incoming::Head;
use crate::problem::{Problem, Result};
use crate::views::ScenarioName;
use crate::work::Look;
use axum::Json;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use signalbox_model::event::{EventKind, EventState};
use signalbox_model::run::RunStatus;
use signalbox_model::{EventId, HookId, Micros, RunId};
use signalbox_store::events::{self, Filter, Stored};

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .chapter("Hooks")
        .get(
            "/hooks/{id}/arrivals",
            "arrival_list",
            "List the requests that came to a hook, newest first.",
            list,
        )
        .get(
            "/arrivals/{id}",
            "arrival_show",
            "Show a request with its body, variables and runs.",
            show,
        )
        .post(
            "/arrivals/{id}/replay",
            "arrival_replay",
            "Work a request off again, as a new event.",
            replay,
        )
}

/// A request in a list.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct ArrivalRow {
    /// Its event.
    id: EventId,
    /// When it came.
    at: Micros,
    /// `GET`, `POST`, …
    method: String,
    /// The path of the hook.
    path: String,
    /// What followed the `?`.
    query: Option<String>,
    /// How far it has come.
    state: EventState,
    /// Why it was refused or failed.
    reason: Option<String>,
    /// Its content type.
    content_type: Option<String>,
    /// The size of the body, bytes.
    size: usize,
    /// The sender's address.
    ip: Option<String>,
}

/// A variable as templates see it.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Variable {
    /// Its name, without braces.
    pub name: String,
    /// Its value as text.
    pub value: String,
}

/// How a body is written in the answer.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Encoding {
    /// As it is.
    Text,
    /// Base64: it is not UTF-8.
    Base64,
}

/// A run that a request started.
#[derive(Debug, Serialize, JsonSchema)]
struct ArrivalRun {
    /// The run.
    id: RunId,
    /// Its scenario.
    scenario: ScenarioName,
    /// How it ended.
    status: RunStatus,
}

/// A request.
#[derive(Debug, Serialize, JsonSchema)]
struct Arrival {
    #[serde(flatten)]
    row: ArrivalRow,
    /// The hook.
    hook_id: Option<HookId>,
    /// Names and values in the order of arrival; what proves the sender is left out.
    headers: Vec<(String, String)>,
    /// The body.
    body: String,
    /// How the body is written.
    encoding: Encoding,
    /// What templates see.
    variables: Vec<Variable>,
    /// The runs it started.
    runs: Vec<ArrivalRun>,
}

/// Which requests.
#[derive(Debug, Deserialize, JsonSchema)]
struct Which {
    /// In this state.
    state: Option<EventState>,
    /// How many, 1 to 500; 50 when absent.
    #[schemars(range(min = 1, max = 500))]
    limit: Option<u16>,
    /// Where the last page ended: its `next`.
    cursor: Option<String>,
}

fn head(stored: &Stored) -> Head {
    stored
        .head
        .as_deref()
        .and_then(|head| serde_json::from_str(head).ok())
        .unwrap_or_default()
}

/// The body, or the document that was split off one.
fn size(stored: &Stored) -> usize {
    let part = stored.event.payload.body.as_ref().map_or(0, String::len);
    stored.body.as_ref().map_or(part, Vec::len)
}

pub(super) fn row(stored: &Stored, head: &Head, token: Option<&str>) -> ArrivalRow {
    let kind = head.headers.iter().find(|(name, _)| name == "content-type");
    ArrivalRow {
        id: stored.event.id,
        at: stored.event.at,
        method: head.method.clone(),
        path: token.map_or_else(String::new, |token| format!("/in/{token}")),
        query: head.query.clone(),
        state: stored.state,
        reason: stored.reason.clone(),
        content_type: kind.map(|(_, value)| value.clone()),
        size: size(stored),
        ip: Some(head.ip.clone()).filter(|ip| !ip.is_empty()),
    }
}

/// A request's row for open pages.
pub(super) fn row_of(look: &mut Look, id: EventId) -> Result<Option<ArrivalRow>> {
    let Some(stored) = events::get(&mut look.space(), id)? else {
        return Ok(None);
    };
    if stored.event.kind != EventKind::HookReceived {
        return Ok(None);
    }
    let hook = stored.event.key.and_then(|key| look.defs.hooks.get(&HookId(key)));
    Ok(Some(row(
        &stored,
        &head(&stored),
        hook.map(|hook| hook.token.as_str()),
    )))
}

async fn list(
    me: Can<Read>,
    At(id): At<HookId>,
    Query(which): Query<Which>,
) -> Result<Json<Page<ArrivalRow>>> {
    let paging = Paging {
        limit: which.limit,
        cursor: which.cursor,
    };
    let (before, limit) = (paging.before()?, paging.limit());
    let page = me.look(move |look| {
        let hook = look
            .defs
            .hooks
            .get(&id)
            .cloned()
            .ok_or_else(|| Problem::not_found("hook"))?;
        let kind = Some(EventKind::HookReceived);
        let filter = Filter {
            kind,
            key: Some(id.0),
            state: which.state,
            before,
            limit,
            ..Filter::default()
        };
        let mut found = events::list(&mut look.space(), filter)?;
        signalbox_store::packs::restore_events(&mut look.space(), &mut found)?;
        let rows = found
            .iter()
            .map(|stored| row(stored, &head(stored), Some(&hook.token)))
            .collect();
        Ok(Page::new(rows, limit, |row: &ArrivalRow| row.id.to_string()))
    });
    Ok(Json(page.await?))
}

async fn show(me: Can<Read>, At(id): At<EventId>) -> Result<Json<Arrival>> {
    let found = me.look(move |look| {
        let stored = events::get(&mut look.space(), id)?;
        let stored = stored.filter(|stored| stored.event.kind == EventKind::HookReceived);
        let stored = stored.ok_or_else(|| Problem::not_found("request"))?;
        let runs = RunRow::of_event(look, id)?;
        let workspace = look.defs.workspace;
        let variables = look.engine.variables(look.tx, look.now, workspace, id)?;
        let hook_id = stored.event.key.map(HookId);
        let token = hook_id
            .and_then(|id| look.defs.hooks.get(&id))
            .map(|hook| hook.token.clone());
        let head = head(&stored);
        let row = row(&stored, &head, token.as_deref());
        let bytes = stored
            .body
            .or_else(|| stored.event.payload.body.map(String::into_bytes))
            .unwrap_or_default();
        let (body, encoding) = match String::from_utf8(bytes) {
            Ok(text) => (text, Encoding::Text),
            Err(error) => (STANDARD.encode(error.as_bytes()), Encoding::Base64),
        };
        Ok(Arrival {
            row,
            hook_id,
            headers: head.headers,
            body,
            encoding,
            variables: variables
                .into_iter()
                .map(|(name, value)| Variable { name, value })
                .collect(),
            runs: runs
                .into_iter()
                .map(|run| ArrivalRun {
                    id: run.id,
                    scenario: run.scenario,
                    status: run.status,
                })
                .collect(),
        })
    });
    Ok(Json(found.await?))
}

/// A request that was taken up again.
#[derive(Debug, Serialize, JsonSchema)]
struct Replayed {
    /// The request that is replayed.
    arrival: EventId,
}

async fn replay(me: Can<Write>, At(id): At<EventId>) -> Result<Accepted<Replayed>> {
    me.write(move |work| {
        let stored = events::get(&mut work.space(), id)?;
        if !stored.is_some_and(|stored| stored.event.kind == EventKind::HookReceived) {
            return Err(Problem::not_found("request"));
        }
        work.command(|engine, tx, by| engine.retry_event(tx, by, id))
    })
    .await?;
    Ok(Accepted(Replayed { arrival: id }))
}
