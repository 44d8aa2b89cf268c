//! `/in/{token}`: the public address of incoming hooks, the hottest path of the server.
//!
//! It passes none of the layers of the API. What costs processor time (checking the sender, decoding the body) happens
//! before the transaction; the transaction is one call of the engine; the answer goes out once it is on disk. What was
//! known of a hook before the transaction is compared with what the transaction sees.

use crate::auth::client_address;
use crate::floodgate::Floodgate;
use crate::problem::{Code, Problem};
use crate::server::{Server, Shared};
use axum::body::{Body, to_bytes};
use axum::extract::{Path, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use parking_lot::RwLock;
use serde::{Deserialize, Serialize};
use signalbox_engine::{Accepted, Arrival, Verdict};
use signalbox_model::hook::{Answer, DEFAULT_MAX_BODY_BYTES, HookSettings, Security};
use signalbox_model::{HookId, Micros};
use signalbox_store::{StoreError, Tx, hooks};
use std::collections::HashMap;
use std::sync::Arc;
use tokio::time::Instant;

/// So many units of work may wait for the writer before senders are told to come back (Z-111).
const FLOODED: usize = 4096;
/// Refused requests of one hook that are kept for people to look at, per minute: a stranger must not fill the disk.
const KEPT_REFUSALS: u32 = 60;

/// How a request came: what is stored beside its body, JSON. The path is the hook's own and is not repeated.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Head {
    /// `GET`, `POST`, …
    pub method: String,
    /// What followed the `?`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub query: Option<String>,
    /// Names and values in the order of arrival; values that prove the sender are left out.
    #[serde(default)]
    pub headers: Vec<(String, String)>,
    /// The sender's address.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub ip: String,
}

/// A request on its way to be judged.
#[derive(Debug)]
pub struct Received<'r> {
    /// How it came, with every header.
    pub head: &'r Head,
    /// The body.
    pub body: &'r Bytes,
    /// The sender's secret, opened.
    pub secret: Option<&'r str>,
    /// When it came.
    pub now: Micros,
}

/// Why a request is refused; it is kept for people to look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// The sender did not prove itself.
    Unproved(String),
    /// The body cannot be read.
    Unreadable(String),
}

/// What is known of a request before the transaction.
pub struct Judged {
    /// What is to become of it.
    pub verdict: Result<Verdict, Refusal>,
    /// What tells a repeat, when the hook asks for it.
    pub fingerprint: Option<String>,
}

/// Checks the sender and decodes the body. The server hands it in, since the API knows no wire.
pub trait Intake: Send + Sync {
    /// Judges a request by the hook's settings.
    fn judge(&self, settings: &HookSettings, received: &Received) -> Judged;

    /// The parameters of a request that is called with them: from its query and a form or JSON body.
    ///
    /// # Errors
    /// What is wrong with the body, for people.
    fn parameters(&self, head: &Head, body: &Bytes) -> Result<Vec<(String, String)>, String>;

    /// Whether a visit to a trigger link is a program's, which only looks what is there (Z-91).
    fn is_preview(&self, method: &str, headers: &HeaderMap) -> bool;
}

/// A hook as it was known outside a transaction.
struct Known {
    hook: Arc<hooks::Stored>,
    secret: Option<String>,
}

/// Hooks by the secret part of their address.
#[derive(Default)]
pub(crate) struct Addresses {
    known: RwLock<HashMap<String, Arc<Known>>>,
    /// Refusals kept by hook: the minute and how many.
    refused: parking_lot::Mutex<HashMap<i64, (i64, u32)>>,
    /// The limits of hooks, and what they turned away.
    pub(crate) gate: Floodgate,
}

impl Addresses {
    /// Makes the next request to a hook look it up anew. Without this a hook that turns everything away would not learn
    /// of its new limit, since only transactions compare.
    pub(crate) fn forget(&self, hook: HookId) {
        self.known.write().retain(|_, known| known.hook.id != hook);
    }

    /// Whether one more refusal of a hook may be kept.
    fn keeps(&self, hook: i64, now: Micros) -> bool {
        let minute = now.secs().div_euclid(60);
        let mut refused = self.refused.lock();
        let entry = refused.entry(hook).or_insert((minute, 0));
        if entry.0 != minute {
            *entry = (minute, 0);
        }
        entry.1 = entry.1.saturating_add(1);
        entry.1 <= KEPT_REFUSALS
    }
}

/// The name under which a hook's secret is sealed.
pub(crate) fn secret_row(hook: HookId) -> String {
    format!("hook:{hook}")
}

/// An address that lacks the secret part, or has more than it.
pub(crate) async fn nowhere() -> Problem {
    unknown_address()
}

fn unknown_address() -> Problem {
    Problem::new(
        Code::NotFound,
        "no hook has this address: copy it anew from the studio",
    )
}

/// Takes a request to a hook.
pub(crate) async fn take(
    State(server): State<Shared>,
    Path(token): Path<String>,
    request: Request,
) -> Response {
    let began = Instant::now();
    let response = match received(&server, &token, request).await {
        Ok(response) => response,
        Err(problem) => problem.into_response(),
    };
    server
        .metrics
        .hooks
        .count(response.status().as_u16(), began.elapsed());
    response
}

async fn received(server: &Shared, token: &str, request: Request) -> Result<Response, Problem> {
    if server.app.db.waiting() > FLOODED {
        return Err(Problem::rate_limited(
            1,
            "more requests are waiting than can be taken now: send it again in a moment",
        ));
    }
    let mut known = find(server, token).await?;
    if matches!(*request.method(), Method::HEAD | Method::OPTIONS) {
        // Somebody asks whether the address is there: no sender means these as an event (Z-80).
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    known = let_in(server, known).await?;
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, usize::try_from(max_body(&known)).unwrap_or(usize::MAX)).await;
    let head = head(server, &parts);
    // A hook that changed in between is looked up anew, once.
    for _ in 0..2 {
        let (offer, status) = offer(server, &known, &head, body.as_ref().ok());
        let Some(offer) = offer else {
            return Err(status.problem());
        };
        match accept(server, known.hook.clone(), offer).await? {
            Some(accepted) => {
                server.after(accepted.done);
                return Ok(status.answer(&known.hook.settings.answer));
            }
            None => {
                server.addresses.known.write().remove(token);
                known = find(server, token).await?;
            }
        }
    }
    Err(Problem::new(
        Code::Unavailable,
        "the hook is being changed: send it again in a moment",
    ))
}

/// Holds a request against the hook's limit, before anything is read of it; the hook as it stands then.
async fn let_in(server: &Shared, mut known: Arc<Known>) -> Result<Arc<Known>, Problem> {
    let (gate, now) = (&server.addresses.gate, server.now());
    let ask = |known: &Known| gate.ask(known.hook.id, known.hook.settings.limit, now);
    let Err(mut wait) = ask(&known) else {
        return Ok(known);
    };
    if gate.is_time_to_look(known.hook.id, now) {
        let token = known.hook.token.clone();
        server.addresses.known.write().remove(&token);
        known = find(server, &token).await?;
        match ask(&known) {
            Ok(()) => return Ok(known),
            Err(longer) => wait = longer,
        }
    }
    gate.turn_away(known.hook.id, now);
    let HookSettings { name, limit, .. } = &known.hook.settings;
    let most = limit.map_or(0, |limit| limit.per_minute.get());
    let say = format!(
        "hook `{}` ({name}) takes {most} requests a minute and more have come; this one was not kept: send it again after {wait} s, or raise the limit in the hook's settings",
        known.hook.key
    );
    Err(Problem::rate_limited(wait, say))
}

/// The greatest body a hook takes, bytes.
fn max_body(known: &Known) -> u32 {
    known
        .hook
        .settings
        .max_body_bytes
        .unwrap_or(DEFAULT_MAX_BODY_BYTES)
}

/// The hook of an address, opened once and kept.
async fn find(server: &Shared, token: &str) -> Result<Arc<Known>, Problem> {
    if let Some(known) = server.addresses.known.read().get(token) {
        return Ok(known.clone());
    }
    let (asked, engine) = (token.to_owned(), server.app.engine.clone());
    let found = server.read(move |tx| -> Result<_, Problem> {
        let Some((workspace, id)) = hooks::find_any_workspace(tx, &asked)? else {
            return Ok(None);
        };
        let defs = engine.definitions(tx, workspace)?;
        Ok(defs.hooks.get(&id).filter(|hook| hook.token == asked).cloned())
    });
    let hook = found.await?.ok_or_else(unknown_address)?;
    let secret = match &hook.secret {
        Some(sealed) => Some(server.app.keyring.unseal(&secret_row(hook.id), sealed)?),
        None => None,
    };
    let secret = secret.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    let known = Arc::new(Known { hook, secret });
    server
        .addresses
        .known
        .write()
        .insert(token.to_owned(), known.clone());
    Ok(known)
}

fn head(server: &Server, parts: &Parts) -> Head {
    let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    Head {
        method: parts.method.as_str().to_owned(),
        query: parts.uri.query().map(str::to_owned),
        headers: parts
            .headers
            .iter()
            .map(|(name, value)| (name.as_str().to_owned(), text(value)))
            .collect(),
        ip: client_address(server.app.config.trust_proxy, &parts.headers, &parts.extensions),
    }
}

/// What the sender will hear if the request can be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Status {
    Taken,
    Unproved(String),
    Unreadable(String),
    TooLarge(u32),
}

impl Status {
    fn problem(&self) -> Problem {
        match self {
            Self::Taken => Problem::internal(&"a taken request has no problem"),
            Self::Unproved(reason) => Problem::new(Code::NotSignedIn, reason.clone()),
            Self::Unreadable(reason) => Problem::invalid("", reason.clone()),
            Self::TooLarge(most) => Problem::new(
                Code::TooLarge,
                format!(
                    "this hook takes bodies of at most {most} bytes: send less, or raise the limit in its settings"
                ),
            ),
        }
    }

    fn answer(&self, answer: &Answer) -> Response {
        if *self != Self::Taken {
            return self.problem().into_response();
        }
        let mut response = Response::new(Body::from(answer.body.clone()));
        *response.status_mut() = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::OK);
        if let Ok(kind) = HeaderValue::from_str(&answer.content_type) {
            response.headers_mut().insert(header::CONTENT_TYPE, kind);
        }
        response.headers_mut().insert(
            header::X_CONTENT_TYPE_OPTIONS,
            HeaderValue::from_static("nosniff"),
        );
        response
    }
}

/// What is handed to the engine; nothing when a refusal is not worth keeping.
fn offer(server: &Server, known: &Known, head: &Head, body: Option<&Bytes>) -> (Option<Arrival>, Status) {
    let now = server.now();
    let (verdict, fingerprint, status) = match body {
        None => (
            Verdict::Reject("the body is larger than this hook takes".into()),
            None,
            Status::TooLarge(max_body(known)),
        ),
        Some(body) => {
            let received = Received {
                head,
                body,
                secret: known.secret.as_deref(),
                now,
            };
            let Judged { verdict, fingerprint } = server.app.intake.judge(&known.hook.settings, &received);
            match verdict {
                Ok(verdict) => (verdict, fingerprint, Status::Taken),
                Err(Refusal::Unproved(reason)) => {
                    (Verdict::Reject(reason.clone()), None, Status::Unproved(reason))
                }
                Err(Refusal::Unreadable(reason)) => {
                    (Verdict::Reject(reason.clone()), None, Status::Unreadable(reason))
                }
            }
        }
    };
    if status != Status::Taken && !server.addresses.keeps(known.hook.id.0, now) {
        return (None, status);
    }
    let Ok(head) = serde_json::to_string(&Stored {
        head,
        security: &known.hook.settings.security,
    }) else {
        return (None, Status::Unreadable("the headers cannot be kept".into()));
    };
    let body = body.map(|body| body.to_vec()).unwrap_or_default();
    (
        Some(Arrival {
            head,
            body,
            verdict,
            fingerprint,
        }),
        status,
    )
}

/// The head without what proves the sender.
struct Stored<'h> {
    head: &'h Head,
    security: &'h Security,
}

impl Stored<'_> {
    fn is_proof(&self, name: &str) -> bool {
        name == "authorization"
            || name == "cookie"
            || matches!(self.security, Security::Header { header } if header.eq_ignore_ascii_case(name))
    }
}

impl Serialize for Stored<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Kept<'h> {
            method: &'h str,
            #[serde(skip_serializing_if = "Option::is_none")]
            query: Option<&'h str>,
            headers: Vec<(&'h str, &'h str)>,
            #[serde(skip_serializing_if = "str::is_empty")]
            ip: &'h str,
        }
        let hidden = |name: &str| self.is_proof(name);
        let headers = self.head.headers.iter();
        let headers =
            headers.map(|(name, value)| (name.as_str(), if hidden(name) { "•••" } else { value.as_str() }));
        let kept = Kept {
            method: &self.head.method,
            query: self.head.query.as_deref(),
            headers: headers.collect(),
            ip: &self.head.ip,
        };
        kept.serialize(serializer)
    }
}

/// One transaction; `None` when the hook is not the one that was known.
async fn accept(
    server: &Shared,
    hook: Arc<hooks::Stored>,
    offer: Arrival,
) -> Result<Option<Accepted>, Problem> {
    let (engine, now) = (server.app.engine.clone(), server.now());
    let work = move |tx: &mut Tx| engine.accept(tx, now, &hook, offer);
    match server.app.db.write(work).await {
        Ok(accepted) => Ok(accepted),
        Err(signalbox_engine::EngineError::Store(StoreError::Conflict(_))) => Err(Problem::new(
            Code::Unavailable,
            "two requests collided: send it again",
        )),
        Err(error) => Err(error.into()),
    }
}
