//! `signalbox backup` and `signalbox restore`.

use crate::cli::{Backup, Restore};
use crate::config::Place;
use crate::lock::Lock;
use anyhow::{Context, Result};
use indicatif::{ProgressBar, ProgressStyle};
use signalbox_store::{Url, backup};

/// Copies the database into a file.
pub fn save(place: &Place, flags: &Backup) -> Result<()> {
    // With --force the old file stays until the new one is complete.
    let target = match flags.force && flags.file.exists() {
        true => flags.file.with_added_extension("new"),
        false => flags.file.clone(),
    };
    // Shown on a terminal only.
    let bar = ProgressBar::new(0).with_style(style());
    backup::backup(&place.database, &target, |done, all| {
        bar.set_length(all);
        bar.set_position(done);
        true
    })?;
    bar.finish_and_clear();
    if target != flags.file {
        std::fs::rename(&target, &flags.file)
            .with_context(|| format!("cannot replace {}", flags.file.display()))?;
    }
    eprintln!("saved to {}", flags.file.display());
    if matches!(place.database, Url::Lite(_)) {
        eprintln!(
            "the key of stored secrets is not in it: keep {} apart",
            place.data.join("secret.key").display()
        );
    }
    Ok(())
}

fn style() -> ProgressStyle {
    ProgressStyle::with_template("copying {bar:40} {percent:>3} %, {eta} left")
        .unwrap_or_else(|_| ProgressStyle::default_bar())
}

/// Puts a copy in the place of the database.
pub fn restore(place: &Place, flags: &Restore) -> Result<()> {
    let _lock = Lock::take(&place.data)?;
    let kept = backup::restore(&flags.file, &place.database, flags.force)?;
    eprintln!("restored from {}", flags.file.display());
    if let Some(kept) = kept {
        eprintln!("what was there before is kept as {}", kept.display());
    }
    Ok(())
}
