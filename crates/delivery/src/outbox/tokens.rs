//! Tokens that expire and are renewed (OAuth 2.0): one renewal at a time, and on disk before it is used, since many
//! systems take a refresh token once.

use super::keys::KeyFault;
use bytes::Bytes;
use http::Method;
use parking_lot::Mutex;
use serde_json::Value;
use signalbox_channels::outbound::{Client, OutboundRequest, OutboundResponse};
use signalbox_model::connection::{BodyForm, OAuth};
use signalbox_model::{ConnectionId, Micros, WorkspaceId};
use signalbox_store::connection_tokens::{self, Tokens};
use signalbox_store::keyring::Keyring;
use signalbox_store::{Db, Result as StoreResult, StoreError, Tx};
use signalbox_wire::body::form_encode;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

/// A token that expires sooner than this is renewed before it is used.
pub(super) const MARGIN_SECS: i64 = 60;
/// How long a token lasts whose system does not say it.
const USUAL_SECS: i64 = 3600;
/// How long an answer is waited for.
const PATIENCE: Duration = Duration::from_secs(10);
/// An answer with tokens is short.
const READ_BYTES: usize = 64 << 10;

/// Whose tokens, and with what they are asked for.
pub(super) struct Asked<'a> {
    pub workspace: WorkspaceId,
    pub connection: ConnectionId,
    /// With its secrets put in.
    pub grant: &'a OAuth,
}

/// Renews tokens.
pub(super) struct Renewer {
    keyring: Arc<Keyring>,
    client: Client,
    /// Connections whose token is looked after at the moment.
    busy: Mutex<HashMap<ConnectionId, Arc<tokio::sync::Mutex<()>>>>,
    /// Tokens that their system refused although they had not expired.
    refused: Mutex<HashMap<ConnectionId, String>>,
}

impl Renewer {
    pub fn new(keyring: Arc<Keyring>, client: Client) -> Self {
        Self {
            keyring,
            client,
            busy: Mutex::default(),
            refused: Mutex::default(),
        }
    }

    /// The system does not take a token any more: the next call brings a new one.
    pub fn refuse(&self, connection: ConnectionId, token: &str) {
        self.refused.lock().insert(connection, token.to_owned());
    }

    /// A token that is good for the next minute.
    pub async fn token(&self, db: &Db, asked: &Asked<'_>, now: Micros) -> Result<Tokens, KeyFault> {
        let turn = self.busy.lock().entry(asked.connection).or_default().clone();
        let _turn = turn.lock().await;
        let known = self.read(db, asked).await?;
        // Another code means that somebody connected anew.
        let known = known.filter(|known| known.code == asked.grant.code);
        match known {
            Some(known) if self.is_good(asked.connection, &known, now) => Ok(known),
            known => self.renew(db, asked, known, now).await,
        }
    }

    fn is_good(&self, connection: ConnectionId, known: &Tokens, now: Micros) -> bool {
        let refused = self.refused.lock();
        known.expires_at > now.plus_secs(MARGIN_SECS) && refused.get(&connection) != Some(&known.access)
    }

    async fn read(&self, db: &Db, asked: &Asked<'_>) -> Result<Option<Tokens>, KeyFault> {
        let (keyring, workspace, id) = (self.keyring.clone(), asked.workspace, asked.connection);
        let read = move |tx: &mut Tx| connection_tokens::get(&mut tx.space(workspace), &keyring, id);
        let found: StoreResult<_> = db.read(read).await;
        found.map_err(of_store)
    }

    async fn renew(
        &self,
        db: &Db,
        asked: &Asked<'_>,
        known: Option<Tokens>,
        now: Micros,
    ) -> Result<Tokens, KeyFault> {
        let answer = self.client.send(request(asked.grant, known.as_ref())).await;
        let answer = answer.map_err(|error| KeyFault::Later(format!("no token was given: {error}")))?;
        let fresh = match read_answer(&answer, asked.grant, known.as_ref(), now) {
            Ok(fresh) => fresh,
            Err(fault) => {
                // Another node may have renewed in between: then this one's refresh token is spent.
                let now_known = self.read(db, asked).await?;
                return match now_known.filter(|other| known.as_ref() != Some(other)) {
                    Some(other) if other.code == asked.grant.code => Ok(other),
                    _ => Err(fault),
                };
            }
        };
        let (keyring, kept) = (self.keyring.clone(), fresh.clone());
        let (workspace, id) = (asked.workspace, asked.connection);
        let write =
            move |tx: &mut Tx| connection_tokens::set(&mut tx.space(workspace), &keyring, id, &kept, now);
        let written: StoreResult<()> = db.write(write).await;
        written.map_err(of_store)?;
        self.refused.lock().remove(&asked.connection);
        Ok(fresh)
    }
}

fn of_store(error: StoreError) -> KeyFault {
    match error.is_transient() {
        true => KeyFault::Later(format!("the tokens cannot be read or kept: {error}")),
        false => KeyFault::Final(format!("the tokens cannot be opened: {error}")),
    }
}

/// Asks for tokens: with the code the first time, then with the refresh token.
fn request(grant: &OAuth, known: Option<&Tokens>) -> OutboundRequest {
    let (kind, proof) = match known.map(|known| known.refresh.as_str()) {
        Some(refresh) if !refresh.is_empty() => ("refresh_token", ("refresh_token", refresh)),
        _ => ("authorization_code", ("code", grant.code.as_str())),
    };
    let fields = [
        ("grant_type", kind),
        proof,
        ("client_id", grant.client_id.as_str()),
        ("client_secret", grant.client_secret.as_str()),
        ("redirect_uri", grant.redirect_uri.as_str()),
    ];
    let fields = fields.into_iter().filter(|(_, value)| !value.is_empty());
    let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let (content_type, body) = match grant.body {
        BodyForm::Json => {
            let members = fields.map(|(name, value)| (name, Value::from(value)));
            ("application/json", Value::Object(members.collect()).to_string())
        }
        _ => (
            "application/x-www-form-urlencoded",
            form_encode(&fields.collect::<Vec<_>>()),
        ),
    };
    OutboundRequest {
        method: Method::POST,
        url: grant.token_url.clone(),
        headers: vec![("content-type".to_owned(), content_type.to_owned())],
        body: Bytes::from(body),
        timeout: PATIENCE,
        max_redirects: 0,
        max_response_bytes: READ_BYTES,
    }
}

/// The tokens of an answer. What an answer says is told without what was sent to get it.
fn read_answer(
    answer: &OutboundResponse,
    grant: &OAuth,
    known: Option<&Tokens>,
    now: Micros,
) -> Result<Tokens, KeyFault> {
    let body: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    let access = body["access_token"].as_str().unwrap_or_default();
    if (200..300).contains(&answer.status) && !access.is_empty() {
        let kept = known.map(|known| known.refresh.as_str()).unwrap_or_default();
        return Ok(Tokens {
            access: access.to_owned(),
            refresh: body["refresh_token"].as_str().unwrap_or(kept).to_owned(),
            expires_at: now.plus_secs(body["expires_in"].as_i64().unwrap_or(USUAL_SECS)),
            code: grant.code.clone(),
        });
    }
    if answer.status == 429 || answer.status >= 500 {
        let say = format!("no token was given: the system answered {}", answer.status);
        return Err(KeyFault::Later(say));
    }
    let why = ["hint", "error_description", "detail", "error", "title"];
    let why = why
        .into_iter()
        .find_map(|name| body[name].as_str())
        .unwrap_or_default();
    Err(KeyFault::Final(format!(
        "the system gives no token: it answered {} {why}. Get a new authorisation code and fill it in, then retry",
        answer.status
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grant() -> OAuth {
        OAuth {
            token_url: "https://a/token".into(),
            client_id: "me".into(),
            client_secret: "s".into(),
            code: "c1".into(),
            redirect_uri: String::new(),
            body: BodyForm::Form,
            when: None,
        }
    }

    fn tokens(refresh: &str) -> Tokens {
        Tokens {
            access: "a".into(),
            refresh: refresh.into(),
            expires_at: Micros(0),
            code: "c1".into(),
        }
    }

    #[test]
    fn the_code_comes_first_and_the_refresh_token_after() {
        let body = |known: Option<&Tokens>| {
            let request = request(&grant(), known);
            String::from_utf8(request.body.to_vec()).unwrap()
        };
        let first = "grant_type=authorization_code&code=c1&client_id=me&client_secret=s";
        assert_eq!(body(None), first);
        assert_eq!(body(Some(&tokens(""))), first);
        assert_eq!(
            body(Some(&tokens("r1"))),
            "grant_type=refresh_token&refresh_token=r1&client_id=me&client_secret=s"
        );
    }

    #[test]
    fn answers_are_tokens_trouble_or_final() {
        let read = |status: u16, body: &str| {
            let answer = OutboundResponse {
                status,
                headers: Vec::new(),
                body: Bytes::from(body.to_owned()),
                truncated: false,
                elapsed: Duration::ZERO,
            };
            read_answer(&answer, &grant(), Some(&tokens("r1")), Micros(0))
        };
        let fresh = read(
            200,
            r#"{"access_token":"a2","refresh_token":"r2","expires_in":86400}"#,
        )
        .unwrap();
        assert_eq!((fresh.access.as_str(), fresh.refresh.as_str()), ("a2", "r2"));
        assert_eq!(fresh.expires_at, Micros(0).plus_secs(86_400));
        // Who gives no new refresh token means the old one to be kept.
        assert_eq!(read(200, r#"{"access_token":"a2"}"#).unwrap().refresh, "r1");
        assert!(matches!(read(503, ""), Err(KeyFault::Later(_))));
        let refused = read(400, r#"{"hint":"Token has been revoked"}"#)
            .unwrap_err()
            .to_string();
        assert!(
            refused.contains("Token has been revoked") && refused.contains("authorisation code"),
            "{refused}"
        );
        assert!(matches!(read(200, "<html>"), Err(KeyFault::Final(_))));
    }
}
