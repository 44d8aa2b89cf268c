//! `ask`: a question, and what becomes of the answer (O-34, O-36).

use crate::chat::internal::Phase;

use crate::crm::{self, Setting};
use crate::error::Result;
use crate::flow::check::folded;
use crate::flow::texts::{self, Said};
use crate::flow::walk::{After, Spot, Walk};
use crate::work::Work;
use signalbox_model::chat::Message;
use signalbox_model::dialog::Line;
use signalbox_model::field::FieldKind;
use signalbox_model::flow::{Answer, AskStep, FlowButton, FlowMessage, FlowPress};
use signalbox_model::{Key, RecordKind, RecordRef, Scalar};

/// The longest answer that is kept, characters.
const MOST_ANSWER: usize = 4096;
/// Options offered as buttons, at most.
const MOST_OPTIONS: usize = 50;

pub(super) fn ask(work: &mut Work, walk: &mut Walk, spot: &Spot, settings: &AskStep) -> Result<After> {
    let mut message = settings.message.clone();
    if settings.options {
        add_options(work, settings, &mut message);
    } else if message.buttons.is_empty() && matches!(settings.answer, Answer::Phone | Answer::Location) {
        add_sharing(work, settings.answer, &mut message);
    }
    work.send(walk, spot, &message)?;
    Ok(After::Stay(Phase::Answer))
}

fn options_of(work: &Work, settings: &AskStep) -> Vec<String> {
    let field = settings.field.as_ref();
    let known = field.and_then(|key| work.defs.schema.field(RecordKind::Contact, key.as_str()));
    match known.map(|field| &field.kind) {
        Some(FieldKind::Select { options } | FieldKind::Multiselect { options }) => options.clone(),
        _ => Vec::new(),
    }
}

fn add_options(work: &Work, settings: &AskStep, message: &mut FlowMessage) {
    message.keyboard = true;
    for option in options_of(work, settings).into_iter().take(MOST_OPTIONS) {
        message.buttons.push(vec![FlowButton {
            text: Scalar(option),
            press: FlowPress::Next,
        }]);
    }
}

/// The button that shares a phone or a place, which nobody wants to type.
fn add_sharing(work: &Work, answer: Answer, message: &mut FlowMessage) {
    let (said, press) = match answer {
        Answer::Phone => (Said::SharePhone, FlowPress::SharePhone),
        _ => (Said::ShareLocation, FlowPress::ShareLocation),
    };
    message.keyboard = true;
    message.buttons.push(vec![FlowButton {
        text: Scalar(texts::usual(said, work.defs.locale).to_owned()),
        press,
    }]);
}

/// Takes an answer: the dialog goes on when it fits, else it is asked again.
pub(in crate::flow) fn take(
    work: &mut Work,
    walk: &mut Walk,
    spot: &Spot,
    settings: &AskStep,
    message: &Message,
) -> Result<Option<Spot>> {
    let Some(answer) = read(work, walk, settings, message)? else {
        return refused(work, walk, spot, settings);
    };
    if let Some(field) = &settings.field
        && !set_field(work, walk, field, &answer)?
    {
        return refused(work, walk, spot, settings);
    }
    if let Some(variable) = &settings.variable {
        walk.talk.memory.vars.insert(variable.to_string(), answer);
    }
    walk.talk.memory.tries = 0;
    work.stop_timers(walk.talk.row.id, Some(crate::flow::clock::PUSH))?;
    work.refresh(walk)?;
    if !settings.thanks.0.is_empty() {
        let thanks = FlowMessage {
            text: settings.thanks.clone(),
            hide_keyboard: settings.message.keyboard || settings.options || settings.answer == Answer::Phone,
            ..FlowMessage::default()
        };
        work.send(walk, spot, &thanks)?;
    }
    let target = spot.step().next.clone();
    work.leave(walk, spot, target.as_ref())
}

/// It does not fit: said why, and waited again; after so many tries the dialog gives up.
fn refused(work: &mut Work, walk: &mut Walk, spot: &Spot, settings: &AskStep) -> Result<Option<Spot>> {
    walk.talk.memory.tries += 1;
    if settings.tries > 0 && walk.talk.memory.tries >= settings.tries {
        let target = settings.gave_up.clone().or_else(|| spot.step().next.clone());
        return work.leave(walk, spot, target.as_ref());
    }
    if settings.retry.0.is_empty() {
        work.say_text(walk.talk, Said::NotUnderstood, None)?;
    } else {
        let again = FlowMessage {
            text: settings.retry.clone(),
            ..FlowMessage::default()
        };
        work.send(walk, spot, &again)?;
    }
    Ok(None)
}

/// The answer as it is kept; none when it does not fit.
fn read(work: &mut Work, walk: &mut Walk, settings: &AskStep, message: &Message) -> Result<Option<String>> {
    let text: String = message.text.text.trim().chars().take(MOST_ANSWER).collect();
    let some = |text: String| Some(text).filter(|text| !text.is_empty());
    Ok(match settings.answer {
        Answer::Text => some(text),
        Answer::Number => number(&text),
        Answer::Email => email(&text),
        Answer::Phone => phone(work, message, &text),
        Answer::Date => crm::moment::Moment::parse(&text, &work.defs.zone).and_then(|_| some(text)),
        Answer::Time => crate::flow::check::clock_of(&text).map(|_| text),
        Answer::Url => {
            let parsed = url::Url::parse(&text)
                .ok()
                .filter(|url| matches!(url.scheme(), "http" | "https"));
            parsed.map(|_| text)
        }
        Answer::Choice => choice(work, walk, settings, &text)?,
        Answer::File => message.files.first().map(|file| match &file.source {
            signalbox_model::chat::FileSource::Stored(name)
            | signalbox_model::chat::FileSource::Remote(name)
            | signalbox_model::chat::FileSource::Url(name) => name.clone(),
        }),
        Answer::Location => message
            .location
            .map(|at| format!("{},{}", at.latitude, at.longitude)),
    })
}

fn number(text: &str) -> Option<String> {
    let plain = text.replace(',', ".").replace([' ', '\u{a0}'], "");
    let digits = plain.strip_prefix('-').unwrap_or(&plain);
    let parts: Vec<&str> = digits.split('.').collect();
    let is_number = |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    (parts.len() <= 2 && parts.iter().all(is_number) && digits.len() <= 30).then_some(plain)
}

fn email(text: &str) -> Option<String> {
    let (name, host) = text.split_once('@')?;
    let fits = !name.is_empty() && host.contains('.') && !host.starts_with('.') && !host.ends_with('.');
    let plain = !text.contains(char::is_whitespace) && text.matches('@').count() == 1 && text.len() <= 254;
    (fits && plain).then(|| text.to_owned())
}

/// A phone that was shared counts only when it is the sender's own card (Z-150).
fn phone(work: &Work, message: &Message, text: &str) -> Option<String> {
    let given = match &message.contact {
        Some(card) if card.own => card.phone.as_str(),
        Some(_) => return None,
        None => text,
    };
    // Platforms leave the plus out.
    let digits_only = !given.is_empty() && given.bytes().all(|byte| byte.is_ascii_digit());
    let with_plus = (message.contact.is_some() && digits_only).then(|| format!("+{given}"));
    crm::canonical_phone(
        with_plus.as_deref().unwrap_or(given),
        &work.defs.settings.language,
    )
}

fn choice(work: &mut Work, walk: &mut Walk, settings: &AskStep, text: &str) -> Result<Option<String>> {
    let wanted = folded(text);
    if settings.options {
        let found = options_of(work, settings)
            .into_iter()
            .find(|option| folded(option) == wanted);
        return Ok(found);
    }
    for button in settings.message.buttons.iter().flatten() {
        let caption = work.flow_text(walk, &button.text.0)?.text;
        if folded(&caption) == wanted {
            return Ok(Some(caption));
        }
    }
    Ok(None)
}

/// Sets a field of the contact, who is made when missing; a phone may join the person with a known contact.
/// False when the value is refused.
fn set_field(work: &mut Work, walk: &mut Walk, field: &Key, answer: &str) -> Result<bool> {
    let Some(contact) = work.contact_for(walk)? else {
        return Ok(true);
    };
    let contact = if field.as_str() == "phone" {
        work.join_by_phone(walk, contact, answer)?
    } else {
        contact
    };
    let setting = Setting {
        key: field.clone(),
        text: answer.to_owned(),
        clear: false,
    };
    let defs = work.defs.clone();
    let mut ctx = Work::ctx(&defs, work.engine, work.now, &walk.run);
    let assigned = crm::set_fields(&mut work.tx.space(defs.workspace), &mut ctx, contact, &[setting]);
    let emitted = ctx.emitted;
    let assigned = match assigned {
        Err(crm::CrmError::Store(error)) => return Err(error.into()),
        Err(_) => return Ok(false),
        Ok(assigned) => assigned,
    };
    work.emitted(&emitted);
    Ok(assigned.faults.is_empty())
}

impl Work<'_, '_> {
    /// The contact of the dialog, made when the bot had made none; an answer is to be kept somewhere.
    fn contact_for(&mut self, walk: &mut Walk) -> Result<Option<RecordRef>> {
        if let Some(contact) = walk.talk.contact() {
            return Ok(Some(contact));
        }
        let Some(identity) = walk.talk.row.identity else {
            return Ok(None);
        };
        let made = self.make_contact(identity, &walk.author())?;
        walk.talk.row.contact = made;
        Ok(walk.talk.contact())
    }

    /// The only other contact with this phone becomes the person's; what was known of them so far moves along, and the
    /// merge can be undone (Z-151).
    fn join_by_phone(&mut self, walk: &mut Walk, own: RecordRef, phone: &str) -> Result<RecordRef> {
        let defs = self.defs.clone();
        let found = crm::find(
            &mut self.tx.space(defs.workspace),
            defs.crm(),
            RecordKind::Contact,
            "phone",
            phone,
        );
        let found = match found {
            Err(crm::CrmError::Store(error)) => return Err(error.into()),
            Err(_) => return Ok(own),
            Ok(found) => found,
        };
        let others: Vec<RecordRef> = found.into_iter().filter(|record| record.id != own.id).collect();
        let author = walk.author();
        let [other] = others.as_slice() else {
            if others.len() > 1 {
                let reason = "several contacts have this phone: join the right one by hand".to_owned();
                self.line(walk.talk, Line::Trouble { reason }, &author)?;
            }
            return Ok(own);
        };
        let order = crm::MergeOrder {
            kind: RecordKind::Contact,
            into: other.id,
            others: vec![own.id],
            take: Default::default(),
        };
        let mut ctx = Work::ctx(&defs, self.engine, self.now, &walk.run);
        let merged = crm::merge(&mut self.tx.space(defs.workspace), &mut ctx, &order);
        let emitted = ctx.emitted;
        match merged {
            Err(crm::CrmError::Store(error)) => return Err(error.into()),
            Err(error) => {
                let reason = error.to_string();
                self.line(walk.talk, Line::Trouble { reason }, &author)?;
                return Ok(own);
            }
            Ok(_) => self.emitted(&emitted),
        }
        if let Some(identity) = walk.talk.row.identity {
            let now = self.now;
            signalbox_store::chat::identities::set_contact(&mut self.space(), identity, Some(other.id), now)?;
        }
        walk.talk.row.contact = Some(other.id);
        self.line(walk.talk, Line::Joined, &author)?;
        Ok(*other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_read_as_people_write_them() {
        for (text, expected) in [
            ("12", Some("12")),
            ("1 200,50", Some("1200.50")),
            ("-3", Some("-3")),
            ("1.2.3", None),
            ("twelve", None),
            ("", None),
            (".5", None),
        ] {
            assert_eq!(number(text).as_deref(), expected, "{text}");
        }
        for (text, fits) in [
            ("a@b.co", true),
            ("a@b", false),
            ("@b.co", false),
            ("a b@c.co", false),
            ("a@b@c.co", false),
        ] {
            assert_eq!(email(text).is_some(), fits, "{text}");
        }
    }
}
