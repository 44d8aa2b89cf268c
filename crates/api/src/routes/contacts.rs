//! Contacts.

use super::records::{self, LinkedRecord, RecordQuery, linked_plain};
use crate::can::{Can, Read, Write};
use crate::doc::{Created, NoContent, Routes};
use crate::extract::{At, Body, Page};
use crate::problem::Result;
use crate::views::given;
use axum::Json;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use signalbox_engine::crm::{self, ContactPatch, GivenFields, NewContact};
use signalbox_model::record::{Company, Contact, Lead};
use signalbox_model::{RecordId, RecordKind, RecordRef, UserId};
use signalbox_store::Space;

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .chapter("Contacts")
        .get("/contacts", "contact_list", "List contacts, newest first.", list)
        .post("/contacts", "contact_create", "Make a contact.", create)
        .get(
            "/contacts/{id}",
            "contact_show",
            "Show a contact with its companies and leads.",
            show,
        )
        .patch(
            "/contacts/{id}",
            "contact_update",
            "Change a contact; null clears.",
            update,
        )
        .delete(
            "/contacts/{id}",
            "contact_delete",
            "Delete a contact with its notes and links.",
            delete,
        )
}

/// A contact with what it is linked to.
#[derive(Debug, Serialize, JsonSchema)]
struct ContactView {
    #[serde(flatten)]
    contact: Contact,
    /// Its companies, the main one first.
    companies: Vec<LinkedRecord>,
    /// Its leads.
    leads: Vec<LinkedRecord>,
}

impl ContactView {
    fn read(space: &mut Space, contact: Contact) -> Result<Self> {
        let record = RecordRef {
            kind: RecordKind::Contact,
            id: contact.id,
        };
        let companies = linked_plain::<Company>(space, record)?;
        let leads = linked_plain::<Lead>(space, record)?;
        Ok(Self {
            contact,
            companies,
            leads,
        })
    }
}

/// A contact that is to be made.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
struct ContactNew {
    /// The full name.
    name: String,
    /// The given name, when kept apart.
    first_name: Option<String>,
    /// The family name, when kept apart.
    last_name: Option<String>,
    /// Phones; the first is the main one.
    phones: Vec<String>,
    /// E-mails; the first is the main one.
    emails: Vec<String>,
    /// The responsible user.
    responsible_id: Option<UserId>,
    /// The person's IANA time zone.
    timezone: Option<String>,
    /// Tags.
    tags: Vec<String>,
    /// Custom fields by key, canonical or as text.
    fields: GivenFields,
    /// Leads and companies it is linked to.
    links: Vec<RecordRef>,
}

impl From<ContactNew> for NewContact {
    fn from(new: ContactNew) -> Self {
        Self {
            name: new.name,
            first_name: new.first_name,
            last_name: new.last_name,
            phones: new.phones,
            emails: new.emails,
            responsible_id: new.responsible_id,
            timezone: new.timezone,
            tags: new.tags,
            fields: new.fields,
            links: new.links,
        }
    }
}

/// A change of a contact: what is absent stays, null clears.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
struct ContactChange {
    /// The full name.
    name: Option<String>,
    /// The given name.
    #[serde(deserialize_with = "given")]
    #[schemars(with = "Option<String>")]
    first_name: Option<Option<String>>,
    /// The family name.
    #[serde(deserialize_with = "given")]
    #[schemars(with = "Option<String>")]
    last_name: Option<Option<String>>,
    /// All its phones.
    phones: Option<Vec<String>>,
    /// All its e-mails.
    emails: Option<Vec<String>>,
    /// The responsible user.
    #[serde(deserialize_with = "given")]
    #[schemars(with = "Option<UserId>")]
    responsible_id: Option<Option<UserId>>,
    /// The person's IANA time zone.
    #[serde(deserialize_with = "given")]
    #[schemars(with = "Option<String>")]
    timezone: Option<Option<String>>,
    /// All its tags.
    tags: Option<Vec<String>>,
    /// Custom fields that change, by key; null clears one.
    fields: GivenFields,
}

impl From<ContactChange> for ContactPatch {
    fn from(change: ContactChange) -> Self {
        Self {
            name: change.name,
            first_name: change.first_name,
            last_name: change.last_name,
            phones: change.phones,
            emails: change.emails,
            responsible_id: change.responsible_id,
            timezone: change.timezone,
            tags: change.tags,
            fields: change.fields,
        }
    }
}

async fn list(me: Can<Read>, query: RecordQuery) -> Result<Json<Page<ContactView>>> {
    let user = me.user().id;
    let page = me.look(move |look| {
        let Page { items, next } = query.page::<Contact>(look, user)?;
        let items: Result<Vec<_>> = items
            .into_iter()
            .map(|one| ContactView::read(&mut look.space(), one))
            .collect();
        Ok(Page { items: items?, next })
    });
    Ok(Json(page.await?))
}

async fn create(me: Can<Write>, Body(mut new): Body<ContactNew>) -> Result<Created<ContactView>> {
    let made = me.write(move |work| {
        new.responsible_id = work.owner(RecordKind::Contact, new.responsible_id);
        let contact = work.change(|space, ctx| crm::create_contact(space, ctx, new.into()))?;
        ContactView::read(&mut work.space(), contact)
    });
    Ok(Created(made.await?))
}

async fn show(me: Can<Read>, At(id): At<RecordId>) -> Result<Json<ContactView>> {
    let found = me.look(move |look| {
        let contact = records::one(&mut look.space(), id)?;
        ContactView::read(&mut look.space(), contact)
    });
    Ok(Json(found.await?))
}

async fn update(
    me: Can<Write>,
    At(id): At<RecordId>,
    Body(change): Body<ContactChange>,
) -> Result<Json<ContactView>> {
    let changed = me.write(move |work| {
        let updated = work.change(|space, ctx| crm::update_contact(space, ctx, id, change.into()))?;
        ContactView::read(&mut work.space(), updated.record)
    });
    Ok(Json(changed.await?))
}

async fn delete(me: Can<Write>, At(id): At<RecordId>) -> Result<NoContent> {
    me.write(move |work| records::delete(work, RecordKind::Contact, id))
        .await?;
    Ok(NoContent)
}
