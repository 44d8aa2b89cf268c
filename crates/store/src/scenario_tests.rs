//! The cases that scenarios are tried on.

use crate::{Result, Row, Space};
use signalbox_model::replay::ScenarioTest;
use signalbox_model::{Key, Micros, ScenarioId};

/// A stored case.
#[derive(Debug, Clone)]
pub struct Stored {
    /// Its key, unique in its scenario.
    pub key: Key,
    /// What is tried.
    pub test: ScenarioTest,
    /// When it was last written.
    pub updated_at: Micros,
}

fn stored(row: &Row) -> Result<Stored> {
    Ok(Stored {
        key: crate::scenarios::key(&row.text(0)?)?,
        test: row.json(1)?,
        updated_at: Micros(row.int(2)?),
    })
}

/// The cases of a scenario, by key; at most 200.
pub fn list(space: &mut Space, scenario: ScenarioId) -> Result<Vec<Stored>> {
    let sql =
        "SELECT key, document, updated_at FROM scenario_test WHERE workspace_id = ?1 AND scenario_id = ?2
         ORDER BY key LIMIT 200";
    space.all(sql, &[scenario.0.into()], stored)
}

/// Writes a case, in the place of one with the same key.
pub fn put(
    space: &mut Space,
    scenario: ScenarioId,
    key: &Key,
    test: &ScenarioTest,
    now: Micros,
) -> Result<()> {
    let document = serde_json::to_string(test)?;
    space.exec(
        "INSERT INTO scenario_test (workspace_id, scenario_id, key, document, updated_at) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (workspace_id, scenario_id, key) DO UPDATE SET document = excluded.document, updated_at = excluded.updated_at",
        &[scenario.0.into(), key.as_str().into(), (&document).into(), now.into()],
    )?;
    Ok(())
}

/// Removes a case; true when there was one.
pub fn delete(space: &mut Space, scenario: ScenarioId, key: &Key) -> Result<bool> {
    let sql = "DELETE FROM scenario_test WHERE workspace_id = ?1 AND scenario_id = ?2 AND key = ?3";
    Ok(space.exec(sql, &[scenario.0.into(), key.as_str().into()])? == 1)
}
