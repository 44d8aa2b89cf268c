//! The people's side over HTTP, for those who run the server as a process of its own.
//!
//! - `POST /_fake/bots` `{"token": "1:a"}` makes a bot, `DELETE /_fake/bots/TOKEN` makes its token worthless;
//! - `POST /_fake/act/TOKEN` with an [`Act`] or a list of them does what people do and tells the ids of the updates;
//! - `POST /_fake/faults` with a [`Rule`], `PUT /_fake/limits` with [`Limits`];
//! - `GET /_fake/calls?after=N` tells the calls that came since the `N`-th, `DELETE /_fake/calls` forgets them;
//! - `GET /_fake/done/METHOD` counts calls that were carried out;
//! - `GET /_fake/waiting/TOKEN` counts updates that wait;
//! - `POST /_fake/crowd/TOKEN` lets many people write to a bot, `GET /_fake/crowd` tells how they were answered,
//!   `DELETE /_fake/crowd` tells it and sends them away.

use crate::acts::Act;
use crate::crowd;
use crate::fault::Rule;
use crate::limits::Limits;
use crate::server::{Body, Shared, add_bot, whole};
use crate::world::World;
use bytes::Bytes;
use http::{Method, Request, Response, StatusCode};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::io;
use std::sync::Arc;

/// Calls told at once.
const CALLS: usize = 50_000;

#[derive(Deserialize)]
struct NewBot {
    token: String,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Acts {
    One(Box<Act>),
    Many(Vec<Act>),
}

pub(crate) async fn serve(
    shared: &Arc<Shared>,
    path: &str,
    request: Request<Incoming>,
) -> Result<Response<Body>, io::Error> {
    let (parts, body) = request.into_parts();
    let body = body.collect().await.map_err(io::Error::other)?.to_bytes();
    let query = parts.uri.query().unwrap_or_default();
    let done = match (parts.method.as_str(), path.strip_prefix("crowd/")) {
        ("POST", Some(token)) => gather(shared, token, &body),
        _ => control(&mut shared.world.lock(), &parts.method, path, query, &body),
    };
    let (status, body) = match done {
        Ok(body) => (StatusCode::OK, body),
        Err(why) => (StatusCode::BAD_REQUEST, json!({"error": why})),
    };
    Ok(whole(status, "application/json", Bytes::from(body.to_string())))
}

fn gather(shared: &Arc<Shared>, token: &str, body: &[u8]) -> Result<Value, String> {
    let order: crowd::Order = parsed(body)?;
    let rate = order.rate;
    let turn = shared.world.lock().gather(token, order)?;
    if rate > 0.0 {
        tokio::spawn(crowd::pace(shared.clone(), turn, rate));
    }
    Ok(json!({}))
}

fn parsed<T: DeserializeOwned>(body: &[u8]) -> Result<T, String> {
    serde_json::from_slice(body).map_err(|error| error.to_string())
}

fn control(
    world: &mut World,
    method: &Method,
    path: &str,
    query: &str,
    body: &[u8],
) -> Result<Value, String> {
    let (first, rest) = path.split_once('/').unwrap_or((path, ""));
    match (method.as_str(), first) {
        ("POST", "bots") => {
            let NewBot { token } = parsed(body)?;
            add_bot(world, &token)?;
            Ok(json!({}))
        }
        ("DELETE", "bots") => {
            let bot = world.bots.get_mut(rest).ok_or("there is no such bot")?;
            bot.is_revoked = true;
            bot.changed.notify_waiters();
            Ok(json!({}))
        }
        ("POST", "act") => {
            let acts = match parsed(body)? {
                Acts::One(act) => vec![*act],
                Acts::Many(acts) => acts,
            };
            let mut updates = Vec::new();
            for act in acts {
                updates.extend(world.act(rest, act)?);
            }
            Ok(json!({"updates": updates}))
        }
        ("POST", "faults") => {
            world.faults.0.push(parsed::<Rule>(body)?);
            Ok(json!({}))
        }
        ("PUT", "limits") => {
            world.limits = parsed::<Limits>(body)?;
            Ok(json!({}))
        }
        ("GET", "calls") => {
            let after = query
                .strip_prefix("after=")
                .and_then(|n| n.parse().ok())
                .unwrap_or(0);
            let calls = world.calls.iter().filter(|call| call.n > after).take(CALLS);
            Ok(json!({"calls": calls.collect::<Vec<_>>(), "counted": world.counted}))
        }
        ("DELETE", "calls") => {
            world.calls.clear();
            Ok(json!({}))
        }
        ("GET", "done") => {
            let count = world.done.get(&rest.to_ascii_lowercase()).copied().unwrap_or(0);
            Ok(json!({"done": count}))
        }
        ("GET", "crowd") => Ok(world.crowd.as_ref().ok_or("there is no crowd")?.told()),
        ("DELETE", "crowd") => Ok(world.crowd.take().ok_or("there is no crowd")?.told()),
        ("GET", "waiting") => {
            let bot = world.bots.get(rest).ok_or("there is no such bot")?;
            Ok(json!({"waiting": bot.updates.len()}))
        }
        _ => Err(format!("there is no {method} /_fake/{path}")),
    }
}
