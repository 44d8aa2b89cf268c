//! One body, several events: amoCRM and Kommo put `leads[add][0]`, `leads[add][1]` and `leads[update][0]` into one
//! request (K-2, Z-203).

use serde_json::value::RawValue;
use signalbox_wire::json;
use std::borrow::Cow;

/// Plural names of the bodies and the singular names of the documents.
const ENTITIES: [(&str, &str); 11] = [
    ("leads", "lead"),
    ("contacts", "contact"),
    ("companies", "company"),
    ("customers", "customer"),
    ("tasks", "task"),
    ("task", "task"),
    ("catalogs", "catalog"),
    ("catalog_elements", "catalog_element"),
    ("unsorted", "unsorted"),
    ("talk", "talk"),
    ("message", "message"),
];

const ACTIONS: [&str; 9] = [
    "add",
    "update",
    "delete",
    "restore",
    "status",
    "responsible",
    "note",
    "merge",
    "template_review",
];

/// Opens fields of a decoded document whose text is JSON, as some senders of forms write what is nested.
pub fn open_fields(document: String, names: &[String]) -> String {
    json::open(&document, names).unwrap_or(document)
}

/// Splits a decoded document into one document per event, in order: the items of a list, and for amoCRM's shape one
/// `{"entity":"lead","action":"add","lead":{…},"account":{…}}` per entity, action and index, each with the members that
/// belong to all of them. Any other shape, and a list without items, is one event: no arrival vanishes.
pub fn split_events(json: &str) -> Vec<String> {
    if let Some(items) = json::items(json).filter(|items| !items.is_empty()) {
        return items.into_iter().map(|item| item.get().to_owned()).collect();
    }
    let members = json::members(json).unwrap_or_default();
    let (groups, common): (Vec<_>, Vec<_>) = members
        .into_iter()
        .map(|(name, value)| (group_of(&name, value), name, value))
        .partition(|(g, ..)| g.is_some());
    let events: Vec<String> = groups
        .into_iter()
        .filter_map(|(group, ..)| group)
        .flatten()
        .map(|event| event.document(&common))
        .collect();
    if events.is_empty() {
        vec![json.to_owned()]
    } else {
        events
    }
}

/// One entity of one action.
struct EntityEvent<'a> {
    entity: &'static str,
    action: Cow<'a, str>,
    record: &'a RawValue,
}

/// The events under a top-level name. `None` when the member is not shaped like entity → action → records.
fn group_of<'a>(name: &str, value: &'a RawValue) -> Option<Vec<EntityEvent<'a>>> {
    let (_, entity) = ENTITIES.iter().find(|(plural, _)| *plural == name)?;
    let mut events = Vec::new();
    for (action, records) in json::members(value.get())? {
        if !ACTIONS.contains(&action.as_ref()) {
            return None;
        }
        for record in records_of(records)? {
            events.push(EntityEvent {
                entity,
                action: action.clone(),
                record,
            });
        }
    }
    Some(events).filter(|events| !events.is_empty())
}

/// A list of records, or an object of records under their indexes, sorted as numbers.
fn records_of(records: &RawValue) -> Option<Vec<&RawValue>> {
    if let Some(items) = json::items(records.get()) {
        return Some(items);
    }
    let mut indexed = json::members(records.get())?
        .into_iter()
        .map(|(index, record)| Some((index.parse::<u64>().ok()?, record)))
        .collect::<Option<Vec<_>>>()?;
    indexed.sort_by_key(|(index, _)| *index);
    Some(indexed.into_iter().map(|(_, record)| record).collect())
}

type Common<'a, G> = (G, Cow<'a, str>, &'a RawValue);

impl EntityEvent<'_> {
    fn document<G>(&self, common: &[Common<'_, G>]) -> String {
        let EntityEvent {
            entity,
            action,
            record,
        } = self;
        let mut json = format!(
            r#"{{"entity":"{entity}","action":"{action}","{entity}":{}"#,
            record.get()
        );
        for (_, name, value) in common {
            if ["entity", "action", entity].contains(&name.as_ref()) {
                continue;
            }
            let name = serde_json::to_string(name).expect("a text always serializes");
            json.extend([",", &name, ":", value.get()]);
        }
        json.push('}');
        json
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_of_amocrm_are_split_in_order() {
        let body = r#"{"leads":{"update":[{"id":"7"}],"add":[{"id":"8"},{"id":"9"}]},"contacts":{"add":{"2000":{"id":"2"},"1999":{"id":"1"}}},"account":{"id":"5"}}"#;
        let expected = [
            r#"{"entity":"lead","action":"update","lead":{"id":"7"},"account":{"id":"5"}}"#,
            r#"{"entity":"lead","action":"add","lead":{"id":"8"},"account":{"id":"5"}}"#,
            r#"{"entity":"lead","action":"add","lead":{"id":"9"},"account":{"id":"5"}}"#,
            r#"{"entity":"contact","action":"add","contact":{"id":"1"},"account":{"id":"5"}}"#,
            r#"{"entity":"contact","action":"add","contact":{"id":"2"},"account":{"id":"5"}}"#,
        ];
        assert_eq!(split_events(body), expected);
    }

    #[test]
    fn query_parameters_go_along_and_own_names_win() {
        let body = r#"{"leads":{"add":[{"id":"8"}]},"token":"t","action":"x"}"#;
        assert_eq!(
            split_events(body),
            [r#"{"entity":"lead","action":"add","lead":{"id":"8"},"token":"t"}"#]
        );
    }

    #[test]
    fn lists_are_split_and_other_shapes_stay_whole() {
        assert_eq!(split_events(r#"[{"a":1.0},2]"#), [r#"{"a":1.0}"#, "2"]);
        for whole in [
            "[]",
            "{}",
            "5",
            r#"{"leads":[1,2]}"#,
            r#"{"leads":{"add":[]}}"#,
            r#"{"leads":{"add":"x"}}"#,
            r#"{"leads":{"add":{"name":"x"}}}"#,
            r#"{"leads":{"best":[{"id":1}]}}"#,
            r#"{"orders":{"add":[{"id":1}]}}"#,
            "not json",
        ] {
            assert_eq!(split_events(whole), [whole]);
        }
    }
}
