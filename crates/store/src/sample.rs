//! Which records came with the sample, so that they go with it.

use crate::{Result, Space};
use signalbox_model::RecordRef;

const NAME: &str = "sample";

/// The records that came with the sample.
pub fn records(space: &mut Space) -> Result<Vec<RecordRef>> {
    let sql = "SELECT value FROM workspace_setting WHERE workspace_id = ?1 AND name = ?2";
    Ok(space
        .one(sql, &[NAME.into()], |row| row.json(0))?
        .unwrap_or_default())
}

/// Remembers what came with the sample; nothing forgets it.
pub fn remember(space: &mut Space, records: &[RecordRef]) -> Result<()> {
    if records.is_empty() {
        let sql = "DELETE FROM workspace_setting WHERE workspace_id = ?1 AND name = ?2";
        space.exec(sql, &[NAME.into()])?;
        return Ok(());
    }
    let text = serde_json::to_string(records)?;
    space.exec(
        "INSERT INTO workspace_setting (workspace_id, name, value) VALUES (?1, ?2, ?3)
         ON CONFLICT (workspace_id, name) DO UPDATE SET value = excluded.value",
        &[NAME.into(), (&text).into()],
    )?;
    Ok(())
}
