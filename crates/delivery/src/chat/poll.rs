//! Reads a bot's updates by long polling. What is confirmed to Telegram is on disk: the next offset is told only after
//! the commit of what came before it, and only once. Telegram counts from another number after a week of silence, so
//! that an offset which was kept for long would throw away what it does not mean.

use super::channel::Line;
use crate::workers::Shared;
use serde_json::Value;
use signalbox_channels::telegram::Fault;
use signalbox_channels::telegram::update::{self, Update};
use signalbox_engine::{Done, EngineError};
use signalbox_model::chat::Inbound;
use signalbox_store::Tx;
use signalbox_store::chat::channels;
use std::sync::Arc;
use std::time::Duration;

/// How long one question waits for updates.
const WAIT: Duration = Duration::from_secs(25);
/// How long the right to read holds: longer than a question can take.
const LEASE_SECS: i64 = 60;
/// While another node reads, or the token is unknown.
const OTHERWISE: Duration = Duration::from_secs(10);
/// Between tries when Telegram is not reached; doubles from the first to the second.
const PAUSES: (Duration, Duration) = (Duration::from_millis(250), Duration::from_secs(15));

/// Reads until the line ends.
pub(super) async fn run(shared: &Arc<Shared>, line: &Line, token: &str) {
    let mut confirmed = 0;
    let mut pause = PAUSES.0;
    while !line.stop.is_cancelled() {
        let wait = match round(shared, line, token, &mut confirmed).await {
            Ok(true) => {
                pause = PAUSES.0;
                continue;
            }
            Ok(false) => OTHERWISE,
            Err(wait) => {
                let doubled = (pause * 2).min(PAUSES.1);
                wait.unwrap_or_else(|| std::mem::replace(&mut pause, doubled))
            }
        };
        line.stop.run_until_cancelled(tokio::time::sleep(wait)).await;
    }
}

/// One question; false when another node reads this channel.
async fn round(
    shared: &Arc<Shared>,
    line: &Line,
    token: &str,
    confirmed: &mut i64,
) -> Result<bool, Option<Duration>> {
    let wait = |error: &dyn std::fmt::Display| {
        tracing::warn!(channel = %line.channel.id, %error, "updates wait: the store refuses work");
        None
    };
    if !take(shared, line).await.map_err(|error| wait(&error))? {
        return Ok(false);
    }
    let asked = shared.chats.api.updates(token, *confirmed, WAIT);
    let updates = match line.stop.run_until_cancelled(asked).await {
        None => return Ok(true),
        Some(Ok(updates)) => updates,
        Some(Err(fault)) => return Err(trouble(shared, line, &fault).await),
    };
    *confirmed = 0;
    line.works(shared, |_| {}).await;
    if let Some(last) = receive(shared, line, &updates)
        .await
        .map_err(|error| wait(&error))?
    {
        *confirmed = last.saturating_add(1);
    }
    Ok(true)
}

/// Takes or keeps the right to read.
async fn take(shared: &Shared, line: &Line) -> signalbox_store::Result<bool> {
    let (workspace, id, node) = (line.channel.workspace, line.channel.id, shared.config.node);
    let now = shared.now();
    let until = now.plus_secs(LEASE_SECS);
    shared
        .db
        .write(move |tx| channels::take_poll(&mut tx.space(workspace), id, node, now, until))
        .await
}

/// Says what is wrong, and how long to wait when that is known.
async fn trouble(shared: &Shared, line: &Line, fault: &Fault) -> Option<Duration> {
    line.troubled(shared, &fault.to_string()).await;
    match fault {
        Fault::Flood { after } => Some(*after),
        Fault::Unauthorized => Some(OTHERWISE * 6),
        Fault::Conflict { .. } => Some(OTHERWISE),
        _ => None,
    }
}

/// Works off what came, in its order; the last number.
async fn receive(shared: &Arc<Shared>, line: &Line, updates: &[Value]) -> Result<Option<i64>, EngineError> {
    let now = shared.now();
    let mut read: Vec<Update> = updates.iter().filter_map(|one| update::read(one, now)).collect();
    // Out of order or twice: by their numbers they are in order, and the engine knows what it has worked off.
    read.sort_by_key(|update| update.id);
    read.dedup_by_key(|update| update.id);
    let Some(last) = read.last().map(|update| update.id) else {
        return Ok(None);
    };
    let inbounds: Vec<Inbound> = read.into_iter().map(|update| update.inbound).collect();
    match write(shared, line, inbounds.clone(), last).await {
        Ok(done) => shared.done(done),
        Err(error) if error.is_transient() => return Err(error),
        // One of them spoils the others: one by one shows which.
        Err(_) => one_by_one(shared, line, inbounds, last).await?,
    }
    Ok(Some(last))
}

async fn write(
    shared: &Shared,
    line: &Line,
    inbounds: Vec<Inbound>,
    cursor: i64,
) -> Result<Done, EngineError> {
    let (decider, now) = (shared.decider.clone(), shared.now());
    let (workspace, id) = (line.channel.workspace, line.channel.id);
    let all = move |tx: &mut Tx| {
        let mut done = Done::default();
        for inbound in &inbounds {
            done.merge(decider.receive(tx, now, workspace, id, inbound.clone())?);
        }
        channels::set_cursor(&mut tx.space(workspace), id, cursor)?;
        Ok::<_, EngineError>(done)
    };
    shared.db.write(all).await
}

/// An update that fails by a defect of ours is written to the log and passed over: it must not stop all that follow.
async fn one_by_one(
    shared: &Arc<Shared>,
    line: &Line,
    inbounds: Vec<Inbound>,
    last: i64,
) -> Result<(), EngineError> {
    for inbound in inbounds {
        let key = inbound.key.clone();
        match write(shared, line, vec![inbound], last).await {
            Ok(done) => shared.done(done),
            Err(error) if error.is_transient() => return Err(error),
            Err(error) => {
                tracing::error!(channel = %line.channel.id, update = key, %error, "an update fails and is passed over");
            }
        }
    }
    Ok(())
}
