//! Scenarios, their versions, and the marks they leave on records.

use crate::audit::{self, Kind};
use crate::{Result, Row, Space, StoreError, Val};
use signalbox_model::record::Author;
use signalbox_model::scenario::Scenario;
use signalbox_model::{Key, Micros, RecordId, ScenarioId, WorkspaceId};

/// A scenario as it is now.
#[derive(Debug, Clone)]
pub struct Stored {
    /// Its id.
    pub id: ScenarioId,
    /// Its key.
    pub key: Key,
    /// Whether it is switched on.
    pub on: bool,
    /// Its place in the list.
    pub position: i64,
    /// The version that runs.
    pub version: i64,
    /// When it was last saved or switched.
    pub updated_at: Micros,
    /// What it does.
    pub scenario: Scenario,
}

/// Reads a key that was checked when it was written.
pub fn key(text: &str) -> Result<Key> {
    text.parse()
        .map_err(|error| StoreError::Broken(format!("a stored key is broken: {error}")))
}

fn stored(row: &Row) -> Result<Stored> {
    Ok(Stored {
        id: ScenarioId(row.int(0)?),
        key: key(&row.text(1)?)?,
        on: row.flag(2)?,
        position: row.int(3)?,
        version: row.int(4)?,
        updated_at: Micros(row.int(5)?),
        scenario: row.json(6)?,
    })
}

const SELECT: &str = "SELECT s.id, s.key, s.is_on, s.position, s.version, s.updated_at, v.document FROM scenario s
     JOIN scenario_version v ON v.workspace_id = s.workspace_id AND v.scenario_id = s.id AND v.version = s.version
     WHERE s.workspace_id = ?1";

/// Every scenario of the workspace, in order.
pub fn list(space: &mut Space) -> Result<Vec<Stored>> {
    space.all(&format!("{SELECT} ORDER BY s.position, s.id"), &[], stored)
}

/// A scenario without its document.
#[derive(Debug, Clone)]
pub struct Head {
    /// Its id.
    pub id: ScenarioId,
    /// Its key.
    pub key: Key,
    /// Whether it is switched on.
    pub on: bool,
    /// Its place in the list.
    pub position: i64,
    /// The version that runs.
    pub version: i64,
}

/// Every scenario of the workspace without documents, in order.
pub fn heads(space: &mut Space) -> Result<Vec<Head>> {
    let sql = "SELECT id, key, is_on, position, version FROM scenario WHERE workspace_id = ?1 ORDER BY position, id";
    space.all(sql, &[], as_head)
}

/// One scenario without its document.
pub fn head(space: &mut Space, id: ScenarioId) -> Result<Option<Head>> {
    let sql = "SELECT id, key, is_on, position, version FROM scenario WHERE workspace_id = ?1 AND id = ?2";
    space.one(sql, &[id.0.into()], as_head)
}

fn as_head(row: &Row) -> Result<Head> {
    Ok(Head {
        id: ScenarioId(row.int(0)?),
        key: key(&row.text(1)?)?,
        on: row.flag(2)?,
        position: row.int(3)?,
        version: row.int(4)?,
    })
}

/// One scenario.
pub fn get(space: &mut Space, id: ScenarioId) -> Result<Option<Stored>> {
    space.one(&format!("{SELECT} AND s.id = ?2"), &[id.0.into()], stored)
}

/// A version that is to be stored.
#[derive(Debug, Clone, Copy)]
pub struct NewVersion<'v> {
    /// What it does.
    pub scenario: &'v Scenario,
    /// The text it was written as, which says the same and may hold comments.
    pub source: Option<&'v str>,
    /// What the person who made it noted.
    pub note: Option<&'v str>,
}

impl<'v> From<&'v Scenario> for NewVersion<'v> {
    fn from(scenario: &'v Scenario) -> Self {
        Self {
            scenario,
            source: None,
            note: None,
        }
    }
}

/// Makes a scenario, switched off, at the end of the list.
pub fn insert(
    space: &mut Space,
    id: ScenarioId,
    key: &Key,
    new: NewVersion,
    author: &Author,
    now: Micros,
) -> Result<()> {
    space.exec(
        "INSERT INTO scenario (workspace_id, id, key, is_on, position, version, updated_at)
         VALUES (?1, ?2, ?3, ?4, (SELECT COALESCE(MAX(position), 0) + 1 FROM scenario WHERE workspace_id = ?1), 1, ?5)",
        &[id.0.into(), key.as_str().into(), false.into(), now.into()],
    )?;
    audit::changed(
        space,
        Kind::Scenario,
        key.as_str(),
        None::<&Scenario>,
        new.scenario,
    )?;
    insert_version(space, id, 1, new, author, now)
}

fn insert_version(
    space: &mut Space,
    id: ScenarioId,
    version: i64,
    new: NewVersion,
    author: &Author,
    now: Micros,
) -> Result<()> {
    let (document, author) = (
        serde_json::to_string(new.scenario)?,
        serde_json::to_string(author)?,
    );
    space.exec(
        "INSERT INTO scenario_version (workspace_id, scenario_id, version, document, author, at, source, note)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        &[
            id.0.into(),
            version.into(),
            (&document).into(),
            (&author).into(),
            now.into(),
            new.source.into(),
            new.note.into(),
        ],
    )?;
    Ok(())
}

/// Saves the next version; false when `expected` is no longer the current one.
pub fn save(
    space: &mut Space,
    id: ScenarioId,
    expected: i64,
    key: &Key,
    new: NewVersion,
    author: &Author,
    now: Micros,
) -> Result<bool> {
    if audit::is_watched(space)
        && let Some(before) = get(space, id)?.filter(|before| before.version == expected)
    {
        audit::changed(
            space,
            Kind::Scenario,
            key.as_str(),
            Some(&before.scenario),
            new.scenario,
        )?;
    }
    let touched = space.exec(
        "UPDATE scenario SET version = version + 1, key = ?4, updated_at = ?5 WHERE workspace_id = ?1 AND id = ?2 AND version = ?3",
        &[id.0.into(), expected.into(), key.as_str().into(), now.into()],
    )?;
    if touched == 0 {
        return Ok(false);
    }
    insert_version(space, id, expected + 1, new, author, now)?;
    Ok(true)
}

/// Switches a scenario on or off; `next_due` is when its schedule comes due. A change is remembered, so that the past
/// can be explained.
pub fn switch(
    space: &mut Space,
    id: ScenarioId,
    on: bool,
    next_due: Option<Micros>,
    now: Micros,
) -> Result<bool> {
    if audit::is_watched(space)
        && let Some(before) = get(space, id)?
    {
        let state = |on: bool| serde_json::json!({ "on": on });
        let (was, is) = (state(before.on), state(on));
        audit::changed(space, Kind::Scenario, before.key.as_str(), Some(&was), &is)?;
    }
    space.exec(
        "INSERT INTO scenario_switch (workspace_id, scenario_id, at, is_on)
         SELECT workspace_id, id, CAST(?4 AS BIGINT), CAST(?3 AS BOOLEAN) FROM scenario WHERE workspace_id = ?1 AND id = ?2 AND is_on <> ?3
         ON CONFLICT (workspace_id, scenario_id, at) DO UPDATE SET is_on = excluded.is_on",
        &[id.0.into(), on.into(), now.into()],
    )?;
    let touched = space.exec(
        "UPDATE scenario SET is_on = ?3, next_due = ?4, updated_at = ?5 WHERE workspace_id = ?1 AND id = ?2",
        &[id.0.into(), on.into(), next_due.into(), now.into()],
    )?;
    Ok(touched == 1)
}

/// Moves a scenario to a place in the list.
pub fn set_position(space: &mut Space, id: ScenarioId, position: i64) -> Result<()> {
    space.exec(
        "UPDATE scenario SET position = ?3 WHERE workspace_id = ?1 AND id = ?2",
        &[id.0.into(), position.into()],
    )?;
    Ok(())
}

/// Sets when a schedule comes due next.
pub fn set_next_due(space: &mut Space, id: ScenarioId, next_due: Option<Micros>) -> Result<()> {
    space.exec(
        "UPDATE scenario SET next_due = ?3 WHERE workspace_id = ?1 AND id = ?2",
        &[id.0.into(), next_due.into()],
    )?;
    Ok(())
}

/// Schedules of all workspaces that are due at `now`.
pub fn due_any_workspace(tx: &mut crate::Tx, now: Micros) -> Result<Vec<(WorkspaceId, ScenarioId, Micros)>> {
    tx.all(
        "SELECT workspace_id, id, next_due FROM scenario WHERE next_due <= ?1 ORDER BY next_due LIMIT 100",
        &[now.into()],
        |row| {
            Ok((
                WorkspaceId(row.int(0)?),
                ScenarioId(row.int(1)?),
                Micros(row.int(2)?),
            ))
        },
    )
}

/// The soonest due schedule of all workspaces.
pub fn soonest_due_any_workspace(tx: &mut crate::Tx) -> Result<Option<Micros>> {
    let soonest = tx.one(
        "SELECT MIN(next_due) FROM scenario WHERE next_due IS NOT NULL",
        &[],
        |row| row.opt_int(0),
    )?;
    Ok(soonest.flatten().map(Micros))
}

/// Removes a scenario with its draft, marks and pending timers. Its runs stay readable until retention.
pub fn delete(space: &mut Space, id: ScenarioId) -> Result<bool> {
    if audit::is_watched(space)
        && let Some(gone) = get(space, id)?
    {
        audit::forgotten(space, Kind::Scenario, gone.key.as_str(), &gone.scenario)?;
    }
    for table in [
        "scenario_mark",
        "scenario_draft",
        "rehearsal",
        "scenario_switch",
        "scenario_test",
        "timer",
    ] {
        let sql = format!("DELETE FROM {table} WHERE workspace_id = ?1 AND scenario_id = ?2");
        space.exec(&sql, &[id.0.into()])?;
    }
    Ok(space.exec(
        "DELETE FROM scenario WHERE workspace_id = ?1 AND id = ?2",
        &[id.0.into()],
    )? == 1)
}

/// A version in the list of versions.
#[derive(Debug, Clone)]
pub struct Version {
    /// Its number.
    pub version: i64,
    /// Who saved it.
    pub author: Option<Author>,
    /// When.
    pub at: Micros,
    /// What they noted.
    pub note: Option<String>,
}

/// The versions of a scenario, newest first.
pub fn versions(space: &mut Space, id: ScenarioId) -> Result<Vec<Version>> {
    space.all(
        "SELECT version, author, at, note FROM scenario_version WHERE workspace_id = ?1 AND scenario_id = ?2 ORDER BY version DESC LIMIT 500",
        &[id.0.into()],
        |row| Ok(Version { version: row.int(0)?, author: row.opt_json(1)?, at: Micros(row.int(2)?), note: row.opt_text(3)? }),
    )
}

/// The text a version was written as, when it was kept.
pub fn source(space: &mut Space, id: ScenarioId, version: i64) -> Result<Option<String>> {
    let found = space.one(
        "SELECT source FROM scenario_version WHERE workspace_id = ?1 AND scenario_id = ?2 AND version = ?3",
        &[id.0.into(), version.into()],
        |row| row.opt_text(0),
    )?;
    Ok(found.flatten())
}

/// What a version does.
pub fn version(space: &mut Space, id: ScenarioId, version: i64) -> Result<Option<Scenario>> {
    space.one(
        "SELECT document FROM scenario_version WHERE workspace_id = ?1 AND scenario_id = ?2 AND version = ?3",
        &[id.0.into(), version.into()],
        |row| row.json(0),
    )
}

/// Who saved a version.
pub fn author(space: &mut Space, id: ScenarioId, version: i64) -> Result<Option<Author>> {
    let sql =
        "SELECT author FROM scenario_version WHERE workspace_id = ?1 AND scenario_id = ?2 AND version = ?3";
    let found = space.one(sql, &[id.0.into(), version.into()], |row| row.opt_json(0))?;
    Ok(found.flatten())
}

/// The version that ran at a moment; none before the scenario was made.
pub fn version_at(space: &mut Space, id: ScenarioId, at: Micros) -> Result<Option<i64>> {
    space.one(
        "SELECT version FROM scenario_version WHERE workspace_id = ?1 AND scenario_id = ?2 AND at <= ?3 ORDER BY version DESC LIMIT 1",
        &[id.0.into(), at.into()],
        |row| row.int(0),
    )
}

/// Whether a scenario was on at a moment, and since when it had been so, when that is known.
pub fn was_on(space: &mut Space, id: ScenarioId, at: Micros) -> Result<(bool, Option<Micros>)> {
    let read = |row: &Row| Ok((row.flag(0)?, Micros(row.int(1)?)));
    let before = "SELECT is_on, at FROM scenario_switch WHERE workspace_id = ?1 AND scenario_id = ?2 AND at <= ?3 ORDER BY at DESC LIMIT 1";
    if let Some((on, since)) = space.one(before, &[id.0.into(), at.into()], read)? {
        return Ok((on, Some(since)));
    }
    // What it was switched to first tells what it had been before.
    let after = "SELECT is_on, at FROM scenario_switch WHERE workspace_id = ?1 AND scenario_id = ?2 AND at > ?3 ORDER BY at LIMIT 1";
    if let Some((on, _)) = space.one(after, &[id.0.into(), at.into()], read)? {
        return Ok((!on, None));
    }
    let now = "SELECT is_on FROM scenario WHERE workspace_id = ?1 AND id = ?2";
    let on = space.one(now, &[id.0.into()], |row| row.flag(0))?;
    Ok((on.unwrap_or(false), None))
}

/// When a scenario last ran for a record, and whether a block fired then or before.
#[derive(Debug, Clone, Copy)]
pub struct Mark {
    /// When it last ran.
    pub ran_at: Micros,
    /// A block fired: "only once" is used up (Z-31).
    pub fired: bool,
}

/// The mark of a scenario on a record.
pub fn mark(space: &mut Space, id: ScenarioId, record: RecordId) -> Result<Option<Mark>> {
    space.one(
        "SELECT ran_at, fired FROM scenario_mark WHERE workspace_id = ?1 AND scenario_id = ?2 AND record_id = ?3",
        &[id.0.into(), record.0.into()],
        |row| Ok(Mark { ran_at: Micros(row.int(0)?), fired: row.flag(1)? }),
    )
}

/// Sets the mark. `fired` is kept once set.
pub fn set_mark(
    space: &mut Space,
    id: ScenarioId,
    record: RecordId,
    ran_at: Micros,
    fired: bool,
) -> Result<()> {
    let params: [Val; 4] = [id.0.into(), record.0.into(), ran_at.into(), fired.into()];
    space.exec(
        "INSERT INTO scenario_mark (workspace_id, scenario_id, record_id, ran_at, fired) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (workspace_id, scenario_id, record_id)
         DO UPDATE SET ran_at = excluded.ran_at, fired = (scenario_mark.fired OR excluded.fired)",
        &params,
    )?;
    Ok(())
}

/// Clears the mark, so that "only once" may run again.
pub fn clear_mark(space: &mut Space, id: ScenarioId, record: RecordId) -> Result<bool> {
    let sql = "DELETE FROM scenario_mark WHERE workspace_id = ?1 AND scenario_id = ?2 AND record_id = ?3";
    Ok(space.exec(sql, &[id.0.into(), record.0.into()])? == 1)
}
