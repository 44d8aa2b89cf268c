//! What the engine adds to each kind of record: what its changes are called, and what may be set by name.

use super::lead::Place as _;
use super::{CrmError, Ctx, Schema, phone, value};
use serde_json::{Value as Json, json};
use signalbox_model::event::EventKind;
use signalbox_model::record::{Company, Contact, FieldValues, Lead, Task};
use signalbox_model::{Micros, RecordKind, UserId};
use signalbox_store::crm::Record;

/// What a core field was set to: `None` when the record has no such core field.
pub(crate) type Assign = Option<Result<(), String>>;

/// A kind of record whose changes become events.
pub trait Tracked: Record {
    /// The event of a new record.
    const CREATED: EventKind;
    /// The event of a changed record.
    const CHANGED: EventKind;
    /// The event of a deleted record.
    const DELETED: EventKind;

    /// The core fields as changes show them, in a fixed order.
    fn core(&self, schema: &Schema) -> Vec<(&'static str, Json)>;
    /// Sets a core field by name from text; an empty text or `clear` clears it.
    fn set_core(&mut self, ctx: &Ctx, key: &str, text: &str) -> Option<Result<(), String>>;

    /// The custom fields.
    fn fields(&self) -> &FieldValues;
    /// The custom fields, to change.
    fn fields_mut(&mut self) -> &mut FieldValues;
    /// The name (of a task: its text), to change.
    fn name_mut(&mut self) -> &mut String;
    /// The responsible user, to change.
    fn responsible_mut(&mut self) -> &mut Option<UserId>;
    /// The tags, to change.
    fn tags_mut(&mut self) -> &mut Vec<String>;
    /// Says when it changed.
    fn touch(&mut self, now: Micros);
    /// Phones and e-mails, of those who have them.
    fn addresses(&mut self) -> Option<(&mut Vec<String>, &mut Vec<String>)> {
        None
    }
}

/// Names of core fields, which no custom field may take.
pub(crate) const RESERVED: &[&str] = &[
    "id",
    "name",
    "text",
    "sale",
    "stage",
    "pipeline",
    "responsible",
    "loss_reason",
    "source",
    "tags",
    "tag",
    "subscribers",
    "first_name",
    "last_name",
    "phone",
    "phones",
    "email",
    "emails",
    "timezone",
    "type",
    "due",
    "done",
    "result",
    "results",
    "record",
    "contact",
    "company",
    "main_contact",
    "main_company",
    "created_at",
    "updated_at",
    "closed_at",
    "created_by",
    "fields",
];

/// Whether a kind of record has a core field of this name: one that may be set, looked for, or named as changed.
pub fn is_core(kind: RecordKind, key: &str) -> bool {
    use RecordKind::{Company, Contact, Lead, Task};
    let own: &[&str] = match kind {
        Lead => &[
            "sale",
            "stage",
            "pipeline",
            "source",
            "loss_reason",
            "subscribers",
            "contact",
            "company",
        ],
        Contact => &[
            "first_name",
            "last_name",
            "phone",
            "phones",
            "email",
            "emails",
            "timezone",
            "company",
        ],
        Company => &["phone", "phones", "email", "emails"],
        Task => &["text", "type", "due", "done", "result", "results", "record"],
    };
    matches!(key, "id" | "name" | "responsible" | "tags" | "tag") || own.contains(&key)
}

macro_rules! common {
    ($name:ident, $created:ident, $changed:ident, $deleted:ident) => {
        const CREATED: EventKind = EventKind::$created;
        const CHANGED: EventKind = EventKind::$changed;
        const DELETED: EventKind = EventKind::$deleted;

        fn fields(&self) -> &FieldValues {
            &self.fields
        }
        fn fields_mut(&mut self) -> &mut FieldValues {
            &mut self.fields
        }
        fn name_mut(&mut self) -> &mut String {
            &mut self.$name
        }
        fn responsible_mut(&mut self) -> &mut Option<UserId> {
            &mut self.responsible_id
        }
        fn tags_mut(&mut self) -> &mut Vec<String> {
            &mut self.tags
        }
        fn touch(&mut self, now: Micros) {
            self.updated_at = now;
        }
    };
}

/// A text that may be absent; blank is absent.
pub(crate) fn optional(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// What all kinds have: name, responsible, tags.
fn set_common<R: Tracked>(record: &mut R, ctx: &Ctx, key: &str, text: &str) -> Assign {
    Some(match key {
        "name" => match optional(text) {
            Some(name) => {
                *record.name_mut() = name;
                Ok(())
            }
            None => Err("it cannot be empty: write a name".into()),
        },
        "responsible" => match text.trim() {
            "" => {
                *record.responsible_mut() = None;
                Ok(())
            }
            wanted => resolve(ctx, wanted).map(|user| *record.responsible_mut() = Some(user)),
        },
        "tags" => {
            *record.tags_mut() = super::tag::clean(super::split_list(text));
            Ok(())
        }
        _ => return None,
    })
}

fn resolve(ctx: &Ctx, text: &str) -> Result<UserId, String> {
    match ctx.schema.resolve_user(text) {
        Ok(user) => Ok(user.id),
        Err(CrmError::Invalid(faults)) => Err(faults.into_iter().map(|fault| fault.message).collect()),
        Err(other) => Err(other.to_string()),
    }
}

/// Phones and e-mails: `phone` and `email` add one that is not there yet, `phones` and `emails` replace all
/// (decision 0042).
fn set_addresses(
    phones: &mut Vec<String>,
    emails: &mut Vec<String>,
    ctx: &Ctx,
    key: &str,
    text: &str,
) -> Assign {
    let home = phone::region(&ctx.settings.language);
    let given = value::addresses(text);
    let (list, given) = match key {
        "phone" | "phones" => (
            phones,
            given
                .iter()
                .map(|item| phone::canonical(item, home))
                .collect::<Vec<_>>(),
        ),
        "email" | "emails" => (emails, given),
        _ => return None,
    };
    if matches!(key, "phones" | "emails") || given.is_empty() {
        list.clear();
    }
    add_new(list, given, key.starts_with("email"));
    Some(Ok(()))
}

/// Adds what is not there yet, e-mails compared without case.
pub(crate) fn add_new(list: &mut Vec<String>, given: Vec<String>, any_case: bool) {
    for item in given {
        let known = list.iter().any(|known| match any_case {
            true => known.to_lowercase() == item.to_lowercase(),
            false => *known == item,
        });
        if !known {
            list.push(item);
        }
    }
}

fn user(id: Option<UserId>) -> Json {
    id.map_or(Json::Null, |id| id.to_string().into())
}

impl Tracked for Lead {
    common!(name, LeadCreated, LeadChanged, LeadDeleted);

    fn core(&self, schema: &Schema) -> Vec<(&'static str, Json)> {
        let stage = match schema.stage(self.stage_id) {
            Some((pipeline, stage)) => json!({ "pipeline": pipeline.key, "stage": stage.key }),
            None => json!({ "pipeline": self.pipeline_id, "stage": self.stage_id }),
        };
        let reason = self.loss_reason_id.map(|id| {
            let known = schema.loss_reasons.iter().find(|reason| reason.id == id);
            known.map_or_else(|| id.to_string(), |reason| reason.name.clone())
        });
        vec![
            ("name", json!(self.name)),
            ("stage", stage),
            ("sale", self.sale.as_ref().map_or(Json::Null, value::money_json)),
            ("responsible", user(self.responsible_id)),
            ("loss_reason", json!(reason)),
            ("source", json!(self.source)),
            ("tags", json!(self.tags)),
            ("subscribers", json!(self.subscribers)),
        ]
    }

    fn set_core(&mut self, ctx: &Ctx, key: &str, text: &str) -> Assign {
        let done = match key {
            "sale" if text.trim().is_empty() => {
                self.sale = None;
                Ok(())
            }
            "sale" => value::money(text, &ctx.defs()).map(|money| self.sale = Some(money)),
            "source" => {
                self.source = optional(text);
                Ok(())
            }
            "stage" => match ctx.schema.stage_named(Some(self.pipeline_id), text) {
                Some((pipeline, stage)) => {
                    self.move_to(ctx, pipeline.id, stage);
                    Ok(())
                }
                None => Err(format!(
                    "there is no stage `{}`: write its key, or pipeline/stage",
                    text.trim()
                )),
            },
            "pipeline" => match ctx.schema.pipeline_named(text) {
                Some(pipeline) if pipeline.id == self.pipeline_id => Ok(()),
                found => match found.and_then(|pipeline| ctx.schema.first_stage(Some(pipeline.id))) {
                    Some((pipeline, stage)) => {
                        self.move_to(ctx, pipeline.id, stage);
                        Ok(())
                    }
                    None => Err(format!("there is no pipeline `{}`: write its key", text.trim())),
                },
            },
            "loss_reason" if text.trim().is_empty() => {
                self.loss_reason_id = None;
                Ok(())
            }
            "loss_reason" => match ctx.schema.loss_reason_named(text) {
                Some(reason) => {
                    self.loss_reason_id = Some(reason.id);
                    Ok(())
                }
                None => Err(format!(
                    "there is no loss reason `{}`: add it in the settings first",
                    text.trim()
                )),
            },
            _ => return set_common(self, ctx, key, text),
        };
        Some(done)
    }
}

impl Tracked for Contact {
    common!(name, ContactCreated, ContactChanged, ContactDeleted);

    fn core(&self, _schema: &Schema) -> Vec<(&'static str, Json)> {
        vec![
            ("name", json!(self.name)),
            ("first_name", json!(self.first_name)),
            ("last_name", json!(self.last_name)),
            ("phone", json!(self.phones)),
            ("email", json!(self.emails)),
            ("responsible", user(self.responsible_id)),
            ("timezone", json!(self.timezone)),
            ("tags", json!(self.tags)),
        ]
    }

    fn set_core(&mut self, ctx: &Ctx, key: &str, text: &str) -> Assign {
        match key {
            "first_name" => self.first_name = optional(text),
            "last_name" => self.last_name = optional(text),
            "timezone" => match optional(text) {
                Some(zone) if !known_zone(&zone) => {
                    return Some(Err(format!(
                        "`{zone}` is no time zone: write one such as Europe/Kyiv"
                    )));
                }
                zone => self.timezone = zone,
            },
            _ => {
                return set_addresses(&mut self.phones, &mut self.emails, ctx, key, text)
                    .or_else(|| set_common(self, ctx, key, text));
            }
        }
        Some(Ok(()))
    }

    fn addresses(&mut self) -> Option<(&mut Vec<String>, &mut Vec<String>)> {
        Some((&mut self.phones, &mut self.emails))
    }
}

pub(crate) fn known_zone(zone: &str) -> bool {
    jiff::tz::TimeZone::get(zone).is_ok()
}

impl Tracked for Company {
    common!(name, CompanyCreated, CompanyChanged, CompanyDeleted);

    fn core(&self, _schema: &Schema) -> Vec<(&'static str, Json)> {
        vec![
            ("name", json!(self.name)),
            ("phone", json!(self.phones)),
            ("email", json!(self.emails)),
            ("responsible", user(self.responsible_id)),
            ("tags", json!(self.tags)),
        ]
    }

    fn set_core(&mut self, ctx: &Ctx, key: &str, text: &str) -> Assign {
        set_addresses(&mut self.phones, &mut self.emails, ctx, key, text)
            .or_else(|| set_common(self, ctx, key, text))
    }

    fn addresses(&mut self) -> Option<(&mut Vec<String>, &mut Vec<String>)> {
        Some((&mut self.phones, &mut self.emails))
    }
}

impl Tracked for Task {
    common!(text, TaskCreated, TaskChanged, TaskDeleted);

    fn core(&self, _schema: &Schema) -> Vec<(&'static str, Json)> {
        vec![
            ("text", json!(self.text)),
            ("type", json!(self.task_type)),
            ("due", json!(self.due_at)),
            ("record", json!(self.record)),
            ("responsible", user(self.responsible_id)),
            ("done", json!(self.done_at.is_some())),
            ("result", json!(self.result)),
            ("results", json!(self.results)),
            ("tags", json!(self.tags)),
        ]
    }

    fn set_core(&mut self, ctx: &Ctx, key: &str, text: &str) -> Assign {
        let done = match key {
            "text" => return set_common(self, ctx, "name", text),
            "type" => match super::task::type_key(ctx.schema, text) {
                Ok(key) => {
                    self.task_type = key;
                    Ok(())
                }
                Err(fault) => Err(fault),
            },
            "due" => value::moment(text, &ctx.defs()).map(|due| self.due_at = Micros(due)),
            "result" => {
                self.result = optional(text);
                Ok(())
            }
            _ => return set_common(self, ctx, key, text),
        };
        Some(done)
    }
}
