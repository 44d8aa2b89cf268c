//! What was said is said otherwise, or taken back: by the person, by the operator who said it, and in every copy of it.

use super::say::{Saying, check, preview_of, speaker};
use super::talk::{Cause, Talk};
use crate::done::{Done, Topic};
use crate::engine::Engine;
use crate::error::{EngineError, Result};
use crate::scenarios::By;
use crate::work::Work;
use signalbox_model::MessageId;
use signalbox_model::chat::{ChannelKind, Content, Effect, Keyboard, Rich};
use signalbox_model::dialog::{Body, DialogStatus, MessageState};
use signalbox_store::Tx;
use signalbox_store::chat::dialogs;
use signalbox_store::chat::dialogs::Preview;
use signalbox_store::chat::messages::{self, Part, Stored};
use signalbox_wire::rich::units;

/// Bots may take a message back for this long: the platform's limit.
const TAKEN_BACK_SECS: i64 = 48 * 3600;
/// What the platform takes of a text and of a caption, UTF-16 code units (T-3).
const MOST_TEXT: u32 = 4096;
const MOST_CAPTION: u32 = 1024;
/// Stands before the new wording where a copy cannot be rewritten.
const REWRITTEN: &str = "✎ ";
/// Messages looked through for what a dialog's preview shows now.
const LOOKED_BACK: i64 = 20;

/// The message a deed changes.
pub(super) fn changed_by(effect: &Effect) -> Option<&str> {
    match effect {
        Effect::Edit { message, .. } | Effect::Delete { message } => Some(message),
        _ => None,
    }
}

fn conflict<T>(say: &str) -> Result<T> {
    Err(EngineError::Conflict(say.into()))
}

impl Engine {
    /// Rewrites what whoever asks said themselves; the person's platform shows it rewritten. What has not left yet leaves
    /// as it is written now.
    pub fn edit_message(&self, tx: &mut Tx, by: &By, id: MessageId, text: Rich) -> Result<Done> {
        let mut work = self.work(tx, by.now, by.workspace)?;
        let (mut talk, known, content) = work.own_message(by, id)?;
        if text.text.trim().is_empty() {
            let say = "write something; to take the message back as a whole, delete it";
            return Err(EngineError::invalid("text", say));
        }
        let content = Content { text, ..content };
        check(&content)?;
        match known.state {
            MessageState::Planned => work.rewrite_planned(&known, content)?,
            MessageState::Confirmed => {
                work.check_rewritten(&known, &content)?;
                work.say_otherwise(&talk, &known, content.clone())?;
                work.edit_copies(&talk, known.id, &content.text)?;
            }
            MessageState::Sent => {
                return conflict("the message is leaving at this moment: try again in a moment");
            }
            MessageState::Uncertain | MessageState::Failed | MessageState::Cancelled => {
                return conflict("the message has not surely arrived: write it anew");
            }
        }
        work.look_back(&mut talk)?;
        work.keep(talk, &Cause::by(by.author.clone()))?;
        Ok(work.done)
    }

    /// Takes back what whoever asks said themselves, at the person's too.
    pub fn remove_message(&self, tx: &mut Tx, by: &By, id: MessageId) -> Result<Done> {
        let mut work = self.work(tx, by.now, by.workspace)?;
        let (mut talk, known, _) = work.own_message(by, id)?;
        match known.state {
            MessageState::Planned => drop(messages::cancel(&mut work.space(), id)?),
            MessageState::Confirmed if work.may_be_taken_back(&known) => {
                work.take_back(&talk, &known)?;
                work.remove_copies(known.id)?;
            }
            MessageState::Confirmed => {
                return conflict("Telegram lets messages be taken back for 48 hours: this one is older");
            }
            MessageState::Sent => {
                return conflict("the message is leaving at this moment: try again in a moment");
            }
            MessageState::Uncertain | MessageState::Failed | MessageState::Cancelled => {
                return conflict("the message has not surely arrived: there is nothing to take back");
            }
        }
        work.live(Topic::Message(talk.row.id.0), id.0);
        work.look_back(&mut talk)?;
        work.keep(talk, &Cause::by(by.author.clone()))?;
        Ok(work.done)
    }
}

impl Work<'_, '_> {
    /// A message that whoever asks said themselves, with its dialog, held.
    fn own_message(&mut self, by: &By, id: MessageId) -> Result<(Talk, Stored, Content)> {
        let known = messages::get(&mut self.space(), id)?;
        let known = known.ok_or_else(|| EngineError::NotFound("message with this id".into()))?;
        let talk = self.talk(known.dialog)?;
        // Read again under the lock: its state may have changed while waiting for it.
        let known = messages::get(&mut self.space(), id)?;
        let known = known.ok_or_else(|| EngineError::NotFound("message with this id".into()))?;
        let is_own = (known.author, known.user) == speaker(&by.author) && known.run.is_none();
        let Body::Sent(content) = known.body.clone() else {
            return conflict("only what was said to the person can be changed");
        };
        if !is_own {
            return conflict("only who said it can rewrite it or take it back");
        }
        if known.removed_at.is_some() {
            return conflict("the message was taken back already");
        }
        if talk.row.status == DialogStatus::Stopped {
            return Err(super::hold::stopped());
        }
        Ok((talk, known, *content))
    }

    fn is_telegram(&self, message: &Stored) -> bool {
        let head = self.defs.bots.channels.get(&message.channel);
        head.is_some_and(|head| head.kind == ChannelKind::Telegram)
    }

    /// What the platform would refuse is refused here, where somebody can mend it.
    fn check_rewritten(&self, known: &Stored, content: &Content) -> Result<()> {
        if !self.is_telegram(known) {
            return Ok(());
        }
        if !is_whole(known) {
            return conflict(
                "Telegram got this message in several parts and cannot rewrite it: take it back and write it anew",
            );
        }
        let most = if content.files.is_empty() {
            MOST_TEXT
        } else {
            MOST_CAPTION
        };
        if units(&content.text.text) > most {
            let say = format!("a message that was sent can be rewritten to at most {most} characters");
            return Err(EngineError::invalid("text", say));
        }
        Ok(())
    }

    fn may_be_taken_back(&self, known: &Stored) -> bool {
        !self.is_telegram(known) || known.at.plus_secs(TAKEN_BACK_SECS) > self.now
    }

    fn rewrite_planned(&mut self, known: &Stored, content: Content) -> Result<()> {
        let body = Body::Sent(Box::new(content));
        if !messages::rewrite_planned(&mut self.space(), known.id, &body)? {
            return conflict("the message is leaving at this moment: try again in a moment");
        }
        self.live(Topic::Message(known.dialog.0), known.id.0);
        Ok(())
    }

    /// A message that arrived says something else from now on.
    fn say_otherwise(&mut self, talk: &Talk, known: &Stored, content: Content) -> Result<()> {
        let now = self.now;
        let shown = Content {
            // Only what stands under a message can go along when it is rewritten.
            keyboard: content
                .keyboard
                .clone()
                .filter(|keys| matches!(keys, Keyboard::Inline(_))),
            ..content.clone()
        };
        let body = Body::Sent(Box::new(content));
        messages::edit(&mut self.space(), known, &body, now)?;
        self.live(Topic::Message(known.dialog.0), known.id.0);
        let Some(message) = known.external.clone() else {
            return Ok(());
        };
        let content = Box::new(shown);
        self.put_deed(talk, Effect::Edit { message, content })
    }

    fn take_back(&mut self, talk: &Talk, known: &Stored) -> Result<()> {
        let now = self.now;
        messages::remove(&mut self.space(), known.id, now)?;
        self.live(Topic::Message(known.dialog.0), known.id.0);
        match known.external.clone() {
            Some(message) => self.put_deed(talk, Effect::Delete { message }),
            None => Ok(()),
        }
    }

    fn put_deed(&mut self, talk: &Talk, effect: Effect) -> Result<()> {
        self.put_message(talk, Saying::new(Body::Deed(Box::new(effect))))
            .map(drop)
    }

    /// The copies of a message in other chats say what it says now.
    pub(super) fn edit_copies(&mut self, of: &Talk, id: MessageId, text: &Rich) -> Result<()> {
        for copy in messages::copies(&mut self.space(), id)? {
            let Body::Sent(content) = &copy.body else { continue };
            if content.text == *text || text.is_empty() || copy.removed_at.is_some() {
                continue;
            }
            let content = Content {
                text: text.clone(),
                ..(**content).clone()
            };
            let Some(mut talk) = self.talk_of_copy(of, &copy)? else {
                continue;
            };
            self.edit_copy(&talk, &copy, content)?;
            self.look_back(&mut talk)?;
            self.keep_copy(of, talk)?;
        }
        Ok(())
    }

    fn edit_copy(&mut self, talk: &Talk, copy: &Stored, content: Content) -> Result<()> {
        match copy.state {
            MessageState::Planned => self.rewrite_planned(copy, content),
            MessageState::Confirmed if self.check_rewritten(copy, &content).is_ok() => {
                self.say_otherwise(talk, copy, content)
            }
            MessageState::Cancelled | MessageState::Failed => Ok(()),
            MessageState::Sent | MessageState::Uncertain | MessageState::Confirmed => {
                self.say_anew(talk, copy, &content.text)
            }
        }
    }

    /// The copy cannot be rewritten: what it should say now is said behind it.
    fn say_anew(&mut self, talk: &Talk, copy: &Stored, text: &Rich) -> Result<()> {
        let content = Content {
            text: Rich::plain(format!("{REWRITTEN}{}", text.text)),
            ..Content::default()
        };
        let saying = Saying {
            author: copy.author,
            user: copy.user,
            ..Saying::new(Body::Sent(Box::new(content)))
        };
        self.put_message(talk, saying).map(drop)
    }

    pub(super) fn remove_copies(&mut self, id: MessageId) -> Result<()> {
        for copy in messages::copies(&mut self.space(), id)? {
            let Some(row) = dialogs::get(&mut self.space(), copy.dialog)? else {
                continue;
            };
            let talk = Talk::new(row);
            match copy.state {
                MessageState::Planned => drop(messages::cancel(&mut self.space(), copy.id)?),
                MessageState::Confirmed if copy.removed_at.is_none() && self.may_be_taken_back(&copy) => {
                    self.take_back(&talk, &copy)?;
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// The dialog of a copy. A client's is held, as when their operator writes; into an operator's own chat lines are only
    /// added, so that two talks never wait for each other.
    fn talk_of_copy(&mut self, of: &Talk, copy: &Stored) -> Result<Option<Talk>> {
        let Some(row) = dialogs::get(&mut self.space(), copy.dialog)? else {
            return Ok(None);
        };
        let talk = Talk::new(row);
        match is_client_of(of, &talk) {
            true => self.talk(copy.dialog).map(Some),
            false => Ok(Some(talk)),
        }
    }

    fn keep_copy(&mut self, of: &Talk, talk: Talk) -> Result<()> {
        match is_client_of(of, &talk) {
            true => self
                .keep(talk, &Cause::by(signalbox_model::record::Author::System))
                .map(drop),
            false => Ok(()),
        }
    }

    /// The preview of a dialog is what was said last and stands.
    pub(super) fn look_back(&mut self, talk: &mut Talk) -> Result<()> {
        let newest = messages::list(&mut self.space(), talk.row.id, Part::Newest, LOOKED_BACK)?;
        let standing = newest.into_iter().rev().find_map(|message| {
            let stands = message.removed_at.is_none() && message.state != MessageState::Cancelled;
            let text = preview_of(&message.body).filter(|_| stands)?;
            Some(Preview {
                message: message.id,
                author: message.author,
                text,
            })
        });
        talk.row.preview = standing;
        Ok(())
    }

    /// The platform did not change a message: people see that it stands there as before.
    pub(super) fn tell_not_changed(&mut self, deed: &Stored, error: &str) -> Result<()> {
        let Body::Deed(effect) = &deed.body else {
            return Ok(());
        };
        let Some(external) = changed_by(effect) else {
            return Ok(());
        };
        if let Some(target) = messages::by_external(&mut self.space(), deed.dialog, external)? {
            messages::not_changed(&mut self.space(), target.id, error)?;
            self.live(Topic::Message(deed.dialog.0), target.id.0);
        }
        Ok(())
    }
}

/// The platform knows it as one message.
fn is_whole(known: &Stored) -> bool {
    known.external.as_deref().is_some_and(|ids| !ids.contains(' '))
}

/// A dialog is relayed to a chat: its operator answers there.
fn is_client_of(own: &Talk, client: &Talk) -> bool {
    client.memory.relay == Some(own.row.id)
}
