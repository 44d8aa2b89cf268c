//! Fetches the files that people sent: a few at a time, claimed on disk, tried again while the platform is not reached.

use super::channel::Line;
use crate::pause::Pause;
use crate::workers::Shared;
use signalbox_channels::telegram::Fault;
use signalbox_engine::EngineError;
use signalbox_engine::chat::Fetched;
use signalbox_model::chat::FileSource;
use signalbox_model::dialog::Body;
use signalbox_store::StoreError;
use signalbox_store::chat::fetches::{self, Stored};
use signalbox_store::chat::messages;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinSet;

/// Files of one channel under way at a time: each may take 20 MB of memory.
const WINDOW: i64 = 3;
/// How long a claim holds: longer than a file may take.
const CLAIM_SECS: i64 = 300;
/// How long one file may take.
const PATIENCE: Duration = Duration::from_secs(120);
/// Tries, with pauses from 2 s to 15 min in between: about two hours.
const TRIES: i64 = 16;

/// Fetches until the line ends.
pub(super) async fn run(shared: Arc<Shared>, line: Arc<Line>) {
    let mut pause = Pause::new();
    let (now, channel) = (shared.now(), line.channel.id);
    let released: signalbox_store::Result<()> = shared
        .db
        .write(move |tx| fetches::release_any_workspace(tx, now, channel))
        .await;
    if let Err(error) = released {
        tracing::warn!(%channel, %error, "files claimed before this start wait until their claims end");
    }
    while !line.stop.is_cancelled() {
        match round(&shared, &line).await {
            Ok(true) => pause = Pause::new(),
            Ok(false) => wait(&shared, &line).await,
            Err(error) => {
                tracing::warn!(channel = %line.channel.id, %error, "files wait: the store refuses work");
                pause.wait(&line.stop).await;
            }
        }
    }
}

/// Sleeps until the next file is due, or until somebody sends one.
async fn wait(shared: &Shared, line: &Line) {
    let channel = line.channel.id;
    let soonest = shared
        .db
        .read(move |tx| fetches::soonest_any_workspace(tx, channel))
        .await;
    let poll = shared.now().plus_secs(shared.config.poll.as_secs().cast_signed());
    let until = soonest.ok().flatten().map_or(poll, |due| due.min(poll));
    tokio::select! {
        () = line.files.notified() => {}
        _ = line.sleep_until(shared, until) => {}
    }
}

/// Fetches what is due; whether there was any.
async fn round(shared: &Arc<Shared>, line: &Arc<Line>) -> signalbox_store::Result<bool> {
    let (now, channel) = (shared.now(), line.channel.id);
    let soonest = shared
        .db
        .read(move |tx| fetches::soonest_any_workspace(tx, channel))
        .await?;
    if soonest.is_none_or(|due| due > now) {
        return Ok(false);
    }
    let until = now.plus_secs(CLAIM_SECS);
    let due: Vec<Stored> = shared
        .db
        .write(move |tx| fetches::lease(tx, now, until, channel, WINDOW))
        .await?;
    let mut under_way = JoinSet::new();
    for fetch in due {
        under_way.spawn(one(shared.clone(), line.clone(), fetch));
    }
    while under_way.join_next().await.is_some() {}
    Ok(true)
}

/// Fetches one file and writes what came of it. Fetching twice does no harm, so a crash costs nothing but time.
async fn one(shared: Arc<Shared>, line: Arc<Line>, fetch: Stored) {
    let came = match get(&shared, &line, &fetch).await {
        Ok(came) => came,
        Err(after) => return put_off(&shared, &fetch, after).await,
    };
    let (decider, now) = (shared.decider.clone(), shared.now());
    let written: Result<_, EngineError> = shared
        .db
        .write_later(move |tx| decider.fetched(tx, now, &fetch, came))
        .await;
    match written {
        Ok(done) => shared.done(done),
        Err(error) => {
            tracing::warn!(message = %fetch.message, %error, "a file cannot be kept; it is fetched again later");
        }
    }
}

/// The file, or in how many seconds to try again.
async fn get(shared: &Shared, line: &Line, fetch: &Stored) -> Result<Fetched, i64> {
    let pause = (1_i64 << fetch.attempt.clamp(1, 10)).min(900);
    let read = remote(shared, fetch).await.map_err(|error| {
        tracing::warn!(message = %fetch.message, %error, "a message with a file cannot be read");
        pause
    })?;
    let Some(id) = read else {
        return Ok(Fetched::Lost);
    };
    let token = match line.token(shared).await {
        Ok(Some(token)) => token,
        Ok(None) => return Ok(Fetched::Lost),
        Err(error) => {
            tracing::warn!(channel = %line.channel.id, %error, "the token cannot be read");
            return Err(pause);
        }
    };
    let fault = match shared.chats.api.file(&token, &id, PATIENCE).await {
        Ok(bytes) => return Ok(Fetched::Got(bytes.to_vec())),
        Err(fault) => fault,
    };
    match &fault {
        Fault::Refused { said } if said.contains("too big") || said.contains("more than") => {
            return Ok(Fetched::TooLarge);
        }
        Fault::Flood { after } => return Err(i64::try_from(after.as_secs()).unwrap_or(900).max(1)),
        Fault::Unauthorized => line.troubled(shared, &fault.to_string()).await,
        Fault::Refused { .. } | Fault::Forbidden { .. } | Fault::Moved { .. } => {
            tracing::info!(message = %fetch.message, %fault, "a file is not given");
            return Ok(Fetched::Lost);
        }
        Fault::Conflict { .. } | Fault::Unreached { .. } | Fault::Unknown { .. } => {}
    }
    if fetch.attempt >= TRIES {
        return Ok(Fetched::Lost);
    }
    Err(pause)
}

/// What the platform calls the file; none when the message no longer names it.
async fn remote(shared: &Shared, fetch: &Stored) -> Result<Option<String>, StoreError> {
    let (workspace, message, place) = (fetch.workspace, fetch.message, fetch.place);
    let row = shared
        .db
        .read(move |tx| messages::get(&mut tx.space(workspace), message))
        .await?;
    Ok(match row.map(|row| row.body) {
        Some(Body::Received(message)) => match message.files.get(place).map(|file| &file.source) {
            Some(FileSource::Remote(id)) => Some(id.clone()),
            _ => None,
        },
        _ => None,
    })
}

async fn put_off(shared: &Shared, fetch: &Stored, secs: i64) {
    let (workspace, id, due_at) = (fetch.workspace, fetch.id, shared.now().plus_secs(secs));
    let written: Result<(), StoreError> = shared
        .db
        .write(move |tx| fetches::postpone(&mut tx.space(workspace), id, due_at))
        .await;
    if let Err(error) = written {
        tracing::warn!(message = %fetch.message, %error, "a file cannot be put off; it is fetched when its claim ends");
    }
}
