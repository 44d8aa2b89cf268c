//! Imports of leads, contacts, companies and tasks from files.

use crate::can::{Can, Manage, Read};
use crate::doc::{Accepted, Created, NoContent, Routes};
use crate::download::Download;
use crate::extract::{At, Body, Page, Paging, Query};
use crate::file_body::FileBody;
use crate::problem::{Problem, Result};
use crate::work::Look;
use axum::Json;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use signalbox_engine::Definitions;
use signalbox_engine::import::{MAX_ROWS, core_fields, different, importable, named_stages, reason, takes};
use signalbox_model::import::{ImportFile, ImportSettings, ImportState, Outcome, Tally};
use signalbox_model::record::Author;
use signalbox_model::{ImportId, Key, Micros, RecordKind};
use signalbox_sheet::{CsvForm, Pieces, SheetError, Taken, Wish, read_in_pieces};
use signalbox_store::imports::{self, CHUNK, FileRow, Stored};
use std::ops::ControlFlow;
use tokio::sync::mpsc;

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .chapter("Imports")
        .get("/imports", "import_list", "List imports, newest first.", list)
        .post(
            "/imports",
            "import_create",
            "Send a CSV or XLSX file in; nothing is imported before the import is run.",
            create,
        )
        .get(
            "/imports/{id}",
            "import_show",
            "Show an import with its columns, and how far it has come.",
            show,
        )
        .put(
            "/imports/{id}/settings",
            "import_configure",
            "Say what the columns become and how repeats are treated.",
            configure,
        )
        .get(
            "/imports/{id}/rows",
            "import_rows",
            "List rows of the file, in their order.",
            rows,
        )
        .get(
            "/imports/{id}/values",
            "import_values",
            "List the different values of a column, or of two together, with how often they occur.",
            values,
        )
        .post(
            "/imports/{id}/check",
            "import_check",
            "Try an import: every row is judged, nothing of it stays.",
            check,
        )
        .post("/imports/{id}/run", "import_run", "Run an import.", run)
        .post("/imports/{id}/pause", "import_pause", "Stop an import for now.", pause)
        .post("/imports/{id}/resume", "import_resume", "Go on with an import that was stopped.", resume)
        .post(
            "/imports/{id}/cancel",
            "import_cancel",
            "Call an import or its trial off; what is imported stays.",
            cancel,
        )
        .post(
            "/imports/{id}/undo",
            "import_undo",
            "Take an import back: its records go, changed ones get their old values, unless they changed since.",
            undo,
        )
        .get(
            "/imports/{id}/refused",
            "import_refused",
            "Load the refused rows as CSV with the reasons, to be mended and sent again.",
            refused,
        )
        .delete(
            "/imports/{id}",
            "import_delete",
            "Forget an import; its records stay and can no longer be taken back.",
            delete,
        )
}

/// An import.
#[derive(Debug, Serialize, JsonSchema)]
struct ImportView {
    /// Its id.
    id: ImportId,
    /// What it makes.
    kind: RecordKind,
    /// How far it has come.
    state: ImportState,
    /// The file.
    file: ImportFile,
    /// What is done with it.
    settings: ImportSettings,
    /// What became of the rows.
    tally: Tally,
    /// Rows without the header.
    total: i64,
    /// How many of them are worked off.
    done: i64,
    /// Who sent it.
    author: Author,
    /// When it was sent.
    created_at: Micros,
    /// When it last went on.
    updated_at: Micros,
}

/// An import with what its columns can become.
#[derive(Debug, Serialize, JsonSchema)]
struct ImportDetail {
    #[serde(flatten)]
    import: ImportView,
    /// What a column can become.
    targets: Vec<ImportTarget>,
}

/// A field that a column can go into.
#[derive(Debug, Serialize, JsonSchema)]
struct ImportTarget {
    /// The record of the row.
    record: RecordKind,
    /// The field.
    field: Key,
    /// The name of a custom field; absent for what every record has.
    name: Option<String>,
}

impl From<Stored> for ImportView {
    fn from(import: Stored) -> Self {
        let header = i64::from(import.settings.header && import.total > 0);
        Self {
            id: import.id,
            kind: import.kind,
            state: import.state,
            total: import.total - header,
            done: (import.done - header).max(0),
            file: import.file,
            settings: import.settings,
            tally: import.tally,
            author: import.author,
            created_at: import.at,
            updated_at: import.updated_at,
        }
    }
}

fn targets(defs: &Definitions, kind: RecordKind) -> Vec<ImportTarget> {
    let mut all = Vec::new();
    for record in RecordKind::ALL.into_iter().filter(|record| takes(kind, *record)) {
        let core = core_fields(record)
            .iter()
            .filter(|field| importable(kind, record, field));
        all.extend(core.filter_map(|field| {
            Some(ImportTarget {
                record,
                field: field.parse().ok()?,
                name: None,
            })
        }));
        if kind == RecordKind::Task && record != kind {
            continue;
        }
        all.extend(defs.schema.fields(record).iter().map(|field| ImportTarget {
            record,
            field: field.key.clone(),
            name: Some(field.name.clone()),
        }));
    }
    all
}

fn one(look: &mut Look, id: ImportId) -> Result<Stored> {
    imports::get(&mut look.space(), id)?.ok_or_else(|| Problem::not_found("import"))
}

async fn list(me: Can<Read>, Query(paging): Query<Paging>) -> Result<Json<Page<ImportView>>> {
    let (before, limit) = (paging.before()?, paging.limit());
    let page = me.look(move |look| {
        let found = imports::list(&mut look.space(), before, limit)?;
        let mut page = Page::new(found, limit, |import| import.id.to_string());
        // What is still coming in is nothing to choose from.
        page.items.retain(|import| import.state != ImportState::Receiving);
        Ok(Page {
            items: page.items.into_iter().map(ImportView::from).collect(),
            next: page.next,
        })
    });
    Ok(Json(page.await?))
}

async fn show(me: Can<Read>, At(id): At<ImportId>) -> Result<Json<ImportDetail>> {
    let found = me.look(move |look| {
        let import = one(look, id)?;
        Ok(ImportDetail {
            targets: targets(&look.defs, import.kind),
            import: import.into(),
        })
    });
    Ok(Json(found.await?))
}

/// How the file is to be read.
#[derive(Debug, Deserialize, JsonSchema)]
struct Upload {
    /// What its rows are.
    kind: RecordKind,
    /// The name of the file.
    name: Option<String>,
    /// The encoding of a CSV file, such as `windows-1251`; found out when absent.
    encoding: Option<String>,
    /// The delimiter of a CSV file: `,`, `;`, `|` or `tab`; found out when absent.
    delimiter: Option<String>,
    /// The sheet of a workbook; the first when absent.
    sheet: Option<String>,
}

impl Upload {
    fn wish(&self) -> Result<Wish> {
        let delimiter = match self.delimiter.as_deref() {
            None | Some("") => None,
            Some("tab" | "\t") => Some('\t'),
            Some(other) => match other.chars().collect::<Vec<_>>().as_slice() {
                [only @ (',' | ';' | '|')] => Some(*only),
                _ => {
                    return Err(Problem::invalid(
                        "delimiter",
                        "write one of `,`, `;`, `|` and `tab`",
                    ));
                }
            },
        };
        let given = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
        if let Some(label) = given(&self.encoding) {
            signalbox_sheet::encoding_named(&label)
                .map_err(|error| Problem::invalid("encoding", error.to_string()))?;
        }
        Ok(Wish {
            encoding: given(&self.encoding),
            delimiter,
            sheet: given(&self.sheet),
        })
    }
}

async fn create(
    me: Can<Manage>,
    Query(upload): Query<Upload>,
    file: FileBody,
) -> Result<Created<ImportDetail>> {
    let wish = upload.wish()?;
    let name: String = upload.name.unwrap_or_default().chars().take(200).collect();
    let begun = ImportFile {
        name: name.clone(),
        bytes: file.bytes,
        ..ImportFile::default()
    };
    let kind = upload.kind;
    let id = me
        .write(move |work| work.engine_does(|engine, tx, by| engine.begin_import(tx, by, kind, begun)))
        .await?;
    let bytes = file.bytes;
    let received = match receive(&me, id, file, wish).await {
        Ok(received) => received,
        Err(problem) => {
            me.write(move |work| Ok(imports::delete(&mut work.space(), id)?))
                .await?;
            return Err(problem);
        }
    };
    let file = described(name, bytes, &received);
    let made = me.write(move |work| {
        work.engine_does(|engine, tx, by| engine.receive_import(tx, by, id, file, received.rows))?;
        detail(&mut work.look()?, id)
    });
    Ok(Created(made.await?))
}

fn described(name: String, bytes: u64, received: &Taken) -> ImportFile {
    let found = &received.found;
    ImportFile {
        name,
        bytes,
        format: found.format.name().into(),
        encoding: found.encoding.clone(),
        delimiter: found.delimiter,
        sheets: found.sheets.clone(),
        sheet: found.sheet.clone(),
        first: received.first.clone(),
    }
}

fn detail(look: &mut Look, id: ImportId) -> Result<ImportDetail> {
    let import = one(look, id)?;
    Ok(ImportDetail {
        targets: targets(&look.defs, import.kind),
        import: import.into(),
    })
}

/// Reads the file on a thread of its own and stores its rows in pieces; a reader that is ahead waits.
async fn receive(me: &Can<Manage>, id: ImportId, file: FileBody, wish: Wish) -> Result<Taken> {
    let (send, mut chunks) = mpsc::channel::<(i64, Vec<FileRow>)>(4);
    let reading = tokio::task::spawn_blocking(move || read(file, &wish, &send));
    let (db, workspace) = (me.server().app.db.clone(), me.workspace());
    while let Some((first, rows)) = chunks.recv().await {
        db.write_later(move |tx| imports::put_chunk(&mut tx.space(workspace), id, first, &rows))
            .await?;
    }
    let read = reading.await.map_err(|error| Problem::internal(&error))?;
    let received = read.map_err(|error| match error {
        SheetError::Io(error) => Problem::internal(&error),
        SheetError::NoSheet(_) => Problem::invalid("sheet", error.to_string()),
        other => Problem::invalid("file", other.to_string()),
    })?;
    if received.rows > MAX_ROWS {
        let say = format!("the file has more than {MAX_ROWS} rows: split it");
        return Err(Problem::invalid("file", say));
    }
    Ok(received)
}

fn read(
    file: FileBody,
    wish: &Wish,
    send: &mpsc::Sender<(i64, Vec<FileRow>)>,
) -> std::result::Result<Taken, SheetError> {
    let pieces = Pieces {
        rows: CHUNK,
        most: MAX_ROWS,
    };
    read_in_pieces(file.file, wish, pieces, |start, rows| {
        match send.blocking_send((start, rows)) {
            Ok(()) => ControlFlow::Continue(()),
            // Nobody listens any more when the store has failed.
            Err(_) => ControlFlow::Break(()),
        }
    })
}

async fn configure(
    me: Can<Manage>,
    At(id): At<ImportId>,
    Body(settings): Body<ImportSettings>,
) -> Result<Json<ImportDetail>> {
    let changed = me.write(move |work| {
        work.engine_does(|engine, tx, by| engine.configure_import(tx, by, id, settings))?;
        detail(&mut work.look()?, id)
    });
    Ok(Json(changed.await?))
}

/// Which rows.
#[derive(Debug, Deserialize, JsonSchema)]
struct RowsFrom {
    /// The place of the first, from 0, the header among them.
    from: Option<u32>,
    /// How many, 1 to 500; 50 when absent.
    #[schemars(range(min = 1, max = 500))]
    limit: Option<u16>,
}

/// A row of a file.
#[derive(Debug, Serialize, JsonSchema)]
struct FileRowView {
    /// Its place, from 0.
    place: i64,
    /// Its line in the file, from 1.
    line: i64,
    /// Its cells.
    cells: Vec<String>,
}

async fn rows(
    me: Can<Read>,
    At(id): At<ImportId>,
    Query(which): Query<RowsFrom>,
) -> Result<Json<Page<FileRowView>>> {
    let limit = usize::from(which.limit.unwrap_or(50).clamp(1, 500));
    let page = me.look(move |look| {
        one(look, id)?;
        let from = i64::from(which.from.unwrap_or(0));
        let found = imports::file_rows(&mut look.space(), id, from, limit)?;
        let rows = found
            .into_iter()
            .map(|(place, (line, cells))| FileRowView { place, line, cells });
        let limit = i64::try_from(limit).unwrap_or(50);
        Ok(Page::new(rows.collect(), limit, |row: &FileRowView| {
            (row.place + 1).to_string()
        }))
    });
    Ok(Json(page.await?))
}

/// Which columns.
#[derive(Debug, Deserialize, JsonSchema)]
struct Columns {
    /// The column, from 0.
    column: u16,
    /// Another one, whose values are told together with the first's.
    with: Option<u16>,
}

/// A value, or two together.
#[derive(Debug, Serialize, JsonSchema)]
struct ColumnValue {
    /// The value of the column, and that of the other when asked.
    values: Vec<String>,
    /// In how many rows.
    count: i64,
}

async fn values(
    me: Can<Read>,
    At(id): At<ImportId>,
    Query(which): Query<Columns>,
) -> Result<Json<Page<ColumnValue>>> {
    let columns: Vec<usize> = std::iter::once(which.column)
        .chain(which.with)
        .map(usize::from)
        .collect();
    let found = me.look(move |look| {
        let import = one(look, id)?;
        let found = different(&mut look.space(), &import, &columns)?;
        Ok(found
            .into_iter()
            .map(|(values, count)| ColumnValue { values, count })
            .collect())
    });
    Ok(Json(Page::whole(found.await?)))
}

async fn check(me: Can<Manage>, At(id): At<ImportId>) -> Result<Accepted<ImportDetail>> {
    let started = me.write(move |work| {
        work.command(|engine, tx, by| engine.check_import(tx, by, id))?;
        detail(&mut work.look()?, id)
    });
    Ok(Accepted(started.await?))
}

async fn run(me: Can<Manage>, At(id): At<ImportId>) -> Result<Accepted<ImportDetail>> {
    let named = me.look(move |look| {
        let import = one(look, id)?;
        Ok(named_stages(&mut look.space(), &import)?)
    });
    let named = named.await?;
    let started = me.write(move |work| {
        work.command(|engine, tx, by| engine.run_import(tx, by, id, &named))?;
        work.definitions_changed()?;
        detail(&mut work.look()?, id)
    });
    Ok(Accepted(started.await?))
}

async fn steer(me: Can<Manage>, id: ImportId, to: ImportState) -> Result<Json<ImportDetail>> {
    let steered = me.write(move |work| {
        work.command(|engine, tx, by| engine.steer_import(tx, by, id, to))?;
        detail(&mut work.look()?, id)
    });
    Ok(Json(steered.await?))
}

async fn pause(me: Can<Manage>, At(id): At<ImportId>) -> Result<Json<ImportDetail>> {
    steer(me, id, ImportState::Paused).await
}

async fn resume(me: Can<Manage>, At(id): At<ImportId>) -> Result<Json<ImportDetail>> {
    steer(me, id, ImportState::Running).await
}

async fn cancel(me: Can<Manage>, At(id): At<ImportId>) -> Result<Json<ImportDetail>> {
    steer(me, id, ImportState::Cancelled).await
}

async fn undo(me: Can<Manage>, At(id): At<ImportId>) -> Result<Json<ImportDetail>> {
    steer(me, id, ImportState::Undoing).await
}

async fn refused(me: Can<Read>, At(id): At<ImportId>) -> Result<Download> {
    let import = me.look(move |look| one(look, id)).await?;
    let delimiter = import.file.delimiter.unwrap_or(';');
    let form = CsvForm {
        delimiter,
        mark: true,
    };
    let mut head = form.start().to_owned();
    if import.settings.header {
        let reason = ["line", "reason"];
        form.line(
            &mut head,
            import.file.first.iter().map(String::as_str).chain(reason),
        );
    }
    let me = std::sync::Arc::new(me);
    let width = import.file.first.len();
    let name = format!("refused-{id}.csv");
    let pages = move |state: (Option<i64>, Option<String>)| {
        let me = me.clone();
        async move {
            let (Some(after), head) = state else {
                return Ok(None);
            };
            let (rows, last) = me
                .look(move |look| refused_page(look, id, form, width, after))
                .await?;
            Ok(Some((head.unwrap_or_default() + &rows, (last, None))))
        }
    };
    Ok(Download::of_pages(
        name,
        "text/csv; charset=utf-8",
        (Some(-1), Some(head)),
        pages,
    ))
}

/// Refused rows after a place as CSV, and the place to go on after.
fn refused_page(
    look: &mut Look,
    id: ImportId,
    form: CsvForm,
    width: usize,
    after: i64,
) -> Result<(String, Option<i64>)> {
    let space = &mut look.space();
    let found = imports::rows_after(space, id, Some(Outcome::Refused), after, 200)?;
    let mut text = String::new();
    for row in &found {
        let Some((_, (line, mut cells))) = imports::file_rows(space, id, row.place, 1)?.pop() else {
            continue;
        };
        cells.resize(cells.len().max(width), String::new());
        let reasons: Vec<String> = row.detail.faults.iter().map(reason).collect();
        let (line, reasons) = (line.to_string(), reasons.join("; "));
        form.line(
            &mut text,
            cells
                .iter()
                .map(String::as_str)
                .chain([line.as_str(), reasons.as_str()]),
        );
    }
    let last = found.last().map(|row| row.place).filter(|_| found.len() == 200);
    Ok((text, last))
}

async fn delete(me: Can<Manage>, At(id): At<ImportId>) -> Result<NoContent> {
    me.write(move |work| work.engine_does(|engine, tx, by| engine.forget_import(tx, by, id)))
        .await?;
    Ok(NoContent)
}
