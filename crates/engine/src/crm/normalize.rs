//! Putting phones and e-mails of a contact or company into one form (F-45).

use super::change::{commit, load};
use super::tracked::add_new;
use super::{CrmError, Ctx, Tracked, phone};
use signalbox_model::action::NormalizeContacts;
use signalbox_model::record::{Change, Company, Contact};
use signalbox_model::{RecordKind, RecordRef};
use signalbox_store::Space;

/// Puts the phones of a record into one written form and its e-mails into lower case; repeats go. What cannot be put
/// into the form stays, or goes when so wished, except phones with a given number of digits.
pub fn normalize_contacts(
    space: &mut Space,
    ctx: &mut Ctx,
    record: RecordRef,
    settings: &NormalizeContacts,
) -> Result<Vec<Change>, CrmError> {
    match record.kind {
        RecordKind::Contact => normalize::<Contact>(space, ctx, record, settings),
        RecordKind::Company => normalize::<Company>(space, ctx, record, settings),
        kind => Err(CrmError::Refused(format!(
            "a {kind} has no phones and e-mails: apply it to the contact or the company"
        ))),
    }
}

fn normalize<R: Tracked>(
    space: &mut Space,
    ctx: &mut Ctx,
    record: RecordRef,
    settings: &NormalizeContacts,
) -> Result<Vec<Change>, CrmError> {
    let old: R = load(space, record.id)?;
    let mut new = old.clone();
    let home = phone::region(&ctx.settings.language);
    if let Some((phones, emails)) = new.addresses() {
        reform(phones, settings.main_only, |text| {
            match phone::parse(text, home) {
                Some(number) => Some(phone::written(&number, settings.phone_format)),
                None => kept_phone(text, settings),
            }
        });
        reform(emails, settings.main_only, |text| {
            email(text, settings.delete_bad)
        });
    }
    Ok(commit(space, ctx, &old, new)?.changes)
}

/// Passes items through a form, the first alone when `main_only`; `None` removes an item.
fn reform(items: &mut Vec<String>, main_only: bool, form: impl Fn(&str) -> Option<String>) {
    let count = if main_only { 1 } else { items.len() };
    let mut out = Vec::new();
    for (place, item) in std::mem::take(items).into_iter().enumerate() {
        let formed = if place < count { form(&item) } else { Some(item) };
        add_new(&mut out, formed.into_iter().collect(), false);
    }
    *items = out;
}

fn kept_phone(text: &str, settings: &NormalizeContacts) -> Option<String> {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let short = settings
        .keep_digits
        .iter()
        .any(|kept| usize::from(*kept) == digits);
    (!settings.delete_bad || short).then(|| text.to_owned())
}

/// An e-mail in lower case; one without a name or a host is bad.
fn email(text: &str, delete_bad: bool) -> Option<String> {
    let lower = text.trim().to_lowercase();
    let good = !lower.contains(char::is_whitespace)
        && lower
            .split_once('@')
            .is_some_and(|(name, host)| !name.is_empty() && host.contains('.') && !host.contains('@'));
    (good || !delete_bad).then_some(lower)
}
