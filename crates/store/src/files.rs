//! Files of conversations: their bytes lie beside the messages, so that a backup has both or neither.

use crate::{Result, Row, Space, Tx};
use signalbox_model::{ChannelId, FileId, Micros, UserId};

/// Who sent a file; nobody else may put it into a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sender {
    /// A visitor of a web chat.
    Visitor {
        /// The channel.
        channel: ChannelId,
        /// The visitor's chat in it.
        chat: String,
    },
    /// A user of the studio.
    User(UserId),
}

/// A file without its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// Its id.
    pub id: FileId,
    /// Who sent it.
    pub sender: Sender,
    /// The name people see.
    pub name: String,
    /// The media type.
    pub mime: String,
    /// Bytes.
    pub size: i64,
    /// When it came.
    pub created_at: Micros,
}

fn head(row: &Row) -> Result<Head> {
    let sender = match (row.opt_int(1)?, row.opt_text(2)?, row.opt_int(3)?) {
        (Some(channel), Some(chat), _) => Sender::Visitor {
            channel: ChannelId(channel),
            chat,
        },
        (_, _, user) => Sender::User(UserId(user.unwrap_or_default())),
    };
    Ok(Head {
        id: FileId(row.int(0)?),
        sender,
        name: row.text(4)?,
        mime: row.text(5)?,
        size: row.int(6)?,
        created_at: Micros(row.int(7)?),
    })
}

/// Keeps a file. No message names it yet.
pub fn insert(space: &mut Space, file: &Head, bytes: &[u8]) -> Result<()> {
    let (channel, chat, user) = match &file.sender {
        Sender::Visitor { channel, chat } => (Some(channel.0), Some(chat.as_str()), None),
        Sender::User(user) => (None, None, Some(user.0)),
    };
    space.exec(
        "INSERT INTO file (workspace_id, id, channel_id, chat, user_id, name, mime, size, bytes, is_kept, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        &[
            file.id.0.into(),
            channel.into(),
            chat.into(),
            user.into(),
            (&file.name).into(),
            (&file.mime).into(),
            file.size.into(),
            bytes.into(),
            false.into(),
            file.created_at.into(),
        ],
    )?;
    Ok(())
}

/// One file, without its bytes.
pub fn get(space: &mut Space, id: FileId) -> Result<Option<Head>> {
    let sql = "SELECT id, channel_id, chat, user_id, name, mime, size, created_at FROM file
               WHERE workspace_id = ?1 AND id = ?2";
    space.one(sql, &[id.0.into()], head)
}

/// The bytes of a file.
pub fn bytes(space: &mut Space, id: FileId) -> Result<Option<Vec<u8>>> {
    let sql = "SELECT bytes FROM file WHERE workspace_id = ?1 AND id = ?2";
    Ok(space.one(sql, &[id.0.into()], |row| row.opt_bytes(0))?.flatten())
}

/// A message names the file from now on.
pub fn keep(space: &mut Space, id: FileId) -> Result<()> {
    let sql = "UPDATE file SET is_kept = ?3 WHERE workspace_id = ?1 AND id = ?2";
    space.exec(sql, &[id.0.into(), true.into()])?;
    Ok(())
}

/// How many bytes a visitor has sent since a moment.
pub fn sent_since(space: &mut Space, channel: ChannelId, chat: &str, since: Micros) -> Result<i64> {
    let sql = "SELECT CAST(COALESCE(SUM(size), 0) AS BIGINT) FROM file
               WHERE workspace_id = ?1 AND channel_id = ?2 AND chat = ?3 AND created_at > ?4";
    let params = [channel.0.into(), chat.into(), since.into()];
    Ok(space.one(sql, &params, |row| row.int(0))?.unwrap_or(0))
}

/// Forgets files of all workspaces that no message named before a moment; how many.
pub fn tidy_any_workspace(tx: &mut Tx, before: Micros) -> Result<u64> {
    tx.exec(
        "DELETE FROM file WHERE id IN (SELECT id FROM file WHERE NOT is_kept AND created_at < ?1 LIMIT 100)",
        &[before.into()],
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::{databases, wait};
    use signalbox_model::WorkspaceId;

    fn file(id: i64, chat: &str, at: i64) -> Head {
        Head {
            id: FileId(id),
            sender: Sender::Visitor {
                channel: ChannelId(5),
                chat: chat.into(),
            },
            name: "a.txt".into(),
            mime: "text/plain".into(),
            size: 3,
            created_at: Micros(at),
        }
    }

    #[test]
    fn files_come_back_as_they_went_in_and_unnamed_ones_go() {
        databases(|db| {
            let tried: Result<()> = wait(db.write(|tx| {
                let mut space = tx.space(WorkspaceId(1));
                insert(&mut space, &file(1, "v1", 10), b"abc")?;
                insert(&mut space, &file(2, "v1", 20), b"def")?;
                insert(&mut space, &file(3, "v2", 30), b"ghi")?;
                keep(&mut space, FileId(1))?;
                assert_eq!(get(&mut space, FileId(1))?, Some(file(1, "v1", 10)));
                assert_eq!(bytes(&mut space, FileId(2))?.as_deref(), Some(&b"def"[..]));
                assert_eq!(sent_since(&mut space, ChannelId(5), "v1", Micros(0))?, 6);
                assert_eq!(sent_since(&mut space, ChannelId(5), "v1", Micros(10))?, 3);
                assert!(get(&mut tx.space(WorkspaceId(2)), FileId(1))?.is_none());
                assert_eq!(tidy_any_workspace(tx, Micros(25))?, 1);
                let mut space = tx.space(WorkspaceId(1));
                assert!(get(&mut space, FileId(2))?.is_none());
                assert!(get(&mut space, FileId(1))?.is_some() && get(&mut space, FileId(3))?.is_some());
                Ok(())
            }));
            tried.unwrap();
        });
    }
}
