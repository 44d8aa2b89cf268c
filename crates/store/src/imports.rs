//! Imports: the file's rows, what became of each, and how far the work has come.

use crate::{Result, Row, Space, StoreError, Tx, Val};
use signalbox_model::import::{ImportFile, ImportSettings, ImportState, Outcome, RowDetail, Tally};
use signalbox_model::record::Author;
use signalbox_model::{ImportId, Micros, RecordKind, WorkspaceId};

/// Rows of the file in one stored row.
pub const CHUNK: usize = 100;

/// An import.
#[derive(Debug, Clone)]
pub struct Stored {
    /// Its id.
    pub id: ImportId,
    /// Its workspace.
    pub workspace: WorkspaceId,
    /// What it makes.
    pub kind: RecordKind,
    /// How far it has come.
    pub state: ImportState,
    /// The file.
    pub file: ImportFile,
    /// What is done with it.
    pub settings: ImportSettings,
    /// What became of the rows.
    pub tally: Tally,
    /// Who sent it.
    pub author: Author,
    /// Rows of the file, the header among them.
    pub total: i64,
    /// Rows that are worked off.
    pub done: i64,
    /// When it was sent.
    pub at: Micros,
    /// When it last went on.
    pub updated_at: Micros,
}

/// A row of a file: its line for people and its cells.
pub type FileRow = (i64, Vec<String>);

const COLUMNS: &str =
    "id, workspace_id, kind, state, file, settings, tally, author, total, done, at, updated_at";

fn stored(row: &Row) -> Result<Stored> {
    let state = row.text(3)?;
    let known = ImportState::ALL.into_iter().find(|known| known.as_str() == state);
    let kind = RecordKind::from_code(row.int(2)?);
    let (Some(state), Some(kind)) = (known, kind) else {
        return Err(StoreError::Broken(format!(
            "an import is in the state `{state}`, which this version does not know"
        )));
    };
    Ok(Stored {
        id: ImportId(row.int(0)?),
        workspace: WorkspaceId(row.int(1)?),
        kind,
        state,
        file: row.json(4)?,
        settings: row.json(5)?,
        tally: row.json(6)?,
        author: row.json(7)?,
        total: row.int(8)?,
        done: row.int(9)?,
        at: Micros(row.int(10)?),
        updated_at: Micros(row.int(11)?),
    })
}

/// Writes a new import.
pub fn insert(space: &mut Space, import: &Stored) -> Result<()> {
    let texts = [
        serde_json::to_string(&import.file)?,
        serde_json::to_string(&import.settings)?,
        serde_json::to_string(&import.tally)?,
        serde_json::to_string(&import.author)?,
    ];
    let [file, settings, tally, author] = &texts;
    space.exec(
        "INSERT INTO import (workspace_id, id, kind, state, file, settings, tally, author, total, done, at, updated_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?11)",
        &[
            import.id.0.into(),
            import.kind.code().into(),
            import.state.as_str().into(),
            file.into(),
            settings.into(),
            tally.into(),
            author.into(),
            import.total.into(),
            import.done.into(),
            import.at.into(),
        ],
    )?;
    Ok(())
}

/// Writes what changes of an import: everything but who sent it and when.
pub fn save(space: &mut Space, import: &Stored, now: Micros) -> Result<()> {
    let texts = [
        serde_json::to_string(&import.file)?,
        serde_json::to_string(&import.settings)?,
        serde_json::to_string(&import.tally)?,
    ];
    let [file, settings, tally] = &texts;
    space.exec(
        "UPDATE import SET state = ?3, file = ?4, settings = ?5, tally = ?6, total = ?7, done = ?8, updated_at = ?9
         WHERE workspace_id = ?1 AND id = ?2",
        &[
            import.id.0.into(),
            import.state.as_str().into(),
            file.into(),
            settings.into(),
            tally.into(),
            import.total.into(),
            import.done.into(),
            now.into(),
        ],
    )?;
    Ok(())
}

/// One import.
pub fn get(space: &mut Space, id: ImportId) -> Result<Option<Stored>> {
    select(space, id, "")
}

/// One import that is about to be changed: until the transaction ends nobody else changes it.
pub fn get_for_update(space: &mut Space, id: ImportId) -> Result<Option<Stored>> {
    let lock = if space.tx().is_pg() { " FOR UPDATE" } else { "" };
    select(space, id, lock)
}

fn select(space: &mut Space, id: ImportId, lock: &str) -> Result<Option<Stored>> {
    let sql = format!("SELECT {COLUMNS} FROM import WHERE workspace_id = ?1 AND id = ?2{lock}");
    space.one(&sql, &[id.0.into()], stored)
}

/// A page of imports, newest first. `limit` is 1–500.
pub fn list(space: &mut Space, before: Option<ImportId>, limit: i64) -> Result<Vec<Stored>> {
    let sql =
        format!("SELECT {COLUMNS} FROM import WHERE workspace_id = ?1 AND id < ?2 ORDER BY id DESC LIMIT ?3");
    let before = before.map_or(i64::MAX, |id| id.0);
    space.all(&sql, &[before.into(), limit.clamp(1, 500).into()], stored)
}

/// Imports of all workspaces that a worker goes on with, in the order they came.
pub fn busy_any_workspace(tx: &mut Tx) -> Result<Vec<(WorkspaceId, ImportId)>> {
    tx.all(
        "SELECT workspace_id, id FROM import WHERE state IN ('checking', 'running', 'undoing') ORDER BY id",
        &[],
        |row| Ok((WorkspaceId(row.int(0)?), ImportId(row.int(1)?))),
    )
}

/// Removes an import with its rows and what is known of them; the records stay.
pub fn delete(space: &mut Space, id: ImportId) -> Result<()> {
    forget_rows(space, id)?;
    space.exec(
        "DELETE FROM import_chunk WHERE workspace_id = ?1 AND import_id = ?2",
        &[id.0.into()],
    )?;
    space.exec(
        "DELETE FROM import WHERE workspace_id = ?1 AND id = ?2",
        &[id.0.into()],
    )?;
    Ok(())
}

/// Forgets what became of the rows: before a trial, and before the work itself.
pub fn forget_rows(space: &mut Space, id: ImportId) -> Result<()> {
    for table in ["import_row", "import_seen"] {
        space.exec(
            &format!("DELETE FROM {table} WHERE workspace_id = ?1 AND import_id = ?2"),
            &[id.0.into()],
        )?;
    }
    Ok(())
}

/// Imports whose file never came in whole, begun before a moment: their server stopped in between.
pub fn tidy_any_workspace(tx: &mut Tx, before: Micros) -> Result<usize> {
    let stale = tx.all(
        "SELECT workspace_id, id FROM import WHERE state = 'receiving' AND updated_at < ?1 LIMIT 10",
        &[before.into()],
        |row| Ok((WorkspaceId(row.int(0)?), ImportId(row.int(1)?))),
    )?;
    for (workspace, id) in &stale {
        delete(&mut tx.space(*workspace), *id)?;
    }
    Ok(stale.len())
}

/// Writes the next rows of a file; `first` is the place of the first, a multiple of [`CHUNK`].
pub fn put_chunk(space: &mut Space, id: ImportId, first: i64, rows: &[FileRow]) -> Result<()> {
    let data = serde_json::to_string(rows)?;
    space.exec(
        "INSERT INTO import_chunk (workspace_id, import_id, first, data) VALUES (?1, ?2, ?3, ?4)",
        &[id.0.into(), first.into(), (&data).into()],
    )?;
    Ok(())
}

/// Rows of a file from a place on, at most `limit`, with their places.
pub fn file_rows(space: &mut Space, id: ImportId, from: i64, limit: usize) -> Result<Vec<(i64, FileRow)>> {
    let chunk = i64::try_from(CHUNK).unwrap_or(i64::MAX);
    let (first, chunks) = (from - from % chunk, limit / CHUNK + 2);
    let found = space.all(
        "SELECT first, data FROM import_chunk WHERE workspace_id = ?1 AND import_id = ?2 AND first >= ?3
         ORDER BY first LIMIT ?4",
        &[
            id.0.into(),
            first.into(),
            i64::try_from(chunks).unwrap_or(i64::MAX).into(),
        ],
        |row| Ok((row.int(0)?, row.json::<Vec<FileRow>>(1)?)),
    )?;
    let rows = found.into_iter().flat_map(|(first, rows)| (first..).zip(rows));
    Ok(rows.filter(|(place, _)| *place >= from).take(limit).collect())
}

/// Writes what became of a row.
pub fn put_row(
    space: &mut Space,
    id: ImportId,
    place: i64,
    outcome: Outcome,
    detail: &RowDetail,
) -> Result<()> {
    let detail = serde_json::to_string(detail)?;
    space.exec(
        "INSERT INTO import_row (workspace_id, import_id, place, outcome, detail) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (workspace_id, import_id, place) DO UPDATE SET outcome = excluded.outcome, detail = excluded.detail",
        &[id.0.into(), place.into(), outcome.code().into(), (&detail).into()],
    )?;
    Ok(())
}

/// What is known of a row.
#[derive(Debug, Clone, PartialEq)]
pub struct RowResult {
    /// Its place in the file, from 0.
    pub place: i64,
    /// What became of it.
    pub outcome: Outcome,
    /// In detail.
    pub detail: RowDetail,
}

fn row_result(row: &Row) -> Result<RowResult> {
    let outcome = Outcome::from_code(row.int(1)?);
    Ok(RowResult {
        place: row.int(0)?,
        outcome: outcome.ok_or_else(|| StoreError::Broken("an outcome this version does not know".into()))?,
        detail: row.json(2)?,
    })
}

/// What became of rows after a place, in order; of one outcome when asked. `limit` is 1–500.
pub fn rows_after(
    space: &mut Space,
    id: ImportId,
    outcome: Option<Outcome>,
    after: i64,
    limit: i64,
) -> Result<Vec<RowResult>> {
    let mut params = vec![Val::Int(id.0), Val::Int(after), Val::Int(limit.clamp(1, 500))];
    let narrow = outcome.map_or("", |_| "AND outcome = ?5");
    params.extend(outcome.map(|outcome| Val::Int(outcome.code())));
    let sql = format!(
        "SELECT place, outcome, detail FROM import_row WHERE workspace_id = ?1 AND import_id = ?2 AND place > ?3
         {narrow} ORDER BY place LIMIT ?4"
    );
    space.all(&sql, &params, row_result)
}

/// Rows that made or changed something and are not taken back yet, the last ones first.
pub fn to_undo(space: &mut Space, id: ImportId, limit: i64) -> Result<Vec<RowResult>> {
    space.all(
        "SELECT place, outcome, detail FROM import_row WHERE workspace_id = ?1 AND import_id = ?2
         AND outcome IN (0, 1) ORDER BY place DESC LIMIT ?3",
        &[id.0.into(), limit.into()],
        row_result,
    )
}

/// Remembers that a trial has seen a value; false when it had before.
pub fn see(space: &mut Space, id: ImportId, kind: RecordKind, key: &str) -> Result<bool> {
    let touched = space.exec(
        "INSERT INTO import_seen (workspace_id, import_id, kind, key) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
        &[id.0.into(), kind.code().into(), key.into()],
    )?;
    Ok(touched == 1)
}

/// Whether a trial has seen a value.
pub fn is_seen(space: &mut Space, id: ImportId, kind: RecordKind, key: &str) -> Result<bool> {
    let found = space.one(
        "SELECT 1 FROM import_seen WHERE workspace_id = ?1 AND import_id = ?2 AND kind = ?3 AND key = ?4",
        &[id.0.into(), kind.code().into(), key.into()],
        |_| Ok(()),
    )?;
    Ok(found.is_some())
}
