//! Driving a dialog through its flow.

use crate::chat::Bot;
use crate::chat::internal::{Cause, Input, Talk};
use crate::error::Result;
use crate::work::Work;
use signalbox_model::Micros;
use signalbox_model::dialog::{DialogStatus, Line};
use signalbox_model::flow::StepRef;
use signalbox_model::record::Author;
use std::sync::Arc;

impl Work<'_, '_> {
    /// Lets the flow answer what the person did.
    pub(crate) fn drive(
        &mut self,
        talk: &mut Talk,
        bot: &Arc<Bot>,
        input: Input,
        cause: &Cause,
    ) -> Result<()> {
        let _ = (talk, bot, input, cause);
        Ok(())
    }

    /// Goes on where an operator gave the dialog back.
    pub(crate) fn resume_flow(&mut self, talk: &mut Talk) -> Result<()> {
        let _ = talk;
        Ok(())
    }

    /// Closes the talk with an operator.
    pub(crate) fn close_talk(&mut self, talk: &mut Talk, author: &Author) -> Result<()> {
        self.change_status(talk, DialogStatus::Finished, author)
    }

    /// Sets the clock that brings a dialog back.
    pub(crate) fn snooze_timer(&mut self, talk: &Talk, until: Option<Micros>) -> Result<()> {
        let _ = (talk, until);
        Ok(())
    }

    /// Moves a dialog to a step.
    pub(crate) fn move_talk(&mut self, talk: &mut Talk, to: &StepRef, author: &Author) -> Result<()> {
        let _ = (to, author, Line::Released);
        let _ = talk;
        Ok(())
    }
}
