//! Documents that were made of records: files of imports, merges that can be undone, rehearsals, tests of scenarios,
//! announcements, what other services and partners sent.

use super::{Erasure, Went};
use crate::imports::FileRow;
use crate::{Result, Row, Space, Val};

/// A table whose rows hold documents.
pub(super) struct Place {
    table: &'static str,
    /// The columns that name a row, besides the workspace; the first is a number, by which the table is walked.
    key: [&'static str; 2],
    text: &'static str,
    is_file: bool,
}

pub(super) const PLACES: [Place; 11] = [
    Place::new("remote_call", ["id", "id"], "request"),
    Place::new("import_chunk", ["import_id", "first"], "data").file(),
    Place::new("import_row", ["import_id", "place"], "detail"),
    Place::new("import_seen", ["import_id", "key"], "key"),
    Place::new("record_merge", ["id", "id"], "document"),
    Place::new("rehearsal", ["id", "id"], "document"),
    Place::new("scenario_test", ["scenario_id", "key"], "document"),
    Place::new("announcement", ["id", "id"], "title"),
    Place::new("announcement", ["id", "id"], "text"),
    Place::new("announcement", ["id", "id"], "context"),
    Place::new("postback_call", ["id", "id"], "request"),
];

impl Place {
    const fn new(table: &'static str, key: [&'static str; 2], text: &'static str) -> Self {
        Self {
            table,
            key,
            text,
            is_file: false,
        }
    }

    /// Its documents are pieces of files: rows of them are emptied, so that the others stay where they are.
    const fn file(mut self) -> Self {
        self.is_file = true;
        self
    }
}

/// The second column of a key.
enum Second {
    Number(i64),
    Text(String),
}

impl Second {
    fn read(row: &Row, column: usize, name: &str) -> Result<Self> {
        Ok(match name {
            "key" => Self::Text(row.text(column)?),
            _ => Self::Number(row.int(column)?),
        })
    }

    fn val(&self) -> Val<'_> {
        match self {
            Self::Number(number) => (*number).into(),
            Self::Text(text) => text.into(),
        }
    }
}

/// Rows with an id of their own that are looked at in one step.
const WINDOW: i64 = 100;

/// Clears the documents of the next import or scenario, or of the next few rows that have an id of their own.
pub(super) fn clear(space: &mut Space, place: &Place, at: &mut Erasure) -> Result<Went> {
    let Place {
        table,
        key: [first, second],
        text,
        is_file,
    } = place;
    let many = if first == second { WINDOW } else { 1 };
    let sql = format!(
        "SELECT MAX(seen) FROM (SELECT DISTINCT {first} AS seen FROM {table} WHERE workspace_id = ?1 AND {first} > ?2
         ORDER BY {first} LIMIT ?3) AS few"
    );
    let last = space.one(&sql, &[at.after.into(), many.into()], |row| row.opt_int(0))?;
    let Some(last) = last.flatten() else {
        return Ok(Went::Through);
    };
    let sql = format!(
        "SELECT {first}, {second}, {text} FROM {table} WHERE workspace_id = ?1 AND {first} > ?2 AND {first} <= ?3"
    );
    let found = space.all(&sql, &[at.after.into(), last.into()], |row| {
        Ok((row.int(0)?, Second::read(row, 1, second)?, row.text(2)?))
    })?;
    for (next, second_is, document) in found {
        if !at.traces.told_by(document.as_bytes()) {
            continue;
        }
        let key = format!("workspace_id = ?1 AND {first} = ?2 AND {second} = ?3");
        if *is_file {
            let cleared = without(&document, at)?;
            let sql = format!("UPDATE {table} SET {text} = ?4 WHERE {key}");
            space.exec(&sql, &[next.into(), second_is.val(), (&cleared).into()])?;
        } else {
            let sql = format!("DELETE FROM {table} WHERE {key}");
            space.exec(&sql, &[next.into(), second_is.val()])?;
        }
        at.tally.documents += 1;
    }
    Ok(Went::On(last))
}

/// A piece of a file whose rows about the person have empty cells.
fn without(document: &str, at: &Erasure) -> Result<String> {
    let mut rows: Vec<FileRow> = serde_json::from_str(document)?;
    for (_, cells) in &mut rows {
        if cells.iter().any(|cell| at.traces.told_by(cell.as_bytes())) {
            cells.iter_mut().for_each(String::clear);
        }
    }
    Ok(serde_json::to_string(&rows)?)
}
