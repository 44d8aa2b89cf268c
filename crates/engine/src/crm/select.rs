//! Records chosen by a filter, for lists, boards, bulk runs and schedules: counted, and walked from the oldest on.

use super::moment::Moment;
use super::{CrmError, Defs};
use signalbox_model::record::{Company, Contact, Lead, Task};
use signalbox_model::start::{RecordFilter, TaskFilter};
use signalbox_model::{Micros, RecordId, RecordKind, RecordRef, Scalar, UserId};
use signalbox_store::crm::{self, Entry, Filter, Record, Tasks};
use signalbox_store::{Space, StoreError};

/// What a filter calls records without a responsible user.
pub const NOBODY: &str = "nobody";

/// The filter with names resolved; a name that names nothing is a fault, not an empty selection. `now` tells what is
/// overdue.
pub fn resolve<'f>(defs: Defs, filter: &'f RecordFilter, now: Micros) -> Result<Filter<'f>, CrmError> {
    let mut wanted = Filter {
        tags: filter
            .tag
            .iter()
            .chain(&filter.tags)
            .map(|tag| tag.0.as_str())
            .collect(),
        open: filter.open,
        query: filter.query.as_ref().map(|query| query.0.as_str()),
        created_from: moment(defs, "created_from", filter.created_from.as_ref(), false)?,
        created_to: moment(defs, "created_to", filter.created_to.as_ref(), true)?,
        tasks: filter.task.map(|task| match task {
            TaskFilter::None => Tasks::None,
            TaskFilter::Some => Tasks::Some,
            TaskFilter::Overdue => Tasks::Overdue(now),
        }),
        ..Filter::default()
    };
    places(defs, filter, &mut wanted)?;
    match filter.responsible.as_ref().map(|text| text.0.as_str()) {
        Some(NOBODY) => wanted.nobody = true,
        Some(text) => wanted.responsible = Some(user(defs, text)?),
        None => {}
    }
    for (key, value) in &filter.fields {
        wanted
            .values
            .push(value_of(defs, filter.kind, key.as_str(), value)?);
    }
    Ok(wanted)
}

fn places(defs: Defs, filter: &RecordFilter, wanted: &mut Filter) -> Result<(), CrmError> {
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
    Ok(())
}

/// Also one who is no longer active: their records stay theirs.
fn user(defs: Defs, text: &str) -> Result<UserId, CrmError> {
    match text.trim().parse() {
        Ok(id) => Ok(id),
        Err(_) => Ok(defs.schema.resolve_user(text)?.id),
    }
}

fn value_of(defs: Defs, kind: RecordKind, key: &str, value: &Scalar) -> Result<Entry, CrmError> {
    let placed = |error| match error {
        CrmError::Invalid(faults) => {
            let say: Vec<String> = faults.into_iter().map(|fault| fault.message).collect();
            CrmError::invalid(format!("field.{key}"), say.join("; "))
        }
        other => other,
    };
    let found = super::entry_of(defs, kind, key, &value.0).map_err(placed)?;
    found.ok_or_else(|| CrmError::invalid(format!("field.{key}"), "this value can be held by no record"))
}

/// A bound in time; a day that ends a span belongs to it whole.
fn moment(defs: Defs, path: &str, text: Option<&Scalar>, end: bool) -> Result<Option<Micros>, CrmError> {
    let Some(text) = text else { return Ok(None) };
    let wrong = || {
        let message = format!(
            "`{}` is no date: write it like 2026-12-31 or 2026-12-31T10:30",
            text.0
        );
        CrmError::invalid(path, message)
    };
    let found = match Moment::parse(&text.0, defs.tz).ok_or_else(wrong)? {
        Moment::Day(day) if end => Moment::Day(day.tomorrow().map_err(|_| wrong())?),
        other => other,
    };
    Ok(Some(Micros(found.micros(defs.tz).ok_or_else(wrong)?)))
}

/// How many records a filter leaves.
pub fn count(space: &mut Space, defs: Defs, filter: &RecordFilter, now: Micros) -> Result<i64, CrmError> {
    let wanted = resolve(defs, filter, now)?;
    Ok(match filter.kind {
        RecordKind::Lead => crm::count::<Lead>(space, &wanted)?,
        RecordKind::Contact => crm::count::<Contact>(space, &wanted)?,
        RecordKind::Company => crm::count::<Company>(space, &wanted)?,
        RecordKind::Task => crm::count::<Task>(space, &wanted)?,
    })
}

/// The next records of a filter after an id, oldest first; at most 500.
pub fn after(
    space: &mut Space,
    defs: Defs,
    filter: &RecordFilter,
    after: RecordId,
    (limit, now): (i64, Micros),
) -> Result<Vec<RecordRef>, CrmError> {
    let wanted = Filter {
        limit: usize::try_from(limit).unwrap_or(1),
        ..resolve(defs, filter, now)?
    };
    Ok(match filter.kind {
        RecordKind::Lead => page::<Lead>(space, &wanted, after)?,
        RecordKind::Contact => page::<Contact>(space, &wanted, after)?,
        RecordKind::Company => page::<Company>(space, &wanted, after)?,
        RecordKind::Task => page::<Task>(space, &wanted, after)?,
    })
}

fn page<R: Record>(
    space: &mut Space,
    wanted: &Filter,
    after: RecordId,
) -> Result<Vec<RecordRef>, StoreError> {
    let found = crm::list_after::<R>(space, wanted, after)?;
    Ok(found.iter().map(R::reference).collect())
}

/// The time zone a contact is known to live in.
pub fn contact_timezone(space: &mut Space, contact: RecordId) -> Result<Option<String>, StoreError> {
    Ok(crm::get::<Contact>(space, contact)?.and_then(|contact| contact.timezone))
}
