//! Values of custom fields: `cf(KEY)`, `cf(KEY, default)`, `cfm(KEY)` (F-82).

use super::{Attributes, Defs, Found, Reading, amount, empty, formula, maybe_text, moment, nested, texts};
use serde_json::Value as Json;
use signalbox_expr::{Number, Segment, Value};
use signalbox_model::field::{Field, FieldKind};
use signalbox_model::{Micros, RecordId, RecordRef};
use signalbox_store::Space;

/// `cf`, `cfm` or `cff` with a key and perhaps a default. A field that is not there is undeclared, unless a default
/// says what to take.
pub(super) fn read<R: Attributes>(
    space: &mut Space,
    reading: &Reading,
    record: &R,
    name: &str,
    segment: &Segment,
    rest: &[Segment],
    depth: u8,
) -> Found {
    let Some((key, default)) = segment.args.split_first() else {
        return Ok(None);
    };
    // A default may hold commas (G-5).
    let default = (!default.is_empty()).then(|| Value::text(default.join(", ")));
    let Some(field) = reading.defs.schema.field(R::KIND, key) else {
        return Ok(default);
    };
    let Some(found) = value(space, reading, record, field, rest, depth)? else {
        return Ok(None);
    };
    if found.is_empty() {
        return Ok(Some(default.unwrap_or(found)));
    }
    Ok(Some(match (name, found) {
        ("cfm", Value::List(items)) => Value::List(items),
        ("cfm", single) => Value::List(vec![single]),
        (_, found) => found,
    }))
}

/// The value of a field; of a file also its `name`, `size`, `url`, of a link the attributes of the record it leads to.
pub(super) fn value<R: Attributes>(
    space: &mut Space,
    reading: &Reading,
    record: &R,
    field: &Field,
    rest: &[Segment],
    depth: u8,
) -> Found {
    let stored = record.fields().get(&field.key).unwrap_or(&Json::Null);
    match (&field.kind, rest) {
        (FieldKind::Formula { template }, []) => {
            formula::compute(space, reading, record.reference(), template, depth)
        }
        (FieldKind::Link { to }, [_, ..]) => {
            let id: Option<RecordId> = stored["id"].as_str().and_then(|id| id.parse().ok());
            let Some(id) = id else {
                return Ok(Some(Value::Null));
            };
            // What an event changed of this record says nothing about the other.
            let other = Reading {
                previous: &[],
                ..*reading
            };
            nested(space, &other, RecordRef { kind: *to, id }, rest, depth)
        }
        (FieldKind::File | FieldKind::Money, [part]) => {
            Ok(stored.get(&part.name).map(|part| part.clone().into()))
        }
        (kind, []) => Ok(Some(typed(kind, stored, reading.defs))),
        _ => Ok(None),
    }
}

/// A stored value as templates see it; an empty one is empty text.
pub(super) fn typed(kind: &FieldKind, stored: &Json, defs: Defs) -> Value {
    let found = match kind {
        FieldKind::Number => stored.as_str().map(|text| match Number::parse(text) {
            Some(number) => Value::Number(number),
            None => Value::text(text),
        }),
        FieldKind::Money => stored["minor"].as_i64().map(amount),
        FieldKind::Date => stored
            .as_str()
            .and_then(|text| text.parse().ok())
            .map(Value::Date),
        FieldKind::DateTime => stored.as_i64().map(|at| moment(Micros(at), defs)),
        FieldKind::Flag => stored.as_bool().map(Value::Bool),
        FieldKind::Multiselect { .. } | FieldKind::Phone | FieldKind::Email => {
            stored.as_array().map(|items| {
                let items: Vec<String> = items
                    .iter()
                    .filter_map(|item| item.as_str().map(str::to_owned))
                    .collect();
                texts(&items)
            })
        }
        FieldKind::File => Some(maybe_text(stored["url"].as_str())),
        FieldKind::Link { .. } => Some(maybe_text(stored["id"].as_str())),
        FieldKind::Text
        | FieldKind::LongText
        | FieldKind::Url
        | FieldKind::Select { .. }
        | FieldKind::Formula { .. } => stored.as_str().map(Value::text),
    };
    found.unwrap_or_else(empty)
}
