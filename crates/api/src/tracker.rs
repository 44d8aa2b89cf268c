//! `/api/postbacks/{id}/tracker-postback`, where partners report, and `/c/{token}`, the links of campaigns.
//!
//! The address of postbacks is that of another system, so that its users change nothing but the host (C-3). A report is
//! answered once it is on disk: what costs processor time is little, and many are committed together.

use crate::problem::{Code, Problem, Result};
use crate::remote::{Called, called, said, uncached};
use crate::server::Shared;
use axum::Router;
use axum::extract::{Path, RawQuery, Request, State};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use signalbox_engine::EngineError;
use signalbox_engine::tracker::PostbackCall;
use signalbox_store::Tx;
use signalbox_store::tracker::{postbacks, short_links};
use subtle::ConstantTimeEq;

pub(crate) fn postbacks() -> Router<Shared> {
    Router::new().route("/api/postbacks/{id}/tracker-postback", any(report))
}

pub(crate) fn entries() -> Router<Shared> {
    Router::new()
        .route("/c/{token}", any(enter))
        .route("/s/{token}", any(follow))
}

async fn report(State(server): State<Shared>, Path(address): Path<String>, request: Request) -> Response {
    let answer = match reported(&server, address, request).await {
        Ok(answer) => answer,
        Err(problem) => problem.into_response(),
    };
    uncached(answer)
}

async fn reported(server: &Shared, address: String, request: Request) -> Result<Response> {
    let Some(Called { head, body }) = called(server, request).await? else {
        return Ok(StatusCode::NO_CONTENT.into_response());
    };
    let call = PostbackCall {
        request: said(&head, &body),
        method: head.method,
    };
    let (engine, now) = (server.app.engine.clone(), server.now());
    let work = move |tx: &mut Tx| -> std::result::Result<_, EngineError> {
        let address = address.to_ascii_lowercase();
        let found = postbacks::find_any_workspace(tx, &address)?;
        // Looked up by its hash, and compared once more in constant time (Z-82).
        let Some(postback) =
            found.filter(|known| bool::from(known.address.as_bytes().ct_eq(address.as_bytes())))
        else {
            return Ok(None);
        };
        let answer = engine.take_postback(tx, now, &postback, call)?;
        Ok(Some((answer, postback.settings.answer)))
    };
    let taken = server.app.db.write(work).await?;
    let (answer, text) = taken.ok_or_else(|| {
        Problem::new(
            Code::NotFound,
            "no postback has this address: copy it anew from the studio",
        )
    })?;
    server.after(answer.done);
    // Partners switch an address off that answers 4xx: they hear it only when they sent nothing that can be used (Z-69).
    Ok(match answer.is_nonsense {
        true => (StatusCode::BAD_REQUEST, answer.reason.unwrap_or_default()).into_response(),
        false => text.into_response(),
    })
}

/// Somebody opens the link of a campaign. Programs that only look what is there are sent on without a click id (Z-91).
async fn enter(
    State(server): State<Shared>,
    method: Method,
    headers: HeaderMap,
    Path(token): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response> {
    if !matches!(method, Method::GET | Method::HEAD) {
        return Err(crate::shell::no_method().await);
    }
    if server.app.intake.is_preview(method.as_str(), &headers) {
        return Ok(uncached(StatusCode::NO_CONTENT.into_response()));
    }
    let (engine, now) = (server.app.engine.clone(), server.now());
    let query = query.unwrap_or_default();
    let entered = server.write(move |tx| engine.enter_campaign(tx, now, &token, &query));
    let entered = entered.await?.ok_or_else(|| {
        Problem::new(
            Code::NotFound,
            "this link leads nowhere: the campaign may have been removed",
        )
    })?;
    server.after(entered.done);
    crate::visits::redirect(&entered.target)
}

/// Somebody follows a short address.
async fn follow(State(server): State<Shared>, method: Method, Path(token): Path<String>) -> Result<Response> {
    if !matches!(method, Method::GET | Method::HEAD) {
        return Err(crate::shell::no_method().await);
    }
    let found = server
        .read(move |tx| short_links::find_any_workspace(tx, &token))
        .await?;
    let target = found.ok_or_else(|| Problem::new(Code::NotFound, "this link leads nowhere"))?;
    crate::visits::redirect(&target)
}
