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
    /// The end of a phone, four digits or more: what people remember of a number.
    pub const DIGITS: &str = "D";
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

/// Digits of a phone whose ends are indexed, and of the shortest end.
const DIGITS: std::ops::RangeInclusive<usize> = 5..=15;
const SHORTEST_END: usize = 4;

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

    /// Phones, and each end of one: a search by digits from the middle is one by the beginning of an end.
    pub(crate) fn phones(&mut self, phones: &[String]) {
        for phone in phones {
            let digits = fold::phone(phone);
            if DIGITS.contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit()) {
                for from in 1..=digits.len() - SHORTEST_END {
                    self.add(slot::DIGITS, digits[from..].to_owned());
                }
            }
            self.add(slot::PHONE, digits);
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
    /// Its digits, when it may be a phone or a part of one: as they are, and with the Russian trunk `8` as `7`.
    digits: Vec<String>,
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
            digits: phone_digits(text),
            whole,
        })
    }

    /// The condition on a record `r`, with the texts it takes: a value begins with the whole text, a phone or an end of one
    /// with its digits, or every word begins some value.
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
        for digits in &self.digits {
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

/// The digits of what looks like a phone or a part of one: at least three, with nothing but what stands between digits.
fn phone_digits(text: &str) -> Vec<String> {
    let text = text.trim();
    let plain = |c: char| c.is_ascii_digit() || "+-() .…".contains(c);
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    if digits.len() < 3 || !text.chars().all(plain) {
        return Vec::new();
    }
    let trunk = digits.strip_prefix('8').filter(|_| !text.starts_with('+'));
    let seven = trunk.map(|rest| format!("7{rest}"));
    [digits].into_iter().chain(seven).collect()
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
        assert_eq!(texts("8 916 12").1[..3], ["8 916 12", "891612", "791612"]);
        assert_eq!(texts("…45-67").1, ["…45-67", "4567"]);
        assert_eq!(texts("45-67 x").1[0], "45-67 x");
        assert_eq!(
            texts("Иванов П"),
            (3, vec!["иванов п".into(), "иванов".into(), "п".into()])
        );
        assert_eq!(Query::parse("  "), None);
    }

    #[test]
    fn ends_of_phones_are_held() {
        let mut entries = Entries::default();
        entries.phones(&["+7 916 123-45-67".to_owned(), "none".to_owned(), "123".to_owned()]);
        let ends: Vec<String> = entries
            .into_set()
            .into_iter()
            .filter(|entry| entry.field == slot::DIGITS)
            .map(|entry| entry.folded)
            .collect();
        assert_eq!(
            ends,
            [
                "1234567",
                "161234567",
                "234567",
                "34567",
                "4567",
                "61234567",
                "9161234567"
            ]
        );
    }

    #[test]
    fn the_first_word_is_found_through_the_whole_name() {
        let names: Vec<_> = held().into_iter().filter(|e| e.field == slot::WORD).collect();
        assert_eq!(names.len(), 2);
    }
}
