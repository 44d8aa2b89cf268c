//! What is said of somebody before they write is kept, and applied at their first contact (C-32, Z-78).

use super::apply::author_of;
use super::wanted::Wanted;
use crate::chat::Bot;
use crate::chat::internal::{Cause, Talk};
use crate::error::Result;
use crate::work::Work;
use signalbox_model::RemoteCallId;
use signalbox_model::remote::RemoteVerdict;
use signalbox_store::chat::{early, remote_calls};
use std::sync::Arc;

/// How long it is kept, seconds: 90 days.
pub const KEPT_SECS: i64 = 90 * 86_400;

/// What was kept for somebody who has just come.
#[derive(Debug)]
pub(crate) struct Early {
    wanted: Wanted,
    warnings: Vec<String>,
}

impl Work<'_, '_> {
    /// Keeps what is wanted of a chat, over what was kept before.
    pub(super) fn keep_early(&mut self, bot: &Bot, chat: &str, wanted: Wanted) -> Result<()> {
        let (id, now) = (bot.bot.id, self.now);
        let before: Wanted = match early::get(&mut self.space(), id, chat)? {
            Some(text) => serde_json::from_str(&text)?,
            None => Wanted::default(),
        };
        let text = serde_json::to_string(&before.followed_by(wanted))?;
        early::put(&mut self.space(), id, chat, &text, now)?;
        Ok(())
    }

    /// What was kept for the person of a dialog; fields and tags are written at once, so that whatever starts on their
    /// first message sees them.
    pub(crate) fn take_early(&mut self, talk: &mut Talk, bot: &Arc<Bot>) -> Result<Option<Early>> {
        if talk.row.heard_at.is_some() {
            return Ok(None);
        }
        let since = self.now.plus_secs(-KEPT_SECS);
        let Some(text) = early::take(&mut self.space(), bot.bot.id, &talk.row.chat, since)? else {
            return Ok(None);
        };
        let wanted: Wanted = serde_json::from_str(&text)?;
        let cause = Cause::by(author_of(&wanted));
        let warnings = self.change_values(talk, bot, &wanted, &cause)?;
        Ok(Some(Early { wanted, warnings }))
    }

    /// Sets the status and goes to the step that were kept. True when the step takes the place of the flow's first.
    pub(crate) fn place_early(
        &mut self,
        talk: &mut Talk,
        bot: &Arc<Bot>,
        early: Early,
        cause: &Cause,
    ) -> Result<bool> {
        let Early { wanted, mut warnings } = early;
        let before = talk.row.position.clone();
        warnings.extend(self.change_place(talk, bot, &wanted, cause)?);
        if let Some(link) = wanted.link {
            let row = remote_calls::Stored {
                id: RemoteCallId(self.next_id()),
                bot: bot.bot.id,
                link,
                verdict: RemoteVerdict::Caught,
                reason: (!warnings.is_empty()).then(|| warnings.join("; ")),
                chat: talk.row.chat.clone(),
                dialog: Some(talk.row.id),
                method: String::new(),
                request: String::new(),
            };
            self.log_call(&row)?;
        }
        Ok(talk.row.position != before)
    }
}
