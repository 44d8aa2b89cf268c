//! A file as the body of a request: it goes to the disk as it comes in, never as a whole through memory.

use crate::doc::{Body as BodyDoc, Input, Sketch};
use crate::extract::too_large;
use crate::problem::{Code, Problem, Result};
use axum::extract::{FromRequest, Request};
use axum::http::header;
use http_body_util::BodyExt;
use std::io::{Seek, Write};

/// The largest file that is taken.
pub(crate) const MAX_FILE_BYTES: u64 = 64 * 1024 * 1024;

/// A file that came in; it goes when it is dropped.
#[derive(Debug)]
pub(crate) struct FileBody {
    /// At its start.
    pub file: std::fs::File,
    /// How long it is.
    pub bytes: u64,
}

impl<S: Send + Sync> FromRequest<S> for FileBody {
    type Rejection = Problem;
    async fn from_request(request: Request, _: &S) -> Result<Self> {
        // A page of another site may send these without asking; anything else it may not.
        let kind = request.headers().get(header::CONTENT_TYPE);
        let simple: [&[u8]; 3] = [
            b"text/plain",
            b"multipart/form-data",
            b"application/x-www-form-urlencoded",
        ];
        if kind.is_none_or(|kind| simple.iter().any(|simple| kind.as_bytes().starts_with(simple))) {
            return Err(Problem::new(
                Code::UnsupportedMedia,
                "send the bytes of the file as the body, with `Content-Type: text/csv` or `application/octet-stream`",
            ));
        }
        let mut body = request.into_body();
        let mut file = tempfile::tempfile().map_err(|error| Problem::internal(&error))?;
        let mut bytes = 0;
        while let Some(frame) = body.frame().await {
            let broken = |_| Problem::invalid("", "the file broke off: send it again");
            let Ok(data) = frame.map_err(broken)?.into_data() else {
                continue;
            };
            bytes += data.len() as u64;
            if bytes > MAX_FILE_BYTES {
                return Err(too_large());
            }
            file = write(file, data).await?;
        }
        file.rewind().map_err(|error| Problem::internal(&error))?;
        Ok(Self { file, bytes })
    }
}

/// Writing to a disk may block: a thread for such things does it.
async fn write(mut file: std::fs::File, data: bytes::Bytes) -> Result<std::fs::File> {
    let written = tokio::task::spawn_blocking(move || file.write_all(&data).map(|()| file));
    let written = written.await.map_err(|error| Problem::internal(&error))?;
    written.map_err(|error| {
        tracing::error!(%error, "a file that came in cannot be kept for a moment");
        Problem::new(
            Code::Unavailable,
            "the server has no room for the file: free some disk, then send it again",
        )
    })
}

impl Input for FileBody {
    fn describe(sketch: &mut Sketch) {
        let schema = schemars::json_schema!({ "type": "string", "format": "binary" });
        sketch.endpoint.body = Some(BodyDoc {
            schema,
            content_type: "application/octet-stream",
            required: true,
        });
    }
}
