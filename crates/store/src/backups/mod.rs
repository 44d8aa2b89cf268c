//! The copies that the server makes of its own database: by a schedule or when asked, checked, listed, and the oldest
//! removed (decision 0125). On PostgreSQL there are none: its own tools do it better.

mod folder;
mod schedule;
#[cfg(test)]
mod tests;

pub use folder::{Checked, Copy, Name};
pub use schedule::{Fault, History, Schedule, history, is_due, remember, schedule, set_schedule, zone};

use crate::backup::{self, BackupError};
use crate::{Db, StoreError, Url};
use parking_lot::Mutex;
use signalbox_model::Micros;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Room that a copy leaves free on the disk, bytes: a full disk would stop the server.
const ROOM: u64 = 1 << 30;

/// What is being done in the folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Busy {
    /// What.
    pub doing: Doing,
    /// Since when.
    pub since: Micros,
    /// Pages copied; beside them those in all, 0 before it is known.
    pub pages: (u64, u64),
}

/// What takes its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "BackupDoing")]
pub enum Doing {
    /// A copy is made, and checked.
    Copying,
    /// A copy is checked anew.
    Checking,
}

/// Why something was not done.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// One thing at a time.
    #[error("a copy is being made or checked: wait until it is through")]
    Busy,
    /// It would fill the disk.
    #[error(
        "the copy would leave less than 1 GiB on the disk ({free} bytes are free, it needs {needed}): \
         keep fewer copies, or give the data a larger disk"
    )]
    NoRoom {
        /// What is free now.
        free: u64,
        /// What the copy takes.
        needed: u64,
    },
    /// There is no such copy.
    #[error("there is no such copy: it may have been removed as the oldest")]
    Missing,
    /// Copying or checking failed.
    #[error(transparent)]
    Failed(#[from] BackupError),
    /// The database could not be asked.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The folder could not be read or written.
    #[error("{path}: {source}; check the disk's free space and the permissions")]
    Folder {
        /// The folder or file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
}

type Result<T> = std::result::Result<T, Refused>;

/// The copies of one server.
#[derive(Debug)]
pub struct Backups {
    /// The database and the folder with its copies; nothing on PostgreSQL.
    place: Option<(PathBuf, PathBuf)>,
    busy: Mutex<Option<Busy>>,
    stopped: AtomicBool,
}

/// Says that nothing is being done any more, however it ended.
struct Turn<'b>(&'b Backups);

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        *self.0.busy.lock() = None;
    }
}

impl Backups {
    /// The copies of the database at `url`, in the folder `backups` beside it.
    pub(crate) fn of(url: &Url) -> Self {
        let place = match url {
            Url::Lite(path) => Some((path.clone(), path.with_file_name("backups"))),
            Url::Pg(_) => None,
        };
        Self {
            place,
            busy: Mutex::new(None),
            stopped: AtomicBool::new(false),
        }
    }

    /// The folder with the copies; nothing on PostgreSQL.
    pub fn folder(&self) -> Option<&Path> {
        self.place.as_ref().map(|(_, folder)| folder.as_path())
    }

    /// What is being done at this moment.
    pub fn busy(&self) -> Option<Busy> {
        *self.busy.lock()
    }

    /// Breaks off a copy under way: the server stops.
    pub fn stop(&self) {
        self.stopped.store(true, Ordering::Relaxed);
    }

    fn turn(&self, doing: Doing, since: Micros) -> Result<Turn<'_>> {
        let mut busy = self.busy.lock();
        if busy.is_some() {
            return Err(Refused::Busy);
        }
        *busy = Some(Busy {
            doing,
            since,
            pages: (0, 0),
        });
        Ok(Turn(self))
    }

    fn place(&self) -> Result<(&Path, &Path)> {
        let place = self.place.as_ref().ok_or(BackupError::Postgres)?;
        Ok((&place.0, &place.1))
    }

    /// The copies, the newest first.
    pub fn list(&self) -> Result<Vec<Copy>> {
        match self.folder() {
            Some(folder) => at(folder, folder::list(folder)),
            None => Ok(Vec::new()),
        }
    }

    /// Where a copy lies.
    pub fn path(&self, name: &Name) -> Result<PathBuf> {
        let path = self.place()?.1.join(name.as_str());
        if path.is_file() {
            Ok(path)
        } else {
            Err(Refused::Missing)
        }
    }

    /// Removes a copy.
    pub fn remove(&self, name: &Name) -> Result<()> {
        let path = self.path(name)?;
        at(&path, folder::remove(&path))
    }

    /// Makes a copy named after `now`, and checks it. Blocks.
    fn make(&self, now: Micros) -> Result<Copy> {
        let (database, folder) = self.place()?;
        let _turn = self.turn(Doing::Copying, now)?;
        at(folder, std::fs::create_dir_all(folder))?;
        at(folder, folder::sweep(folder))?;
        check_room(database, folder)?;
        let name = Name::at(now);
        let path = folder.join(name.as_str());
        let found = backup::backup(&Url::Lite(database.to_owned()), &path, |done, all| {
            if let Some(busy) = self.busy.lock().as_mut() {
                busy.pages = (done, all);
            }
            !self.stopped.load(Ordering::Relaxed)
        })?;
        let bytes = at(&path, std::fs::metadata(&path))?.len();
        let checked = Checked {
            at: now,
            bytes,
            found: Ok(found),
        };
        at(&path, folder::note(&path, &checked))?;
        Ok(Copy {
            name,
            bytes,
            checked: Some(checked),
        })
    }

    /// Reads a copy as a whole anew, and notes what was found. Blocks.
    fn check(&self, name: &Name, now: Micros) -> Result<Copy> {
        let path = self.path(name)?;
        let _turn = self.turn(Doing::Checking, now)?;
        let bytes = at(&path, std::fs::metadata(&path))?.len();
        let found = match backup::check(&path) {
            Ok(found) => Ok(found),
            Err(BackupError::Unusable { reason, .. }) => Err(reason),
            Err(BackupError::Database { source, .. }) => Err(source.to_string()),
            Err(other) => return Err(other.into()),
        };
        at(
            &path,
            folder::note(
                &path,
                &Checked {
                    at: now,
                    bytes,
                    found,
                },
            ),
        )?;
        at(&path, folder::read(name.clone(), &path))
    }

    /// Removes the oldest copies beyond those that are kept. Blocks.
    fn prune(&self, keep: usize) -> Result<()> {
        for name in folder::surplus(&self.list()?, keep) {
            tracing::info!(%name, "an old copy of the database goes");
            self.remove(&name)?;
        }
        Ok(())
    }
}

fn at<T>(path: &Path, done: std::io::Result<T>) -> Result<T> {
    done.map_err(|source| Refused::Folder {
        path: path.to_owned(),
        source,
    })
}

fn check_room(database: &Path, folder: &Path) -> Result<()> {
    let needed = at(database, std::fs::metadata(database))?.len();
    match free_bytes(folder) {
        Some(free) if free < needed.saturating_add(ROOM) => Err(Refused::NoRoom { free, needed }),
        _ => Ok(()),
    }
}

/// The free bytes of the disk with this folder; `None` when the system does not say.
pub fn free_bytes(folder: &Path) -> Option<u64> {
    let disk = rustix::fs::statvfs(folder).ok()?;
    Some(disk.f_bavail.saturating_mul(disk.f_frsize))
}

/// Runs `work` on a thread that may block.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        Err(error) => Err(StoreError::Broken(format!("work on a copy panicked: {error}")).into()),
    }
}

/// Makes a copy, notes how it went, and removes the oldest beyond those that are kept.
pub async fn run(db: &Db, now: Micros) -> Result<Copy> {
    let made = blocking({
        let backups = Arc::clone(db.backups());
        move || backups.make(now)
    })
    .await;
    if matches!(made, Err(Refused::Busy)) {
        return made;
    }
    let fault = made.as_ref().err().map(|refused| Fault {
        at: now,
        reason: refused.to_string(),
    });
    let kept = db.write(move |tx| -> crate::Result<usize> {
        let known = history(tx)?;
        let history = History {
            handled: known.handled.max(now),
            fault,
            ..known
        };
        remember(tx, &history)?;
        Ok(usize::from(schedule(tx)?.keep))
    });
    let keep = kept.await?;
    let copy = made?;
    let backups = Arc::clone(db.backups());
    blocking(move || backups.prune(keep)).await?;
    Ok(copy)
}

/// Reads a copy as a whole anew, and notes what was found.
pub async fn check(db: &Db, name: Name, now: Micros) -> Result<Copy> {
    let backups = Arc::clone(db.backups());
    blocking(move || backups.check(&name, now)).await
}
