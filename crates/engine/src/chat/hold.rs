//! Who holds a dialog: taken, given back, closed, put off, given to somebody, moved.

use super::memory::Phase;
use super::talk::{Cause, Talk, set_status};
use crate::done::Done;
use crate::engine::Engine;
use crate::error::{EngineError, Result};
use crate::scenarios::By;
use crate::work::Work;
use signalbox_model::dialog::{DialogStatus, Holder, Line};
use signalbox_model::flow::StepRef;
use signalbox_model::record::Author;
use signalbox_model::{DialogId, Micros, UserId};
use signalbox_store::Tx;
use signalbox_store::chat::messages;

/// The longest time a dialog can be put off, seconds: a year.
const MOST_SNOOZE: i64 = 366 * 86_400;

impl Work<'_, '_> {
    /// An operator holds a dialog from now on; what the flow had planned to say is not said.
    pub(crate) fn hold(&mut self, talk: &mut Talk, user: UserId, author: &Author) -> Result<()> {
        if talk.row.holder == (Holder::Operator { user }) {
            return Ok(());
        }
        talk.row.turn += 1;
        talk.row.holder = Holder::Operator { user };
        talk.row.user = Some(user);
        set_status(talk, DialogStatus::Manual);
        talk.row.snoozed_until = None;
        if talk.row.position.is_some() {
            talk.memory.phase = Phase::Operator;
        }
        messages::cancel_planned(&mut self.space(), talk.row.id, false)?;
        self.stop_timers(talk.row.id, None)?;
        self.line(talk, Line::Taken { user }, author)
    }

    fn status(&mut self, talk: &mut Talk, status: DialogStatus, author: &Author) -> Result<()> {
        let from = talk.row.status;
        if from == status {
            return Ok(());
        }
        set_status(talk, status);
        self.line(talk, Line::Status { from, to: status }, author)
    }
}

/// Who presses in the inbox: only people of the studio can hold a dialog.
fn person(by: &By) -> Result<UserId> {
    match by.author {
        Author::User { user } => Ok(user),
        _ => Err(EngineError::Conflict("only a person can take a dialog".into())),
    }
}

pub(crate) fn stopped() -> EngineError {
    EngineError::Conflict(
        "the platform does not deliver to this person any more: the dialog cannot go on".into(),
    )
}

impl Engine {
    /// Changes a dialog as whoever asks.
    fn on_dialog(
        &self,
        tx: &mut Tx,
        by: &By,
        id: DialogId,
        change: impl FnOnce(&mut Work, &mut Talk) -> Result<()>,
    ) -> Result<Done> {
        let mut work = self.work(tx, by.now, by.workspace)?;
        let mut talk = work.talk(id)?;
        change(&mut work, &mut talk)?;
        work.keep(talk, &Cause::by(by.author.clone()))?;
        Ok(work.done)
    }

    /// Takes a dialog over: the flow is silent at once. A dialog that another operator holds is taken only from the one
    /// named in `from`, so that of ten who press one wins.
    pub fn take_dialog(&self, tx: &mut Tx, by: &By, id: DialogId, from: Option<UserId>) -> Result<Done> {
        let me = person(by)?;
        self.on_dialog(tx, by, id, |work, talk| {
            if let Holder::Operator { user } = talk.row.holder
                && user != me
                && from != Some(user)
            {
                let name = work
                    .defs
                    .schema
                    .user(user)
                    .map_or_else(String::new, |user| user.name.clone());
                return Err(EngineError::Conflict(format!(
                    "{name} has taken this dialog already"
                )));
            }
            if talk.row.status == DialogStatus::Stopped {
                return Err(stopped());
            }
            talk.row.unread = 0;
            work.hold(talk, me, &by.author)
        })
    }

    /// Gives a dialog back to the flow, on the step where it stands.
    pub fn release_dialog(&self, tx: &mut Tx, by: &By, id: DialogId) -> Result<Done> {
        self.on_dialog(tx, by, id, |work, talk| {
            work.release_talk(talk, &Cause::by(by.author.clone()))
        })
    }

    /// Closes the talk with an operator; the flow goes on where its `operator` step leads (Z-139), else the talk is over.
    pub fn close_dialog(&self, tx: &mut Tx, by: &By, id: DialogId) -> Result<Done> {
        self.on_dialog(tx, by, id, |work, talk| work.close_talk(talk, &by.author))
    }

    /// Puts a dialog off until a moment, or brings it back now. It comes back by itself when the person writes.
    pub fn snooze_dialog(&self, tx: &mut Tx, by: &By, id: DialogId, until: Option<Micros>) -> Result<Done> {
        if let Some(until) = until
            && (until <= by.now || until > by.now.plus_secs(MOST_SNOOZE))
        {
            return Err(EngineError::invalid(
                "until",
                "choose a moment within the next year",
            ));
        }
        self.on_dialog(tx, by, id, |work, talk| {
            if !talk.row.status.is_open() {
                return Err(EngineError::Conflict(
                    "the talk is over: there is nothing to put off".into(),
                ));
            }
            talk.row.snoozed_until = until;
            work.snooze_timer(talk, until)
        })
    }

    /// Gives a dialog to an operator, or takes it from everybody. It does not silence the flow.
    pub fn assign_dialog(&self, tx: &mut Tx, by: &By, id: DialogId, user: Option<UserId>) -> Result<Done> {
        self.on_dialog(tx, by, id, |work, talk| work.assign_talk(talk, user, &by.author))
    }

    /// Sets the status of a dialog.
    pub fn set_dialog_status(
        &self,
        tx: &mut Tx,
        by: &By,
        id: DialogId,
        status: DialogStatus,
    ) -> Result<Done> {
        if status == DialogStatus::Stopped {
            let say = "only the platform stops a dialog: choose `finished` or `blocked`";
            return Err(EngineError::invalid("status", say));
        }
        self.on_dialog(tx, by, id, |work, talk| {
            work.change_status(talk, status, &by.author)?;
            let bot = work.defs.bots.by_id.get(&talk.row.bot).cloned();
            match bot.filter(|bot| bot.bot.on) {
                Some(bot) if matches!(status, DialogStatus::Auto | DialogStatus::Waiting) => {
                    work.begin_ahead(talk, &bot, &Cause::by(by.author.clone()))
                }
                _ => Ok(()),
            }
        })
    }

    /// Moves a dialog to a step, which begins at once.
    pub fn move_dialog(&self, tx: &mut Tx, by: &By, id: DialogId, to: &StepRef) -> Result<Done> {
        self.on_dialog(tx, by, id, |work, talk| {
            if talk.row.status == DialogStatus::Stopped {
                return Err(stopped());
            }
            work.move_talk(talk, to, &Cause::by(by.author.clone()))
        })
    }

    /// Says that an operator has seen everything up to now.
    pub fn read_dialog(&self, tx: &mut Tx, by: &By, id: DialogId) -> Result<Done> {
        self.on_dialog(tx, by, id, |_, talk| {
            talk.row.unread = 0;
            Ok(())
        })
    }
}

impl Work<'_, '_> {
    /// Gives a dialog back to the flow, on the step where it stands.
    pub(crate) fn release_talk(&mut self, talk: &mut Talk, cause: &Cause) -> Result<()> {
        if talk.row.status == DialogStatus::Stopped {
            return Err(stopped());
        }
        talk.row.holder = Holder::Flow;
        talk.row.user = None;
        set_status(talk, DialogStatus::Auto);
        talk.memory.trouble = None;
        self.line(talk, Line::Released, &cause.author)?;
        self.resume_flow(talk, cause)
    }

    /// Gives a dialog to an operator, or takes it from everybody.
    pub(crate) fn assign_talk(
        &mut self,
        talk: &mut Talk,
        user: Option<UserId>,
        author: &Author,
    ) -> Result<()> {
        if let Some(user) = user
            && self
                .defs
                .schema
                .user(user)
                .is_none_or(|user| user.disabled_at.is_some())
        {
            return Err(EngineError::invalid("user", "choose a person who can sign in"));
        }
        if talk.row.user == user {
            return Ok(());
        }
        talk.row.user = user;
        // Whoever holds it is the one it belongs to.
        match (talk.row.holder, user) {
            (Holder::Operator { .. }, Some(user)) => talk.row.holder = Holder::Operator { user },
            (Holder::Operator { .. }, None) => talk.row.holder = Holder::Nobody,
            _ => {}
        }
        self.line(talk, Line::Assigned { user }, author)
    }

    /// Sets the status, with who holds the dialog then.
    pub(crate) fn change_status(
        &mut self,
        talk: &mut Talk,
        status: DialogStatus,
        author: &Author,
    ) -> Result<()> {
        if talk.row.status == DialogStatus::Stopped {
            return Err(stopped());
        }
        self.status(talk, status, author)?;
        match status {
            DialogStatus::Auto | DialogStatus::Waiting => {
                if talk.row.holder != Holder::Flow {
                    (talk.row.holder, talk.row.user) = (Holder::Flow, None);
                }
                talk.memory.trouble = None;
            }
            DialogStatus::Manual => {
                if !matches!(talk.row.holder, Holder::Operator { .. }) {
                    talk.row.holder = Holder::Nobody;
                }
                self.silence(talk)?;
            }
            DialogStatus::Blocked | DialogStatus::Finished | DialogStatus::Stopped => {
                (talk.row.holder, talk.row.user) = (Holder::Nobody, None);
                self.silence(talk)?;
            }
        }
        Ok(())
    }

    /// The flow says nothing more, and waits for nothing (Z-161).
    pub(crate) fn silence(&mut self, talk: &mut Talk) -> Result<()> {
        self.stop_timers(talk.row.id, None)
    }
}
