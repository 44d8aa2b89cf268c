//! The chats of messengers: one worker for each channel reads what people write, another says what is planned.

mod channel;
mod connect;
mod fetch;
mod pace;
mod poll;
mod send;

use crate::workers::Shared;
use channel::Line;
use parking_lot::Mutex;
use signalbox_channels::outbound::Client;
use signalbox_channels::telegram::Api;
use signalbox_model::chat::ChannelKind;
use signalbox_model::{ChannelId, Micros};
use signalbox_store::chat::channels;
use signalbox_store::keyring::Keyring;
use std::collections::HashMap;
use std::sync::Arc;
use tokio::sync::Notify;

pub use connect::webhook_secret;

/// Messages whose sender died that become uncertain in one unit of work.
const EXPIRED: i64 = 200;

/// The channels at work.
pub(crate) struct Chats {
    pub api: Api,
    pub keyring: Arc<Keyring>,
    lines: Mutex<HashMap<ChannelId, Arc<Line>>>,
    /// Channels were made or changed.
    changed: Notify,
}

impl Chats {
    pub fn new(client: Client, base: &str, keyring: Arc<Keyring>) -> Self {
        Self {
            api: Api::new(client, base),
            keyring,
            lines: Mutex::default(),
            changed: Notify::new(),
        }
    }

    /// Somebody sent a file in a channel.
    pub fn fetch(&self, channel: ChannelId) {
        if let Some(line) = self.lines.lock().get(&channel) {
            line.files.notify_one();
        }
    }

    /// A channel has something to say, or was changed.
    pub fn wake(&self, channel: ChannelId) {
        match self.lines.lock().get(&channel) {
            Some(line) => line.planned.notify_one(),
            None => self.changed.notify_one(),
        }
    }
}

/// Keeps a line for every channel that is on, until the workers stop.
pub(crate) async fn run(shared: Arc<Shared>) {
    expire(&shared, !shared.db.is_pg()).await;
    while !shared.stop.is_cancelled() {
        if let Err(error) = look(&shared).await {
            tracing::warn!(%error, "channels wait: the store refuses work");
        }
        tokio::select! {
            () = shared.stop.cancelled() => {}
            () = shared.chats.changed.notified() => {}
            () = tokio::time::sleep(shared.config.poll) => expire(&shared, false).await,
        }
    }
    for line in shared.chats.lines.lock().values() {
        line.stop.cancel();
    }
}

/// Starts what is new or changed and stops what is gone.
async fn look(shared: &Arc<Shared>) -> signalbox_store::Result<()> {
    let kind = ChannelKind::Telegram;
    let on = shared
        .db
        .read(move |tx| channels::on_any_workspace(tx, kind))
        .await?;
    let mut lines = shared.chats.lines.lock();
    lines.retain(|id, line| {
        let stays = on.iter().any(|channel| channel.id == *id && line.is_of(channel));
        if !stays {
            line.stop.cancel();
        }
        stays
    });
    for channel in on {
        lines
            .entry(channel.id)
            .or_insert_with(|| Line::start(shared, channel));
    }
    Ok(())
}

/// Makes messages uncertain whose sender died in the middle. A server that has its database alone knows that at its
/// start nobody sends; otherwise the leases tell.
async fn expire(shared: &Arc<Shared>, all: bool) {
    loop {
        let (decider, now) = (shared.decider.clone(), shared.now());
        let ended = if all { Micros(i64::MAX) } else { now };
        let expired = shared
            .db
            .write(move |tx| decider.expire_messages(tx, now, ended, EXPIRED))
            .await;
        match expired {
            Ok((count, done)) => {
                shared.done(done);
                if i64::try_from(count).unwrap_or(0) < EXPIRED {
                    return;
                }
            }
            Err(error) => {
                tracing::warn!(%error, "messages of a sender that died wait: the store refuses work");
                return;
            }
        }
    }
}
