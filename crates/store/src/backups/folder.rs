//! The folder with the copies: a file each, and beside it what was found when it was last read as a whole.

use crate::backup::Contents;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use signalbox_model::Micros;
use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// The name of a copy, `signalbox-20260601-030000.db`: when it was begun, UTC. No other name is a copy of ours, so none
/// leads out of the folder.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Name(String);

const STAMP: &str = "%Y%m%d-%H%M%S";

impl Name {
    pub(super) fn at(now: Micros) -> Self {
        let at = jiff::Timestamp::from_microsecond(now.0).unwrap_or_default();
        Self(format!("signalbox-{}.db", at.strftime(STAMP)))
    }

    /// When the copy was begun.
    pub fn made_at(&self) -> Micros {
        let at = stamp(&self.0).and_then(|at| at.to_zoned(jiff::tz::TimeZone::UTC).ok());
        Micros(at.map_or(0, |at| at.timestamp().as_microsecond()))
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn stamp(name: &str) -> Option<jiff::civil::DateTime> {
    let stamp = name.strip_prefix("signalbox-")?.strip_suffix(".db")?;
    jiff::civil::DateTime::strptime(STAMP, stamp).ok()
}

impl FromStr for Name {
    type Err = &'static str;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let plain = text.len() == "signalbox-20260601-030000.db".len() && stamp(text).is_some();
        plain.then(|| Self(text.to_owned())).ok_or("is no name of a copy")
    }
}

impl TryFrom<String> for Name {
    type Error = &'static str;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Name> for String {
    fn from(name: Name) -> Self {
        name.0
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl JsonSchema for Name {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "BackupName".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "pattern": r"^signalbox-\d{8}-\d{6}\.db$" })
    }
}

/// What the last check of a copy said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checked {
    /// When.
    pub at: Micros,
    /// How large the file was then, bytes: another size now means another file.
    pub bytes: u64,
    /// What it holds, or what is wrong with it.
    pub found: Result<Contents, String>,
}

/// A copy in the folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copy {
    /// Its name.
    pub name: Name,
    /// Its size, bytes.
    pub bytes: u64,
    /// What its last check said; `None` when it was never checked, or is not the file that was.
    pub checked: Option<Checked>,
}

impl Copy {
    /// Whether the last check found it whole.
    pub fn is_sound(&self) -> bool {
        self.checked.as_ref().is_some_and(|checked| checked.found.is_ok())
    }
}

fn note_of(file: &Path) -> PathBuf {
    file.with_extension("json")
}

/// The copies in a folder, the newest first. A folder that is missing has none.
pub(super) fn list(folder: &Path) -> std::io::Result<Vec<Copy>> {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut copies = Vec::new();
    for entry in entries {
        let entry = entry?;
        let name = entry.file_name().to_str().and_then(|name| name.parse().ok());
        let Some(name) = name else { continue };
        copies.push(read(name, &entry.path())?);
    }
    copies.sort_by(|a, b| b.name.cmp(&a.name));
    Ok(copies)
}

pub(super) fn read(name: Name, file: &Path) -> std::io::Result<Copy> {
    let bytes = std::fs::metadata(file)?.len();
    // A note that is missing or says nothing means: not checked. It can be checked again at any time.
    let note = std::fs::read(note_of(file)).ok();
    let checked: Option<Checked> = note.and_then(|note| serde_json::from_slice(&note).ok());
    Ok(Copy {
        name,
        bytes,
        checked: checked.filter(|checked| checked.bytes == bytes),
    })
}

pub(super) fn note(file: &Path, checked: &Checked) -> std::io::Result<()> {
    std::fs::write(note_of(file), serde_json::to_vec(checked)?)
}

pub(super) fn remove(file: &Path) -> std::io::Result<()> {
    std::fs::remove_file(file)?;
    match std::fs::remove_file(note_of(file)) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Removes what a copy left that was broken off by the end of the process.
pub(super) fn sweep(folder: &Path) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path
            .file_name()
            .and_then(|name| name.to_str())
            .unwrap_or_default();
        if name.starts_with("signalbox-") && name.contains(".partial") {
            std::fs::remove_file(&path)?;
        }
    }
    Ok(())
}

/// The copies that go when `keep` are kept: the oldest, but never the newest that is known to be whole.
pub(super) fn surplus(copies: &[Copy], keep: usize) -> Vec<Name> {
    let sound = copies.iter().position(Copy::is_sound);
    let old = copies.iter().enumerate().skip(keep.max(1));
    old.filter(|(place, _)| Some(*place) != sound)
        .map(|(_, copy)| copy.name.clone())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn only_names_of_ours_are_names() {
        let name: Name = "signalbox-20260601-030005.db".parse().unwrap();
        assert_eq!(Name::at(name.made_at()), name);
        for other in [
            "../signalbox-20260601-030005.db",
            "signalbox-20261301-030005.db",
            "signalbox-20260601-030005.json",
            "signalbox-20260601-030005.db.partial",
            "signalbox.db",
            "",
        ] {
            assert!(other.parse::<Name>().is_err(), "{other}");
        }
    }

    fn copy(second: u32, sound: bool) -> Copy {
        let found = match sound {
            true => Ok(Contents {
                schema: 1,
                rows: BTreeMap::new(),
            }),
            false => Err("damaged".into()),
        };
        Copy {
            name: format!("signalbox-20260601-0300{second:02}.db").parse().unwrap(),
            bytes: 1,
            checked: Some(Checked {
                at: Micros(1),
                bytes: 1,
                found,
            }),
        }
    }

    #[test]
    fn the_oldest_go_but_never_the_last_good_one() {
        let seconds = |copies: &[Copy], keep| -> Vec<String> {
            let names = surplus(copies, keep);
            names
                .iter()
                .map(|name| name.as_str()[23..25].to_owned())
                .collect()
        };
        let all = [copy(4, true), copy(3, true), copy(2, true)];
        assert_eq!(seconds(&all, 2), ["02"]);
        assert_eq!(seconds(&all, 5), [""; 0]);
        let newest_bad = [copy(4, false), copy(3, false), copy(2, true), copy(1, true)];
        assert_eq!(seconds(&newest_bad, 1), ["03", "01"]);
    }
}
