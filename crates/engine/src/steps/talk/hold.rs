//! `assign_operator` and `release_dialog`: who speaks (9.14).

use super::{Done, StepFault, changing, done_in, records};
use crate::chat::internal::{Cause, Phase, Talk};
use crate::run::Run;
use crate::work::Work;
use signalbox_model::action::{AssignOperator, ReleaseDialog, Step};
use signalbox_store::chat::messages;

pub(in crate::steps) fn assign(work: &mut Work, run: &Run, step: &Step, settings: &AssignOperator) -> Done {
    let mut warnings = Vec::new();
    let user = match &settings.user {
        Some(source) => Some(records::user(work, run, source, &mut warnings)?),
        None => None,
    };
    let (name, row) = changing(work, run, step, settings.bot.as_ref(), |work, talk, cause| {
        let chosen = match user {
            None => give_away(work, talk, cause)?,
            Some(user) if settings.keep_flow => {
                work.assign_talk(talk, Some(user), &cause.author)?;
                user
            }
            Some(user) => {
                work.hold(talk, user, &cause.author)?;
                talk.row.unread = talk.row.unread.max(1);
                user
            }
        };
        Ok(work
            .defs
            .schema
            .user(chosen)
            .map_or_else(String::new, |user| user.name.clone()))
    })?;
    let mut outcome = done_in(&row, format!("given to {name}"));
    outcome.warnings = warnings;
    Ok(outcome)
}

/// Gives the dialog to the free operator of its bot with the fewest chats (Z-129).
fn give_away(work: &mut Work, talk: &mut Talk, cause: &Cause) -> Result<signalbox_model::UserId, StepFault> {
    let bot = work.defs.bots.by_id.get(&talk.row.bot).cloned();
    let bot = bot.ok_or_else(|| StepFault::Fail("the bot was deleted".into()))?;
    let id = talk.row.id;
    let mut walk = work.walk(talk, &bot, cause)?;
    if !work.give_to_operator(&mut walk, &[bot.bot.id])? {
        return Err(StepFault::Fail(format!(
            "no operator of the bot `{}` is free",
            bot.bot.key
        )));
    }
    messages::cancel_planned(&mut work.space(), id, false)?;
    if talk.row.position.is_some() {
        talk.memory.phase = Phase::Operator;
    }
    talk.row
        .user
        .ok_or_else(|| StepFault::Fail("no operator is free".into()))
}

pub(in crate::steps) fn release(work: &mut Work, run: &Run, step: &Step, settings: &ReleaseDialog) -> Done {
    let ((), row) = changing(work, run, step, settings.bot.as_ref(), |work, talk, cause| {
        Ok(work.release_talk(talk, cause)?)
    })?;
    Ok(done_in(&row, "given back to the flow"))
}
