//! Running again: dry beside what happened, for real, two runs side by side.

use super::records::then;
use super::scenarios::document;
use crate::can::{Can, Read, Write};
use crate::doc::{Accepted, Routes};
use crate::extract::{At, Body, Query};
use crate::problem::{Problem, Result};
use crate::work::Work;
use axum::Json;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use signalbox_engine::{Done, EngineError, Fault};
use signalbox_model::RunId;
use signalbox_model::reason::Unknown;
use signalbox_model::replay::{Difference, Part, Repeated, RunResult};
use signalbox_model::scenario::Scenario;

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .chapter("Runs")
        .post(
            "/runs/{id}/dry-run",
            "run_dry_run",
            "Repeat a run dry, at its moment, and say what differs; nothing is stored or sent.",
            dry_run,
        )
        .post(
            "/runs/{id}/replay",
            "run_replay",
            "Repeat a run for real, with the version that is live now.",
            replay,
        )
        .post(
            "/runs/replay",
            "run_replay_many",
            "Repeat up to 50 runs for real; each by itself, so that one that is refused keeps none from going.",
            replay_many,
        )
        .get(
            "/runs/compare",
            "run_compare",
            "Say what differs between two runs.",
            compare,
        )
}

/// Runs repeated in one request at most.
const MOST: usize = 50;

/// What is tried again.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
struct Again {
    /// Which part; the whole run when absent.
    part: Part,
    /// A draft as YAML, instead of the version that is live now.
    text: Option<String>,
    /// A draft.
    scenario: Option<Scenario>,
}

/// A dry repeat beside what happened.
#[derive(Debug, Serialize, JsonSchema)]
struct ReplayView {
    /// What happened.
    before: RunResult,
    /// The document that ran then, while it is kept.
    before_text: Option<Scenario>,
    /// What would have happened.
    after: RunResult,
    /// The document that was tried.
    after_text: Scenario,
    /// What differs.
    differences: Vec<Difference>,
    /// What is not known of that moment.
    unknown: Vec<Unknown>,
    /// Faults of the document that was tried.
    faults: Vec<Fault>,
}

async fn dry_run(me: Can<Read>, At(id): At<RunId>, Body(again): Body<Again>) -> Result<Json<ReplayView>> {
    let Again { part, text, scenario } = again;
    let draft = match text.is_some() || scenario.is_some() {
        true => Some(document(text, scenario)?),
        false => None,
    };
    let replayed = me.rehearse(move |work| {
        work.engine_does(|engine, tx, by| engine.replay_dry(tx, by.now, by.workspace, id, draft, &part))
    });
    let replayed = replayed.await?;
    Ok(Json(ReplayView {
        before: replayed.before,
        before_text: replayed.before_document,
        after: replayed.after,
        after_text: replayed.after_document,
        differences: replayed.differences,
        unknown: replayed.unknown,
        faults: replayed.faults,
    }))
}

/// Which part is repeated.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
struct Repeat {
    /// The whole run when absent.
    part: Part,
}

/// The new run.
#[derive(Debug, Serialize, JsonSchema)]
struct NewRun {
    /// Its id.
    run: RunId,
}

async fn replay(
    me: Can<Write>,
    At(id): At<RunId>,
    Body(Repeat { part }): Body<Repeat>,
) -> Result<Accepted<NewRun>> {
    let repeated = me.write(move |work| {
        let repeated = work.engine_does(|engine, tx, by| engine.replay_run(tx, by, id, &part))?;
        Ok(then(work, repeated))
    });
    Ok(Accepted(NewRun { run: repeated.await? }))
}

/// Runs to repeat.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Many {
    /// Their ids, 1 to 50.
    ids: Vec<RunId>,
    /// Which part of each; the whole when absent.
    #[serde(default)]
    part: Part,
}

/// What became of each.
#[derive(Debug, Serialize, JsonSchema)]
struct RepeatedMany {
    /// In the order of the ids.
    items: Vec<Repeated>,
}

async fn replay_many(me: Can<Write>, Body(Many { ids, part }): Body<Many>) -> Result<Json<RepeatedMany>> {
    if ids.is_empty() || ids.len() > MOST {
        return Err(Problem::invalid("ids", format!("give 1 to {MOST} runs")));
    }
    let items = me.write(move |work| ids.into_iter().map(|id| one_of(work, id, &part)).collect());
    Ok(Json(RepeatedMany { items: items.await? }))
}

/// One of many: what is refused is told beside the others.
fn one_of(work: &mut Work, run: RunId, part: &Part) -> Result<Repeated> {
    let tried = work.engine_does(|engine, tx, by| {
        Ok(
            tx.attempt(|tx| -> std::result::Result<(RunId, Done), EngineError> {
                engine.replay_run(tx, by, run, part)
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
        Err(refused) => Ok(Repeated {
            run,
            repeat: None,
            refused: Some(refused.to_string()),
        }),
    }
}

/// Two runs.
#[derive(Debug, Deserialize, JsonSchema)]
struct Two {
    /// The first.
    before: RunId,
    /// The second.
    after: RunId,
}

/// What differs.
#[derive(Debug, Serialize, JsonSchema)]
struct Compared {
    /// In the order of the second run.
    differences: Vec<Difference>,
}

async fn compare(me: Can<Read>, Query(Two { before, after }): Query<Two>) -> Result<Json<Compared>> {
    let compared = me.look(move |look| {
        Ok(look
            .engine
            .compare_runs(look.tx, look.now, look.defs.workspace, before, after)?)
    });
    Ok(Json(Compared {
        differences: compared.await?,
    }))
}
