//! Files of conversations: sent by operators, read by who may see the dialog.

use crate::can::{Can, Read, Write};
use crate::doc::{Created, Output, Routes, Sketch};
use crate::extract::{At, Query};
use crate::file_body::FileBody;
use crate::problem::{Code, Problem, Result};
use crate::web_chat::files::{answer, plain_name};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use signalbox_model::chat::File;
use signalbox_model::{FileId, RecordKind};
use signalbox_store::chat::dialogs;
use signalbox_store::files::{self, Head, Sender};
use signalbox_store::{Space, StoreError};
use std::io::Read as _;

/// The largest file an operator sends.
const MAX_BYTES: u64 = 20 * 1024 * 1024;

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .chapter("Dialogs")
        .post(
            "/files",
            "file_create",
            "Send the bytes of a file; `file` of the answer is what a message names it by.",
            create,
        )
        .get(
            "/files/{file}",
            "file_show",
            "Read the bytes of a file of a conversation.",
            show,
        )
}

/// What a file is called.
#[derive(Debug, Deserialize, JsonSchema)]
struct Named {
    /// The name people see.
    name: String,
}

/// A file that was taken in.
#[derive(Debug, Serialize, JsonSchema)]
struct Taken {
    /// Its id.
    id: FileId,
    /// It, as a message names it.
    file: File,
}

async fn create(
    me: Can<Write>,
    Query(Named { name }): Query<Named>,
    headers: HeaderMap,
    mut body: FileBody,
) -> Result<Created<Taken>> {
    if body.bytes > MAX_BYTES {
        return Err(Problem::new(
            Code::TooLarge,
            "a file has at most 20 MB: send a link to larger ones",
        ));
    }
    if body.bytes == 0 {
        return Err(Problem::invalid("", "the file is empty"));
    }
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok());
    let mime = kind.unwrap_or("application/octet-stream").to_ascii_lowercase();
    let mut bytes = Vec::new();
    body.file
        .read_to_end(&mut bytes)
        .map_err(|error| Problem::internal(&error))?;
    let user = me.user().id;
    let head = me.write(move |work| {
        let head = Head {
            id: FileId(work.id()),
            sender: Sender::User(user),
            name: plain_name(&name),
            mime,
            size: i64::try_from(bytes.len()).unwrap_or(i64::MAX),
            created_at: work.now,
        };
        files::insert(&mut work.space(), &head, &bytes)?;
        Ok(head)
    });
    let head = head.await?;
    let file = crate::web_chat::file(&head);
    Ok(Created(Taken { id: head.id, file }))
}

/// The bytes of a file.
struct Bytes(Response);

impl IntoResponse for Bytes {
    fn into_response(self) -> Response {
        self.0
    }
}

impl Output for Bytes {
    fn describe(sketch: &mut Sketch) {
        sketch.answer_raw(
            StatusCode::OK,
            "The bytes of the file",
            Some("application/octet-stream"),
        );
    }
}

async fn show(me: Can<Read>, At(id): At<FileId>) -> Result<Bytes> {
    let found = me.read(move |space| {
        let Some(head) = files::get(space, id)? else {
            return Ok(None);
        };
        if !may_read(space, &head)? {
            return Ok(None);
        }
        Ok::<_, StoreError>(files::bytes(space, id)?.map(|bytes| (head, bytes)))
    });
    let (head, bytes) = found.await?.ok_or_else(|| Problem::not_found("file"))?;
    Ok(Bytes(answer(&head, bytes)))
}

/// A visitor's file is read by who may see their dialog.
fn may_read(space: &mut Space, head: &Head) -> std::result::Result<bool, StoreError> {
    let Sender::Visitor { channel, chat } = &head.sender else {
        return Ok(true);
    };
    let Some(dialog) = dialogs::find(space, *channel, chat)? else {
        return Ok(space.seen(RecordKind::Contact, "c").is_empty());
    };
    Ok(dialogs::get(space, dialog.id)?.is_some())
}
