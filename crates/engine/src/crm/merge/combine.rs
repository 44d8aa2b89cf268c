//! What becomes of the values of records that become one, and how a value goes back.

use super::super::tracked::add_new;
use super::super::{CrmError, FieldFault, Schema, Tracked, tag};
use serde_json::Value as Json;
use signalbox_model::event::EventKind;
use signalbox_model::field::FieldKind;
use signalbox_model::record::{Company, Contact};
use signalbox_model::{RecordId, UserId};
use signalbox_store::crm::fold;
use std::collections::BTreeMap;

/// A kind of record that can be merged.
pub trait Mergeable: Tracked {
    /// The event of a merge.
    const MERGED: EventKind;
    /// The event of its undoing.
    const UNMERGED: EventKind;
    /// Core fields of one value.
    const SINGLE: &'static [&'static str];

    /// A core field of one value as text.
    fn single(&self, field: &str) -> Option<String>;
    /// Sets a core field of one value from what [`single`](Self::single) gave.
    fn set_single(&mut self, field: &str, value: Option<String>);
}

/// Responsible and name, which both kinds have.
fn common<R: Tracked>(record: &R, field: &str) -> Option<String> {
    match field {
        "name" => Some(record.name().to_owned()),
        "responsible" => record.responsible().map(|user| user.to_string()),
        _ => None,
    }
}

fn set_common<R: Tracked>(record: &mut R, field: &str, value: Option<String>) {
    match (field, value) {
        ("name", Some(name)) => *record.name_mut() = name,
        ("responsible", value) => {
            *record.responsible_mut() = value.and_then(|id| id.parse::<UserId>().ok());
        }
        _ => {}
    }
}

impl Mergeable for Contact {
    const MERGED: EventKind = EventKind::ContactMerged;
    const UNMERGED: EventKind = EventKind::ContactUnmerged;
    const SINGLE: &'static [&'static str] = &["name", "first_name", "last_name", "responsible", "timezone"];

    fn single(&self, field: &str) -> Option<String> {
        match field {
            "first_name" => self.first_name.clone(),
            "last_name" => self.last_name.clone(),
            "timezone" => self.timezone.clone(),
            _ => common(self, field),
        }
    }

    fn set_single(&mut self, field: &str, value: Option<String>) {
        match field {
            "first_name" => self.first_name = value,
            "last_name" => self.last_name = value,
            "timezone" => self.timezone = value,
            _ => set_common(self, field, value),
        }
    }
}

impl Mergeable for Company {
    const MERGED: EventKind = EventKind::CompanyMerged;
    const UNMERGED: EventKind = EventKind::CompanyUnmerged;
    const SINGLE: &'static [&'static str] = &["name", "responsible"];

    fn single(&self, field: &str) -> Option<String> {
        common(self, field)
    }

    fn set_single(&mut self, field: &str, value: Option<String>) {
        set_common(self, field, value);
    }
}

/// The value that `take` names, else the first that is there.
fn chosen<'r, R: Tracked, V>(
    all: &'r [R],
    take: &BTreeMap<String, RecordId>,
    path: &str,
    value: impl Fn(&'r R) -> Option<V>,
) -> Option<V> {
    match take.get(path) {
        Some(wanted) => all.iter().find(|record| record.id() == *wanted).and_then(value),
        None => all.iter().find_map(value),
    }
}

/// The record that `all` become: the first of them with the values that were chosen. Lists are joined.
pub(super) fn combine<R: Mergeable>(
    all: &[R],
    take: &BTreeMap<String, RecordId>,
    schema: &Schema,
) -> Result<R, CrmError> {
    check(all, take, schema)?;
    let Some(first) = all.first() else {
        return Err(CrmError::invalid("others", "name at least one record to merge"));
    };
    let mut one = first.clone();
    for field in R::SINGLE {
        one.set_single(field, chosen(all, take, field, |record| record.single(field)));
    }
    for other in &all[1..] {
        join_lists(&mut one, other);
    }
    for field in schema.fields(R::KIND) {
        let path = format!("fields.{}", field.key);
        let values = || all.iter().filter_map(|record| record.fields().get(&field.key));
        let value = match &field.kind {
            FieldKind::Formula { .. } => None,
            FieldKind::Phone => Some(joined(values(), fold::phone)),
            FieldKind::Email => Some(joined(values(), fold::email)),
            FieldKind::Multiselect { options } => Some(in_order(joined(values(), fold::text), options)),
            _ => chosen(all, take, &path, |record| record.fields().get(&field.key)).cloned(),
        };
        match value.filter(|value| !value.is_null()) {
            Some(value) => drop(one.fields_mut().insert(field.key.clone(), value)),
            None => drop(one.fields_mut().remove(&field.key)),
        }
    }
    Ok(one)
}

fn check<R: Mergeable>(
    all: &[R],
    take: &BTreeMap<String, RecordId>,
    schema: &Schema,
) -> Result<(), CrmError> {
    let mut faults = Vec::new();
    for (path, id) in take {
        let place = format!("take.{path}");
        let known = match path.strip_prefix("fields.") {
            Some(key) => schema
                .fields(R::KIND)
                .iter()
                .any(|field| field.key.as_str() == key),
            None => R::SINGLE.contains(&path.as_str()),
        };
        if !known {
            let say = format!(
                "there is nothing to choose there: choose for {} or fields.KEY",
                R::SINGLE.join(", ")
            );
            faults.push(FieldFault::new(place, say));
        } else if all.iter().all(|record| record.id() != *id) {
            faults.push(FieldFault::new(
                place,
                format!("{id} is none of the records that are merged"),
            ));
        }
    }
    CrmError::none_of(faults)
}

/// Phones, e-mails and tags of both.
fn join_lists<R: Tracked>(one: &mut R, other: &R) {
    let mut other = other.clone();
    if let (Some((phones, emails)), Some((more_phones, more_emails))) = (one.addresses(), other.addresses()) {
        add_new(phones, std::mem::take(more_phones), false);
        add_new(emails, std::mem::take(more_emails), true);
    }
    let mut tags = std::mem::take(one.tags_mut());
    tags.append(other.tags_mut());
    *one.tags_mut() = tag::clean(tags);
}

fn texts(value: &Json) -> impl Iterator<Item = &str> {
    value.as_array().into_iter().flatten().filter_map(Json::as_str)
}

/// Lists of texts, each once.
fn joined<'v>(values: impl Iterator<Item = &'v Json>, fold: fn(&str) -> String) -> Json {
    let mut seen = Vec::new();
    let mut out: Vec<Json> = Vec::new();
    for text in values.flat_map(texts) {
        let folded = fold(text);
        if !seen.contains(&folded) {
            seen.push(folded);
            out.push(text.into());
        }
    }
    if out.is_empty() { Json::Null } else { out.into() }
}

/// A selection in the order of its options.
fn in_order(value: Json, options: &[String]) -> Json {
    let Json::Array(mut chosen) = value else {
        return value;
    };
    let place = |item: &Json| {
        options
            .iter()
            .position(|option| Some(option.as_str()) == item.as_str())
    };
    chosen.sort_by_key(|item| place(item).unwrap_or(options.len()));
    chosen.into()
}

/// Takes from a record what a merge gave it: values that are still as merged are as before, values that were changed
/// since stay; of lists goes what came with the others.
pub(super) fn revert<R: Mergeable>(now: &R, before: &R, after: &R, schema: &Schema) -> R {
    let mut new = now.clone();
    for field in R::SINGLE {
        let old = before.single(field);
        let gone = *field == "responsible"
            && before
                .responsible()
                .is_some_and(|user| schema.user(user).is_none());
        if now.single(field) == after.single(field) && !gone {
            new.set_single(field, old);
        }
    }
    let (mut before_too, mut after_too) = (before.clone(), after.clone());
    if let (Some(list), Some(old), Some(got)) =
        (new.addresses(), before_too.addresses(), after_too.addresses())
    {
        give_back(list.0, old.0, got.0);
        give_back(list.1, old.1, got.1);
    }
    give_back(new.tags_mut(), before_too.tags_mut(), after_too.tags_mut());
    for field in schema.fields(R::KIND) {
        let value = |record: &R| record.fields().get(&field.key).cloned();
        let (is, was, got) = (value(now), value(before), value(after));
        let value = match (&is, &got) {
            _ if is == got => was,
            (Some(Json::Array(_)), Some(Json::Array(_))) => {
                let list = |value: &Option<Json>| -> Vec<String> {
                    value.iter().flat_map(texts).map(str::to_owned).collect()
                };
                let mut left = list(&is);
                give_back(&mut left, &list(&was), &list(&got));
                (!left.is_empty()).then(|| left.into())
            }
            _ => is,
        };
        match value {
            Some(value) => drop(new.fields_mut().insert(field.key.clone(), value)),
            None => drop(new.fields_mut().remove(&field.key)),
        }
    }
    new
}

/// A list as it was, when it is as merged; else without what it got.
fn give_back(list: &mut Vec<String>, before: &[String], after: &[String]) {
    if *list == after {
        *list = before.to_vec();
    } else {
        list.retain(|item| before.contains(item) || !after.contains(item));
    }
}

#[cfg(test)]
mod tests {
    use super::give_back;

    fn list(text: &str) -> Vec<String> {
        text.chars().map(String::from).collect()
    }

    #[test]
    fn of_a_list_goes_what_came_with_the_others() {
        for (now, before, after, left) in [
            ("abcd", "ab", "abcd", "ab"),
            ("abcde", "ab", "abcd", "abe"),
            ("bd", "ab", "abcd", "b"),
            ("", "ab", "abcd", ""),
            ("ba", "ba", "ab", "ba"),
        ] {
            let mut held = list(now);
            give_back(&mut held, &list(before), &list(after));
            assert_eq!(held, list(left), "{now} {before} {after}");
        }
    }
}
