//! Actions on records: what they share, and which file does which.

mod change;
mod create;
mod find;
mod task;

use super::{Done, Outcome, StepFault, heed, target};
use crate::crm::{Assigned, CrmError, Ctx, Setting};
use crate::run::Run;
use crate::work::Work;
use signalbox_expr::Context;
use signalbox_model::action::{Action, FieldValues, Step};
use signalbox_model::record::Change;
use signalbox_model::{Key, RecordKind, RecordRef, Scalar, UserId};
use signalbox_store::Space;

pub(super) fn perform(work: &mut Work, run: &mut Run, step: &Step) -> Done {
    match &step.action {
        Action::FindRecord(settings) => find::find(work, run, settings),
        Action::CreateLead(settings) => create::lead(work, run, settings),
        Action::CreateContact(settings) => create::contact(work, run, step, settings),
        Action::CreateCompany(settings) => create::company(work, run, step, settings),
        Action::CopyLead(settings) => create::copy_lead(work, run, settings),
        Action::ChangeFields(settings) => change::fields(work, run, step, settings),
        Action::ChangeTags(settings) => change::tags(work, run, step, settings),
        Action::ChangeStage(settings) => change::stage(work, run, settings),
        Action::ChangeResponsible(settings) => change::responsible(work, run, step, settings),
        Action::SubscribeUsers(settings) => change::subscribe(work, run, settings),
        Action::NormalizeContacts(settings) => change::normalize(work, run, step, settings),
        Action::AddNote(settings) => change::note(work, run, step, settings),
        Action::CreateTask(settings) => task::create(work, run, step, settings),
        Action::ChangeTask(settings) => task::change(work, run, step, settings),
        Action::SendWebhook(_)
        | Action::CallOperation(_)
        | Action::RunScenario(_)
        | Action::CancelDelayed(_)
        | Action::ChangeGlobal(_)
        | Action::SendMessage(_)
        | Action::RunFlow(_)
        | Action::SetDialogStatus(_)
        | Action::AssignOperator(_)
        | Action::ReleaseDialog(_)
        | Action::SetDialogValue(_)
        | Action::SendTelegram(_)
        | Action::Notify(_)
        | Action::Stop(_) => Err(StepFault::Skip("it does not act on records".into())),
    }
}

/// Runs a change of records as the run's own and hands on its events.
fn changing<T>(
    work: &mut Work,
    run: &Run,
    change: impl FnOnce(&mut Space, &mut Ctx) -> Result<T, CrmError>,
) -> Result<T, StepFault> {
    let defs = work.defs.clone();
    let mut ctx = Work::ctx(&defs, work.engine, work.now, run);
    let done = change(&mut work.tx.space(defs.workspace), &mut ctx)?;
    let emitted = ctx.emitted;
    work.emitted(&emitted);
    Ok(done)
}

/// The record a step acts on, when it is of a fitting kind (Z-15).
fn wanted(work: &mut Work, run: &Run, step: &Step, kinds: &[RecordKind]) -> Result<RecordRef, StepFault> {
    let found = target(work, run, step)?;
    let found = match found {
        Some(record) if kinds.contains(&record.kind) => Some(record),
        // Without "apply to" the nearest record of a fitting kind is meant: a lead's contact, a task's lead.
        _ if step.apply_to.is_none() => {
            work.with_scope(run, |scope| kinds.iter().find_map(|kind| scope.record(*kind)))?
        }
        _ => None,
    };
    found.ok_or_else(|| {
        let names: Vec<&str> = kinds.iter().map(|kind| kind.as_str()).collect();
        StepFault::Skip(format!("the run has no {} to act on", names.join(" or ")))
    })
}

/// A rendered text, and whether it clears.
pub(super) fn text(
    work: &mut Work,
    run: &Run,
    source: &Scalar,
    warnings: &mut Vec<String>,
) -> Result<(String, bool), StepFault> {
    let rendered = work.render(run, &source.0, Context::Field)?;
    let clear = rendered.clear;
    Ok((heed(rendered, warnings), clear))
}

/// Renders field values into settings.
fn settings(
    work: &mut Work,
    run: &Run,
    fields: &FieldValues,
    warnings: &mut Vec<String>,
) -> Result<Vec<Setting>, StepFault> {
    let mut all = Vec::with_capacity(fields.len() + 3);
    for (key, source) in fields {
        all.push(setting(work, run, key.clone(), source, warnings)?);
    }
    Ok(all)
}

fn setting(
    work: &mut Work,
    run: &Run,
    key: Key,
    source: &Scalar,
    warnings: &mut Vec<String>,
) -> Result<Setting, StepFault> {
    let (text, clear) = text(work, run, source, warnings)?;
    Ok(Setting { key, text, clear })
}

/// A setting of a core field, when it is given.
fn core(
    work: &mut Work,
    run: &Run,
    name: &str,
    source: Option<&Scalar>,
    warnings: &mut Vec<String>,
    all: &mut Vec<Setting>,
) -> Result<(), StepFault> {
    if let (Some(source), Ok(key)) = (source, name.parse()) {
        let setting = setting(work, run, key, source, warnings)?;
        if !setting.text.trim().is_empty() || setting.clear {
            all.push(setting);
        }
    }
    Ok(())
}

/// What a step that set fields did; refused values fail it, while the others stay set (example 100).
fn assigned(done: Assigned, mut warnings: Vec<String>) -> Outcome {
    let Assigned {
        record,
        changes,
        faults,
    } = done;
    let failed = !faults.is_empty();
    warnings.extend(
        faults
            .into_iter()
            .map(|fault| format!("error: {}: {}", fault.field, fault.message)),
    );
    let state = if failed {
        signalbox_model::run::StepState::Failed
    } else {
        signalbox_model::run::StepState::Done
    };
    Outcome {
        changes,
        warnings,
        ..Outcome::new(state).on(record)
    }
}

fn changed(record: RecordRef, changes: Vec<Change>, warnings: Vec<String>) -> Outcome {
    let note = changes
        .is_empty()
        .then(|| "it already was so: nothing changed".to_owned());
    Outcome {
        changes,
        warnings,
        note,
        ..Outcome::done().on(record)
    }
}

/// A user by e-mail, id or name.
pub(super) fn user(
    work: &mut Work,
    run: &Run,
    source: &Scalar,
    warnings: &mut Vec<String>,
) -> Result<UserId, StepFault> {
    let (text, _) = text(work, run, source, warnings)?;
    Ok(work.defs.schema.resolve_user(&text)?.id)
}

/// The responsible of the run's record, for what is created without one.
pub(super) fn own_responsible(
    space: &mut Space,
    record: Option<RecordRef>,
) -> Result<Option<UserId>, StepFault> {
    use signalbox_model::record::{Company, Contact, Lead, Task};
    use signalbox_store::crm::get;
    let Some(record) = record else { return Ok(None) };
    Ok(match record.kind {
        RecordKind::Lead => get::<Lead>(space, record.id)?.and_then(|lead| lead.responsible_id),
        RecordKind::Contact => get::<Contact>(space, record.id)?.and_then(|contact| contact.responsible_id),
        RecordKind::Company => get::<Company>(space, record.id)?.and_then(|company| company.responsible_id),
        RecordKind::Task => get::<Task>(space, record.id)?.and_then(|task| task.responsible_id),
    })
}
