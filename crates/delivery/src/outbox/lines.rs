//! Connections as their senders need them: opened for a moment, paced, and never told in the log.

use super::keys::KeyFault;
use super::tokens::{Asked, MARGIN_SECS, Renewer};
use crate::decider::Decider;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use parking_lot::Mutex;
use signalbox_channels::outbound::Client;
use signalbox_engine::EngineError;
use signalbox_engine::connect::Line;
use signalbox_model::connection::{Credential, OAuth};
use signalbox_model::{ConnectionId, Key, Micros, WorkspaceId};
use signalbox_store::connection_tokens::Tokens;
use signalbox_store::keyring::Keyring;
use signalbox_store::{Db, Tx, connections};
use signalbox_wire::body::form_encode;
use signalbox_wire::fill::fill;
use signalbox_wire::seat::put_text;
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::Duration;

/// How long a connection is used before it is read again: a change is in force after this.
const KEPT_SECS: i64 = 5;
/// Connections kept at most.
const ROOM: usize = 1024;
/// A sender waits at most this long for its turn; what waits longer goes back to the database.
const LONGEST_TURN: Duration = Duration::from_secs(2);
/// Secrets shorter than this are no secrets: hiding them would hide every `1` of an answer.
const HIDDEN_FROM: usize = 4;
/// What stands where a secret stood.
const HIDDEN: &str = "••••";

/// A connection, opened.
#[derive(Debug)]
pub(super) struct Opened {
    /// What was declared of it.
    pub line: Line,
    headers: Vec<(String, String)>,
    query: Vec<(String, String)>,
    body: Vec<(String, String)>,
    path: Option<String>,
    /// How a token is had, with the secrets put in.
    grant: Option<OAuth>,
    /// The token.
    token: Option<String>,
    /// Up to when it is used without asking again.
    good_until: Option<Micros>,
    /// Every form in which one of its secrets may come back, longest first.
    hidden: Vec<String>,
}

/// When a request may be sent.
pub(super) enum Turn {
    /// After a pause.
    After(Duration),
    /// Not soon: at this moment it may ask again.
    At(Micros),
}

type Kept = HashMap<(WorkspaceId, Key), (Arc<Opened>, Micros)>;

/// Opens connections.
pub(super) struct Lines {
    keyring: Arc<Keyring>,
    renewer: Renewer,
    kept: Mutex<Kept>,
    /// Up to which moment the pace of a connection is used up.
    used_until: Mutex<HashMap<ConnectionId, i64>>,
}

impl Lines {
    pub fn new(keyring: Arc<Keyring>, client: Client) -> Self {
        Self {
            renewer: Renewer::new(keyring.clone(), client),
            keyring,
            kept: Mutex::default(),
            used_until: Mutex::default(),
        }
    }

    /// A connection with its secrets.
    pub async fn get(
        &self,
        db: &Db,
        decider: &Arc<dyn Decider>,
        workspace: WorkspaceId,
        key: &Key,
        now: Micros,
    ) -> Result<Arc<Opened>, KeyFault> {
        let id = (workspace, key.clone());
        if let Some((opened, read_at)) = self.kept.lock().get(&id)
            && (0..KEPT_SECS * 1_000_000).contains(&(now.0 - read_at.0))
            && opened.good_until.is_none_or(|until| now < until)
        {
            return Ok(opened.clone());
        }
        let mut opened = self.open(db, decider, workspace, key).await?;
        if let Some(grant) = opened.grant.take() {
            let asked = Asked {
                workspace,
                connection: opened.line.connection,
                grant: &grant,
            };
            let tokens = self.renewer.token(db, &asked, now).await?;
            opened.carry(tokens);
        }
        let opened = Arc::new(opened);
        let mut kept = self.kept.lock();
        if kept.len() >= ROOM {
            kept.clear();
        }
        kept.insert(id, (opened.clone(), now));
        Ok(opened)
    }

    async fn open(
        &self,
        db: &Db,
        decider: &Arc<dyn Decider>,
        workspace: WorkspaceId,
        key: &Key,
    ) -> Result<Opened, KeyFault> {
        let (keyring, decider, wanted) = (self.keyring.clone(), decider.clone(), key.clone());
        let read = move |tx: &mut Tx| -> Result<_, EngineError> {
            let Some(line) = decider.line(tx, workspace, &wanted)? else {
                return Ok(None);
            };
            let secrets = connections::reveal(&mut tx.space(workspace), &keyring, line.connection)?;
            Ok(Some((line, secrets)))
        };
        let found = db.read(read).await.map_err(|error| match error {
            EngineError::Store(error) if error.is_transient() => KeyFault::Store(key.clone(), error),
            other => KeyFault::Final(format!("the connection `{key}` cannot be used: {other}")),
        })?;
        let (line, secrets) = found.ok_or_else(|| {
            KeyFault::Final(format!(
                "the connection `{key}` does not exist any more: make it, then retry"
            ))
        })?;
        Opened::new(line, &secrets).map_err(|missing| {
            KeyFault::Final(format!(
                "the connection `{key}` lacks the secret `{missing}`: fill it in, then retry"
            ))
        })
    }

    /// The system did not take what proves the sender. Whether the next try has something better to show.
    pub fn was_refused(&self, opened: &Opened) -> bool {
        let Some(token) = &opened.token else {
            return false;
        };
        let id = opened.line.connection;
        self.renewer.refuse(id, token);
        self.kept
            .lock()
            .retain(|_, (known, _)| known.line.connection != id);
        true
    }

    /// When the next request over a connection may be sent. A turn that comes soon is taken.
    pub fn turn(&self, line: &Line, now: Micros) -> Turn {
        let Some(per_second) = line.per_second else {
            return Turn::After(Duration::ZERO);
        };
        let step = 1_000_000 / i64::from(per_second.get());
        let mut all = self.used_until.lock();
        let used = all.entry(line.connection).or_insert(i64::MIN);
        // A clock that was set back must not hold a connection until then.
        let longest = i64::try_from(LONGEST_TURN.as_micros()).unwrap_or(i64::MAX);
        let at = (*used).clamp(now.0, now.0 + longest + step);
        if at - now.0 > longest {
            return Turn::At(Micros(at));
        }
        *used = at + step;
        Turn::After(Duration::from_micros((at - now.0).unsigned_abs()))
    }
}

impl Opened {
    /// Puts the secrets in; the name of the first that is missing.
    pub fn new(line: Line, secrets: &BTreeMap<Key, String>) -> Result<Self, String> {
        let put_in = |text: &str| {
            let look_up = |name: &str| {
                let name: Key = name.strip_prefix("secret.")?.parse().ok()?;
                secrets.get(&name).cloned()
            };
            fill(text, look_up).map_err(|unknown| unknown.0.trim_start_matches("secret.").to_owned())
        };
        let mut hidden: Vec<String> = secrets.values().cloned().collect();
        let (mut headers, mut query, mut body) = (Vec::new(), Vec::new(), Vec::new());
        let (mut path, mut grant) = (None, None);
        for credential in &line.credentials {
            match credential {
                Credential::Header(given) => headers.push((given.name.clone(), put_in(&given.value)?)),
                Credential::Query(given) => query.push((given.name.clone(), put_in(&given.value)?)),
                Credential::Body(given) => body.push((given.name.clone(), put_in(&given.value)?)),
                Credential::Path(part) => path = Some(put_in(&part.value)?),
                Credential::OAuth(asked) => {
                    grant = Some(OAuth {
                        client_id: put_in(&asked.client_id)?,
                        client_secret: put_in(&asked.client_secret)?,
                        code: put_in(&asked.code)?,
                        ..asked.clone()
                    });
                }
                Credential::Basic(basic) => {
                    let both = format!("{}:{}", put_in(&basic.user)?, put_in(&basic.password)?);
                    let both = STANDARD.encode(both);
                    headers.push(("Authorization".into(), format!("Basic {both}")));
                    hidden.push(both);
                }
            }
        }
        Ok(Self {
            grant,
            token: None,
            good_until: None,
            line,
            headers,
            query,
            body,
            path,
            hidden: every_form(hidden),
        })
    }

    /// Proves requests with a token.
    fn carry(&mut self, tokens: Tokens) {
        let bearer = format!("Bearer {}", tokens.access);
        self.headers.push(("Authorization".into(), bearer));
        self.token = Some(tokens.access.clone());
        self.good_until = Some(tokens.expires_at.plus_secs(-MARGIN_SECS));
        let hidden = std::mem::take(&mut self.hidden);
        self.hidden = every_form(
            hidden
                .into_iter()
                .chain([tokens.access, tokens.refresh])
                .collect(),
        );
    }

    /// Adds what proves the sender. Headers of the connection stand in the place of others of their name.
    ///
    /// # Errors
    /// When the request has no place for it.
    pub fn prove(
        &self,
        url: &mut String,
        headers: &mut Vec<(String, String)>,
        body: &mut String,
    ) -> Result<(), String> {
        if let Some(part) = &self.path {
            let base = self.line.base.trim_end_matches('/');
            let rest = url
                .strip_prefix(base)
                .ok_or("the address is not that of the connection")?;
            let part: String = url::form_urlencoded::byte_serialize(part.as_bytes()).collect();
            *url = format!("{base}/{}{rest}", part.replace('+', "%20"));
        }
        for (name, value) in &self.headers {
            headers.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
            headers.push((name.clone(), value.clone()));
        }
        if !self.query.is_empty() {
            url.push(if url.contains('?') { '&' } else { '?' });
            url.push_str(&form_encode(&self.query));
        }
        for (name, value) in &self.body {
            *body = in_body(body, name, value)
                .ok_or_else(|| format!("the body has no place `{name}` for the secret of the connection"))?;
        }
        Ok(())
    }

    /// A text without the secrets: some systems say back what they were sent.
    pub fn hide(&self, text: String) -> String {
        let mut text = Cow::from(text);
        for secret in &self.hidden {
            if text.contains(secret.as_str()) {
                text = Cow::from(text.replace(secret.as_str(), HIDDEN));
            }
        }
        text.into_owned()
    }
}

/// A text as it stands between the quotes of JSON.
fn unquoted(text: &str) -> String {
    let quoted = serde_json::Value::from(text).to_string();
    let inner = quoted.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    inner.unwrap_or_default().to_owned()
}

/// Secrets as they may stand in answers, longest first.
fn every_form(mut secrets: Vec<String>) -> Vec<String> {
    let encoded: Vec<String> = secrets
        .iter()
        .flat_map(|secret| {
            let in_url = url::form_urlencoded::byte_serialize(secret.as_bytes()).collect::<String>();
            let in_json = unquoted(secret);
            let in_path = in_url.replace('+', "%20");
            [in_url, in_path, in_json]
        })
        .collect();
    secrets.extend(encoded);
    secrets.retain(|secret| secret.len() >= HIDDEN_FROM);
    secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
    secrets.dedup();
    secrets
}

/// A body with one field more: at its place in JSON, at the end of a form.
fn in_body(body: &str, name: &str, value: &str) -> Option<String> {
    if body.starts_with(['{', '[']) {
        return put_text(body, name, value);
    }
    let field = form_encode(&[(name.to_owned(), value.to_owned())]);
    let between = if body.is_empty() { "" } else { "&" };
    Some(format!("{body}{between}{field}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use signalbox_model::connection::{AddressPart, Basic, Given, RetryPolicy};

    fn line(credentials: Vec<Credential>, per_second: Option<u16>) -> Line {
        Line {
            connection: ConnectionId(1),
            credentials,
            base: "https://a/api".into(),
            answer: None,
            retry: RetryPolicy::default(),
            timeout_secs: 10,
            per_second: per_second.and_then(std::num::NonZeroU16::new),
        }
    }

    fn given(name: &str, value: &str) -> Given {
        Given {
            name: name.into(),
            value: value.into(),
            when: None,
        }
    }

    #[test]
    fn secrets_go_into_the_request_and_nowhere_else() {
        let secrets = [("key".parse().unwrap(), "s3cret \"x\"".to_owned())].into();
        let credentials = vec![
            Credential::Header(given("X-Key", "k={{secret.key}}")),
            Credential::Query(given("token", "{{secret.key}}")),
            Credential::Body(given("auth.1", "{{secret.key}}")),
            Credential::Path(AddressPart {
                value: "bot{{secret.key}}".into(),
            }),
            Credential::Basic(Basic {
                user: "me".into(),
                password: "{{secret.key}}".into(),
            }),
        ];
        let opened = Opened::new(line(credentials, None), &secrets).unwrap();
        let (mut url, mut headers, mut body) = (
            "https://a/api/b?c=d".to_owned(),
            vec![("x-key".to_owned(), "old".to_owned())],
            r#"{"auth":["me","-"],"n":1.50}"#.to_owned(),
        );
        opened.prove(&mut url, &mut headers, &mut body).unwrap();
        assert_eq!(
            url,
            "https://a/api/bots3cret%20%22x%22/b?c=d&token=s3cret+%22x%22"
        );
        assert_eq!(body, r#"{"auth":["me","s3cret \"x\""],"n":1.50}"#);
        let (mut plain, mut form) = ("https://a/api".to_owned(), "a=b".to_owned());
        opened.prove(&mut plain.clone(), &mut headers, &mut form).unwrap();
        assert_eq!(form, "a=b&auth.1=s3cret+%22x%22");
        let nowhere = opened.prove(&mut plain, &mut Vec::new(), &mut "{}".to_owned());
        assert!(nowhere.unwrap_err().contains("auth.1"));
        assert_eq!(headers[0], ("X-Key".to_owned(), "k=s3cret \"x\"".to_owned()));
        for said in [
            format!("{url} {headers:?} {body}"),
            "{\"key\":\"s3cret \\\"x\\\"\"}".to_owned(),
        ] {
            let shown = opened.hide(said);
            assert!(!shown.contains("s3cret"), "{shown}");
            assert!(!shown.contains(&STANDARD.encode("me:s3cret \"x\"")), "{shown}");
        }
    }

    #[test]
    fn a_secret_that_is_missing_is_named() {
        let credentials = vec![Credential::Header(given("X-Key", "{{secret.key}}"))];
        assert_eq!(
            Opened::new(line(credentials, None), &BTreeMap::new()).unwrap_err(),
            "key"
        );
    }

    #[test]
    fn no_more_leave_in_a_second_than_a_kind_allows() {
        let lines = Lines::new(
            Arc::new(Keyring::from_bytes([1; 32])),
            Client::new(signalbox_channels::outbound::Guard::default()),
        );
        let line = line(Vec::new(), Some(7));
        let (mut sent, mut put_off) = (Vec::new(), 0);
        let mut now = 0;
        while sent.len() < 50 {
            match lines.turn(&line, Micros(now)) {
                Turn::After(pause) => sent.push(now + i64::try_from(pause.as_micros()).unwrap()),
                Turn::At(at) => {
                    assert!(at.0 > now);
                    put_off += 1;
                    now = at.0 - 2_000_000;
                }
            }
        }
        assert!(put_off > 0);
        for first in &sent {
            let within = sent.iter().filter(|at| (0..1_000_000).contains(&(**at - first)));
            assert!(within.count() <= 8, "{sent:?}");
        }
        // The clock is set back by an hour.
        assert!(matches!(
            lines.turn(&line, Micros(now - 3_600_000_000)),
            Turn::At(_) | Turn::After(_)
        ));
    }
}
