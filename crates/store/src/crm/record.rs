//! What the four kinds of records have in common, and the functions that serve them all.

use super::values::{Entry, reindex};
use super::{links, notes, stays, tags};
use crate::{Result, Row, Space, Val};
use signalbox_model::field::Field;
use signalbox_model::record::{Author, FieldValues};
use signalbox_model::{Micros, PipelineId, RecordId, RecordKind, RecordRef, UserId};
use std::borrow::Cow;
use std::collections::BTreeSet;

/// A column's value on its way to the database.
#[derive(Debug, Clone)]
pub enum Cell<'a> {
    /// BIGINT.
    Int(Option<i64>),
    /// TEXT.
    Text(Option<Cow<'a, str>>),
}

impl<'a> Cell<'a> {
    pub(crate) fn text(text: &'a str) -> Self {
        Self::Text(Some(Cow::Borrowed(text)))
    }

    pub(crate) fn maybe(text: Option<&'a str>) -> Self {
        Self::Text(text.map(Cow::Borrowed))
    }

    /// A JSON list; an empty one is none.
    pub(crate) fn list<T: serde::Serialize>(items: &[T]) -> Result<Self> {
        let text = (!items.is_empty())
            .then(|| serde_json::to_string(items))
            .transpose()?;
        Ok(Self::Text(text.map(Cow::Owned)))
    }

    /// Custom values; none is none.
    pub(crate) fn fields(values: &FieldValues) -> Result<Self> {
        let text = (!values.is_empty())
            .then(|| serde_json::to_string(values))
            .transpose()?;
        Ok(Self::Text(text.map(Cow::Owned)))
    }

    /// An author; the system is none.
    pub(crate) fn author(author: &Author) -> Result<Self> {
        let text = (*author != Author::System)
            .then(|| serde_json::to_string(author))
            .transpose()?;
        Ok(Self::Text(text.map(Cow::Owned)))
    }

    fn val(&self) -> Val<'_> {
        match self {
            Self::Int(number) => (*number).into(),
            Self::Text(text) => text.as_deref().into(),
        }
    }
}

/// Reads an author's column.
pub(crate) fn author(row: &Row, column: usize) -> Result<Author> {
    Ok(row.opt_json(column)?.unwrap_or(Author::System))
}

/// A kind of record as the store sees it. `Debug`, `Clone` and equality serve the engine's diffs.
pub trait Record: Sized + Clone + PartialEq + std::fmt::Debug {
    /// Its kind.
    const KIND: RecordKind;
    /// Every column, in the order of [`Record::read`], beginning with the id.
    const SELECT: &'static str;
    /// Writes a new row: `?1` the workspace, `?2` the id, then [`Record::cells`].
    const INSERT: &'static str;
    /// Writes the columns that no index holds: `?1` the workspace, `?2` the id, then [`Record::UPDATED`].
    const UPDATE: &'static str;
    /// Which of [`Record::cells`] `UPDATE` writes.
    const UPDATED: &'static [usize];

    /// Reads a row of [`Record::SELECT`].
    fn read(row: &Row) -> Result<Self>;
    /// The columns after the id.
    fn cells(&self) -> Result<Vec<Cell<'_>>>;
    /// Writes the columns that indexes hold, when they changed.
    fn place(&self, old: &Self, space: &mut Space) -> Result<()>;
    /// Writes what is kept beside a new row.
    fn born(&self, _: &mut Space) -> Result<()> {
        Ok(())
    }
    /// What the index of values holds of it.
    fn entries(&self, fields: &[Field]) -> BTreeSet<Entry>;

    /// Its id.
    fn id(&self) -> RecordId;
    /// The name; of a task, its text.
    fn name(&self) -> &str;
    /// The responsible user.
    fn responsible(&self) -> Option<UserId>;
    /// The tags.
    fn tags(&self) -> &[String];
    /// When it last changed.
    fn updated_at(&self) -> Micros;
    /// Not won, lost or done; what cannot be closed is always open.
    fn is_open(&self) -> bool {
        true
    }
    /// The pipeline: leads only.
    fn pipeline(&self) -> Option<PipelineId> {
        None
    }
    /// Which record it hangs on: tasks only.
    fn hangs_on(&self) -> Option<RecordRef> {
        None
    }

    /// The record as its kind and id.
    fn reference(&self) -> RecordRef {
        RecordRef {
            kind: Self::KIND,
            id: self.id(),
        }
    }
}

fn select<R: Record>(space: &mut Space, id: RecordId, lock: &str) -> Result<Option<R>> {
    let sql = format!("{} WHERE workspace_id = ?1 AND id = ?2{lock}", R::SELECT);
    let found = space.one(&sql, &[id.0.into()], R::read)?;
    Ok(found.filter(|record| space.sees(record)))
}

/// One record.
pub fn get<R: Record>(space: &mut Space, id: RecordId) -> Result<Option<R>> {
    select(space, id, "")
}

/// One record that is about to be changed: until the transaction ends nobody else changes it.
pub fn get_for_update<R: Record>(space: &mut Space, id: RecordId) -> Result<Option<R>> {
    let lock = if space.tx().is_pg() { " FOR UPDATE" } else { "" };
    select(space, id, lock)
}

/// Many records, in the order of the ids; ids of which there is no record are left out.
pub fn get_many<R: Record>(space: &mut Space, ids: &[RecordId]) -> Result<Vec<R>> {
    if let [id] = ids {
        return Ok(get(space, *id)?.into_iter().collect());
    }
    let sql = format!(
        "{} WHERE workspace_id = ?1 AND id IN ({})",
        R::SELECT,
        listed(space)
    );
    let mut found = space.all(&sql, &[(&ids_json(ids)).into()], R::read)?;
    found.retain(|record| space.sees(record));
    let place = |record: &R| ids.iter().position(|id| *id == record.id());
    found.sort_by_cached_key(place);
    Ok(found)
}

/// `IN (…)` over a JSON list of ids in `?2`, so that one statement serves any number of them.
pub(crate) fn listed(space: &mut Space) -> &'static str {
    if space.tx().is_pg() {
        "SELECT value::BIGINT FROM json_array_elements_text(?2::TEXT::JSON)"
    } else {
        "SELECT value FROM json_each(?2)"
    }
}

pub(crate) fn ids_json(ids: &[RecordId]) -> String {
    let raw: Vec<String> = ids.iter().map(|id| id.0.to_string()).collect();
    format!("[{}]", raw.join(","))
}

/// Writes a new record and its values. `fields` are the custom fields of its kind.
///
/// # Errors
/// [`StoreError::NotAllowed`](crate::StoreError::NotAllowed) when the person may put no such record there.
pub fn insert<R: Record>(space: &mut Space, record: &R, fields: &[Field]) -> Result<()> {
    if let Some(sight) = space.sight() {
        sight.check_place(record)?;
    }
    let cells = record.cells()?;
    let mut params = vec![record.id().0.into()];
    params.extend(cells.iter().map(Cell::val));
    space.exec(R::INSERT, &params)?;
    record.born(space)?;
    tags::remember(space, R::KIND, &[], record.tags())?;
    reindex(
        space,
        R::KIND,
        record.id(),
        &BTreeSet::new(),
        &record.entries(fields),
    )
}

/// Writes what changed between `old`, which is stored, and `new`.
///
/// # Errors
/// [`StoreError::NotAllowed`](crate::StoreError::NotAllowed) when the person may not change `old`, or not put it
/// where `new` is.
pub fn update<R: Record>(space: &mut Space, old: &R, new: &R, fields: &[Field]) -> Result<()> {
    if let Some(sight) = space.sight() {
        sight.check_edit(old)?;
        sight.check_place(new)?;
    }
    let cells = new.cells()?;
    let mut params = vec![new.id().0.into()];
    params.extend(R::UPDATED.iter().filter_map(|at| cells.get(*at)).map(Cell::val));
    space.exec(R::UPDATE, &params)?;
    new.place(old, space)?;
    if old.responsible() != new.responsible() {
        space.exec(
            &format!(
                "UPDATE {} SET responsible_id = ?3 WHERE workspace_id = ?1 AND id = ?2",
                R::KIND
            ),
            &[new.id().0.into(), new.responsible().map(|user| user.0).into()],
        )?;
    }
    tags::remember(space, R::KIND, old.tags(), new.tags())?;
    reindex(
        space,
        R::KIND,
        new.id(),
        &old.entries(fields),
        &new.entries(fields),
    )
}

/// Removes a record with its values, links and notes; tasks that hung on it stay and hang on nothing.
///
/// # Errors
/// [`StoreError::NotAllowed`](crate::StoreError::NotAllowed) when the person may not change it.
pub fn delete<R: Record>(space: &mut Space, record: &R, fields: &[Field]) -> Result<()> {
    let id = record.id();
    if let Some(sight) = space.sight() {
        sight.check_edit(record)?;
    }
    reindex(space, R::KIND, id, &record.entries(fields), &BTreeSet::new())?;
    links::remove_all(space, id)?;
    notes::remove_all(space, id)?;
    stays::remove_all(space, id)?;
    space.exec(
        "UPDATE task SET record_kind = NULL, record_id = NULL WHERE workspace_id = ?1 AND record_id = ?2",
        &[id.0.into()],
    )?;
    space.exec(
        &format!("DELETE FROM {} WHERE workspace_id = ?1 AND id = ?2", R::KIND),
        &[id.0.into()],
    )?;
    Ok(())
}

/// Whether there is such a record, for whoever asks.
pub fn exists(space: &mut Space, record: RecordRef) -> Result<bool> {
    let kind = record.kind;
    let seen = space.seen(kind, kind.as_str());
    let sql = format!("SELECT id FROM {kind} WHERE workspace_id = ?1 AND id = ?2{seen}");
    Ok(space.one(&sql, &[record.id.0.into()], |_| Ok(()))?.is_some())
}

/// Refuses what changes something about a record, such as a note or a link, when the person may not change the
/// record itself. A record that is not there, or not seen, is refused by who reads it.
pub fn check_edit(space: &mut Space, record: RecordRef) -> Result<()> {
    use signalbox_model::record::{Company, Contact, Lead, Task};
    if space.sight().is_none() {
        return Ok(());
    }
    fn check<R: Record>(space: &mut Space, id: RecordId) -> Result<()> {
        match (get::<R>(space, id)?, space.sight()) {
            (Some(found), Some(sight)) => sight.check_edit(&found),
            _ => Ok(()),
        }
    }
    match record.kind {
        RecordKind::Lead => check::<Lead>(space, record.id),
        RecordKind::Contact => check::<Contact>(space, record.id),
        RecordKind::Company => check::<Company>(space, record.id),
        RecordKind::Task => check::<Task>(space, record.id),
    }
}
