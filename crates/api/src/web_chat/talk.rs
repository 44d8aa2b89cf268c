//! What is said: read by page, sent once by id.

use super::limits::Act;
use super::wire::{self, Names, Outgoing, Pressing, Said, Talk};
use super::{Channel, Guest, json};
use crate::doc::NoContent;
use crate::extract::Query;
use crate::problem::{Code, Problem, Result};
use axum::Json;
use axum::body::Body;
use schemars::JsonSchema;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use signalbox_engine::{LiveNote, Topic};
use signalbox_model::chat::{
    ChatKind, File, FileKind, FileSource, Inbound, Message, Report, Rich, Sender, SharedContact,
};
use signalbox_model::{ChannelId, FileId, MessageId, Micros, WorkspaceId};
use signalbox_store::chat::messages::{self, Part, Stored};
use signalbox_store::chat::{bots, dialogs};
use signalbox_store::{Space, StoreError, accounts, files, workspaces};

/// Messages of a page.
const PAGE: i64 = 30;
/// The longest text, characters.
const LONGEST: usize = 4_000;
/// Files of one message.
const MOST_FILES: usize = 10;
/// The longest id a widget gives, and what a button carries at most, bytes.
const LONGEST_ID: usize = 64;

/// Whose messages are looked at.
pub(super) struct Whose {
    pub workspace: WorkspaceId,
    channel: ChannelId,
    chat: String,
}

impl Whose {
    pub fn of(guest: &Guest) -> Self {
        Self {
            workspace: guest.channel.stored.workspace,
            channel: guest.channel.stored.id,
            chat: guest.visitor.chat.clone(),
        }
    }

    /// The visitor's dialog; none before the first word.
    pub fn dialog(&self, space: &mut Space) -> std::result::Result<Option<dialogs::Stored>, StoreError> {
        dialogs::find(space, self.channel, &self.chat)
    }

    /// A message of this chat that the visitor may see.
    pub fn message(
        &self,
        space: &mut Space,
        id: MessageId,
    ) -> std::result::Result<Option<Stored>, StoreError> {
        let Some(dialog) = self.dialog(space)? else {
            return Ok(None);
        };
        let found = messages::get(space, id)?.filter(|message| message.dialog == dialog.id);
        Ok(found
            .filter(|message| message.removed_at.is_none() && wire::said(message, &Names::new()).is_some()))
    }
}

/// The names of operators, when the bot tells them.
pub(super) fn names(space: &mut Space, channel: &Channel, of: &[Stored]) -> Result<Names> {
    let tells = bots::get(space, channel.stored.bot)?.is_some_and(|bot| bot.settings.operators.say_name);
    let mut names = Names::new();
    for user in of.iter().filter_map(|message| message.user).filter(|_| tells) {
        if names.contains_key(&user) {
            continue;
        }
        if let Some(known) = accounts::get_user(space, user)? {
            names.insert(user, known.name);
        }
    }
    Ok(names)
}

#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct Before {
    /// The oldest message known; the newest are read without it.
    #[serde(default)]
    before: Option<MessageId>,
}

pub(super) async fn list(guest: Guest, Query(Before { before }): Query<Before>) -> Result<Json<Talk>> {
    guest.count(Act::Look)?;
    let (server, channel, whose) = (guest.server.clone(), guest.channel.clone(), Whose::of(&guest));
    let talk = server.read(move |tx| -> Result<_> {
        let mut space = tx.space(whose.workspace);
        let Some(dialog) = whose.dialog(&mut space)? else {
            return Ok(Talk {
                items: Vec::new(),
                more: false,
            });
        };
        let part = before.map_or(Part::Newest, Part::Before);
        page(&mut space, &channel, &dialog, part)
    });
    Ok(Json(talk.await?))
}

/// Reads on until a page is full: notes and lines among operators do not count.
fn page(space: &mut Space, channel: &Channel, dialog: &dialogs::Stored, mut part: Part) -> Result<Talk> {
    let mut items = std::collections::VecDeque::new();
    loop {
        let read = messages::list(space, dialog.id, part, PAGE)?;
        let more = i64::try_from(read.len()).is_ok_and(|count| count >= PAGE);
        let names = names(space, channel, &read)?;
        for message in read.iter().rev() {
            items.extend(wire::said(message, &names).map(|said| (message.id, said)));
        }
        let oldest = read.first().map(|message| message.id);
        match oldest {
            Some(oldest) if more && items.len() < 20 => part = Part::Before(oldest),
            _ => {
                let items = items.into_iter().rev().map(|(_, said)| said).collect();
                return Ok(Talk { items, more });
            }
        }
    }
}

pub(super) async fn send(guest: Guest, body: Body) -> Result<Json<Said>> {
    guest.count_written(Act::Message)?;
    let outgoing: Outgoing = json(body).await?;
    check(&outgoing)?;
    let (server, now) = (guest.server.clone(), guest.server.now());
    let (channel, whose, sender) = (guest.channel.clone(), Whose::of(&guest), guest.sender());
    let engine = server.app.engine.clone();
    let key = outgoing.id.clone();
    let who = guest.who().await?;
    let sent = server.write(move |tx| -> Result<_> {
        let mut space = tx.space(whose.workspace);
        let files = taken(&mut space, &sender, &outgoing.files)?;
        let inbound = inbound(&whose.chat, who, now, message(outgoing, files));
        let received = engine.receive(tx, now, whose.workspace, channel.stored.id, inbound)?;
        let mut space = tx.space(whose.workspace);
        // What came before under this id is answered as it was then.
        let stored = match whose.dialog(&mut space)? {
            Some(dialog) => messages::by_external(&mut space, dialog.id, &key)?,
            None => None,
        };
        let said = stored.and_then(|stored| wire::said(&stored, &Names::new()));
        Ok((said, received.done))
    });
    let (said, done) = sent.await?;
    server.after(done);
    said.map(Json).ok_or_else(closed)
}

fn closed() -> Problem {
    Problem::new(Code::Conflict, "this chat takes no messages any more")
}

impl Guest {
    /// The visitor as the engine knows people.
    async fn who(&self) -> Result<Sender> {
        let name = if self.visitor.name.is_empty() {
            let workspace = self.channel.stored.workspace;
            let settings = self.server.read(move |tx| workspaces::get(tx, workspace)).await?;
            let language = settings.map(|settings| settings.language).unwrap_or_default();
            stranger(&language, &self.visitor.chat)
        } else {
            self.visitor.name.clone()
        };
        Ok(Sender {
            id: self.visitor.chat.clone(),
            name,
            ..Sender::default()
        })
    }
}

/// What a stranger is called until they say their name: strangers are told apart by the end of their chat's.
fn stranger(language: &str, chat: &str) -> String {
    let word = match language {
        "ru" => "Посетитель",
        "uk" => "Відвідувач",
        _ => "Visitor",
    };
    let end: String = chat
        .chars()
        .rev()
        .filter(char::is_ascii_alphanumeric)
        .take(4)
        .collect();
    format!("{word} {}", end.to_ascii_uppercase())
}

fn check(outgoing: &Outgoing) -> Result<()> {
    check_id(&outgoing.id)?;
    if outgoing.text.chars().count() > LONGEST {
        return Err(Problem::invalid("text", "a message has at most 4000 characters"));
    }
    if outgoing.files.len() > MOST_FILES {
        return Err(Problem::invalid("files", "a message has at most 10 files"));
    }
    if let Some(place) = outgoing.location {
        let on_earth = place.latitude.abs() <= 90.0 && place.longitude.abs() <= 180.0;
        if !on_earth {
            return Err(Problem::invalid("location", "this is no place on Earth"));
        }
    }
    if outgoing.phone.as_ref().is_some_and(|phone| phone.len() > 32) {
        return Err(Problem::invalid("phone", "a phone has at most 32 characters"));
    }
    let is_empty = outgoing.text.trim().is_empty() && outgoing.files.is_empty();
    if is_empty && outgoing.phone.is_none() && outgoing.location.is_none() {
        return Err(Problem::invalid("text", "the message is empty"));
    }
    Ok(())
}

fn check_id(id: &str) -> Result<()> {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if id.is_empty() || id.len() > LONGEST_ID || !id.chars().all(plain) {
        let say = "an id has 1 to 64 letters, digits, `-` and `_`";
        return Err(Problem::invalid("id", say));
    }
    Ok(())
}

/// The files of a message: only those the visitor sent themselves.
fn taken(space: &mut Space, sender: &files::Sender, ids: &[FileId]) -> Result<Vec<File>> {
    let mut taken = Vec::with_capacity(ids.len());
    for id in ids {
        let Some(head) = files::get(space, *id)?.filter(|head| head.sender == *sender) else {
            return Err(Problem::invalid(
                "files",
                "there is no such file of yours: send it anew",
            ));
        };
        files::keep(space, *id)?;
        taken.push(file(&head));
    }
    Ok(taken)
}

/// A file as a message names it.
pub(crate) fn file(head: &files::Head) -> File {
    let kind = match head.mime.split('/').next() {
        Some("image") => FileKind::Photo,
        Some("video") => FileKind::Video,
        Some("audio") => FileKind::Audio,
        _ => FileKind::Document,
    };
    File {
        kind,
        source: FileSource::Stored(head.id.to_string()),
        name: head.name.clone(),
        mime: Some(head.mime.clone()),
        size: u64::try_from(head.size).ok(),
        trouble: None,
    }
}

/// The longest click id, bytes.
const MOST_CLICK: usize = 64;

fn message(outgoing: Outgoing, files: Vec<File>) -> Report {
    // A number typed into a page proves nothing: it is told, not taken for the person's own (Z-150).
    let contact = outgoing.phone.map(|phone| SharedContact {
        phone,
        name: String::new(),
        own: false,
    });
    Report::Message(Message {
        id: outgoing.id,
        text: Rich::plain(outgoing.text.trim()),
        files,
        contact,
        location: outgoing.location,
        click: outgoing.click.filter(|click| click.len() <= MOST_CLICK),
        ..Message::default()
    })
}

/// Visitors choose their ids by themselves: one's must not be taken for another's repeat. 64 characters.
fn own_key(chat: &str, id: &str) -> String {
    let hash = Sha256::new()
        .chain_update(chat)
        .chain_update([0])
        .chain_update(id)
        .finalize();
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn inbound(chat: &str, who: Sender, now: Micros, report: Report) -> Inbound {
    let id = match &report {
        Report::Message(message) => message.id.as_str(),
        Report::Pressed { callback, .. } => callback,
        _ => "",
    };
    Inbound {
        key: own_key(chat, id),
        chat: chat.to_owned(),
        chat_kind: ChatKind::Private,
        chat_name: None,
        sender: Some(who),
        at: now,
        report,
    }
}

pub(super) async fn press(guest: Guest, body: Body) -> Result<NoContent> {
    guest.count_written(Act::Message)?;
    let Pressing { id, message, data } = json(body).await?;
    check_id(&id)?;
    if data.len() > LONGEST_ID {
        return Err(Problem::invalid("data", "a button carries at most 64 bytes"));
    }
    let (server, now, whose) = (guest.server.clone(), guest.server.now(), Whose::of(&guest));
    let (channel, engine, who) = (
        guest.channel.stored.id,
        server.app.engine.clone(),
        guest.who().await?,
    );
    let done = server.write(move |tx| -> Result<_> {
        if whose.message(&mut tx.space(whose.workspace), message)?.is_none() {
            return Err(Problem::new(
                Code::NotFound,
                "there is no such message in this chat",
            ));
        }
        let report = Report::Pressed {
            callback: id,
            data,
            message: Some(message.to_string()),
        };
        let inbound = inbound(&whose.chat, who, now, report);
        Ok(engine.receive(tx, now, whose.workspace, channel, inbound)?.done)
    });
    server.after(done.await?);
    Ok(NoContent)
}

/// What the visitor has seen.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Saw {
    /// Everything up to this message.
    message: MessageId,
}

/// The visitor has seen what was said: operators read it under their messages.
pub(super) async fn seen(guest: Guest, body: Body) -> Result<NoContent> {
    guest.count(Act::Sign)?;
    let Saw { message } = json(body).await?;
    let (server, whose) = (guest.server.clone(), Whose::of(&guest));
    let workspace = whose.workspace;
    let news = server.write(move |tx| -> Result<_> {
        let mut space = tx.space(workspace);
        let Some(known) = whose.message(&mut space, message)? else {
            return Err(Problem::new(
                Code::NotFound,
                "there is no such message in this chat",
            ));
        };
        Ok(dialogs::see(&mut space, known.dialog, message)?.then_some(known.dialog))
    });
    if let Some(dialog) = news.await? {
        server.app.live.publish(&[LiveNote {
            workspace,
            topic: Topic::Dialog,
            id: dialog.0,
        }]);
    }
    Ok(NoContent)
}

/// The visitor is writing: told to who looks at the dialog now, kept nowhere.
pub(super) async fn typing(guest: Guest) -> Result<NoContent> {
    guest.count(Act::Sign)?;
    let (server, whose) = (guest.server.clone(), Whose::of(&guest));
    let workspace = whose.workspace;
    let dialog = server
        .read(move |tx| whose.dialog(&mut tx.space(workspace)))
        .await?;
    if let Some(dialog) = dialog {
        server.talking.visitor_writes(workspace, dialog.id, server.now());
        server.app.live.publish(&[LiveNote {
            workspace,
            topic: Topic::Talking(dialog.id.0),
            id: dialog.id.0,
        }]);
    }
    Ok(NoContent)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strangers_are_told_apart() {
        assert_eq!(stranger("en", "v:abcdE-1_g"), "Visitor G1ED");
        assert_eq!(stranger("uk", "v:zz"), "Відвідувач ZZV");
    }
}
