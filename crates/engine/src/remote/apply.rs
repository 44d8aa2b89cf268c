//! A call of a link: read, judged, and applied in the order fields, tags, status, step, all or nothing (Z-76).

use super::wanted::{Asked, Refused, Wanted, read};
use crate::chat::Bot;
use crate::chat::internal::{Cause, Talk};
use crate::crm::{self, Untag};
use crate::done::{Done, Topic};
use crate::engine::Engine;
use crate::error::{EngineError, Result};
use crate::flow::Spot;
use crate::work::Work;
use signalbox_model::chat::ChannelKind;
use signalbox_model::dialog::DialogStatus;
use signalbox_model::record::Author;
use signalbox_model::remote::RemoteVerdict;
use signalbox_model::{ChannelId, DialogId, Micros, RecordKind, RemoteCallId};
use signalbox_store::Tx;
use signalbox_store::chat::{dialogs, remote_calls, remotes};
use signalbox_store::crm::tags as spellings;
use std::sync::Arc;

/// The longest text of a call that is kept, characters.
const MOST_REQUEST: usize = 4096;

/// A call, decoded outside the transaction.
#[derive(Debug, Clone)]
pub struct RemoteCall {
    /// `GET` or `POST`.
    pub method: String,
    /// What it said, for the log: the secret address is not in it.
    pub request: String,
    /// Its parameters, or why they cannot be read.
    pub parameters: std::result::Result<Vec<(String, String)>, String>,
}

/// What the caller hears.
#[derive(Debug)]
pub struct RemoteAnswer {
    /// What became of the call.
    pub verdict: RemoteVerdict,
    /// The HTTP status and the reason of a refusal.
    pub refusal: Option<(u16, String)>,
    /// What was left out, and why.
    pub warnings: Vec<String>,
    /// The dialog.
    pub dialog: Option<DialogId>,
    /// What is to be done after the commit.
    pub done: Done,
}

/// What became of a call.
enum Outcome {
    Applied(DialogId, Vec<String>),
    Kept(Vec<String>),
    Refused(Refused),
}

impl Engine {
    /// Takes a call of a link. It is in the log whatever becomes of it.
    ///
    /// # Errors
    /// When the store fails: nothing was done then, and nothing is in the log.
    pub fn call_remote(
        &self,
        tx: &mut Tx,
        now: Micros,
        link: &remotes::Stored,
        call: RemoteCall,
    ) -> Result<RemoteAnswer> {
        let mut work = self.work(tx, now, link.workspace)?;
        let (chat, outcome) = match call.parameters.map_err(Refused::bad).and_then(read) {
            Err(refused) => (String::new(), Outcome::Refused(refused)),
            Ok(asked) => (asked.chat.clone(), work.steer(link, asked)?),
        };
        let (verdict, dialog, warnings, refusal) = match outcome {
            Outcome::Applied(dialog, warnings) => (RemoteVerdict::Applied, Some(dialog), warnings, None),
            Outcome::Kept(warnings) => (RemoteVerdict::Kept, None, warnings, None),
            Outcome::Refused(refused) => (
                RemoteVerdict::Refused,
                None,
                Vec::new(),
                Some((refused.status, refused.reason)),
            ),
        };
        let reason = refusal.as_ref().map(|(_, reason)| reason.clone());
        let row = remote_calls::Stored {
            id: RemoteCallId(work.next_id()),
            bot: link.bot,
            link: link.id,
            verdict,
            reason: reason.or_else(|| (!warnings.is_empty()).then(|| warnings.join("; "))),
            chat,
            dialog,
            method: call.method,
            request: call.request.chars().take(MOST_REQUEST).collect(),
        };
        work.log_call(&row)?;
        Ok(RemoteAnswer {
            verdict,
            refusal,
            warnings,
            dialog,
            done: work.done,
        })
    }
}

impl Work<'_, '_> {
    /// Writes a call into the log.
    pub(super) fn log_call(&mut self, row: &remote_calls::Stored) -> Result<()> {
        remote_calls::insert(&mut self.space(), row)?;
        self.live(Topic::RemoteCall(row.bot.0), row.id.0);
        Ok(())
    }

    fn steer(&mut self, link: &remotes::Stored, asked: Asked) -> Result<Outcome> {
        let Some(bot) = self.defs.bots.by_id.get(&link.bot).cloned() else {
            return Ok(Outcome::Refused(Refused::missing("the bot of this link is gone")));
        };
        let Asked {
            chat,
            mut wanted,
            warnings,
        } = asked;
        wanted.link = Some(link.id);
        let dialog = self.dialog_named(&bot, &chat)?;
        if let Some(step) = &wanted.step
            && self.step_of_bot(&bot, step)?.is_none()
        {
            let say = format!(
                "the bot has no published step `{}`: copy the id of a step of its own flows",
                String::from(step.clone())
            );
            return Ok(Outcome::Refused(Refused::missing(say)));
        }
        let Some(dialog) = dialog else {
            self.keep_early(&bot, &chat, wanted)?;
            return Ok(Outcome::Kept(warnings));
        };
        Ok(
            match self.attempt(|work| work.change_dialog(dialog, &bot, &wanted))? {
                Ok(more) => Outcome::Applied(dialog, [warnings, more].concat()),
                Err(error) => Outcome::Refused(Refused {
                    status: 409,
                    reason: error.to_string(),
                }),
            },
        )
    }

    /// Runs `what` so that its failure undoes it alone.
    ///
    /// # Errors
    /// Only when the store fails for now.
    fn attempt<T>(
        &mut self,
        what: impl FnOnce(&mut Self) -> Result<T>,
    ) -> Result<std::result::Result<T, EngineError>> {
        self.tx.exec("SAVEPOINT attempt", &[])?;
        let before = std::mem::take(&mut self.done);
        let tried = what(self);
        let own = std::mem::replace(&mut self.done, before);
        let outcome = match tried {
            Ok(value) => {
                self.done.merge(own);
                Ok(value)
            }
            Err(error) if error.is_transient() => return Err(error),
            Err(error) => {
                self.tx.exec("ROLLBACK TO SAVEPOINT attempt", &[])?;
                Err(error)
            }
        };
        self.tx.exec("RELEASE SAVEPOINT attempt", &[])?;
        Ok(outcome)
    }

    /// The dialog of a chat in any channel of a bot, Telegram first: others know people by its ids. Held until the
    /// transaction ends, also when it does not exist yet.
    fn dialog_named(&mut self, bot: &Bot, chat: &str) -> Result<Option<DialogId>> {
        let mut channels: Vec<(bool, ChannelId)> = self
            .defs
            .bots
            .channels
            .iter()
            .filter(|(_, head)| head.bot == bot.bot.id)
            .map(|(id, head)| (head.kind != ChannelKind::Telegram, *id))
            .collect();
        channels.sort_unstable();
        let mut found = None;
        for (_, channel) in channels {
            self.lock_chat(channel, chat)?;
            let row = dialogs::find(&mut self.space(), channel, chat)?;
            found = found.or(row.map(|row| row.id));
        }
        Ok(found)
    }

    fn change_dialog(&mut self, id: DialogId, bot: &Arc<Bot>, wanted: &Wanted) -> Result<Vec<String>> {
        let mut talk = self.talk(id)?;
        let cause = Cause::by(author_of(wanted));
        let mut warnings = self.change_values(&mut talk, bot, wanted, &cause)?;
        warnings.extend(self.change_place(&mut talk, bot, wanted, &cause)?);
        self.keep(talk, &cause)?;
        Ok(warnings)
    }

    /// Fields, then tags.
    pub(super) fn change_values(
        &mut self,
        talk: &mut Talk,
        bot: &Arc<Bot>,
        wanted: &Wanted,
        cause: &Cause,
    ) -> Result<Vec<String>> {
        let mut warnings = self.write_fields(&mut talk.memory, bot, &wanted.fields)?;
        if !wanted.tags.is_empty() {
            warnings.extend(self.change_contact_tags(talk, bot, wanted, cause)?);
        }
        Ok(warnings)
    }

    fn change_contact_tags(
        &mut self,
        talk: &Talk,
        bot: &Bot,
        wanted: &Wanted,
        cause: &Cause,
    ) -> Result<Vec<String>> {
        let mut warnings = Vec::new();
        let Some(contact) = talk.contact() else {
            warnings.push("the tags were left out: the dialog has no contact to carry them".to_owned());
            return Ok(warnings);
        };
        let tags = &wanted.tags;
        let mut add = Vec::new();
        for tag in tags.set.iter().flatten().chain(&tags.add) {
            if bot.bot.settings.take_new_names
                || spellings::is_known(&mut self.space(), RecordKind::Contact, tag)?
            {
                add.push(tag.clone());
            } else {
                warnings.push(format!(
                    "the tag `{tag}` was left out: no contact has it yet, and the bot makes none by itself"
                ));
            }
        }
        let remove = match &tags.set {
            Some(_) => Untag::All,
            None if tags.remove.is_empty() => Untag::None,
            None => Untag::These(tags.remove.clone()),
        };
        let defs = self.defs.clone();
        let mut ctx = defs.ctx(self.engine.ids(), self.now, cause.author.clone());
        crm::change_tags(
            &mut self.tx.space(defs.workspace),
            &mut ctx,
            contact,
            &add,
            &remove,
        )?;
        let emitted = ctx.emitted;
        self.emitted(&emitted);
        Ok(warnings)
    }

    /// Status, then step. A dialog that is to stay silent only stands on the step (Z-77).
    pub(super) fn change_place(
        &mut self,
        talk: &mut Talk,
        bot: &Arc<Bot>,
        wanted: &Wanted,
        cause: &Cause,
    ) -> Result<Vec<String>> {
        let mut warnings = Vec::new();
        let speaks = |work: &Self, talk: &Talk| {
            let channel = work.defs.bots.channels.get(&talk.row.channel);
            matches!(talk.row.status, DialogStatus::Auto | DialogStatus::Waiting)
                && bot.bot.on
                && channel.is_some_and(|channel| channel.on)
        };
        if let Some(status) = wanted.status {
            if talk.row.status == DialogStatus::Stopped {
                warnings.push(
                    "the status was left out: the platform delivers nothing to this person until they write again"
                        .to_owned(),
                );
            } else {
                self.change_status(talk, status, &cause.author)?;
            }
        }
        let Some(step) = &wanted.step else {
            if speaks(self, talk) {
                self.begin_ahead(talk, bot, cause)?;
            }
            return Ok(warnings);
        };
        let spot: Option<Spot> = self.step_for(talk, bot, step)?;
        let Some(spot) = spot else {
            warnings.push(format!(
                "the step `{}` was left out: the bot has it no longer",
                String::from(step.clone())
            ));
            return Ok(warnings);
        };
        if speaks(self, talk) {
            self.move_to(talk, bot, spot, cause)?;
        } else {
            self.stand_on(talk, bot, &spot, cause)?;
        }
        Ok(warnings)
    }
}

/// Who changes a dialog by a call.
pub(super) fn author_of(wanted: &Wanted) -> Author {
    wanted.link.map_or(Author::System, |link| Author::Remote { link })
}
