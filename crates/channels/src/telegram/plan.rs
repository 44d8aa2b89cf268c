//! Effects as calls of the Bot API, within its limits: long texts in parts, files with captions, albums.

use super::api::{Call, Wants};
use super::{CAPTION_UNITS, FILE_BYTES, PHOTO_BYTES, TEXT_UNITS, keyboard, marks};
use serde_json::{Map, Value, json};
use signalbox_model::chat::{Content, Effect, File, FileKind, FileSource, Rich};
use signalbox_wire::rich::units;
use signalbox_wire::split::split;

/// Files of one album (T-6).
const ALBUM: usize = 10;
/// Characters of the note that pops up at a press (T-5).
const NOTE: usize = 200;

/// The calls an effect takes, in order. Each may only be made when the one before was answered.
///
/// # Errors
/// A sentence for people about what Telegram would refuse.
pub fn plan(effect: &Effect, chat: &str, is_private: bool) -> Result<Vec<Call>, String> {
    let to = To { chat, is_private };
    match effect {
        Effect::Send { content } => to.send(content),
        Effect::Edit { message, content } => Ok(vec![to.edit(message, content)?]),
        Effect::Delete { message } => Ok(vec![to.delete(message)]),
        Effect::AnswerPress { callback, text } => {
            let mut call = Call::new("answerCallbackQuery");
            call.set("callback_query_id", json!(callback));
            if !text.is_empty() {
                call.set("text", json!(short(text)));
            }
            Ok(vec![call])
        }
        Effect::Typing => {
            let mut call = to.call("sendChatAction");
            call.set("action", json!("typing"));
            Ok(vec![call])
        }
        Effect::AnswerJoin { user, approve } => {
            let mut call = to.call(if *approve {
                "approveChatJoinRequest"
            } else {
                "declineChatJoinRequest"
            });
            call.set("user_id", number(user));
            Ok(vec![call])
        }
    }
}

/// Ids travel as numbers where they are.
fn number(id: &str) -> Value {
    id.parse::<i64>().map_or_else(|_| json!(id), Value::from)
}

fn short(text: &str) -> String {
    let mut left = NOTE;
    let fits = |c: &char| {
        let fits = left >= c.len_utf16();
        left = left.saturating_sub(c.len_utf16());
        fits
    };
    text.chars().take_while(fits).collect()
}

struct To<'a> {
    chat: &'a str,
    is_private: bool,
}

impl To<'_> {
    fn call(&self, method: &'static str) -> Call {
        let mut call = Call::new(method);
        call.set("chat_id", number(self.chat));
        call
    }

    fn send(&self, content: &Content) -> Result<Vec<Call>, String> {
        for file in &content.files {
            check(file)?;
        }
        let mut calls: Vec<Call> = Vec::new();
        let mut text = Some(&content.text).filter(|text| !text.text.trim().is_empty());
        let mut left = content.files.len();
        for group in groups(&content.files) {
            // The caption stands under the last files, so that buttons can stand under it.
            left -= group.len();
            let is_last = left == 0;
            let fits = is_last && takes_caption(group) && !(group.len() > 1 && content.keyboard.is_some());
            let caption = text
                .filter(|text| fits && units(&text.text) <= CAPTION_UNITS)
                .inspect(|_| text = None);
            calls.push(self.files(group, caption));
        }
        if let Some(text) = text {
            calls.extend(self.texts(text, content.no_preview));
        }
        if let Some(first) = calls.first_mut()
            && let Some(answered) = &content.reply_to
        {
            let reply = json!({"message_id": number(answered), "allow_sending_without_reply": true});
            first.set("reply_parameters", reply);
        }
        self.add_keyboard(&mut calls, content)?;
        if calls.is_empty() {
            return Err("the message is empty. Give it a text or a file".to_owned());
        }
        if content.pin {
            calls.push(self.call("pinChatMessage").of_sent());
        }
        Ok(calls)
    }

    fn add_keyboard(&self, calls: &mut [Call], content: &Content) -> Result<(), String> {
        let (Some(buttons), Some(last)) = (&content.keyboard, calls.last_mut()) else {
            return Ok(());
        };
        if last.method == "sendMediaGroup" {
            return Err("buttons cannot stand under an album. Give the message a text".to_owned());
        }
        last.set("reply_markup", keyboard::markup(buttons, self.is_private)?);
        Ok(())
    }

    fn texts(&self, text: &Rich, no_preview: bool) -> Vec<Call> {
        let parts = split(text, TEXT_UNITS);
        let one = |part: &Rich| {
            let mut call = self.call("sendMessage");
            formatted(&mut call.params, "text", "entities", part);
            if no_preview {
                call.set("link_preview_options", json!({"is_disabled": true}));
            }
            call
        };
        parts.iter().map(one).collect()
    }

    /// One file, or an album.
    fn files(&self, files: &[File], caption: Option<&Rich>) -> Call {
        if let [file] = files {
            let (method, field) = method(file.kind);
            let mut call = self.call(method);
            let source = source(&mut call, file);
            call.set(field, json!(source));
            if let Some(caption) = caption {
                formatted(&mut call.params, "caption", "caption_entities", caption);
            }
            return call;
        }
        let mut call = self.call("sendMediaGroup");
        let mut items = Vec::new();
        for (at, file) in files.iter().enumerate() {
            let mut item = Map::new();
            item.insert("type".to_owned(), json!(method(file.kind).1));
            item.insert("media".to_owned(), json!(source(&mut call, file)));
            if let Some(caption) = caption.filter(|_| at == 0) {
                formatted(&mut item, "caption", "caption_entities", caption);
            }
            items.push(Value::Object(item));
        }
        call.set("media", Value::Array(items));
        call
    }

    fn edit(&self, message: &str, content: &Content) -> Result<Call, String> {
        let id = number(message.split(' ').next().unwrap_or_default());
        let has_files = !content.files.is_empty();
        let (method, name, entities, limit) = if has_files {
            ("editMessageCaption", "caption", "caption_entities", CAPTION_UNITS)
        } else {
            ("editMessageText", "text", "entities", TEXT_UNITS)
        };
        if units(&content.text.text) > limit {
            return Err(format!(
                "a message cannot be rewritten to more than {limit} characters"
            ));
        }
        let mut call = self.call(method);
        call.set("message_id", id);
        formatted(&mut call.params, name, entities, &content.text);
        if let Some(buttons) = &content.keyboard {
            call.set("reply_markup", keyboard::markup(buttons, self.is_private)?);
        }
        Ok(call)
    }

    /// A message that was sent in parts is taken back in whole.
    fn delete(&self, message: &str) -> Call {
        let ids: Vec<_> = message.split(' ').map(number).collect();
        let mut call = self.call("deleteMessages");
        call.set("message_ids", Value::Array(ids));
        call
    }
}

fn formatted(params: &mut Map<String, Value>, name: &str, entities: &str, text: &Rich) {
    params.insert(name.to_owned(), json!(text.text));
    if !text.marks.is_empty() {
        params.insert(entities.to_owned(), Value::Array(marks::entities(&text.marks)));
    }
}

/// Files that can stand in one call: photos and videos together, documents among themselves, audio too; others alone.
fn groups(files: &[File]) -> Vec<&[File]> {
    let class = |file: &File| match file.kind {
        FileKind::Photo | FileKind::Video => 1,
        FileKind::Document => 2,
        FileKind::Audio => 3,
        FileKind::Voice | FileKind::VideoNote | FileKind::Animation | FileKind::Sticker => 0,
    };
    files
        .chunk_by(|a, b| class(a) != 0 && class(a) == class(b))
        .flat_map(|group| group.chunks(ALBUM))
        .collect()
}

fn takes_caption(group: &[File]) -> bool {
    !matches!(group, [file] if matches!(file.kind, FileKind::Sticker | FileKind::VideoNote))
}

fn method(kind: FileKind) -> (&'static str, &'static str) {
    match kind {
        FileKind::Photo => ("sendPhoto", "photo"),
        FileKind::Video => ("sendVideo", "video"),
        FileKind::Audio => ("sendAudio", "audio"),
        FileKind::Voice => ("sendVoice", "voice"),
        FileKind::VideoNote => ("sendVideoNote", "video_note"),
        FileKind::Animation => ("sendAnimation", "animation"),
        FileKind::Sticker => ("sendSticker", "sticker"),
        FileKind::Document => ("sendDocument", "document"),
    }
}

/// What a parameter says of a file. One of our own store goes along with the call.
fn source(call: &mut Call, file: &File) -> String {
    match &file.source {
        FileSource::Remote(id) => id.clone(),
        FileSource::Url(url) => url.clone(),
        FileSource::Stored(stored) => {
            let field = format!("file{}", call.wants.len());
            let said = format!("attach://{field}");
            call.wants.push(Wants {
                field,
                stored: stored.clone(),
                name: file.name.clone(),
                mime: file.mime.clone(),
            });
            said
        }
    }
}

fn check(file: &File) -> Result<(), String> {
    let limit = if file.kind == FileKind::Photo {
        PHOTO_BYTES
    } else {
        FILE_BYTES
    };
    if file.kind == FileKind::VideoNote && matches!(file.source, FileSource::Url(_)) {
        return Err("a video note cannot be sent from an address. Upload it".to_owned());
    }
    match (file.size, &file.source) {
        (Some(size), FileSource::Stored(_)) if size > limit => Err(format!(
            "the file {} has more than {} MB, which Telegram does not take",
            file.name,
            limit >> 20
        )),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests;
