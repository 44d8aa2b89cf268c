//! `signalbox export`, `plan` and `apply`: the account as text.

use crate::cli::{Apply, Export};
use crate::config::Place;
use crate::open::Opened;
use crate::random::letters;
use crate::workspaces::Home;
use anyhow::{Context, Result, anyhow};
use signalbox_engine::account::{self, ChangeKind, PlannedChange};
use signalbox_engine::places::placed;
use signalbox_engine::{By, Engine};
use signalbox_model::account::Account;
use signalbox_model::record::Author;
use signalbox_model::{Micros, WorkspaceId};
use signalbox_store::{Tx, workspaces};
use std::cell::RefCell;
use std::io::Read;
use std::path::Path;

/// Said when nobody has set the account up.
pub const NOBODY: &str =
    "there is no account yet: make the owner in the studio or with `signalbox user create`";

/// Prints the account.
pub fn export(place: &Place, flags: &Export) -> Result<()> {
    let opened = Opened::existing(place)?;
    let engine = opened.engine();
    let home = opened.home;
    let account = opened.write(move |tx, now| {
        let workspace = home.find(tx)?.context(NOBODY)?;
        anyhow::Ok(engine.export(tx, &by(workspace, now))?)
    })?;
    let text = account::print(&account)?;
    match &flags.out {
        Some(path) => std::fs::write(path, text).with_context(|| format!("cannot write {}", path.display())),
        None => {
            print!("{text}");
            Ok(())
        }
    }
}

/// Says what applying the document would change. It is applied and undone, so what would be refused is told too.
pub fn plan(place: &Place, flags: &Apply) -> Result<()> {
    report(&applied(place, flags, false)?, "would be ");
    Ok(())
}

/// Makes the account like the document.
pub fn apply(place: &Place, flags: &Apply) -> Result<()> {
    report(&applied(place, flags, true)?, "");
    Ok(())
}

fn applied(place: &Place, flags: &Apply, keep: bool) -> Result<Vec<PlannedChange>> {
    let document = read(&flags.file)?;
    let opened = Opened::open(place)?;
    let engine = opened.engine();
    let applying = applying(&opened, document)?;
    let work = move |tx: &mut Tx, now: Micros| Ok(applying(&engine, tx, now)?.1);
    let changes = if keep {
        opened.write(work)
    } else {
        opened.rehearse(work)
    };
    changes.with_context(|| format!("{} was not applied", flags.file.display()))
}

/// The workspace, and what changed in it.
type Applied = (WorkspaceId, Vec<PlannedChange>);

/// What applies a document in a transaction.
fn applying(
    opened: &Opened,
    Document { account, text }: Document,
) -> Result<impl FnOnce(&Engine, &mut Tx, Micros) -> Result<Applied> + Send + use<>> {
    let tokens = tokens(account.hooks.len() + account.links.len())?;
    let (ids, named) = (opened.db.clone(), opened.home);
    Ok(move |engine: &Engine, tx: &mut Tx, now: Micros| {
        let fresh = WorkspaceId(ids.next_id(now.0));
        let by = by(home(tx, named, fresh, &account, now)?, now);
        let next = || tokens.borrow_mut().pop().unwrap_or_default();
        let changes = engine.apply(tx, &by, &account, &next);
        Ok((by.workspace, changes.map_err(|error| placed(&text, error))?))
    })
}

/// What makes a transaction see the account, or a document in its place; its workspace.
pub fn at_home(
    opened: &Opened,
    document: Option<Document>,
) -> Result<impl FnOnce(&Engine, &mut Tx, Micros) -> Result<WorkspaceId> + Send + use<>> {
    let applying = document.map(|document| applying(opened, document)).transpose()?;
    let home = opened.home;
    Ok(move |engine: &Engine, tx: &mut Tx, now: Micros| match applying {
        Some(applying) => Ok(applying(engine, tx, now)?.0),
        None => home.find(tx)?.context(NOBODY),
    })
}

/// The workspace, made when there is none: the owner comes later and finds it.
fn home(tx: &mut Tx, named: Home, fresh: WorkspaceId, account: &Account, now: Micros) -> Result<WorkspaceId> {
    if let Some(workspace) = named.find(tx)? {
        return Ok(workspace);
    }
    workspaces::insert(tx, fresh, &account.workspace, now)?;
    Ok(fresh)
}

fn by(workspace: WorkspaceId, now: Micros) -> By {
    By {
        workspace,
        author: Author::System,
        now,
    }
}

/// As many unguessable parts of addresses as could be needed.
fn tokens(count: usize) -> Result<RefCell<Vec<String>>> {
    (0..count)
        .map(|_| letters(32))
        .collect::<Result<_>>()
        .map(RefCell::new)
}

/// An account and the text it was read from, in which faults have their places.
pub struct Document {
    account: Account,
    text: String,
}

/// Reads a document from a file, or from standard input for `-`.
pub fn read(path: &Path) -> Result<Document> {
    let mut text = String::new();
    if path == Path::new("-") {
        std::io::stdin()
            .read_to_string(&mut text)
            .context("cannot read standard input")?;
    } else {
        text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    }
    let account = account::parse(&text).map_err(|faults| {
        let said = faults.iter().map(|fault| {
            let (line, column) = (fault.line.unwrap_or(1), fault.column.unwrap_or(1));
            let dot = if fault.path.is_empty() { "" } else { ": " };
            format!(
                "\n  line {line}, column {column}: {}{dot}{}",
                fault.path, fault.message
            )
        });
        anyhow!("{} has faults:{}", path.display(), said.collect::<String>())
    })?;
    Ok(Document { account, text })
}

fn report(changes: &[PlannedChange], would: &str) {
    for change in changes {
        let (mark, done) = match change.kind {
            ChangeKind::Create => ('+', "created"),
            ChangeKind::Change => ('~', "changed"),
            ChangeKind::Delete => ('-', "deleted"),
        };
        println!("{mark} {} {} {would}{done}", change.what, change.key);
        if change.kind == ChangeKind::Change {
            print!(
                "{}",
                difference(change.before.as_deref(), change.after.as_deref())
            );
        }
    }
    if changes.is_empty() {
        println!("nothing {would}changed: the account is as the document says");
    }
}

/// Lines that only one of the two has.
fn difference(before: Option<&str>, after: Option<&str>) -> String {
    let (before, after) = (before.unwrap_or_default(), after.unwrap_or_default());
    similar::TextDiff::from_lines(before, after)
        .iter_all_changes()
        .filter(|change| change.tag() != similar::ChangeTag::Equal)
        .map(|change| format!("    {} {}\n", change.tag(), change.value().trim_end()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_shows_only_what_differs() {
        let text = difference(Some("a: 1\nb: 2\nc: 3\n"), Some("a: 1\nb: 4\nc: 3\n"));
        assert_eq!(text, "    - b: 2\n    + b: 4\n");
    }
}
