//! `/api/bots/webhooks/{id}/updateDialog` and its younger twin: other services steer dialogs (C-26, C-89).
//!
//! The addresses are those of another system, so that its users change nothing but the host. A GET that changes
//! something must not be kept or tried by anything in between: nothing is cached, HEAD does nothing (Z-80).

use crate::auth::client_address;
use crate::incoming::Head;
use crate::problem::{Code, Problem};
use crate::server::{Server, Shared};
use axum::body::to_bytes;
use axum::extract::{Path, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use axum::{Json, Router};
use bytes::Bytes;
use serde_json::json;
use signalbox_engine::EngineError;
use signalbox_engine::remote::{RemoteAnswer, RemoteCall};
use signalbox_store::Tx;
use signalbox_store::chat::remotes;
use subtle::ConstantTimeEq;

/// So many units of work may wait for the writer before callers are told to come back.
const FLOODED: usize = 4096;
/// The largest body of a call, bytes.
pub(crate) const MOST_BYTES: usize = 64 * 1024;

pub(crate) fn routes() -> Router<Shared> {
    Router::new()
        .route("/api/bots/webhooks/{id}/updateDialog", any(steer))
        .route("/api/postbacks/{id}/bot-postback", any(steer))
}

async fn steer(State(server): State<Shared>, Path(address): Path<String>, request: Request) -> Response {
    let answer = match steered(&server, address, request).await {
        Ok(answer) => answer,
        Err(problem) => problem.into_response(),
    };
    uncached(answer)
}

/// An answer that nothing in between may keep.
pub(crate) fn uncached(mut answer: Response) -> Response {
    let headers = answer.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    answer
}

async fn steered(server: &Shared, address: String, request: Request) -> Result<Response, Problem> {
    let Some(call) = called(server, request).await? else {
        return Ok(StatusCode::NO_CONTENT.into_response());
    };
    let Called { head, body } = call;
    let parameters = server.app.intake.parameters(&head, &body);
    let call = RemoteCall {
        request: said(&head, &body),
        method: head.method,
        parameters,
    };
    let (engine, now) = (server.app.engine.clone(), server.now());
    let work = move |tx: &mut Tx| -> Result<Option<RemoteAnswer>, EngineError> {
        let address = address.to_ascii_lowercase();
        let Some(link) = remotes::find_any_workspace(tx, &address, now)? else {
            return Ok(None);
        };
        // Looked up by its hash, and compared in constant time where the address itself is known (Z-82).
        let is_current = bool::from(link.address.as_bytes().ct_eq(address.as_bytes()));
        if !is_current && link.old_until.is_none_or(|until| until <= now) {
            return Ok(None);
        }
        engine.call_remote(tx, now, &link, call).map(Some)
    };
    let answer = server.app.db.write(work).await?;
    let answer = answer.ok_or_else(|| {
        Problem::new(
            Code::NotFound,
            "no link has this address: copy it anew from the bot's page",
        )
    })?;
    let reply = reply(&answer);
    server.after(answer.done);
    Ok(reply)
}

fn reply(answer: &RemoteAnswer) -> Response {
    match &answer.refusal {
        Some((status, reason)) => {
            let status = StatusCode::from_u16(*status).unwrap_or(StatusCode::BAD_REQUEST);
            (status, Json(json!({ "ok": false, "error": reason }))).into_response()
        }
        None => Json(json!({ "ok": true, "verdict": answer.verdict, "warnings": answer.warnings }))
            .into_response(),
    }
}

/// A request of somebody who calls an address with parameters.
pub(crate) struct Called {
    pub head: Head,
    pub body: Bytes,
}

/// Reads a call; none for methods that only ask whether the address is there.
pub(crate) async fn called(server: &Server, request: Request) -> Result<Option<Called>, Problem> {
    if server.app.db.waiting() > FLOODED {
        let say = "more calls are waiting than can be taken now: send it again in a moment";
        return Err(Problem::rate_limited(1, say));
    }
    match *request.method() {
        Method::GET | Method::POST => {}
        Method::HEAD | Method::OPTIONS => return Ok(None),
        _ => {
            return Err(Problem::new(
                Code::MethodNotAllowed,
                "call this address with GET or POST",
            ));
        }
    }
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, MOST_BYTES).await;
    let body = body.map_err(|_| Problem::new(Code::TooLarge, "a call carries at most 64 KiB"))?;
    Ok(Some(Called {
        head: head(server, &parts),
        body,
    }))
}

/// What reading the parameters needs; other headers are not copied.
fn head(server: &Server, parts: &Parts) -> Head {
    let kind = parts.headers.get(header::CONTENT_TYPE);
    let kind = kind.map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
    Head {
        method: parts.method.as_str().to_owned(),
        query: parts.uri.query().map(str::to_owned),
        headers: kind
            .into_iter()
            .map(|kind| ("content-type".to_owned(), kind))
            .collect(),
        ip: client_address(server.app.config.trust_proxy, &parts.headers, &parts.extensions),
    }
}

/// What a call said, as it was sent.
pub(crate) fn said(head: &Head, body: &Bytes) -> String {
    let query = head.query.clone().unwrap_or_default();
    match body.is_empty() {
        true => query,
        false => format!("{query}\n{}", String::from_utf8_lossy(body))
            .trim()
            .to_owned(),
    }
}
