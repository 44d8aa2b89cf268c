//! Merging contacts or companies that are one, and undoing it.
//!
//! One record stays with its id; the others' values, links, tasks, notes, timers, history and marks go to it, and their
//! ids lead to it from then on. Everything that undoing needs is kept with the merge. Undoing brings the others back as
//! they were, and takes from the record that stayed what it got and still holds unchanged (decision 0096).

mod combine;
mod part;

use super::change::{commit, emit};
use super::{CrmError, Ctx, Tracked};
use combine::Mergeable;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use signalbox_model::event::{EventKind, MergeNote, MergedName, Payload};
use signalbox_model::record::{Author, Company, Contact};
use signalbox_model::{MergeId, Micros, RecordId, RecordKind, RecordRef};
use signalbox_store::Space;
use signalbox_store::crm::{self, merged};
use std::collections::BTreeMap;

pub use part::unmerge;

/// So many records go into one at once.
pub const MOST_MERGED: usize = 9;

/// Which records become one, and whose values it has.
#[derive(Debug, Clone)]
pub struct MergeOrder {
    /// The kind: contact or company.
    pub kind: RecordKind,
    /// The record that stays.
    pub into: RecordId,
    /// The others.
    pub others: Vec<RecordId>,
    /// Whose value a field gets: `name`, `responsible`, or `fields.KEY`. Without a choice it is that of the record that
    /// stays, else the first that is there. Lists (phones, e-mails, tags, selections of several) are joined.
    pub take: BTreeMap<String, RecordId>,
}

/// A merge that was made, or undone.
#[derive(Debug, Clone, PartialEq)]
pub struct Merge {
    /// Its id.
    pub id: MergeId,
    /// The record that stayed.
    pub record: RecordRef,
    /// The others, with their names then.
    pub others: Vec<MergedName>,
    /// Who merged.
    pub author: Author,
    /// When.
    pub at: Micros,
    /// When it was undone.
    pub undone_at: Option<Micros>,
}

/// What is kept of a merge.
#[derive(Debug, Serialize, Deserialize)]
struct Document<R> {
    /// The record that stayed, before.
    before: R,
    /// The same, after.
    after: R,
    /// The others, in the order they went into it.
    others: Vec<Gone<R>>,
}

/// A record that went into another.
#[derive(Debug, Serialize, Deserialize)]
struct Gone<R> {
    record: R,
    moved: merged::Moved,
    /// Ids of earlier merges that led to it.
    led: Vec<RecordId>,
}

/// What of a document lists show, whatever the kind of record.
#[derive(Deserialize)]
struct Names {
    others: Vec<Named>,
}

#[derive(Deserialize)]
struct Named {
    record: MergedName,
}

impl<R: Tracked> Document<R> {
    fn names(&self) -> Vec<MergedName> {
        let name = |gone: &Gone<R>| MergedName {
            id: gone.record.id(),
            name: gone.record.name().to_owned(),
        };
        self.others.iter().map(name).collect()
    }
}

/// Makes several records one: one transaction, an event that they were merged, and one of the values that changed.
pub fn merge(space: &mut Space, ctx: &mut Ctx, order: &MergeOrder) -> Result<Merge, CrmError> {
    match order.kind {
        RecordKind::Contact => merge_as::<Contact>(space, ctx, order),
        RecordKind::Company => merge_as::<Company>(space, ctx, order),
        RecordKind::Lead | RecordKind::Task => Err(CrmError::invalid(
            "kind",
            "contacts and companies can be merged, leads and tasks cannot",
        )),
    }
}

/// A page of merges of a kind, newest first.
pub fn merges(
    space: &mut Space,
    kind: RecordKind,
    before: Option<MergeId>,
    limit: i64,
) -> Result<Vec<Merge>, CrmError> {
    let read = |stored: merged::Stored| {
        let names: Names =
            serde_json::from_str(&stored.document).map_err(signalbox_store::StoreError::from)?;
        Ok(Merge {
            id: stored.id,
            record: RecordRef {
                kind: stored.kind,
                id: stored.record,
            },
            others: names.others.into_iter().map(|gone| gone.record).collect(),
            author: stored.author,
            at: stored.at,
            undone_at: stored.undone_at,
        })
    };
    merged::list(space, kind, before, limit)?
        .into_iter()
        .map(read)
        .collect()
}

fn check(order: &MergeOrder) -> Result<(), CrmError> {
    let others = &order.others;
    if others.is_empty() {
        return Err(CrmError::invalid("others", "name at least one record to merge"));
    }
    if others.len() > MOST_MERGED {
        let say = format!("at most {MOST_MERGED} records go into one at once: merge the rest afterwards");
        return Err(CrmError::invalid("others", say));
    }
    for (place, id) in others.iter().enumerate() {
        if *id == order.into || others[..place].contains(id) {
            let say = format!("{id} is named twice: name each record once");
            return Err(CrmError::invalid(format!("others[{place}]"), say));
        }
    }
    Ok(())
}

/// The records of an order, the one that stays first. They are locked in the order of their ids, so that two merges
/// cannot wait for each other.
fn load_all<R: Tracked>(space: &mut Space, order: &MergeOrder) -> Result<Vec<R>, CrmError> {
    let mut ids: Vec<RecordId> = std::iter::once(order.into)
        .chain(order.others.iter().copied())
        .collect();
    let wanted = ids.clone();
    ids.sort();
    let mut found: Vec<R> = Vec::new();
    for id in ids {
        found.push(standing(space, id)?);
    }
    found.sort_by_key(|record| wanted.iter().position(|id| *id == record.id()));
    Ok(found)
}

/// A record that is there itself, and not only as the id of a merged one.
pub(crate) fn standing<R: Tracked>(space: &mut Space, id: RecordId) -> Result<R, CrmError> {
    if let Some(record) = crm::get_for_update(space, id)? {
        return Ok(record);
    }
    Err(match merged::into(space, id)? {
        Some(into) => CrmError::Refused(format!("{} {id} was merged into {into}: use that one", R::KIND)),
        None => CrmError::no_record(RecordRef { kind: R::KIND, id }),
    })
}

fn merge_as<R>(space: &mut Space, ctx: &mut Ctx, order: &MergeOrder) -> Result<Merge, CrmError>
where
    R: Mergeable + Serialize + DeserializeOwned,
{
    check(order)?;
    let all: Vec<R> = load_all(space, order)?;
    let after = combine::combine(&all, &order.take, ctx.schema)?;
    let mut records = all.into_iter();
    let Some(before) = records.next() else {
        return Err(CrmError::no_record(RecordRef {
            kind: R::KIND,
            id: order.into,
        }));
    };
    let mut others = Vec::new();
    for record in records {
        others.push(take_in(space, ctx, record, order.into)?);
    }
    let after = commit(space, ctx, &before, after)?.record;
    let document = Document {
        before,
        after,
        others,
    };
    keep(space, ctx, order.into, &document)
}

/// Moves everything of a record to another, and removes it.
fn take_in<R: Tracked>(space: &mut Space, ctx: &Ctx, record: R, into: RecordId) -> Result<Gone<R>, CrmError> {
    let moved = merged::move_all(space, R::KIND, record.id(), into)?.ok_or_else(|| {
        CrmError::Refused(format!(
            "more than {} rows of one kind hang on {} {}: merge the other one into it instead",
            merged::MOST_ROWS,
            R::KIND,
            record.id()
        ))
    })?;
    crm::delete(space, &record, ctx.schema.fields(R::KIND))?;
    let led = merged::point(space, record.id(), into)?;
    Ok(Gone { record, moved, led })
}

fn keep<R: Mergeable + Serialize>(
    space: &mut Space,
    ctx: &mut Ctx,
    into: RecordId,
    document: &Document<R>,
) -> Result<Merge, CrmError> {
    let id = MergeId(ctx.next_id());
    let stored = merged::Stored {
        id,
        kind: R::KIND,
        record: into,
        document: serde_json::to_string(document).map_err(signalbox_store::StoreError::from)?,
        author: ctx.author.clone(),
        at: ctx.now,
        undone_at: None,
    };
    merged::insert(space, &stored)?;
    let made = Merge {
        id,
        record: RecordRef {
            kind: R::KIND,
            id: into,
        },
        others: document.names(),
        author: stored.author,
        at: stored.at,
        undone_at: None,
    };
    tell(space, ctx, R::MERGED, made.record, &made)?;
    Ok(made)
}

fn tell(
    space: &mut Space,
    ctx: &mut Ctx,
    kind: EventKind,
    subject: RecordRef,
    merge: &Merge,
) -> Result<(), CrmError> {
    let note = MergeNote {
        id: merge.id,
        into: merge.record.id,
        others: merge.others.clone(),
    };
    let payload = Payload {
        merge: Some(note),
        ..Payload::default()
    };
    emit(space, ctx, kind, subject, payload).map(drop)
}
