//! One filter for every list, count, board and walk of records, as conditions of SQL.
//!
//! Whatever may be seen or chosen goes through [`source`]: a rule that hides records belongs there and nowhere else.

use super::fold;
use super::values::{Entry, Query, slot};
use crate::{Result, Space, Val};
use signalbox_model::record::StageKind;
use signalbox_model::{Micros, PipelineId, RecordId, RecordKind, RecordRef, StageId, UserId};

/// Which records are meant; every given filter must fit.
#[derive(Debug, Clone, Default)]
pub struct Filter<'f> {
    /// Leads of this pipeline.
    pub pipeline: Option<PipelineId>,
    /// Leads on this stage.
    pub stage: Option<StageId>,
    /// Of this responsible user.
    pub responsible: Option<UserId>,
    /// Of no responsible user.
    pub nobody: bool,
    /// With all of these tags.
    pub tags: Vec<&'f str>,
    /// With all of these values.
    pub values: Vec<Entry>,
    /// Only open ones: leads neither won nor lost, tasks not done.
    pub open: bool,
    /// Tasks of this record.
    pub record: Option<RecordRef>,
    /// Where a value begins with this text, or values begin with each of its words.
    pub query: Option<&'f str>,
    /// Made at this moment or later.
    pub created_from: Option<Micros>,
    /// Made before this moment.
    pub created_to: Option<Micros>,
    /// By the open tasks that hang on it.
    pub tasks: Option<Tasks>,
    /// Older than this id.
    pub before: Option<RecordId>,
    /// How many, 1–500.
    pub limit: usize,
}

/// What the open tasks on a record must be like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tasks {
    /// There is none.
    None,
    /// There is one.
    Some,
    /// One was due before this moment.
    Overdue(Micros),
}

/// A parameter that outlives the filter it came from.
#[derive(Debug, Clone)]
pub(super) enum Param {
    Int(i64),
    Text(String),
}

impl Param {
    fn val(&self) -> Val<'_> {
        match self {
            Self::Int(number) => Val::Int(*number),
            Self::Text(text) => Val::Text(text),
        }
    }
}

/// Conditions joined by AND, with their parameters; `?1` is the workspace.
#[derive(Debug, Clone, Default)]
pub(super) struct Where {
    sql: String,
    params: Vec<Param>,
}

impl Where {
    /// Adds a condition; each `?` without a number takes the next parameter.
    pub fn and(&mut self, condition: &str, params: impl IntoIterator<Item = Param>) {
        let mut next = self.params.len() + 2;
        self.sql.push_str(" AND ");
        let mut chars = condition.chars().peekable();
        while let Some(c) = chars.next() {
            self.sql.push(c);
            if c == '?' && !chars.peek().is_some_and(char::is_ascii_digit) {
                self.sql.push_str(&next.to_string());
                next += 1;
            }
        }
        self.params.extend(params);
        debug_assert_eq!(next, self.params.len() + 2, "{condition}");
    }

    /// The number of the parameter that would come next.
    pub fn next(&self) -> usize {
        self.params.len() + 2
    }

    pub fn sql(&self) -> &str {
        &self.sql
    }

    pub fn vals(&self) -> Vec<Val<'_>> {
        self.params.iter().map(Param::val).collect()
    }
}

/// A value's condition on the index of values, `v`.
const HOLDS: &str = "v.workspace_id = ?1 AND v.kind = {kind} AND v.folded = ? AND v.field = ?";

fn held(entry: &Entry) -> [Param; 2] {
    [
        Param::Text(entry.folded.clone()),
        Param::Text(entry.field.clone()),
    ]
}

/// What a filter asks for, tags among the values.
pub(super) fn entries(filter: &Filter) -> Vec<Entry> {
    let tags = filter
        .tags
        .iter()
        .map(|tag| Entry::new(slot::TAG, fold::text(tag)));
    filter.values.iter().cloned().chain(tags).collect()
}

/// Where records are read from.
#[derive(Debug, Clone)]
pub(super) struct Source {
    /// The tables, `r` the record; and what holds of them.
    pub from: String,
    /// The id as the driving index orders it.
    pub id: &'static str,
    /// What must hold.
    pub conditions: Where,
    /// The stages that a filter on pipeline, stage or openness leaves; `None` when there is no such filter. They are
    /// not among the conditions: who reads chooses how to walk them.
    pub stages: Option<Vec<(PipelineId, StageId)>>,
}

/// The records that fit a filter. With `by_value` they are reached through the index of the first value asked for: best
/// when its order is wanted or few hold it.
pub(super) fn source(space: &mut Space, kind: RecordKind, filter: &Filter, by_value: bool) -> Result<Source> {
    let entries = entries(filter);
    let code = kind.code().to_string();
    let holds = HOLDS.replace("{kind}", &code);
    let mut conditions = Where::default();
    let (from, id) = match entries.split_first() {
        Some((first, _)) if by_value => {
            conditions.and(&holds, held(first));
            // CROSS JOIN keeps SQLite from turning the two round.
            let from = format!("record_value v CROSS JOIN {kind} r");
            conditions.and("r.id = v.record_id", []);
            (from, "v.record_id")
        }
        _ => (format!("{kind} r"), "r.id"),
    };
    let rest = entries.iter().skip(usize::from(id == "v.record_id"));
    for entry in rest {
        let exists = format!("EXISTS (SELECT 1 FROM record_value v WHERE {holds} AND v.record_id = r.id)");
        conditions.and(&exists, held(entry));
    }
    plain(kind, filter, &mut conditions);
    if let Some(seen) = space.sight().and_then(|sight| sight.condition(kind, "r")) {
        conditions.and(&format!("({seen})"), []);
    }
    if let Some(query) = filter.query.and_then(Query::parse) {
        let (sql, texts) = query.condition(kind);
        conditions.and(&sql, texts.into_iter().map(Param::Text));
    }
    Ok(Source {
        from,
        id,
        conditions,
        stages: stages(space, kind, filter)?,
    })
}

/// The open tasks that hang on a record.
const OPEN: &str =
    "SELECT 1 FROM task t WHERE t.workspace_id = ?1 AND t.record_id = r.id AND t.done_at IS NULL";

/// The conditions on columns and tasks.
fn plain(kind: RecordKind, filter: &Filter, conditions: &mut Where) {
    if let Some(user) = filter.responsible {
        conditions.and("r.responsible_id = ?", [Param::Int(user.0)]);
    }
    if filter.nobody {
        conditions.and("r.responsible_id IS NULL", []);
    }
    if let Some(from) = filter.created_from {
        conditions.and("r.created_at >= ?", [Param::Int(from.0)]);
    }
    if let Some(to) = filter.created_to {
        conditions.and("r.created_at < ?", [Param::Int(to.0)]);
    }
    if let (Some(record), RecordKind::Task) = (filter.record, kind) {
        conditions.and("r.record_id = ?", [Param::Int(record.id.0)]);
        conditions.and("r.record_kind = ?", [Param::Int(record.kind.code())]);
    }
    if filter.open && kind == RecordKind::Task {
        conditions.and("r.done_at IS NULL", []);
    }
    match filter.tasks {
        None => {}
        Some(Tasks::None) => conditions.and(&format!("NOT EXISTS ({OPEN})"), []),
        Some(Tasks::Some) => conditions.and(&format!("EXISTS ({OPEN})"), []),
        Some(Tasks::Overdue(now)) => {
            conditions.and(&format!("EXISTS ({OPEN} AND t.due_at < ?)"), [Param::Int(now.0)]);
        }
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
