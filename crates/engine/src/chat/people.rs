//! Who writes: identities, the contacts they are, and joining them by phone.

use super::bots::Bot;
use crate::crm::{self, NewContact};
use crate::error::Result;
use crate::work::Work;
use signalbox_model::chat::Sender;
use signalbox_model::record::Author;
use signalbox_model::{ChannelId, IdentityId, RecordId, RecordKind, RecordRef, UserId};
use signalbox_store::chat::identities::{self, Stored};

impl Work<'_, '_> {
    /// The identity of who wrote, made when it is new and kept up to date.
    pub(crate) fn identity(&mut self, channel: ChannelId, who: &Sender) -> Result<Stored> {
        let now = self.now;
        if let Some(known) = identities::find(&mut self.space(), channel, &who.id)? {
            let same =
                (&known.name, &known.username, &known.language) == (&who.name, &who.username, &who.language);
            if !same && !who.name.is_empty() {
                identities::describe(&mut self.space(), known.id, who, now)?;
            }
            return Ok(known);
        }
        let id = IdentityId(self.next_id());
        Ok(identities::insert(&mut self.space(), id, channel, who, now)?)
    }

    /// The contact an identity is, following merges; made when the bot says so (O-2, O-14).
    pub(crate) fn contact_of(
        &mut self,
        identity: &mut Stored,
        bot: &Bot,
        author: &Author,
    ) -> Result<Option<RecordId>> {
        let now = self.now;
        if let Some(id) = identity.contact {
            let record = RecordRef {
                kind: RecordKind::Contact,
                id,
            };
            let current = crm::current(&mut self.space(), record)?.map(|record| record.id);
            if current == Some(id) {
                return Ok(current);
            }
            // Merged into another, or deleted: then the person is met anew.
            identity.contact = current;
            identities::set_contact(&mut self.space(), identity.id, current, now)?;
            if current.is_some() {
                return Ok(current);
            }
        }
        if !bot.bot.settings.create_contact {
            return Ok(None);
        }
        self.make_contact(identity.id, author)
    }

    /// Makes a contact of an identity.
    pub(crate) fn make_contact(&mut self, id: IdentityId, author: &Author) -> Result<Option<RecordId>> {
        self.make_contact_for(id, author, None)
    }

    /// The same, with the person responsible for it.
    pub(super) fn make_contact_for(
        &mut self,
        id: IdentityId,
        author: &Author,
        responsible_id: Option<UserId>,
    ) -> Result<Option<RecordId>> {
        let now = self.now;
        let Some(identity) = identities::get(&mut self.space(), id)? else {
            return Ok(None);
        };
        let name = if identity.name.is_empty() {
            identity.username.unwrap_or_default()
        } else {
            identity.name
        };
        let new = NewContact {
            name,
            responsible_id,
            ..NewContact::default()
        };
        let defs = self.defs.clone();
        let mut ctx = defs.ctx(self.engine.ids(), now, author.clone());
        let made = crm::create_contact(&mut self.tx.space(defs.workspace), &mut ctx, new)?;
        let emitted = ctx.emitted;
        self.emitted(&emitted);
        identities::set_contact(&mut self.space(), id, Some(made.id), now)?;
        Ok(Some(made.id))
    }
}
