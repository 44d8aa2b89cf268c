//! What templates and conditions read of a record: `{{lead.sale}}`, `{{contact.leadsCount(open)}}` (F-80…F-90).

mod field;
mod formula;
mod lead;
mod note;
mod person;
mod task;
mod user;

use super::{Defs, Tracked};
use jiff::Timestamp;
use serde_json::Value as Json;
use signalbox_expr::{Number, Segment, Style, Value};
use signalbox_model::record::{Author, Change, Company, Contact, Lead, Task};
use signalbox_model::{Micros, RecordId, RecordKind, RecordRef, UserId};
use signalbox_store::{Space, StoreError, crm};

pub use note::note_attribute;
pub use user::user_attribute;

/// How a record is read.
#[derive(Debug, Clone, Copy)]
pub struct Reading<'r> {
    /// Pipelines, fields, users, zone, currency.
    pub defs: Defs<'r>,
    /// The moment of the run: what is overdue follows from it.
    pub now: Micros,
    /// What the event at hand changed of this record: gives `previous…`. Empty for another record's event.
    pub previous: &'r [Change],
}

/// What a path names: `None` is undeclared, [`Value::Null`] something that is not there.
type Found = Result<Option<Value>, StoreError>;

/// The value of a path below a record's root: `sale`, `cf(101)`, `responsible.name`. A record that is gone gives
/// nothing rather than "undeclared" (Z-8).
pub fn attribute(space: &mut Space, reading: &Reading, record: RecordRef, path: &[Segment]) -> Found {
    nested(space, reading, record, path, 0)
}

/// `depth` counts formulas inside formulas.
fn nested(space: &mut Space, reading: &Reading, record: RecordRef, path: &[Segment], depth: u8) -> Found {
    match record.kind {
        RecordKind::Lead => of::<Lead>(space, reading, record.id, path, depth),
        RecordKind::Contact => of::<Contact>(space, reading, record.id, path, depth),
        RecordKind::Company => of::<Company>(space, reading, record.id, path, depth),
        RecordKind::Task => of::<Task>(space, reading, record.id, path, depth),
    }
}

/// A kind of record with attributes of its own.
trait Attributes: Tracked {
    /// An attribute that only this kind has; `name` is in lower case.
    fn own(
        &self,
        space: &mut Space,
        reading: &Reading,
        name: &str,
        segment: &Segment,
        rest: &[Segment],
    ) -> Found;
    /// When and by whom it was made.
    fn made(&self) -> (Micros, &Author);
    /// When it was closed, for kinds that can be.
    fn closed(&self) -> Option<Micros> {
        None
    }
}

fn of<R: Attributes>(
    space: &mut Space,
    reading: &Reading,
    id: RecordId,
    path: &[Segment],
    depth: u8,
) -> Found {
    let Some((segment, rest)) = path.split_first() else {
        return Ok(None);
    };
    let Some(record) = crm::get::<R>(space, id)? else {
        let gone = RecordRef { kind: R::KIND, id };
        return match crm::current(space, gone)? {
            Some(now) => of::<R>(space, reading, now.id, path, depth),
            None => Ok(Some(Value::Null)),
        };
    };
    let name = segment.name.to_lowercase();
    if let Some(value) = common(&record, reading, &name, segment, rest) {
        return Ok(Some(value));
    }
    if matches!(name.as_str(), "cf" | "cfm" | "cff") {
        return field::read(space, reading, &record, &name, segment, rest, depth);
    }
    if let Some(value) = tasks(space, reading, &record, &name, segment)? {
        return Ok(Some(value));
    }
    if let Some(value) = record.own(space, reading, &name, segment, rest)? {
        return Ok(Some(value));
    }
    // A custom field's key by itself: `{{lead.budget}}`.
    match reading.defs.schema.field(R::KIND, &segment.name) {
        Some(known) => field::value(space, reading, &record, known, rest, depth),
        None => Ok(None),
    }
}

/// What every kind of record has (F-80, F-81).
fn common<R: Attributes>(
    record: &R,
    reading: &Reading,
    name: &str,
    segment: &Segment,
    rest: &[Segment],
) -> Option<Value> {
    let defs = reading.defs;
    let (created_at, author) = record.made();
    let user = |id: Option<UserId>, rest: &[Segment]| user::path(defs.schema, id, rest);
    Some(match name {
        "id" => Value::text(record.id().to_string()),
        "name" => Value::text(record.name()),
        "tag" => record.tags().first().map_or_else(empty, Value::text),
        "tags" => texts(record.tags()),
        "tagscount" => count(record.tags().len()),
        "created_at" => moment(created_at, defs),
        "updated_at" => moment(record.updated_at(), defs),
        "closed_at" => record.closed().map_or_else(empty, |at| moment(at, defs)),
        // 0 is a robot.
        "created_by" => match author {
            Author::User { user: id } if rest.is_empty() => Value::text(id.to_string()),
            Author::User { user: id } => return user(Some(*id), rest),
            _ => Value::from(0_i64),
        },
        "responsible" => return user(record.responsible(), rest),
        "responsible_user_id" | "responsible_id" => record
            .responsible()
            .map_or(Value::Null, |id| Value::text(id.to_string())),
        "previousresponsibleid" => {
            let id = before(record, reading, "responsible");
            id.as_str().map_or_else(empty, Value::text)
        }
        "previousresponsible" => {
            let id = before(record, reading, "responsible");
            return user(id.as_str().and_then(|id| id.parse().ok()), rest);
        }
        "previouscf" => {
            let key = segment.args.first()?;
            let known = defs.schema.field(R::KIND, key)?;
            let old = before(record, reading, known.key.as_str());
            field::typed(&known.kind, &old, defs)
        }
        _ => return None,
    })
}

/// `tasksCount(filter)` and the like, for every kind that tasks can hang on.
fn tasks<R: Attributes>(
    space: &mut Space,
    reading: &Reading,
    record: &R,
    name: &str,
    segment: &Segment,
) -> Found {
    if R::KIND == RecordKind::Task {
        return Ok(None);
    }
    match name {
        "taskscount" => {
            let ids = task::ids(space, reading, record.id(), &segment.args)?;
            Ok(Some(count(ids.len())))
        }
        "tasksids" => {
            let ids = task::ids(space, reading, record.id(), &segment.args)?;
            Ok(Some(id_list(&ids)))
        }
        "closest_task_at" => {
            let due = crm::tasks::closest(space, record.id())?;
            Ok(Some(due.map_or_else(empty, |at| moment(at, reading.defs))))
        }
        _ => Ok(None),
    }
}

/// A field's value before the event at hand: the old one when the event changed it, today's when it changed others,
/// nothing without an event (Z-208).
fn before<R: Tracked>(record: &R, reading: &Reading, field: &str) -> Json {
    if let Some(change) = reading.previous.iter().find(|change| change.field == field) {
        return change.old.clone();
    }
    if reading.previous.is_empty() {
        return Json::Null;
    }
    let mut core = record.core(reading.defs.schema).into_iter();
    let custom = || {
        record
            .fields()
            .iter()
            .find(|(key, _)| key.as_str() == field)
            .map(|(_, value)| value.clone())
    };
    let found = core.find(|(name, _)| *name == field).map(|(_, value)| value);
    found.or_else(custom).unwrap_or_default()
}

/// Something there without a value.
fn empty() -> Value {
    Value::text("")
}

fn texts(items: &[String]) -> Value {
    Value::List(items.iter().map(Value::text).collect())
}

fn id_list(ids: &[RecordId]) -> Value {
    Value::List(ids.iter().map(|id| Value::text(id.to_string())).collect())
}

fn count(items: usize) -> Value {
    Value::from(i64::try_from(items).unwrap_or(i64::MAX))
}

/// Minor units as a number of major ones.
fn amount(minor: i64) -> Value {
    Value::Number(Number::from(rust_decimal::Decimal::new(minor, 2)))
}

fn moment(at: Micros, defs: Defs) -> Value {
    match Timestamp::from_microsecond(at.0) {
        Ok(at) => Value::DateTime(at.to_zoned(defs.tz.clone()), Style::Field),
        Err(_) => empty(),
    }
}

fn maybe_text(text: Option<&str>) -> Value {
    text.map_or_else(empty, Value::text)
}
