//! `/chat/{token}/…`: what the chat of web pages talks to, from pages of other origins and without cookies.
//!
//! Everybody may come here, so everything is checked: the origin of the page against the channel's list, the visitor
//! by a signed token, the person by the site's signature, and how often and how much. A handler translates and calls
//! the engine, as those of the API do.

mod events;
pub(crate) mod files;
mod identity;
mod limits;
mod origin;
mod session;
mod talk;
mod visitor;
mod wire;

pub(crate) use limits::Limits;
pub(crate) use talk::file;

use crate::auth::client_address;
use crate::problem::{Code, Problem, Result};
use crate::server::Shared;
use axum::extract::{FromRequestParts, Path, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get, post};
use axum::{Extension, Router};
use limits::Act;
use origin::Origin;
use signalbox_model::bot::{ChannelSettings, WebChatSettings};
use signalbox_store::chat::channels;
use signalbox_store::{StoreError, Tx};
use std::collections::HashMap;
use std::sync::Arc;
use visitor::{Place, Visitor};

/// The largest JSON body, bytes.
const MAX_JSON_BYTES: usize = 64 * 1024;

pub(crate) fn routes(server: &Shared) -> Router<Shared> {
    let within = Router::new()
        .route("/chat/{token}/session", post(session::start))
        .route("/chat/{token}/messages", get(talk::list).post(talk::send))
        .route("/chat/{token}/presses", post(talk::press))
        .route("/chat/{token}/typing", post(talk::typing))
        .route("/chat/{token}/seen", post(talk::seen))
        .route("/chat/{token}/files", post(files::upload))
        .route("/chat/{token}/files/{file}", get(files::show))
        .route("/chat/{token}/events", get(events::show))
        .layer(from_fn_with_state(server.clone(), enter));
    Router::new()
        .merge(within)
        .route("/chat", any(nowhere))
        .route("/chat/", any(nowhere))
        .route("/chat/{token}", any(nowhere))
        .route("/chat/{token}/{*rest}", any(nowhere))
}

async fn nowhere() -> Problem {
    unknown()
}

fn unknown() -> Problem {
    Problem::new(
        Code::NotFound,
        "no web chat has this address: copy the snippet anew from the bot's page",
    )
}

/// The channel a request came to.
#[derive(Debug)]
struct Channel {
    stored: channels::Stored,
    settings: WebChatSettings,
}

impl Channel {
    fn place(&self) -> Place<'_> {
        Place {
            id: self.stored.id,
            token: &self.stored.token,
        }
    }
}

fn find(tx: &mut Tx, token: &str) -> std::result::Result<Option<Channel>, StoreError> {
    let Some(stored) = channels::find_any_workspace(tx, token)? else {
        return Ok(None);
    };
    let ChannelSettings::WebChat(settings) = &stored.settings else {
        return Ok(None);
    };
    let settings = settings.clone();
    Ok(Some(Channel { stored, settings }).filter(|channel| channel.stored.on))
}

/// Finds the channel, judges the page's origin, and answers preflights.
async fn enter(
    State(server): State<Shared>,
    Path(path): Path<HashMap<String, String>>,
    mut request: Request,
    next: Next,
) -> Response {
    let token = path.get("token").cloned().unwrap_or_default();
    let channel = match server.read(move |tx| find(tx, &token)).await {
        Ok(Some(channel)) => Arc::new(channel),
        Ok(None) => return unknown().into_response(),
        Err(problem) => return problem.into_response(),
    };
    let own = &server.app.config.public_url;
    let origin = Origin::of(request.headers(), &channel.settings.origins, own);
    let mut response = if origin == Origin::Strange {
        let say = "this page may not show the chat: add its origin to the channel's list";
        Problem::new(Code::Forbidden, say).into_response()
    } else if *request.method() == Method::OPTIONS {
        let mut response = StatusCode::NO_CONTENT.into_response();
        Origin::tell_preflight(&mut response);
        response
    } else {
        request.extensions_mut().insert(channel);
        next.run(request).await
    };
    origin.tell(&mut response);
    let headers = response.headers_mut();
    headers
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    response
}

/// A visitor who has proved who they are, in the channel they came to.
struct Guest {
    server: Shared,
    channel: Arc<Channel>,
    visitor: Visitor,
    address: String,
}

impl Guest {
    /// Counts one act of the visitor, or refuses it.
    fn count(&self, act: Act) -> Result<()> {
        let who = format!("{} {}", self.channel.stored.id, self.visitor.chat);
        self.server.web_chat.count(act, &who, self.server.now())
    }

    /// Counts something written: by the visitor, and by everybody at their address.
    fn count_written(&self, act: Act) -> Result<()> {
        let now = self.server.now();
        self.server.web_chat.count(Act::Address, &self.address, now)?;
        self.count(act)
    }
}

impl FromRequestParts<Shared> for Guest {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, server: &Shared) -> Result<Self> {
        let Extension(channel) = Extension::<Arc<Channel>>::from_request_parts(parts, server)
            .await
            .map_err(|error| Problem::internal(&error))?;
        let token = bearer(parts).unwrap_or_default();
        let keyring = &server.app.keyring;
        let proved = Visitor::proved(keyring, channel.place(), token, server.now());
        let visitor = proved.ok_or_else(|| {
            let say = "the visitor's token is missing, forged or over: start a session anew";
            Problem::new(Code::NotSignedIn, say)
        })?;
        Ok(Self {
            server: server.clone(),
            channel,
            visitor,
            address: address(server, parts),
        })
    }
}

fn bearer(parts: &Parts) -> Option<&str> {
    let value = parts.headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    value.strip_prefix("Bearer ").map(str::trim)
}

fn address(server: &Shared, parts: &Parts) -> String {
    client_address(server.app.config.trust_proxy, &parts.headers, &parts.extensions)
}

/// A JSON body of bounded size.
async fn json<T: serde::de::DeserializeOwned>(body: axum::body::Body) -> Result<T> {
    let bytes = axum::body::to_bytes(body, MAX_JSON_BYTES)
        .await
        .map_err(|_| crate::extract::too_large())?;
    crate::extract::parse(&bytes)
}
