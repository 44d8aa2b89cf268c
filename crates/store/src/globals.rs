//! Global variables: text, by a name that is unique whatever its case (Z-215).

use crate::audit::{self, Kind};
use crate::{Result, Row, Space};
use signalbox_model::Micros;

/// A variable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Global {
    /// The name as it was written first.
    pub name: String,
    /// The value.
    pub value: String,
    /// When it last changed.
    pub updated_at: Micros,
}

fn global(row: &Row) -> Result<Global> {
    Ok(Global {
        name: row.text(0)?,
        value: row.text(1)?,
        updated_at: Micros(row.int(2)?),
    })
}

/// Every variable, by name.
pub fn list(space: &mut Space) -> Result<Vec<Global>> {
    space.all(
        "SELECT name, value, updated_at FROM global WHERE workspace_id = ?1 ORDER BY folded",
        &[],
        global,
    )
}

/// One variable, whatever the case of its name.
pub fn get(space: &mut Space, name: &str) -> Result<Option<Global>> {
    let folded = name.to_lowercase();
    let sql = "SELECT name, value, updated_at FROM global WHERE workspace_id = ?1 AND folded = ?2";
    space.one(sql, &[(&folded).into()], global)
}

/// Sets a variable, declaring it when it is new.
pub fn set(space: &mut Space, name: &str, value: &str, now: Micros) -> Result<()> {
    if audit::is_watched(space) {
        let before = get(space, name)?.map(|known| valued(&known.value));
        audit::changed(space, Kind::Global, name, before.as_ref(), &valued(value))?;
    }
    let folded = name.to_lowercase();
    space.exec(
        "INSERT INTO global (workspace_id, name, folded, value, updated_at) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (workspace_id, folded) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at",
        &[name.into(), (&folded).into(), value.into(), now.into()],
    )?;
    Ok(())
}

fn valued(value: &str) -> serde_json::Value {
    serde_json::json!({ "value": value })
}

/// Removes a variable.
pub fn delete(space: &mut Space, name: &str) -> Result<bool> {
    if audit::is_watched(space)
        && let Some(gone) = get(space, name)?
    {
        audit::forgotten(space, Kind::Global, &gone.name, &valued(&gone.value))?;
    }
    let folded = name.to_lowercase();
    Ok(space.exec(
        "DELETE FROM global WHERE workspace_id = ?1 AND folded = ?2",
        &[(&folded).into()],
    )? == 1)
}
