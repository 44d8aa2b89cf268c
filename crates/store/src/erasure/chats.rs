//! Conversations of a contact.

use crate::{Result, Space};
use serde_json::{Value, json};
use signalbox_model::RecordId;

/// What channels call a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownAs {
    /// The id on the platform.
    pub external: String,
    /// The public name.
    pub username: Option<String>,
    /// The name.
    pub name: String,
}

/// What channels call a contact.
pub fn known_as(space: &mut Space, contact: RecordId) -> Result<Vec<KnownAs>> {
    space.all(
        "SELECT external, username, name FROM identity WHERE workspace_id = ?1 AND contact_id = ?2 ORDER BY id",
        &[contact.0.into()],
        |row| {
            Ok(KnownAs {
                external: row.text(0)?,
                username: row.opt_text(1)?,
                name: row.text(2)?,
            })
        },
    )
}

/// Messages of a contact's dialogs after an id, oldest first, as they are kept; at most `limit`.
pub fn messages_of(
    space: &mut Space,
    contact: RecordId,
    after: i64,
    limit: i64,
) -> Result<Vec<(i64, Value)>> {
    let found = space.all(
        "SELECT m.id, m.dialog_id, m.at, m.body, m.past FROM message AS m WHERE m.workspace_id = ?1 AND m.id > ?3
         AND m.dialog_id IN (SELECT id FROM dialog WHERE workspace_id = ?1 AND contact_id = ?2)
         ORDER BY m.id LIMIT ?4",
        &[contact.0.into(), after.into(), limit.into()],
        |row| {
            let past = row.opt_text(4)?.map(|past| serde_json::from_str(&past));
            Ok((row.int(0)?, row.int(1)?, row.int(2)?, row.json::<Value>(3)?, past.transpose()?))
        },
    )?;
    let line = |(id, dialog, at, body, past): (i64, i64, i64, Value, Option<Value>)| {
        let (message, dialog) = (RecordId(id).to_string(), RecordId(dialog).to_string());
        let mut line = json!({"what": "message", "id": message, "dialog": dialog, "at": at, "body": body});
        if let Some(past) = past {
            line["past"] = past;
        }
        (id, line)
    };
    Ok(found.into_iter().map(line).collect())
}

/// Removes the dialogs of a contact with their messages and files, and what channels know of the person; how many
/// messages went.
pub fn remove_chats(space: &mut Space, contact: RecordId) -> Result<u64> {
    super::clicks::unname(space, contact)?;
    let contact = [contact.0.into()];
    let dialogs = "SELECT id FROM dialog WHERE workspace_id = ?1 AND contact_id = ?2";
    let chats = "SELECT 1 FROM dialog AS d WHERE d.workspace_id = ?1 AND d.contact_id = ?2
        AND d.channel_id = file.channel_id AND d.chat = file.chat";
    space.exec(
        &format!("DELETE FROM file WHERE workspace_id = ?1 AND EXISTS ({chats})"),
        &contact,
    )?;
    space.exec(
        &format!(
            "DELETE FROM file_fetch WHERE workspace_id = ?1 AND message_id IN
             (SELECT m.id FROM message AS m WHERE m.workspace_id = ?1 AND m.dialog_id IN ({dialogs}))"
        ),
        &contact,
    )?;
    for table in ["timer", "log_in", "sender"] {
        space.exec(
            &format!("DELETE FROM {table} WHERE workspace_id = ?1 AND dialog_id IN ({dialogs})"),
            &contact,
        )?;
    }
    // What was passed on to operators in their own chats.
    space.exec(
        &format!(
            "DELETE FROM message WHERE workspace_id = ?1 AND copy_of IN
             (SELECT m.id FROM message AS m WHERE m.workspace_id = ?1 AND m.dialog_id IN ({dialogs}))"
        ),
        &contact,
    )?;
    let messages = space.exec(
        &format!("DELETE FROM message WHERE workspace_id = ?1 AND dialog_id IN ({dialogs})"),
        &contact,
    )?;
    for table in ["remote_call", "dialog_draft", "flow_pass"] {
        let sql = format!("DELETE FROM {table} WHERE workspace_id = ?1 AND dialog_id IN ({dialogs})");
        space.exec(&sql, &contact)?;
    }
    // Whoever answered from that messenger no longer does, and is given no chats there.
    space.exec(
        "UPDATE operator SET identity_id = NULL, is_joined = FALSE WHERE workspace_id = ?1 AND identity_id IN
         (SELECT id FROM identity WHERE workspace_id = ?1 AND contact_id = ?2)",
        &contact,
    )?;
    for table in ["dialog", "identity"] {
        let sql = format!("DELETE FROM {table} WHERE workspace_id = ?1 AND contact_id = ?2");
        space.exec(&sql, &contact)?;
    }
    Ok(messages)
}
