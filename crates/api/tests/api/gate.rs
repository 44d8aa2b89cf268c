//! What a server joins to the API: decoding, checking of senders, addresses of links, and the work after a commit.

use axum::http::HeaderMap;
use parking_lot::Mutex;
use signalbox_api::{
    Asked, Courier, Head, Intake, Judged, Live, Messenger, NobodyKnows, Received, Refusal, Sent, Who,
};
use signalbox_channels::inbound::{self, HeaderSecret, RawRequest, Verification};
use signalbox_channels::telegram::update;
use signalbox_engine::{AfterCommit, Decode, Done, Links, Vars, Verdict};
use signalbox_model::chat::Inbound;
use signalbox_model::hook::{HookSettings, Security};
use signalbox_model::job::Request;
use signalbox_model::{Micros, WorkspaceId};
use std::sync::Arc;

/// Decodes like a server, and knows one way to prove a sender: a secret in a header.
pub struct Gate;

fn request(head: &Head, body: &[u8]) -> RawRequest {
    RawRequest {
        method: head.method.clone(),
        path: String::new(),
        query: head.query.clone(),
        headers: head.headers.clone(),
        body: body.to_vec().into(),
    }
}

fn documents(json: String, hook: Option<&HookSettings>) -> Vec<String> {
    let json = match hook {
        Some(hook) => inbound::open_fields(json, &hook.json_fields),
        None => json,
    };
    if hook.is_some_and(|hook| hook.split) {
        inbound::split_events(&json)
    } else {
        vec![json]
    }
}

/// Reaches nobody.
impl Courier for Gate {
    fn send(&self, _: WorkspaceId, _: Request) -> Sent<'_> {
        Box::pin(async { Err("nothing is sent in these tests".to_owned()) })
    }
}

/// Knows one token, and a secret that follows from token and address.
impl Messenger for Gate {
    fn read(&self, body: &[u8], now: Micros) -> Option<Inbound> {
        let update = serde_json::from_slice(body).ok()?;
        update::read(&update, now).map(|update| update.inbound)
    }

    fn secret(&self, token: &str, address: &str) -> String {
        format!("{token}/{address}")
    }

    fn who<'a>(&'a self, token: &'a str) -> Asked<'a> {
        Box::pin(async move {
            match token {
                "1:known" => Ok(Who {
                    name: "Shop".into(),
                    username: "shop_bot".into(),
                }),
                "1:away" => Err(NobodyKnows::Unreached("no connection".into())),
                _ => Err(NobodyKnows::Refused("nobody has this token".into())),
            }
        })
    }
}

impl Intake for Gate {
    fn judge(&self, settings: &HookSettings, received: &Received) -> Judged {
        let request = request(received.head, received.body);
        let scheme = match &settings.security {
            Security::Header { header } => Verification::Header(HeaderSecret {
                name: header.clone(),
                secret: received.secret.unwrap_or_default().to_owned(),
            }),
            _ => Verification::None,
        };
        let verdict = match (
            inbound::verify(&scheme, &request, received.now.secs()),
            inbound::decode(&request),
        ) {
            (Err(error), _) => Err(Refusal::Unproved(error.to_string())),
            (_, Err(error)) => Err(Refusal::Unreadable(error.to_string())),
            (_, Ok(decoded)) if inbound::is_tilda_probe(&request, &decoded.json) => Ok(Verdict::Probe),
            (_, Ok(decoded)) => {
                let documents = documents(decoded.json, Some(settings)).into_iter();
                Ok(Verdict::Take(documents.map(Vars::from_document).collect()))
            }
        };
        let repeats = settings.dedup.is_some();
        let fingerprint = repeats.then(|| String::from_utf8_lossy(received.body).into_owned());
        Judged { verdict, fingerprint }
    }

    fn parameters(&self, head: &Head, body: &bytes::Bytes) -> Result<Vec<(String, String)>, String> {
        inbound::parameters(&request(head, body)).map_err(|error| error.to_string())
    }

    fn is_preview(&self, method: &str, headers: &HeaderMap) -> bool {
        let text = |value: &axum::http::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
        let headers: Vec<_> = headers
            .iter()
            .map(|(name, value)| (name.to_string(), text(value)))
            .collect();
        inbound::is_link_preview(method, &headers)
    }
}

impl Decode for Gate {
    fn documents(&self, head: &str, body: &[u8], hook: Option<&HookSettings>) -> Result<Vec<String>, String> {
        let head: Head = serde_json::from_str(head).map_err(|error| error.to_string())?;
        let decoded = inbound::decode(&request(&head, body)).map_err(|error| error.to_string())?;
        Ok(documents(decoded.json, hook))
    }
}

impl Links for Gate {
    fn token(&self, link: i64, record: i64) -> String {
        format!("{link:x}x{record:x}")
    }

    fn address(&self, token: &str) -> String {
        format!("https://crm.example.com/t/{token}")
    }

    fn origin(&self) -> String {
        "https://crm.example.com".into()
    }

    fn secret(&self) -> Result<String, String> {
        Ok("a-secret-of-a-test".into())
    }
}

/// Keeps what commits leave to be done, for the test to do.
pub struct Desk {
    pub live: Arc<Live>,
    pub left: Mutex<Done>,
}

impl AfterCommit for Desk {
    fn done(&self, done: Done) {
        self.live.publish(&done.live);
        self.left.lock().merge(done);
    }
}
