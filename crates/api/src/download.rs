//! Rows as a file, sent while they are read: a page of them is in memory at a time.

use crate::doc::{Output, Sketch};
use crate::problem::{Problem, Result};
use axum::body::{Body, Bytes};
use axum::http::{HeaderName, StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use std::future::Future;

/// A file on its way.
#[derive(Debug)]
pub(crate) struct Download {
    /// What it is called when it is saved: plain characters.
    pub name: String,
    /// Its content type.
    pub kind: &'static str,
    /// Its bytes.
    pub body: Body,
}

impl Download {
    /// A file made of pages. `next` gives the text of a page and the state for the one after it, until there is none.
    /// When a page fails the connection breaks off: a client must not take the beginning for the whole.
    pub fn of_pages<S, F>(
        name: String,
        kind: &'static str,
        state: S,
        next: impl FnMut(S) -> F + Send + 'static,
    ) -> Self
    where
        S: Send + 'static,
        F: Future<Output = Result<Option<(String, S)>>> + Send + 'static,
    {
        let mut next = next;
        let pages = stream::try_unfold(state, move |state| {
            let page = next(state);
            async move {
                match page.await {
                    Ok(page) => Ok(page.map(|(text, state)| (Bytes::from(text), state))),
                    Err(problem) => {
                        tracing::warn!(?problem, "a download breaks off");
                        Err(std::io::Error::other("the rows could not be read"))
                    }
                }
            }
        });
        Self {
            name,
            kind,
            body: Body::from_stream(pages),
        }
    }
}

impl IntoResponse for Download {
    fn into_response(self) -> Response {
        let disposition = format!("attachment; filename=\"{}\"", self.name);
        let headers: [(HeaderName, String); 2] = [
            (header::CONTENT_TYPE, self.kind.to_owned()),
            (header::CONTENT_DISPOSITION, disposition),
        ];
        (headers, self.body).into_response()
    }
}

impl Output for Download {
    fn describe(sketch: &mut Sketch) {
        sketch.answer_raw(StatusCode::OK, "The rows as a file", Some("text/csv"));
        Problem::schema(sketch.outputs);
    }
}
