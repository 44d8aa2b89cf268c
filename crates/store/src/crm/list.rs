//! Pages of records. One filter drives through its index and gives ids, newest first; the others are checked on the
//! records themselves.

use super::fold;
use super::record::{Record, get_many};
use super::values::{Entry, Query, held, holders, slot};
use crate::{Result, Space, Val};
use signalbox_model::field::Field;
use signalbox_model::record::StageKind;
use signalbox_model::{PipelineId, RecordId, RecordKind, RecordRef, StageId, UserId};

/// Which records a list shows; every given filter must fit.
#[derive(Debug, Clone, Default)]
pub struct Filter<'f> {
    /// Leads of this pipeline.
    pub pipeline: Option<PipelineId>,
    /// Leads on this stage.
    pub stage: Option<StageId>,
    /// Of this responsible user.
    pub responsible: Option<UserId>,
    /// With this tag.
    pub tag: Option<&'f str>,
    /// With this value.
    pub value: Option<Entry>,
    /// Only open ones: leads neither won nor lost, tasks not done.
    pub open: bool,
    /// Tasks of this record.
    pub record: Option<RecordRef>,
    /// Where a value begins with this text, or values begin with each of its words.
    pub query: Option<&'f str>,
    /// Older than this id.
    pub before: Option<RecordId>,
    /// How many, 1–500.
    pub limit: usize,
}

/// What gives the ids.
enum Driver {
    Value(Entry),
    Query(Query),
    Record(RecordId),
    Stages(Vec<(PipelineId, StageId)>),
    Responsible(UserId),
    OpenTasks,
    All,
}

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

    fn on(self, last: RecordId) -> Self {
        match self {
            Self::NewestBefore(_) => Self::NewestBefore(last),
            Self::OldestAfter(_) => Self::OldestAfter(last),
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

/// A page of records, newest first. `fields` are the custom fields of the kind.
pub fn list<R: Record + Staged>(space: &mut Space, filter: &Filter, fields: &[Field]) -> Result<Vec<R>> {
    let before = filter.before.unwrap_or(RecordId(i64::MAX));
    page(space, filter, Walk::NewestBefore(before), fields)
}

/// The next records after an id, oldest first: for walks over all that a filter leaves. `filter.before` is not heeded.
pub fn list_after<R: Record + Staged>(
    space: &mut Space,
    filter: &Filter,
    after: RecordId,
    fields: &[Field],
) -> Result<Vec<R>> {
    page(space, filter, Walk::OldestAfter(after), fields)
}

/// How many records a filter leaves. A single filter is counted in its index; several are walked.
pub fn count<R: Record + Staged>(space: &mut Space, filter: &Filter, fields: &[Field]) -> Result<i64> {
    let wanted = Wanted::new(filter);
    let stages = stages(space, R::KIND, filter)?;
    let places = filter.pipeline.is_some() || filter.stage.is_some();
    let given = [
        places,
        filter.open,
        filter.responsible.is_some(),
        filter.record.is_some(),
        wanted.query.is_some(),
    ];
    let filters = given.into_iter().filter(|given| *given).count() + wanted.entries.len();
    match (wanted.entries.as_slice(), &stages) {
        ([entry], None) if filters == 1 => return held(space, R::KIND, entry),
        // Openness of leads is a matter of stages.
        ([], Some(stages)) if filters == 1 || (filters == 2 && places && filter.open) => {
            return on(space, stages);
        }
        ([], None) if filters == 0 => {
            let sql = format!("SELECT COUNT(*) FROM {} WHERE workspace_id = ?1", R::KIND);
            return Ok(space.one(&sql, &[], |row| row.int(0))?.unwrap_or(0));
        }
        _ => {}
    }
    let (mut total, mut last) = (0, RecordId(0));
    loop {
        let some = Filter {
            limit: 500,
            ..filter.clone()
        };
        let found = list_after::<R>(space, &some, last, fields)?;
        total += i64::try_from(found.len()).unwrap_or(0);
        match found.last() {
            Some(record) if found.len() == 500 => last = record.id(),
            _ => return Ok(total),
        }
    }
}

fn on(space: &mut Space, stages: &[(PipelineId, StageId)]) -> Result<i64> {
    let mut total = 0;
    for (pipeline, stage) in stages {
        let found = space.one(
            "SELECT COUNT(*) FROM lead WHERE workspace_id = ?1 AND pipeline_id = ?2 AND stage_id = ?3",
            &[pipeline.0.into(), stage.0.into()],
            |row| row.int(0),
        )?;
        total += found.unwrap_or(0);
    }
    Ok(total)
}

fn page<R: Record + Staged>(
    space: &mut Space,
    filter: &Filter,
    mut walk: Walk,
    fields: &[Field],
) -> Result<Vec<R>> {
    let limit = filter.limit.clamp(1, 500);
    let wanted = Wanted::new(filter);
    let stages = stages(space, R::KIND, filter)?;
    let driver = wanted.driver(R::KIND, filter, stages.clone());
    let mut found: Vec<R> = Vec::new();
    // A driver that is the only filter is done in one round; otherwise rounds grow as long as little fits.
    let mut chunk = limit;
    while found.len() < limit {
        let ids = driver.ids(space, R::KIND, walk, chunk)?;
        let Some(last) = ids.last().copied() else {
            break;
        };
        let fitting = get_many::<R>(space, &ids)?
            .into_iter()
            .filter(|record| wanted.fits(record, stages.as_deref(), fields));
        found.extend(fitting);
        if ids.len() < chunk {
            break;
        }
        walk = walk.on(last);
        chunk = (chunk * 2).min(2000);
    }
    found.truncate(limit);
    Ok(found)
}

/// The stage of a record, for leads.
pub trait Staged {
    /// Pipeline and stage.
    fn stage(&self) -> Option<(PipelineId, StageId)> {
        None
    }
}

impl Staged for signalbox_model::record::Lead {
    fn stage(&self) -> Option<(PipelineId, StageId)> {
        Some((self.pipeline_id, self.stage_id))
    }
}
impl Staged for signalbox_model::record::Contact {}
impl Staged for signalbox_model::record::Company {}
impl Staged for signalbox_model::record::Task {}

/// The filters in the form records are checked with.
struct Wanted {
    entries: Vec<Entry>,
    query: Option<Query>,
    responsible: Option<UserId>,
    open: bool,
    record: Option<RecordRef>,
}

impl Wanted {
    fn new(filter: &Filter) -> Self {
        let tag = filter.tag.map(|tag| Entry::new(slot::TAG, fold::text(tag)));
        Self {
            entries: filter.value.clone().into_iter().chain(tag).collect(),
            query: filter.query.and_then(Query::parse),
            responsible: filter.responsible,
            open: filter.open,
            record: filter.record,
        }
    }

    /// The filter that leaves the fewest records, as far as can be told beforehand.
    fn driver(
        &self,
        kind: RecordKind,
        filter: &Filter,
        stages: Option<Vec<(PipelineId, StageId)>>,
    ) -> Driver {
        if let Some(record) = filter.record {
            return Driver::Record(record.id);
        }
        if let Some(entry) = self.entries.first() {
            return Driver::Value(entry.clone());
        }
        if let Some(query) = &self.query {
            return Driver::Query(query.clone());
        }
        match (stages, self.responsible) {
            (Some(stages), _) if filter.stage.is_some() => Driver::Stages(stages),
            (_, Some(user)) => Driver::Responsible(user),
            (Some(stages), None) => Driver::Stages(stages),
            (None, None) if kind == RecordKind::Task && self.open => Driver::OpenTasks,
            (None, None) => Driver::All,
        }
    }

    fn fits<R: Record + Staged>(
        &self,
        record: &R,
        stages: Option<&[(PipelineId, StageId)]>,
        fields: &[Field],
    ) -> bool {
        let plain = (self.responsible.is_none() || record.responsible() == self.responsible)
            && (self.record.is_none() || record.hangs_on() == self.record)
            && (!self.open || record.is_open())
            && stages.is_none_or(|stages| record.stage().is_some_and(|stage| stages.contains(&stage)));
        if !plain || (self.entries.is_empty() && self.query.is_none()) {
            return plain;
        }
        let held = record.entries(fields);
        self.entries.iter().all(|entry| held.contains(entry))
            && self.query.as_ref().is_none_or(|query| query.fits(&held))
    }
}

/// The stages that the filters on pipeline, stage and openness leave; `None` when there is no such filter.
fn stages(
    space: &mut Space,
    kind: RecordKind,
    filter: &Filter,
) -> Result<Option<Vec<(PipelineId, StageId)>>> {
    if kind != RecordKind::Lead || (filter.pipeline.is_none() && filter.stage.is_none() && !filter.open) {
        return Ok(None);
    }
    let mut all = space.all(
        "SELECT pipeline_id, id, kind FROM stage WHERE workspace_id = ?1",
        &[],
        |row| Ok((PipelineId(row.int(0)?), StageId(row.int(1)?), row.int(2)?)),
    )?;
    all.retain(|(pipeline, stage, meaning)| {
        filter.pipeline.is_none_or(|wanted| wanted == *pipeline)
            && filter.stage.is_none_or(|wanted| wanted == *stage)
            && (!filter.open || *meaning == StageKind::Open.code())
    });
    Ok(Some(
        all.into_iter()
            .map(|(pipeline, stage, _)| (pipeline, stage))
            .collect(),
    ))
}

impl Driver {
    /// Up to `limit` ids in the order of the walk.
    fn ids(&self, space: &mut Space, kind: RecordKind, walk: Walk, limit: usize) -> Result<Vec<RecordId>> {
        let count = i64::try_from(limit).unwrap_or(i64::MAX);
        let (than, order) = walk.sql();
        let scan = |space: &mut Space, condition: &str, params: &[Val]| {
            let sql = format!(
                "SELECT id FROM {kind} WHERE workspace_id = ?1 AND id {than} ?2 {condition} ORDER BY id {order} LIMIT ?3"
            );
            let mut all = vec![walk.from().0.into(), count.into()];
            all.extend_from_slice(params);
            space.all(&sql, &all, |row| Ok(RecordId(row.int(0)?)))
        };
        match self {
            Self::Value(entry) => holders(space, kind, entry, walk.from(), walk.sql(), count),
            Self::Query(query) => query.candidates(space, kind, walk.from(), walk.sql(), count),
            Self::Record(record) => scan(space, "AND record_id = ?4", &[record.0.into()]),
            Self::Responsible(user) => scan(space, "AND responsible_id = ?4", &[user.0.into()]),
            Self::OpenTasks => scan(space, "AND done_at IS NULL", &[]),
            Self::All => scan(space, "", &[]),
            Self::Stages(stages) => {
                let mut ids = Vec::new();
                for (pipeline, stage) in stages {
                    let params = [pipeline.0.into(), stage.0.into()];
                    ids.extend(scan(space, "AND pipeline_id = ?4 AND stage_id = ?5", &params)?);
                }
                ids.sort_unstable();
                if matches!(walk, Walk::NewestBefore(_)) {
                    ids.reverse();
                }
                ids.truncate(limit);
                Ok(ids)
            }
        }
    }
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
    let ids = holders(space, R::KIND, entry, RecordId(i64::MAX), ("<", "DESC"), HOLDERS)?;
    let mut found: Vec<R> = get_many(space, &ids)?;
    found.retain(keep);
    found.sort_by_key(|record| std::cmp::Reverse((record.updated_at(), record.id())));
    found.truncate(FOUND);
    Ok(found)
}
