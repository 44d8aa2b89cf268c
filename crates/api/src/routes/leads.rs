//! Leads.

use super::records::{self, Amount, LinkedContact, LinkedRecord, RecordQuery, linked, linked_plain};
use crate::can::{Can, Read, Write};
use crate::doc::{Created, NoContent, Routes};
use crate::extract::{At, Body, Page};
use crate::problem::Result;
use crate::views::given;
use axum::Json;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use signalbox_engine::Definitions;
use signalbox_engine::crm::{self, GivenFields, LeadPatch, NewLead};
use signalbox_model::record::{Company, Contact, Lead};
use signalbox_model::{LossReasonId, RecordId, RecordKind, RecordRef, UserId};
use signalbox_store::Space;

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .chapter("Leads")
        .get("/leads", "lead_list", "List leads, newest first.", list)
        .post("/leads", "lead_create", "Make a lead.", create)
        .get(
            "/leads/{id}",
            "lead_show",
            "Show a lead with its contacts and company.",
            show,
        )
        .patch(
            "/leads/{id}",
            "lead_update",
            "Change a lead; null clears.",
            update,
        )
        .delete(
            "/leads/{id}",
            "lead_delete",
            "Delete a lead with its notes and links.",
            delete,
        )
}

/// A lead with what it is linked to.
#[derive(Debug, Serialize, JsonSchema)]
struct LeadView {
    #[serde(flatten)]
    lead: Lead,
    /// Its contacts, the main one first.
    contacts: Vec<LinkedContact>,
    /// Its main company.
    company: Option<LinkedRecord>,
}

impl LeadView {
    fn read(space: &mut Space, lead: Lead) -> Result<Self> {
        let record = RecordRef {
            kind: RecordKind::Lead,
            id: lead.id,
        };
        let contacts = linked::<Contact>(space, record)?;
        let company = linked_plain::<Company>(space, record)?.into_iter().next();
        Ok(Self {
            lead,
            contacts,
            company,
        })
    }
}

/// A lead that is to be made.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
struct LeadNew {
    /// The title; made up when empty.
    name: String,
    /// The pipeline, id or key; the first when absent.
    pipeline: Option<String>,
    /// The stage, id or key; the first open one when absent.
    stage: Option<String>,
    /// The amount.
    sale: Option<Amount>,
    /// The responsible user.
    responsible_id: Option<UserId>,
    /// Why it was lost.
    loss_reason_id: Option<LossReasonId>,
    /// Where it came from.
    source: Option<String>,
    /// Tags.
    tags: Vec<String>,
    /// Custom fields by key, canonical or as text.
    fields: GivenFields,
    /// Users who follow it.
    subscribers: Vec<UserId>,
    /// Contacts it is linked to; the first is the main one.
    contacts: Vec<RecordId>,
    /// A company it is linked to.
    company: Option<RecordId>,
}

impl LeadNew {
    fn resolve(self, defs: &Definitions) -> Result<NewLead> {
        let pipeline_id = self
            .pipeline
            .as_deref()
            .map(|text| records::pipeline(defs, text))
            .transpose()?;
        let stage_id = self
            .stage
            .as_deref()
            .map(|text| records::stage(defs, pipeline_id, text))
            .transpose()?;
        let sale = self
            .sale
            .map(|sale| sale.money(&defs.settings.currency))
            .transpose()?;
        Ok(NewLead {
            name: self.name,
            pipeline_id,
            stage_id,
            sale,
            responsible_id: self.responsible_id,
            loss_reason_id: self.loss_reason_id,
            source: self.source,
            tags: self.tags,
            fields: self.fields,
            subscribers: self.subscribers,
            contacts: self.contacts,
            company: self.company,
        })
    }
}

/// A change of a lead: what is absent stays, null clears.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct LeadChange {
    /// The title.
    name: Option<String>,
    /// The pipeline, id or key.
    pipeline: Option<String>,
    /// The stage, id or key.
    stage: Option<String>,
    /// The amount.
    #[serde(deserialize_with = "given")]
    #[schemars(with = "Option<Amount>")]
    sale: Option<Option<Amount>>,
    /// The responsible user.
    #[serde(deserialize_with = "given")]
    #[schemars(with = "Option<UserId>")]
    responsible_id: Option<Option<UserId>>,
    /// Why it was lost.
    #[serde(deserialize_with = "given")]
    #[schemars(with = "Option<LossReasonId>")]
    loss_reason_id: Option<Option<LossReasonId>>,
    /// Where it came from.
    #[serde(deserialize_with = "given")]
    #[schemars(with = "Option<String>")]
    source: Option<Option<String>>,
    /// All its tags.
    tags: Option<Vec<String>>,
    /// Custom fields that change, by key; null clears one.
    fields: GivenFields,
    /// Users who follow it.
    subscribers: Option<Vec<UserId>>,
}

impl LeadChange {
    pub fn resolve(self, defs: &Definitions) -> Result<LeadPatch> {
        let pipeline_id = self
            .pipeline
            .as_deref()
            .map(|text| records::pipeline(defs, text))
            .transpose()?;
        let stage_id = self
            .stage
            .as_deref()
            .map(|text| records::stage(defs, pipeline_id, text))
            .transpose()?;
        let money = |sale: Option<Amount>| sale.map(|sale| sale.money(&defs.settings.currency)).transpose();
        Ok(LeadPatch {
            name: self.name,
            pipeline_id,
            stage_id,
            sale: self.sale.map(money).transpose()?,
            responsible_id: self.responsible_id,
            loss_reason_id: self.loss_reason_id,
            source: self.source,
            tags: self.tags,
            fields: self.fields,
            subscribers: self.subscribers,
        })
    }
}

async fn list(me: Can<Read>, query: RecordQuery) -> Result<Json<Page<LeadView>>> {
    let user = me.user().id;
    let page = me.look(move |look| {
        let Page { items, next } = query.page::<Lead>(look, user)?;
        let items: Result<Vec<_>> = items
            .into_iter()
            .map(|lead| LeadView::read(&mut look.space(), lead))
            .collect();
        Ok(Page { items: items?, next })
    });
    Ok(Json(page.await?))
}

async fn create(me: Can<Write>, Body(new): Body<LeadNew>) -> Result<Created<LeadView>> {
    let made = me.write(move |work| {
        let mut new = new.resolve(&*work.definitions()?)?;
        new.responsible_id = work.owner(RecordKind::Lead, new.responsible_id);
        let lead = work.change(|space, ctx| crm::create_lead(space, ctx, new))?;
        LeadView::read(&mut work.space(), lead)
    });
    Ok(Created(made.await?))
}

async fn show(me: Can<Read>, At(id): At<RecordId>) -> Result<Json<LeadView>> {
    let found = me.look(move |look| {
        let lead = records::one(&mut look.space(), id)?;
        LeadView::read(&mut look.space(), lead)
    });
    Ok(Json(found.await?))
}

async fn update(
    me: Can<Write>,
    At(id): At<RecordId>,
    Body(change): Body<LeadChange>,
) -> Result<Json<LeadView>> {
    let changed = me.write(move |work| {
        let patch = change.resolve(&*work.definitions()?)?;
        let updated = work.change(|space, ctx| crm::update_lead(space, ctx, id, patch))?;
        LeadView::read(&mut work.space(), updated.record)
    });
    Ok(Json(changed.await?))
}

async fn delete(me: Can<Write>, At(id): At<RecordId>) -> Result<NoContent> {
    me.write(move |work| records::delete(work, RecordKind::Lead, id))
        .await?;
    Ok(NoContent)
}
