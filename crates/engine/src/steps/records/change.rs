//! Changing records: fields, tags, stage, responsible, followers, phones, notes (F-24, F-26…F-28, F-40, F-45).

use super::create::place;
use super::find::missing;
use super::{assigned, changed, changing, settings, text, user, wanted};
use crate::crm::{self, LeadPatch, NewNote, Untag};
use crate::run::Run;
use crate::steps::{Done, Outcome, StepFault};
use crate::work::Work;
use signalbox_model::action::{
    AddNote, ChangeFields, ChangeResponsible, ChangeStage, ChangeTags, NormalizeContacts, Step,
    SubscribeUsers,
};
use signalbox_model::record::{Lead, NoteKind};
use signalbox_model::{RecordKind, RecordRef};
use signalbox_store::crm as rows;

pub(super) fn fields(work: &mut Work, run: &mut Run, step: &Step, change: &ChangeFields) -> Done {
    let record = wanted(work, run, step, &RecordKind::ALL)?;
    let mut warnings = Vec::new();
    let fields = settings(work, run, &change.fields, &mut warnings)?;
    let done = changing(work, run, |space, ctx| {
        crm::set_fields(space, ctx, record, &fields)
    })?;
    Ok(assigned(done, warnings))
}

pub(super) fn tags(work: &mut Work, run: &mut Run, step: &Step, change: &ChangeTags) -> Done {
    let record = wanted(work, run, step, &RecordKind::ALL)?;
    let mut warnings = Vec::new();
    let add = match &change.add {
        Some(source) => crm::split_list(&text(work, run, source, &mut warnings)?.0),
        None => Vec::new(),
    };
    let remove = match &change.remove {
        None => Untag::None,
        // An empty text that was written so removes all (F-27); one that only came out empty removes none.
        Some(source) if source.0.trim().is_empty() => Untag::All,
        Some(source) => Untag::These(crm::split_list(&text(work, run, source, &mut warnings)?.0)),
    };
    let changes = changing(work, run, |space, ctx| {
        crm::change_tags(space, ctx, record, &add, &remove)
    })?;
    Ok(changed(record, changes, warnings))
}

pub(super) fn stage(work: &mut Work, run: &mut Run, change: &ChangeStage) -> Done {
    let record = work
        .with_scope(run, |scope| scope.record(RecordKind::Lead))?
        .ok_or_else(|| missing(RecordKind::Lead))?;
    let lead = rows::get::<Lead>(&mut work.space(), record.id)?.ok_or_else(|| missing(RecordKind::Lead))?;
    let mut warnings = Vec::new();
    let (pipeline_id, stage_id) = place(
        work,
        change.pipeline.as_ref(),
        Some(&change.stage),
        Some(lead.pipeline_id),
    )?;
    let loss_reason_id = match &change.loss_reason {
        None => None,
        Some(source) => {
            let (name, _) = text(work, run, source, &mut warnings)?;
            let reason = work.defs.schema.loss_reason_named(&name);
            Some(Some(
                reason
                    .ok_or_else(|| StepFault::Fail(format!("there is no loss reason `{name}`")))?
                    .id,
            ))
        }
    };
    let patch = LeadPatch {
        pipeline_id,
        stage_id,
        loss_reason_id,
        ..LeadPatch::default()
    };
    let done = changing(work, run, |space, ctx| {
        crm::update_lead(space, ctx, record.id, patch)
    })?;
    Ok(changed(record, done.changes, warnings))
}

pub(super) fn responsible(work: &mut Work, run: &mut Run, step: &Step, change: &ChangeResponsible) -> Done {
    let record = wanted(work, run, step, &RecordKind::ALL)?;
    let mut warnings = Vec::new();
    let user = user(work, run, &change.user, &mut warnings)?;
    let mut all = vec![record];
    for kind in change.also.iter().filter(|kind| **kind != record.kind) {
        all.extend(linked(work, record, *kind)?);
    }
    let mut changes = Vec::new();
    for (place, one) in all.into_iter().enumerate() {
        let fields = [crm::Setting {
            key: key("responsible")?,
            text: user.to_string(),
            clear: false,
        }];
        let done = changing(work, run, |space, ctx| crm::set_fields(space, ctx, one, &fields))?;
        if place == 0 {
            changes = done.changes;
        }
    }
    Ok(changed(record, changes, warnings))
}

fn key(name: &str) -> Result<signalbox_model::Key, StepFault> {
    name.parse()
        .map_err(|error: signalbox_model::KeyError| StepFault::Fail(error.to_string()))
}

/// Records of a kind linked with a record; tasks are those that hang on it.
fn linked(work: &mut Work, record: RecordRef, kind: RecordKind) -> Result<Vec<RecordRef>, StepFault> {
    if kind == RecordKind::Task {
        return super::task::of(work, record, true);
    }
    let found = rows::links::of(&mut work.space(), record, kind)?;
    Ok(found
        .into_iter()
        .map(|linked| RecordRef { kind, id: linked.id })
        .collect())
}

pub(super) fn subscribe(work: &mut Work, run: &mut Run, change: &SubscribeUsers) -> Done {
    let record = work
        .with_scope(run, |scope| scope.record(RecordKind::Lead))?
        .ok_or_else(|| missing(RecordKind::Lead))?;
    let mut warnings = Vec::new();
    let (names, _) = text(work, run, &change.users, &mut warnings)?;
    let mut users = Vec::new();
    for name in crm::split_list(&names) {
        users.push(work.defs.schema.resolve_user(&name)?.id);
    }
    let (add, remove) = if change.unsubscribe {
        (Vec::new(), users)
    } else {
        (users, Vec::new())
    };
    let done = changing(work, run, |space, ctx| {
        crm::subscribe(space, ctx, record.id, &add, &remove)
    })?;
    Ok(changed(record, done.changes, warnings))
}

pub(super) fn normalize(work: &mut Work, run: &mut Run, step: &Step, settings: &NormalizeContacts) -> Done {
    let record = wanted(work, run, step, &[RecordKind::Contact, RecordKind::Company])?;
    let changes = changing(work, run, |space, ctx| {
        crm::normalize_contacts(space, ctx, record, settings)
    })?;
    Ok(changed(record, changes, Vec::new()))
}

pub(super) fn note(work: &mut Work, run: &mut Run, step: &Step, note: &AddNote) -> Done {
    let record = wanted(
        work,
        run,
        step,
        &[RecordKind::Lead, RecordKind::Contact, RecordKind::Company],
    )?;
    if !matches!(note.note_type, NoteKind::Text | NoteKind::System) {
        return Err(StepFault::Fail(
            "a scenario adds notes of type `text` or `system`".into(),
        ));
    }
    let mut warnings = Vec::new();
    let rendered = work.render(run, &note.text.0, signalbox_expr::Context::Note)?;
    let text = crate::steps::heed(rendered, &mut warnings);
    let made = changing(work, run, |space, ctx| {
        crm::add_note(space, ctx, NewNote::text(record, note.note_type, text))
    })?;
    Ok(Outcome {
        warnings,
        ..Outcome::done().on(record).note(format!("note {}", made.id))
    })
}
