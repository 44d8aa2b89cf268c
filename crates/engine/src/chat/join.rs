//! Who the person of a dialog is, said by hand: a contact that is known already, a new one, or nobody again.
//!
//! Two contacts that are one person are merged instead (decision 0096): their dialogs go along, and come back when it is
//! undone.

use super::talk::{Cause, Talk};
use crate::done::Done;
use crate::engine::Engine;
use crate::error::{EngineError, Result};
use crate::scenarios::By;
use crate::work::Work;
use signalbox_model::dialog::Line;
use signalbox_model::record::Contact;
use signalbox_model::{DialogId, IdentityId, RecordId, RecordKind, RecordRef, UserId};
use signalbox_store::chat::identities;
use signalbox_store::{Tx, crm};

impl Engine {
    /// Ties the person of a dialog to a contact, or parts them with none.
    pub fn join_dialog(&self, tx: &mut Tx, by: &By, id: DialogId, contact: Option<RecordId>) -> Result<Done> {
        let mut work = self.work(tx, by.now, by.workspace)?;
        let mut talk = work.talk(id)?;
        let identity = person_of(&talk)?;
        if talk.row.contact == contact {
            return Ok(work.done);
        }
        match (contact, talk.row.contact) {
            (Some(contact), None) => work.check_contact(contact)?,
            (Some(_), Some(_)) => {
                let say = "the person is a contact already: merge the two contacts";
                return Err(EngineError::Conflict(say.into()));
            }
            (None, Some(contact)) => work.check_contact(contact)?,
            (None, None) => {}
        }
        let now = work.now;
        identities::set_contact(&mut work.space(), identity, contact, now)?;
        talk.row.contact = contact;
        let line = if contact.is_some() {
            Line::Joined
        } else {
            Line::Parted
        };
        work.line(&talk, line, &by.author)?;
        work.keep(talk, &Cause::by(by.author.clone()))?;
        Ok(work.done)
    }

    /// Makes a contact of the person of a dialog who is none yet, for a user to be responsible for.
    pub fn make_dialog_contact(
        &self,
        tx: &mut Tx,
        by: &By,
        id: DialogId,
        responsible: Option<UserId>,
    ) -> Result<Done> {
        let mut work = self.work(tx, by.now, by.workspace)?;
        let mut talk = work.talk(id)?;
        let identity = person_of(&talk)?;
        if talk.row.contact.is_some() {
            return Err(EngineError::Conflict("the person is a contact already".into()));
        }
        talk.row.contact = work.make_contact_for(identity, &by.author, responsible)?;
        work.line(&talk, Line::Joined, &by.author)?;
        work.keep(talk, &Cause::by(by.author.clone()))?;
        Ok(work.done)
    }
}

impl Work<'_, '_> {
    /// Nobody joins or parts a contact that they may not change themselves.
    fn check_contact(&mut self, id: RecordId) -> Result<()> {
        if crm::get::<Contact>(&mut self.space(), id)?.is_none() {
            return Err(EngineError::invalid("contact", "there is no such contact"));
        }
        let kind = RecordKind::Contact;
        Ok(crm::check_edit(&mut self.space(), RecordRef { kind, id })?)
    }
}

/// The person, of a chat that has one.
fn person_of(talk: &Talk) -> Result<IdentityId> {
    talk.row.identity.ok_or_else(|| {
        EngineError::Conflict("this chat is a group or channel: it is no single person".into())
    })
}
