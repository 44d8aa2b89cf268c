//! Dialogs moved by somebody else than their flow: people, scenarios, other services.

use super::walk::Spot;
use crate::chat::Bot;
use crate::chat::internal::{Cause, Phase, Talk};
use crate::error::{EngineError, Result};
use crate::work::Work;
use signalbox_model::dialog::{Holder, Line};
use signalbox_model::flow::StepRef;
use std::sync::Arc;

impl Work<'_, '_> {
    /// Moves a dialog to a step, which begins at once.
    pub(crate) fn move_talk(&mut self, talk: &mut Talk, to: &StepRef, cause: &Cause) -> Result<()> {
        let bot = self.defs.bots.by_id.get(&talk.row.bot).cloned();
        let bot = bot.ok_or_else(|| EngineError::NotFound("bot any more: it was deleted".into()))?;
        let Some(spot) = self.step_for(talk, &bot, to)? else {
            let say = format!("the bot has no published step `{}`", String::from(to.clone()));
            return Err(EngineError::invalid("to", say));
        };
        self.move_to(talk, &bot, spot, cause)
    }

    /// The step a reference names for a dialog: of the flow it stands in, else of any flow of its bot.
    pub(crate) fn step_for(&mut self, talk: &mut Talk, bot: &Arc<Bot>, to: &StepRef) -> Result<Option<Spot>> {
        let from = self.standing(talk.row.position.as_ref())?;
        let cause = Cause::by(signalbox_model::record::Author::System);
        let walk = self.walk(talk, bot, &cause)?;
        match self.spot_of(&walk, from.as_ref(), to)? {
            Some(spot) => Ok(Some(spot)),
            None => self.step_of_bot(bot, to),
        }
    }

    /// The published step a reference names; without a flow the first flow that has it.
    pub(crate) fn step_of_bot(&mut self, bot: &Bot, to: &StepRef) -> Result<Option<Spot>> {
        let named = |key: &signalbox_model::Key| to.flow.as_ref().is_none_or(|flow| flow == key);
        for head in bot.flows.iter().filter(|head| named(&head.key)) {
            if let Some(spot) = self.spot_in(head, to.step.as_ref())? {
                return Ok(Some(spot));
            }
        }
        Ok(None)
    }

    /// Moves a dialog to a step, which begins at once; what the old step waited for is forgotten.
    pub(crate) fn move_to(
        &mut self,
        talk: &mut Talk,
        bot: &Arc<Bot>,
        spot: Spot,
        cause: &Cause,
    ) -> Result<()> {
        self.say_moved(talk, bot, &spot, cause)?;
        talk.memory.trouble = None;
        (talk.row.holder, talk.row.user) = (Holder::Flow, None);
        let mut walk = self.walk(talk, bot, cause)?;
        self.begin_at(&mut walk, spot)
    }

    /// Lets a dialog that is silent stand on a step, which begins when the flow speaks again (Z-77).
    pub(crate) fn stand_on(
        &mut self,
        talk: &mut Talk,
        bot: &Arc<Bot>,
        spot: &Spot,
        cause: &Cause,
    ) -> Result<()> {
        self.say_moved(talk, bot, spot, cause)?;
        self.stop_timers(talk.row.id, None)?;
        talk.row.position = Some(spot.position());
        talk.memory.phase = Phase::Silent;
        talk.memory.tries = 0;
        talk.memory.started = true;
        talk.memory.back.clear();
        Ok(())
    }

    /// Begins the step a dialog was moved to while it was silent.
    pub(crate) fn begin_ahead(&mut self, talk: &mut Talk, bot: &Arc<Bot>, cause: &Cause) -> Result<()> {
        if talk.memory.phase != Phase::Silent {
            return Ok(());
        }
        let mut walk = self.walk(talk, bot, cause)?;
        match self.waiting_on(&mut walk)? {
            Some(spot) => self.begin_at(&mut walk, spot),
            None => Ok(()),
        }
    }

    fn say_moved(&mut self, talk: &Talk, bot: &Bot, spot: &Spot, cause: &Cause) -> Result<()> {
        let head = bot.flows.iter().find(|flow| flow.id == spot.flow);
        let Some(flow) = head.map(|head| head.key.clone()) else {
            return Ok(());
        };
        let step = spot.step().id.clone();
        self.line(talk, Line::Moved { flow, step }, &cause.author)
    }
}
