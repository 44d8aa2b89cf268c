//! Companies.

use super::change::{GivenFields, commit, create, load, put_fields};
use super::contact::{emails, phones};
use super::{CrmError, Ctx, Updated, link, tag};
use signalbox_model::record::Company;
use signalbox_model::{RecordId, RecordKind, RecordRef, UserId};
use signalbox_store::Space;

/// A company to be made.
#[derive(Debug, Clone, Default)]
pub struct NewCompany {
    /// The name; one in the workspace's language when empty.
    pub name: String,
    /// Phones, the main one first.
    pub phones: Vec<String>,
    /// E-mails, the main one first.
    pub emails: Vec<String>,
    /// The responsible user.
    pub responsible_id: Option<UserId>,
    /// Tags.
    pub tags: Vec<String>,
    /// Custom fields: canonical JSON or text.
    pub fields: GivenFields,
    /// Records it is linked to: leads, contacts.
    pub links: Vec<RecordRef>,
}

/// What is to change of a company; what is absent stays. The inner `None` clears.
#[derive(Debug, Clone, Default)]
pub struct CompanyPatch {
    /// The name.
    pub name: Option<String>,
    /// All phones.
    pub phones: Option<Vec<String>>,
    /// All e-mails.
    pub emails: Option<Vec<String>>,
    /// The responsible user.
    pub responsible_id: Option<Option<UserId>>,
    /// All tags.
    pub tags: Option<Vec<String>>,
    /// Custom fields: canonical JSON or text; `null` clears.
    pub fields: GivenFields,
}

/// The company that `new` describes, not yet stored.
pub(crate) fn draft(space: &mut Space, ctx: &Ctx, new: &NewCompany) -> Result<Company, CrmError> {
    let name = match (new.name.trim(), ctx.settings.language.as_str()) {
        ("", "uk") => "Нова компанія",
        ("", "en") => "New company",
        ("", _) => "Новая компания",
        (name, _) => name,
    };
    let mut company = Company {
        id: RecordId(ctx.next_id()),
        name: name.to_owned(),
        phones: phones(ctx, &new.phones),
        emails: emails(&new.emails),
        responsible_id: new.responsible_id,
        tags: tag::clean(new.tags.clone()),
        fields: Default::default(),
        created_at: ctx.now,
        updated_at: ctx.now,
        created_by: ctx.author.clone(),
    };
    put_fields(space, ctx, &mut company, &new.fields)?;
    Ok(company)
}

/// Makes a company with its links: one event.
pub fn create_company(space: &mut Space, ctx: &mut Ctx, new: NewCompany) -> Result<Company, CrmError> {
    let company = draft(space, ctx, &new)?;
    store(space, ctx, company, &new.links)
}

pub(crate) fn store(
    space: &mut Space,
    ctx: &mut Ctx,
    company: Company,
    links: &[RecordRef],
) -> Result<Company, CrmError> {
    let own = RecordRef {
        kind: RecordKind::Company,
        id: company.id,
    };
    for other in links {
        link::attach(space, own, *other)?;
    }
    create(space, ctx, company)
}

/// Changes a company.
pub fn update_company(
    space: &mut Space,
    ctx: &mut Ctx,
    id: RecordId,
    patch: CompanyPatch,
) -> Result<Updated<Company>, CrmError> {
    let old: Company = load(space, id)?;
    let mut new = old.clone();
    if let Some(name) = patch.name {
        name.trim().clone_into(&mut new.name);
    }
    if let Some(given) = patch.phones {
        new.phones = phones(ctx, &given);
    }
    if let Some(given) = patch.emails {
        new.emails = emails(&given);
    }
    if let Some(responsible) = patch.responsible_id {
        new.responsible_id = responsible;
    }
    if let Some(tags) = patch.tags {
        new.tags = tag::clean(tags);
    }
    put_fields(space, ctx, &mut new, &patch.fields)?;
    commit(space, ctx, &old, new)
}
