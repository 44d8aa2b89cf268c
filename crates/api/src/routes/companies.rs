//! Companies.

use super::records::{self, LinkedRecord, RecordQuery, linked_plain};
use crate::can::{Can, Read, Write};
use crate::doc::{Created, NoContent, Routes};
use crate::extract::{At, Body, Page};
use crate::problem::Result;
use crate::views::given;
use axum::Json;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use signalbox_engine::crm::{self, CompanyPatch, GivenFields, NewCompany};
use signalbox_model::record::{Company, Contact, Lead};
use signalbox_model::{RecordId, RecordKind, RecordRef, UserId};
use signalbox_store::Space;

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .chapter("Companies")
        .get(
            "/companies",
            "company_list",
            "List companies, newest first.",
            list,
        )
        .post("/companies", "company_create", "Make a company.", create)
        .get(
            "/companies/{id}",
            "company_show",
            "Show a company with its contacts and leads.",
            show,
        )
        .patch(
            "/companies/{id}",
            "company_update",
            "Change a company; null clears.",
            update,
        )
        .delete(
            "/companies/{id}",
            "company_delete",
            "Delete a company with its notes and links.",
            delete,
        )
}

/// A company with what it is linked to.
#[derive(Debug, Serialize, JsonSchema)]
struct CompanyView {
    #[serde(flatten)]
    company: Company,
    /// Its contacts.
    contacts: Vec<LinkedRecord>,
    /// Its leads.
    leads: Vec<LinkedRecord>,
}

impl CompanyView {
    fn read(space: &mut Space, company: Company) -> Result<Self> {
        let record = RecordRef {
            kind: RecordKind::Company,
            id: company.id,
        };
        let contacts = linked_plain::<Contact>(space, record)?;
        let leads = linked_plain::<Lead>(space, record)?;
        Ok(Self {
            company,
            contacts,
            leads,
        })
    }
}

/// A company that is to be made.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
struct CompanyNew {
    /// The name.
    name: String,
    /// Phones; the first is the main one.
    phones: Vec<String>,
    /// E-mails; the first is the main one.
    emails: Vec<String>,
    /// The responsible user.
    responsible_id: Option<UserId>,
    /// Tags.
    tags: Vec<String>,
    /// Custom fields by key, canonical or as text.
    fields: GivenFields,
    /// Leads and contacts it is linked to.
    links: Vec<RecordRef>,
}

impl From<CompanyNew> for NewCompany {
    fn from(new: CompanyNew) -> Self {
        Self {
            name: new.name,
            phones: new.phones,
            emails: new.emails,
            responsible_id: new.responsible_id,
            tags: new.tags,
            fields: new.fields,
            links: new.links,
        }
    }
}

/// A change of a company: what is absent stays, null clears.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
struct CompanyChange {
    /// The name.
    name: Option<String>,
    /// All its phones.
    phones: Option<Vec<String>>,
    /// All its e-mails.
    emails: Option<Vec<String>>,
    /// The responsible user.
    #[serde(deserialize_with = "given")]
    #[schemars(with = "Option<UserId>")]
    responsible_id: Option<Option<UserId>>,
    /// All its tags.
    tags: Option<Vec<String>>,
    /// Custom fields that change, by key; null clears one.
    fields: GivenFields,
}

impl From<CompanyChange> for CompanyPatch {
    fn from(change: CompanyChange) -> Self {
        Self {
            name: change.name,
            phones: change.phones,
            emails: change.emails,
            responsible_id: change.responsible_id,
            tags: change.tags,
            fields: change.fields,
        }
    }
}

async fn list(me: Can<Read>, query: RecordQuery) -> Result<Json<Page<CompanyView>>> {
    let user = me.user().id;
    let page = me.look(move |look| {
        let Page { items, next } = query.page::<Company>(look, user)?;
        let items: Result<Vec<_>> = items
            .into_iter()
            .map(|one| CompanyView::read(&mut look.space(), one))
            .collect();
        Ok(Page { items: items?, next })
    });
    Ok(Json(page.await?))
}

async fn create(me: Can<Write>, Body(mut new): Body<CompanyNew>) -> Result<Created<CompanyView>> {
    let made = me.write(move |work| {
        new.responsible_id = work.owner(RecordKind::Company, new.responsible_id);
        let company = work.change(|space, ctx| crm::create_company(space, ctx, new.into()))?;
        CompanyView::read(&mut work.space(), company)
    });
    Ok(Created(made.await?))
}

async fn show(me: Can<Read>, At(id): At<RecordId>) -> Result<Json<CompanyView>> {
    let found = me.look(move |look| {
        let company = records::one(&mut look.space(), id)?;
        CompanyView::read(&mut look.space(), company)
    });
    Ok(Json(found.await?))
}

async fn update(
    me: Can<Write>,
    At(id): At<RecordId>,
    Body(change): Body<CompanyChange>,
) -> Result<Json<CompanyView>> {
    let changed = me.write(move |work| {
        let updated = work.change(|space, ctx| crm::update_company(space, ctx, id, change.into()))?;
        CompanyView::read(&mut work.space(), updated.record)
    });
    Ok(Json(changed.await?))
}

async fn delete(me: Can<Write>, At(id): At<RecordId>) -> Result<NoContent> {
    me.write(move |work| records::delete(work, RecordKind::Company, id))
        .await?;
    Ok(NoContent)
}
