//! What surrounds every handler: limits of time and size, headers of security, panics turned into answers.

use crate::problem::{Code, Problem};
use crate::server::Shared;
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt;
use std::panic::AssertUnwindSafe;

/// The studio loads everything from here and talks to nobody else.
const POLICY: &str = "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; object-src 'none'; \
                      base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// Routes that may take long before they answer: one copies the database, the other takes files in.
const LONG: [&str; 2] = ["/backup", "/imports"];

/// Headers that are set unless a handler has set its own.
const HEADERS: [(HeaderName, &str); 5] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "no-referrer"),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
];

/// Adds the headers of security.
pub(crate) async fn secure(State(server): State<Shared>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    if server.app.config.is_https() {
        let always = HeaderValue::from_static("max-age=31536000");
        headers.entry(header::STRICT_TRANSPORT_SECURITY).or_insert(always);
    }
    response
}

/// Keeps answers of the API out of every cache.
pub(crate) async fn uncached(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    response
        .headers_mut()
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    response
}

/// Ends what takes too long, and answers for what panics.
pub(crate) async fn bounded(State(server): State<Shared>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let patient = if LONG.iter().any(|long| path.ends_with(long)) {
        120
    } else {
        1
    };
    let limit = server.app.config.request_timeout * patient;
    let answer = AssertUnwindSafe(next.run(request)).catch_unwind();
    match tokio::time::timeout(limit, answer).await {
        Ok(Ok(response)) => response,
        // The hook of the panic has logged where.
        Ok(Err(_)) => Problem::internal(&"a handler panicked").into_response(),
        Err(_) => Problem::new(
            Code::Unavailable,
            "this took too long and was given up: try again, or ask for less",
        )
        .into_response(),
    }
}

/// The answer to an address of the API that does not exist.
pub(crate) async fn no_route(uri: Uri) -> Problem {
    Problem::new(
        Code::NotFound,
        format!(
            "there is no {}: /api/openapi.json lists what there is",
            uri.path()
        ),
    )
}

/// The answer to a method that an address does not know.
pub(crate) async fn no_method() -> Problem {
    Problem::new(
        Code::MethodNotAllowed,
        "this address knows other methods: the header `Allow` lists them",
    )
}
