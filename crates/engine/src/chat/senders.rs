//! People who answer from their own messenger: they write to an operators' bot, wait for approval, and from then on what
//! they write goes to the one client they have (O-15, O-16).

use super::bots::Bot;
use super::talk::{Cause, Talk};
use crate::done::{Done, Topic};
use crate::engine::Engine;
use crate::error::{EngineError, Result};
use crate::flow::{Said, usual};
use crate::scenarios::By;
use crate::work::Work;
use signalbox_model::bot::BotKind;
use signalbox_model::chat::{ChannelKind, ChatKind, Message};
use signalbox_model::dialog::{Approval, Holder};
use signalbox_model::record::Author;
use signalbox_model::{BotId, ChannelId, SenderId, UserId};
use signalbox_store::Tx;
use signalbox_store::chat::senders::{self, Stored};
use signalbox_store::chat::{dialogs, identities, operators};

/// What ends the talk with a client (Z-140).
const END: &str = "/end";
/// What begins and ends a shift (O-15).
const JOIN: &str = "/join";
const LEAVE: &str = "/leave";

impl Work<'_, '_> {
    /// Whether whoever writes here wants to answer others: an operators' bot on a messenger. In its web chat clients write.
    pub(super) fn is_for_operators(&self, bot: &Bot, channel: ChannelId, kind: ChatKind) -> bool {
        let head = self.defs.bots.channels.get(&channel);
        bot.bot.settings.kind == BotKind::Operator
            && kind == ChatKind::Private
            && head.is_some_and(|head| head.kind == ChannelKind::Telegram)
    }

    /// Somebody wrote to an operators' bot.
    pub(super) fn hear_sender(&mut self, talk: &mut Talk, bot: &Bot, message: &Message) -> Result<()> {
        let Some(identity) = talk.row.identity else {
            return Ok(());
        };
        let known = senders::of_identity(&mut self.space(), bot.bot.id, identity)?;
        let Some(sender) = known else {
            let sender = Stored {
                id: SenderId(self.next_id()),
                bot: bot.bot.id,
                identity,
                dialog: talk.row.id,
                approval: Approval::Asked,
                user: None,
                created_at: self.now,
                decided_at: None,
            };
            senders::insert(&mut self.space(), &sender)?;
            talk.row.unread += 1;
            return self.say_text(talk, Said::Moderation, None);
        };
        match (sender.approval, sender.user) {
            (Approval::Asked, _) | (Approval::Approved, None) => self.say_text(talk, Said::Moderation, None),
            (Approval::Rejected, _) => self.say_text(talk, Said::Rejected, None),
            (Approval::Approved, Some(user)) => match self.asks_for_shift(&message.text.text) {
                Some(on) => self.set_shift(talk, &sender, user, on),
                None => self.hear_operator(talk, &sender, user, message),
            },
        }
    }

    /// Whether an operator asks to join the shift or to leave it: by the command, or by the button that stands for it.
    fn asks_for_shift(&self, text: &str) -> Option<bool> {
        let said = text.trim();
        // In the menu of commands the bot's name may follow.
        let command = said.split('@').next().unwrap_or_default();
        let is = |name: &str, button: Said| {
            command.eq_ignore_ascii_case(name) || said == usual(button, self.defs.locale)
        };
        match () {
            () if is(JOIN, Said::JoinShift) => Some(true),
            () if is(LEAVE, Said::LeaveShift) => Some(false),
            () => None,
        }
    }

    /// An operator joins the shift or leaves it from their own chat; whom they talk with stays theirs (Z-142).
    fn set_shift(&mut self, talk: &mut Talk, sender: &Stored, user: UserId, joined: bool) -> Result<()> {
        let id = self.next_id();
        if let Some(known) = operators::get(&mut self.space(), sender.bot, user)? {
            operators::put(&mut self.space(), id, &operators::Stored { joined, ..known })?;
            self.live(Topic::Definitions, sender.bot.0);
        }
        let said = if joined { Said::OnShift } else { Said::OffShift };
        self.say_text(talk, said, None)
    }

    fn say_no_client(&mut self, talk: &mut Talk, sender: &Stored, user: UserId) -> Result<()> {
        let known = operators::get(&mut self.space(), sender.bot, user)?;
        let said = match known.is_some_and(|known| known.joined) {
            true => Said::NoClient,
            false => Said::OffShift,
        };
        self.say_text(talk, said, None)
    }

    /// An operator wrote in their own chat: their client hears it.
    fn hear_operator(
        &mut self,
        talk: &mut Talk,
        sender: &Stored,
        user: UserId,
        message: &Message,
    ) -> Result<()> {
        let Some(client) = self.client_of(talk, user)? else {
            return self.say_no_client(talk, sender, user);
        };
        let mut client = self.talk(client)?;
        // It may have been closed or taken since it was found.
        if client.memory.relay != Some(talk.row.id) || client.row.holder != (Holder::Operator { user }) {
            return self.say_no_client(talk, sender, user);
        }
        let author = Author::User { user };
        if message.text.text.trim().eq_ignore_ascii_case(END) {
            self.close_talk(&mut client, &author)?;
        } else {
            self.pass_to_client(talk, &mut client, user, message)?;
        }
        self.keep(client, &Cause::by(author)).map(drop)
    }

    /// The client whom an operator has in their own chat.
    pub(super) fn client_of(
        &mut self,
        talk: &Talk,
        user: UserId,
    ) -> Result<Option<signalbox_model::DialogId>> {
        let held = dialogs::of_operator(&mut self.space(), user)?;
        let mine = held
            .into_iter()
            .find(|row| super::memory::Memory::read(&row.memory).relay == Some(talk.row.id));
        Ok(mine.map(|row| row.id))
    }
}

impl Engine {
    /// Lets somebody answer from their messenger, as a user of the studio, or does not let them. Who is refused keeps the
    /// client they have (Z-142).
    pub fn decide_sender(
        &self,
        tx: &mut Tx,
        by: &By,
        (bot, id): (BotId, SenderId),
        approve: bool,
        user: Option<UserId>,
    ) -> Result<Done> {
        let mut work = self.work(tx, by.now, by.workspace)?;
        let sender = senders::get(&mut work.space(), bot, id)?;
        let sender = sender.ok_or_else(|| EngineError::NotFound("sender with this id".into()))?;
        let mut talk = work.talk(sender.dialog)?;
        let said = if approve {
            let user = work.user_of_sender(&sender, user)?;
            work.approve_sender(&sender, user)?;
            Said::Approved
        } else {
            work.refuse_sender(&sender)?;
            Said::Rejected
        };
        talk.row.unread = 0;
        work.say_text(&mut talk, said, None)?;
        work.keep(talk, &Cause::by(by.author.clone()))?;
        let mut done = work.done;
        done.merge(self.changed(tx, by, bot.0)?);
        Ok(done)
    }
}

impl Work<'_, '_> {
    /// As whom somebody answers: the user named, else the one they answered as before, else the one they logged in as.
    fn user_of_sender(&mut self, sender: &Stored, named: Option<UserId>) -> Result<UserId> {
        let known = identities::get(&mut self.space(), sender.identity)?.and_then(|identity| identity.user);
        let user = named.or(sender.user).or(known).ok_or_else(|| {
            EngineError::invalid("user", "say as which person of the workspace they answer")
        })?;
        let active = self
            .defs
            .schema
            .user(user)
            .is_some_and(|user| user.disabled_at.is_none());
        if !active {
            return Err(EngineError::invalid("user", "choose a person who can sign in"));
        }
        let other = senders::of_user(&mut self.space(), sender.bot, user)?;
        if other.is_some_and(|other| other.id != sender.id) {
            return Err(EngineError::Conflict(
                "this person answers from another chat already: refuse that one first".into(),
            ));
        }
        Ok(user)
    }

    fn approve_sender(&mut self, sender: &Stored, user: UserId) -> Result<()> {
        let (id, now) = (self.next_id(), self.now);
        if let Some(before) = sender.user.filter(|before| *before != user) {
            self.leave_messenger(sender, before)?;
        }
        senders::decide(&mut self.space(), sender.id, Approval::Approved, Some(user), now)?;
        let known = operators::get(&mut self.space(), sender.bot, user)?;
        let operator = operators::Stored {
            bot: sender.bot,
            user,
            identity: Some(sender.identity),
            approval: Approval::Approved,
            joined: true,
            last_given_at: known.as_ref().and_then(|known| known.last_given_at),
            own_only: known.is_some_and(|known| known.own_only),
        };
        Ok(operators::put(&mut self.space(), id, &operator)?)
    }

    fn refuse_sender(&mut self, sender: &Stored) -> Result<()> {
        let now = self.now;
        if let Some(user) = sender.user {
            self.leave_messenger(sender, user)?;
        }
        senders::decide(&mut self.space(), sender.id, Approval::Rejected, sender.user, now)?;
        Ok(())
    }

    /// The user no longer answers from that chat. In the studio they may join again.
    fn leave_messenger(&mut self, sender: &Stored, user: UserId) -> Result<()> {
        let id = self.next_id();
        let known = operators::get(&mut self.space(), sender.bot, user)?;
        let Some(known) = known.filter(|known| known.identity == Some(sender.identity)) else {
            return Ok(());
        };
        let left = operators::Stored {
            identity: None,
            joined: false,
            ..known
        };
        Ok(operators::put(&mut self.space(), id, &left)?)
    }
}
