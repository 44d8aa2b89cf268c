//! What a channel reports: worked off once, in the transaction that also holds what follows from it.

use super::bots::{Bot, ChannelHead};
use super::fetch::carried_over;
use super::relay::words;
use super::say::Saying;
use super::talk::{Cause, Talk, facts};
use crate::done::{Done, Topic};
use crate::engine::Engine;
use crate::error::{EngineError, Result};
use crate::work::Work;
use serde_json::json;
use signalbox_model::chat::{ChatKind, Inbound, Message, Report};
use signalbox_model::dialog::{Body, DialogStatus, Holder, Line, MessageAuthor, MessageState};
use signalbox_model::event::{EventKind, Payload};
use signalbox_model::record::Author;
use signalbox_model::{ChannelId, DialogId, EventId, MessageId, Micros, WorkspaceId};
use signalbox_store::Tx;
use signalbox_store::chat::{dialogs, fetches, messages, reports};
use std::sync::Arc;

/// The longest key of a report, bytes.
const MOST_KEY: usize = 64;
/// The longest note that pops up at a press, characters.
const MOST_ANSWER: usize = 200;

/// What became of a report.
#[derive(Debug, Default)]
pub struct Received {
    /// It was worked off before: nothing was done.
    pub duplicate: bool,
    /// The dialog it belongs to.
    pub dialog: Option<DialogId>,
    /// The message that was written.
    pub message: Option<MessageId>,
    /// What is to be done after the commit.
    pub done: Done,
}

/// What a person did, as the flow sees it.
#[derive(Debug, Clone)]
pub(crate) enum Input {
    /// They wrote.
    Message(Box<Message>),
    /// They pressed a button: what it carries.
    Press(String),
}

impl Input {
    /// They wrote a text.
    pub fn text(text: String) -> Self {
        Self::Message(Box::new(Message {
            text: signalbox_model::chat::Rich::plain(text),
            ..Message::default()
        }))
    }
}

impl Engine {
    /// Works off what a channel reported, once for its key. The answer to the platform may be given after the commit.
    ///
    /// # Errors
    /// `NotFound` when the channel is gone; otherwise only when the store fails.
    pub fn receive(
        &self,
        tx: &mut Tx,
        now: Micros,
        workspace: WorkspaceId,
        channel: ChannelId,
        inbound: Inbound,
    ) -> Result<Received> {
        let mut work = self.work(tx, now, workspace)?;
        let head = work.defs.bots.channels.get(&channel).copied();
        let head = head.ok_or_else(|| EngineError::NotFound("channel with this id".into()))?;
        let key = inbound.key.chars().take(MOST_KEY).collect::<String>();
        if !reports::claim(&mut work.space(), channel, &key, now)? {
            return Ok(Received {
                duplicate: true,
                ..Received::default()
            });
        }
        let mut received = Received::default();
        if let Some(bot) = work.defs.bots.by_id.get(&head.bot).cloned() {
            work.take_in(&mut received, channel, head, &bot, inbound)?;
        }
        received.done = work.done;
        Ok(received)
    }
}

impl Engine {
    /// Opens the dialog of a trial, as if somebody had come and not yet written.
    pub(super) fn open_trial(
        &self,
        tx: &mut Tx,
        by: &crate::By,
        bot: signalbox_model::BotId,
        channel: ChannelId,
        chat: &str,
    ) -> Result<DialogId> {
        let mut work = self.work(tx, by.now, by.workspace)?;
        let bot = work.defs.bots.by_id.get(&bot).cloned();
        let bot = bot.ok_or_else(|| EngineError::NotFound("bot with this id".into()))?;
        let inbound = Inbound {
            key: String::new(),
            chat: chat.to_owned(),
            chat_kind: ChatKind::Private,
            chat_name: None,
            sender: Some(super::trial::trial_person()),
            at: by.now,
            report: Report::Typing,
        };
        let mut talk = work.open(channel, &bot, &inbound)?;
        let author = Author::Dialog { dialog: talk.row.id };
        work.know(&mut talk, channel, &bot, &inbound, &author)?;
        Ok(work.keep(talk, &Cause::by(author))?.id)
    }
}

impl Work<'_, '_> {
    fn take_in(
        &mut self,
        received: &mut Received,
        channel: ChannelId,
        head: ChannelHead,
        bot: &Arc<Bot>,
        inbound: Inbound,
    ) -> Result<()> {
        // Two nodes must not make the dialog of one chat twice.
        self.lock_chat(channel, &inbound.chat)?;
        let begins = matches!(
            inbound.report,
            Report::Message(_) | Report::Pressed { .. } | Report::JoinAsked { .. }
        );
        let mut talk = match dialogs::find(&mut self.space(), channel, &inbound.chat)? {
            Some(row) => self.talk(row.id)?,
            None if begins => self.open(channel, bot, &inbound)?,
            None => return Ok(()),
        };
        received.dialog = Some(talk.row.id);
        let author = Author::Dialog { dialog: talk.row.id };
        if inbound.chat_kind != ChatKind::Private
            && let Some(title) = &inbound.chat_name
        {
            talk.row.name.clone_from(title);
        }
        // A person who writes by themselves is met as anybody; a group of staff stays one.
        if inbound.chat_kind == ChatKind::Private
            && matches!(inbound.report, Report::Message(_))
            && talk.memory.staff
        {
            talk.memory.staff = false;
            (talk.row.status, talk.row.holder) = (DialogStatus::Auto, Holder::Flow);
        }
        if talk.memory.staff {
            let cause = Cause::by(author);
            self.staff_wrote(&mut talk, inbound, &cause)?;
            self.keep(talk, &cause)?;
            return Ok(());
        }
        if begins {
            self.know(&mut talk, channel, bot, &inbound, &author)?;
        }
        let on = bot.bot.on && head.on;
        let cause = self.report(received, &mut talk, bot, inbound, &author, on)?;
        self.keep(talk, &cause)?;
        Ok(())
    }

    /// Holds a chat until the transaction ends, whether it has a dialog or not.
    pub(crate) fn lock_chat(&mut self, channel: ChannelId, chat: &str) -> Result<()> {
        Ok(self.tx.lock(lock_of(channel, chat))?)
    }

    /// A dialog for a chat that is not known yet.
    fn open(&mut self, channel: ChannelId, bot: &Bot, inbound: &Inbound) -> Result<Talk> {
        let row = dialogs::Stored {
            id: DialogId(self.next_id()),
            bot: bot.bot.id,
            channel,
            identity: None,
            chat: inbound.chat.clone(),
            chat_kind: inbound.chat_kind,
            contact: None,
            name: match &inbound.chat_name {
                Some(title) if inbound.chat_kind != ChatKind::Private => title.clone(),
                _ => inbound
                    .sender
                    .as_ref()
                    .map_or_else(String::new, |who| who.name.clone()),
            },
            status: DialogStatus::Auto,
            holder: Holder::Flow,
            user: None,
            turn: 0,
            revision: 1,
            unread: 0,
            position: None,
            memory: "{}".into(),
            last_at: self.now,
            preview: None,
            heard_at: None,
            snoozed_until: None,
            created_at: self.now,
        };
        dialogs::insert(&mut self.space(), &row)?;
        self.live(Topic::Dialog, row.id.0);
        Ok(Talk::new(row))
    }

    /// Ties the dialog to the person, and to the contact they are.
    fn know(
        &mut self,
        talk: &mut Talk,
        channel: ChannelId,
        bot: &Bot,
        inbound: &Inbound,
        author: &Author,
    ) -> Result<()> {
        let Some(who) = inbound
            .sender
            .as_ref()
            .filter(|_| inbound.chat_kind == ChatKind::Private)
        else {
            return Ok(());
        };
        let mut identity = self.identity(channel, who)?;
        let is_new = talk.row.identity.is_none();
        // Who answers is no client.
        let contact = match self.is_for_operators(bot, channel, inbound.chat_kind) {
            true => None,
            false => self.contact_of(&mut identity, bot, author)?,
        };
        if !who.name.is_empty() {
            talk.row.name.clone_from(&who.name);
        }
        if is_new {
            dialogs::set_identity(&mut self.space(), talk.row.id, identity.id)?;
            talk.tie(identity.id);
        }
        talk.row.contact = contact;
        Ok(())
    }

    fn report(
        &mut self,
        received: &mut Received,
        talk: &mut Talk,
        bot: &Arc<Bot>,
        inbound: Inbound,
        author: &Author,
        on: bool,
    ) -> Result<Cause> {
        let mut cause = Cause::by(author.clone());
        match inbound.report {
            Report::Message(mut message) => {
                let brought = message.click.as_deref().or(message.start.as_deref());
                self.tie_click(talk, bot, brought)?;
                let early = self.take_early(talk, bot)?;
                self.weigh(talk, &mut message);
                let (id, event) = self.hear(talk, &message, author)?;
                self.fetch(talk, id, &message)?;
                received.message = Some(id);
                (cause.event, cause.depth) = (Some(event), 1);
                let placed = match early {
                    Some(early) => self.place_early(talk, bot, early, &cause)?,
                    None => false,
                };
                if on && self.is_for_operators(bot, talk.row.channel, talk.row.chat_kind) {
                    self.hear_sender(talk, bot, &message)?;
                } else if on && !placed {
                    self.drive(talk, bot, Input::Message(Box::new(message)), &cause)?;
                }
            }
            Report::Pressed { callback, data, .. } => {
                let pressed = self.pressed(talk, &data)?;
                let event = self.pressed_event(talk, &pressed.caption, author)?;
                (cause.event, cause.depth) = (Some(event), 1);
                let said = self.run_pressed(talk, &pressed, inbound.sender.as_ref(), &cause)?;
                self.answer_press(talk, callback, said)?;
                talk.row.heard_at = Some(self.now);
                if on {
                    self.drive(talk, bot, Input::Press(data), &cause)?;
                }
            }
            Report::Edited(message) => self.edited(talk, message)?,
            Report::Deleted { ids } => self.deleted(talk, &ids)?,
            Report::Membership { allowed } => self.membership(talk, allowed)?,
            Report::Moved { to } => talk.row.chat = to,
            Report::JoinAsked { .. } => {
                let payload = Payload {
                    variables: facts(self, &talk.row),
                    ..Payload::default()
                };
                cause.event = Some(self.dialog_event(EventKind::DialogOpened, &talk.row, payload, &cause)?);
            }
            Report::Typing | Report::Seen { .. } | Report::Other { .. } => {}
        }
        Ok(cause)
    }

    /// Writes what somebody wrote, with its event.
    fn hear(&mut self, talk: &mut Talk, message: &Message, author: &Author) -> Result<(MessageId, EventId)> {
        if talk.row.heard_at.is_none() || talk.row.status == DialogStatus::Finished {
            self.begin_anew(talk, author)?;
        }
        talk.row.heard_at = Some(self.now);
        talk.row.snoozed_until = None;
        if matches!(talk.row.status, DialogStatus::Manual | DialogStatus::Stopped) {
            talk.row.unread += 1;
        }
        let saying = Saying {
            author: MessageAuthor::Contact,
            state: MessageState::Confirmed,
            external: Some(message.id.clone()).filter(|id| !id.is_empty()),
            ..Saying::new(Body::Received(Box::new(message.clone())))
        };
        let id = self.say(talk, saying)?;
        let mut variables = facts(self, &talk.row);
        variables.insert("message_id".into(), json!(id));
        variables.insert("message_text".into(), json!(message.text.text));
        variables.insert("message_kind".into(), json!(message.kind().as_str()));
        if let Some(start) = &message.start {
            variables.insert("start_payload".into(), json!(start));
        }
        let payload = Payload {
            variables,
            ..Payload::default()
        };
        let event = self.dialog_event(
            EventKind::MessageReceived,
            &talk.row,
            payload,
            &Cause::by(author.clone()),
        )?;
        Ok((id, event))
    }

    /// The talk begins, or begins anew after its end.
    fn begin_anew(&mut self, talk: &mut Talk, author: &Author) -> Result<()> {
        if talk.row.status == DialogStatus::Finished {
            talk.row.status = DialogStatus::Auto;
            talk.row.holder = Holder::Flow;
        }
        self.line(talk, Line::Opened, author)?;
        let payload = Payload {
            variables: facts(self, &talk.row),
            ..Payload::default()
        };
        self.dialog_event(
            EventKind::DialogOpened,
            &talk.row,
            payload,
            &Cause::by(author.clone()),
        )?;
        Ok(())
    }

    fn pressed_event(&mut self, talk: &Talk, caption: &str, author: &Author) -> Result<EventId> {
        let mut variables = facts(self, &talk.row);
        variables.insert("button".into(), json!(caption));
        let payload = Payload {
            variables,
            ..Payload::default()
        };
        self.dialog_event(
            EventKind::ButtonPressed,
            &talk.row,
            payload,
            &Cause::by(author.clone()),
        )
    }

    /// A press is always answered: the platform shows a spinner until then (T-5).
    pub(super) fn answer_press(&mut self, talk: &Talk, callback: String, said: String) -> Result<()> {
        let effect = signalbox_model::chat::Effect::AnswerPress {
            callback,
            text: said.chars().take(MOST_ANSWER).collect(),
        };
        self.put_message(talk, Saying::new(Body::Deed(Box::new(effect))))
            .map(drop)
    }

    fn edited(&mut self, talk: &mut Talk, message: Message) -> Result<()> {
        let now = self.now;
        if let Some(known) = messages::by_external(&mut self.space(), talk.row.id, &message.id)?
            && let Body::Received(before) = &known.body
        {
            let (mut message, same_files) = carried_over(before, message);
            if !same_files {
                self.weigh(talk, &mut message);
                fetches::forget(&mut self.space(), known.id)?;
                self.fetch(talk, known.id, &message)?;
            }
            let words = words(&message);
            messages::edit(&mut self.space(), &known, &Body::Received(Box::new(message)), now)?;
            self.live(Topic::Message(talk.row.id.0), known.id.0);
            self.edit_copies(talk, known.id, &words)?;
            self.look_back(talk)?;
        }
        Ok(())
    }

    fn deleted(&mut self, talk: &mut Talk, ids: &[String]) -> Result<()> {
        let now = self.now;
        for id in ids {
            if let Some(known) = messages::by_external(&mut self.space(), talk.row.id, id)? {
                messages::remove(&mut self.space(), known.id, now)?;
                self.live(Topic::Message(talk.row.id.0), known.id.0);
                self.remove_copies(known.id)?;
            }
        }
        self.look_back(talk)
    }

    /// The platform lets the bot write here, or no longer does.
    fn membership(&mut self, talk: &mut Talk, allowed: bool) -> Result<()> {
        if !allowed {
            return self.stop_talk(talk);
        }
        if talk.row.status == DialogStatus::Stopped {
            talk.row.status = DialogStatus::Auto;
            talk.row.holder = Holder::Flow;
        }
        Ok(())
    }
}

pub(super) fn lock_of(channel: ChannelId, chat: &str) -> i64 {
    use std::hash::{Hash, Hasher};
    // The same on every node of one version, which is all that a lock needs.
    let mut hasher = std::hash::DefaultHasher::new();
    (channel.0, chat).hash(&mut hasher);
    hasher.finish().cast_signed()
}
