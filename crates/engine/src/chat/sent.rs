//! How messages fared: settled, told of, and dialogs stopped where the platform refuses.

use super::edit::changed_by;
use super::talk::{Cause, Talk, facts, set_status};
use crate::done::{Done, Topic};
use crate::engine::Engine;
use crate::error::Result;
use crate::work::Work;
use serde_json::json;
use signalbox_model::dialog::{Body, DialogStatus, Holder};
use signalbox_model::event::{EventKind, Payload};
use signalbox_model::record::Author;
use signalbox_model::start::Undelivered;
use signalbox_model::{MessageId, Micros, WorkspaceId};
use signalbox_store::Tx;
use signalbox_store::chat::messages::{self, Outcome};

/// What a person reads at a message that was being sent when the server stopped.
const INTERRUPTED: &str = "the server stopped while it was being sent: it may have arrived or not";

impl Engine {
    /// Writes how the sending of a message ended, and what follows from it: an event when it failed, a stopped dialog
    /// when the platform refuses, the new id of a chat that moved.
    pub fn sent(
        &self,
        tx: &mut Tx,
        now: Micros,
        workspace: WorkspaceId,
        message: MessageId,
        outcome: &Outcome,
    ) -> Result<Done> {
        let mut work = self.work(tx, now, workspace)?;
        let Some(row) = messages::get(&mut work.space(), message)? else {
            return Ok(work.done);
        };
        if !messages::settle(&mut work.space(), message, outcome)? {
            return Ok(work.done);
        }
        work.done.chats.push(row.channel);
        if !matches!(row.body, Body::Deed(_)) {
            work.live(Topic::Message(row.dialog.0), message.0);
        }
        if let Outcome::Failed { error } | Outcome::Uncertain { error } | Outcome::Stopped { error } = outcome
        {
            work.tell_not_changed(&row, error)?;
        }
        match outcome {
            Outcome::Failed { error } => work.tell_failed(&row, Undelivered::Failed, error)?,
            Outcome::Uncertain { error } => work.tell_failed(&row, Undelivered::Uncertain, error)?,
            Outcome::Stopped { error } => {
                work.tell_failed(&row, Undelivered::Failed, error)?;
                let mut talk = work.talk(row.dialog)?;
                work.stop_talk(&mut talk)?;
                work.keep(talk, &Cause::by(Author::System))?;
            }
            Outcome::Moved { chat } => {
                let mut talk = work.talk(row.dialog)?;
                talk.row.chat.clone_from(chat);
                work.keep(talk, &Cause::by(Author::System))?;
            }
            Outcome::Confirmed { .. } | Outcome::Later { .. } => {}
        }
        Ok(work.done)
    }

    /// Makes messages uncertain whose sender died in the middle: their leases ended before `now`. A node that starts
    /// alone passes [`Micros`] beyond every lease.
    pub fn expire_messages(&self, tx: &mut Tx, now: Micros, ended: Micros, limit: i64) -> Result<Done> {
        let mut done = Done::default();
        for row in messages::expire_any_workspace(tx, ended, INTERRUPTED, limit)? {
            let mut work = self.work(tx, now, row.workspace)?;
            work.done.chats.push(row.channel);
            if is_change(&row) {
                // Rewriting or taking back twice does no harm: it is done again.
                messages::retry(&mut work.space(), row.id, now)?;
                done.merge(work.done);
                continue;
            }
            work.live(Topic::Message(row.dialog.0), row.id.0);
            work.tell_failed(&row, Undelivered::Uncertain, INTERRUPTED)?;
            done.merge(work.done);
        }
        Ok(done)
    }
}

fn is_change(message: &messages::Stored) -> bool {
    matches!(&message.body, Body::Deed(effect) if changed_by(effect).is_some())
}

impl Work<'_, '_> {
    fn tell_failed(&mut self, message: &messages::Stored, state: Undelivered, error: &str) -> Result<()> {
        if matches!(message.body, Body::Deed(_)) {
            return Ok(());
        }
        let Some(row) = signalbox_store::chat::dialogs::get(&mut self.space(), message.dialog)? else {
            return Ok(());
        };
        let mut variables = facts(self, &row);
        variables.insert("message_id".into(), json!(message.id));
        variables.insert("message_text".into(), json!(message.body.text()));
        variables.insert("message_state".into(), json!(state.as_str()));
        variables.insert("error".into(), json!(error));
        let payload = Payload {
            variables,
            ..Payload::default()
        };
        self.dialog_event(
            EventKind::MessageFailed,
            &row,
            payload,
            &Cause::by(Author::System),
        )?;
        Ok(())
    }

    /// The platform refuses this person: nothing more is planned for them (T-10).
    pub(crate) fn stop_talk(&mut self, talk: &mut Talk) -> Result<()> {
        set_status(talk, DialogStatus::Stopped);
        (talk.row.holder, talk.row.user) = (Holder::Nobody, None);
        messages::cancel_planned(&mut self.space(), talk.row.id, true)?;
        self.stop_timers(talk.row.id, None)
    }
}
