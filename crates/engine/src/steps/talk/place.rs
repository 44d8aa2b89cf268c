//! `run_flow`, `set_dialog_status`, `set_dialog_value`: where a dialog stands and what it remembers.

use super::{Done, Outcome, StepFault, changing, done_in, left_to_operator, records};
use crate::chat::internal::Talk;
use crate::run::Run;
use crate::work::Work;
use signalbox_model::Key;
use signalbox_model::action::{RunFlow, SetDialogStatus, SetDialogValue, Step};
use signalbox_model::dialog::DialogStatus;
use signalbox_model::flow::StepRef;
use signalbox_model::record::Change;

/// The longest value a dialog remembers, characters.
const MOST_VALUE: usize = 4096;

pub(in crate::steps) fn run_flow(work: &mut Work, run: &Run, step: &Step, settings: &RunFlow) -> Done {
    let to = StepRef {
        flow: Some(settings.flow.clone()),
        step: settings.step.clone(),
    };
    let ((), row) = changing(work, run, step, settings.bot.as_ref(), |work, talk, cause| {
        left_to_operator(work, talk)?;
        Ok(work.move_talk(talk, &to, cause)?)
    })?;
    Ok(done_in(
        &row,
        format!("the dialog went to `{}`", String::from(to)),
    ))
}

pub(in crate::steps) fn set_status(
    work: &mut Work,
    run: &Run,
    step: &Step,
    settings: &SetDialogStatus,
) -> Done {
    if settings.status == DialogStatus::Stopped {
        return Err(StepFault::Fail("only the platform stops a dialog".into()));
    }
    let (from, row) = changing(work, run, step, settings.bot.as_ref(), |work, talk, cause| {
        let from = talk.row.status;
        work.change_status(talk, settings.status, &cause.author)?;
        Ok(from)
    })?;
    let mut outcome = done_in(&row, format!("the dialog is `{}`", settings.status.as_str()));
    outcome.changes = changed("status", from.as_str().into(), settings.status.as_str().into());
    Ok(outcome)
}

pub(in crate::steps) fn set_value(
    work: &mut Work,
    run: &Run,
    step: &Step,
    settings: &SetDialogValue,
) -> Done {
    let said = value_of(work, run, settings)?;
    let (old, row) = changing(work, run, step, settings.bot.as_ref(), |work, talk, _| {
        keep_value(work, talk, settings, &said.text)
    })?;
    Ok(remembered(done_in(&row, ""), settings, old, said))
}

/// The same in the dialog that a flow leads, which is being changed already.
pub(crate) fn remember(work: &mut Work, run: &Run, talk: &mut Talk, settings: &SetDialogValue) -> Done {
    let said = value_of(work, run, settings)?;
    let old = keep_value(work, talk, settings, &said.text)?;
    Ok(remembered(Outcome::done(), settings, old, said))
}

/// A value once its templates are filled in.
struct Said {
    text: String,
    warnings: Vec<String>,
}

fn value_of(work: &mut Work, run: &Run, settings: &SetDialogValue) -> Result<Said, StepFault> {
    let mut warnings = Vec::new();
    let (text, clear) = records::text(work, run, &settings.value, &mut warnings)?;
    let text = if clear { String::new() } else { text };
    if text.chars().count() > MOST_VALUE {
        return Err(StepFault::Fail(format!(
            "a dialog remembers values of at most {MOST_VALUE} characters"
        )));
    }
    Ok(Said { text, warnings })
}

/// Keeps a value as a field of the bot's dialogs, else as a variable; the old one.
fn keep_value(
    work: &Work,
    talk: &mut Talk,
    settings: &SetDialogValue,
    text: &str,
) -> Result<Option<String>, StepFault> {
    let name = &settings.name;
    let bot = work.defs.bots.by_id.get(&talk.row.bot);
    let field = bot.and_then(|bot| bot.bot.settings.fields.iter().find(|field| field.key == *name));
    let Some(field) = field else {
        return Ok(put(&mut talk.memory.vars, name.to_string(), text));
    };
    if !text.is_empty() && !field.options.is_empty() && !field.options.iter().any(|one| one == text) {
        return Err(StepFault::Fail(format!(
            "`{}` takes one of: {}",
            field.key,
            field.options.join(", ")
        )));
    }
    Ok(put(&mut talk.memory.fields, Key::clone(name), text))
}

fn remembered(outcome: Outcome, settings: &SetDialogValue, old: Option<String>, said: Said) -> Outcome {
    let name = &settings.name;
    let note = format!("{{{{dialog.{name}}}}} = {}", said.text);
    Outcome {
        changes: changed(name.as_str(), old.into(), said.text.into()),
        warnings: said.warnings,
        ..outcome.note(note)
    }
}

/// Sets a value, or forgets it when it is empty; the old one.
fn put<K: Ord>(values: &mut std::collections::BTreeMap<K, String>, name: K, text: &str) -> Option<String> {
    if text.is_empty() {
        return values.remove(&name);
    }
    values.insert(name, text.to_owned())
}

fn changed(field: &str, old: serde_json::Value, new: serde_json::Value) -> Vec<Change> {
    vec![Change {
        field: field.to_owned(),
        old,
        new,
    }]
}
