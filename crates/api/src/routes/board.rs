//! The board of a pipeline: its columns with counts and sums, and their cards page by page.

use super::records::{self, LinkedRecord, RecordQuery};
use crate::can::{Can, Read, Write};
use crate::doc::Routes;
use crate::extract::{At, Body, Page};
use crate::problem::{Problem, Result};
use crate::views::ScenarioName;
use crate::work::Look;
use axum::Json;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use signalbox_engine::{Definitions, Topic, crm};
use signalbox_model::record::{Lead, Money, Pipeline, Stage};
use signalbox_model::start::Start;
use signalbox_model::{LossReasonId, Micros, PipelineId, RecordId, RecordKind, StageId, UserId};
use signalbox_store::crm::Filter;
use signalbox_store::crm::board::{self, Beside, ColumnOrder, ColumnPlace};

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .chapter("Leads")
        .get(
            "/pipelines/{id}/board",
            "board_show",
            "Show a pipeline's columns: what they hold under a filter, and the first cards of each.",
            show,
        )
        .get(
            "/pipelines/{id}/board/{stage}",
            "board_column",
            "List the further cards of a column.",
            column,
        )
        .post(
            "/leads/move",
            "lead_move",
            "Move leads to a stage and a place in its column, all or none.",
            move_leads,
        )
}

/// How many cards each column of a board shows at first.
const FIRST: u16 = 30;

/// A board.
#[derive(Debug, Serialize, JsonSchema)]
struct Board {
    /// A column for each stage, in order.
    columns: Vec<BoardColumn>,
}

/// A column of a board.
#[derive(Debug, Serialize, JsonSchema)]
struct BoardColumn {
    /// Its stage.
    stage_id: StageId,
    /// How many leads stand there under the filter.
    count: i64,
    /// Their amounts, one sum a currency.
    sums: Vec<Money>,
    /// Scenarios that start when a lead comes to the stage and that are on.
    scenarios: Vec<ScenarioName>,
    /// The first cards.
    cards: Vec<LeadCard>,
    /// The cursor of the next cards; absent when these are all.
    next: Option<String>,
}

/// A lead as the board shows it.
#[derive(Debug, Serialize, JsonSchema)]
struct LeadCard {
    /// Its id.
    id: RecordId,
    /// The title.
    name: String,
    /// The pipeline.
    pipeline_id: PipelineId,
    /// The stage.
    stage_id: StageId,
    /// The amount.
    sale: Option<Money>,
    /// The responsible user.
    responsible_id: Option<UserId>,
    /// Why it was lost.
    loss_reason_id: Option<LossReasonId>,
    /// Tags.
    tags: Vec<String>,
    /// Its main contact.
    contact: Option<LinkedRecord>,
    /// When its next open task is due; absent when it has none.
    next_task_at: Option<Micros>,
    /// Since when it stands on its stage.
    entered_stage_at: Micros,
    /// When it was made.
    created_at: Micros,
}

/// The cards of leads, with what belongs to them read for all at once.
fn cards(look: &mut Look, leads: Vec<Lead>) -> Result<Vec<LeadCard>> {
    let ids: Vec<RecordId> = leads.iter().map(|lead| lead.id).collect();
    let mut contacts = board::main_contacts(&mut look.space(), &ids)?;
    let tasks = board::next_tasks(&mut look.space(), &ids)?;
    let card = |lead: Lead| LeadCard {
        contact: contacts
            .remove(&lead.id)
            .map(|(id, name)| LinkedRecord { id, name }),
        next_task_at: tasks.get(&lead.id).copied(),
        id: lead.id,
        name: lead.name,
        pipeline_id: lead.pipeline_id,
        stage_id: lead.stage_id,
        sale: lead.sale,
        responsible_id: lead.responsible_id,
        loss_reason_id: lead.loss_reason_id,
        tags: lead.tags,
        entered_stage_at: lead.entered_stage_at,
        created_at: lead.created_at,
    };
    Ok(leads.into_iter().map(card).collect())
}

/// How the board is asked for besides the filter of leads.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Order {
    /// As people have put them.
    #[default]
    ByHand,
    /// The youngest first.
    Newest,
    /// The oldest first.
    Oldest,
    /// The greatest amount first.
    Amount,
    /// The one that has stood there longest first.
    Waiting,
}

fn order(path: &str, text: &str) -> Result<ColumnOrder> {
    let quoted = serde_json::Value::from(text);
    Ok(match serde_json::from_value(quoted) {
        Ok(Order::ByHand) => ColumnOrder::ByHand,
        Ok(Order::Newest) => ColumnOrder::Newest,
        Ok(Order::Oldest) => ColumnOrder::Oldest,
        Ok(Order::Amount) => ColumnOrder::Amount,
        Ok(Order::Waiting) => ColumnOrder::Waiting,
        Err(_) => {
            let message = format!("`{text}` is no order: write by_hand, newest, oldest, amount or waiting");
            return Err(Problem::invalid(path, message));
        }
    })
}

/// The order of a column: `sort.STAGE`, the stage by key or id.
fn order_of(query: &RecordQuery, stage: &Stage) -> Result<ColumnOrder> {
    let id = stage.id.to_string();
    let mut given = query.named("sort.");
    match given.find(|(name, _)| *name == stage.key.as_str() || *name == id) {
        Some((name, text)) => order(&format!("sort.{name}"), text),
        None => Ok(ColumnOrder::default()),
    }
}

fn cursor(place: Option<ColumnPlace>) -> Option<String> {
    place.map(|place| format!("{}.{}", place.id, place.key))
}

fn place(query: &RecordQuery) -> Result<Option<ColumnPlace>> {
    let Some(text) = query.cursor() else {
        return Ok(None);
    };
    let read = |text: &str| {
        let (id, key) = text.split_once('.')?;
        Some(ColumnPlace {
            id: id.parse().ok()?,
            key: key.parse().ok()?,
        })
    };
    let wrong = || Problem::invalid("cursor", "is no cursor of ours: take `next` of the page before");
    read(text).map(Some).ok_or_else(wrong)
}

/// Whether a scenario starts when a lead comes to a stage.
fn starts_on(start: &Start, pipeline: &Pipeline, stage: &Stage) -> bool {
    let Start::LeadStageChanged(wanted) = start else {
        return false;
    };
    wanted.pipeline.as_ref().is_none_or(|key| *key == pipeline.key)
        && wanted.stage.as_ref().is_none_or(|key| *key == stage.key)
}

fn scenarios(defs: &Definitions, pipeline: &Pipeline, stage: &Stage) -> Vec<ScenarioName> {
    let on = defs.scenarios.values().filter(|compiled| compiled.on);
    on.filter(|compiled| starts_on(&compiled.body.scenario.start, pipeline, stage))
        .map(|compiled| ScenarioName::of(defs, compiled.id))
        .collect()
}

fn pipeline(defs: &Definitions, id: PipelineId) -> Result<Pipeline> {
    let found = defs.schema.pipeline(id).cloned();
    found.ok_or_else(|| Problem::not_found("pipeline"))
}

async fn show(me: Can<Read>, At(id): At<PipelineId>, query: RecordQuery) -> Result<Json<Board>> {
    let user = me.user().id;
    let board = me.look(move |look| {
        let pipeline = pipeline(&look.defs, id)?;
        query.with_filter(look, RecordKind::Lead, user, |look, filter| {
            let filter = Filter {
                limit: usize::from(query.limit()?.unwrap_or(FIRST)),
                ..filter
            };
            let totals = board::column_totals(&mut look.space(), id, &filter)?;
            let mut columns = Vec::new();
            for stage in &pipeline.stages {
                let total = totals.iter().find(|total| total.stage == stage.id).cloned();
                let (leads, end) = match &total {
                    Some(_) => {
                        let order = order_of(&query, stage)?;
                        board::column(&mut look.space(), (id, stage.id), order, None, &filter)?
                    }
                    None => Default::default(),
                };
                let (count, sums) = total.map_or_else(Default::default, |total| (total.count, total.sums));
                columns.push(BoardColumn {
                    stage_id: stage.id,
                    count,
                    sums,
                    scenarios: scenarios(&look.defs, &pipeline, stage),
                    cards: cards(look, leads)?,
                    next: cursor(end),
                });
            }
            Ok(Board { columns })
        })
    });
    Ok(Json(board.await?))
}

async fn column(
    me: Can<Read>,
    At((id, stage)): At<(PipelineId, StageId)>,
    query: RecordQuery,
) -> Result<Json<Page<LeadCard>>> {
    let user = me.user().id;
    let page = me.look(move |look| {
        let pipeline = pipeline(&look.defs, id)?;
        let found = pipeline.stages.iter().find(|known| known.id == stage);
        let order = order_of(&query, found.ok_or_else(|| Problem::not_found("stage"))?)?;
        let after = place(&query)?;
        query.with_filter(look, RecordKind::Lead, user, |look, filter| {
            let (leads, end) = board::column(&mut look.space(), (id, stage), order, after, &filter)?;
            Ok(Page {
                items: cards(look, leads)?,
                next: cursor(end),
            })
        })
    });
    Ok(Json(page.await?))
}

/// Where leads go.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct LeadMove {
    /// The leads in order, the first on top; 1 to 500.
    leads: Vec<RecordId>,
    /// The stage, id or key.
    stage: String,
    /// Right above this lead of the column; on top when neither `above` nor `below` is given or it has left the column.
    #[serde(default)]
    above: Option<RecordId>,
    /// Right below this lead of the column.
    #[serde(default)]
    below: Option<RecordId>,
    /// What else changes of each of them: a loss reason, fields the stage asks for.
    #[serde(default)]
    change: super::leads::LeadChange,
}

const MOST_MOVED: usize = 500;

/// What was moved.
#[derive(Debug, Serialize, JsonSchema)]
struct Moved {
    /// The leads as they are now, in the order given.
    cards: Vec<LeadCard>,
}

async fn move_leads(me: Can<Write>, Body(wanted): Body<LeadMove>) -> Result<Json<Moved>> {
    if wanted.leads.is_empty() || wanted.leads.len() > MOST_MOVED {
        let message = format!("move 1 to {MOST_MOVED} leads at once; for more there are bulk changes");
        return Err(Problem::invalid("leads", message));
    }
    let beside = match (wanted.above, wanted.below) {
        (Some(_), Some(_)) => return Err(Problem::invalid("above", "give one of `above` and `below`")),
        (Some(lead), None) => Some(Beside::Above(lead)),
        (None, Some(lead)) => Some(Beside::Below(lead)),
        (None, None) => None,
    };
    let moved = me.write(move |work| {
        let defs = work.definitions()?;
        let stage = records::stage(&defs, None, &wanted.stage)?;
        let patch = wanted.change.resolve(&defs)?;
        let moved =
            work.change(|space, ctx| crm::move_leads(space, ctx, &wanted.leads, stage, beside, &patch))?;
        // A new place in the same column is no event, yet open boards show it.
        let id = work.id();
        work.tell(Topic::Record, id);
        Ok(Moved {
            cards: cards(&mut work.look()?, moved)?,
        })
    });
    Ok(Json(moved.await?))
}
