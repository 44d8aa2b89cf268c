//! What uses a stage, a field or a tag, deleting stages and tags, and the order of lists.

use crate::can::{Can, Manage};
use crate::doc::{NoContent, Routes};
use crate::extract::{At, Body, Query};
use crate::problem::{Problem, Result};
use axum::Json;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use signalbox_engine::commands::held;
use signalbox_engine::uses::{self, Thing, Use};
use signalbox_model::{RecordKind, StageId};
use signalbox_store::crm::definitions::Ordered;

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .chapter("Pipelines")
        .get(
            "/uses",
            "use_list",
            "List what uses a pipeline, stage, field, option, reason, type of task, tag or secret, and count its records.",
            list,
        )
        .delete(
            "/stages/{id}",
            "stage_delete",
            "Delete a stage that nothing uses; its leads go to another.",
            delete_stage,
        )
        .post(
            "/tags/replace",
            "tag_replace",
            "Take a tag off every record of a kind, or put another in its place.",
            replace_tag,
        )
        .put(
            "/order",
            "order_update",
            "Put pipelines, reasons, types of tasks or the fields of a kind of record in an order.",
            set_order,
        )
}

/// What kind of thing.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum ThingKind {
    /// A pipeline, by id.
    Pipeline,
    /// A stage, by id.
    Stage,
    /// A custom field, by id.
    Field,
    /// An option of a field: the field's id, and the option.
    Option,
    /// A reason for losing leads, by id.
    LossReason,
    /// A type of task, by key.
    TaskType,
    /// A tag of a kind of record: the kind, and the tag.
    Tag,
    /// A stored secret, by name.
    Secret,
    /// A connection, by key.
    Connection,
}

/// Which thing.
#[derive(Debug, Deserialize, JsonSchema)]
struct Wanted {
    /// What kind of thing.
    of: ThingKind,
    /// Its id; of a type of task its key, of a tag the kind of record, of a secret its name, of a connection its key.
    id: String,
    /// The option, or the tag.
    name: Option<String>,
}

impl Wanted {
    fn thing(self) -> Result<Thing> {
        let Self { of, id, name } = self;
        let unknown = |_| Problem::not_found("thing");
        let name = name.unwrap_or_default();
        Ok(match of {
            ThingKind::Pipeline => Thing::Pipeline(id.parse().map_err(unknown)?),
            ThingKind::Stage => Thing::Stage(id.parse().map_err(unknown)?),
            ThingKind::Field => Thing::Field(id.parse().map_err(unknown)?),
            ThingKind::Option => Thing::Choice(id.parse().map_err(unknown)?, name),
            ThingKind::LossReason => Thing::LossReason(id.parse().map_err(unknown)?),
            ThingKind::TaskType => Thing::TaskType(id.parse().map_err(|_| Problem::not_found("thing"))?),
            ThingKind::Secret => Thing::Secret(id.parse().map_err(|_| Problem::not_found("thing"))?),
            ThingKind::Connection => Thing::Connection(id.parse().map_err(|_| Problem::not_found("thing"))?),
            ThingKind::Tag => {
                let kind = id
                    .parse()
                    .map_err(|error: String| Problem::invalid("id", error))?;
                Thing::Tag(kind, name)
            }
        })
    }
}

/// What uses a thing.
#[derive(Debug, Serialize, JsonSchema)]
struct Uses {
    /// Every place that names it.
    uses: Vec<Use>,
    /// How many records hold it: stand on the stage, hold a value of the field, have the tag.
    records: i64,
}

async fn list(me: Can<Manage>, Query(wanted): Query<Wanted>) -> Result<Json<Uses>> {
    let thing = wanted.thing()?;
    let found = me.look(move |look| {
        let defs = look.defs.clone();
        Ok(Uses {
            uses: uses::uses(&mut look.space(), &defs, &thing)?,
            records: held(&mut look.space(), &defs, &thing)?,
        })
    });
    Ok(Json(found.await?))
}

/// Where leads go.
#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct MoveTo<T> {
    /// What takes the place of what is deleted.
    pub move_to: Option<T>,
}

async fn delete_stage(
    me: Can<Manage>,
    At(id): At<StageId>,
    Query(MoveTo { move_to }): Query<MoveTo<StageId>>,
) -> Result<NoContent> {
    me.write(move |work| work.command(|engine, tx, by| engine.delete_stage(tx, by, id, move_to)))
        .await?;
    Ok(NoContent)
}

/// A tag that goes.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct TagChange {
    /// The kind of record.
    kind: RecordKind,
    /// The tag.
    tag: String,
    /// The tag that records get instead; none when absent.
    instead: Option<String>,
}

async fn replace_tag(me: Can<Manage>, Body(change): Body<TagChange>) -> Result<NoContent> {
    me.write(move |work| {
        let TagChange { kind, tag, instead } = change;
        if instead.as_deref().is_some_and(|text| text.trim().is_empty()) {
            return Err(Problem::invalid(
                "instead",
                "it cannot be empty: write a tag, or leave it out",
            ));
        }
        work.command(|engine, tx, by| engine.replace_tag(tx, by, kind, &tag, instead.as_deref()))
    })
    .await?;
    Ok(NoContent)
}

/// What is ordered.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum OrderedList {
    /// Pipelines.
    Pipelines,
    /// Reasons for losing leads.
    LossReasons,
    /// Types of tasks.
    TaskTypes,
    /// Fields of one kind of record.
    Fields,
}

/// An order.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Order {
    /// What is ordered.
    of: OrderedList,
    /// Every id of the list, in the new order; types of tasks by their keys.
    ids: Vec<String>,
}

async fn set_order(me: Can<Manage>, Body(order): Body<Order>) -> Result<NoContent> {
    let list = match order.of {
        OrderedList::Pipelines => Ordered::Pipelines,
        OrderedList::LossReasons => Ordered::LossReasons,
        OrderedList::TaskTypes => Ordered::TaskTypes,
        OrderedList::Fields => Ordered::Fields,
    };
    me.write(move |work| work.command(|engine, tx, by| engine.set_order(tx, by, list, &order.ids)))
        .await?;
    Ok(NoContent)
}
