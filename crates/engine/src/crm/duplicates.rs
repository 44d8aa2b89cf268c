//! Records that may be one: groups that share a phone, an e-mail or, of companies, a name or a web address.

use super::{CrmError, Schema, Tracked, phone};
use signalbox_model::field::FieldKind;
use signalbox_model::record::{Company, Contact};
use signalbox_model::{RecordId, RecordKind};
use signalbox_store::Space;
use signalbox_store::crm::{self, Entry, Record, duplicates, fold, slot};
use std::collections::BTreeSet;

/// So many records of a group are shown and compared.
pub const MOST_SHOWN: i64 = 50;
/// So many shared values are looked at for one page: what people said are two does not make a page endless.
const MOST_LOOKED_AT: usize = 500;

/// Records that share a value.
#[derive(Debug, Clone)]
pub struct Group {
    /// Every value that all of them share, the first is what the group is listed under.
    pub shared: Vec<Entry>,
    /// The records, oldest first, at most [`MOST_SHOWN`].
    pub records: Vec<RecordId>,
    /// How many hold the first value in all.
    pub count: i64,
}

/// The fields that should be one record's alone: phones and e-mails; of a company also its name and web addresses.
fn telling(schema: &Schema, kind: RecordKind) -> Vec<&str> {
    let mut fields = vec![slot::PHONE, slot::EMAIL];
    if kind == RecordKind::Company {
        fields.push(slot::NAME);
        let urls = schema
            .fields(kind)
            .iter()
            .filter(|field| field.kind == FieldKind::Url);
        fields.extend(urls.map(|field| field.key.as_str()));
    }
    fields
}

/// A page of groups in the order of the values they share, and where the next page goes on.
pub fn duplicate_groups(
    space: &mut Space,
    schema: &Schema,
    kind: RecordKind,
    after: Option<Entry>,
    limit: usize,
) -> Result<(Vec<Group>, Option<Entry>), CrmError> {
    match kind {
        RecordKind::Contact => groups::<Contact>(space, schema, after, limit),
        RecordKind::Company => groups::<Company>(space, schema, after, limit),
        RecordKind::Lead | RecordKind::Task => Err(CrmError::invalid(
            "kind",
            "duplicates are looked for among contacts and companies",
        )),
    }
}

fn groups<R: Tracked>(
    space: &mut Space,
    schema: &Schema,
    mut after: Option<Entry>,
    limit: usize,
) -> Result<(Vec<Group>, Option<Entry>), CrmError> {
    let telling = telling(schema, R::KIND);
    let mut found = Vec::new();
    let mut looked_at = 0;
    loop {
        let page = i64::try_from(limit).unwrap_or(100);
        let some = duplicates::shared(space, R::KIND, &telling, after.as_ref(), page)?;
        let more = some.len() >= limit;
        for shared in some {
            after = Some(shared.entry.clone());
            looked_at += 1;
            found.extend(group::<R>(space, schema, &telling, shared)?);
            if found.len() >= limit || looked_at >= MOST_LOOKED_AT {
                return Ok((found, after));
            }
        }
        if !more {
            return Ok((found, None));
        }
    }
}

/// The group of a shared value; none when people said its records are two, or when another value that they all share
/// comes first, under which they are listed.
fn group<R: Tracked>(
    space: &mut Space,
    schema: &Schema,
    telling: &[&str],
    shared: duplicates::Shared,
) -> Result<Option<Group>, CrmError> {
    let ids = duplicates::holding(space, R::KIND, &shared.entry, MOST_SHOWN)?;
    let ids = undecided(&ids, &duplicates::apart(space, R::KIND, &ids)?);
    if ids.len() < 2 {
        return Ok(None);
    }
    let records: Vec<R> = crm::get_many(space, &ids)?;
    let by_value = |one: &Entry, other: &Entry| (&one.folded, &one.field).cmp(&(&other.folded, &other.field));
    let mut common: Vec<Entry> = match records.split_first() {
        Some((first, rest)) => {
            let rest: Vec<BTreeSet<Entry>> = rest
                .iter()
                .map(|record| record.entries(schema.fields(R::KIND)))
                .collect();
            let of_first = first.entries(schema.fields(R::KIND)).into_iter();
            of_first
                .filter(|entry| telling.contains(&entry.field.as_str()))
                .filter(|entry| rest.iter().all(|held| held.contains(entry)))
                .collect()
        }
        None => return Ok(None),
    };
    common.sort_by(by_value);
    if common.first() != Some(&shared.entry) {
        return Ok(None);
    }
    Ok(Some(Group {
        shared: common,
        records: records.iter().map(Record::id).collect(),
        count: shared.count,
    }))
}

/// Those that are not known to be two with every other.
fn undecided(ids: &[RecordId], apart: &BTreeSet<(RecordId, RecordId)>) -> Vec<RecordId> {
    let are_two = |one: RecordId, other: RecordId| apart.contains(&(one.min(other), one.max(other)));
    let open = |id: &&RecordId| ids.iter().any(|other| other != *id && !are_two(**id, *other));
    ids.iter().filter(open).copied().collect()
}

/// Records that hold one of these phones or e-mails already, most recently changed first, at most 50 of each. Phones may
/// be written as in the country of the workspace's `language`.
pub fn alike(
    space: &mut Space,
    language: &str,
    kind: RecordKind,
    phones: &[String],
    emails: &[String],
) -> Result<Vec<RecordId>, CrmError> {
    let mut found = Vec::new();
    let home = phone::region(language);
    let phones = phones
        .iter()
        .map(|text| Entry::new(slot::PHONE, fold::phone(&phone::canonical(text, home))));
    let emails = emails
        .iter()
        .map(|text| Entry::new(slot::EMAIL, fold::email(text)));
    for entry in phones.chain(emails) {
        let some = match kind {
            RecordKind::Contact => ids(crm::find_by::<Contact>(space, &entry, |_| true)?),
            RecordKind::Company => ids(crm::find_by::<Company>(space, &entry, |_| true)?),
            RecordKind::Lead | RecordKind::Task => {
                return Err(CrmError::invalid(
                    "kind",
                    "duplicates are looked for among contacts and companies",
                ));
            }
        };
        for id in some {
            if !found.contains(&id) {
                found.push(id);
            }
        }
    }
    Ok(found)
}

fn ids<R: Record>(records: Vec<R>) -> Vec<RecordId> {
    records.iter().map(Record::id).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_is_what_is_left_undecided() {
        let ids = |raw: &[i64]| raw.iter().map(|id| RecordId(*id)).collect::<Vec<_>>();
        let pairs = |raw: &[(i64, i64)]| raw.iter().map(|(a, b)| (RecordId(*a), RecordId(*b))).collect();
        for (all, apart, left) in [
            (&[1, 2][..], &[][..], &[1, 2][..]),
            (&[1, 2], &[(1, 2)], &[]),
            (&[1, 2, 3], &[(1, 2)], &[1, 2, 3]),
            (&[1, 2, 3], &[(1, 2), (1, 3)], &[2, 3]),
            (&[1, 2, 3], &[(1, 2), (1, 3), (2, 3)], &[]),
        ] {
            assert_eq!(
                undecided(&ids(all), &pairs(apart)),
                ids(left),
                "{all:?} {apart:?}"
            );
        }
    }
}
