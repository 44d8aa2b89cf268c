//! How much of the disk each class of data takes.

use crate::packs::{EVENT, JOB, RUN, Table};
use crate::{Result, Tx};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Bytes on disk. `total` is exact; on SQLite the classes are estimates: rows are counted, their usual size is
/// taken from the newest, and packs are summed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Sizes {
    /// Events with their bodies.
    pub events: u64,
    /// Runs with their traces.
    pub runs: u64,
    /// Deliveries with requests and answers.
    pub deliveries: u64,
    /// Everything else: records, notes, scenarios, people.
    pub records: u64,
    /// All of it, without free pages.
    pub total: u64,
}

/// Bytes of a row of history without what can be packed, with its entries in the indexes: about, on SQLite.
const NARROW_BYTES: u64 = 190;
/// The newest rows, whose size stands for all that are not packed.
const SAMPLE: i64 = 64;

/// Sizes by class. Counting costs some ten milliseconds per million rows: for a reader, and not on every request.
pub fn sizes(tx: &mut Tx) -> Result<Sizes> {
    let classes: [u64; 3] = if tx.is_pg() {
        [relation(tx, &EVENT)?, relation(tx, &RUN)?, relation(tx, &JOB)?]
    } else {
        [
            estimate(tx, &EVENT)?.bytes,
            estimate(tx, &RUN)?.bytes,
            estimate(tx, &JOB)?.bytes,
        ]
    };
    let total = used_bytes(tx)?;
    let [events, runs, deliveries] = classes;
    Ok(Sizes {
        events,
        runs,
        deliveries,
        records: total.saturating_sub(classes.iter().sum()),
        total,
    })
}

/// The bytes the database uses, without pages that are free already. Costs nothing.
pub(super) fn used_bytes(tx: &mut Tx) -> Result<u64> {
    if tx.is_pg() {
        return number(tx, "SELECT pg_database_size(current_database())");
    }
    let pages = number(tx, "PRAGMA page_count")?;
    let free = number(tx, "PRAGMA freelist_count")?;
    Ok(pages.saturating_sub(free) * number(tx, "PRAGMA page_size")?)
}

pub(super) fn number(tx: &mut Tx, sql: &str) -> Result<u64> {
    let found = tx.one(sql, &[], |row| row.opt_int(0))?.flatten();
    Ok(found.and_then(|number| u64::try_from(number).ok()).unwrap_or(0))
}

fn packed(tx: &mut Tx, table: &Table) -> Result<(u64, u64)> {
    let sql = "SELECT CAST(COALESCE(SUM(rows), 0) AS BIGINT), CAST(COALESCE(SUM(octet_length(data)), 0) AS BIGINT) FROM pack WHERE kind = ?1";
    let found = tx.one(sql, &[table.code.into()], |row| Ok((row.int(0)?, row.int(1)?)))?;
    let (rows, bytes) = found.unwrap_or((0, 0));
    Ok((
        u64::try_from(rows).unwrap_or(0),
        u64::try_from(bytes).unwrap_or(0),
    ))
}

/// PostgreSQL keeps the size of each table.
fn relation(tx: &mut Tx, table: &Table) -> Result<u64> {
    let own = number(tx, &format!("SELECT pg_total_relation_size('{}')", table.name))?;
    Ok(own + packed(tx, table)?.1)
}

/// What a class of history holds, without room that is free again.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Live {
    pub rows: u64,
    pub bytes: u64,
}

/// All of history, estimated on both databases.
pub(super) fn history(tx: &mut Tx) -> Result<Live> {
    let mut all = Live::default();
    for table in [&EVENT, &RUN, &JOB] {
        let live = estimate(tx, table)?;
        all.rows += live.rows;
        all.bytes += live.bytes;
    }
    Ok(all)
}

fn estimate(tx: &mut Tx, table: &Table) -> Result<Live> {
    let rows = number(tx, &format!("SELECT COUNT(*) FROM {}", table.name))?;
    let (packed_rows, packed_bytes) = packed(tx, table)?;
    let newest = format!(
        "SELECT CAST(AVG({}) AS BIGINT) FROM (SELECT * FROM {} ORDER BY id DESC LIMIT {SAMPLE}) AS newest WHERE pack IS NULL",
        table.bytes(),
        table.name
    );
    let usual = number(tx, &newest)?;
    let bytes = rows * NARROW_BYTES + rows.saturating_sub(packed_rows) * usual + packed_bytes;
    Ok(Live { rows, bytes })
}
