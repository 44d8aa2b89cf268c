//! Finding records by the value of a field (Z-106…Z-109).

use super::value::{addresses, money, parse};
use super::{CrmError, Defs, Tracked};
use serde_json::Value as Json;
use signalbox_model::field::FieldKind;
use signalbox_model::record::{Company, Contact, Lead, Task};
use signalbox_model::{RecordId, RecordKind, RecordRef};
use signalbox_store::Space;
use signalbox_store::crm::{self, Entry, fold, slot};

/// What is looked for, and whether case counts.
struct Wanted {
    entry: Entry,
    /// The canonical value; phones, e-mails and tags are compared folded (Z-108).
    exact: Option<Json>,
}

fn folded(field: &str, folded: String) -> Wanted {
    Wanted {
        entry: Entry::new(field, folded),
        exact: None,
    }
}

fn exact(field: &str, text: &str) -> Wanted {
    Wanted {
        entry: Entry::new(field, fold::text(text)),
        exact: Some(text.trim().into()),
    }
}

/// What a field and a text look for; `None` when the text can be no value of the field.
fn wanted(defs: Defs, kind: RecordKind, key: &str, text: &str) -> Result<Option<Wanted>, CrmError> {
    let addressed = matches!(kind, RecordKind::Contact | RecordKind::Company);
    let first = || addresses(text).into_iter().next().unwrap_or_default();
    let found = match key {
        "name" => exact(slot::NAME, text),
        "text" if kind == RecordKind::Task => exact(slot::NAME, text),
        "tag" | "tags" => folded(slot::TAG, fold::text(text)),
        "phone" | "phones" if addressed => folded(slot::PHONE, fold::phone(&first())),
        "email" | "emails" if addressed => folded(slot::EMAIL, fold::email(&first())),
        "first_name" if kind == RecordKind::Contact => exact(slot::FIRST_NAME, text),
        "last_name" if kind == RecordKind::Contact => exact(slot::LAST_NAME, text),
        "source" if kind == RecordKind::Lead => exact(slot::SOURCE, text),
        "sale" if kind == RecordKind::Lead => match money(text, &defs) {
            Ok(sale) => folded(slot::SALE, fold::money(sale.minor, &sale.currency)),
            Err(_) => return Ok(None),
        },
        key => {
            let Some(field) = defs.schema.field(kind, key) else {
                let message = format!("a {kind} has no field `{key}` to look for");
                return Err(CrmError::invalid(key, message));
            };
            return Ok(custom(&field.kind, field.key.as_str(), text, defs));
        }
    };
    Ok(Some(found))
}

fn custom(kind: &FieldKind, key: &str, text: &str, defs: Defs) -> Option<Wanted> {
    match kind {
        FieldKind::Phone => Some(folded(key, fold::phone(text))),
        FieldKind::Email => Some(folded(key, fold::email(text))),
        _ => {
            let parsed = parse(kind, text, &defs);
            let entry = fold::field(kind, &parsed.value).into_iter().next()?;
            // Of numbers and the like the folded form is exact.
            let by_letter = matches!(
                kind,
                FieldKind::Text
                    | FieldKind::LongText
                    | FieldKind::Url
                    | FieldKind::Select { .. }
                    | FieldKind::Multiselect { .. }
            );
            Some(Wanted {
                entry: Entry::new(key, entry),
                exact: by_letter.then_some(parsed.value),
            })
        }
    }
}

/// The index entry that a field and a text name, for filters of lists: letters' case does not count.
pub fn entry_of(defs: Defs, kind: RecordKind, key: &str, text: &str) -> Result<Option<Entry>, CrmError> {
    Ok(wanted(defs, kind, key, text)?.map(|wanted| wanted.entry))
}

/// Records of a kind whose field holds a text: the most recently changed first, at most 50 (Z-109). `key` is `id`,
/// `name`, `phone`, `email`, `tag`, another core field, or a custom one. An empty text finds nothing (Z-107).
pub fn find(
    space: &mut Space,
    defs: Defs,
    kind: RecordKind,
    key: &str,
    text: &str,
) -> Result<Vec<RecordRef>, CrmError> {
    if text.trim().is_empty() {
        return Ok(Vec::new());
    }
    if key == "id" {
        let Ok(id) = text.trim().parse::<RecordId>() else {
            return Ok(Vec::new());
        };
        let record = RecordRef { kind, id };
        return Ok(crm::exists(space, record)?
            .then_some(record)
            .into_iter()
            .collect());
    }
    let Some(wanted) = wanted(defs, kind, key, text)? else {
        return Ok(Vec::new());
    };
    match kind {
        RecordKind::Lead => search::<Lead>(space, defs, &wanted),
        RecordKind::Contact => search::<Contact>(space, defs, &wanted),
        RecordKind::Company => search::<Company>(space, defs, &wanted),
        RecordKind::Task => search::<Task>(space, defs, &wanted),
    }
}

fn search<R: Tracked>(space: &mut Space, defs: Defs, wanted: &Wanted) -> Result<Vec<RecordRef>, CrmError> {
    let found = crm::find_by::<R>(space, &wanted.entry, |record| holds(record, defs, wanted))?;
    Ok(found.iter().map(R::reference).collect())
}

/// Whether a record holds the value letter by letter, as far as letters count.
fn holds<R: Tracked>(record: &R, defs: Defs, wanted: &Wanted) -> bool {
    let Some(exact) = &wanted.exact else {
        return true;
    };
    let field = wanted.entry.field.as_str();
    let core = |name: &str| {
        let all = record.core(defs.schema);
        all.into_iter()
            .find(|(known, _)| *known == name)
            .map(|(_, value)| value)
    };
    let held = match field {
        slot::NAME => Some(record.name().into()),
        slot::FIRST_NAME => core("first_name"),
        slot::LAST_NAME => core("last_name"),
        slot::SOURCE => core("source"),
        custom => {
            let mut values = record.fields().iter();
            values
                .find(|(key, _)| key.as_str() == custom)
                .map(|(_, value)| value.clone())
        }
    };
    match (held, exact) {
        (Some(Json::String(held)), Json::String(exact)) => held.trim() == exact.trim(),
        (Some(Json::Array(held)), Json::Array(exact)) => exact.iter().all(|item| held.contains(item)),
        _ => false,
    }
}
