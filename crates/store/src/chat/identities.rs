//! Identities: people as channels know them, tied to contacts.

use crate::{Result, Row, Space};
use signalbox_model::chat::Sender;
use signalbox_model::{ChannelId, IdentityId, Micros, RecordId, UserId};

/// A person as one channel knows them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// Its id.
    pub id: IdentityId,
    /// The channel.
    pub channel: ChannelId,
    /// Their id on the platform.
    pub external: String,
    /// The contact they are.
    pub contact: Option<RecordId>,
    /// The user of the studio they proved to be.
    pub user: Option<UserId>,
    /// Their name there.
    pub name: String,
    /// Their public name there.
    pub username: Option<String>,
    /// The language of their app.
    pub language: Option<String>,
}

const COLUMNS: &str = "id, channel_id, external, contact_id, user_id, name, username, language";

fn stored(row: &Row) -> Result<Stored> {
    Ok(Stored {
        id: IdentityId(row.int(0)?),
        channel: ChannelId(row.int(1)?),
        external: row.text(2)?,
        contact: row.opt_int(3)?.map(RecordId),
        user: row.opt_int(4)?.map(UserId),
        name: row.text(5)?,
        username: row.opt_text(6)?,
        language: row.opt_text(7)?,
    })
}

/// Somebody by their id on the platform.
pub fn find(space: &mut Space, channel: ChannelId, external: &str) -> Result<Option<Stored>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM identity WHERE workspace_id = ?1 AND channel_id = ?2 AND external = ?3"
    );
    space.one(&sql, &[channel.0.into(), external.into()], stored)
}

/// One identity.
pub fn get(space: &mut Space, id: IdentityId) -> Result<Option<Stored>> {
    let sql = format!("SELECT {COLUMNS} FROM identity WHERE workspace_id = ?1 AND id = ?2");
    space.one(&sql, &[id.0.into()], stored)
}

/// The identities of a contact, oldest first; at most 100.
pub fn of_contact(space: &mut Space, contact: RecordId) -> Result<Vec<Stored>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM identity WHERE workspace_id = ?1 AND contact_id = ?2 ORDER BY id LIMIT 100"
    );
    space.all(&sql, &[contact.0.into()], stored)
}

/// Makes an identity of who wrote.
pub fn insert(
    space: &mut Space,
    id: IdentityId,
    channel: ChannelId,
    who: &Sender,
    now: Micros,
) -> Result<Stored> {
    space.exec(
        "INSERT INTO identity (workspace_id, id, channel_id, external, name, username, language, created_at, updated_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8)",
        &[
            id.0.into(),
            channel.0.into(),
            (&who.id).into(),
            (&who.name).into(),
            who.username.as_deref().into(),
            who.language.as_deref().into(),
            now.into(),
        ],
    )?;
    Ok(Stored {
        id,
        channel,
        external: who.id.clone(),
        contact: None,
        user: None,
        name: who.name.clone(),
        username: who.username.clone(),
        language: who.language.clone(),
    })
}

/// Takes over what the platform says of somebody now.
pub fn describe(space: &mut Space, id: IdentityId, who: &Sender, now: Micros) -> Result<()> {
    space.exec(
        "UPDATE identity SET name = ?3, username = ?4, language = ?5, updated_at = ?6 WHERE workspace_id = ?1 AND id = ?2",
        &[
            id.0.into(),
            (&who.name).into(),
            who.username.as_deref().into(),
            who.language.as_deref().into(),
            now.into(),
        ],
    )?;
    Ok(())
}

/// Ties an identity to a contact, or to none.
pub fn set_contact(space: &mut Space, id: IdentityId, contact: Option<RecordId>, now: Micros) -> Result<()> {
    let sql = "UPDATE identity SET contact_id = ?3, updated_at = ?4 WHERE workspace_id = ?1 AND id = ?2";
    space.exec(sql, &[id.0.into(), contact.map(|id| id.0).into(), now.into()])?;
    Ok(())
}

/// Ties an identity to a user of the studio.
pub fn set_user(space: &mut Space, id: IdentityId, user: Option<UserId>) -> Result<()> {
    let sql = "UPDATE identity SET user_id = ?3 WHERE workspace_id = ?1 AND id = ?2";
    space.exec(sql, &[id.0.into(), user.map(|id| id.0).into()])?;
    Ok(())
}
