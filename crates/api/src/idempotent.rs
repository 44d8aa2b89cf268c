//! `Idempotency-Key` on whatever changes something: the same key and request give the same answer (decision 0051).

use crate::auth::{Once, Presence};
use crate::extract::too_large;
use crate::problem::{Code, Problem, Result};
use crate::server::Shared;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http_body_util::BodyExt;
use sha2::{Digest, Sha256};
use signalbox_store::idempotency::{self, Claim, Known};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

const HEADER: &str = "idempotency-key";
/// The longest key, characters.
const MAX_KEY: usize = 200;

/// Answers a repeat from memory, and remembers new answers.
pub(crate) async fn remember(State(server): State<Shared>, request: Request, next: Next) -> Response {
    let asks = [Method::POST, Method::PATCH, Method::DELETE, Method::PUT].contains(request.method());
    let Some(Presence::Somebody(caller)) = request.extensions().get::<Presence>() else {
        return next.run(request).await;
    };
    let caller = caller.clone();
    if !asks || !request.headers().contains_key(HEADER) {
        return next.run(request).await;
    }
    let (claim, request) = match claim(&server, caller.user.id, request).await {
        Ok(read) => read,
        Err(problem) => return problem.into_response(),
    };
    let (workspace, now, asked) = (caller.workspace, server.now(), claim.clone());
    match server
        .read(move |tx| idempotency::known(&mut tx.space(workspace), &asked, now))
        .await
    {
        Ok(Known::Nothing) => {}
        Ok(known) => return repeat(known),
        Err(problem) => return problem.into_response(),
    }
    let once = Arc::new(Once {
        claim,
        taken: AtomicBool::new(false),
    });
    let mut request = request;
    request.extensions_mut().insert(once.clone());
    let response = next.run(request).await;
    if !once.taken.load(Ordering::Relaxed) || !response.status().is_success() {
        return response;
    }
    match keep(&server, workspace, &once.claim, response).await {
        Ok(response) => response,
        Err(problem) => problem.into_response(),
    }
}

/// Reads key and body; the body is put back.
async fn claim(server: &Shared, user: signalbox_model::UserId, request: Request) -> Result<(Claim, Request)> {
    let (parts, body) = request.into_parts();
    let key = parts
        .headers
        .get(HEADER)
        .and_then(|key| key.to_str().ok())
        .unwrap_or_default();
    if key.is_empty() || key.len() > MAX_KEY {
        return Err(Problem::invalid(
            "Idempotency-Key",
            format!("use 1 to {MAX_KEY} plain characters, such as a UUID"),
        ));
    }
    let limit = server.app.config.max_body_bytes;
    let bytes = axum::body::to_bytes(body, limit).await.map_err(|_| too_large())?;
    let mut hash = Sha256::new();
    hash.update(parts.uri.query().unwrap_or_default());
    hash.update([0]);
    hash.update(&bytes);
    let claim = Claim {
        user,
        key: key.to_owned(),
        route: format!("{} {}", parts.method, parts.uri.path()),
        request: hash.finalize().into(),
    };
    Ok((claim, Request::from_parts(parts, Body::from(bytes))))
}

fn repeat(known: Known) -> Response {
    let problem = match known {
        Known::Answered { status, body } => return replayed(status, body),
        Known::OtherRequest => Problem::new(
            Code::Conflict,
            "this Idempotency-Key was used for another request: take a new key for each request",
        ),
        Known::Nothing | Known::Unanswered => Problem::new(
            Code::Conflict,
            "the request with this Idempotency-Key was carried out, but its answer is not known yet or was lost: \
             look at what it did before you send it with a new key",
        ),
    };
    problem.into_response()
}

fn replayed(status: u16, body: Vec<u8>) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
    let mut response = (status, Body::from(body)).into_response();
    let headers = response.headers_mut();
    if status != StatusCode::NO_CONTENT {
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    }
    headers.insert("idempotent-replayed", HeaderValue::from_static("true"));
    response
}

/// Remembers the answer before the client sees it. When that fails the client still gets it.
async fn keep(
    server: &Shared,
    workspace: signalbox_model::WorkspaceId,
    claim: &Claim,
    response: Response,
) -> Result<Response> {
    let (parts, body) = response.into_parts();
    let bytes: Bytes = body
        .collect()
        .await
        .map_err(|error| Problem::internal(&error))?
        .to_bytes();
    let (claim, status, copy) = (claim.clone(), parts.status.as_u16(), bytes.clone());
    let kept = server
        .write(move |tx| idempotency::answer(&mut tx.space(workspace), &claim, status, &copy))
        .await;
    if kept.is_err() {
        tracing::warn!("an answer could not be remembered for its Idempotency-Key");
    }
    Ok(Response::from_parts(parts, Body::from(bytes)))
}
