//! Files of visitors: taken in up to the channel's limits, given out to who may read the message they stand in.

use super::limits::Act;
use super::session::FILE_TYPES;
use super::wire::{self, FileView};
use super::{Guest, talk};
use crate::extract::{Query, too_large};
use crate::problem::{Code, Problem, Result};
use axum::body::Body;
use axum::extract::Path;
use axum::http::{HeaderMap, header};
use axum::response::Response;
use axum::{Json, http::HeaderValue};
use serde::Deserialize;
use signalbox_model::chat::FileSource;
use signalbox_model::{FileId, MessageId};
use signalbox_store::files::{self, Head, Sender};
use std::collections::HashMap;

/// Bytes of files a visitor may send in a day.
const A_DAY: i64 = 100 * 1024 * 1024;
/// The longest name, characters.
const LONGEST_NAME: usize = 200;

#[derive(Debug, Deserialize, schemars::JsonSchema)]
pub(super) struct Named {
    name: String,
}

pub(super) async fn upload(
    guest: Guest,
    headers: HeaderMap,
    Query(Named { name }): Query<Named>,
    body: Body,
) -> Result<Json<FileView>> {
    guest.count_written(Act::Upload)?;
    let mime = mime(&headers)?;
    let name = plain_name(&name);
    let most = usize::try_from(guest.channel.settings.max_file_bytes()).unwrap_or(usize::MAX);
    let bytes = axum::body::to_bytes(body, most).await.map_err(|_| too_large())?;
    if bytes.is_empty() {
        return Err(Problem::invalid("", "the file is empty"));
    }
    let size = bytes.len();
    let (server, now) = (guest.server.clone(), guest.server.now());
    let id = FileId(server.app.db.next_id(now.0));
    let head = Head {
        id,
        sender: guest.sender(),
        name: name.clone(),
        mime: mime.clone(),
        size: i64::try_from(size).unwrap_or(i64::MAX),
        created_at: now,
    };
    let (channel, chat) = (guest.channel.clone(), guest.visitor.chat.clone());
    let kept = server.write(move |tx| -> Result<()> {
        let mut space = tx.space(channel.stored.workspace);
        let today = files::sent_since(&mut space, channel.stored.id, &chat, now.plus_secs(-86_400))?;
        if today + head.size > A_DAY {
            let say = "you have sent many files today: send this one tomorrow";
            return Err(Problem::rate_limited(3_600, say));
        }
        Ok(files::insert(&mut space, &head, &bytes)?)
    });
    kept.await?;
    Ok(Json(FileView::fresh(id, name, mime, size as u64)))
}

impl Guest {
    /// The visitor as the sender of files.
    pub(super) fn sender(&self) -> Sender {
        Sender::Visitor {
            channel: self.channel.stored.id,
            chat: self.visitor.chat.clone(),
        }
    }
}

fn mime(headers: &HeaderMap) -> Result<String> {
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok());
    let kind = kind.and_then(|kind| kind.split(';').next()).unwrap_or_default();
    let kind = kind.trim().to_ascii_lowercase();
    let fits = |known: &&str| match known.strip_suffix('*') {
        Some(family) => kind.starts_with(family),
        None => kind == **known,
    };
    // A drawing in SVG is a page that may hold scripts.
    if kind == "image/svg+xml" || !FILE_TYPES.iter().any(fits) {
        let say = format!("files of the type `{kind}` are not taken here");
        return Err(Problem::new(Code::UnsupportedMedia, say));
    }
    Ok(kind)
}

/// The last part of a path, without what could trick a reader.
pub(crate) fn plain_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept = last
        .chars()
        .filter(|c| !c.is_control() && !matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'));
    let name: String = kept.take(LONGEST_NAME).collect();
    if name.trim().is_empty() {
        "file".into()
    } else {
        name
    }
}

pub(super) async fn show(guest: Guest, Path(path): Path<HashMap<String, String>>) -> Result<Response> {
    guest.count(Act::Look)?;
    let gone = || Problem::new(Code::NotFound, "there is no such file in this chat");
    let place = path.get("file").and_then(|file| file.split_once('.'));
    let (message, place) = place.ok_or_else(gone)?;
    let message: MessageId = message.parse().map_err(|_| gone())?;
    let place: usize = place.parse().map_err(|_| gone())?;
    let (server, whose) = (guest.server.clone(), talk::Whose::of(&guest));
    let found = server.read(move |tx| -> Result<_> {
        let mut space = tx.space(whose.workspace);
        let Some(message) = whose.message(&mut space, message)? else {
            return Ok(None);
        };
        let Some(FileSource::Stored(id)) = wire::files(&message.body).get(place).map(|file| &file.source)
        else {
            return Ok(None);
        };
        let Ok(id) = id.parse::<FileId>() else {
            return Ok(None);
        };
        Ok(files::get(&mut space, id)?.zip(files::bytes(&mut space, id)?))
    });
    let (head, bytes) = found.await?.ok_or_else(gone)?;
    Ok(answer(&head, bytes))
}

/// A stranger's bytes, never as a page: to be saved, with their type as it was told and nothing guessed.
pub(crate) fn answer(head: &Head, bytes: Vec<u8>) -> Response {
    let mut response = Response::new(Body::from(bytes));
    let headers = response.headers_mut();
    let kind = HeaderValue::from_str(&head.mime)
        .unwrap_or_else(|_| HeaderValue::from_static("application/octet-stream"));
    headers.insert(header::CONTENT_TYPE, kind);
    let fixed = [
        (header::CONTENT_DISPOSITION, "attachment"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"),
        (header::CACHE_CONTROL, "private, max-age=86400"),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_plain() {
        for (given, kept) in [
            ("a.png", "a.png"),
            ("../../etc/passwd", "passwd"),
            ("C:\\x\\y.txt", "y.txt"),
            ("cod\u{202e}gnp.exe", "codgnp.exe"),
            ("\r\n", "file"),
            ("", "file"),
        ] {
            assert_eq!(plain_name(given), kept, "{given:?}");
        }
    }

    #[test]
    fn only_known_types_are_taken() {
        let of = |kind: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
            mime(&headers).is_ok()
        };
        assert!(of("image/png") && of("Text/Plain; charset=utf-8") && of("application/pdf"));
        assert!(
            !of("image/svg+xml") && !of("text/html") && !of("application/x-msdownload") && !of("imagex/png")
        );
        assert!(mime(&HeaderMap::new()).is_err());
    }
}
