//! Messages as a visitor sees them: what was said to them and by them, and nothing that is among operators.

use serde::{Deserialize, Serialize};
use signalbox_model::chat::{Content, File, FileSource, Keyboard, Location, Rich};
use signalbox_model::dialog::{Body, MessageAuthor, MessageState};
use signalbox_model::{FileId, MessageId, Micros, UserId};
use signalbox_store::chat::messages::Stored;
use std::collections::HashMap;

/// Names of the operators a visitor may know by name.
pub(super) type Names = HashMap<UserId, String>;

/// A message as it travels.
#[derive(Debug, Serialize)]
pub(super) struct Said {
    pub id: MessageId,
    /// The id the widget gave it.
    #[serde(skip_serializing_if = "Option::is_none")]
    client_id: Option<String>,
    mine: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(skip_serializing_if = "Rich::is_empty")]
    text: Rich,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    files: Vec<FileView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    keyboard: Option<Keyboard>,
    at: Micros,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    edited: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    deleted: bool,
}

/// A file of a message.
#[derive(Debug, Serialize)]
pub(super) struct FileView {
    /// `message.place`: what is asked for when its bytes are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    name: String,
    mime: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    size: Option<u64>,
}

impl FileView {
    /// A file that was sent just now and stands in no message yet.
    pub fn fresh(id: FileId, name: String, mime: String, size: u64) -> Self {
        Self {
            id: Some(id.to_string()),
            url: None,
            name,
            mime,
            size: Some(size),
        }
    }

    fn of(message: MessageId, place: usize, file: &File) -> Self {
        let (id, url) = match &file.source {
            FileSource::Url(url) => (None, Some(url.clone())),
            FileSource::Stored(_) => (Some(format!("{message}.{place}")), None),
            // On another platform: nothing here can show it.
            FileSource::Remote(_) => (None, None),
        };
        Self {
            id,
            url,
            name: file.name.clone(),
            mime: file
                .mime
                .clone()
                .unwrap_or_else(|| "application/octet-stream".into()),
            size: file.size,
        }
    }
}

/// The files of a message, in order.
pub(super) fn files(body: &Body) -> &[File] {
    match body {
        Body::Received(message) => &message.files,
        Body::Sent(content) => &content.files,
        Body::Note(_) | Body::Line(_) | Body::Deed(_) => &[],
    }
}

/// The message as the visitor sees it; none when it is not for them.
pub(super) fn said(message: &Stored, names: &Names) -> Option<Said> {
    let deleted = message.removed_at.is_some();
    let (mine, text, keyboard) = match &message.body {
        Body::Received(received) => (true, received.text.clone(), None),
        Body::Sent(content) if is_out(message) => {
            let Content { text, keyboard, .. } = &**content;
            (false, text.clone(), keyboard.clone())
        }
        Body::Sent(_) | Body::Note(_) | Body::Line(_) | Body::Deed(_) => return None,
    };
    let files = files(&message.body).iter().enumerate();
    Some(Said {
        id: message.id,
        client_id: mine.then(|| message.external.clone()).flatten(),
        mine,
        name: message.user.and_then(|user| names.get(&user).cloned()),
        text: if deleted { Rich::default() } else { text },
        files: if deleted {
            Vec::new()
        } else {
            files
                .map(|(place, file)| FileView::of(message.id, place, file))
                .collect()
        },
        keyboard: keyboard.filter(|_| !deleted),
        at: message.at,
        edited: message.edited_at.is_some() && !deleted,
        deleted,
    })
}

/// Whether a message has left: what is only planned may still be withdrawn.
fn is_out(message: &Stored) -> bool {
    message.author != MessageAuthor::Note && message.state == MessageState::Confirmed
}

/// What a visitor sends.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Outgoing {
    /// Made by the widget; the same id is the same message.
    pub id: String,
    #[serde(default)]
    pub text: String,
    #[serde(default)]
    pub files: Vec<FileId>,
    #[serde(default)]
    pub phone: Option<String>,
    #[serde(default)]
    pub location: Option<Location>,
    /// The click id of the page's address.
    #[serde(default)]
    pub click: Option<String>,
}

/// A press of a button.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Pressing {
    /// Made by the widget; the same id is the same press.
    pub id: String,
    /// The message the button stands under.
    pub message: MessageId,
    /// What the button carries.
    pub data: String,
}

/// A page of messages, oldest first.
#[derive(Debug, Serialize)]
pub(super) struct Talk {
    pub items: Vec<Said>,
    /// There are older ones.
    pub more: bool,
}
