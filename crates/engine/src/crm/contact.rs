//! Contacts: people with phones and e-mails.

use super::change::{GivenFields, commit, create, load, put_fields};
use super::tracked::{add_new, known_zone, optional};
use super::{CrmError, Ctx, Updated, link, phone, tag};
use signalbox_model::record::Contact;
use signalbox_model::{RecordId, RecordKind, RecordRef, UserId};
use signalbox_store::Space;

/// A contact to be made.
#[derive(Debug, Clone, Default)]
pub struct NewContact {
    /// The name; the first and last name, the phone or the e-mail when empty.
    pub name: String,
    /// The given name.
    pub first_name: Option<String>,
    /// The family name.
    pub last_name: Option<String>,
    /// Phones, the main one first.
    pub phones: Vec<String>,
    /// E-mails, the main one first.
    pub emails: Vec<String>,
    /// The responsible user.
    pub responsible_id: Option<UserId>,
    /// The IANA time zone.
    pub timezone: Option<String>,
    /// Tags.
    pub tags: Vec<String>,
    /// Custom fields: canonical JSON or text.
    pub fields: GivenFields,
    /// Records it is linked to: leads, a company.
    pub links: Vec<RecordRef>,
}

/// What is to change of a contact; what is absent stays. The inner `None` clears.
#[derive(Debug, Clone, Default)]
pub struct ContactPatch {
    /// The name.
    pub name: Option<String>,
    /// The given name.
    pub first_name: Option<Option<String>>,
    /// The family name.
    pub last_name: Option<Option<String>>,
    /// All phones.
    pub phones: Option<Vec<String>>,
    /// All e-mails.
    pub emails: Option<Vec<String>>,
    /// The responsible user.
    pub responsible_id: Option<Option<UserId>>,
    /// The IANA time zone.
    pub timezone: Option<Option<String>>,
    /// All tags.
    pub tags: Option<Vec<String>>,
    /// Custom fields: canonical JSON or text; `null` clears.
    pub fields: GivenFields,
}

/// Phones in canonical form without repeats.
pub(crate) fn phones(ctx: &Ctx, given: &[String]) -> Vec<String> {
    let home = phone::region(&ctx.settings.language);
    let mut out = Vec::new();
    let read = given.iter().map(|text| phone::canonical(text, home));
    add_new(&mut out, read.filter(|text| !text.is_empty()).collect(), false);
    out
}

/// E-mails, trimmed, without repeats.
pub(crate) fn emails(given: &[String]) -> Vec<String> {
    let mut out = Vec::new();
    add_new(
        &mut out,
        given.iter().filter_map(|text| optional(text)).collect(),
        true,
    );
    out
}

fn zone(text: Option<String>) -> Result<Option<String>, CrmError> {
    match text.and_then(|text| optional(&text)) {
        Some(zone) if !known_zone(&zone) => {
            let message = format!("`{zone}` is no time zone: write one such as Europe/Kyiv");
            Err(CrmError::invalid("timezone", message))
        }
        zone => Ok(zone),
    }
}

/// What a contact is called when nobody gave a name.
fn called(new: &NewContact, ctx: &Ctx) -> String {
    let names: Vec<&str> = [&new.first_name, &new.last_name]
        .into_iter()
        .filter_map(|name| name.as_deref().map(str::trim))
        .filter(|name| !name.is_empty())
        .collect();
    let parts = [new.name.trim().to_owned(), names.join(" ")];
    let addresses = new
        .phones
        .iter()
        .chain(&new.emails)
        .map(|text| text.trim().to_owned());
    let given = parts.into_iter().chain(addresses).find(|text| !text.is_empty());
    given.unwrap_or_else(|| match ctx.settings.language.as_str() {
        "uk" => "Новий контакт".into(),
        "en" => "New contact".into(),
        _ => "Новый контакт".into(),
    })
}

/// The contact that `new` describes, not yet stored.
pub(crate) fn draft(space: &mut Space, ctx: &Ctx, new: &NewContact) -> Result<Contact, CrmError> {
    let mut contact = Contact {
        id: RecordId(ctx.next_id()),
        name: called(new, ctx),
        first_name: new.first_name.as_deref().and_then(optional),
        last_name: new.last_name.as_deref().and_then(optional),
        phones: phones(ctx, &new.phones),
        emails: emails(&new.emails),
        responsible_id: new.responsible_id,
        timezone: zone(new.timezone.clone())?,
        tags: tag::clean(new.tags.clone()),
        fields: Default::default(),
        created_at: ctx.now,
        updated_at: ctx.now,
        created_by: ctx.author.clone(),
    };
    put_fields(space, ctx, &mut contact, &new.fields)?;
    Ok(contact)
}

/// Makes a contact with its links: one event.
pub fn create_contact(space: &mut Space, ctx: &mut Ctx, new: NewContact) -> Result<Contact, CrmError> {
    let contact = draft(space, ctx, &new)?;
    store(space, ctx, contact, &new.links)
}

pub(crate) fn store(
    space: &mut Space,
    ctx: &mut Ctx,
    contact: Contact,
    links: &[RecordRef],
) -> Result<Contact, CrmError> {
    let own = RecordRef {
        kind: RecordKind::Contact,
        id: contact.id,
    };
    for other in links {
        link::attach(space, own, *other)?;
    }
    create(space, ctx, contact)
}

/// Changes a contact.
pub fn update_contact(
    space: &mut Space,
    ctx: &mut Ctx,
    id: RecordId,
    patch: ContactPatch,
) -> Result<Updated<Contact>, CrmError> {
    let old: Contact = load(space, id)?;
    let mut new = old.clone();
    if let Some(name) = patch.name {
        name.trim().clone_into(&mut new.name);
    }
    if let Some(name) = patch.first_name {
        new.first_name = name.as_deref().and_then(optional);
    }
    if let Some(name) = patch.last_name {
        new.last_name = name.as_deref().and_then(optional);
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
    if let Some(timezone) = patch.timezone {
        new.timezone = zone(timezone)?;
    }
    if let Some(tags) = patch.tags {
        new.tags = tag::clean(tags);
    }
    put_fields(space, ctx, &mut new, &patch.fields)?;
    commit(space, ctx, &old, new)
}
