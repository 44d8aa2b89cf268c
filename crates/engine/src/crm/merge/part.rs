//! Undoing a merge.

use super::super::change::commit;
use super::super::{CrmError, Ctx};
use super::combine::{Mergeable, revert};
use super::{Document, Gone, Merge, tell};
use serde::Serialize;
use serde::de::DeserializeOwned;
use signalbox_model::record::{Company, Contact};
use signalbox_model::{MergeId, RecordKind, RecordRef};
use signalbox_store::crm::{self, merged};
use signalbox_store::{Space, StoreError};

/// Brings the merged records back as they were, with what was theirs and is still there, and takes from the record that
/// stayed what it got from them and still holds unchanged.
///
/// # Errors
/// Refused when it was undone already, or the record that stayed was deleted or merged itself.
pub fn unmerge(space: &mut Space, ctx: &mut Ctx, id: MergeId) -> Result<Merge, CrmError> {
    let stored =
        merged::get_for_update(space, id)?.ok_or_else(|| CrmError::NotFound(format!("merge {id}")))?;
    if stored.undone_at.is_some() {
        return Err(CrmError::Refused("this merge was undone already".into()));
    }
    match stored.kind {
        RecordKind::Contact => unmerge_as::<Contact>(space, ctx, stored),
        RecordKind::Company => unmerge_as::<Company>(space, ctx, stored),
        RecordKind::Lead | RecordKind::Task => Err(CrmError::NotFound(format!("merge {id}"))),
    }
}

/// The record that stayed; it must still stand for itself.
fn stayed<R: Mergeable>(space: &mut Space, stored: &merged::Stored) -> Result<R, CrmError> {
    if let Some(record) = crm::get_for_update(space, stored.record)? {
        return Ok(record);
    }
    Err(CrmError::Refused(match merged::into(space, stored.record)? {
        Some(into) => format!(
            "{} {} was merged into {into} since: undo that merge first",
            R::KIND,
            stored.record
        ),
        None => format!(
            "{} {} was deleted since, and what it held with it: the merge cannot be undone",
            R::KIND,
            stored.record
        ),
    }))
}

fn unmerge_as<R>(space: &mut Space, ctx: &mut Ctx, stored: merged::Stored) -> Result<Merge, CrmError>
where
    R: Mergeable + Serialize + DeserializeOwned,
{
    let now: R = stayed(space, &stored)?;
    let document: Document<R> = serde_json::from_str(&stored.document).map_err(StoreError::from)?;
    let others = document.names();
    let Document {
        before,
        after,
        others: gone,
    } = document;
    commit(space, ctx, &now, revert(&now, &before, &after, ctx.schema))?;
    // The last that went in comes out first: links that two of them shared go back to the one that brought them.
    for one in gone.into_iter().rev() {
        bring_back(space, ctx, &stored, one)?;
    }
    merged::set_undone(space, stored.id, ctx.now)?;
    let undone = Merge {
        id: stored.id,
        record: RecordRef {
            kind: stored.kind,
            id: stored.record,
        },
        others,
        author: stored.author,
        at: stored.at,
        undone_at: Some(ctx.now),
    };
    tell(space, ctx, R::UNMERGED, undone.record, &undone)?;
    for other in &undone.others {
        let subject = RecordRef {
            kind: stored.kind,
            id: other.id,
        };
        tell(space, ctx, R::UNMERGED, subject, &undone)?;
    }
    Ok(undone)
}

fn bring_back<R: Mergeable>(
    space: &mut Space,
    ctx: &Ctx,
    stored: &merged::Stored,
    gone: Gone<R>,
) -> Result<(), CrmError> {
    let Gone {
        mut record,
        mut moved,
        led,
    } = gone;
    // A field that was deleted since took its values with it.
    let fields = ctx.schema.fields(R::KIND);
    record
        .fields_mut()
        .retain(|key, _| fields.iter().any(|field| field.key == *key));
    crm::insert(space, &record, fields)?;
    // What belongs together goes back together, also what the person at hand may not see.
    space.beyond_sight(|space| merged::move_back(space, R::KIND, record.id(), stored.record, &mut moved))?;
    Ok(merged::unpoint(space, record.id(), &led)?)
}
