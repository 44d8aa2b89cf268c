//! Files that people send: their bytes come after the message, in the background, and are kept beside it.

use super::talk::Talk;
use crate::done::{Done, Topic};
use crate::engine::Engine;
use crate::error::Result;
use crate::work::Work;
use signalbox_model::chat::{ChannelKind, File, FileKind, FileSource, FileTrouble, Message};
use signalbox_model::dialog::Body;
use signalbox_model::{FileId, MessageId, Micros};
use signalbox_store::chat::{dialogs, fetches, messages};
use signalbox_store::{Tx, files};

/// The largest file that bots may fetch, bytes (O-5, T-4).
pub const MOST_FETCHED: u64 = 20 << 20;

/// What came of fetching a file.
#[derive(Debug)]
pub enum Fetched {
    /// Its bytes.
    Got(Vec<u8>),
    /// The platform gives no file of this size.
    TooLarge,
    /// It is gone, or could not be reached for long.
    Lost,
}

impl Work<'_, '_> {
    /// Says of every file that is too large that it is.
    pub(super) fn weigh(&self, talk: &Talk, message: &mut Message) {
        if !self.is_fetched(talk) {
            return;
        }
        for file in &mut message.files {
            if matches!(file.source, FileSource::Remote(_))
                && file.size.is_some_and(|size| size > MOST_FETCHED)
            {
                file.trouble = Some(FileTrouble::TooLarge);
            }
        }
    }

    /// Plans to fetch the files of a message.
    pub(super) fn fetch(&mut self, talk: &Talk, id: MessageId, message: &Message) -> Result<()> {
        if !self.is_fetched(talk) {
            return Ok(());
        }
        let now = self.now;
        let relay_to = match message.files.is_empty() {
            true => None,
            false => self.goes_on_to(talk)?.filter(|to| to.channel != talk.row.channel),
        };
        for (place, file) in message.files.iter().enumerate() {
            if file.trouble.is_some() || !matches!(file.source, FileSource::Remote(_)) {
                continue;
            }
            let fetch = fetches::Stored {
                id: self.next_id(),
                workspace: self.defs.workspace,
                channel: talk.row.channel,
                message: id,
                place,
                relay_to: relay_to.as_ref().map(|to| to.id),
                attempt: 0,
            };
            fetches::insert(&mut self.space(), &fetch, now)?;
            self.done.fetches.push(talk.row.channel);
        }
        Ok(())
    }

    fn is_fetched(&self, talk: &Talk) -> bool {
        let head = self.defs.bots.channels.get(&talk.row.channel);
        head.is_some_and(|head| head.kind == ChannelKind::Telegram)
    }
}

/// The files that stay when a message was edited: those that are the same as far as the platform tells.
pub(super) fn carried_over(before: &Message, mut after: Message) -> (Message, bool) {
    let what = |file: &File| (file.kind, file.size);
    let same = before.files.len() == after.files.len()
        && before.files.iter().map(what).eq(after.files.iter().map(what));
    if same {
        after.files.clone_from(&before.files);
    }
    (after, same)
}

/// What a platform calls a file without a name, and its media type.
fn usual(kind: FileKind) -> (&'static str, &'static str) {
    match kind {
        FileKind::Photo => ("photo.jpg", "image/jpeg"),
        FileKind::Video => ("video.mp4", "video/mp4"),
        FileKind::Audio => ("audio.mp3", "audio/mpeg"),
        FileKind::Voice => ("voice.ogg", "audio/ogg"),
        FileKind::VideoNote => ("video-note.mp4", "video/mp4"),
        FileKind::Animation => ("animation.mp4", "video/mp4"),
        FileKind::Sticker => ("sticker.webp", "image/webp"),
        FileKind::Document => ("document", "application/octet-stream"),
    }
}

impl Engine {
    /// Keeps what came of fetching a file. The message shows it from now on, or why it does not.
    pub fn fetched(&self, tx: &mut Tx, now: Micros, fetch: &fetches::Stored, came: Fetched) -> Result<Done> {
        let mut work = self.work(tx, now, fetch.workspace)?;
        if !fetches::end(&mut work.space(), fetch.id)? {
            return Ok(work.done);
        }
        let Some(row) = messages::get(&mut work.space(), fetch.message)? else {
            return Ok(work.done);
        };
        let Body::Received(mut message) = row.body else {
            return Ok(work.done);
        };
        let Some(file) = message.files.get_mut(fetch.place) else {
            return Ok(work.done);
        };
        match came {
            Fetched::Got(bytes) => {
                let Some(dialog) = dialogs::get(&mut work.space(), row.dialog)? else {
                    return Ok(work.done);
                };
                work.keep_file(file, &dialog, &bytes)?;
            }
            Fetched::TooLarge => file.trouble = Some(FileTrouble::TooLarge),
            Fetched::Lost => file.trouble = Some(FileTrouble::Lost),
        }
        let file = file.clone();
        messages::rewrite(&mut work.space(), row.id, &Body::Received(message))?;
        if let Some(to) = fetch.relay_to {
            work.pass_file(row.dialog, to, &file)?;
        }
        work.live(Topic::Message(row.dialog.0), row.id.0);
        Ok(work.done)
    }
}

impl Work<'_, '_> {
    fn keep_file(&mut self, file: &mut File, dialog: &dialogs::Stored, bytes: &[u8]) -> Result<()> {
        let (name, mime) = usual(file.kind);
        if file.name.is_empty() {
            name.clone_into(&mut file.name);
        }
        let mime = file.mime.get_or_insert_with(|| mime.to_owned()).clone();
        let head = files::Head {
            id: FileId(self.next_id()),
            sender: files::Sender::Visitor {
                channel: dialog.channel,
                chat: dialog.chat.clone(),
            },
            name: file.name.clone(),
            mime,
            size: i64::try_from(bytes.len()).unwrap_or(i64::MAX),
            created_at: self.now,
        };
        files::insert(&mut self.space(), &head, bytes)?;
        files::keep(&mut self.space(), head.id)?;
        file.size = Some(bytes.len() as u64);
        file.source = FileSource::Stored(head.id.to_string());
        Ok(())
    }
}
