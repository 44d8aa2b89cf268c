//! A visitor comes: strangers get a token, people the site vouches for get theirs.

use super::identity::{self, Claims};
use super::limits::Act;
use super::visitor::Visitor;
use super::{Channel, address, json};
use crate::problem::{Code, Problem, Result};
use crate::server::Shared;
use axum::extract::{Request, State};
use axum::{Extension, Json};
use serde::{Deserialize, Serialize};
use signalbox_model::bot::Side;
use signalbox_store::chat::channels;
use std::sync::Arc;

/// The kinds of files a visitor may send.
pub(super) const FILE_TYPES: [&str; 12] = [
    "image/*",
    "audio/*",
    "video/*",
    "text/plain",
    "text/csv",
    "application/pdf",
    "application/zip",
    "application/msword",
    "application/vnd.ms-excel",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
];

/// What the widget says of its visitor.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Start {
    /// The token of an earlier visit.
    #[serde(default)]
    visitor: Option<String>,
    /// Who the site says it is.
    #[serde(default)]
    identity: Option<String>,
}

/// What the widget works with.
#[derive(Debug, Serialize)]
pub(super) struct Session {
    visitor: String,
    settings: Settings,
}

#[derive(Debug, Serialize)]
struct Settings {
    title: String,
    greeting: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    color: Option<String>,
    side: Side,
    max_file_bytes: u64,
    file_types: [&'static str; 12],
}

pub(super) async fn start(
    State(server): State<Shared>,
    Extension(channel): Extension<Arc<Channel>>,
    request: Request,
) -> Result<Json<Session>> {
    let (parts, body) = request.into_parts();
    let now = server.now();
    server
        .web_chat
        .count(Act::Session, &address(&server, &parts), now)?;
    let start: Start = json(body).await?;
    let visitor = match start.identity.as_deref() {
        Some(token) => {
            let claims = claims(&server, &channel, token).await?;
            Visitor::named(&claims.sub, &claims.name)
        }
        None => returning(&server, &channel, start.visitor.as_deref()).map_or_else(Visitor::stranger, Ok)?,
    };
    Ok(Json(Session {
        visitor: visitor.token(&server.app.keyring, channel.place(), now),
        settings: settings(&channel),
    }))
}

/// The stranger of an earlier visit. Who was named once must be named again: another person may sit there now.
fn returning(server: &Shared, channel: &Channel, token: Option<&str>) -> Option<Visitor> {
    let visitor = Visitor::proved(&server.app.keyring, channel.place(), token?, server.now())?;
    (!visitor.is_named()).then_some(visitor)
}

/// What the site says of its visitor, when it is the site that says it.
async fn claims(server: &Shared, channel: &Arc<Channel>, token: &str) -> Result<Claims> {
    let (found, keyring) = (channel.clone(), server.app.keyring.clone());
    let secret = server.read(move |tx| {
        let mut space = tx.space(found.stored.workspace);
        channels::reveal(&mut space, &keyring, &found.stored)
    });
    let refused = |why: &str| {
        Problem::new(
            Code::Forbidden,
            format!("the identity of the visitor is refused: {why}"),
        )
    };
    let Some(secret) = secret.await? else {
        return Err(refused("this channel has no secret that could prove it"));
    };
    identity::verified(&secret, token, server.now()).map_err(refused)
}

fn settings(channel: &Channel) -> Settings {
    let settings = &channel.settings;
    Settings {
        title: settings.title.clone(),
        greeting: settings.greeting.clone(),
        color: settings.color.clone(),
        side: settings.side,
        max_file_bytes: settings.max_file_bytes(),
        file_types: FILE_TYPES,
    }
}
