//! Attributes of notes (F-14): `{{note.text}}`, `{{note.duration}}`.

use super::super::Defs;
use super::{Found, empty, maybe_text, moment, user};
use signalbox_expr::{Segment, Value};
use signalbox_model::NoteId;
use signalbox_model::record::{Author, Direction};
use signalbox_store::Space;
use signalbox_store::crm::notes;

/// The value of a path below `note`. A note that is gone gives nothing.
pub fn note_attribute(space: &mut Space, defs: Defs, note: NoteId, path: &[Segment]) -> Found {
    let Some((segment, rest)) = path.split_first() else {
        return Ok(None);
    };
    let Some(note) = notes::get(space, note)? else {
        return Ok(Some(Value::Null));
    };
    Ok(Some(match segment.name.to_lowercase().as_str() {
        "id" => Value::text(note.id.to_string()),
        "text" | "name" => Value::text(note.text),
        "kind" | "type" => Value::text(note.kind.as_str()),
        "direction" => maybe_text(note.direction.map(Direction::as_str)),
        "subject" => maybe_text(note.subject.as_deref()),
        "status" => maybe_text(note.status.as_deref()),
        "duration" => note
            .duration_secs
            .map_or_else(empty, |secs| Value::from(i64::from(secs))),
        "address" | "phone" | "email" => maybe_text(note.address.as_deref()),
        "element_type" => Value::text(note.record.kind.as_str()),
        "element_id" => Value::text(note.record.id.to_string()),
        "created_at" => moment(note.created_at, defs),
        "created_by" | "author" => match (&note.created_by, rest) {
            (Author::User { user: id }, []) if segment.name.eq_ignore_ascii_case("created_by") => {
                Value::text(id.to_string())
            }
            (Author::User { user: id }, rest) => return Ok(user::path(defs.schema, Some(*id), rest)),
            _ => Value::from(0_i64),
        },
        _ => return Ok(None),
    }))
}
