//! Leads: where they stand, and when they are closed.

use super::change::{GivenFields, commit, create, load, put_fields};
use super::{CrmError, Ctx, FieldFault, Schema, Updated, link, required, tag};
use signalbox_model::record::{Lead, Money, Stage, StageKind};
use signalbox_model::{LossReasonId, PipelineId, RecordId, RecordKind, RecordRef, StageId, UserId};
use signalbox_store::Space;

/// A lead to be made.
#[derive(Debug, Clone, Default)]
pub struct NewLead {
    /// The title; one in the workspace's language when empty.
    pub name: String,
    /// The pipeline; the stage's, or the first one.
    pub pipeline_id: Option<PipelineId>,
    /// The stage; the pipeline's first open one.
    pub stage_id: Option<StageId>,
    /// The amount.
    pub sale: Option<Money>,
    /// The responsible user.
    pub responsible_id: Option<UserId>,
    /// Why it was lost.
    pub loss_reason_id: Option<LossReasonId>,
    /// Where it came from.
    pub source: Option<String>,
    /// Tags.
    pub tags: Vec<String>,
    /// Custom fields: canonical JSON or text.
    pub fields: GivenFields,
    /// Users who follow it.
    pub subscribers: Vec<UserId>,
    /// Its contacts, the main one first.
    pub contacts: Vec<RecordId>,
    /// Its company.
    pub company: Option<RecordId>,
}

/// What is to change of a lead; what is absent stays. The inner `None` clears.
#[derive(Debug, Clone, Default)]
pub struct LeadPatch {
    /// The title.
    pub name: Option<String>,
    /// The pipeline; without a stage its first open one.
    pub pipeline_id: Option<PipelineId>,
    /// The stage, of whatever pipeline.
    pub stage_id: Option<StageId>,
    /// The amount.
    pub sale: Option<Option<Money>>,
    /// The responsible user.
    pub responsible_id: Option<Option<UserId>>,
    /// Why it was lost.
    pub loss_reason_id: Option<Option<LossReasonId>>,
    /// Where it came from.
    pub source: Option<Option<String>>,
    /// All tags.
    pub tags: Option<Vec<String>>,
    /// Custom fields: canonical JSON or text; `null` clears.
    pub fields: GivenFields,
    /// All followers.
    pub subscribers: Option<Vec<UserId>>,
}

/// A lead's place on its way: closing and reopening follow from the stage's meaning.
pub(crate) trait Place {
    /// Moves it to a stage, on top of its column.
    fn move_to(&mut self, ctx: &Ctx, pipeline: PipelineId, stage: &Stage);
}

impl Place for Lead {
    fn move_to(&mut self, ctx: &Ctx, pipeline: PipelineId, stage: &Stage) {
        if self.stage_id == stage.id {
            return;
        }
        (self.pipeline_id, self.stage_id) = (pipeline, stage.id);
        (self.entered_stage_at, self.position) = (ctx.now, ctx.next_id());
        self.closed_at = match stage.kind {
            StageKind::Open => None,
            StageKind::Won | StageKind::Lost => self.closed_at.or(Some(ctx.now)),
        };
        if stage.kind != StageKind::Lost {
            self.loss_reason_id = None;
        }
    }
}

/// The stage that a pipeline and a stage name together.
fn place(
    schema: &Schema,
    pipeline: Option<PipelineId>,
    stage: Option<StageId>,
) -> Result<(PipelineId, &Stage), CrmError> {
    let found = match stage {
        Some(id) => schema.stage(id),
        None => schema.first_stage(pipeline),
    };
    let Some((home, stage)) = found else {
        let (field, what) = match (stage, pipeline) {
            (Some(_), _) => ("stage", "there is no such stage: choose one of the pipeline"),
            (None, Some(_)) => ("pipeline", "there is no such pipeline, or it has no stages"),
            (None, None) => (
                "pipeline",
                "the workspace has no pipeline: add one in the settings first",
            ),
        };
        return Err(CrmError::invalid(field, what));
    };
    if pipeline.is_some_and(|wanted| wanted != home.id) {
        let message = format!("the stage `{}` belongs to the pipeline `{}`", stage.key, home.key);
        return Err(CrmError::invalid("stage", message));
    }
    Ok((home.id, stage))
}

fn untitled(language: &str) -> &'static str {
    match language {
        "uk" => "Нова угода",
        "en" => "New lead",
        _ => "Новая сделка",
    }
}

/// The lead that `new` describes, not yet stored.
pub(crate) fn draft(space: &mut Space, ctx: &Ctx, new: &NewLead) -> Result<Lead, CrmError> {
    let (pipeline_id, stage) = place(ctx.schema, new.pipeline_id, new.stage_id)?;
    let name = match new.name.trim() {
        "" => untitled(&ctx.settings.language),
        name => name,
    };
    let id = ctx.next_id();
    let mut lead = Lead {
        id: RecordId(id),
        name: name.to_owned(),
        pipeline_id,
        stage_id: stage.id,
        entered_stage_at: ctx.now,
        position: id,
        sale: new.sale.clone(),
        responsible_id: new.responsible_id,
        loss_reason_id: None,
        source: new.source.clone(),
        tags: tag::clean(new.tags.clone()),
        fields: Default::default(),
        subscribers: known(ctx.schema, new.subscribers.clone(), &[])?,
        created_at: ctx.now,
        updated_at: ctx.now,
        closed_at: (stage.kind != StageKind::Open).then_some(ctx.now),
        created_by: ctx.author.clone(),
    };
    lead.loss_reason_id = reason(ctx.schema, new.loss_reason_id)?;
    put_fields(space, ctx, &mut lead, &new.fields)?;
    Ok(lead)
}

/// Makes a lead with its links: one event.
pub fn create_lead(space: &mut Space, ctx: &mut Ctx, new: NewLead) -> Result<Lead, CrmError> {
    let lead = draft(space, ctx, &new)?;
    required::check(
        space,
        ctx,
        &lead,
        (!new.contacts.is_empty(), new.company.is_some()),
    )?;
    store(space, ctx, lead, &new)
}

pub(crate) fn store(space: &mut Space, ctx: &mut Ctx, lead: Lead, new: &NewLead) -> Result<Lead, CrmError> {
    let contacts = new.contacts.iter().map(|id| (RecordKind::Contact, *id));
    let company = new.company.iter().map(|id| (RecordKind::Company, *id));
    for (kind, id) in contacts.chain(company) {
        link::attach(
            space,
            RecordRef {
                kind: RecordKind::Lead,
                id: lead.id,
            },
            RecordRef { kind, id },
        )?;
    }
    create(space, ctx, lead)
}

/// Changes a lead.
pub fn update_lead(
    space: &mut Space,
    ctx: &mut Ctx,
    id: RecordId,
    patch: LeadPatch,
) -> Result<Updated<Lead>, CrmError> {
    let (old, new) = patched(space, ctx, id, patch)?;
    commit(space, ctx, &old, new)
}

/// A lead as it is and as a patch makes it, not yet stored. What the stage asks for is checked.
pub(crate) fn patched(
    space: &mut Space,
    ctx: &Ctx,
    id: RecordId,
    patch: LeadPatch,
) -> Result<(Lead, Lead), CrmError> {
    let old: Lead = load(space, id)?;
    let mut new = old.clone();
    if patch.stage_id.is_some() || patch.pipeline_id.is_some_and(|wanted| wanted != old.pipeline_id) {
        let (pipeline, stage) = place(ctx.schema, patch.pipeline_id, patch.stage_id)?;
        new.move_to(ctx, pipeline, stage);
    }
    if let Some(name) = patch.name {
        name.trim().clone_into(&mut new.name);
    }
    if let Some(sale) = patch.sale {
        new.sale = sale;
    }
    if let Some(responsible) = patch.responsible_id {
        new.responsible_id = responsible;
    }
    if let Some(wanted) = patch.loss_reason_id {
        new.loss_reason_id = reason(ctx.schema, wanted)?;
    }
    if let Some(source) = patch.source {
        new.source = source.and_then(|source| super::tracked::optional(&source));
    }
    if let Some(tags) = patch.tags {
        new.tags = tag::clean(tags);
    }
    if let Some(subscribers) = patch.subscribers {
        new.subscribers = known(ctx.schema, subscribers, &old.subscribers)?;
    }
    put_fields(space, ctx, &mut new, &patch.fields)?;
    if new.stage_id != old.stage_id {
        required::check(space, ctx, &new, (false, false))?;
    }
    Ok((old, new))
}

/// Subscribes users to a lead and unsubscribes others (F-40).
pub fn subscribe(
    space: &mut Space,
    ctx: &mut Ctx,
    id: RecordId,
    add: &[UserId],
    remove: &[UserId],
) -> Result<Updated<Lead>, CrmError> {
    let old: Lead = load(space, id)?;
    let mut new = old.clone();
    new.subscribers.extend_from_slice(add);
    new.subscribers = known(ctx.schema, new.subscribers, &old.subscribers)?;
    new.subscribers.retain(|user| !remove.contains(user));
    commit(space, ctx, &old, new)
}

fn reason(schema: &Schema, id: Option<LossReasonId>) -> Result<Option<LossReasonId>, CrmError> {
    match id {
        Some(id) if schema.loss_reasons.iter().all(|reason| reason.id != id) => Err(CrmError::invalid(
            "loss_reason",
            "there is no such loss reason: choose one of the workspace",
        )),
        id => Ok(id),
    }
}

/// Users without repeats, who must be known unless they were there before.
fn known(schema: &Schema, users: Vec<UserId>, before: &[UserId]) -> Result<Vec<UserId>, CrmError> {
    let mut out = Vec::new();
    let mut faults = Vec::new();
    for user in users {
        if schema.user(user).is_none() && !before.contains(&user) {
            faults.push(FieldFault::new(
                "subscribers",
                format!("{user} is no active user"),
            ));
        } else if !out.contains(&user) {
            out.push(user);
        }
    }
    CrmError::none_of(faults)?;
    Ok(out)
}
