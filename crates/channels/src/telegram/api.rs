//! One call of the Bot API and how it ended.

use super::body;
use crate::outbound::{Client, OutboundError, OutboundRequest, OutboundResponse};
use bytes::Bytes;
use http::Method;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::time::Duration;

/// Bytes of an answer: a hundred updates with long texts fit.
const ANSWER_BYTES: usize = 16 << 20;
/// Seconds beyond which a wait is not believed.
const LONGEST_WAIT: u64 = 24 * 60 * 60;

/// A call to make.
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    /// The method.
    pub method: &'static str,
    /// Its parameters.
    pub params: Map<String, Value>,
    /// Files of our own store that go along.
    pub wants: Vec<Wants>,
    /// It is about the first message that the calls before it sent.
    pub of_sent: bool,
}

/// A file that goes along with a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wants {
    /// Where the call names it.
    pub field: String,
    /// Its name in our store.
    pub stored: String,
    /// The name people see.
    pub name: String,
    /// Its media type.
    pub mime: Option<String>,
}

/// A file with its bytes.
#[derive(Debug, Clone)]
pub struct Upload {
    /// Where the call names it.
    pub field: String,
    /// The name people see.
    pub name: String,
    /// Its media type.
    pub mime: Option<String>,
    /// Its bytes.
    pub bytes: Bytes,
}

impl Call {
    /// A call without parameters.
    pub fn new(method: &'static str) -> Self {
        Self {
            method,
            params: Map::new(),
            wants: Vec::new(),
            of_sent: false,
        }
    }

    /// Sets a parameter.
    pub fn set(&mut self, name: &str, value: Value) {
        self.params.insert(name.to_owned(), value);
    }

    pub(super) fn of_sent(mut self) -> Self {
        self.of_sent = true;
        self
    }
}

/// Why a call brought nothing. No text carries the token.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// 401, 404: the token is worth nothing (any more).
    #[error("Telegram does not know this token. Copy it again from @BotFather")]
    Unauthorized,
    /// 429: nothing was done; come again after this.
    #[error("Telegram asks to wait {} s", after.as_secs())]
    Flood {
        /// How long.
        after: Duration,
    },
    /// The group has a new id; nothing was done.
    #[error("the group has the new id {to}")]
    Moved {
        /// The new id.
        to: String,
    },
    /// 403: the bot may not write here any more.
    #[error("Telegram says: {said}")]
    Forbidden {
        /// In its words.
        said: String,
    },
    /// 409: somebody else reads this bot's updates.
    #[error("Telegram says: {said}")]
    Conflict {
        /// In its words.
        said: String,
    },
    /// Any other refusal; the same call will be refused again.
    #[error("Telegram says: {said}")]
    Refused {
        /// In its words.
        said: String,
    },
    /// Surely nothing was done; it may work later.
    #[error("{why}")]
    Unreached {
        /// For people.
        why: String,
    },
    /// It may have been done or not.
    #[error("{why}")]
    Unknown {
        /// For people.
        why: String,
    },
}

/// The bot as Telegram knows it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Me {
    /// Its id.
    pub id: i64,
    /// Its name.
    pub first_name: String,
    /// Its public name, without `@`.
    pub username: String,
}

#[derive(Deserialize)]
struct Document {
    ok: bool,
    #[serde(default)]
    result: Value,
    #[serde(default)]
    error_code: u16,
    #[serde(default)]
    description: String,
    #[serde(default)]
    parameters: Parameters,
}

#[derive(Default, Deserialize)]
struct Parameters {
    retry_after: Option<u64>,
    migrate_to_chat_id: Option<i64>,
}

/// The Bot API at one address. Clones share its connections.
#[derive(Clone)]
pub struct Api {
    client: Client,
    base: String,
}

impl std::fmt::Debug for Api {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Api")
            .field("base", &self.base)
            .finish_non_exhaustive()
    }
}

impl Api {
    /// `base` is what stands before `/bot<token>/`.
    pub fn new(client: Client, base: &str) -> Self {
        Self {
            client,
            base: base.trim_end_matches('/').to_owned(),
        }
    }

    /// Makes a call. `boundary` is chance, for a form with files; `timeout` covers the whole call.
    ///
    /// # Errors
    /// See [`Fault`].
    pub async fn call(
        &self,
        token: &str,
        call: &Call,
        uploads: &[Upload],
        boundary: u128,
        timeout: Duration,
    ) -> Result<Value, Fault> {
        let (kind, body) = body::encode(call, uploads, boundary);
        let request = OutboundRequest {
            method: Method::POST,
            url: format!("{}/bot{token}/{}", self.base, call.method),
            headers: vec![("content-type".to_owned(), kind)],
            body,
            timeout,
            max_redirects: 0,
            max_response_bytes: ANSWER_BYTES,
        };
        match self.client.send(request).await {
            Ok(answer) => read(&answer),
            Err(error) => Err(unanswered(&error)),
        }
    }

    /// A call without files.
    ///
    /// # Errors
    /// See [`Fault`].
    pub async fn ask(&self, token: &str, call: &Call, timeout: Duration) -> Result<Value, Fault> {
        self.call(token, call, &[], 0, timeout).await
    }

    /// Who the bot is.
    ///
    /// # Errors
    /// See [`Fault`]; what the token cannot be, is not asked.
    pub async fn me(&self, token: &str, timeout: Duration) -> Result<Me, Fault> {
        if !is_token(token) {
            return Err(Fault::Unauthorized);
        }
        let me = self.ask(token, &Call::new("getMe"), timeout).await?;
        serde_json::from_value(me).map_err(|_| garbled())
    }

    /// Waits at most `wait` for updates from `offset` on, which confirms those before it.
    ///
    /// # Errors
    /// See [`Fault`].
    pub async fn updates(&self, token: &str, offset: i64, wait: Duration) -> Result<Vec<Value>, Fault> {
        let mut call = Call::new("getUpdates");
        call.set("offset", json!(offset));
        call.set("timeout", json!(wait.as_secs()));
        call.set("limit", json!(100));
        call.set("allowed_updates", json!(super::WANTED));
        match self.ask(token, &call, wait + Duration::from_secs(10)).await? {
            Value::Array(updates) => Ok(updates),
            _ => Err(garbled()),
        }
    }

    /// The content of a file, and its name there.
    ///
    /// # Errors
    /// See [`Fault`].
    pub async fn file(&self, token: &str, id: &str, timeout: Duration) -> Result<Bytes, Fault> {
        let mut call = Call::new("getFile");
        call.set("file_id", json!(id));
        let about = self.ask(token, &call, timeout).await?;
        let path = about["file_path"].as_str().ok_or_else(garbled)?;
        let request = OutboundRequest {
            method: Method::GET,
            url: format!("{}/file/bot{token}/{path}", self.base),
            headers: Vec::new(),
            body: Bytes::new(),
            timeout,
            max_redirects: 0,
            max_response_bytes: usize::try_from(super::FETCH_BYTES).unwrap_or(usize::MAX),
        };
        let answer = self
            .client
            .send(request)
            .await
            .map_err(|error| unanswered(&error))?;
        if answer.truncated {
            let said = "the file has more than 20 MB".to_owned();
            return Err(Fault::Refused { said });
        }
        if answer.status == 200 {
            return Ok(answer.body);
        }
        Err(read(&answer).err().unwrap_or_else(garbled))
    }
}

/// A token has the form `NUMBER:SECRET`, and nothing in it that would lead to another address.
pub fn is_token(token: &str) -> bool {
    let Some((id, secret)) = token.split_once(':') else {
        return false;
    };
    let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    (1..=20).contains(&id.len())
        && id.bytes().all(|byte| byte.is_ascii_digit())
        && (1..=100).contains(&secret.len())
        && secret.chars().all(is_plain)
}

/// The ids of the messages that a call sent, as our store keeps them.
pub fn sent_ids(result: &Value) -> Vec<String> {
    let one = |message: &Value| message["message_id"].as_i64().map(|id| id.to_string());
    match result {
        Value::Array(messages) => messages.iter().filter_map(one).collect(),
        message => one(message).into_iter().collect(),
    }
}

fn garbled() -> Fault {
    Fault::Unknown {
        why: "the answer of Telegram broke off or is no JSON".to_owned(),
    }
}

fn read(answer: &OutboundResponse) -> Result<Value, Fault> {
    let document = serde_json::from_slice::<Document>(&answer.body).ok();
    match document.filter(|_| !answer.truncated) {
        Some(Document { ok: true, result, .. }) => Ok(result),
        Some(document) => Err(refused(answer.status, document)),
        // A gateway before the API answered by itself: what is behind it may have acted.
        None if answer.status >= 500 => Err(Fault::Unknown {
            why: format!("Telegram's gateway answered {}", answer.status),
        }),
        None if answer.status >= 400 => Err(Fault::Refused {
            said: format!("status {}", answer.status),
        }),
        None => Err(garbled()),
    }
}

fn refused(status: u16, document: Document) -> Fault {
    let said = document.description;
    let code = if document.error_code == 0 {
        status
    } else {
        document.error_code
    };
    if let Some(to) = document.parameters.migrate_to_chat_id {
        return Fault::Moved { to: to.to_string() };
    }
    match code {
        401 | 404 => Fault::Unauthorized,
        403 => Fault::Forbidden { said },
        409 => Fault::Conflict { said },
        429 => {
            let seconds = document
                .parameters
                .retry_after
                .unwrap_or(1)
                .clamp(1, LONGEST_WAIT);
            Fault::Flood {
                after: Duration::from_secs(seconds),
            }
        }
        // The API itself says that it did not do it.
        500.. => Fault::Unreached {
            why: format!("Telegram says: {said}"),
        },
        _ => Fault::Refused { said },
    }
}

fn unanswered(error: &OutboundError) -> Fault {
    let why = error.to_string();
    if error.outcome_unknown() {
        Fault::Unknown { why }
    } else if error.retriable() {
        Fault::Unreached { why }
    } else {
        Fault::Refused { said: why }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, body: &str) -> Result<Value, Fault> {
        read(&OutboundResponse {
            status,
            headers: Vec::new(),
            body: Bytes::from(body.to_owned()),
            truncated: false,
            elapsed: Duration::ZERO,
        })
    }

    #[test]
    fn answers_are_told_apart() {
        let refusal = |code: u16, more: &str| {
            let body = format!(r#"{{"ok":false,"error_code":{code},"description":"d"{more}}}"#);
            answer(code, &body).unwrap_err()
        };
        let said = || "d".to_owned();
        assert_eq!(
            answer(200, r#"{"ok":true,"result":{"message_id":5}}"#),
            Ok(json!({"message_id": 5}))
        );
        assert_eq!(refusal(401, ""), Fault::Unauthorized);
        assert_eq!(refusal(403, ""), Fault::Forbidden { said: said() });
        assert_eq!(refusal(409, ""), Fault::Conflict { said: said() });
        assert_eq!(refusal(400, ""), Fault::Refused { said: said() });
        let moved = refusal(400, r#","parameters":{"migrate_to_chat_id":-1005}"#);
        assert_eq!(moved, Fault::Moved { to: "-1005".into() });
        let flood = refusal(429, r#","parameters":{"retry_after":7}"#);
        let after = Duration::from_secs(7);
        assert_eq!(flood, Fault::Flood { after });
        assert!(matches!(refusal(500, ""), Fault::Unreached { .. }));
        assert!(matches!(answer(502, "<html>"), Err(Fault::Unknown { .. })));
        assert!(matches!(
            answer(200, r#"{"ok":true,"resu"#),
            Err(Fault::Unknown { .. })
        ));
    }

    #[test]
    fn tokens_lead_nowhere_else() {
        assert!(is_token("12345:AAbb_-9"));
        for token in [
            "",
            "12345",
            "12345:",
            ":a",
            "12345:a/b",
            "12345:a?b",
            "x:a",
            "12345:a b",
        ] {
            assert!(!is_token(token), "{token}");
        }
    }

    #[test]
    fn the_ids_of_an_album_are_all_told() {
        assert_eq!(
            sent_ids(&json!([{"message_id": 1}, {"message_id": 2}])),
            ["1", "2"]
        );
        assert_eq!(sent_ids(&json!({"message_id": 1})), ["1"]);
        assert!(sent_ids(&json!(true)).is_empty());
    }
}
