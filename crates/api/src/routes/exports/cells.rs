//! Rows of JSON as cells of CSV.

use super::tables::Kind;
use crate::problem::{Problem, Result};
use crate::work::Look;
use serde_json::Value;
use signalbox_engine::Definitions;
use signalbox_engine::import::core_name;
use signalbox_model::field::{Field, FieldKind};
use signalbox_model::record::Contact;
use signalbox_model::{RecordId, RecordKind};
use signalbox_store::crm;
use std::collections::HashMap;
use std::sync::Arc;

/// How a cell is taken from a row.
#[derive(Debug, Clone)]
enum Take {
    /// What stands at a pointer, as text; a list is joined.
    Plain(&'static str),
    /// A moment, UNIX microseconds, in the workspace's zone.
    Moment(&'static str),
    /// Major units of money.
    Amount(&'static str),
    /// The name of a user by id.
    User(&'static str),
    Pipeline,
    Stage,
    Reason,
    /// The names of linked records.
    Names(&'static str),
    /// Phones or e-mails of the main contact.
    OfContact(&'static str),
    Custom(Box<Field>),
}

/// The columns of a file, and what is needed to fill them.
pub(super) struct Table {
    columns: Vec<(String, Take)>,
    record: Option<RecordKind>,
    defs: Arc<Definitions>,
    contacts: HashMap<RecordId, Contact>,
}

use Take::{Amount, Moment, Names, OfContact, Pipeline, Plain, Reason, Stage, User};

const LEADS: &[(&str, Take)] = &[
    ("id", Plain("/id")),
    ("name", Plain("/name")),
    ("pipeline", Pipeline),
    ("stage", Stage),
    ("sale", Amount("/sale")),
    ("currency", Plain("/sale/currency")),
    ("responsible", User("/responsible_id")),
    ("source", Plain("/source")),
    ("loss_reason", Reason),
    ("tags", Plain("/tags")),
    ("contact", Names("/contacts")),
    ("contact_phone", OfContact("phones")),
    ("contact_email", OfContact("emails")),
    ("company", Plain("/company/name")),
    ("created_at", Moment("/created_at")),
    ("updated_at", Moment("/updated_at")),
    ("closed_at", Moment("/closed_at")),
];
const CONTACTS: &[(&str, Take)] = &[
    ("id", Plain("/id")),
    ("name", Plain("/name")),
    ("first_name", Plain("/first_name")),
    ("last_name", Plain("/last_name")),
    ("phone", Plain("/phones")),
    ("email", Plain("/emails")),
    ("responsible", User("/responsible_id")),
    ("timezone", Plain("/timezone")),
    ("tags", Plain("/tags")),
    ("company", Names("/companies")),
    ("created_at", Moment("/created_at")),
    ("updated_at", Moment("/updated_at")),
];
const COMPANIES: &[(&str, Take)] = &[
    ("id", Plain("/id")),
    ("name", Plain("/name")),
    ("phone", Plain("/phones")),
    ("email", Plain("/emails")),
    ("responsible", User("/responsible_id")),
    ("tags", Plain("/tags")),
    ("created_at", Moment("/created_at")),
    ("updated_at", Moment("/updated_at")),
];
const TASKS: &[(&str, Take)] = &[
    ("id", Plain("/id")),
    ("text", Plain("/text")),
    ("type", Plain("/task_type")),
    ("due", Moment("/due_at")),
    ("responsible", User("/responsible_id")),
    ("record_kind", Plain("/record/kind")),
    ("record_id", Plain("/record/id")),
    ("record", Plain("/record/title")),
    ("done_at", Moment("/done_at")),
    ("result", Plain("/result")),
    ("tags", Plain("/tags")),
    ("created_at", Moment("/created_at")),
    ("updated_at", Moment("/updated_at")),
];
const NOTES: &[(&str, Take)] = &[
    ("id", Plain("/id")),
    ("record_kind", Plain("/record/kind")),
    ("record_id", Plain("/record/id")),
    ("kind", Plain("/kind")),
    ("text", Plain("/text")),
    ("direction", Plain("/direction")),
    ("subject", Plain("/subject")),
    ("status", Plain("/status")),
    ("duration_secs", Plain("/duration_secs")),
    ("address", Plain("/address")),
    ("created_at", Moment("/created_at")),
    ("by", Plain("/created_by/by")),
    ("user", User("/created_by/user")),
];
const RUNS: &[(&str, Take)] = &[
    ("id", Plain("/id")),
    ("at", Moment("/at")),
    ("scenario", Plain("/scenario/key")),
    ("scenario_name", Plain("/scenario/name")),
    ("version", Plain("/version")),
    ("status", Plain("/status")),
    ("record_kind", Plain("/record/kind")),
    ("record_id", Plain("/record/id")),
    ("record", Plain("/record/title")),
    ("event", Plain("/event")),
    ("us", Plain("/us")),
    ("note", Plain("/note")),
];
const DELIVERIES: &[(&str, Take)] = &[
    ("id", Plain("/id")),
    ("created_at", Moment("/created_at")),
    ("method", Plain("/method")),
    ("url", Plain("/url")),
    ("state", Plain("/state")),
    ("attempts", Plain("/attempts")),
    ("last_status", Plain("/last_status")),
    ("last_error", Plain("/last_error")),
    ("next_at", Moment("/next_at")),
    ("run", Plain("/run")),
];
const EVENTS: &[(&str, Take)] = &[
    ("id", Plain("/id")),
    ("at", Moment("/at")),
    ("kind", Plain("/kind")),
    ("state", Plain("/state")),
    ("reason", Plain("/reason")),
    ("by", Plain("/author/by")),
    ("user", User("/author/user")),
    ("record_kind", Plain("/subject/kind")),
    ("record_id", Plain("/subject/id")),
    ("record", Plain("/subject/title")),
    ("changes", Plain("/changes")),
    ("cause", Plain("/cause")),
];
const ARRIVALS: &[(&str, Take)] = &[
    ("id", Plain("/id")),
    ("at", Moment("/at")),
    ("method", Plain("/method")),
    ("path", Plain("/path")),
    ("query", Plain("/query")),
    ("state", Plain("/state")),
    ("reason", Plain("/reason")),
    ("content_type", Plain("/content_type")),
    ("size", Plain("/size")),
    ("ip", Plain("/ip")),
];

const AUDIT: &[(&str, Take)] = &[
    ("id", Plain("/id")),
    ("at", Moment("/at")),
    ("user", Plain("/user")),
    ("via", Plain("/via/kind")),
    ("address", Plain("/address")),
    ("kind", Plain("/kind")),
    ("deed", Plain("/deed")),
    ("name", Plain("/name")),
    ("changes", Plain("/changes")),
    ("more", Plain("/more")),
];

fn known(kind: Kind) -> &'static [(&'static str, Take)] {
    match kind {
        Kind::Leads => LEADS,
        Kind::Contacts => CONTACTS,
        Kind::Companies => COMPANIES,
        Kind::Tasks => TASKS,
        Kind::Notes => NOTES,
        Kind::Runs => RUNS,
        Kind::Deliveries => DELIVERIES,
        Kind::Events => EVENTS,
        Kind::Arrivals => ARRIVALS,
        Kind::Audit => AUDIT,
    }
}

impl Table {
    /// The columns asked for, all when none are.
    pub fn new(look: &mut Look, kind: Kind, asked: Option<&[String]>, rows: &[Value]) -> Result<Self> {
        let defs = look.defs.clone();
        let record = kind.record();
        let core = known(kind)
            .iter()
            .map(|(name, take)| ((*name).to_owned(), take.clone()));
        let fields = record.map_or(&[][..], |record| defs.schema.fields(record));
        let custom = fields
            .iter()
            .map(|field| (field.key.to_string(), Take::Custom(Box::new(field.clone()))));
        let mut all: Vec<(String, Take)> = core.chain(custom).collect();
        let columns = match asked {
            None => all,
            Some(asked) => {
                let mut picked = Vec::new();
                for name in asked {
                    let place = all.iter().position(|(known, _)| known == name).ok_or_else(|| {
                        let names: Vec<&str> = all.iter().map(|(name, _)| name.as_str()).collect();
                        let say = format!("there is no column `{name}`: choose from {}", names.join(", "));
                        Problem::invalid("columns", say)
                    })?;
                    picked.push(all.remove(place));
                }
                picked
            }
        };
        let wants_contacts = columns.iter().any(|(_, take)| matches!(take, OfContact(_)));
        let contacts = if wants_contacts {
            contacts(look, rows)?
        } else {
            HashMap::new()
        };
        Ok(Self {
            columns,
            record,
            defs,
            contacts,
        })
    }

    /// The first line: the words of a language, or the keys.
    pub fn heads(&self, language: Option<&str>) -> Vec<String> {
        let head = |(key, take): &(String, Take)| {
            let Some(language) = language else {
                return key.clone();
            };
            if let Take::Custom(field) = take {
                return field.name.clone();
            }
            let (record, field) = match key.as_str() {
                "contact" => (RecordKind::Contact, "name"),
                "contact_phone" => (RecordKind::Contact, "phone"),
                "contact_email" => (RecordKind::Contact, "email"),
                "company" => (RecordKind::Company, "name"),
                own => match self.record {
                    Some(record) => (record, own),
                    None => return key.clone(),
                },
            };
            match core_name(record, field, language) {
                Some(name) => name
                    .chars()
                    .take(1)
                    .flat_map(char::to_uppercase)
                    .chain(name.chars().skip(1))
                    .collect(),
                None => key.clone(),
            }
        };
        self.columns.iter().map(head).collect()
    }

    /// The cells of a row.
    pub fn cells(&self, row: &Value) -> Vec<String> {
        self.columns
            .iter()
            .map(|(_, take)| self.cell(row, take))
            .collect()
    }

    fn cell(&self, row: &Value, take: &Take) -> String {
        let at = |pointer: &str| row.pointer(pointer).unwrap_or(&Value::Null);
        let schema = &self.defs.schema;
        match take {
            Plain(pointer) => plain(at(pointer)),
            Moment(pointer) => self.moment(at(pointer)),
            Amount(pointer) => amount(at(pointer)),
            User(pointer) => {
                let id = at(pointer).as_str().unwrap_or_default();
                let user = id.parse().ok().and_then(|id| schema.user(id));
                user.map_or_else(|| id.to_owned(), |user| user.name.clone())
            }
            Pipeline => {
                let id = row["pipeline_id"].as_str().and_then(|id| id.parse().ok());
                id.and_then(|id| schema.pipeline(id))
                    .map_or(String::new(), |found| found.name.clone())
            }
            Stage => {
                let id = row["stage_id"].as_str().and_then(|id| id.parse().ok());
                id.and_then(|id| schema.stage(id))
                    .map_or(String::new(), |(_, found)| found.name.clone())
            }
            Reason => {
                let id = row["loss_reason_id"].as_str().unwrap_or_default();
                let reason = schema
                    .loss_reasons
                    .iter()
                    .find(|reason| reason.id.to_string() == id);
                reason.map_or(String::new(), |reason| reason.name.clone())
            }
            Names(pointer) => {
                let all = at(pointer).as_array().map_or(&[][..], Vec::as_slice);
                let names: Vec<&str> = all.iter().filter_map(|linked| linked["name"].as_str()).collect();
                names.join(", ")
            }
            OfContact(which) => {
                let main = row["contacts"][0]["id"].as_str().and_then(|id| id.parse().ok());
                let contact = main.and_then(|id: RecordId| self.contacts.get(&id));
                contact.map_or(String::new(), |contact| {
                    let list = if *which == "phones" {
                        &contact.phones
                    } else {
                        &contact.emails
                    };
                    list.join(", ")
                })
            }
            Take::Custom(field) => self.custom(field, &row["fields"][field.key.as_str()]),
        }
    }

    fn custom(&self, field: &Field, value: &Value) -> String {
        match field.kind {
            FieldKind::Money => amount(value),
            FieldKind::DateTime => self.moment(value),
            FieldKind::Flag => value
                .as_bool()
                .map_or(String::new(), |yes| if yes { "1" } else { "0" }.to_owned()),
            FieldKind::File => plain(&value["url"]),
            FieldKind::Link { .. } => plain(&value["id"]),
            _ => plain(value),
        }
    }

    /// A moment as table programs read it, in the workspace's zone.
    fn moment(&self, value: &Value) -> String {
        let at = value
            .as_i64()
            .and_then(|at| jiff::Timestamp::from_microsecond(at).ok());
        at.map_or(String::new(), |at| {
            at.to_zoned(self.defs.zone.clone())
                .strftime("%Y-%m-%d %H:%M:%S")
                .to_string()
        })
    }
}

/// The main contacts of a page of leads.
fn contacts(look: &mut Look, rows: &[Value]) -> Result<HashMap<RecordId, Contact>> {
    let ids: Vec<RecordId> = rows
        .iter()
        .filter_map(|row| row["contacts"][0]["id"].as_str()?.parse().ok())
        .collect();
    let found = crm::get_many::<Contact>(&mut look.space(), &ids)?;
    Ok(found.into_iter().map(|contact| (contact.id, contact)).collect())
}

fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(items) if items.iter().all(Value::is_string) => {
            let texts: Vec<&str> = items.iter().filter_map(Value::as_str).collect();
            texts.join(", ")
        }
        Value::Array(items) if items.is_empty() => String::new(),
        other => other.to_string(),
    }
}

/// Major units with a point.
fn amount(value: &Value) -> String {
    let Some(minor) = value["minor"].as_i64() else {
        return String::new();
    };
    let (sign, size) = (if minor < 0 { "-" } else { "" }, minor.unsigned_abs());
    format!("{sign}{}.{:02}", size / 100, size % 100)
}
