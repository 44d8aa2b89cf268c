//! What operators have begun to write, so that it waits for them on every machine.

use crate::{Result, Space};
use signalbox_model::{DialogId, Micros, UserId};

/// What a user has begun to write in a dialog.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Draft {
    /// To the person.
    pub answer: String,
    /// To the other operators.
    pub note: String,
}

/// What a user has begun to write in a dialog.
pub fn get(space: &mut Space, user: UserId, dialog: DialogId) -> Result<Option<Draft>> {
    let sql =
        "SELECT answer, note FROM dialog_draft WHERE workspace_id = ?1 AND user_id = ?2 AND dialog_id = ?3";
    space.one(sql, &[user.0.into(), dialog.0.into()], |row| {
        Ok(Draft {
            answer: row.text(0)?,
            note: row.text(1)?,
        })
    })
}

/// Keeps it; forgets it when nothing is left.
pub fn put(space: &mut Space, user: UserId, dialog: DialogId, draft: &Draft, now: Micros) -> Result<()> {
    if draft.answer.is_empty() && draft.note.is_empty() {
        space.exec(
            "DELETE FROM dialog_draft WHERE workspace_id = ?1 AND user_id = ?2 AND dialog_id = ?3",
            &[user.0.into(), dialog.0.into()],
        )?;
        return Ok(());
    }
    space.exec(
        "INSERT INTO dialog_draft (workspace_id, user_id, dialog_id, answer, note, updated_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (workspace_id, user_id, dialog_id)
         DO UPDATE SET answer = excluded.answer, note = excluded.note, updated_at = excluded.updated_at",
        &[
            user.0.into(),
            dialog.0.into(),
            (&draft.answer).into(),
            (&draft.note).into(),
            now.into(),
        ],
    )?;
    Ok(())
}
