//! The counters of a flow: who came to each step, and what became of them there.

use super::flows::head;
use crate::can::{Can, Read};
use crate::doc::Routes;
use crate::extract::{At, Query};
use crate::problem::{Problem, Result};
use axum::Json;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use signalbox_model::{BotId, FlowId};
use signalbox_store::chat::{flows, passes};
use std::collections::BTreeMap;

pub(super) fn routes(routes: Routes) -> Routes {
    routes.chapter("Flows").get(
        "/bots/{id}/flows/{flow}/counts",
        "flow_counts",
        "Count who came to each step, went on, stands there and could not go on.",
        counts,
    )
}

/// Since when.
#[derive(Debug, Deserialize, JsonSchema)]
struct CountsOf {
    /// In this many days up to today; 30 when absent.
    #[schemars(range(min = 1, max = 3660))]
    days: Option<u16>,
}

/// The numbers of a step.
#[derive(Debug, Serialize, JsonSchema)]
struct StepCount {
    /// The step.
    step: String,
    /// How many dialogs came there.
    people: i64,
    /// How often one came there.
    entered: i64,
    /// How often one went on to another step.
    gone: i64,
    /// How often one could not go on.
    failed: i64,
    /// How many stand there now, whenever they came.
    waiting: i64,
}

/// The numbers of the steps of a flow.
#[derive(Debug, Serialize, JsonSchema)]
struct FlowCounts {
    /// Steps where anything happened, by their ids.
    items: Vec<StepCount>,
}

async fn counts(
    me: Can<Read>,
    At((bot, id)): At<(BotId, FlowId)>,
    Query(CountsOf { days }): Query<CountsOf>,
) -> Result<Json<FlowCounts>> {
    let from = passes::day_of(me.server().now()) - i64::from(days.unwrap_or(30).max(1)) + 1;
    let counted = me.read(move |space| {
        head(space, bot, id)?;
        let mut by_step: BTreeMap<String, StepCount> = BTreeMap::new();
        for counted in passes::counts(space, id, from)? {
            let count = StepCount {
                step: counted.step.clone(),
                people: counted.people,
                entered: counted.pass.entered,
                gone: counted.pass.gone,
                failed: counted.pass.failed,
                waiting: 0,
            };
            by_step.insert(counted.step, count);
        }
        for (step, _, standing) in flows::standing(space, id)? {
            let count = by_step.entry(step).or_insert_with_key(|step| StepCount {
                step: step.clone(),
                people: 0,
                entered: 0,
                gone: 0,
                failed: 0,
                waiting: 0,
            });
            count.waiting += standing;
        }
        Ok::<_, Problem>(FlowCounts {
            items: by_step.into_values().collect(),
        })
    });
    Ok(Json(counted.await?))
}
