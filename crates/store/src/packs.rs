//! Old rows packed together: many events, runs or deliveries of a workspace in one compressed row.
//!
//! What a finished event, run or delivery carries (bodies, traces, requests) is rarely read and looks much like
//! its neighbours', so that hundreds together shrink to a tenth. Their rows stay, with the columns empty and the
//! pack named, and every list and filter works as before (decision 0071).

mod layout;
#[cfg(test)]
pub(crate) mod tests;

use crate::{Result, Row, Space, StoreError, Tx, Val, events, jobs, runs};
use layout::Opened;
use signalbox_model::{JobId, Micros, WorkspaceId, id};

/// Rows in a pack at most.
const ROWS: usize = 256;
/// Bytes of the rows of a pack before compression, about: bounds how long the writer is held.
const RAW_BYTES: i64 = 256 * 1024;
/// Rows with more than this stay as they are.
const HEAVY_BYTES: i64 = 256 * 1024;
/// Fewer rows than this wait for company.
const FEW: usize = 4;
/// Rows looked at in one step.
const WINDOW: i64 = 512;
/// One row in so many is taken out and put back, see [`join_pages`].
const JOIN: usize = 8;
/// Held while packing, so that two nodes do not pack the same rows.
const LOCK: i64 = 0x9ac4_0001;
/// The pack of rows whose pack is gone, or who lost their bodies without ever being packed.
pub(crate) const GONE: i64 = 0;

/// A table whose rows can be packed.
pub(crate) struct Table {
    /// The number of the kind in `pack.kind`.
    pub code: i64,
    /// Its name.
    pub name: &'static str,
    /// The columns that go into a pack, and whether they hold bytes instead of text.
    columns: &'static [(&'static str, bool)],
    /// Which rows are finished. Changes of records are the timeline's and stay; what failed stays at hand for
    /// another try.
    finished: &'static str,
}

pub(crate) const EVENT: Table = Table {
    code: 1,
    name: "event",
    columns: &[("head", false), ("body", true), ("payload", false)],
    finished: "state IN (1, 3, 5) AND kind > 50",
};
pub(crate) const RUN: Table = Table {
    code: 2,
    name: "run",
    columns: &[("trace", false)],
    finished: "status <> 7",
};
pub(crate) const JOB: Table = Table {
    code: 3,
    name: "job",
    columns: &[("request", false), ("attempts", false)],
    finished: "state IN (2, 5)",
};
const TABLES: [&Table; 3] = [&EVENT, &RUN, &JOB];

impl Table {
    /// SQL: the bytes a row would bring into a pack.
    pub(crate) fn bytes(&self) -> String {
        let lengths: Vec<_> = self
            .columns
            .iter()
            .map(|(name, _)| format!("COALESCE(octet_length({name}), 0)"))
            .collect();
        format!("CAST({} AS BIGINT)", lengths.join(" + "))
    }

    /// SQL: whether a row can be packed.
    fn packable(&self) -> String {
        format!(
            "pack IS NULL AND {} AND {} BETWEEN 1 AND {HEAVY_BYTES}",
            self.finished,
            self.bytes()
        )
    }

    /// SQL: the columns that go into a pack.
    pub(crate) fn names(&self) -> String {
        let names: Vec<_> = self.columns.iter().map(|(name, _)| *name).collect();
        names.join(", ")
    }

    /// How many columns go into a pack.
    pub(crate) fn width(&self) -> usize {
        self.columns.len()
    }

    /// Their names.
    pub(crate) fn column_names(&self) -> impl Iterator<Item = &'static str> {
        self.columns.iter().map(|(name, _)| *name)
    }

    /// SQL: the assignments that empty the columns.
    pub(crate) fn emptied(&self) -> String {
        let all: Vec<_> = self
            .columns
            .iter()
            .map(|(name, _)| format!("{name} = NULL"))
            .collect();
        all.join(", ")
    }
}

/// How far a walk over the three tables has come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Pass {
    table: usize,
    after: [i64; 3],
}

impl Pass {
    /// Whether every table has been walked up to the moment asked for.
    pub fn is_over(&self) -> bool {
        self.table >= TABLES.len()
    }

    /// Goes on where the last walk ended: with the rows that have grown old since. A new pass also finds rows
    /// that were unfinished when the last one came by.
    #[must_use]
    pub fn resumed(self) -> Self {
        Self { table: 0, ..self }
    }
}

/// Packs at most one pack of rows born before `before` under the fresh id `pack`; the pass moved on, and how
/// many rows were packed. A unit of work of a few milliseconds: call it until the pass is over.
pub fn step(tx: &mut Tx, pass: Pass, before: Micros, pack: i64) -> Result<(Pass, u64)> {
    let Some(table) = TABLES.get(pass.table) else {
        return Ok((pass, 0));
    };
    tx.lock(LOCK)?;
    let window = look(tx, table, pass.after[pass.table], id::floor_at(before.0))?;
    match choose(&window) {
        Some(batch) => {
            let mut pass = pass;
            pass.after[pass.table] = batch.before;
            pack_rows(tx, table, &batch, pack).map(|rows| (pass, rows))
        }
        None => Ok((moved_on(pass, &window), 0)),
    }
}

/// A row as the walk sees it: `bytes` is none when the row is not to be packed.
struct Seen {
    id: i64,
    workspace: i64,
    bytes: Option<i64>,
}

fn look(tx: &mut Tx, table: &Table, after: i64, before: i64) -> Result<Vec<Seen>> {
    let sql = format!(
        "SELECT id, workspace_id, CASE WHEN pack IS NULL AND {} THEN {} END FROM {} WHERE id > ?1 AND id < ?2 ORDER BY id LIMIT ?3",
        table.finished,
        table.bytes(),
        table.name
    );
    tx.all(&sql, &[after.into(), before.into(), WINDOW.into()], |row| {
        Ok(Seen {
            id: row.int(0)?,
            workspace: row.int(1)?,
            bytes: row.opt_int(2)?.filter(|bytes| (1..=HEAVY_BYTES).contains(bytes)),
        })
    })
}

/// Rows of one workspace for one pack.
struct Batch {
    workspace: WorkspaceId,
    ids: Vec<i64>,
    /// The greatest id before all rows of the window that are still to be packed.
    before: i64,
}

/// The rows of the first workspace that has enough of them.
fn choose(window: &[Seen]) -> Option<Batch> {
    let mut tried = Vec::new();
    for first in window.iter().filter(|row| row.bytes.is_some()) {
        if tried.contains(&first.workspace) {
            continue;
        }
        tried.push(first.workspace);
        let ids = fill(window, first.workspace);
        if ids.len() >= FEW || ids.len() == ROWS {
            let open = window.iter().position(|row| row.bytes.is_some())?;
            let before = window
                .get(open.wrapping_sub(1))
                .map_or(window[0].id - 1, |row| row.id);
            let workspace = WorkspaceId(first.workspace);
            return Some(Batch {
                workspace,
                ids,
                before,
            });
        }
    }
    None
}

fn fill(window: &[Seen], workspace: i64) -> Vec<i64> {
    let mut room = RAW_BYTES;
    window
        .iter()
        .filter(|row| row.workspace == workspace)
        .filter_map(|row| Some((row.id, row.bytes?)))
        .take(ROWS)
        .take_while(|(_, bytes)| {
            let fits = room > 0;
            room -= bytes;
            fits
        })
        .map(|(id, _)| id)
        .collect()
}

/// A full window without work is left behind; the newest rows may yet get company.
fn moved_on(mut pass: Pass, window: &[Seen]) -> Pass {
    match window.last() {
        Some(last) if i64::try_from(window.len()) == Ok(WINDOW) => pass.after[pass.table] = last.id,
        _ => pass.table += 1,
    }
    pass
}

fn pack_rows(tx: &mut Tx, table: &Table, batch: &Batch, pack: i64) -> Result<u64> {
    let (Some(first), Some(last)) = (batch.ids.first(), batch.ids.last()) else {
        return Ok(0);
    };
    let range = [batch.workspace.0.into(), (*first).into(), (*last).into()];
    // The plus keeps SQLite from walking a whole workspace by one of its indexes.
    let within = format!(
        "+workspace_id = ?1 AND id >= ?2 AND id <= ?3 AND {}",
        table.packable()
    );
    let held = if tx.is_pg() { " FOR UPDATE" } else { "" };
    let sql = format!(
        "SELECT id, {} FROM {} WHERE {within} ORDER BY id{held}",
        table.names(),
        table.name
    );
    let rows = tx.all(&sql, &range, |row| Ok((row.int(0)?, cells(row, table, 1)?)))?;
    let data = layout::seal(&rows, table.columns.len())?;
    let count = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    tx.exec(
        "INSERT INTO pack (id, workspace_id, kind, rows, first_id, last_id, data) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        &[
            pack.into(),
            batch.workspace.0.into(),
            table.code.into(),
            count.into(),
            (*first).into(),
            (*last).into(),
            data.as_slice().into(),
        ],
    )?;
    let sql = format!(
        "UPDATE {} SET {}, pack = ?4 WHERE {within}",
        table.name,
        table.emptied()
    );
    let emptied = tx.exec(&sql, &[range[0], range[1], range[2], pack.into()])?;
    // Another node may have finished a row in between: emptying it unpacked would lose it.
    if emptied != rows.len() as u64 {
        return Err(StoreError::Unavailable(
            "rows changed while they were packed".into(),
        ));
    }
    join_pages(tx, table, &batch.ids)?;
    Ok(emptied)
}

/// SQLite leaves a row that shrinks in its page and joins half-empty pages only when a row leaves one. So some
/// rows leave for a moment, and whole pages become free. PostgreSQL needs nothing of the kind.
fn join_pages(tx: &mut Tx, table: &Table, ids: &[i64]) -> Result<()> {
    if tx.is_pg() {
        return Ok(());
    }
    let sql = format!("UPDATE {} SET id = -id WHERE id = ?1", table.name);
    for id in ids.iter().step_by(JOIN) {
        tx.exec(&sql, &[(*id).into()])?;
        tx.exec(&sql, &[(-*id).into()])?;
    }
    Ok(())
}

/// What a row brings into a pack, read from the column `from` on.
pub(crate) fn cells(row: &Row, table: &Table, from: usize) -> Result<Vec<Option<Vec<u8>>>> {
    let read = |(place, (_, bytes)): (usize, &(&str, bool))| match bytes {
        true => row.opt_bytes(from + place),
        false => Ok(row.opt_text(from + place)?.map(String::into_bytes)),
    };
    table.columns.iter().enumerate().map(read).collect()
}

/// A pack that is looked through.
pub(crate) struct Pack {
    /// Its id.
    pub id: i64,
    /// The ids its rows lie between.
    pub first: i64,
    pub last: i64,
    rows: Vec<(i64, Vec<Option<Vec<u8>>>)>,
}

impl Pack {
    /// What a row brought along, column by column; empty when it is not here.
    pub(crate) fn cells(&self, id: i64) -> Vec<Option<Vec<u8>>> {
        let found = self.rows.binary_search_by_key(&id, |(id, _)| *id);
        let row = found.ok().and_then(|place| self.rows.get(place));
        row.map_or_else(Vec::new, |(_, cells)| cells.clone())
    }
}

fn pack(row: &Row) -> Result<Pack> {
    let data = row.opt_bytes(3)?.unwrap_or_default();
    Ok(Pack {
        id: row.int(0)?,
        first: row.int(1)?,
        last: row.int(2)?,
        rows: layout::open(&data)?.rows(),
    })
}

/// The next pack of a table after an id.
pub(crate) fn next(space: &mut Space, table: &Table, after: i64) -> Result<Option<Pack>> {
    let sql =
        "SELECT id, first_id, last_id, data FROM pack WHERE +workspace_id = ?1 AND id > ?2 AND kind = ?3
         ORDER BY id LIMIT 1";
    space.one(sql, &[after.into(), table.code.into()], pack)
}

/// One pack.
pub(crate) fn get(space: &mut Space, id: i64) -> Result<Option<Pack>> {
    let sql = "SELECT id, first_id, last_id, data FROM pack WHERE workspace_id = ?1 AND id = ?2";
    space.one(sql, &[id.into()], pack)
}

/// Seals a pack anew with these rows alone, or removes it when there are none.
pub(crate) fn keep_only(space: &mut Space, table: &Table, pack: Pack, ids: &[i64]) -> Result<()> {
    let Pack { id, rows, .. } = pack;
    if rows.len() == ids.len() {
        return Ok(());
    }
    let kept: Vec<_> = rows
        .into_iter()
        .filter(|(id, _)| ids.binary_search(id).is_ok())
        .collect();
    let (Some((first, _)), Some((last, _))) = (kept.first(), kept.last()) else {
        space.exec(
            "DELETE FROM pack WHERE workspace_id = ?1 AND id = ?2",
            &[id.into()],
        )?;
        return Ok(());
    };
    let data = layout::seal(&kept, table.columns.len())?;
    space.exec(
        "UPDATE pack SET data = ?3, rows = ?4, first_id = ?5, last_id = ?6 WHERE workspace_id = ?1 AND id = ?2",
        &[
            id.into(),
            data.as_slice().into(),
            i64::try_from(kept.len()).unwrap_or(i64::MAX).into(),
            (*first).into(),
            (*last).into(),
        ],
    )?;
    Ok(())
}

/// Opens packs and keeps the last one open: neighbours in a list share theirs.
#[derive(Default)]
pub(crate) struct Shelf {
    open: Option<(i64, Option<Opened>)>,
}

impl Shelf {
    /// The columns of a row, none when retention has taken the pack away.
    pub(crate) fn row<const N: usize>(
        &mut self,
        space: &mut Space,
        pack: i64,
        id: i64,
    ) -> Result<Option<[Option<Vec<u8>>; N]>> {
        if self.open.as_ref().is_none_or(|(open, _)| *open != pack) {
            let data = space.one(
                "SELECT data FROM pack WHERE workspace_id = ?1 AND id = ?2",
                &[pack.into()],
                |row| row.opt_bytes(0),
            )?;
            let opened = data.flatten().map(|data| layout::open(&data)).transpose()?;
            self.open = Some((pack, opened));
        }
        let opened = self.open.as_ref().and_then(|(_, opened)| opened.as_ref());
        Ok(opened.and_then(|opened| opened.row(id)))
    }
}

fn text(bytes: Option<Vec<u8>>) -> Result<Option<String>> {
    bytes
        .map(String::from_utf8)
        .transpose()
        .map_err(|_| StoreError::Broken("a pack holds a text that is no UTF-8".into()))
}

fn document<T: serde::de::DeserializeOwned + Default>(bytes: Option<Vec<u8>>) -> Result<T> {
    bytes.map_or(Ok(T::default()), |bytes| Ok(serde_json::from_slice(&bytes)?))
}

/// Puts back what a packed event carried; nothing when retention has deleted it.
pub fn restore_event(space: &mut Space, event: &mut events::Stored) -> Result<()> {
    restore_events(space, std::slice::from_mut(event))
}

/// Puts back what the packed events of a list carried.
pub fn restore_events(space: &mut Space, list: &mut [events::Stored]) -> Result<()> {
    let mut shelf = Shelf::default();
    for event in list {
        let Some(pack) = event.pack else { continue };
        if let Some([head, body, payload]) = shelf.row(space, pack, event.event.id.0)? {
            event.head = text(head)?;
            event.body = body;
            event.event.payload = document(payload)?;
        }
    }
    Ok(())
}

/// Puts back the trace of a packed run; an empty one when retention has deleted it.
pub fn restore_run(space: &mut Space, run: &mut runs::Stored) -> Result<()> {
    restore_runs(space, std::slice::from_mut(run))
}

/// Puts back the traces of the packed runs of a list.
pub fn restore_runs(space: &mut Space, list: &mut [runs::Stored]) -> Result<()> {
    let mut shelf = Shelf::default();
    for run in list {
        let Some(pack) = run.pack else { continue };
        if let Some([trace]) = shelf.row(space, pack, run.id.0)? {
            run.trace = document(trace)?;
        }
    }
    Ok(())
}

/// Puts back what a packed job sent and got; nothing when retention has deleted it.
pub fn restore_job(space: &mut Space, job: &mut jobs::Stored) -> Result<()> {
    restore_jobs(space, std::slice::from_mut(job))
}

/// Puts back what the packed jobs of a list sent and got.
pub fn restore_jobs(space: &mut Space, list: &mut [jobs::Stored]) -> Result<()> {
    let mut shelf = Shelf::default();
    for job in list {
        let Some(pack) = job.pack else { continue };
        if let Some([request, attempts]) = shelf.row(space, pack, job.id.0)? {
            if let Some(request) = request {
                job.request = serde_json::from_slice(&request)?;
            }
            job.attempts = document(attempts)?;
        }
    }
    Ok(())
}

/// Takes a job out of its pack, so that it can be sent again. False when there is no such job, or retention has
/// deleted what it sent.
pub fn unpack_job(space: &mut Space, id: JobId) -> Result<bool> {
    let sql = "SELECT pack FROM job WHERE workspace_id = ?1 AND id = ?2";
    let Some(pack) = space.one(sql, &[id.0.into()], |row| row.opt_int(0))? else {
        return Ok(false);
    };
    let Some(pack) = pack else { return Ok(true) };
    let Some([request, attempts]) = Shelf::default().row(space, pack, id.0)? else {
        return Ok(false);
    };
    let (request, attempts) = (text(request)?, text(attempts)?);
    let touched = space.exec(
        "UPDATE job SET request = ?3, attempts = ?4, pack = NULL WHERE workspace_id = ?1 AND id = ?2",
        &[
            id.0.into(),
            Val::from(request.as_deref()),
            Val::from(attempts.as_deref()),
        ],
    )?;
    Ok(touched == 1)
}
