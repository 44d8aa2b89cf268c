//! Pushes updates to a webhook: those of one chat in order, several chats at a time, again until a 2xx comes.

use crate::acts::now_secs;
use crate::server::Shared;
use crate::world::{Bot, Webhook};
use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::Value;
use std::sync::Arc;
use std::time::Duration;

/// What a push waits for its answer.
const PATIENCE: Duration = Duration::from_secs(10);
/// The first and the longest pause after a refusal.
const PAUSES: (Duration, Duration) = (Duration::from_millis(50), Duration::from_secs(2));

type Http = Client<HttpConnector, Full<Bytes>>;

/// Starts as many pushers as the webhook takes connections. They end when it is set anew or taken away.
pub(crate) fn start(shared: &Arc<Shared>, token: &str) {
    let hook = shared
        .world
        .lock()
        .bots
        .get(token)
        .and_then(|bot| bot.webhook.clone());
    let Some(hook) = hook else { return };
    let http: Http = Client::builder(TokioExecutor::new()).build_http();
    for _ in 0..hook.connections {
        tokio::spawn(run(shared.clone(), token.to_owned(), hook.clone(), http.clone()));
    }
}

async fn run(shared: Arc<Shared>, token: String, hook: Webhook, http: Http) {
    let mut pause = PAUSES.0;
    loop {
        let (changed, next) = {
            let mut world = shared.world.lock();
            let Some(bot) = world.bots.get_mut(&token).filter(|bot| bot.turn == hook.turn) else {
                return;
            };
            (bot.changed.clone(), claim(bot))
        };
        let Some((id, chat, update)) = next else {
            // Somebody else's acknowledgement may free a chat without a word, so that this looks again by itself.
            drop(tokio::time::timeout(Duration::from_millis(20), changed.notified()).await);
            continue;
        };
        let outcome = push(&http, &hook, &update).await;
        let is_done = outcome.is_ok();
        if let Some(bot) = shared.world.lock().bots.get_mut(&token)
            && bot.turn == hook.turn
        {
            settle(bot, id, chat, outcome);
        }
        if is_done {
            pause = PAUSES.0;
        } else {
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(PAUSES.1);
        }
    }
}

/// The first update of a chat nothing is on its way of.
fn claim(bot: &mut Bot) -> Option<(i64, i64, Value)> {
    let hook = bot.webhook.as_mut()?;
    let next = bot.updates.iter().find_map(|(id, update)| {
        let chat = chat_of(update);
        (!hook.flying.contains(&chat)).then(|| (*id, chat, update.clone()))
    })?;
    hook.flying.insert(next.1);
    Some(next)
}

fn settle(bot: &mut Bot, id: i64, chat: i64, outcome: Result<(), String>) {
    let Some(hook) = bot.webhook.as_mut() else { return };
    hook.flying.remove(&chat);
    match outcome {
        Ok(()) => bot.updates.retain(|(waiting, _)| *waiting != id),
        Err(why) => hook.last_error = Some((now_secs(), why)),
    }
}

/// The chat an update belongs to; 0 when it has none.
fn chat_of(update: &Value) -> i64 {
    let content = update
        .as_object()
        .and_then(|update| update.iter().find(|(name, _)| *name != "update_id"))
        .map_or(&Value::Null, |(_, content)| content);
    let places = [&content["chat"], &content["message"]["chat"], &content["from"]];
    places.iter().find_map(|place| place["id"].as_i64()).unwrap_or(0)
}

async fn push(http: &Http, hook: &Webhook, update: &Value) -> Result<(), String> {
    let mut request = http::Request::post(&hook.url).header("content-type", "application/json");
    if let Some(secret) = &hook.secret {
        request = request.header("x-telegram-bot-api-secret-token", secret);
    }
    let request = request
        .body(Full::from(update.to_string()))
        .map_err(|error| error.to_string())?;
    let answer = tokio::time::timeout(PATIENCE, http.request(request))
        .await
        .map_err(|_| "Read timeout expired".to_owned())?
        .map_err(|error| format!("Connection failed: {error}"))?;
    let status = answer.status();
    // The connection is used again only when the answer was read.
    drop(answer.into_body().collect().await);
    if status.is_success() {
        return Ok(());
    }
    Err(format!("Wrong response from the webhook: {status}"))
}
