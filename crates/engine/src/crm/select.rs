//! Records chosen by a filter, for bulk runs and schedules: counted, and walked from the oldest on.

use super::{CrmError, Defs};
use signalbox_model::field::Field;
use signalbox_model::record::{Company, Contact, Lead, Task};
use signalbox_model::start::RecordFilter;
use signalbox_model::{RecordId, RecordKind, RecordRef};
use signalbox_store::crm::{self, Filter, Record, Staged};
use signalbox_store::{Space, StoreError};

/// The filter with keys resolved; a key that names nothing is a fault, not an empty selection.
fn resolved<'f>(defs: Defs, filter: &'f RecordFilter) -> Result<Filter<'f>, CrmError> {
    let mut wanted = Filter {
        tag: filter.tag.as_ref().map(|tag| tag.0.as_str()),
        ..Filter::default()
    };
    if let Some(key) = &filter.pipeline {
        let found = defs.schema.pipeline_named(key.as_str());
        let found =
            found.ok_or_else(|| CrmError::invalid("pipeline", format!("there is no pipeline `{key}`")))?;
        wanted.pipeline = Some(found.id);
    }
    if let Some(key) = &filter.stage {
        let found = defs.schema.stage_named(wanted.pipeline, key.as_str());
        let found = found.filter(|(pipeline, _)| wanted.pipeline.is_none_or(|id| id == pipeline.id));
        let (_, stage) =
            found.ok_or_else(|| CrmError::invalid("stage", format!("there is no stage `{key}`")))?;
        wanted.stage = Some(stage.id);
    }
    Ok(wanted)
}

/// How many records a filter leaves.
pub fn count(space: &mut Space, defs: Defs, filter: &RecordFilter) -> Result<i64, CrmError> {
    let wanted = resolved(defs, filter)?;
    let fields = defs.schema.fields(filter.kind);
    Ok(match filter.kind {
        RecordKind::Lead => crm::count::<Lead>(space, &wanted, fields)?,
        RecordKind::Contact => crm::count::<Contact>(space, &wanted, fields)?,
        RecordKind::Company => crm::count::<Company>(space, &wanted, fields)?,
        RecordKind::Task => crm::count::<Task>(space, &wanted, fields)?,
    })
}

/// The next records of a filter after an id, oldest first; at most 500.
pub fn after(
    space: &mut Space,
    defs: Defs,
    filter: &RecordFilter,
    after: RecordId,
    limit: i64,
) -> Result<Vec<RecordRef>, CrmError> {
    let wanted = Filter {
        limit: usize::try_from(limit).unwrap_or(1),
        ..resolved(defs, filter)?
    };
    let fields = defs.schema.fields(filter.kind);
    Ok(match filter.kind {
        RecordKind::Lead => page::<Lead>(space, &wanted, after, fields)?,
        RecordKind::Contact => page::<Contact>(space, &wanted, after, fields)?,
        RecordKind::Company => page::<Company>(space, &wanted, after, fields)?,
        RecordKind::Task => page::<Task>(space, &wanted, after, fields)?,
    })
}

fn page<R: Record + Staged>(
    space: &mut Space,
    wanted: &Filter,
    after: RecordId,
    fields: &[Field],
) -> Result<Vec<RecordRef>, StoreError> {
    let found = crm::list_after::<R>(space, wanted, after, fields)?;
    Ok(found.iter().map(R::reference).collect())
}

/// The time zone a contact is known to live in.
pub fn contact_timezone(space: &mut Space, contact: RecordId) -> Result<Option<String>, StoreError> {
    Ok(crm::get::<Contact>(space, contact)?.and_then(|contact| contact.timezone))
}
