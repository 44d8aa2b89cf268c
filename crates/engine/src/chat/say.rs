//! Writing messages: what leaves is planned here and taken by the sender.

use super::talk::{Cause, Talk};
use crate::done::Topic;
use crate::engine::Engine;
use crate::error::{EngineError, Fault, Result};
use crate::scenarios::By;
use crate::work::Work;
use signalbox_model::chat::Content;
use signalbox_model::dialog::{Body, DialogStatus, Holder, MessageAuthor, MessageState, NoteBody};
use signalbox_model::notice::NoticeKind;
use signalbox_model::record::Author;
use signalbox_model::{ChannelId, DialogId, MessageId, Micros, RunId, UserId};
use signalbox_store::Tx;
use signalbox_store::chat::dialogs::Preview;
use signalbox_store::chat::messages;
use std::collections::BTreeSet;

/// The longest message of an operator, characters.
const MOST_TEXT: usize = 16_384;
/// Files of one message.
const MOST_FILES: usize = 10;
/// The longest preview, characters.
const MOST_PREVIEW: usize = 160;

/// A message that was written.
#[derive(Debug)]
pub struct Said {
    /// Its id.
    pub message: MessageId,
    /// What is to be done after the commit.
    pub done: crate::Done,
}

/// A message that is to be written.
#[derive(Debug, Clone)]
pub(crate) struct Saying {
    /// A fresh id when none.
    pub id: Option<MessageId>,
    pub author: MessageAuthor,
    pub user: Option<UserId>,
    pub state: MessageState,
    pub body: Body,
    pub external: Option<String>,
    pub presses: Option<String>,
    /// It falls silent when a person takes the dialog.
    pub yields: bool,
    pub bulk: bool,
    /// Not before this; now when none.
    pub due_at: Option<Micros>,
    pub run: Option<RunId>,
    /// The message of which it is the copy.
    pub copy_of: Option<MessageId>,
}

impl Saying {
    pub fn new(body: Body) -> Self {
        Self {
            id: None,
            author: MessageAuthor::System,
            user: None,
            state: MessageState::Planned,
            body,
            external: None,
            presses: None,
            yields: false,
            bulk: false,
            due_at: None,
            run: None,
            copy_of: None,
        }
    }
}

pub(super) fn preview_of(body: &Body) -> Option<String> {
    let (text, files) = match body {
        Body::Received(message) => (&message.text.text, &message.files),
        Body::Sent(content) => (&content.text.text, &content.files),
        Body::Deed(_) | Body::Note(_) | Body::Line(_) => return None,
    };
    if text.is_empty()
        && let Some(file) = files.first()
    {
        let kind = serde_json::to_value(file.kind).ok()?;
        return Some(format!("[{}]", kind.as_str().unwrap_or("file")));
    }
    Some(text.chars().take(MOST_PREVIEW).collect())
}

impl Work<'_, '_> {
    /// Writes a message of a dialog, without touching the dialog's row.
    pub(crate) fn put_message(&mut self, talk: &Talk, saying: Saying) -> Result<MessageId> {
        let id = saying.id.unwrap_or_else(|| MessageId(self.next_id()));
        let leaves = saying.state == MessageState::Planned;
        let row = messages::Stored {
            id,
            workspace: self.defs.workspace,
            channel: talk.row.channel,
            dialog: talk.row.id,
            author: saying.author,
            user: saying.user,
            state: saying.state,
            body: saying.body,
            external: saying.external,
            presses: saying.presses,
            turn: saying.yields.then_some(talk.row.turn),
            bulk: saying.bulk,
            at: self.now,
            due_at: saying.due_at.unwrap_or(self.now),
            attempt: 0,
            error: None,
            run: saying.run,
            edited_at: None,
            removed_at: None,
            past: Vec::new(),
            copy_of: saying.copy_of,
        };
        messages::insert(&mut self.space(), &row)?;
        if leaves {
            self.wake_channel(talk.row.channel);
        }
        if !matches!(row.body, Body::Deed(_)) {
            self.live(Topic::Message(talk.row.id.0), id.0);
        }
        Ok(id)
    }

    /// Writes a message and makes it the dialog's last.
    pub(crate) fn say(&mut self, talk: &mut Talk, saying: Saying) -> Result<MessageId> {
        let (preview, author) = (preview_of(&saying.body), saying.author);
        let message = self.put_message(talk, saying)?;
        if let Some(text) = preview {
            talk.row.last_at = self.now;
            talk.row.preview = Some(Preview {
                message,
                author,
                text,
            });
        }
        Ok(message)
    }

    /// Tells the sender of a channel after the commit.
    pub(crate) fn wake_channel(&mut self, channel: ChannelId) {
        if !self.done.chats.contains(&channel) {
            self.done.chats.push(channel);
        }
    }
}

pub(crate) fn check(content: &Content) -> Result<()> {
    let mut faults = Vec::new();
    if content.text.text.trim().is_empty() && content.files.is_empty() {
        faults.push(Fault::error("text", "write something, or add a file"));
    }
    if content.text.text.chars().count() > MOST_TEXT {
        faults.push(Fault::error(
            "text",
            format!("use at most {MOST_TEXT} characters"),
        ));
    }
    if content.files.len() > MOST_FILES {
        faults.push(Fault::error(
            "files",
            format!("use at most {MOST_FILES} files in one message"),
        ));
    }
    if faults.is_empty() {
        Ok(())
    } else {
        Err(EngineError::Invalid(faults))
    }
}

pub(super) fn speaker(author: &Author) -> (MessageAuthor, Option<UserId>) {
    match author {
        Author::User { user } => (MessageAuthor::Operator, Some(*user)),
        _ => (MessageAuthor::System, None),
    }
}

impl Engine {
    /// Says something in a dialog as whoever asks, leaving at `due_at` or at once. A person who writes takes a dialog
    /// that nobody else holds; the flow falls silent.
    pub fn say(
        &self,
        tx: &mut Tx,
        by: &By,
        dialog: DialogId,
        content: Content,
        due_at: Option<Micros>,
    ) -> Result<Said> {
        check(&content)?;
        let mut work = self.work(tx, by.now, by.workspace)?;
        let mut talk = work.talk(dialog)?;
        if talk.row.status == DialogStatus::Stopped {
            let say = "the platform does not deliver to this person: they blocked the bot or left";
            return Err(EngineError::Conflict(say.into()));
        }
        let (author, user) = speaker(&by.author);
        if let (Some(me), Holder::Nobody | Holder::Flow | Holder::Ai) = (user, talk.row.holder) {
            work.hold(&mut talk, me, &by.author)?;
        }
        talk.row.unread = 0;
        let saying = Saying {
            author,
            user,
            due_at,
            ..Saying::new(Body::Sent(Box::new(content)))
        };
        let message = work.say(&mut talk, saying)?;
        work.operator_spoke(&mut talk)?;
        work.keep(talk, &Cause::by(by.author.clone()))?;
        Ok(Said {
            message,
            done: work.done,
        })
    }

    /// Leaves a note among operators. It never leaves the house.
    pub fn note_in_dialog(&self, tx: &mut Tx, by: &By, dialog: DialogId, note: NoteBody) -> Result<Said> {
        if note.text.trim().is_empty() || note.text.chars().count() > MOST_TEXT {
            return Err(EngineError::invalid(
                "text",
                format!("use 1 to {MOST_TEXT} characters"),
            ));
        }
        let mut work = self.work(tx, by.now, by.workspace)?;
        if let Some(unknown) = note
            .mentions
            .iter()
            .find(|user| work.defs.schema.user(**user).is_none())
        {
            return Err(EngineError::invalid(
                "mentions",
                format!("there is no user {unknown}"),
            ));
        }
        let talk = work.talk(dialog)?;
        let me = speaker(&by.author).1;
        let called: BTreeSet<UserId> = note.mentions.iter().copied().collect();
        let called = called.into_iter().filter(|user| Some(*user) != me);
        let saying = Saying {
            author: MessageAuthor::Note,
            user: me,
            state: MessageState::Confirmed,
            ..Saying::new(Body::Note(note))
        };
        let message = work.put_message(&talk, saying)?;
        let subject = dialog.to_string();
        for user in called {
            work.notice(Some(user), NoticeKind::Mentioned, &subject, message.0)?;
        }
        Ok(Said {
            message,
            done: work.done,
        })
    }

    /// Sends a message again that failed or is uncertain.
    pub fn retry_message(&self, tx: &mut Tx, by: &By, id: MessageId) -> Result<crate::Done> {
        let mut work = self.work(tx, by.now, by.workspace)?;
        let message = messages::get(&mut work.space(), id)?;
        let message = message.ok_or_else(|| EngineError::NotFound("message with this id".into()))?;
        if !messages::retry(&mut work.space(), id, by.now)? {
            let say = "only a message that failed or is uncertain can be sent again";
            return Err(EngineError::Conflict(say.into()));
        }
        work.wake_channel(message.channel);
        work.live(Topic::Message(message.dialog.0), id.0);
        Ok(work.done)
    }

    /// Takes back a message of one's own that has not left yet.
    pub fn cancel_message(&self, tx: &mut Tx, by: &By, id: MessageId) -> Result<crate::Done> {
        let mut work = self.work(tx, by.now, by.workspace)?;
        let message = messages::get(&mut work.space(), id)?;
        let message = message.ok_or_else(|| EngineError::NotFound("message with this id".into()))?;
        if !messages::cancel(&mut work.space(), id)? {
            return Err(EngineError::Conflict("the message has left already".into()));
        }
        work.live(Topic::Message(message.dialog.0), id.0);
        Ok(work.done)
    }
}
