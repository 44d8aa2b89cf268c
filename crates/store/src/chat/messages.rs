//! Messages: what was said, and the outbox of the chats.
//!
//! A message leaves in the order of its dialog. [`lease`] claims it, so that a crash leaves it `sent` with a lease that
//! runs out; [`expire`] then makes it uncertain, and nothing is sent twice by itself (Z-180).

mod outbox;

use super::unknown;
use crate::crm::fold;
use crate::{Result, Row, Space, Val};
use signalbox_model::dialog::{Body, MessageAuthor, MessageState, Past};
use signalbox_model::{ChannelId, DialogId, MessageId, Micros, RunId, UserId, WorkspaceId};

pub use outbox::{
    Leased, Outcome, cancel, cancel_planned, channels_waiting_any_workspace, due_any_workspace,
    expire_any_workspace, lease, postpone, retry, settle, soonest_any_workspace, still_wanted,
};

/// A message.
#[derive(Debug, Clone)]
pub struct Stored {
    /// Its id.
    pub id: MessageId,
    /// Its workspace.
    pub workspace: WorkspaceId,
    /// The channel.
    pub channel: ChannelId,
    /// The dialog.
    pub dialog: DialogId,
    /// Who wrote it.
    pub author: MessageAuthor,
    /// The operator who wrote it.
    pub user: Option<UserId>,
    /// How far it has come.
    pub state: MessageState,
    /// What it consists of.
    pub body: Body,
    /// Its ids on the platform, separated by spaces.
    pub external: Option<String>,
    /// What the buttons under it do, JSON: the engine's own.
    pub presses: Option<String>,
    /// It is said only while the dialog's turn is this.
    pub turn: Option<i64>,
    /// It is part of a broadcast: dialogs go first.
    pub bulk: bool,
    /// When it was written.
    pub at: Micros,
    /// Not before this; while it is being sent, when its lease ends.
    pub due_at: Micros,
    /// Tries begun.
    pub attempt: i64,
    /// Why it failed or is uncertain, for people.
    pub error: Option<String>,
    /// The run that wrote it.
    pub run: Option<RunId>,
    /// When it was rewritten.
    pub edited_at: Option<Micros>,
    /// When it was taken back.
    pub removed_at: Option<Micros>,
    /// What it said before, oldest first.
    pub past: Vec<Past>,
    /// The message of which it is the copy in another chat.
    pub copy_of: Option<MessageId>,
}

const COLUMNS: &str =
    "id, workspace_id, channel_id, dialog_id, author, user_id, state, body, external, presses, turn, is_bulk,
    at, due_at, attempt, error, run_id, edited_at, removed_at, past, copy_of";

fn stored(row: &Row) -> Result<Stored> {
    let (author, state) = (row.int(4)?, row.int(6)?);
    Ok(Stored {
        id: MessageId(row.int(0)?),
        workspace: WorkspaceId(row.int(1)?),
        channel: ChannelId(row.int(2)?),
        dialog: DialogId(row.int(3)?),
        author: MessageAuthor::from_code(author).ok_or_else(|| unknown("author of a message", author))?,
        user: row.opt_int(5)?.map(UserId),
        state: MessageState::from_code(state).ok_or_else(|| unknown("state of a message", state))?,
        body: row.json(7)?,
        external: row.opt_text(8)?,
        presses: row.opt_text(9)?,
        turn: row.opt_int(10)?,
        bulk: row.flag(11)?,
        at: Micros(row.int(12)?),
        due_at: Micros(row.int(13)?),
        attempt: row.int(14)?,
        error: row.opt_text(15)?,
        run: row.opt_int(16)?.map(RunId),
        edited_at: row.opt_int(17)?.map(Micros),
        removed_at: row.opt_int(18)?.map(Micros),
        past: match row.opt_text(19)? {
            Some(past) => serde_json::from_str(&past)?,
            None => Vec::new(),
        },
        copy_of: row.opt_int(20)?.map(MessageId),
    })
}

/// Texts that are kept of a message that is rewritten again and again.
const MOST_PAST: usize = 20;

/// Writes a message.
pub fn insert(space: &mut Space, message: &Stored) -> Result<()> {
    let body = serde_json::to_string(&message.body)?;
    let deed = matches!(message.body, Body::Deed(_));
    space.exec(
        "INSERT INTO message (workspace_id, id, channel_id, dialog_id, author, user_id, is_deed, state, body, text, external,
         presses, turn, is_bulk, at, due_at, attempt, run_id, copy_of)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, 0, ?17, ?18)",
        &[
            message.id.0.into(),
            message.channel.0.into(),
            message.dialog.0.into(),
            message.author.code().into(),
            message.user.map(|id| id.0).into(),
            deed.into(),
            message.state.code().into(),
            (&body).into(),
            message.body.text().into(),
            message.external.as_deref().into(),
            message.presses.as_deref().into(),
            message.turn.into(),
            message.bulk.into(),
            message.at.into(),
            message.due_at.into(),
            message.run.map(|id| id.0).into(),
            message.copy_of.map(|id| id.0).into(),
        ],
    )?;
    Ok(())
}

/// One message.
pub fn get(space: &mut Space, id: MessageId) -> Result<Option<Stored>> {
    let sql = format!("SELECT {COLUMNS} FROM message WHERE workspace_id = ?1 AND id = ?2");
    space.one(&sql, &[id.0.into()], stored)
}

/// The message of a dialog that the platform knows by an id, the newest of them.
pub fn by_external(space: &mut Space, dialog: DialogId, external: &str) -> Result<Option<Stored>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM message WHERE workspace_id = ?1 AND dialog_id = ?2 AND external = ?3 ORDER BY id DESC LIMIT 1"
    );
    space.one(&sql, &[dialog.0.into(), external.into()], stored)
}

/// The copies of a message in other chats; at most 100.
pub fn copies(space: &mut Space, id: MessageId) -> Result<Vec<Stored>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM message WHERE workspace_id = ?1 AND copy_of = ?2 ORDER BY id LIMIT 100"
    );
    space.all(&sql, &[id.0.into()], stored)
}

/// Which part of a dialog's messages a page shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The newest.
    Newest,
    /// The nearest ones older than this.
    Before(MessageId),
    /// The nearest ones newer than this.
    After(MessageId),
}

/// A page of what was said in a dialog, oldest first; deeds that leave no trace are not among it. `limit` is 1–200.
pub fn list(space: &mut Space, dialog: DialogId, part: Part, limit: i64) -> Result<Vec<Stored>> {
    let (than, order, from) = match part {
        Part::Newest => ("<", "DESC", i64::MAX),
        Part::Before(id) => ("<", "DESC", id.0),
        Part::After(id) => (">", "ASC", id.0),
    };
    let sql = format!(
        "SELECT {COLUMNS} FROM message WHERE workspace_id = ?1 AND dialog_id = ?2 AND id {than} ?3 AND is_deed = ?4
         ORDER BY id {order} LIMIT ?5"
    );
    let params = [
        dialog.0.into(),
        from.into(),
        false.into(),
        limit.clamp(1, 200).into(),
    ];
    let mut found = space.all(&sql, &params, stored)?;
    found.sort_by_key(|message| message.id);
    Ok(found)
}

/// What a search found, and how far back it has looked.
#[derive(Debug, Clone)]
pub struct Found {
    /// The messages, newest first.
    pub messages: Vec<Stored>,
    /// Where the next look goes on; none when everything was looked through.
    pub reached: Option<MessageId>,
}

/// Messages found at a time.
const MOST_FOUND: usize = 50;
/// Messages looked through at a time: a page of a search costs no more than this, however much was said.
const MOST_LOOKED: i64 = 20_000;
/// Texts read in one piece.
const PIECE: i64 = 2_000;

/// Looks for a text in what was said before `before`, newest first: in one dialog, or in all that may be seen. Case does
/// not count in any language, so texts are folded here: the databases know only their own alphabets.
pub fn search(
    space: &mut Space,
    dialog: Option<DialogId>,
    query: &str,
    before: Option<MessageId>,
) -> Result<Found> {
    let wanted = fold::whole(query);
    let of = dialog.map_or("", |_| " AND dialog_id = ?4");
    let sql = format!(
        "SELECT id, text FROM message WHERE workspace_id = ?1 AND id < ?2 AND is_deed = ?3{of} ORDER BY id DESC LIMIT {PIECE}"
    );
    let (mut reached, mut looked, mut found) = (before.map_or(i64::MAX, |id| id.0), 0, Vec::new());
    let mut through = false;
    while looked < MOST_LOOKED && found.len() < MOST_FOUND && !through {
        let mut params = vec![Val::Int(reached), Val::Flag(false)];
        params.extend(dialog.map(|id| Val::Int(id.0)));
        let piece = space.all(&sql, &params, |row| Ok((row.int(0)?, row.text(1)?)))?;
        through = i64::try_from(piece.len()).is_ok_and(|count| count < PIECE);
        looked += PIECE;
        for (id, text) in piece {
            if found.len() == MOST_FOUND {
                through = false;
                break;
            }
            reached = id;
            if !text.is_empty() && fold::whole(&text).contains(&wanted) {
                found.push(id);
            }
        }
    }
    let mut messages = Vec::with_capacity(found.len());
    for id in found {
        messages.extend(get(space, MessageId(id))?);
    }
    Ok(Found {
        messages,
        reached: (!through).then_some(MessageId(reached)),
    })
}

/// Messages of the workspace that failed or are uncertain, newest first. `limit` is 1–200.
pub fn troubled(space: &mut Space, before: Option<MessageId>, limit: i64) -> Result<Vec<Stored>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM message WHERE workspace_id = ?1 AND state IN (3, 4) AND id < ?2 ORDER BY id DESC LIMIT ?3"
    );
    let before = before.map_or(i64::MAX, |id| id.0);
    space.all(&sql, &[before.into(), limit.clamp(1, 200).into()], stored)
}

/// Writes what is known of a message's content now; nobody edited it.
pub fn rewrite(space: &mut Space, id: MessageId, body: &Body) -> Result<()> {
    let body = serde_json::to_string(body)?;
    let sql = "UPDATE message SET body = ?3 WHERE workspace_id = ?1 AND id = ?2";
    space.exec(sql, &[id.0.into(), (&body).into()])?;
    Ok(())
}

/// Rewrites what a message says; what it said before is kept beside it.
pub fn edit(space: &mut Space, before: &Stored, body: &Body, now: Micros) -> Result<()> {
    let past = serde_json::to_string(&past_of(before, body, now))?;
    let (id, text) = (before.id.0, body.text());
    let body = serde_json::to_string(body)?;
    let sql = "UPDATE message SET body = ?3, text = ?4, edited_at = ?5, past = ?6, error = NULL
               WHERE workspace_id = ?1 AND id = ?2";
    space.exec(
        sql,
        &[id.into(), (&body).into(), text.into(), now.into(), (&past).into()],
    )?;
    Ok(())
}

/// What a message said before, once it is rewritten to this.
fn past_of(before: &Stored, body: &Body, now: Micros) -> Vec<Past> {
    let mut past = before.past.clone();
    if let Some(text) = before.body.rich().filter(|text| Some(*text) != body.rich()) {
        past.push(Past {
            text: text.clone(),
            until: now,
        });
    }
    let needless = past.len().saturating_sub(MOST_PAST);
    past.drain(..needless);
    past
}

/// Rewrites a message that has not left: nobody has read what it said before. False when it has left.
pub fn rewrite_planned(space: &mut Space, id: MessageId, body: &Body) -> Result<bool> {
    let text = body.text();
    let body = serde_json::to_string(body)?;
    let sql = "UPDATE message SET body = ?3, text = ?4 WHERE workspace_id = ?1 AND id = ?2 AND state = 0";
    Ok(space.exec(sql, &[id.0.into(), (&body).into(), text.into()])? == 1)
}

/// Says that the platform did not rewrite a message, or did not take it back: there it stands as before.
pub fn not_changed(space: &mut Space, id: MessageId, error: &str) -> Result<()> {
    let sql = "UPDATE message SET error = ?3, removed_at = NULL WHERE workspace_id = ?1 AND id = ?2";
    space.exec(sql, &[id.0.into(), error.into()])?;
    Ok(())
}

/// Marks a message as taken back.
pub fn remove(space: &mut Space, id: MessageId, now: Micros) -> Result<()> {
    let sql = "UPDATE message SET removed_at = ?3, error = NULL WHERE workspace_id = ?1 AND id = ?2";
    space.exec(sql, &[id.0.into(), now.into()])?;
    Ok(())
}
