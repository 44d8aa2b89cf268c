//! Actions on the dialog of a person: which dialog it is, and one file for each action.

mod hold;
mod message;
mod place;
mod staff;

use super::{Done, Outcome, StepFault, heed, records, target};
use crate::chat::internal::{Cause, Talk, stopped};
use crate::run::Run;
use crate::work::Work;
use signalbox_model::action::Step;
use signalbox_model::dialog::{DialogStatus, Holder};
use signalbox_model::{DialogId, Key, RecordKind, ScenarioId};
use signalbox_store::chat::dialogs::{self, Stored};

pub(super) use hold::{assign, release};
pub(super) use message::send_message;
pub(crate) use place::remember;
pub(super) use place::{run_flow, set_status, set_value};
pub(super) use staff::send_telegram;

/// Changes the dialog of a step as the run's own, and writes it back with what that causes.
fn changing<T>(
    work: &mut Work,
    run: &Run,
    step: &Step,
    bot: Option<&Key>,
    change: impl FnOnce(&mut Work, &mut Talk, &Cause) -> Result<T, StepFault>,
) -> Result<(T, Stored), StepFault> {
    if run.scenario == ScenarioId(0) {
        return Err(StepFault::Skip("a flow has steps of its own for this".into()));
    }
    let id = dialog_of(work, run, step, bot)?;
    let mut talk = work.talk(id)?;
    if talk.row.status == DialogStatus::Stopped {
        return Err(stopped().into());
    }
    let cause = cause_of(run);
    let changed = change(work, &mut talk, &cause)?;
    let row = work.keep(talk, &cause)?;
    Ok((changed, row))
}

/// The run as the cause of what happens in a dialog.
fn cause_of(run: &Run) -> Cause {
    Cause {
        event: Some(run.event.id),
        depth: run.event.depth + 1,
        chain: run.chain(),
        ..Cause::by(run.author())
    }
}

/// The dialog a step acts on: the one at hand, unless a record is named; else the contact's latest.
fn dialog_of(work: &mut Work, run: &Run, step: &Step, bot: Option<&Key>) -> Result<DialogId, StepFault> {
    let wanted = match bot {
        Some(key) => Some(bot_id(work, key)?),
        None => None,
    };
    let fits = |row: &Stored| wanted.is_none_or(|bot| row.bot == bot);
    if step.apply_to.is_none()
        && let Some(own) = at_hand(work, run)?.filter(fits)
    {
        return Ok(own.id);
    }
    let named = target(work, run, step)?;
    let contact = match named {
        Some(record) if record.kind == RecordKind::Contact => Some(record),
        Some(record) if step.apply_to.is_some() => {
            crate::crm::linked(&mut work.space(), record, RecordKind::Contact)?
        }
        _ => work.with_scope(run, |scope| scope.record(RecordKind::Contact))?,
    };
    let contact = contact.ok_or_else(|| StepFault::Skip("the run has no contact to write to".into()))?;
    let all = dialogs::of_contact(&mut work.space(), contact.id)?;
    let open = |row: &&Stored| row.status != DialogStatus::Stopped && fits(row);
    let chosen = all.iter().find(open).or_else(|| all.iter().find(|row| fits(row)));
    chosen.map(|row| row.id).ok_or_else(|| {
        StepFault::Skip(match bot {
            Some(key) => format!("the contact has never written to the bot `{key}`"),
            None => "the contact has never written to a bot".to_owned(),
        })
    })
}

/// The dialog whose event started the run.
fn at_hand(work: &mut Work, run: &Run) -> Result<Option<Stored>, StepFault> {
    let id = run.vars.get("dialog_id");
    let id = id.and_then(|value| value.to_text().parse::<DialogId>().ok());
    Ok(match id {
        Some(id) => dialogs::get(&mut work.space(), id)?,
        None => None,
    })
}

fn bot_id(work: &Work, key: &Key) -> Result<signalbox_model::BotId, StepFault> {
    let bot = work.defs.bots.by_key(key);
    bot.map(|bot| bot.bot.id)
        .ok_or_else(|| StepFault::Fail(format!("there is no bot `{key}`")))
}

/// A dialog that an operator holds is left to them.
fn left_to_operator(work: &Work, talk: &Talk) -> Result<(), StepFault> {
    let Holder::Operator { user } = talk.row.holder else {
        return Ok(());
    };
    let name = work
        .defs
        .schema
        .user(user)
        .map_or("an operator", |user| &user.name);
    Err(StepFault::Skip(format!(
        "{name} holds the dialog: it is left to them"
    )))
}

/// What a step in a dialog did.
fn done_in(row: &Stored, note: impl Into<String>) -> Outcome {
    let outcome = Outcome::done().note(note);
    match row.contact {
        Some(id) => outcome.on(signalbox_model::RecordRef {
            kind: RecordKind::Contact,
            id,
        }),
        None => outcome,
    }
}
