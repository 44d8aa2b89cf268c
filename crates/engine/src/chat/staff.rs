//! Chats of staff: groups and people that scenarios write to by their chat id (F-34). What they write is not taken;
//! what they press is.

use super::memory::Memory;
use super::press::Pressed;
use super::receive::lock_of;
use super::talk::{Cause, Talk};
use crate::error::{EngineError, Result};
use crate::work::Work;
use signalbox_model::chat::{ChannelKind, ChatKind, Inbound, Report};
use signalbox_model::dialog::{DialogStatus, Holder};
use signalbox_model::{BotId, ChannelId, DialogId};
use signalbox_store::chat::dialogs;

impl Work<'_, '_> {
    /// The oldest Telegram channel of a bot that is on.
    pub(crate) fn telegram_of(&self, bot: BotId) -> Option<ChannelId> {
        let channels = self.defs.bots.channels.iter();
        let own =
            channels.filter(|(_, head)| head.bot == bot && head.on && head.kind == ChannelKind::Telegram);
        own.map(|(id, _)| *id).min()
    }

    /// The talk with a chat of staff, begun when there is none. In a group that scenarios write to the flow is silent.
    pub(crate) fn staff_talk(&mut self, bot: BotId, channel: ChannelId, chat: &str) -> Result<Talk> {
        self.tx.lock(lock_of(channel, chat))?;
        let is_group = chat.starts_with('-');
        let Some(known) = dialogs::find(&mut self.space(), channel, chat)? else {
            return self.begin_staff_talk(bot, channel, chat, is_group);
        };
        let mut talk = self.talk(known.id)?;
        if talk.row.status == DialogStatus::Stopped {
            let say = format!(
                "Telegram does not let the bot write in the chat {chat}: add it there, or let the person write to it first"
            );
            return Err(EngineError::Conflict(say));
        }
        if is_group && !talk.memory.staff {
            talk.memory.staff = true;
            (talk.row.status, talk.row.holder, talk.row.user) = (DialogStatus::Blocked, Holder::Nobody, None);
            self.stop_timers(talk.row.id, None)?;
        }
        Ok(talk)
    }

    fn begin_staff_talk(
        &mut self,
        bot: BotId,
        channel: ChannelId,
        chat: &str,
        is_group: bool,
    ) -> Result<Talk> {
        let memory = Memory {
            staff: true,
            ..Memory::default()
        };
        let row = dialogs::Stored {
            id: DialogId(self.next_id()),
            bot,
            channel,
            identity: None,
            chat: chat.to_owned(),
            chat_kind: if is_group {
                ChatKind::Group
            } else {
                ChatKind::Private
            },
            contact: None,
            name: chat.to_owned(),
            status: DialogStatus::Blocked,
            holder: Holder::Nobody,
            user: None,
            turn: 0,
            revision: 1,
            unread: 0,
            position: None,
            memory: serde_json::to_string(&memory)?,
            last_at: self.now,
            preview: None,
            heard_at: None,
            snoozed_until: None,
            created_at: self.now,
        };
        dialogs::insert(&mut self.space(), &row)?;
        Ok(Talk::new(row))
    }

    /// What came from a chat of staff: presses run what they run, and whether the bot may write there is noted.
    pub(super) fn staff_wrote(&mut self, talk: &mut Talk, inbound: Inbound, cause: &Cause) -> Result<()> {
        match inbound.report {
            Report::Pressed { callback, data, .. } => {
                let pressed: Pressed = self.pressed(talk, &data)?;
                let said = self.run_pressed(talk, &pressed, inbound.sender.as_ref(), cause)?;
                self.answer_press(talk, callback, said)
            }
            Report::Membership { allowed: false } => self.stop_talk(talk),
            Report::Membership { allowed: true } => {
                talk.row.status = DialogStatus::Blocked;
                Ok(())
            }
            Report::Moved { to } => {
                talk.row.chat = to;
                Ok(())
            }
            _ => Ok(()),
        }
    }
}
