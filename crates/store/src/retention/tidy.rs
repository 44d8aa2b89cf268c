//! A round of upkeep: packing, deleting, and giving pages back to the file system while the server runs.

use super::{Progress, Retention, Sweep, settings, sizes, step};
use crate::packs::{self, Pass};
use crate::{Db, Result, StoreError, Tx, Url};
use signalbox_model::Micros;
use std::time::Duration;

/// Rows are packed when they are this old, seconds: until then people look at them most.
const PACK_AFTER_SECS: i64 = 600;
/// How often everything is looked at from the beginning, seconds.
const ROUND_SECS: i64 = 3600;
/// Pages given back in one step.
const VACUUM_PAGES: u64 = 64;
/// Free pages that stay for the next rows, besides one in sixty-four.
const SPARE_PAGES: u64 = 256;
/// Upkeep rests this many times as long as it worked.
const REST: u32 = 3;

/// What upkeep remembers from one round to the next. Nothing is lost with it: a fresh one looks at everything.
#[derive(Debug, Clone, Copy, Default)]
pub struct Upkeep {
    pass: Pass,
    whole_round_at: Option<Micros>,
}

/// What a round has done.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tidied {
    /// Rows packed.
    pub packed: u64,
    /// Rows deleted.
    pub deleted: u64,
    /// Rows whose bodies were deleted.
    pub stripped: u64,
    /// Pages given back to the file system.
    pub pages: u64,
}

/// A round of upkeep at `now`, for a task that calls it about once a minute. It works in units of a few
/// milliseconds that let everything else go first, and rests in between. Needs a runtime with time.
pub async fn tidy(db: &Db, upkeep: &mut Upkeep, now: Micros) -> Result<Tidied> {
    let mut tidied = Tidied::default();
    let limits = db.read(settings).await?;
    let whole = upkeep
        .whole_round_at
        .is_none_or(|last| last.plus_secs(ROUND_SECS) <= now || last > now);
    upkeep.pass = if whole {
        Pass::default()
    } else {
        upkeep.pass.resumed()
    };
    tidied.packed = pack(db, &mut upkeep.pass, now).await?;
    if whole || is_over(db, limits.max_bytes).await? {
        let swept = sweep(db, limits, now).await?;
        (tidied.deleted, tidied.stripped) = (swept.deleted, swept.stripped);
    }
    tidied.pages = vacuum(db).await?;
    if whole {
        upkeep.whole_round_at = Some(now);
    }
    Ok(tidied)
}

/// Whether the limit cannot wait for the next whole round. The files of PostgreSQL do not tell.
async fn is_over(db: &Db, limit: u64) -> Result<bool> {
    Ok(limit != 0 && !db.is_pg() && db.read(sizes::used_bytes).await? > limit)
}

async fn pack(db: &Db, pass: &mut Pass, now: Micros) -> Result<u64> {
    let before = now.plus_secs(-PACK_AFTER_SECS);
    let mut packed = 0;
    while !pass.is_over() {
        let (at, id) = (*pass, db.next_id(now.0));
        match later(db, move |tx| packs::step(tx, at, before, id)).await {
            Ok((next, rows)) => {
                *pass = next;
                packed += rows;
            }
            // Another node was in the way: the next round tries again.
            Err(StoreError::Unavailable(_)) => break,
            Err(error) => return Err(error),
        }
    }
    Ok(packed)
}

async fn sweep(db: &Db, limits: Retention, now: Micros) -> Result<Progress> {
    let mut sweep = Sweep::default();
    let mut all = Progress::default();
    while !all.done {
        let mut at = sweep;
        let (next, progress) = later(db, move |tx| {
            let progress = step(tx, &mut at, &limits, now)?;
            Ok((at, progress))
        })
        .await?;
        sweep = next;
        all.deleted += progress.deleted;
        all.stripped += progress.stripped;
        all.done = progress.done;
    }
    Ok(all)
}

async fn vacuum(db: &Db) -> Result<u64> {
    let mut pages = 0;
    loop {
        let freed = later(db, vacuum_step).await?;
        if freed == 0 {
            break;
        }
        pages += freed;
    }
    if pages > 0 {
        let url = db.url().clone();
        let done = tokio::task::spawn_blocking(move || checkpoint(&url)).await;
        done.map_err(|error| StoreError::Broken(format!("the checkpoint failed: {error}")))??;
    }
    Ok(pages)
}

/// A unit of upkeep, and a rest after it: under load the unit waits longer and so does the next.
async fn later<T: Send + 'static>(
    db: &Db,
    work: impl FnOnce(&mut Tx) -> Result<T> + Send + 'static,
) -> Result<T> {
    let start = tokio::time::Instant::now();
    let done = db.write_later(work).await;
    tokio::time::sleep((start.elapsed() * REST).min(Duration::from_secs(1))).await;
    done
}

/// Gives some free pages back to the file system; how many, 0 when enough are. The file shrinks at the next
/// checkpoint. PostgreSQL's autovacuum does this by itself: freed room is used again, and the end of a table is cut.
pub fn vacuum_step(tx: &mut Tx) -> Result<u64> {
    if tx.is_pg() {
        return Ok(0);
    }
    let pages = sizes::number(tx, "PRAGMA page_count")?;
    let free = sizes::number(tx, "PRAGMA freelist_count")?;
    let surplus = free.saturating_sub(SPARE_PAGES + pages / 64);
    if surplus == 0 {
        return Ok(0);
    }
    let sql = format!("PRAGMA incremental_vacuum({})", surplus.min(VACUUM_PAGES));
    tx.all(&sql, &[], |_| Ok(()))?;
    let left = sizes::number(tx, "PRAGMA freelist_count")?;
    Ok(free.saturating_sub(left))
}

/// Moves the write-ahead log into the file, which then takes its new length. Holds up nobody; what readers still
/// need stays in the log. Nothing to do on PostgreSQL. Blocks: not for an async thread.
pub fn checkpoint(url: &Url) -> Result<()> {
    let Url::Lite(path) = url else { return Ok(()) };
    let conn = rusqlite::Connection::open(path)?;
    conn.busy_timeout(Duration::from_secs(1))?;
    conn.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))?;
    Ok(())
}
