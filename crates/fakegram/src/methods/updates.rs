//! The two ways updates reach a bot: it asks for them, or they are pushed to it.

use super::bot;
use crate::call::{Answer, Params, Refusal};
use crate::world::{Webhook, World};
use parking_lot::Mutex;
use serde_json::{Value, json};
use std::time::Duration;
use tokio::time::Instant;

/// Seconds a poll waits at most.
const LONGEST: i64 = 50;

fn allowed(params: &Params) -> Result<Option<Vec<String>>, Refusal> {
    let Some(Value::Array(kinds)) = params.json("allowed_updates")? else {
        return Ok(None);
    };
    Ok(Some(
        kinds
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect(),
    ))
}

/// Waits for updates. `offset` confirms those below it; one below zero counts from the end.
pub(crate) async fn poll(world: &Mutex<World>, token: &str, params: &Params) -> Answer {
    let limit = usize::try_from(params.int("limit").unwrap_or(100).clamp(1, 100)).unwrap_or(100);
    let wait = params.int("timeout").unwrap_or(0).clamp(0, LONGEST);
    let deadline = Instant::now() + Duration::from_secs(wait.unsigned_abs());
    let (mine, changed) = begin(&mut world.lock(), token, params)?;
    loop {
        let woken = changed.notified();
        tokio::pin!(woken);
        woken.as_mut().enable();
        {
            let mut world = world.lock();
            let bot = bot(&mut world, token)?;
            if bot.poll != mine {
                return Err(Refusal::new(
                    409,
                    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
                ));
            }
            if bot.webhook.is_some() {
                return Err(Refusal::new(409, "Conflict: terminated by setWebhook request"));
            }
            if !bot.updates.is_empty() || Instant::now() >= deadline {
                let updates = bot.updates.iter().take(limit).map(|(_, update)| update.clone());
                return Ok(Value::Array(updates.collect()));
            }
        }
        drop(tokio::time::timeout_at(deadline, woken).await);
    }
}

/// Confirms what the offset says and ends the poll before.
fn begin(
    world: &mut World,
    token: &str,
    params: &Params,
) -> Result<(u64, std::sync::Arc<tokio::sync::Notify>), Refusal> {
    let bot = bot(world, token)?;
    if bot.is_revoked {
        return Err(Refusal::new(401, "Unauthorized"));
    }
    if bot.webhook.is_some() {
        return Err(Refusal::new(
            409,
            "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
        ));
    }
    if let Some(allowed) = allowed(params)? {
        bot.allowed = Some(allowed);
    }
    match params.int("offset").unwrap_or(0) {
        offset if offset < 0 => {
            let kept = usize::try_from(offset.unsigned_abs()).unwrap_or(usize::MAX);
            let surplus = bot.updates.len().saturating_sub(kept);
            bot.updates.drain(..surplus);
        }
        offset => bot.updates.retain(|(id, _)| *id >= offset),
    }
    bot.poll += 1;
    bot.changed.notify_waiters();
    Ok((bot.poll, bot.changed.clone()))
}

pub(super) fn set_webhook(world: &mut World, token: &str, params: &Params) -> Answer {
    let Some(url) = params.text("url") else {
        return delete_webhook(world, token, params);
    };
    if !(url.starts_with("https://") || url.starts_with("http://")) {
        return Err(Refusal::bad(
            "bad webhook: An HTTPS URL must be provided for webhook",
        ));
    }
    let secret = params.text("secret_token").map(str::to_owned);
    let is_secret = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if let Some(secret) = &secret
        && (secret.len() > 256 || !secret.chars().all(is_secret))
    {
        return Err(Refusal::bad("secret token contains unallowed characters"));
    }
    let connections = params.int("max_connections").unwrap_or(40).clamp(1, 100);
    let allowed = allowed(params)?;
    let bot = bot(world, token)?;
    if params.flag("drop_pending_updates") {
        bot.updates.clear();
    }
    if allowed.is_some() {
        bot.allowed = allowed;
    }
    bot.turn += 1;
    bot.webhook = Some(Webhook {
        url: url.to_owned(),
        secret,
        connections: usize::try_from(connections).unwrap_or(40),
        last_error: None,
        turn: bot.turn,
        flying: std::collections::HashSet::new(),
    });
    bot.changed.notify_waiters();
    Ok(json!(true))
}

pub(super) fn delete_webhook(world: &mut World, token: &str, params: &Params) -> Answer {
    let bot = bot(world, token)?;
    if params.flag("drop_pending_updates") {
        bot.updates.clear();
    }
    bot.webhook = None;
    bot.turn += 1;
    bot.changed.notify_waiters();
    Ok(json!(true))
}

pub(super) fn webhook_info(world: &mut World, token: &str) -> Answer {
    let bot = bot(world, token)?;
    let mut info = json!({
        "url": bot.webhook.as_ref().map(|hook| hook.url.as_str()).unwrap_or_default(),
        "has_custom_certificate": false,
        "pending_update_count": bot.updates.len(),
    });
    if let Some(hook) = &bot.webhook {
        info["max_connections"] = json!(hook.connections);
        if let Some((at, why)) = &hook.last_error {
            info["last_error_date"] = json!(at);
            info["last_error_message"] = json!(why);
        }
    }
    if let Some(allowed) = &bot.allowed {
        info["allowed_updates"] = json!(allowed);
    }
    Ok(info)
}
