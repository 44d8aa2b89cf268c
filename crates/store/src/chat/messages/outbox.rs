//! The outbox of the chats: claimed, sent, settled.

use super::{COLUMNS, Stored, stored};
use crate::{Result, Space, Tx};
use signalbox_model::dialog::{MessageAuthor, MessageState};
use signalbox_model::{ChannelId, DialogId, MessageId, Micros, WorkspaceId};

/// A message that was claimed, with where it goes.
#[derive(Debug, Clone)]
pub struct Leased {
    /// The message.
    pub message: Stored,
    /// The chat, as its platform names it.
    pub chat: String,
    /// What kind of place the chat is: groups have a limit of their own.
    pub chat_kind: signalbox_model::chat::ChatKind,
}

/// How a call to a channel ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The platform has taken it.
    Confirmed {
        /// Its ids there: several when it was split, or an album.
        external: Vec<String>,
    },
    /// The platform says to come again, and surely has not taken it.
    Later {
        /// Not before this.
        due_at: Micros,
    },
    /// The call broke off: it may have arrived or not (Z-180).
    Uncertain {
        /// What happened, for people.
        error: String,
    },
    /// The platform refused it.
    Failed {
        /// What it said, for people.
        error: String,
    },
    /// The platform refuses everything for this chat: blocked, deactivated, removed. The dialog is stopped.
    Stopped {
        /// What it said, for people.
        error: String,
    },
    /// The chat has a new id; the message is sent again there.
    Moved {
        /// The new id.
        chat: String,
    },
}

/// Claims up to `limit` messages of a channel that are due at `now`, the first of each dialog; they are `sent` until
/// `until`. Live ones go before broadcasts, also before one of their own dialog that was planned earlier: it may have an
/// hour to wait for its turn. What is no longer wanted is cancelled on the way.
pub fn lease(tx: &mut Tx, now: Micros, until: Micros, channel: ChannelId, limit: i64) -> Result<Vec<Leased>> {
    let mut leased = Vec::new();
    loop {
        let left = limit - i64::try_from(leased.len()).unwrap_or(limit);
        let due = due(tx, now, channel, left)?;
        let found = due.len();
        let before = leased.len();
        for (id, workspace) in due {
            leased.extend(claim(&mut tx.space(workspace), id, until)?);
        }
        // Behind one that was cancelled the next of its dialog may be wanted.
        if leased.len() - before == found {
            return Ok(leased);
        }
    }
}

fn due(tx: &mut Tx, now: Micros, channel: ChannelId, limit: i64) -> Result<Vec<(MessageId, WorkspaceId)>> {
    let sql = format!(
        "SELECT m.id, m.workspace_id FROM message m WHERE m.channel_id = ?1 AND m.state = 0 AND m.due_at <= ?2
         AND NOT EXISTS (SELECT 1 FROM message e WHERE e.dialog_id = m.dialog_id AND e.state IN (0, 1) AND e.id < m.id
                         AND (e.state = 1 OR m.is_bulk OR NOT e.is_bulk))
         ORDER BY m.is_bulk, m.due_at, m.id LIMIT ?3{}",
        if tx.is_pg() { " FOR UPDATE OF m SKIP LOCKED" } else { "" }
    );
    tx.all(&sql, &[channel.0.into(), now.into(), limit.into()], |row| {
        Ok((MessageId(row.int(0)?), WorkspaceId(row.int(1)?)))
    })
}

fn claim(space: &mut Space, id: MessageId, until: Micros) -> Result<Option<Leased>> {
    let destination = destination(space, id)?;
    let Some((chat, chat_kind, true)) = destination else {
        let sql = "UPDATE message SET state = 5 WHERE workspace_id = ?1 AND id = ?2 AND state = 0";
        space.exec(sql, &[id.0.into()])?;
        return Ok(None);
    };
    let sql = format!(
        "UPDATE message SET state = 1, due_at = ?3, attempt = attempt + 1 WHERE workspace_id = ?1 AND id = ?2 AND state = 0
         RETURNING {COLUMNS}"
    );
    let message = space.one(&sql, &[id.0.into(), until.into()], stored)?;
    Ok(message.map(|message| Leased {
        message,
        chat,
        chat_kind,
    }))
}

/// Where a message goes, and whether it may still be said: the flow's words are silent once a person took the dialog,
/// and nothing is sent where the platform refuses.
fn destination(
    space: &mut Space,
    id: MessageId,
) -> Result<Option<(String, signalbox_model::chat::ChatKind, bool)>> {
    let sql = "SELECT d.chat, d.chat_kind, d.turn, d.status, m.turn FROM message m
               JOIN dialog d ON d.workspace_id = m.workspace_id AND d.id = m.dialog_id
               WHERE m.workspace_id = ?1 AND m.id = ?2";
    space.one(sql, &[id.0.into()], |row| {
        let kind = row.int(1)?;
        let kind = signalbox_model::chat::ChatKind::from_code(kind)
            .ok_or_else(|| super::super::unknown("kind of chat", kind))?;
        let (turn, status, own) = (row.int(2)?, row.int(3)?, row.opt_int(4)?);
        let stopped = status == signalbox_model::dialog::DialogStatus::Stopped.code();
        Ok((row.text(0)?, kind, !stopped && own.is_none_or(|own| own == turn)))
    })
}

/// Whether a claimed message may still be said: asked right before the call.
pub fn still_wanted(space: &mut Space, id: MessageId) -> Result<bool> {
    let sql = "SELECT state FROM message WHERE workspace_id = ?1 AND id = ?2";
    let state = space.one(sql, &[id.0.into()], |row| row.int(0))?;
    if state != Some(MessageState::Sent.code()) {
        return Ok(false);
    }
    Ok(destination(space, id)?.is_some_and(|(_, _, wanted)| wanted))
}

/// Writes how a call ended. False when the message was settled before: a late answer changes nothing, except that an
/// uncertain message may still be confirmed.
pub fn settle(space: &mut Space, id: MessageId, outcome: &Outcome) -> Result<bool> {
    let (state, due, external, error, from) = match outcome {
        Outcome::Confirmed { external } => (
            MessageState::Confirmed,
            None,
            Some(external.join(" ")),
            None,
            "1, 3",
        ),
        Outcome::Later { due_at } => (MessageState::Planned, Some(*due_at), None, None, "1"),
        Outcome::Uncertain { error } => (MessageState::Uncertain, None, None, Some(error), "1"),
        Outcome::Failed { error } | Outcome::Stopped { error } => {
            (MessageState::Failed, None, None, Some(error), "1")
        }
        Outcome::Moved { .. } => (MessageState::Planned, Some(Micros(0)), None, None, "1"),
    };
    let sql = format!(
        "UPDATE message SET state = ?3, due_at = COALESCE(?4, due_at), external = COALESCE(?5, external), error = ?6
         WHERE workspace_id = ?1 AND id = ?2 AND state IN ({from})"
    );
    let params = [
        id.0.into(),
        state.code().into(),
        due.into(),
        external.as_deref().filter(|ids| !ids.is_empty()).into(),
        error.map(String::as_str).into(),
    ];
    let settled = space.exec(&sql, &params)? == 1;
    if settled && state == MessageState::Confirmed {
        // A deed has been done: nothing is left to show.
        let sql = "DELETE FROM message WHERE workspace_id = ?1 AND id = ?2 AND is_deed = ?3";
        space.exec(sql, &[id.0.into(), true.into()])?;
    }
    Ok(settled)
}

/// Puts a claimed message back, as if it had not been claimed: nobody has called yet.
pub fn postpone(space: &mut Space, id: MessageId, due_at: Micros) -> Result<bool> {
    let sql = "UPDATE message SET state = 0, due_at = ?3, attempt = attempt - 1 WHERE workspace_id = ?1 AND id = ?2 AND state = 1";
    Ok(space.exec(sql, &[id.0.into(), due_at.into()])? == 1)
}

/// Claimed messages of all workspaces whose lease is over: whoever sent them died in the middle. They are uncertain now,
/// and are returned for the engine to tell of. `now` beyond every lease ends all of them: a single node that starts again
/// knows that nobody sends.
pub fn expire_any_workspace(tx: &mut Tx, now: Micros, error: &str, limit: i64) -> Result<Vec<Stored>> {
    let sql = format!(
        "UPDATE message SET state = 3, error = ?2 WHERE id IN
         (SELECT id FROM message WHERE state = 1 AND due_at < ?1 ORDER BY due_at LIMIT ?3{}) RETURNING {COLUMNS}",
        tx.skip_locked()
    );
    tx.all(&sql, &[now.into(), error.into(), limit.into()], stored)
}

/// Cancels what the flow has planned to say in a dialog: a person took it, or the platform refuses; how many. With `all`
/// also what operators and scenarios planned.
pub fn cancel_planned(space: &mut Space, dialog: DialogId, all: bool) -> Result<u64> {
    let sql = "UPDATE message SET state = 5 WHERE workspace_id = ?1 AND dialog_id = ?2 AND state = 0
               AND (author IN (?3, ?4) OR CAST(?5 AS BIGINT) = 1)";
    let (flow, ai) = (MessageAuthor::Flow.code(), MessageAuthor::Ai.code());
    space.exec(
        sql,
        &[dialog.0.into(), flow.into(), ai.into(), i64::from(all).into()],
    )
}

/// Takes back one message that has not left; false when it has.
pub fn cancel(space: &mut Space, id: MessageId) -> Result<bool> {
    let sql = "UPDATE message SET state = 5 WHERE workspace_id = ?1 AND id = ?2 AND state = 0";
    Ok(space.exec(sql, &[id.0.into()])? == 1)
}

/// Sends a message again that failed or is uncertain, when a person says so.
pub fn retry(space: &mut Space, id: MessageId, now: Micros) -> Result<bool> {
    let sql = "UPDATE message SET state = 0, due_at = ?3, turn = NULL, error = NULL
               WHERE workspace_id = ?1 AND id = ?2 AND state IN (3, 4)";
    Ok(space.exec(sql, &[id.0.into(), now.into()])? == 1)
}

/// When the next message of a channel may leave; none when nothing waits. Both halves of the index are asked for their
/// first entry, so that it costs the same however much waits.
pub fn soonest_any_workspace(tx: &mut Tx, channel: ChannelId) -> Result<Option<Micros>> {
    let half = |bulk| {
        format!(
            "SELECT MIN(due_at) AS due FROM message WHERE channel_id = ?1 AND state = 0 AND is_bulk = {bulk}"
        )
    };
    let sql = format!(
        "SELECT MIN(due) FROM ({} UNION ALL {}) halves",
        half("FALSE"),
        half("TRUE")
    );
    Ok(tx
        .one(&sql, &[channel.0.into()], |row| row.opt_int(0))?
        .flatten()
        .map(Micros))
}

/// Channels of all workspaces that have something planned.
pub fn channels_waiting_any_workspace(tx: &mut Tx) -> Result<Vec<ChannelId>> {
    let sql = "SELECT DISTINCT channel_id FROM message WHERE state = 0 ORDER BY channel_id";
    tx.all(sql, &[], |row| Ok(ChannelId(row.int(0)?)))
}

/// Whether a channel has something to send at `now`.
pub fn due_any_workspace(tx: &mut Tx, channel: ChannelId, now: Micros) -> Result<bool> {
    Ok(soonest_any_workspace(tx, channel)?.is_some_and(|due| due <= now))
}
