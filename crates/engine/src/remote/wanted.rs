//! What a call says, read and judged before anything is changed.

use super::fields::{MOST_FIELDS, MOST_VALUE, field_key};
use serde::{Deserialize, Serialize};
use signalbox_model::dialog::DialogStatus;
use signalbox_model::flow::StepRef;
use signalbox_model::{Key, RemoteId};
use std::collections::BTreeMap;

/// The longest name of a chat, bytes.
const MOST_CHAT: usize = 64;
/// Tags of one call, at most.
const MOST_TAGS: usize = 50;

/// Why a call is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refused {
    /// The HTTP status the caller gets.
    pub status: u16,
    /// What was wrong, and what to do.
    pub reason: String,
}

impl Refused {
    pub fn bad(reason: impl Into<String>) -> Self {
        Self {
            status: 400,
            reason: reason.into(),
        }
    }

    pub fn missing(reason: impl Into<String>) -> Self {
        Self {
            status: 404,
            reason: reason.into(),
        }
    }
}

/// Which tags a call adds and takes off (C-31).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Tags {
    /// These and no others, before the rest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub set: Option<Vec<String>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub add: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub remove: Vec<String>,
}

impl Tags {
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// A field with the name it was sent under.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Sent {
    pub name: String,
    pub value: String,
}

/// What a call wants of a dialog. Absent parts stay as they are.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Wanted {
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<Key, Sent>,
    #[serde(default, skip_serializing_if = "Tags::is_empty")]
    pub tags: Tags,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<DialogStatus>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<StepRef>,
    /// The link that was called last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<RemoteId>,
}

impl Wanted {
    /// This, and what came later over it.
    pub fn followed_by(mut self, later: Self) -> Self {
        self.fields.extend(later.fields);
        if later.tags.set.is_some() {
            self.tags = later.tags;
        } else {
            let taken = later.tags.remove;
            self.tags.add.retain(|tag| !taken.contains(tag));
            self.tags.add.extend(later.tags.add);
            self.tags.remove.extend(taken);
        }
        Self {
            status: later.status.or(self.status),
            step: later.step.or(self.step),
            link: later.link.or(self.link),
            ..self
        }
    }
}

/// A call as it was read.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Asked {
    pub chat: String,
    pub wanted: Wanted,
    /// What of it was left out, and why.
    pub warnings: Vec<String>,
}

/// What a name of a parameter means. Both generations of the address are understood (C-89).
fn meaning(name: &str) -> String {
    let plain = name.trim().to_ascii_lowercase();
    match plain.as_str() {
        "chat_id" => "chatid".into(),
        "step_id" => "stepid".into(),
        "tags_add" | "tags.add" => "tags".into(),
        "tags_remove" => "tags.remove".into(),
        "tags_set" => "tags.set".into(),
        _ => plain,
    }
}

/// Reads the parameters of a call. Nothing of it is believed to exist yet: neither chat nor step nor field.
pub(crate) fn read(parameters: Vec<(String, String)>) -> Result<Asked, Refused> {
    let mut asked = Asked::default();
    for (name, value) in parameters {
        let value = value.trim();
        match meaning(&name).as_str() {
            "chatid" => value.clone_into(&mut asked.chat),
            "stepid" if value.is_empty() => {}
            "stepid" => asked.wanted.step = Some(step(value)?),
            "status" if value.is_empty() => {}
            "status" => asked.wanted.status = Some(status(value)?),
            "tags" => asked.wanted.tags.add.extend(tags(value)?),
            "tags.remove" => asked.wanted.tags.remove.extend(tags(value)?),
            "tags.set" => asked.wanted.tags.set = Some(tags(value)?),
            _ => field(&mut asked, &name, value)?,
        }
    }
    if asked.chat.is_empty() || asked.chat.len() > MOST_CHAT {
        return Err(Refused::bad(
            "`chatId` is missing: send the id of the chat, such as `chatId=1227280`",
        ));
    }
    Ok(asked)
}

fn step(value: &str) -> Result<StepRef, Refused> {
    StepRef::try_from(value.to_ascii_lowercase()).map_err(|_| {
        Refused::missing(format!(
            "the bot has no step `{value}`: copy its id from the flow"
        ))
    })
}

fn status(value: &str) -> Result<DialogStatus, Refused> {
    match value.to_ascii_lowercase().as_str() {
        "auto" => Ok(DialogStatus::Auto),
        "manual" => Ok(DialogStatus::Manual),
        "blocked" => Ok(DialogStatus::Blocked),
        "finished" => Ok(DialogStatus::Finished),
        _ => Err(Refused::bad(format!(
            "`status={value}` is not known: send auto, manual, blocked or finished"
        ))),
    }
}

fn tags(value: &str) -> Result<Vec<String>, Refused> {
    let tags = crate::crm::split_list(value);
    if tags.len() > MOST_TAGS || tags.iter().any(|tag| tag.chars().count() > 100) {
        return Err(Refused::bad(format!(
            "use at most {MOST_TAGS} tags of 100 characters"
        )));
    }
    Ok(tags)
}

/// `fields.x`, `details.x` and a bare `x` are the same field (C-30, Z-79).
fn field(asked: &mut Asked, name: &str, value: &str) -> Result<(), Refused> {
    let bare = name.trim();
    let bare = ["fields.", "details."]
        .iter()
        .find_map(|prefix| bare.strip_prefix(prefix))
        .unwrap_or(bare);
    if asked.wanted.fields.len() >= MOST_FIELDS {
        return Err(Refused::bad(format!(
            "send at most {MOST_FIELDS} fields in one call"
        )));
    }
    if value.chars().count() > MOST_VALUE {
        asked.warnings.push(format!(
            "`{bare}` was left out: a field holds at most {MOST_VALUE} characters"
        ));
        return Ok(());
    }
    match field_key(bare) {
        Some(key) => {
            let sent = Sent {
                name: bare.to_owned(),
                value: value.to_owned(),
            };
            asked.wanted.fields.insert(key, sent);
        }
        None => asked.warnings.push(format!(
            "`{bare}` was left out: names of fields are 1 to 64 Latin letters, digits, `-` and `_`"
        )),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(query: &str) -> Result<Asked, Refused> {
        let pairs = query.split('&').filter(|pair| !pair.is_empty()).map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (name.to_owned(), value.to_owned())
        });
        read(pairs.collect())
    }

    #[test]
    fn both_generations_of_names_mean_the_same() {
        let first = asked("chatId=7&stepId=046050f6-38f6-4b18-b9fa-e6582f5352d0&status=auto").unwrap();
        let second = asked("chat_id=7&step_id=046050F6-38F6-4B18-B9FA-E6582F5352D0&status=Auto").unwrap();
        assert_eq!(first, second);
        assert_eq!(first.wanted.status, Some(DialogStatus::Auto));
    }

    #[test]
    fn fields_details_and_bare_names_write_the_same_field() {
        for query in [
            "chatId=7&fields.refID=1",
            "chatId=7&details.refID=1",
            "chatId=7&refID=1",
            "chatId=7&refId=0&refID=1",
        ] {
            let fields = asked(query).unwrap().wanted.fields;
            assert_eq!(fields.len(), 1, "{query}");
            assert_eq!(fields[&"refid".parse().unwrap()].value, "1", "{query}");
        }
    }

    #[test]
    fn what_cannot_be_understood_is_refused_with_its_status() {
        for (query, status) in [
            ("", 400),
            ("chatId=", 400),
            ("stepId=a", 400),
            ("chatId=7&status=paused", 400),
            ("chatId=7&stepId=no such step", 404),
        ] {
            assert_eq!(asked(query).unwrap_err().status, status, "{query}");
        }
        let odd = asked("chatId=7&поле=1").unwrap();
        assert!(odd.wanted.fields.is_empty() && odd.warnings.len() == 1);
    }

    #[test]
    fn a_later_call_for_a_chat_that_has_not_written_lies_over_an_earlier_one() {
        let of = |query| asked(query).unwrap().wanted;
        let both = of("chatId=7&a=1&b=1&tags=x,y&stepId=one&status=manual")
            .followed_by(of("chatId=7&b=2&tags.remove=y&tags=z&stepId=two"));
        assert_eq!(both.fields[&"b".parse().unwrap()].value, "2");
        assert_eq!(both.fields[&"a".parse().unwrap()].value, "1");
        assert_eq!(
            (both.tags.add, both.tags.remove),
            (vec!["x".to_owned(), "z".into()], vec!["y".to_owned()])
        );
        assert_eq!(both.status, Some(DialogStatus::Manual));
        assert_eq!(both.step.map(String::from).as_deref(), Some("two"));
    }
}
