//! `/tg/{address}`: what Telegram pushes to us.
//!
//! It passes none of the layers of the API. Telegram proves itself by the secret that it was given with the webhook;
//! it is told 2xx only after the commit, and sends the update again otherwise.

use crate::problem::{Code, Problem};
use crate::server::Shared;
use axum::body::{Body, to_bytes};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use signalbox_engine::EngineError;
use signalbox_model::Micros;
use signalbox_model::chat::{ChannelKind, Inbound};
use signalbox_store::chat::channels;
use std::pin::Pin;
use subtle::ConstantTimeEq;

/// The header that carries the secret.
const SECRET: &str = "x-telegram-bot-api-secret-token";
/// The largest update, bytes: far above what Telegram sends.
const MOST_BYTES: usize = 1 << 20;
/// So many units of work may wait for the writer before Telegram is told to come back.
const FLOODED: usize = 4096;

/// A bot as its platform knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Who {
    /// Its name.
    pub name: String,
    /// Its public name, without `@`.
    pub username: String,
}

/// Why nobody knows who a token belongs to; both say it for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NobodyKnows {
    /// The platform does not know the token.
    Refused(String),
    /// The platform is not reached now.
    Unreached(String),
}

/// The answer to the question who a token belongs to.
pub type Asked<'a> = Pin<Box<dyn Future<Output = Result<Who, NobodyKnows>> + Send + 'a>>;

/// Speaks with the platforms of channels. The server hands it in, since the API knows no wire.
pub trait Messenger: Send + Sync {
    /// Reads what was pushed; none when it is no update.
    fn read(&self, body: &[u8], now: Micros) -> Option<Inbound>;

    /// What whoever pushes to an address must know.
    fn secret(&self, token: &str, address: &str) -> String;

    /// Asks the platform who a token belongs to.
    fn who<'a>(&'a self, token: &'a str) -> Asked<'a>;
}

fn unknown_address() -> Problem {
    Problem::new(
        Code::NotFound,
        "no channel has this address: connect the bot anew in the studio",
    )
}

/// Takes an update.
pub(crate) async fn take(
    State(server): State<Shared>,
    Path(address): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<StatusCode, Problem> {
    if server.app.db.waiting() > FLOODED {
        let say = "more updates are waiting than can be taken now: send it again in a moment";
        return Err(Problem::rate_limited(1, say));
    }
    let channel = prove(&server, address, &headers).await?;
    let body = to_bytes(body, MOST_BYTES).await;
    let body = body.map_err(|_| Problem::new(Code::TooLarge, "an update has at most 1 MiB"))?;
    let now = server.now();
    let inbound = server.app.messenger.read(&body, now);
    let inbound = inbound.ok_or_else(|| Problem::new(Code::Invalid, "this is no update of Telegram"))?;
    let (engine, key) = (server.app.engine.clone(), inbound.key.clone());
    let received = server
        .app
        .db
        .write(move |tx| engine.receive(tx, now, channel.workspace, channel.id, inbound));
    match received.await {
        Ok(received) => server.after(received.done),
        Err(error @ EngineError::NotFound(_)) => return Err(error.into()),
        Err(error) if error.is_transient() => return Err(error.into()),
        // Sent again it would fail again, and keep what follows in the same chat from coming.
        Err(error) => {
            tracing::error!(channel = %channel.id, update = key, %error, "an update fails and is passed over")
        }
    }
    Ok(StatusCode::OK)
}

/// The channel of an address, when the sender knows its secret.
async fn prove(server: &Shared, address: String, headers: &HeaderMap) -> Result<channels::Stored, Problem> {
    let keyring = server.app.keyring.clone();
    let found = server.read(move |tx| -> Result<_, Problem> {
        let Some(channel) = channels::find_any_workspace(tx, &address)? else {
            return Ok(None);
        };
        let token = channels::reveal(&mut tx.space(channel.workspace), &keyring, &channel)?;
        Ok(token.map(|token| (channel, token)))
    });
    let is_ours =
        |(channel, _): &(channels::Stored, String)| channel.on && channel.kind == ChannelKind::Telegram;
    let (channel, token) = found.await?.filter(is_ours).ok_or_else(unknown_address)?;
    let expected = server.app.messenger.secret(&token, &channel.token);
    let shown = headers
        .get(SECRET)
        .map(|value| value.as_bytes())
        .unwrap_or_default();
    if bool::from(expected.as_bytes().ct_eq(shown)) {
        return Ok(channel);
    }
    Err(Problem::new(
        Code::NotSignedIn,
        "the secret of this webhook is missing or wrong: only Telegram knows it",
    ))
}
