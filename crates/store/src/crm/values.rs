//! The index of values: who holds which value of which field.

use super::fold;
use crate::{Result, Space, Val};
use signalbox_model::field::Field;
use signalbox_model::record::FieldValues;
use signalbox_model::{RecordId, RecordKind};
use std::collections::BTreeSet;

/// What every record has, as the index names it: capital letters, which keys of custom fields cannot hold.
pub mod slot {
    /// The name (of a task: its text), whole.
    pub const NAME: &str = "N";
    /// A word of the name besides the first, which the whole name begins with.
    pub const WORD: &str = "W";
    /// A phone.
    pub const PHONE: &str = "P";
    /// An e-mail.
    pub const EMAIL: &str = "E";
    /// A tag.
    pub const TAG: &str = "T";
    /// Where it came from.
    pub const SOURCE: &str = "S";
    /// The amount of a lead.
    pub const SALE: &str = "M";
    /// The given name.
    pub const FIRST_NAME: &str = "F";
    /// The family name.
    pub const LAST_NAME: &str = "L";
}

/// So many words of a name are indexed: enough for names, bounded for texts.
const WORDS: usize = 8;

/// One value of one field, folded: what the index holds and what is looked for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// A [`slot`] or the key of a custom field.
    pub field: String,
    /// The folded value.
    pub folded: String,
}

impl Entry {
    /// An entry of an already folded value.
    pub fn new(field: &str, folded: String) -> Self {
        Self {
            field: field.to_owned(),
            folded,
        }
    }
}

/// Gathers what a record holds.
#[derive(Debug, Default)]
pub(crate) struct Entries(BTreeSet<Entry>);

impl Entries {
    pub(crate) fn add(&mut self, field: &str, folded: String) {
        if !folded.is_empty() {
            self.0.insert(Entry::new(field, folded));
        }
    }

    pub(crate) fn name(&mut self, name: &str) {
        for word in name.split_whitespace().skip(1).take(WORDS) {
            self.add(slot::WORD, fold::text(word));
        }
        self.add(slot::NAME, fold::text(name));
    }

    pub(crate) fn each(&mut self, field: &str, values: &[String], fold: fn(&str) -> String) {
        for value in values {
            self.add(field, fold(value));
        }
    }

    pub(crate) fn custom(&mut self, values: &FieldValues, fields: &[Field]) {
        for field in fields {
            let Some(value) = values.get(&field.key) else {
                continue;
            };
            for folded in fold::field(&field.kind, value) {
                self.add(field.key.as_str(), folded);
            }
        }
    }

    pub(crate) fn into_set(self) -> BTreeSet<Entry> {
        self.0
    }
}

/// Brings the index from what a record held to what it holds; what did not change is not touched.
pub(crate) fn reindex(
    space: &mut Space,
    kind: RecordKind,
    id: RecordId,
    old: &BTreeSet<Entry>,
    new: &BTreeSet<Entry>,
) -> Result<()> {
    for entry in old.difference(new) {
        space.exec(
            "DELETE FROM record_value WHERE workspace_id = ?1 AND kind = ?2 AND folded = ?3 AND field = ?4 AND record_id = ?5",
            &params(kind, entry, id),
        )?;
    }
    for entry in new.difference(old) {
        // The values of a field that was just made may be there already.
        space.exec(
            "INSERT INTO record_value (workspace_id, kind, folded, field, record_id) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT DO NOTHING",
            &params(kind, entry, id),
        )?;
    }
    Ok(())
}

fn params(kind: RecordKind, entry: &Entry, id: RecordId) -> [Val<'_>; 4] {
    [
        kind.code().into(),
        (&entry.folded).into(),
        (&entry.field).into(),
        id.0.into(),
    ]
}

/// The newest records that hold a value, before an id.
pub(crate) fn holders(
    space: &mut Space,
    kind: RecordKind,
    entry: &Entry,
    before: RecordId,
    limit: i64,
) -> Result<Vec<RecordId>> {
    let [kind, folded, field, before] = params(kind, entry, before);
    space.all(
        "SELECT record_id FROM record_value
         WHERE workspace_id = ?1 AND kind = ?2 AND folded = ?3 AND field = ?4 AND record_id < ?5
         ORDER BY record_id DESC LIMIT ?6",
        &[kind, folded, field, before, limit.into()],
        |row| Ok(RecordId(row.int(0)?)),
    )
}

/// Whether at most `few` records hold a value.
pub(crate) fn held_by_few(space: &mut Space, kind: RecordKind, entry: &Entry, few: i64) -> Result<bool> {
    let found = space.one(
        "SELECT COUNT(*) FROM (SELECT 1 FROM record_value WHERE workspace_id = ?1 AND kind = ?2 AND folded = ?3
         AND field = ?4 LIMIT ?5) AS held",
        &[
            kind.code().into(),
            (&entry.folded).into(),
            (&entry.field).into(),
            (few + 1).into(),
        ],
        |row| row.int(0),
    )?;
    Ok(found.unwrap_or(0) <= few)
}

/// What a person typed to find records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Query {
    /// The whole text, folded.
    whole: String,
    /// Its words.
    words: Vec<String>,
    /// Its digits, when it is a phone or the beginning of one.
    digits: Option<String>,
}

impl Query {
    /// `None` when nothing was typed.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let whole: String = fold::text(text).chars().take(60).collect();
        if whole.is_empty() {
            return None;
        }
        let words = whole.split(' ').map(str::to_owned).collect();
        Some(Self {
            words,
            digits: phone_start(text),
            whole,
        })
    }

    /// The condition on a record `r`, with the texts it takes: a value begins with the whole text or with the digits of
    /// a phone, or every word begins some value.
    pub(crate) fn condition(&self, kind: RecordKind) -> (String, Vec<String>) {
        let range = format!(
            "SELECT record_id FROM record_value WHERE workspace_id = ?1 AND kind = {} AND folded >= ? AND folded < ?",
            kind.code()
        );
        let mut texts = Vec::new();
        let mut begins = |start: &str| {
            texts.push(start.to_owned());
            texts.push(format!("{start}\u{10ffff}"));
            range.as_str()
        };
        let mut any = vec![begins(&self.whole).to_owned()];
        if let Some(digits) = &self.digits {
            any.push(begins(digits).to_owned());
        }
        if self.words.len() > 1 {
            let every: Vec<&str> = self.words.iter().map(|word| begins(word)).collect();
            any.push(format!(
                "SELECT record_id FROM ({}) AS words",
                every.join(" INTERSECT ")
            ));
        }
        (format!("r.id IN ({})", any.join(" UNION ")), texts)
    }
}

/// The digits of what looks like a phone: at least three, with nothing but what stands between digits.
fn phone_start(text: &str) -> Option<String> {
    let text = text.trim();
    let plain = |c: char| c.is_ascii_digit() || "+-() .".contains(c);
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    if digits.len() < 3 || !text.chars().all(plain) {
        return None;
    }
    match digits.strip_prefix('8') {
        Some(rest) if !text.starts_with('+') => Some(format!("7{rest}")),
        _ => Some(digits),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn held() -> BTreeSet<Entry> {
        let mut entries = Entries::default();
        entries.name("Иванов Пётр Ильич");
        entries.into_set()
    }

    #[test]
    fn a_query_asks_for_beginnings() {
        let texts = |query: &str| {
            let (sql, texts) = Query::parse(query).unwrap().condition(RecordKind::Lead);
            let starts: Vec<String> = texts.into_iter().step_by(2).collect();
            (sql.matches("SELECT record_id FROM record_value").count(), starts)
        };
        assert_eq!(texts("Пётр"), (1, vec!["петр".into()]));
        assert_eq!(texts("8 916 12").1[..2], ["8 916 12", "791612"]);
        assert_eq!(
            texts("Иванов П"),
            (3, vec!["иванов п".into(), "иванов".into(), "п".into()])
        );
        assert_eq!(Query::parse("  "), None);
    }

    #[test]
    fn the_first_word_is_found_through_the_whole_name() {
        let names: Vec<_> = held().into_iter().filter(|e| e.field == slot::WORD).collect();
        assert_eq!(names.len(), 2);
    }
}
