//! One server for one folder of data.

use anyhow::{Context, Result, bail};
use std::fs::{File, TryLockError};
use std::path::Path;

const NAME: &str = "signalbox.lock";

/// Holds the folder as long as it lives; the system lets go of it when the process ends, however it ends.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

impl Lock {
    /// Makes the folder when it is missing and takes it.
    pub fn take(data: &Path) -> Result<Self> {
        std::fs::create_dir_all(data)
            .with_context(|| format!("cannot make the folder {}", data.display()))?;
        let path = data.join(NAME);
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .with_context(|| format!("cannot write to {}", data.display()))?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: file }),
            Err(TryLockError::WouldBlock) => bail!(
                "another server works on {}: stop it first, or choose another folder with --data",
                data.display()
            ),
            Err(TryLockError::Error(error)) => {
                Err(error).with_context(|| format!("cannot lock {}", path.display()))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_has_one_server_at_a_time() {
        let dir = tempfile::tempdir().unwrap();
        let data = dir.path().join("new");
        let first = Lock::take(&data).unwrap();
        let refused = Lock::take(&data).unwrap_err().to_string();
        assert!(refused.contains("stop it first"), "{refused}");
        drop(first);
        Lock::take(&data).unwrap();
    }
}
