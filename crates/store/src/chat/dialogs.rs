//! Dialogs: one person's talk with a bot in one channel.

mod list;

use super::unknown;
use crate::crm::fold;
use crate::{Result, Row, Space};
use signalbox_model::chat::ChatKind;
use signalbox_model::dialog::{DialogStatus, Holder, MessageAuthor};
use signalbox_model::{
    BotId, ChannelId, DialogId, FlowId, IdentityId, Key, MessageId, Micros, RecordId, UserId,
};

pub use list::{Counts, Filter, Order, View, count, counts, list};

/// Where a dialog stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Position {
    /// The flow.
    pub flow: FlowId,
    /// Its version: a dialog keeps the one it began with until it waits.
    pub version: i64,
    /// The step.
    pub step: Key,
}

/// The last line of a dialog, for lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// The message.
    pub message: MessageId,
    /// Who wrote it.
    pub author: MessageAuthor,
    /// How it begins.
    pub text: String,
}

/// A dialog.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// Its id.
    pub id: DialogId,
    /// The bot.
    pub bot: BotId,
    /// The channel.
    pub channel: ChannelId,
    /// The person as the channel knows them; none for a channel that broadcasts.
    pub identity: Option<IdentityId>,
    /// The chat, as its platform names it.
    pub chat: String,
    /// What kind of place it is.
    pub chat_kind: ChatKind,
    /// The contact.
    pub contact: Option<RecordId>,
    /// The person's name, or the chat's.
    pub name: String,
    /// How it is worked.
    pub status: DialogStatus,
    /// Who speaks.
    pub holder: Holder,
    /// The operator it belongs to; the holder when an operator holds it.
    pub user: Option<UserId>,
    /// Grows when a person takes it.
    pub turn: i64,
    /// Grows with every change.
    pub revision: i64,
    /// Messages of the person that no operator has seen.
    pub unread: i64,
    /// Where it stands.
    pub position: Option<Position>,
    /// Variables, fields and where to come back to, JSON: the engine's own.
    pub memory: String,
    /// When something was last said.
    pub last_at: Micros,
    /// What was said last.
    pub preview: Option<Preview>,
    /// When the person last wrote.
    pub heard_at: Option<Micros>,
    /// Put off until then.
    pub snoozed_until: Option<Micros>,
    /// When it began.
    pub created_at: Micros,
}

impl Stored {
    /// Whether it belongs among the open ones of a list: not where staff is written to and nobody ever wrote back.
    pub fn is_open(&self) -> bool {
        let is_staff = self.status == DialogStatus::Blocked && self.heard_at.is_none();
        self.status.is_open() && self.snoozed_until.is_none() && !is_staff
    }
}

const COLUMNS: &str = "d.id, d.bot_id, d.channel_id, d.identity_id, d.chat, d.chat_kind, d.contact_id, d.name, d.status, d.holder,
    d.user_id, d.turn, d.revision, d.unread, d.flow_id, d.flow_version, d.step, d.memory, d.last_at, d.last_id, d.preview,
    d.preview_author, d.heard_at, d.snoozed_until, d.created_at";

fn holder(code: i64, user: i64) -> Result<Holder> {
    Ok(match code {
        0 => Holder::Nobody,
        1 => Holder::Flow,
        2 => Holder::Ai,
        3 => Holder::Operator { user: UserId(user) },
        code => return Err(unknown("holder of a dialog", code)),
    })
}

fn holder_code(holder: Holder) -> i64 {
    match holder {
        Holder::Nobody => 0,
        Holder::Flow => 1,
        Holder::Ai => 2,
        Holder::Operator { .. } => 3,
    }
}

fn position(row: &Row) -> Result<Option<Position>> {
    let (Some(flow), Some(version), Some(step)) = (row.opt_int(14)?, row.opt_int(15)?, row.opt_text(16)?)
    else {
        return Ok(None);
    };
    Ok(Some(Position {
        flow: FlowId(flow),
        version,
        step: crate::scenarios::key(&step)?,
    }))
}

fn preview(row: &Row) -> Result<Option<Preview>> {
    let (Some(message), Some(author)) = (row.opt_int(19)?, row.opt_int(21)?) else {
        return Ok(None);
    };
    Ok(Some(Preview {
        message: MessageId(message),
        author: MessageAuthor::from_code(author).ok_or_else(|| unknown("author of a message", author))?,
        text: row.text(20)?,
    }))
}

fn stored(row: &Row) -> Result<Stored> {
    let (kind, status, user) = (row.int(5)?, row.int(8)?, row.int(10)?);
    Ok(Stored {
        id: DialogId(row.int(0)?),
        bot: BotId(row.int(1)?),
        channel: ChannelId(row.int(2)?),
        identity: row.opt_int(3)?.map(IdentityId),
        chat: row.text(4)?,
        chat_kind: ChatKind::from_code(kind).ok_or_else(|| unknown("kind of chat", kind))?,
        contact: row.opt_int(6)?.map(RecordId),
        name: row.text(7)?,
        status: DialogStatus::from_code(status).ok_or_else(|| unknown("status of a dialog", status))?,
        holder: holder(row.int(9)?, user)?,
        user: (user != 0).then_some(UserId(user)),
        turn: row.int(11)?,
        revision: row.int(12)?,
        unread: row.int(13)?,
        position: position(row)?,
        memory: row.text(17)?,
        last_at: Micros(row.int(18)?),
        preview: preview(row)?,
        heard_at: row.opt_int(22)?.map(Micros),
        snoozed_until: row.opt_int(23)?.map(Micros),
        created_at: Micros(row.int(24)?),
    })
}

/// One dialog.
pub fn get(space: &mut Space, id: DialogId) -> Result<Option<Stored>> {
    let seen = seen(space);
    let sql = format!("SELECT {COLUMNS} FROM dialog d WHERE d.workspace_id = ?1 AND d.id = ?2{seen}");
    space.one(&sql, &[id.0.into()], stored)
}

/// The dialog of a chat.
pub fn find(space: &mut Space, channel: ChannelId, chat: &str) -> Result<Option<Stored>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM dialog d WHERE d.workspace_id = ?1 AND d.channel_id = ?2 AND d.chat = ?3"
    );
    space.one(&sql, &[channel.0.into(), chat.into()], stored)
}

/// The groups and channels of a bot in which it may write, the one with the newest message first; at most 100.
pub fn places_of(space: &mut Space, bot: BotId) -> Result<Vec<Stored>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM dialog d WHERE d.workspace_id = ?1 AND d.bot_id = ?2 AND d.chat_kind > 0 AND d.status <> ?3
         ORDER BY d.last_at DESC LIMIT 100"
    );
    space.all(&sql, &[bot.0.into(), DialogStatus::Stopped.code().into()], stored)
}

/// The dialogs of a contact, the one with the newest message first; at most 100.
pub fn of_contact(space: &mut Space, contact: RecordId) -> Result<Vec<Stored>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM dialog d WHERE d.workspace_id = ?1 AND d.contact_id = ?2 ORDER BY d.last_at DESC, d.id DESC LIMIT 100"
    );
    space.all(&sql, &[contact.0.into()], stored)
}

/// The next dialogs of a bot after an id, oldest first.
pub fn of_bot(space: &mut Space, bot: BotId, after: DialogId, limit: i64) -> Result<Vec<Stored>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM dialog d WHERE +d.workspace_id = ?1 AND d.bot_id = ?2 AND d.id > ?3 ORDER BY d.id LIMIT ?4"
    );
    space.all(
        &sql,
        &[bot.0.into(), after.0.into(), limit.clamp(1, 500).into()],
        stored,
    )
}

const LED: &str =
    "workspace_id = ?1 AND bot_id = ?2 AND holder = 1 AND status IN (0, 2) AND heard_at IS NOT NULL";

/// The next dialogs of a bot after an id that its flow leads, oldest first: somebody wrote in them, and no person holds
/// them.
pub fn led_after(space: &mut Space, bot: BotId, after: DialogId, limit: i64) -> Result<Vec<DialogId>> {
    let sql = format!("SELECT id FROM dialog WHERE {LED} AND id > ?3 ORDER BY id LIMIT ?4");
    space.all(&sql, &[bot.0.into(), after.0.into(), limit.into()], |row| {
        Ok(DialogId(row.int(0)?))
    })
}

/// How many dialogs of a bot its flow leads.
pub fn led(space: &mut Space, bot: BotId) -> Result<i64> {
    let sql = format!("SELECT COUNT(*) FROM dialog WHERE {LED}");
    Ok(space.one(&sql, &[bot.0.into()], |row| row.int(0))?.unwrap_or(0))
}

/// ` AND (…)`: only dialogs whose contact the person may see for whom this is done.
fn seen(space: &Space) -> String {
    let contact = space.seen(signalbox_model::RecordKind::Contact, "c");
    if contact.is_empty() {
        return contact;
    }
    format!(
        " AND (d.contact_id IS NULL OR EXISTS (SELECT 1 FROM contact c WHERE c.workspace_id = d.workspace_id AND c.id = d.contact_id{contact}))"
    )
}

/// What searches look through: the name, the chat and the last message.
fn search_text(dialog: &Stored) -> String {
    let last = dialog.preview.as_ref().map_or("", |last| last.text.as_str());
    format!(
        "{} {} {}",
        fold::text(&dialog.name),
        dialog.chat,
        fold::whole(last)
    )
}

/// Makes a dialog.
pub fn insert(space: &mut Space, dialog: &Stored) -> Result<()> {
    let position = dialog.position.as_ref();
    space.exec(
        "INSERT INTO dialog (workspace_id, id, bot_id, channel_id, identity_id, chat, chat_kind, contact_id, name, search,
         status, holder, user_id, turn, revision, is_open, unread, flow_id, flow_version, step, memory, last_at, preview,
         created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, '', ?23)",
        &[
            dialog.id.0.into(),
            dialog.bot.0.into(),
            dialog.channel.0.into(),
            dialog.identity.map(|id| id.0).into(),
            (&dialog.chat).into(),
            dialog.chat_kind.code().into(),
            dialog.contact.map(|id| id.0).into(),
            (&dialog.name).into(),
            (&search_text(dialog)).into(),
            dialog.status.code().into(),
            holder_code(dialog.holder).into(),
            dialog.user.map_or(0, |user| user.0).into(),
            dialog.turn.into(),
            dialog.revision.into(),
            dialog.is_open().into(),
            dialog.unread.into(),
            position.map(|at| at.flow.0).into(),
            position.map(|at| at.version).into(),
            position.map(|at| at.step.as_str()).into(),
            (&dialog.memory).into(),
            dialog.last_at.into(),
            dialog.created_at.into(),
        ],
    )?;
    Ok(())
}

/// Writes a dialog over the revision it was read at, whose successor it becomes; false when somebody else was faster.
pub fn save(space: &mut Space, dialog: &mut Stored) -> Result<bool> {
    let position = dialog.position.as_ref();
    let touched = space.exec(
        "UPDATE dialog SET chat = ?4, contact_id = ?5, name = ?6, search = ?7, status = ?8, holder = ?9, user_id = ?10,
         turn = ?11, revision = revision + 1, is_open = ?12, unread = ?13, flow_id = ?14, flow_version = ?15, step = ?16,
         memory = ?17, last_at = ?18, last_id = ?19, preview = ?20, preview_author = ?21, heard_at = ?22, snoozed_until = ?23
         WHERE workspace_id = ?1 AND id = ?2 AND revision = ?3",
        &[
            dialog.id.0.into(),
            dialog.revision.into(),
            (&dialog.chat).into(),
            dialog.contact.map(|id| id.0).into(),
            (&dialog.name).into(),
            (&search_text(dialog)).into(),
            dialog.status.code().into(),
            holder_code(dialog.holder).into(),
            dialog.user.map_or(0, |user| user.0).into(),
            dialog.turn.into(),
            dialog.is_open().into(),
            dialog.unread.into(),
            position.map(|at| at.flow.0).into(),
            position.map(|at| at.version).into(),
            position.map(|at| at.step.as_str()).into(),
            (&dialog.memory).into(),
            dialog.last_at.into(),
            dialog.preview.as_ref().map(|last| last.message.0).into(),
            dialog.preview.as_ref().map_or("", |last| last.text.as_str()).into(),
            dialog.preview.as_ref().map(|last| last.author.code()).into(),
            dialog.heard_at.into(),
            dialog.snoozed_until.into(),
        ],
    )?;
    dialog.revision += 1;
    Ok(touched == 1)
}

/// Ties a dialog to the person who writes in it.
pub fn set_identity(space: &mut Space, id: DialogId, identity: IdentityId) -> Result<()> {
    let sql = "UPDATE dialog SET identity_id = ?3 WHERE workspace_id = ?1 AND id = ?2";
    space.exec(sql, &[id.0.into(), identity.0.into()])?;
    Ok(())
}

/// The chats an operator holds; at most 1,000.
pub fn of_operator(space: &mut Space, user: UserId) -> Result<Vec<Stored>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM dialog d WHERE d.workspace_id = ?1 AND d.user_id = ?2 AND d.holder = 3 ORDER BY d.id LIMIT 1000"
    );
    space.all(&sql, &[user.0.into()], stored)
}

/// Notes that the person has seen everything up to a message of the dialog; false when that was known.
pub fn see(space: &mut Space, id: DialogId, up_to: MessageId) -> Result<bool> {
    let sql =
        "UPDATE dialog SET seen_id = ?3 WHERE workspace_id = ?1 AND id = ?2 AND COALESCE(seen_id, 0) < ?3";
    Ok(space.exec(sql, &[id.0.into(), up_to.0.into()])? == 1)
}

/// Up to which message the person has seen the dialog.
pub fn seen_up_to(space: &mut Space, id: DialogId) -> Result<Option<MessageId>> {
    let sql = "SELECT seen_id FROM dialog WHERE workspace_id = ?1 AND id = ?2";
    let seen = space.one(sql, &[id.0.into()], |row| row.opt_int(0))?;
    Ok(seen.flatten().map(MessageId))
}

/// Chats of an operator that are open (Z-135).
pub fn held_by(space: &mut Space, user: UserId) -> Result<i64> {
    let sql = "SELECT COUNT(*) FROM dialog WHERE workspace_id = ?1 AND user_id = ?2 AND holder = 3";
    Ok(space.one(sql, &[user.0.into()], |row| row.int(0))?.unwrap_or(0))
}
