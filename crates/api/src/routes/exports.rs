//! Tables as files: CSV and JSON Lines of everything a list can show, page by page while they are read.

mod cells;
mod tables;

use crate::can::{Can, Read};
use crate::doc::{Input, Routes, Sketch};
use crate::download::Download;
use crate::extract::At;
use crate::problem::{Problem, Result};
use crate::work::Look;
use axum::Extension;
use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::request::Parts;
use cells::Table;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use signalbox_sheet::CsvForm;
use signalbox_store::audit;
use std::collections::BTreeMap;
use std::str::FromStr;
use std::sync::Arc;
use tables::{Kind, page};

pub(crate) use tables::Lists;

pub(super) fn routes(routes: Routes) -> Routes {
    routes.chapter("Exports").get(
        "/exports/{table}",
        "export_create",
        "Load a table as CSV or JSON Lines, whole or narrowed like its list.",
        export,
    )
}

/// Rows of one page.
const PAGE: u16 = 500;

/// The form of the file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Format {
    /// A line per row, the first names the columns.
    #[default]
    Csv,
    /// A JSON document per row.
    Jsonl,
}

/// How a table is exported. Besides these, whatever narrows the table's list narrows the file.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
struct Options {
    /// `csv` or `jsonl`.
    format: Format,
    /// The delimiter of CSV: `,`, `;` or `tab`.
    delimiter: Option<String>,
    /// `1`: CSV begins with a byte order mark, by which Excel knows UTF-8.
    bom: Option<String>,
    /// Columns in their order, separated by commas; all when absent.
    columns: Option<String>,
    /// The language of the heads of CSV: `en`, `ru` or `uk`; keys when absent.
    language: Option<String>,
}

/// The query of an export.
#[derive(Debug)]
struct ExportQuery(BTreeMap<String, String>);

impl<S: Send + Sync> FromRequestParts<S> for ExportQuery {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self> {
        match axum::extract::Query::try_from_uri(&parts.uri) {
            Ok(axum::extract::Query(all)) => Ok(Self(all)),
            Err(rejection) => Err(Problem::invalid("query", rejection.body_text())),
        }
    }
}

impl Input for ExportQuery {
    fn describe(sketch: &mut Sketch) {
        sketch.query::<Options>();
    }
}

/// What the query asks for.
#[derive(Debug, Clone)]
struct Wanted {
    format: Format,
    form: CsvForm,
    columns: Option<Vec<String>>,
    language: Option<String>,
    /// What narrows the list.
    narrow: BTreeMap<String, String>,
}

impl ExportQuery {
    fn read(mut self) -> Result<Wanted> {
        let mut take = |name: &str| self.0.remove(name).filter(|text| !text.is_empty());
        let format = match take("format").as_deref() {
            None | Some("csv") => Format::Csv,
            Some("jsonl") => Format::Jsonl,
            Some(_) => return Err(Problem::invalid("format", "write `csv` or `jsonl`")),
        };
        let delimiter = match take("delimiter").as_deref() {
            None | Some(",") => ',',
            Some(";") => ';',
            Some("tab" | "\t") => '\t',
            Some(_) => return Err(Problem::invalid("delimiter", "write one of `,`, `;` and `tab`")),
        };
        let mark = take("bom").is_some_and(|text| text == "1" || text == "true");
        let columns =
            take("columns").map(|text| text.split(',').map(|name| name.trim().to_owned()).collect());
        let language = take("language");
        // Where the file begins and how long it is, is not the client's to say.
        for name in ["cursor", "limit"] {
            drop(take(name));
        }
        Ok(Wanted {
            format,
            form: CsvForm { delimiter, mark },
            columns,
            language,
            narrow: self.0,
        })
    }
}

async fn export(
    me: Can<Read>,
    Extension(lists): Extension<Lists>,
    headers: HeaderMap,
    At(table): At<String>,
    query: ExportQuery,
) -> Result<Download> {
    let kind = Kind::from_str(&table).map_err(|()| {
        let names: Vec<&str> = Kind::ALL.into_iter().map(Kind::name).collect();
        Problem::invalid(
            "table",
            format!("there is no table `{table}`: export one of {}", names.join(", ")),
        )
    })?;
    let wanted = Arc::new(query.read()?);
    // The first page is read before the answer begins, so that a wrong filter is told as a problem.
    let asked = Arc::new(Asked {
        me,
        lists,
        headers,
        kind,
        wanted,
    });
    let first = asked.page(None).await?;
    if kind == Kind::Audit {
        // Who takes the log out of the house is written in it.
        asked
            .me
            .write(|work| {
                let space = &mut work.space();
                Ok(audit::noted(
                    space,
                    audit::Kind::Export,
                    audit::Deed::Created,
                    "audit",
                    "audit",
                )?)
            })
            .await?;
    }
    let (now, wanted) = (asked.me.server().now(), &asked.wanted);
    let day = jiff::Timestamp::from_microsecond(now.0)
        .map_or(String::new(), |now| now.strftime("-%Y-%m-%d").to_string());
    let (extension, media) = match wanted.format {
        Format::Csv => ("csv", "text/csv; charset=utf-8"),
        Format::Jsonl => ("jsonl", "application/jsonl; charset=utf-8"),
    };
    let name = format!("{}{day}.{extension}", kind.name());
    Ok(Download::of_pages(name, media, Turn::Ready(first), move |turn| {
        let asked = asked.clone();
        async move {
            match turn {
                Turn::Ready((text, next)) => Ok(Some((text, Turn::After(next)))),
                Turn::After(None) => Ok(None),
                Turn::After(Some(cursor)) => {
                    let (text, next) = asked.page(Some(cursor)).await?;
                    Ok(Some((text, Turn::After(next))))
                }
            }
        }
    }))
}

/// Who asks for what.
struct Asked {
    me: Can<Read>,
    lists: Lists,
    headers: HeaderMap,
    kind: Kind,
    wanted: Arc<Wanted>,
}

/// Where the download stands.
enum Turn {
    /// This page is read already.
    Ready((String, Option<String>)),
    /// The one after this cursor comes next.
    After(Option<String>),
}

impl Asked {
    /// The text of a page, and the cursor of the next.
    async fn page(&self, cursor: Option<String>) -> Result<(String, Option<String>)> {
        let mut narrow = self.wanted.narrow.clone();
        narrow.insert("limit".into(), PAGE.to_string());
        let is_first = cursor.is_none();
        if let Some(cursor) = cursor {
            narrow.insert("cursor".into(), cursor);
        }
        let found = page(&self.lists, &self.headers, self.kind, narrow).await?;
        let (kind, wanted) = (self.kind, self.wanted.clone());
        let text = match wanted.format {
            Format::Jsonl => lines(&found.items, wanted.columns.as_deref())?,
            Format::Csv => {
                let rows = found.items;
                self.me
                    .look(move |look| csv(look, kind, &wanted, &rows, is_first))
                    .await?
            }
        };
        Ok((text, found.next))
    }
}

fn lines(rows: &[Value], columns: Option<&[String]>) -> Result<String> {
    let mut text = String::new();
    for row in rows {
        let line = match (columns, row) {
            (Some(columns), Value::Object(all)) => {
                let picked = columns
                    .iter()
                    .filter_map(|name| Some((name.clone(), all.get(name)?.clone())));
                serde_json::to_string(&picked.collect::<Map<_, _>>())
            }
            _ => serde_json::to_string(row),
        };
        text.push_str(&line.map_err(|error| Problem::internal(&error))?);
        text.push('\n');
    }
    Ok(text)
}

fn csv(look: &mut Look, kind: Kind, wanted: &Wanted, rows: &[Value], is_first: bool) -> Result<String> {
    let table = Table::new(look, kind, wanted.columns.as_deref(), rows)?;
    let mut text = String::new();
    if is_first {
        text.push_str(wanted.form.start());
        let heads = table.heads(wanted.language.as_deref());
        wanted.form.line(&mut text, heads.iter().map(String::as_str));
    }
    for row in rows {
        let cells = table.cells(row);
        wanted.form.line(&mut text, cells.iter().map(String::as_str));
    }
    Ok(text)
}
