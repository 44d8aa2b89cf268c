//! Between a client and an operator who answers from their own messenger: what one writes the other reads.
//!
//! The client's dialog is the one that is locked and changed; into the operator's own chat lines are only added, so that
//! two talks never wait for each other.

use super::say::Saying;
use super::talk::Talk;
use crate::error::Result;
use crate::flow::Said;
use crate::work::Work;
use signalbox_model::chat::{Content, File, FileSource, FileTrouble, Message, Rich};
use signalbox_model::dialog::{Body, Holder, MessageAuthor};
use signalbox_model::{DialogId, MessageId, UserId};
use signalbox_store::chat::messages::{self, Part};
use signalbox_store::chat::{dialogs, operators, senders};

/// Lines of the talk so far that an operator reads first.
const LINES: i64 = 20;
/// The longest beginning of one of these, characters.
const LINE: usize = 300;

/// Whether a file can be shown in another channel now.
enum Way {
    Now,
    /// Its bytes are on their way: it goes on when they are here.
    Later,
    Never,
}

fn way(file: &File, same_channel: bool) -> Way {
    match &file.source {
        _ if file.trouble.is_some() => Way::Never,
        FileSource::Remote(_) if !same_channel => Way::Later,
        FileSource::Remote(_) | FileSource::Stored(_) | FileSource::Url(_) => Way::Now,
    }
}

/// What a message says in words: its text, or the card or place in it.
pub(super) fn words(message: &Message) -> Rich {
    if !message.text.is_empty() {
        return message.text.clone();
    }
    if let Some(card) = &message.contact {
        return Rich::plain(format!("{} {}", card.name, card.phone).trim());
    }
    if let Some(place) = &message.location {
        return Rich::plain(format!("{}, {}", place.latitude, place.longitude));
    }
    Rich::default()
}

impl Work<'_, '_> {
    /// The operator's own chat that a client's dialog is relayed to.
    fn relay_of(&self, talk: &Talk) -> Option<DialogId> {
        matches!(talk.row.holder, Holder::Operator { .. })
            .then_some(talk.memory.relay)
            .flatten()
    }

    /// The dialog that what is written here goes on to; none when it stays.
    pub(super) fn goes_on_to(&mut self, talk: &Talk) -> Result<Option<dialogs::Stored>> {
        let to = match self.relay_of(talk) {
            Some(to) => Some(to),
            None => {
                match senders::of_dialog(&mut self.space(), talk.row.id)?.and_then(|sender| sender.user) {
                    Some(user) => self.client_of(talk, user)?,
                    None => None,
                }
            }
        };
        Ok(match to {
            Some(to) => dialogs::get(&mut self.space(), to)?,
            None => None,
        })
    }

    /// A client was given to an operator who answers from their messenger: they read who it is and what was said.
    pub(crate) fn connect_messenger(&mut self, talk: &mut Talk, operator: &operators::Stored) -> Result<()> {
        let sender = match operator.identity {
            Some(identity) => senders::of_identity(&mut self.space(), operator.bot, identity)?,
            None => None,
        };
        let Some(sender) = sender else { return Ok(()) };
        let Some(own) = dialogs::get(&mut self.space(), sender.dialog)? else {
            return Ok(());
        };
        talk.memory.relay = Some(own.id);
        let mut lines = vec![talk.row.name.clone(), String::new()];
        for message in messages::list(&mut self.space(), talk.row.id, Part::Newest, LINES)? {
            if let Body::Received(received) = &message.body {
                lines.push(format!("> {}", beginning(received)));
            }
        }
        let mut own = Talk::new(own);
        self.add_line(
            &own,
            Content {
                text: Rich::plain(lines.join("\n").trim_end()),
                ..Content::default()
            },
            None,
        )?;
        self.say_text(&mut own, Said::Connected, None)?;
        self.say_text(&mut own, Said::HowToEnd, None)
    }

    /// The talk that an operator had in their own chat is over, or somebody else goes on with it.
    pub(super) fn end_relay(&mut self, talk: &mut Talk, before: Option<UserId>) -> Result<()> {
        let holder = talk.row.holder.user();
        if talk.memory.relay.is_none() || (holder.is_some() && holder == before) {
            return Ok(());
        }
        // It was just given to another who answers from a messenger: then the new one stays.
        if holder.is_some() && before != holder && self.is_relayed_for(talk, holder)? {
            return Ok(());
        }
        let Some(own) = talk.memory.relay.take() else {
            return Ok(());
        };
        match dialogs::get(&mut self.space(), own)? {
            Some(own) => self.say_text(&mut Talk::new(own), Said::Over, None),
            None => Ok(()),
        }
    }

    fn is_relayed_for(&mut self, talk: &Talk, holder: Option<UserId>) -> Result<bool> {
        let own = match talk.memory.relay {
            Some(own) => senders::of_dialog(&mut self.space(), own)?,
            None => None,
        };
        Ok(own.is_some_and(|own| own.user == holder))
    }

    /// What a client wrote goes to the operator's own chat.
    pub(crate) fn pass_to_operator(&mut self, talk: &Talk, message: &Message) -> Result<()> {
        let Some(own) = self.relay_of(talk) else {
            return Ok(());
        };
        let Some(own) = dialogs::get(&mut self.space(), own)? else {
            return Ok(());
        };
        let own = Talk::new(own);
        let same = own.row.channel == talk.row.channel;
        let content = self.passed(&own, message, same)?;
        let copy_of = self.kept_as(talk, message)?;
        self.add_line(&own, content, copy_of)
    }

    /// What an operator wrote in their own chat goes to the client.
    pub(super) fn pass_to_client(
        &mut self,
        own: &Talk,
        client: &mut Talk,
        user: UserId,
        message: &Message,
    ) -> Result<()> {
        let same = own.row.channel == client.row.channel;
        let content = self.passed(own, message, same)?;
        if content.text.is_empty() && content.files.is_empty() {
            return Ok(());
        }
        client.row.unread = 0;
        let copy_of = self.kept_as(own, message)?;
        self.say_as_operator(client, user, content, copy_of)
    }

    /// The id under which a message that was just received is kept.
    fn kept_as(&mut self, talk: &Talk, message: &Message) -> Result<Option<MessageId>> {
        if message.id.is_empty() {
            return Ok(None);
        }
        let known = messages::by_external(&mut self.space(), talk.row.id, &message.id)?;
        Ok(known.map(|known| known.id))
    }

    fn say_as_operator(
        &mut self,
        client: &mut Talk,
        user: UserId,
        content: Content,
        copy_of: Option<MessageId>,
    ) -> Result<()> {
        let saying = Saying {
            author: MessageAuthor::Operator,
            user: Some(user),
            copy_of,
            ..Saying::new(Body::Sent(Box::new(content)))
        };
        self.say(client, saying)?;
        self.operator_spoke(client)
    }

    /// The part of a message that can go on at once. Of files that never can the operator is told.
    fn passed(&mut self, own: &Talk, message: &Message, same_channel: bool) -> Result<Content> {
        let mut files = Vec::new();
        for file in &message.files {
            match way(file, same_channel) {
                Way::Now => files.push(file.clone()),
                Way::Later => {}
                Way::Never => self.tell_not_passed(own, file)?,
            }
        }
        Ok(Content {
            text: words(message),
            files,
            ..Content::default()
        })
    }

    fn tell_not_passed(&mut self, own: &Talk, file: &File) -> Result<()> {
        let why = match file.trouble {
            Some(FileTrouble::TooLarge) => Said::FileTooLarge,
            _ => Said::FileLost,
        };
        self.say_text(&mut Talk::new(own.row.clone()), why, Some(&file.name))
    }

    /// Adds something to a chat without touching its row.
    fn add_line(&mut self, own: &Talk, content: Content, copy_of: Option<MessageId>) -> Result<()> {
        if content.text.is_empty() && content.files.is_empty() {
            return Ok(());
        }
        let saying = Saying {
            copy_of,
            ..Saying::new(Body::Sent(Box::new(content)))
        };
        self.put_message(own, saying).map(drop)
    }

    /// The bytes of a file are here, or never will be: it goes on to where its message went, if they still talk.
    pub(super) fn pass_file(&mut self, from: DialogId, to: DialogId, file: &File) -> Result<()> {
        let (Some(from), Some(to)) = (
            dialogs::get(&mut self.space(), from)?,
            dialogs::get(&mut self.space(), to)?,
        ) else {
            return Ok(());
        };
        let (from, to) = (Talk::new(from), Talk::new(to));
        let content = Content {
            files: vec![file.clone()],
            ..Content::default()
        };
        if from.memory.relay == Some(to.row.id) {
            return match way(file, false) {
                Way::Now => self.add_line(&to, content, None),
                Way::Later | Way::Never => self.tell_not_passed(&to, file),
            };
        }
        if !matches!(way(file, false), Way::Now) {
            return self.tell_not_passed(&from, file);
        }
        let mut client = self.talk(to.row.id)?;
        let Holder::Operator { user } = client.row.holder else {
            return Ok(());
        };
        // Another client may be there by now: this file was not for them.
        if client.memory.relay != Some(from.row.id) {
            return Ok(());
        }
        self.say_as_operator(&mut client, user, content, None)?;
        let cause = super::talk::Cause::by(signalbox_model::record::Author::User { user });
        self.keep(client, &cause).map(drop)
    }
}

/// How a message begins, for a list.
fn beginning(message: &Message) -> String {
    let text = words(message).text;
    if text.is_empty() {
        return message
            .files
            .iter()
            .map(|file| format!("[{}]", file.name))
            .collect();
    }
    text.chars().take(LINE).collect()
}
