//! The board of a pipeline: what its columns hold, page by page, and what they are worth.

use super::filter::{Filter, Source, entries, source};
use super::record::{Record, get_many, ids_json, listed};
use super::values::held_by_few;
use crate::{Result, Space, Val};
use signalbox_model::record::{Lead, Money};
use signalbox_model::{Micros, PipelineId, RecordId, StageId};
use std::collections::HashMap;

/// What a column holds under a filter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnTotal {
    /// The stage.
    pub stage: StageId,
    /// How many leads.
    pub count: i64,
    /// Their amounts, one sum a currency, by currency.
    pub sums: Vec<Money>,
}

/// In which order a column shows its leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ColumnOrder {
    /// As people have put them; what came last is on top.
    #[default]
    ByHand,
    /// The youngest lead first.
    Newest,
    /// The oldest lead first.
    Oldest,
    /// The greatest amount first, leads without one last.
    Amount,
    /// The one that has stood on the stage longest first.
    Waiting,
}

impl ColumnOrder {
    /// What is compared, and whether it grows down the column; equal ones go by id the same way.
    fn sql(self) -> (&'static str, bool) {
        match self {
            Self::ByHand => ("r.position", false),
            Self::Newest => ("r.id", false),
            Self::Oldest => ("r.id", true),
            Self::Amount => ("COALESCE(r.sale, -9223372036854775807)", false),
            Self::Waiting => ("r.entered_stage_at", true),
        }
    }
}

/// Where a page of a column ended: what was compared, and the lead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ColumnPlace {
    /// What the order compares.
    pub key: i64,
    /// The last lead.
    pub id: RecordId,
}

/// With so few holders of a value a column is read from the value, not down its own order.
const FEW: i64 = 2000;

/// The source for reading columns. Without a rare value it runs down the index of the board.
fn column_source(space: &mut Space, pipeline: PipelineId, filter: &Filter) -> Result<Source> {
    // The place is added here: a column is one stage of one pipeline whatever else the filter says of places.
    let own = Filter {
        pipeline: None,
        stage: None,
        open: false,
        ..filter.clone()
    };
    let rare = match entries(&own).first() {
        Some(entry) => held_by_few(space, Lead::KIND, entry, FEW)?,
        None => false,
    };
    let mut source = source(space, Lead::KIND, &own, rare)?;
    source
        .conditions
        .and(&format!("r.pipeline_id = {}", pipeline.0), []);
    Ok(source)
}

/// What each column of a pipeline holds under a filter; columns without leads are left out.
pub fn column_totals(space: &mut Space, pipeline: PipelineId, filter: &Filter) -> Result<Vec<ColumnTotal>> {
    let source = column_source(space, pipeline, filter)?;
    let sql = format!(
        "SELECT r.stage_id, COUNT(*), COUNT(r.currency), MIN(r.currency), MAX(r.currency),
         CAST(COALESCE(SUM(r.sale), 0) AS BIGINT) FROM {} WHERE r.workspace_id = ?1{} GROUP BY r.stage_id",
        source.from,
        source.conditions.sql()
    );
    let mut mixed = Vec::new();
    let mut totals = space.all(&sql, &source.conditions.vals(), |row| {
        let (stage, priced) = (StageId(row.int(0)?), row.int(2)?);
        let (least, most) = (row.opt_text(3)?, row.opt_text(4)?);
        let sums = match (least, most) {
            (Some(currency), Some(most)) if priced > 0 && currency == most => vec![Money {
                minor: row.int(5)?,
                currency,
            }],
            (Some(_), Some(_)) => {
                mixed.push(stage);
                Vec::new()
            }
            _ => Vec::new(),
        };
        Ok(ColumnTotal {
            stage,
            count: row.int(1)?,
            sums,
        })
    })?;
    // Several currencies in one column are rare, and grouping by them is dear: only then it is done.
    for stage in mixed {
        let sums = sums_by_currency(space, &source, stage)?;
        if let Some(total) = totals.iter_mut().find(|total| total.stage == stage) {
            total.sums = sums;
        }
    }
    Ok(totals)
}

fn sums_by_currency(space: &mut Space, source: &Source, stage: StageId) -> Result<Vec<Money>> {
    let sql = format!(
        "SELECT r.currency, CAST(SUM(r.sale) AS BIGINT) FROM {} WHERE r.workspace_id = ?1{} AND r.stage_id = {}
         AND r.currency IS NOT NULL GROUP BY r.currency ORDER BY r.currency",
        source.from,
        source.conditions.sql(),
        stage.0
    );
    space.all(&sql, &source.conditions.vals(), |row| {
        Ok(Money {
            currency: row.text(0)?,
            minor: row.int(1)?,
        })
    })
}

/// The next leads of a column after a place, and where this page ends. `filter.limit` says how many; its places are
/// not heeded.
pub fn column(
    space: &mut Space,
    (pipeline, stage): (PipelineId, StageId),
    order: ColumnOrder,
    after: Option<ColumnPlace>,
    filter: &Filter,
) -> Result<(Vec<Lead>, Option<ColumnPlace>)> {
    let limit = filter.limit.clamp(1, 500);
    let source = column_source(space, pipeline, filter)?;
    let (key, grows) = order.sql();
    let (than, way) = if grows { (">", "ASC") } else { ("<", "DESC") };
    let mut params: Vec<Val> = source.conditions.vals();
    let next = source.conditions.next();
    params.push(i64::try_from(limit).unwrap_or(i64::MAX).into());
    let mut further = String::new();
    if let Some(place) = after {
        further = format!(
            " AND {key} {than}= ?{} AND ({key} {than} ?{} OR r.id {than} ?{})",
            next + 1,
            next + 1,
            next + 2
        );
        params.push(place.key.into());
        params.push(place.id.0.into());
    }
    let sql = format!(
        "SELECT r.id, {key} FROM {} WHERE r.workspace_id = ?1{} AND r.stage_id = {}{further}
         ORDER BY {key} {way}, r.id {way} LIMIT ?{next}",
        source.from,
        source.conditions.sql(),
        stage.0
    );
    let places = space.all(&sql, &params, |row| {
        Ok(ColumnPlace {
            id: RecordId(row.int(0)?),
            key: row.int(1)?,
        })
    })?;
    let ids: Vec<RecordId> = places.iter().map(|place| place.id).collect();
    let end = places.last().copied().filter(|_| places.len() == limit);
    Ok((get_many(space, &ids)?, end))
}

/// How far apart positions are put when there is no room between two: 21 leads fit between them by halving.
const ROOM: i64 = 1 << 21;

/// Positions for `count` leads above or below another lead of a column, top first; `None` when that lead does not stand
/// there. Leads in `moving` do not count as neighbours.
pub fn positions_beside(
    space: &mut Space,
    (pipeline, stage): (PipelineId, StageId),
    beside: Beside,
    moving: &[RecordId],
    count: i64,
) -> Result<Option<Vec<i64>>> {
    let (anchor, above) = match beside {
        Beside::Above(id) => (id, true),
        Beside::Below(id) => (id, false),
    };
    let at = space.one(
        "SELECT position FROM lead WHERE workspace_id = ?1 AND pipeline_id = ?2 AND stage_id = ?3 AND id = ?4",
        &[pipeline.0.into(), stage.0.into(), anchor.0.into()],
        |row| row.int(0),
    )?;
    let Some(at) = at else { return Ok(None) };
    let neighbour = neighbour(space, (pipeline, stage), at, above, moving)?;
    let (mut low, mut high) = match (above, neighbour) {
        (true, Some(next)) => (at, next),
        (true, None) => (at, at.saturating_add(ROOM * (count + 1))),
        (false, Some(next)) => (next, at),
        (false, None) => (at.saturating_sub(ROOM * (count + 1)), at),
    };
    if high - low <= count {
        let lift = ROOM * (count + 1);
        space.exec(
            "UPDATE lead SET position = position + ?5
             WHERE workspace_id = ?1 AND pipeline_id = ?2 AND stage_id = ?3 AND position >= ?4",
            &[pipeline.0.into(), stage.0.into(), high.into(), lift.into()],
        )?;
        high += lift;
    }
    let step = (high - low) / (count + 1);
    let mut positions = Vec::new();
    for _ in 0..count {
        low += step;
        positions.push(low);
    }
    positions.reverse();
    Ok(Some(positions))
}

/// Beside which lead others are put.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beside {
    /// Right above it.
    Above(RecordId),
    /// Right below it.
    Below(RecordId),
}

/// The position of the next lead above or below one that stays where it is.
fn neighbour(
    space: &mut Space,
    (pipeline, stage): (PipelineId, StageId),
    at: i64,
    above: bool,
    moving: &[RecordId],
) -> Result<Option<i64>> {
    let (than, way) = if above { (">", "ASC") } else { ("<", "DESC") };
    let sql = format!(
        "SELECT id, position FROM lead WHERE workspace_id = ?1 AND pipeline_id = ?2 AND stage_id = ?3
         AND position {than} ?4 ORDER BY position {way} LIMIT ?5"
    );
    let some = i64::try_from(moving.len() + 1).unwrap_or(i64::MAX);
    let near = space.all(
        &sql,
        &[pipeline.0.into(), stage.0.into(), at.into(), some.into()],
        |row| Ok((RecordId(row.int(0)?), row.int(1)?)),
    )?;
    let stays = near.into_iter().find(|(id, _)| !moving.contains(id));
    Ok(stays.map(|(_, position)| position))
}

/// Puts a lead elsewhere in its column. Its place is no fact about the lead: nothing else of it changes.
pub fn put_at(space: &mut Space, lead: RecordId, position: i64) -> Result<()> {
    space.exec(
        "UPDATE lead SET position = ?3 WHERE workspace_id = ?1 AND id = ?2",
        &[lead.0.into(), position.into()],
    )?;
    Ok(())
}

/// The main contacts of leads: id and name.
pub fn main_contacts(space: &mut Space, leads: &[RecordId]) -> Result<HashMap<RecordId, (RecordId, String)>> {
    let sql = format!(
        "SELECT l.a_id, c.id, c.name FROM record_link l JOIN contact c ON c.id = l.b_id AND c.workspace_id = ?1
         WHERE l.workspace_id = ?1 AND l.a_id IN ({}) AND l.b_kind = 2 AND l.main = ?3",
        listed(space)
    );
    let found = space.all(&sql, &[(&ids_json(leads)).into(), true.into()], |row| {
        Ok((RecordId(row.int(0)?), (RecordId(row.int(1)?), row.text(2)?)))
    })?;
    Ok(found.into_iter().collect())
}

/// When the next open task of each lead is due; leads without one are left out.
pub fn next_tasks(space: &mut Space, leads: &[RecordId]) -> Result<HashMap<RecordId, Micros>> {
    let sql = format!(
        "SELECT record_id, MIN(due_at) FROM task WHERE workspace_id = ?1 AND record_id IN ({})
         AND done_at IS NULL GROUP BY record_id",
        listed(space)
    );
    let found = space.all(&sql, &[(&ids_json(leads)).into()], |row| {
        Ok((RecordId(row.int(0)?), Micros(row.int(1)?)))
    })?;
    Ok(found.into_iter().collect())
}
