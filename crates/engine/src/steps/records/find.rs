//! Finding a record by fields, creating it when asked (F-64, Z-106…Z-113).

use super::{changing, settings, text};
use crate::crm::{self, Draft, NewCompany, NewContact, NewLead, NewTask, Setting};
use crate::run::Run;
use crate::steps::{Done, Outcome, StepFault};
use crate::work::Work;
use signalbox_model::action::FindRecord;
use signalbox_model::{RecordKind, RecordRef};

pub(super) fn find(work: &mut Work, run: &mut Run, wanted: &FindRecord) -> Done {
    let mut warnings = Vec::new();
    let mut tried = Vec::new();
    for by in &wanted.by {
        let (value, _) = text(work, run, &by.value, &mut warnings)?;
        // An empty value would find every record with an empty field (Z-107).
        if value.trim().is_empty() {
            continue;
        }
        // Two requests with one new phone must not make two contacts (Z-113).
        work.tx.lock(lock_of(wanted.kind, by.field.as_str(), &value))?;
        let defs = work.defs.clone();
        let found = crm::find(
            &mut work.space(),
            defs.crm(),
            wanted.kind,
            by.field.as_str(),
            &value,
        )?;
        let found = work.as_they_were(found)?;
        if let Some(record) = found.first().copied() {
            take(run, record);
            let note = format!("found by {} = {value}{}", by.field, several(found.len()));
            return Ok(Outcome {
                warnings,
                ..Outcome::done().on(record).note(note)
            });
        }
        tried.push((by.field.clone(), value));
    }
    let Some(create) = &wanted.create else {
        return Ok(Outcome {
            warnings,
            ..Outcome::done().note(format!("no {} found", wanted.kind))
        });
    };
    let mut fields = settings(work, run, create, &mut warnings)?;
    // What was looked for belongs to the new record, or the next look would not find it either.
    for (key, text) in tried {
        if key.as_str() != "id" && !fields.iter().any(|field| field.key == key) {
            fields.push(Setting {
                key,
                text,
                clear: false,
            });
        }
    }
    let draft = draft(work, run, wanted.kind);
    let made = changing(work, run, |space, ctx| {
        crm::create_filled(space, ctx, &draft, &fields)
    })?;
    take(run, made.record);
    Ok(super::assigned(made, warnings).note(format!("none found: a {} was created", wanted.kind)))
}

fn several(count: usize) -> String {
    if count > 1 {
        format!(" ({count} fit; the most recently changed is taken)")
    } else {
        String::new()
    }
}

/// Makes a record the run's current one of its kind, and its subject when it has none.
pub(super) fn take(run: &mut Run, record: RecordRef) {
    run.records.retain(|known| known != &record);
    run.records.push(record);
    if run.subject.is_none() {
        run.subject = Some(record);
    }
}

fn draft(work: &Work, run: &Run, kind: RecordKind) -> Draft {
    let links = |kinds: &[RecordKind]| {
        kinds
            .iter()
            .filter_map(|kind| run.record(*kind))
            .collect::<Vec<_>>()
    };
    match kind {
        RecordKind::Lead => Draft::Lead(NewLead {
            contacts: run
                .record(RecordKind::Contact)
                .map(|contact| contact.id)
                .into_iter()
                .collect(),
            company: run.record(RecordKind::Company).map(|company| company.id),
            ..NewLead::default()
        }),
        RecordKind::Contact => Draft::Contact(NewContact {
            links: links(&[RecordKind::Lead, RecordKind::Company]),
            ..NewContact::default()
        }),
        RecordKind::Company => Draft::Company(NewCompany {
            links: links(&[RecordKind::Lead, RecordKind::Contact]),
            ..NewCompany::default()
        }),
        RecordKind::Task => Draft::Task(NewTask {
            due_at: work.now,
            record: run.subject,
            ..NewTask::default()
        }),
    }
}

fn lock_of(kind: RecordKind, field: &str, value: &str) -> i64 {
    let parts = [kind.as_str(), field, value];
    let bytes = parts.iter().flat_map(|part| part.to_lowercase().into_bytes());
    bytes.fold(0x1f3d_5b79, |sum: i64, byte| {
        sum.wrapping_mul(1_099_511_628_211).wrapping_add(i64::from(byte))
    })
}

/// A step that needs a record the run does not have.
pub(super) fn missing(kind: RecordKind) -> StepFault {
    StepFault::Skip(format!("the run has no {kind}"))
}
