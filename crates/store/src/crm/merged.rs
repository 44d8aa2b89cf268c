//! Merged records: what hangs on one moves to another and back, and an old id leads to the record that stayed.

use super::links;
use super::record::{ids_json, listed};
use crate::{Result, Row, Space, Val};
use serde::{Deserialize, Serialize};
use signalbox_model::record::Author;
use signalbox_model::{MergeId, Micros, RecordId, RecordKind, RecordRef, ScenarioId};

/// A merge as it is kept.
#[derive(Debug, Clone)]
pub struct Stored {
    /// Its id.
    pub id: MergeId,
    /// The kind of the records.
    pub kind: RecordKind,
    /// The record that stayed.
    pub record: RecordId,
    /// What undoing needs, JSON.
    pub document: String,
    /// Who merged.
    pub author: Author,
    /// When.
    pub at: Micros,
    /// When it was undone.
    pub undone_at: Option<Micros>,
}

const SELECT: &str = "SELECT id, kind, record_id, document, author, at, undone_at FROM record_merge";

fn read(row: &Row) -> Result<Stored> {
    let code = row.int(1)?;
    let kind = RecordKind::from_code(code).ok_or_else(|| {
        crate::StoreError::Broken(format!("{code} is no kind of record this version knows"))
    })?;
    Ok(Stored {
        id: MergeId(row.int(0)?),
        kind,
        record: RecordId(row.int(2)?),
        document: row.text(3)?,
        author: super::record::author(row, 4)?,
        at: Micros(row.int(5)?),
        undone_at: row.opt_int(6)?.map(Micros),
    })
}

/// Writes a merge.
pub fn insert(space: &mut Space, merge: &Stored) -> Result<()> {
    let author = serde_json::to_string(&merge.author)?;
    space.exec(
        "INSERT INTO record_merge (workspace_id, id, kind, record_id, document, author, at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        &[
            merge.id.0.into(),
            merge.kind.code().into(),
            merge.record.0.into(),
            (&merge.document).into(),
            (&author).into(),
            merge.at.into(),
        ],
    )?;
    Ok(())
}

/// One merge, held until the transaction ends.
pub fn get_for_update(space: &mut Space, id: MergeId) -> Result<Option<Stored>> {
    let lock = if space.tx().is_pg() { " FOR UPDATE" } else { "" };
    let sql = format!("{SELECT} WHERE workspace_id = ?1 AND id = ?2{lock}");
    space.one(&sql, &[id.0.into()], read)
}

/// A page of the merges of a kind, newest first. `limit` is 1–500.
pub fn list(space: &mut Space, kind: RecordKind, before: Option<MergeId>, limit: i64) -> Result<Vec<Stored>> {
    let sql = format!("{SELECT} WHERE workspace_id = ?1 AND kind = ?2 AND id < ?3 ORDER BY id DESC LIMIT ?4");
    let before = before.map_or(i64::MAX, |id| id.0);
    space.all(
        &sql,
        &[kind.code().into(), before.into(), Val::Int(limit.clamp(1, 500))],
        read,
    )
}

/// Marks a merge as undone.
pub fn set_undone(space: &mut Space, id: MergeId, now: Micros) -> Result<()> {
    space.exec(
        "UPDATE record_merge SET undone_at = ?3 WHERE workspace_id = ?1 AND id = ?2",
        &[id.0.into(), now.into()],
    )?;
    Ok(())
}

/// The record that a merged one went into; records that stand for themselves give none.
pub fn into(space: &mut Space, id: RecordId) -> Result<Option<RecordId>> {
    space.one(
        "SELECT into_id FROM merged_record WHERE workspace_id = ?1 AND record_id = ?2",
        &[id.0.into()],
        |row| Ok(RecordId(row.int(0)?)),
    )
}

/// The ids that lead to a record since they were merged into it.
pub fn merged_into(space: &mut Space, id: RecordId) -> Result<Vec<RecordId>> {
    space.all(
        "SELECT record_id FROM merged_record WHERE workspace_id = ?1 AND into_id = ?2 ORDER BY record_id",
        &[id.0.into()],
        |row| Ok(RecordId(row.int(0)?)),
    )
}

/// Where a reference leads now: to the record itself, or to the one it was merged into; nowhere when it is deleted.
pub fn current(space: &mut Space, record: RecordRef) -> Result<Option<RecordRef>> {
    if super::exists(space, record)? {
        return Ok(Some(record));
    }
    if matches!(record.kind, RecordKind::Lead | RecordKind::Task) {
        return Ok(None);
    }
    let Some(id) = into(space, record.id)? else {
        return Ok(None);
    };
    let now = RecordRef { id, ..record };
    Ok(super::exists(space, now)?.then_some(now))
}

/// Lets the id of a merged record, and ids that led to it before, lead to the one that stays; those that did.
pub fn point(space: &mut Space, gone: RecordId, into: RecordId) -> Result<Vec<RecordId>> {
    let before = merged_into(space, gone)?;
    space.exec(
        "UPDATE merged_record SET into_id = ?3 WHERE workspace_id = ?1 AND into_id = ?2",
        &[gone.0.into(), into.0.into()],
    )?;
    space.exec(
        "INSERT INTO merged_record (workspace_id, record_id, into_id) VALUES (?1, ?2, ?3)",
        &[gone.0.into(), into.0.into()],
    )?;
    Ok(before)
}

/// Takes [`point`] back: `before` lead to the record that is there again.
pub fn unpoint(space: &mut Space, back: RecordId, before: &[RecordId]) -> Result<()> {
    space.exec(
        "DELETE FROM merged_record WHERE workspace_id = ?1 AND record_id = ?2",
        &[back.0.into()],
    )?;
    let among = listed(space);
    let sql =
        format!("UPDATE merged_record SET into_id = ?3 WHERE workspace_id = ?1 AND record_id IN ({among})");
    space.exec(&sql, &[(&ids_json(before)).into(), back.0.into()])?;
    Ok(())
}

/// A link as one of its records sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bond {
    /// The record at the other end.
    pub other: RecordRef,
    /// Whether it is the main link of the record with the smaller kind.
    pub main: bool,
    /// The record that stayed had this link already.
    pub shared: bool,
}

/// What a scenario knows of a record: whether it ran, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marked {
    /// The scenario.
    pub scenario: ScenarioId,
    /// The mark of the record that went.
    pub own: Mark,
    /// The mark that the record which stayed had.
    pub stayed: Option<Mark>,
}

/// A scenario's mark on a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// When it last ran.
    pub ran_at: Micros,
    /// Whether it fired.
    pub fired: bool,
}

/// What moved from one record to another, so that it can move back.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    /// Links of the record that went.
    pub bonds: Vec<Bond>,
    /// Its tasks.
    pub tasks: Vec<RecordId>,
    /// Its notes, by raw id as what follows.
    pub notes: Vec<RecordId>,
    /// Its pending timers.
    pub timers: Vec<RecordId>,
    /// Its events.
    pub events: Vec<RecordId>,
    /// Its runs.
    pub runs: Vec<RecordId>,
    /// People on their platforms who are it.
    #[serde(default)]
    pub identities: Vec<RecordId>,
    /// Its dialogs.
    #[serde(default)]
    pub dialogs: Vec<RecordId>,
    /// Marks of scenarios on it.
    pub marks: Vec<Marked>,
}

/// So many rows of one table hang on a record that can be merged: more would hold everybody else up.
pub const MOST_ROWS: usize = 20_000;

/// Tables whose rows hang on a record, and the column that says on which.
const TABLES: [(&str, &str); 7] = [
    ("task", "record_id"),
    ("note", "record_id"),
    ("timer", "record_id"),
    ("event", "subject_id"),
    ("run", "subject_id"),
    ("identity", "contact_id"),
    ("dialog", "contact_id"),
];

impl Moved {
    fn lists(&mut self) -> [&mut Vec<RecordId>; 7] {
        [
            &mut self.tasks,
            &mut self.notes,
            &mut self.timers,
            &mut self.events,
            &mut self.runs,
            &mut self.identities,
            &mut self.dialogs,
        ]
    }
}

/// Moves everything that hangs on `gone` to `stays`, records of one kind. `None` when it is more than [`MOST_ROWS`] of
/// one table; nothing has moved then.
pub fn move_all(
    space: &mut Space,
    kind: RecordKind,
    gone: RecordId,
    stays: RecordId,
) -> Result<Option<Moved>> {
    let mut moved = Moved::default();
    for ((table, column), ids) in TABLES.iter().zip(moved.lists()) {
        let sql =
            format!("SELECT id FROM {table} WHERE workspace_id = ?1 AND {column} = ?2 ORDER BY id LIMIT ?3");
        let most = i64::try_from(MOST_ROWS).unwrap_or(i64::MAX).saturating_add(1);
        *ids = space.all(&sql, &[gone.0.into(), most.into()], |row| {
            Ok(RecordId(row.int(0)?))
        })?;
        if ids.len() > MOST_ROWS {
            return Ok(None);
        }
    }
    for (table, column) in TABLES {
        let sql = format!("UPDATE {table} SET {column} = ?3 WHERE workspace_id = ?1 AND {column} = ?2");
        space.exec(&sql, &[gone.0.into(), stays.0.into()])?;
    }
    moved.bonds = move_links(space, kind, gone, stays)?;
    moved.marks = move_marks(space, gone, stays)?;
    Ok(Some(moved))
}

/// Moves back what is still where [`move_all`] put it; the record that went must be there again.
pub fn move_back(
    space: &mut Space,
    kind: RecordKind,
    back: RecordId,
    stays: RecordId,
    moved: &mut Moved,
) -> Result<()> {
    let among = listed(space);
    for ((table, column), ids) in TABLES.iter().zip(moved.lists()) {
        let sql = format!(
            "UPDATE {table} SET {column} = ?3 WHERE workspace_id = ?1 AND id IN ({among}) AND {column} = ?4"
        );
        space.exec(&sql, &[(&ids_json(ids)).into(), back.0.into(), stays.0.into()])?;
    }
    links_back(space, kind, back, stays, &moved.bonds)?;
    marks_back(space, back, stays, &moved.marks)
}

fn bonds(space: &mut Space, id: RecordId) -> Result<Vec<Bond>> {
    let mut found = Vec::new();
    for sql in [
        "SELECT b_kind, b_id, main FROM record_link WHERE workspace_id = ?1 AND a_id = ?2 ORDER BY b_id",
        "SELECT a_kind, a_id, main FROM record_link WHERE workspace_id = ?1 AND b_id = ?2 ORDER BY a_id",
    ] {
        let some = space.all(sql, &[id.0.into()], |row| {
            let other = super::kinds::reference(row.opt_int(0)?, row.opt_int(1)?)?;
            Ok(other.map(|other| (other, row.flag(2))))
        })?;
        for (other, main) in some.into_iter().flatten() {
            found.push(Bond {
                other,
                main: main?,
                shared: false,
            });
        }
    }
    Ok(found)
}

fn move_links(space: &mut Space, kind: RecordKind, gone: RecordId, stays: RecordId) -> Result<Vec<Bond>> {
    let before = bonds(space, stays)?;
    let mut moved = bonds(space, gone)?;
    for sql in [
        "DELETE FROM record_link WHERE workspace_id = ?1 AND a_id = ?2",
        "DELETE FROM record_link WHERE workspace_id = ?1 AND b_id = ?2",
    ] {
        space.exec(sql, &[gone.0.into()])?;
    }
    let own = RecordRef { kind, id: stays };
    for bond in &mut moved {
        bond.shared = before.iter().any(|known| known.other == bond.other);
        // The main link belongs to the record with the smaller kind.
        let main = match bond.other.kind < kind {
            true => bond.main,
            false => {
                bond.main
                    && !before
                        .iter()
                        .any(|known| known.main && known.other.kind == bond.other.kind)
            }
        };
        if main || !bond.shared {
            links::put(space, own, bond.other, main)?;
        }
    }
    Ok(moved)
}

fn links_back(
    space: &mut Space,
    kind: RecordKind,
    back: RecordId,
    stays: RecordId,
    moved: &[Bond],
) -> Result<()> {
    let (back, stays) = (RecordRef { kind, id: back }, RecordRef { kind, id: stays });
    for bond in moved {
        if !super::exists(space, bond.other)? {
            continue;
        }
        // Another main link that was chosen since stays the main one.
        let main =
            bond.main && (kind < bond.other.kind || links::get(space, stays, bond.other)? == Some(true));
        links::put(space, back, bond.other, main)?;
        if !bond.shared {
            links::remove(space, stays, bond.other)?;
        }
    }
    Ok(())
}

fn mark(space: &mut Space, scenario: ScenarioId, record: RecordId) -> Result<Option<Mark>> {
    space.one(
        "SELECT ran_at, fired FROM scenario_mark WHERE workspace_id = ?1 AND scenario_id = ?2 AND record_id = ?3",
        &[scenario.0.into(), record.0.into()],
        |row| {
            Ok(Mark {
                ran_at: Micros(row.int(0)?),
                fired: row.flag(1)?,
            })
        },
    )
}

fn set_mark(space: &mut Space, scenario: ScenarioId, record: RecordId, mark: Option<Mark>) -> Result<()> {
    space.exec(
        "DELETE FROM scenario_mark WHERE workspace_id = ?1 AND scenario_id = ?2 AND record_id = ?3",
        &[scenario.0.into(), record.0.into()],
    )?;
    if let Some(mark) = mark {
        space.exec(
            "INSERT INTO scenario_mark (workspace_id, scenario_id, record_id, ran_at, fired)
             VALUES (?1, ?2, ?3, ?4, ?5)",
            &[
                scenario.0.into(),
                record.0.into(),
                mark.ran_at.into(),
                mark.fired.into(),
            ],
        )?;
    }
    Ok(())
}

impl Marked {
    /// The mark of both together: "only once" and the throttle hold for the record that stays.
    fn both(&self) -> Mark {
        let stayed = self.stayed.unwrap_or(self.own);
        Mark {
            ran_at: self.own.ran_at.max(stayed.ran_at),
            fired: self.own.fired || stayed.fired,
        }
    }
}

fn move_marks(space: &mut Space, gone: RecordId, stays: RecordId) -> Result<Vec<Marked>> {
    // The marks of a record are found through the scenarios, of which there are few.
    let scenarios = space.all("SELECT id FROM scenario WHERE workspace_id = ?1", &[], |row| {
        Ok(ScenarioId(row.int(0)?))
    })?;
    let mut moved = Vec::new();
    for scenario in scenarios {
        let Some(own) = mark(space, scenario, gone)? else {
            continue;
        };
        let marked = Marked {
            scenario,
            own,
            stayed: mark(space, scenario, stays)?,
        };
        set_mark(space, scenario, gone, None)?;
        set_mark(space, scenario, stays, Some(marked.both()))?;
        moved.push(marked);
    }
    Ok(moved)
}

fn marks_back(space: &mut Space, back: RecordId, stays: RecordId, moved: &[Marked]) -> Result<()> {
    for marked in moved {
        set_mark(space, marked.scenario, back, Some(marked.own))?;
        if mark(space, marked.scenario, stays)? == Some(marked.both()) {
            set_mark(space, marked.scenario, stays, marked.stayed)?;
        }
    }
    Ok(())
}
