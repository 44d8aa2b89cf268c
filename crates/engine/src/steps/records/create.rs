//! Creating leads, contacts and companies, and copying leads (F-20…F-23).

use super::find::{missing, take};
use super::{assigned, changing, core, own_responsible, settings};
use crate::crm::{self, Draft, NewCompany, NewContact, NewLead, Setting};
use crate::run::Run;
use crate::steps::{Done, StepFault};
use crate::work::Work;
use signalbox_model::action::{CopyLead, CreateCompany, CreateContact, CreateLead, FieldValues, Step};
use signalbox_model::record::Lead;
use signalbox_model::start::Start;
use signalbox_model::{Key, PipelineId, RecordId, RecordKind, RecordRef, Scalar, StageId};
use signalbox_store::crm as rows;

/// What every such step may write besides what is its own.
struct Written<'w> {
    name: Option<&'w Scalar>,
    tags: Option<&'w Scalar>,
    responsible: Option<&'w Scalar>,
    fields: Option<&'w FieldValues>,
}

impl<'w> From<&'w CreateLead> for Written<'w> {
    fn from(wanted: &'w CreateLead) -> Self {
        Self {
            name: Some(&wanted.name),
            tags: wanted.tags.as_ref(),
            responsible: wanted.responsible.as_ref(),
            fields: Some(&wanted.fields),
        }
    }
}

impl<'w> From<&'w CreateContact> for Written<'w> {
    fn from(wanted: &'w CreateContact) -> Self {
        Self {
            name: Some(&wanted.name),
            tags: wanted.tags.as_ref(),
            responsible: wanted.responsible.as_ref(),
            fields: Some(&wanted.fields),
        }
    }
}

impl<'w> From<&'w CopyLead> for Written<'w> {
    fn from(wanted: &'w CopyLead) -> Self {
        Self {
            name: wanted.name.as_ref(),
            tags: wanted.tags.as_ref(),
            responsible: wanted.responsible.as_ref(),
            fields: None,
        }
    }
}

/// The settings to be written, and what was odd about them.
fn written(work: &mut Work, run: &Run, wanted: &Written) -> Result<(Vec<Setting>, Vec<String>), StepFault> {
    let mut warnings = Vec::new();
    let mut fields = match wanted.fields {
        Some(fields) => settings(work, run, fields, &mut warnings)?,
        None => Vec::new(),
    };
    for (name, value) in [
        ("name", wanted.name),
        ("tags", wanted.tags),
        ("responsible", wanted.responsible),
    ] {
        core(work, run, name, value, &mut warnings, &mut fields)?;
    }
    Ok((fields, warnings))
}

pub(super) fn lead(work: &mut Work, run: &mut Run, wanted: &CreateLead) -> Done {
    // Also when it came through an import or an older version (Z-16).
    if matches!(run.body.scenario.start, Start::LeadCreated(_)) {
        return Err(StepFault::Skip(
            "a scenario on created leads cannot create leads: it would never end".into(),
        ));
    }
    let (fields, warnings) = written(work, run, &Written::from(wanted))?;
    let (pipeline_id, stage_id) = place(work, wanted.pipeline.as_ref(), wanted.stage.as_ref(), None)?;
    let company = work.with_scope(run, |scope| scope.record(RecordKind::Company))?;
    let mut contacts: Vec<RecordId> = work
        .with_scope(run, |scope| scope.record(RecordKind::Contact))?
        .iter()
        .map(|c| c.id)
        .collect();
    if let (true, true, Some(company)) = (wanted.attach_company_contacts, contacts.is_empty(), company) {
        let linked = rows::links::of(&mut work.space(), company, RecordKind::Contact)?;
        contacts = linked.into_iter().map(|linked| linked.id).collect();
    }
    let responsible_id = own_responsible(&mut work.space(), run.subject)?;
    let company = company.map(|company| company.id);
    let draft = Draft::Lead(NewLead {
        pipeline_id,
        stage_id,
        responsible_id,
        contacts,
        company,
        ..NewLead::default()
    });
    create(work, run, &draft, &fields, warnings)
}

fn create(work: &mut Work, run: &mut Run, draft: &Draft, fields: &[Setting], warnings: Vec<String>) -> Done {
    let made = changing(work, run, |space, ctx| {
        crm::create_filled(space, ctx, draft, fields)
    })?;
    take(run, made.record);
    Ok(assigned(made, warnings))
}

type Place = (Option<PipelineId>, Option<StageId>);

/// Pipeline and stage by their keys; `home` is the pipeline when only a stage is named.
pub(super) fn place(
    work: &Work,
    pipeline: Option<&Key>,
    stage: Option<&Key>,
    home: Option<PipelineId>,
) -> Result<Place, StepFault> {
    let schema = &work.defs.schema;
    let pipeline_id = match pipeline {
        None => home,
        Some(key) => {
            let found = schema.pipeline_named(key.as_str());
            Some(
                found
                    .ok_or_else(|| StepFault::Fail(format!("there is no pipeline `{key}`")))?
                    .id,
            )
        }
    };
    let Some(stage) = stage else {
        return Ok((pipeline_id, None));
    };
    let found = schema.stage_named(pipeline_id, stage.as_str());
    let fits = found.filter(|(own, _)| pipeline.is_none() || Some(own.id) == pipeline_id);
    let (pipeline, stage) =
        fits.ok_or_else(|| StepFault::Fail(format!("there is no stage `{stage}` in this pipeline")))?;
    Ok((Some(pipeline.id), Some(stage.id)))
}

/// The records a new contact or company is attached to: what the step names, else the run's own.
fn home(
    work: &mut Work,
    run: &Run,
    step: &Step,
    kinds: [RecordKind; 2],
) -> Result<Vec<RecordRef>, StepFault> {
    if let Some(target) = step.apply_to {
        let found = work.with_scope(run, |scope| scope.record(target.kind()))?;
        return Ok(found
            .into_iter()
            .filter(|record| kinds.contains(&record.kind))
            .collect());
    }
    Ok(kinds.into_iter().filter_map(|kind| run.record(kind)).collect())
}

pub(super) fn contact(work: &mut Work, run: &mut Run, step: &Step, wanted: &CreateContact) -> Done {
    let (fields, warnings) = written(work, run, &Written::from(wanted))?;
    let links = home(work, run, step, [RecordKind::Lead, RecordKind::Company])?;
    let responsible_id = own_responsible(&mut work.space(), run.subject)?;
    let draft = Draft::Contact(NewContact {
        links,
        responsible_id,
        ..NewContact::default()
    });
    create(work, run, &draft, &fields, warnings)
}

pub(super) fn company(work: &mut Work, run: &mut Run, step: &Step, wanted: &CreateCompany) -> Done {
    let (fields, warnings) = written(work, run, &Written::from(wanted))?;
    let links = home(work, run, step, [RecordKind::Lead, RecordKind::Contact])?;
    let responsible_id = own_responsible(&mut work.space(), run.subject)?;
    let draft = Draft::Company(NewCompany {
        links,
        responsible_id,
        ..NewCompany::default()
    });
    create(work, run, &draft, &fields, warnings)
}

pub(super) fn copy_lead(work: &mut Work, run: &mut Run, wanted: &CopyLead) -> Done {
    if matches!(run.body.scenario.start, Start::LeadCreated(_)) {
        return Err(StepFault::Skip(
            "a scenario on created leads cannot copy leads: it would never end".into(),
        ));
    }
    let original = work
        .with_scope(run, |scope| scope.record(RecordKind::Lead))?
        .ok_or_else(|| missing(RecordKind::Lead))?;
    let old = rows::get::<Lead>(&mut work.space(), original.id)?.ok_or_else(|| missing(RecordKind::Lead))?;
    let (pipeline, stage) = place(
        work,
        wanted.pipeline.as_ref(),
        wanted.stage.as_ref(),
        Some(old.pipeline_id),
    )?;
    let stage = stage.or_else(|| (pipeline == Some(old.pipeline_id)).then_some(old.stage_id));
    let (fields, warnings) = written(work, run, &Written::from(wanted))?;
    let of = |work: &mut Work, kind| rows::links::of(&mut work.space(), original, kind);
    let contacts = of(work, RecordKind::Contact)?
        .into_iter()
        .map(|linked| linked.id)
        .collect();
    let company = of(work, RecordKind::Company)?.first().map(|linked| linked.id);
    let draft = Draft::Lead(NewLead {
        name: format!("{} ({})", old.name, copy_word(&work.defs.settings.language)),
        pipeline_id: pipeline,
        stage_id: stage,
        sale: old.sale,
        responsible_id: old.responsible_id,
        source: old.source,
        tags: old.tags,
        fields: old.fields,
        contacts,
        company,
        ..NewLead::default()
    });
    create(work, run, &draft, &fields, warnings)
}

fn copy_word(language: &str) -> &'static str {
    match language {
        "uk" => "копія",
        "en" => "copy",
        _ => "копия",
    }
}
