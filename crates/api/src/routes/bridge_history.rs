//! What a bridge did: each run with its call, and sending them again.

use super::records::then;
use crate::can::{Can, Read, Write};
use crate::doc::Routes;
use crate::extract::{At, Body, Page, Paging, Query};
use crate::problem::{Problem, Result};
use crate::work::{Look, Work};
use axum::Json;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use signalbox_engine::{Done, EngineError, Topic};
use signalbox_model::job::JobState;
use signalbox_model::replay::{Part, Repeated};
use signalbox_model::run::RunStatus;
use signalbox_model::{EventId, JobId, Micros, RunId, ScenarioId};
use signalbox_store::jobs;
use signalbox_store::runs::{self, Filter, Statuses};

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .chapter("Bridges")
        .get(
            "/bridges/{id}/history",
            "bridge_history",
            "List what a bridge did, newest first: each run with its call.",
            list,
        )
        .post(
            "/bridges/{id}/resend",
            "bridge_resend",
            "Send calls of up to 50 runs again, with the settings of today or as they were.",
            resend,
        )
}

/// Runs sent again in one request at most.
const MOST: usize = 50;

/// A run of a bridge.
#[derive(Debug, Serialize, JsonSchema)]
struct BridgeRun {
    /// The run: it holds what came, what the filter compared and what was sent.
    run: RunId,
    /// The event behind it.
    event: EventId,
    /// When.
    at: Micros,
    /// The version that ran.
    version: i64,
    /// Whether the filter let it through, and whether a request came of it.
    status: RunStatus,
    /// Its call, when one was made.
    call: Option<BridgeCall>,
}

/// A call.
#[derive(Debug, Serialize, JsonSchema)]
struct BridgeCall {
    /// The delivery: it holds the request and every answer.
    delivery: JobId,
    /// How far it has come.
    state: JobState,
    /// The status of the last answer.
    status: Option<u16>,
    /// What went wrong last.
    error: Option<String>,
    /// Tries so far.
    tries: usize,
}

/// Which runs.
#[derive(Debug, Deserialize, JsonSchema)]
struct Which {
    /// Only with this status.
    status: Option<RunStatus>,
    /// How many, 1 to 500; 50 when absent.
    #[schemars(range(min = 1, max = 500))]
    limit: Option<u16>,
    /// Where the last page ended: its `next`.
    cursor: Option<String>,
}

/// The settings a call is sent again with.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Settings {
    /// Those of today: the filter is judged and the values are made anew.
    #[default]
    Today,
    /// Those of then: the same request, with the same idempotency key.
    Original,
}

/// What is sent again.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Resend {
    /// The runs, 1 to 50.
    runs: Vec<RunId>,
    /// With which settings.
    #[serde(default)]
    settings: Settings,
}

/// What became of each.
#[derive(Debug, Serialize, JsonSchema)]
struct Resent {
    /// In the order of the runs.
    items: Vec<Repeated>,
}

fn call(look: &mut Look, run: RunId) -> Result<Option<BridgeCall>> {
    let filter = jobs::Filter {
        run: Some(run),
        limit: 1,
        ..jobs::Filter::default()
    };
    let found = jobs::list(&mut look.space(), filter)?.pop();
    Ok(found.map(|job| {
        let last = job.attempts.last();
        BridgeCall {
            delivery: job.id,
            state: job.state,
            status: last.and_then(|attempt| attempt.status),
            error: last.and_then(|attempt| attempt.error.clone()),
            tries: job.attempts.len(),
        }
    }))
}

async fn list(
    me: Can<Read>,
    At(id): At<ScenarioId>,
    Query(which): Query<Which>,
) -> Result<Json<Page<BridgeRun>>> {
    let paging = Paging {
        limit: which.limit,
        cursor: which.cursor,
    };
    let (before, limit) = (paging.before()?, paging.limit());
    let page = me.look(move |look| {
        if !look.defs.scenarios.contains_key(&id) {
            return Err(Problem::not_found("bridge"));
        }
        let filter = Filter {
            scenario: Some(id),
            status: which.status.map_or(Statuses::ALL, Statuses::from),
            before,
            limit,
            ..Filter::default()
        };
        let found = runs::list(&mut look.space(), filter)?;
        let rows = found.into_iter().map(|run| {
            Ok(BridgeRun {
                run: run.id,
                event: run.event,
                at: run.at,
                version: run.version,
                status: run.status,
                call: call(look, run.id)?,
            })
        });
        let rows = rows.collect::<Result<Vec<_>>>()?;
        Ok(Page::new(rows, limit, |row: &BridgeRun| row.run.to_string()))
    });
    Ok(Json(page.await?))
}

async fn resend(
    me: Can<Write>,
    At(id): At<ScenarioId>,
    Body(Resend { runs, settings }): Body<Resend>,
) -> Result<Json<Resent>> {
    if runs.is_empty() || runs.len() > MOST {
        return Err(Problem::invalid("runs", format!("give 1 to {MOST} runs")));
    }
    let items = me.write(move |work| {
        if !work.look()?.defs.scenarios.contains_key(&id) {
            return Err(Problem::not_found("bridge"));
        }
        runs.into_iter()
            .map(|run| again(work, id, run, settings))
            .collect()
    });
    Ok(Json(Resent { items: items.await? }))
}

/// One of many: what is refused is told beside the others.
fn again(work: &mut Work, id: ScenarioId, run: RunId, settings: Settings) -> Result<Repeated> {
    let refused = |why: String| Repeated {
        run,
        repeat: None,
        refused: Some(why),
    };
    let known = runs::get(&mut work.space(), run)?;
    if known.is_none_or(|known| known.scenario != id) {
        return Ok(refused("this is no run of the bridge".into()));
    }
    if settings == Settings::Original {
        return original(work, run);
    }
    let tried = work.engine_does(|engine, tx, by| {
        Ok(
            tx.attempt(|tx| -> std::result::Result<(RunId, Done), EngineError> {
                engine.replay_run(tx, by, run, &Part::default())
            }),
        )
    })?;
    match tried {
        Ok(repeated) => Ok(Repeated {
            run,
            repeat: Some(then(work, repeated)),
            refused: None,
        }),
        Err(EngineError::Store(error)) => Err(EngineError::Store(error).into()),
        Err(error) => Ok(refused(error.to_string())),
    }
}

/// The request as it was, once more.
fn original(work: &mut Work, run: RunId) -> Result<Repeated> {
    let filter = jobs::Filter {
        run: Some(run),
        limit: 1,
        ..jobs::Filter::default()
    };
    let found = jobs::list(&mut work.space(), filter)?.pop();
    let refused = match found {
        None => Some("this run made no call".to_owned()),
        Some(job) => {
            match work.engine_does(|engine, tx, by| Ok(engine.retry_job(tx, by.now, by.workspace, job.id)))? {
                Ok(done) => {
                    work.then(done);
                    work.tell(Topic::Delivery, job.id.0);
                    None
                }
                Err(EngineError::Store(error)) => return Err(EngineError::Store(error).into()),
                Err(error) => Some(error.to_string()),
            }
        }
    };
    Ok(Repeated {
        run,
        repeat: None,
        refused,
    })
}
