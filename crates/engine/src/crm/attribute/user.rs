//! Attributes of users: `{{users(ID).name}}`, `{{lead.responsible.email}}` (F-81, F-90).

use super::super::Schema;
use super::empty;
use signalbox_expr::{Segment, Value};
use signalbox_model::UserId;
use signalbox_model::person::User;

/// An attribute of the user named by id, e-mail or name; an e-mail may come quoted for a pattern (F-90).
/// Somebody unknown gives nothing.
pub fn user_attribute(schema: &Schema, who: &str, path: &[Segment]) -> Option<Value> {
    let plain = who.replace('\\', "");
    let found = schema.resolve_user(&plain).ok();
    of(found, path)
}

pub(super) fn path(schema: &Schema, id: Option<UserId>, path: &[Segment]) -> Option<Value> {
    match (id.and_then(|id| schema.user(id)), id) {
        (None, Some(left)) if path.first().is_some_and(|segment| segment.name == "id") => {
            Some(Value::text(left.to_string()))
        }
        (found, _) => of(found, path),
    }
}

fn of(user: Option<&User>, path: &[Segment]) -> Option<Value> {
    let name = match path {
        [] => "name".to_owned(),
        [segment] => segment.name.to_lowercase(),
        _ => return None,
    };
    let read = |give: fn(&User) -> Value| user.map_or(Value::Null, give);
    Some(match name.as_str() {
        "id" => read(|user| Value::text(user.id.to_string())),
        "name" => read(|user| Value::text(user.name.as_str())),
        "email" | "login" => read(|user| Value::text(user.email.as_str())),
        "role" => read(|user| Value::text(user.role.as_str())),
        "is_admin" => read(|user| Value::Bool(user.role.manages_people())),
        "language" => read(|user| Value::text(user.language.as_str())),
        // People have neither groups nor phones here; templates from elsewhere find them empty.
        "group_id" | "group_name" | "phone" => read(|_| empty()),
        _ => return None,
    })
}
