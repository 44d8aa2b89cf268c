//! A consistent copy of a SQLite database while the server runs, and putting it back.

#[cfg(test)]
mod tests;

use crate::{LATEST, Url};
use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OpenFlags};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Pages copied between two reports.
const PAGES: i32 = 1024;

/// Why there is no copy, or why it was not put back. The place, the reason and the remedy, for people.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// PostgreSQL brings its own tools.
    #[error(
        "the data is in PostgreSQL, which brings its own tools: `pg_dump --format=custom --file=signalbox.dump URL` saves it, \
         `pg_restore --clean --if-exists --dbname=URL signalbox.dump` puts it back; URL is what --database-url says"
    )]
    Postgres,
    /// A file is in the way.
    #[error("{0} exists: choose another name, or say --force to replace it")]
    Exists(PathBuf),
    /// There is no such file.
    #[error("{0} does not exist: check the path")]
    Missing(PathBuf),
    /// The file is something else, or damaged.
    #[error("{path} is not a usable copy of a Signalbox database: {reason}; use another copy")]
    Unusable {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The copy was made by a newer version.
    #[error(
        "{path} is at schema {found}, this version knows up to {known}: restore it with the version that made it, or a newer one"
    )]
    NewerSchema {
        /// The file.
        path: PathBuf,
        /// The schema of the copy.
        found: i64,
        /// The newest this program knows.
        known: i64,
    },
    /// Somebody stopped it.
    #[error("the server stops: the copy was broken off and is made anew later")]
    Stopped,
    /// A file could not be read or written.
    #[error("{path}: {source}; check the disk's free space and the permissions")]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// SQLite could not read or write.
    #[error("{path}: {source}; check the disk's free space and the permissions")]
    Database {
        /// The file.
        path: PathBuf,
        /// What SQLite said.
        source: rusqlite::Error,
    },
}

type Result<T> = std::result::Result<T, BackupError>;

fn file<T>(path: &Path, done: std::io::Result<T>) -> Result<T> {
    done.map_err(|source| BackupError::File {
        path: path.to_owned(),
        source,
    })
}

fn database<T>(path: &Path, done: rusqlite::Result<T>) -> Result<T> {
    done.map_err(|source| BackupError::Database {
        path: path.to_owned(),
        source,
    })
}

/// What a copy was found to hold when it was opened and read as a whole.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Contents {
    /// Its schema.
    pub schema: i64,
    /// Its rows by table.
    pub rows: BTreeMap<String, i64>,
}

/// Copies the database at `from` to the new file `to` as it is at this moment, checks the copy, and only then
/// gives it its name. The server may run and write meanwhile, here or in another process; it is not held up.
/// `progress` hears pages copied and pages in all, and says whether to go on. Blocks: not for an async thread.
///
/// Checked means: SQLite finds no fault in it, and every table has as many rows as it had in the database at that moment.
/// The key of the secrets is a file of its own beside the database and not part of the copy.
pub fn backup(from: &Url, to: &Path, mut progress: impl FnMut(u64, u64) -> bool) -> Result<Contents> {
    let Url::Lite(from) = from else {
        return Err(BackupError::Postgres);
    };
    if !from.exists() {
        return Err(BackupError::Missing(from.clone()));
    }
    if to.exists() {
        return Err(BackupError::Exists(to.to_owned()));
    }
    let partial = Partial::beside(to)?;
    let expected = copy(from, &partial.path, &mut progress)?;
    let found = check(&partial.path)?;
    if let Some((table, rows)) = expected
        .iter()
        .find(|(table, rows)| found.rows.get(*table) != Some(rows))
    {
        let copied = found.rows.get(table).copied().unwrap_or(0);
        return Err(BackupError::Unusable {
            path: to.to_owned(),
            reason: format!("{copied} of {rows} rows of {table} are in it"),
        });
    }
    partial.finish(to)?;
    Ok(found)
}

/// Copies, and answers how many rows each table had at the moment of the copy.
fn copy(
    from: &Path,
    to: &Path,
    progress: &mut impl FnMut(u64, u64) -> bool,
) -> Result<BTreeMap<String, i64>> {
    let source = database(
        from,
        Connection::open_with_flags(from, OpenFlags::SQLITE_OPEN_READ_ONLY),
    )?;
    database(from, source.busy_timeout(Duration::from_secs(10)))?;
    // An open read transaction holds one moment: without it every write elsewhere would start the copy anew.
    database(
        from,
        source.execute_batch("BEGIN; SELECT COUNT(*) FROM sqlite_schema;"),
    )?;
    let mut target = database(to, Connection::open(to))?;
    {
        let run = database(to, Backup::new(&source, &mut target))?;
        loop {
            let step = database(to, run.step(PAGES))?;
            let state = run.progress();
            let (left, all) = (u64::try_from(state.remaining), u64::try_from(state.pagecount));
            let (left, all) = (left.unwrap_or(0), all.unwrap_or(0));
            if !progress(all.saturating_sub(left), all) {
                return Err(BackupError::Stopped);
            }
            match step {
                StepResult::Done => break,
                StepResult::More => {}
                _ => std::thread::sleep(Duration::from_millis(20)),
            }
        }
    }
    let rows = database(from, count(&source))?;
    database(from, source.execute_batch("COMMIT"))?;
    // One file without a log beside it: it can be moved anywhere.
    database(
        to,
        target.query_row("PRAGMA journal_mode = DELETE", [], |_| Ok(())),
    )?;
    database(to, target.close().map_err(|(_, error)| error))?;
    Ok(rows)
}

/// The rows of every table.
fn count(conn: &Connection) -> rusqlite::Result<BTreeMap<String, i64>> {
    let sql =
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'";
    let tables: Vec<String> = conn
        .prepare(sql)?
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let mut rows = BTreeMap::new();
    for table in tables {
        // The name comes from the database's own list.
        let sql = format!("SELECT COUNT(*) FROM \"{}\"", table.replace('"', "\"\""));
        rows.insert(table, conn.query_row(&sql, [], |row| row.get(0))?);
    }
    Ok(rows)
}

/// What a copy holds, once the whole of it has been read and found sound. Blocks.
pub fn check(path: &Path) -> Result<Contents> {
    let unusable = |reason: String| BackupError::Unusable {
        path: path.to_owned(),
        reason,
    };
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY;
    let conn = database(path, Connection::open_with_flags(path, flags))?;
    let verdict: String = conn
        .query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))
        .map_err(|error| unusable(error.to_string()))?;
    if verdict != "ok" {
        return Err(unusable(verdict));
    }
    let schema = conn
        .query_row("SELECT MAX(version) FROM schema_version", [], |row| {
            row.get::<_, Option<i64>>(0)
        })
        .ok()
        .flatten()
        .ok_or_else(|| unusable("it holds no Signalbox data".into()))?;
    let rows = count(&conn).map_err(|error| unusable(error.to_string()))?;
    Ok(Contents { schema, rows })
}

/// Puts the copy `from` in the place of the database `to`. The server must not run on it. What was there
/// before is refused to be replaced without `force`, and then kept beside under the returned name.
pub fn restore(from: &Path, to: &Url, force: bool) -> Result<Option<PathBuf>> {
    let Url::Lite(to) = to else {
        return Err(BackupError::Postgres);
    };
    if !from.exists() {
        return Err(BackupError::Missing(from.to_owned()));
    }
    if to.exists() && !force {
        return Err(BackupError::Exists(to.clone()));
    }
    if let Some(folder) = to.parent() {
        file(folder, std::fs::create_dir_all(folder))?;
    }
    let partial = Partial::beside(to)?;
    file(&partial.path, std::fs::copy(from, &partial.path))?;
    let found = check(&partial.path).map_err(|error| named(error, from))?.schema;
    if found > LATEST {
        return Err(BackupError::NewerSchema {
            path: from.to_owned(),
            found,
            known: LATEST,
        });
    }
    let kept = set_aside(to)?;
    partial.finish(to)?;
    Ok(kept)
}

/// The fault of a working copy told about the file the user knows.
fn named(error: BackupError, from: &Path) -> BackupError {
    let path = from.to_owned();
    match error {
        BackupError::Unusable { reason, .. } => BackupError::Unusable { path, reason },
        BackupError::Database { source, .. } => BackupError::Unusable {
            path,
            reason: source.to_string(),
        },
        other => other,
    }
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

/// Renames the database together with its log: a log left behind would be played into the restored file.
fn set_aside(path: &Path) -> Result<Option<PathBuf>> {
    let kept = beside(path, ".before-restore");
    let mut found = false;
    for ending in ["-wal", "-shm", ""] {
        let (old, new) = (beside(path, ending), beside(&kept, ending));
        if old.exists() {
            file(&old, std::fs::rename(&old, &new))?;
            found = true;
        } else if new.exists() {
            file(&new, std::fs::remove_file(&new))?;
        }
    }
    Ok(found.then_some(kept))
}

/// A file on its way: it gets its name when it is complete, and is removed when it never is.
struct Partial {
    path: PathBuf,
    finished: bool,
}

impl Partial {
    fn beside(to: &Path) -> Result<Self> {
        let path = beside(to, ".partial");
        for ending in ["", "-journal", "-wal", "-shm"] {
            let left = beside(&path, ending);
            if left.exists() {
                file(&left, std::fs::remove_file(&left))?;
            }
        }
        Ok(Self {
            path,
            finished: false,
        })
    }

    fn finish(mut self, to: &Path) -> Result<()> {
        file(
            &self.path,
            std::fs::File::open(&self.path).and_then(|written| written.sync_all()),
        )?;
        file(to, std::fs::rename(&self.path, to))?;
        self.finished = true;
        let folder = to.parent().filter(|folder| !folder.as_os_str().is_empty());
        let folder = folder.unwrap_or(Path::new("."));
        // The name must survive a power cut too.
        file(
            folder,
            std::fs::File::open(folder).and_then(|folder| folder.sync_all()),
        )
    }
}

impl Drop for Partial {
    fn drop(&mut self) {
        if !self.finished {
            // Best effort: the error that brought us here is the one to tell.
            drop(std::fs::remove_file(&self.path));
        }
    }
}
