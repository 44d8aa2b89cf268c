//! Operators of a bot: who joins, who may.

use super::missing;
use crate::done::Done;
use crate::engine::Engine;
use crate::error::{EngineError, Result};
use crate::scenarios::By;
use signalbox_model::dialog::Approval;
use signalbox_model::{BotId, UserId};
use signalbox_store::Tx;
use signalbox_store::chat::operators::{self, Stored};

impl Engine {
    /// Joins a user to a bot's operators, or lets them leave: they keep the chats they have (Z-142).
    pub fn join_bot(&self, tx: &mut Tx, by: &By, bot: BotId, user: UserId, joined: bool) -> Result<Done> {
        self.bot(tx, by, bot)?;
        let defs = self.definitions(tx, by.workspace)?;
        if defs.schema.user(user).is_none() {
            return Err(EngineError::invalid("user", "there is no such person"));
        }
        let id = self.ids().next(by.now.0);
        let mut space = tx.space(by.workspace);
        let known = operators::get(&mut space, bot, user)?;
        let known = known.unwrap_or(Stored {
            bot,
            user,
            identity: None,
            approval: Approval::Approved,
            joined: false,
            last_given_at: None,
            own_only: false,
        });
        operators::put(&mut space, id, &Stored { joined, ..known })?;
        self.changed(tx, by, bot.0)
    }

    /// Gives an operator only the clients they are responsible for, or all again (O-18).
    pub fn restrict_operator(
        &self,
        tx: &mut Tx,
        by: &By,
        bot: BotId,
        user: UserId,
        own_only: bool,
    ) -> Result<Done> {
        self.bot(tx, by, bot)?;
        let id = self.ids().next(by.now.0);
        let mut space = tx.space(by.workspace);
        let known = operators::get(&mut space, bot, user)?.ok_or_else(|| missing("operator"))?;
        operators::put(&mut space, id, &Stored { own_only, ..known })?;
        self.changed(tx, by, bot.0)
    }

    /// Lets somebody answer from their messenger, or does not (O-15).
    pub fn approve_operator(
        &self,
        tx: &mut Tx,
        by: &By,
        bot: BotId,
        user: UserId,
        approval: Approval,
    ) -> Result<Done> {
        let id = self.ids().next(by.now.0);
        let mut space = tx.space(by.workspace);
        let known = operators::get(&mut space, bot, user)?.ok_or_else(|| missing("operator"))?;
        let joined = known.joined || approval == Approval::Approved;
        let changed = Stored {
            approval,
            joined: joined && approval == Approval::Approved,
            ..known
        };
        operators::put(&mut space, id, &changed)?;
        self.changed(tx, by, bot.0)
    }
}
