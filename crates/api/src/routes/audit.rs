//! The audit log: read by owners and admins, changed by nobody.

use crate::can::{Can, People};
use crate::doc::{Output, Routes, Sketch};
use crate::extract::{Page, Paging, Query};
use crate::problem::{Problem, Result};
use axum::Json;
use axum::body::{Body, Bytes};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use signalbox_model::{AuditId, Micros, UserId};
use signalbox_store::audit::{self, Changed, Deed, Entry, Filter, Kind, Via};
use signalbox_store::{StoreError, accounts};
use std::collections::HashMap;

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .chapter("Audit log")
        .get(
            "/audit",
            "audit_list",
            "List changes of the set-up, newest first.",
            list,
        )
        .get(
            "/audit/export",
            "audit_export",
            "Send the changes of the set-up as a file, newest first.",
            export,
        )
}

/// Which entries; every given filter must fit.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
struct Asked {
    /// By this person.
    user_id: Option<UserId>,
    /// Of this kind.
    kind: Option<Kind>,
    /// Of what has this name or key; of a field `lead.colour`, of a person the e-mail.
    name: Option<String>,
    /// Not before, UNIX microseconds.
    from: Option<i64>,
    /// Before, UNIX microseconds.
    to: Option<i64>,
    /// With this text in the name or in a change, whatever its case.
    q: Option<String>,
    /// How many, 1 to 500; 50 when absent.
    #[schemars(range(min = 1, max = 500))]
    limit: Option<u16>,
    /// Where the last page ended: its `next`.
    cursor: Option<String>,
    /// The form of the file; `jsonl` when absent.
    format: Option<Format>,
}

/// The form of a file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Format {
    /// A table for spreadsheets, a row for each field that differs.
    Csv,
    /// A JSON document a line.
    #[default]
    Jsonl,
}

impl Asked {
    fn filter(&self) -> Result<Filter> {
        let paging = Paging {
            limit: self.limit,
            cursor: self.cursor.clone(),
        };
        if self.q.as_ref().is_some_and(|text| text.len() > 200) {
            return Err(Problem::invalid("q", "use at most 200 bytes"));
        }
        Ok(Filter {
            user: self.user_id,
            kind: self.kind,
            name: self.name.clone(),
            from: self.from.map(Micros),
            to: self.to.map(Micros),
            text: self.q.clone().filter(|text| !text.trim().is_empty()),
            before: paging.before()?,
            limit: paging.limit(),
        })
    }
}

/// A change of the set-up.
#[derive(Debug, Serialize, JsonSchema)]
struct AuditEntry {
    /// Its id.
    id: AuditId,
    /// When.
    at: Micros,
    /// Who; absent for commands on the server's machine.
    user_id: Option<UserId>,
    /// Their name; absent when they are gone.
    user: Option<String>,
    /// How they came in.
    via: Via,
    /// From where; empty for commands.
    address: String,
    /// What was changed.
    kind: Kind,
    /// What was done.
    deed: Deed,
    /// The name or key of what was changed.
    name: String,
    /// The fields that differ.
    changes: Vec<Changed>,
    /// How many more there were than are kept.
    more: usize,
}

type Names = HashMap<UserId, String>;

impl AuditEntry {
    fn of(entry: Entry, names: &Names) -> Self {
        Self {
            id: entry.id,
            at: entry.at,
            user_id: entry.user,
            user: entry.user.and_then(|user| names.get(&user).cloned()),
            via: entry.via,
            address: entry.address,
            kind: entry.kind,
            deed: entry.deed,
            name: entry.name,
            changes: entry.diff.fields,
            more: entry.diff.more,
        }
    }
}

async fn page(me: &Can<People>, filter: Filter) -> Result<Vec<AuditEntry>> {
    let found = me.read(move |space| -> std::result::Result<_, StoreError> {
        let people = accounts::list_users(space)?;
        let names: Names = people.into_iter().map(|user| (user.id, user.name)).collect();
        let found = audit::list(space, &filter)?;
        Ok(found
            .into_iter()
            .map(|entry| AuditEntry::of(entry, &names))
            .collect())
    });
    found.await
}

async fn list(me: Can<People>, Query(asked): Query<Asked>) -> Result<Json<Page<AuditEntry>>> {
    let filter = asked.filter()?;
    let limit = filter.limit;
    let found = page(&me, filter).await?;
    Ok(Json(Page::new(found, limit, |entry| entry.id.to_string())))
}

/// A file on its way.
struct File {
    format: Format,
    body: Body,
}

impl IntoResponse for File {
    fn into_response(self) -> Response {
        let (kind, name) = match self.format {
            Format::Csv => ("text/csv; charset=utf-8", "attachment; filename=\"audit.csv\""),
            Format::Jsonl => ("application/x-ndjson", "attachment; filename=\"audit.jsonl\""),
        };
        let headers = [(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, name)];
        (headers, self.body).into_response()
    }
}

impl Output for File {
    fn describe(sketch: &mut Sketch) {
        sketch.answer_raw(StatusCode::OK, "The entries", Some("application/x-ndjson"));
    }
}

/// So many entries are read at a time.
const CHUNK: i64 = 500;

/// How far a file has come.
struct Source {
    me: Can<People>,
    filter: Filter,
    format: Format,
    over: bool,
    first: bool,
}

async fn export(me: Can<People>, Query(asked): Query<Asked>) -> Result<File> {
    let format = asked.format.unwrap_or_default();
    let filter = Filter {
        limit: CHUNK,
        before: None,
        ..asked.filter()?
    };
    me.write(|work| {
        let space = &mut work.space();
        Ok(audit::noted(
            space,
            Kind::Export,
            Deed::Created,
            "audit",
            "audit",
        )?)
    })
    .await?;
    let source = Source {
        me,
        filter,
        format,
        over: false,
        first: true,
    };
    let parts = stream::unfold(source, |mut source| async move {
        if source.over {
            return None;
        }
        match source.next().await {
            Ok(part) => Some((Ok(part), source)),
            Err(problem) => {
                source.over = true;
                Some((Err(std::io::Error::other(problem.detail().to_owned())), source))
            }
        }
    });
    Ok(File {
        format,
        body: Body::from_stream(parts),
    })
}

impl Source {
    async fn next(&mut self) -> Result<Bytes> {
        let found = page(&self.me, self.filter.clone()).await?;
        self.over = i64::try_from(found.len()).unwrap_or(0) < CHUNK;
        self.filter.before = found.last().map(|entry| entry.id);
        let mut text = String::new();
        if std::mem::take(&mut self.first) && self.format == Format::Csv {
            text.push_str("at,user,via,address,kind,deed,name,path,old,new\r\n");
        }
        for entry in &found {
            match self.format {
                Format::Csv => csv_rows(entry, &mut text),
                Format::Jsonl => {
                    let line = serde_json::to_string(entry).map_err(|error| Problem::internal(&error))?;
                    text.push_str(&line);
                    text.push('\n');
                }
            }
        }
        Ok(text.into())
    }
}

fn csv_rows(entry: &AuditEntry, out: &mut String) {
    let at =
        jiff::Timestamp::from_microsecond(entry.at.0).map_or_else(|_| String::new(), |at| at.to_string());
    let via = match entry.via {
        Via::Session => "session",
        Via::Token { .. } => "token",
        Via::Link => "link",
        Via::Command => "command",
    };
    let user = entry.user.as_deref().unwrap_or_default();
    let head = [
        at.as_str(),
        user,
        via,
        &entry.address,
        entry.kind.as_str(),
        entry.deed.as_str(),
        &entry.name,
    ];
    let head: Vec<String> = head.into_iter().map(csv_cell).collect();
    for change in &entry.changes {
        let value = |value: &Option<serde_json::Value>| match value {
            None => String::new(),
            Some(serde_json::Value::String(text)) => text.clone(),
            Some(other) => other.to_string(),
        };
        let tail = [change.path.clone(), value(&change.old), value(&change.new)];
        let cells: Vec<String> = tail.iter().map(|cell| csv_cell(cell)).collect();
        out.push_str(&head.join(","));
        out.push(',');
        out.push_str(&cells.join(","));
        out.push_str("\r\n");
    }
}

/// A cell in quotes. What a spreadsheet would take for a formula gets a `'` before it.
fn csv_cell(text: &str) -> String {
    let armed = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let guard = if armed { "'" } else { "" };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_cannot_end_early_or_become_a_formula() {
        let table = [
            ("a", "\"a\""),
            ("a\"b,c\nd", "\"a\"\"b,c\nd\""),
            ("=SUM(A1)", "\"'=SUM(A1)\""),
            ("", "\"\""),
        ];
        for (text, expected) in table {
            assert_eq!(csv_cell(text), expected);
        }
    }
}
