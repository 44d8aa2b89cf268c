//! Pages of records, newest first, and walks over all that a filter leaves, oldest first.

use super::filter::{Filter, Source, source};
use super::record::{Record, get_many};
use super::values::{Entry, holders};
use crate::{Result, Space, Val};
use signalbox_model::{PipelineId, RecordId, StageId};

/// Which way ids are walked, and from where.
#[derive(Clone, Copy)]
enum Walk {
    NewestBefore(RecordId),
    OldestAfter(RecordId),
}

impl Walk {
    fn from(self) -> RecordId {
        match self {
            Self::NewestBefore(id) | Self::OldestAfter(id) => id,
        }
    }

    /// The comparison of ids and their order.
    fn sql(self) -> (&'static str, &'static str) {
        match self {
            Self::NewestBefore(_) => ("<", "DESC"),
            Self::OldestAfter(_) => (">", "ASC"),
        }
    }
}

/// A page of records, newest first.
pub fn list<R: Record>(space: &mut Space, filter: &Filter) -> Result<Vec<R>> {
    let before = filter.before.unwrap_or(RecordId(i64::MAX));
    page(space, filter, Walk::NewestBefore(before))
}

/// The next records after an id, oldest first: for walks over all that a filter leaves. `filter.before` is not heeded.
pub fn list_after<R: Record>(space: &mut Space, filter: &Filter, after: RecordId) -> Result<Vec<R>> {
    page(space, filter, Walk::OldestAfter(after))
}

/// How many records a filter leaves.
pub fn count<R: Record>(space: &mut Space, filter: &Filter) -> Result<i64> {
    let source = source(space, R::KIND, filter, true)?;
    let mut total = 0;
    for place in places(&source) {
        let sql = format!(
            "SELECT COUNT(*) FROM {} WHERE r.workspace_id = ?1{}{place}",
            source.from,
            source.conditions.sql()
        );
        let found = space.one(&sql, &source.conditions.vals(), |row| row.int(0))?;
        total += found.unwrap_or(0);
    }
    Ok(total)
}

/// The condition of each stage, walked one by one so that each is read in the order of its index; one empty condition
/// when stages do not matter.
fn places(source: &Source) -> Vec<String> {
    let on = |(pipeline, stage): &(PipelineId, StageId)| {
        format!(" AND r.pipeline_id = {} AND r.stage_id = {}", pipeline.0, stage.0)
    };
    match &source.stages {
        Some(stages) => stages.iter().map(on).collect(),
        None => vec![String::new()],
    }
}

fn page<R: Record>(space: &mut Space, filter: &Filter, walk: Walk) -> Result<Vec<R>> {
    let limit = filter.limit.clamp(1, 500);
    let source = source(space, R::KIND, filter, true)?;
    let mut ids: Vec<RecordId> = Vec::new();
    for place in places(&source) {
        ids.extend(ids_of(space, &source, &place, walk, limit)?);
    }
    ids.sort_unstable();
    if matches!(walk, Walk::NewestBefore(_)) {
        ids.reverse();
    }
    ids.truncate(limit);
    get_many(space, &ids)
}

fn ids_of(
    space: &mut Space,
    source: &Source,
    place: &str,
    walk: Walk,
    limit: usize,
) -> Result<Vec<RecordId>> {
    let (than, order) = walk.sql();
    let (id, next) = (source.id, source.conditions.next());
    let sql = format!(
        "SELECT {id} FROM {} WHERE r.workspace_id = ?1{}{place} AND {id} {than} ?{next} ORDER BY {id} {order} LIMIT ?{}",
        source.from,
        source.conditions.sql(),
        next + 1
    );
    let mut params: Vec<Val> = source.conditions.vals();
    params.push(walk.from().0.into());
    params.push(i64::try_from(limit).unwrap_or(i64::MAX).into());
    space.all(&sql, &params, |row| Ok(RecordId(row.int(0)?)))
}

/// So many holders of a value are looked at for the ones changed last.
const HOLDERS: i64 = 1000;
/// So many records a look-up gives at most.
const FOUND: usize = 50;

/// Records that hold a value, the most recently changed first (Z-109), at most 50. `keep` settles what the folded
/// value leaves open, such as case. Of more than 1000 holders only the newest are looked at.
pub fn find_by<R: Record>(space: &mut Space, entry: &Entry, keep: impl Fn(&R) -> bool) -> Result<Vec<R>> {
    if entry.folded.is_empty() {
        return Ok(Vec::new());
    }
    let ids = holders(space, R::KIND, entry, RecordId(i64::MAX), HOLDERS)?;
    let mut found: Vec<R> = get_many(space, &ids)?;
    found.retain(keep);
    found.sort_by_key(|record| std::cmp::Reverse((record.updated_at(), record.id())));
    found.truncate(FOUND);
    Ok(found)
}
