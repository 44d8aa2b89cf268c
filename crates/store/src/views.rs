//! Saved views of lists: a person's own, or everybody's.

use crate::{Result, Row, Space, StoreError};
use signalbox_model::view::{SavedView, ViewList, ViewText};
use signalbox_model::{Micros, UserId, ViewId};

const COLUMNS: &str = "id, list, owner_id, spec, created_at";

fn read(row: &Row) -> Result<SavedView> {
    let list = row.text(1)?;
    let view: ViewText = row.json(3)?;
    Ok(SavedView {
        id: ViewId(row.int(0)?),
        list: ViewList::named(&list)
            .ok_or_else(|| StoreError::Broken(format!("a view shows an unknown list `{list}`")))?,
        owner_id: row.opt_int(2)?.map(UserId),
        view,
        created_at: Micros(row.int(4)?),
    })
}

/// The views of a list that a person sees, in the order they were made: everybody's and their own.
pub fn of_list(space: &mut Space, list: ViewList, user: UserId) -> Result<Vec<SavedView>> {
    space.all(
        &format!(
            "SELECT {COLUMNS} FROM saved_view WHERE workspace_id = ?1 AND list = ?2
             AND (owner_id IS NULL OR owner_id = ?3) ORDER BY id"
        ),
        &[list.as_str().into(), user.0.into()],
        read,
    )
}

/// Everybody's views of every list, in the order they were made.
pub fn shared(space: &mut Space) -> Result<Vec<SavedView>> {
    space.all(
        &format!("SELECT {COLUMNS} FROM saved_view WHERE workspace_id = ?1 AND owner_id IS NULL ORDER BY id"),
        &[],
        read,
    )
}

/// One view.
pub fn get(space: &mut Space, id: ViewId) -> Result<Option<SavedView>> {
    space.one(
        &format!("SELECT {COLUMNS} FROM saved_view WHERE workspace_id = ?1 AND id = ?2"),
        &[id.0.into()],
        read,
    )
}

/// Writes a view, new or known by its id.
pub fn put(space: &mut Space, saved: &SavedView) -> Result<()> {
    space.exec(
        "INSERT INTO saved_view (workspace_id, id, list, name, owner_id, spec, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, owner_id = excluded.owner_id, spec = excluded.spec",
        &[
            saved.id.0.into(),
            saved.list.as_str().into(),
            (&saved.view.name).into(),
            saved.owner_id.map(|user| user.0).into(),
            (&serde_json::to_string(&saved.view)?).into(),
            saved.created_at.into(),
        ],
    )?;
    Ok(())
}

/// Forgets a view.
pub fn delete(space: &mut Space, id: ViewId) -> Result<()> {
    space.exec(
        "DELETE FROM saved_view WHERE workspace_id = ?1 AND id = ?2",
        &[id.0.into()],
    )?;
    Ok(())
}
