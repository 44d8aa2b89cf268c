//! One channel at work.

use super::pace::Pace;
use super::{connect, fetch, poll, send};
use crate::workers::Shared;
use parking_lot::Mutex;
use signalbox_model::Micros;
use signalbox_model::bot::ChannelStatus;
use signalbox_store::chat::channels::{self, Stored};
use signalbox_store::{Result, StoreError};
use std::sync::Arc;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

/// A channel at work. It ends with its token.
pub(super) struct Line {
    pub channel: Stored,
    /// Something was planned.
    pub planned: Notify,
    /// Somebody sent a file.
    pub files: Notify,
    pub pace: Mutex<Pace>,
    pub stop: CancellationToken,
    status: Mutex<ChannelStatus>,
}

impl Line {
    /// Starts reading and sending.
    pub fn start(shared: &Arc<Shared>, channel: Stored) -> Arc<Self> {
        let line = Arc::new(Self {
            planned: Notify::new(),
            files: Notify::new(),
            pace: Mutex::new(Pace::new(shared.config.chat_limits)),
            stop: shared.stop.child_token(),
            status: Mutex::new(channel.status.clone()),
            channel,
        });
        shared
            .tasks
            .spawn_on(receive(shared.clone(), line.clone()), &shared.runtime);
        shared
            .tasks
            .spawn_on(send::run(shared.clone(), line.clone()), &shared.runtime);
        shared
            .tasks
            .spawn_on(fetch::run(shared.clone(), line.clone()), &shared.runtime);
        line
    }

    /// Whether this line still fits what is stored.
    pub fn is_of(&self, channel: &Stored) -> bool {
        self.channel.secret == channel.secret
            && self.channel.settings == channel.settings
            && self.channel.token == channel.token
    }

    /// The platform's token.
    pub async fn token(&self, shared: &Shared) -> Result<Option<String>> {
        let (channel, keyring) = (self.channel.clone(), shared.chats.keyring.clone());
        shared
            .db
            .read(move |tx| channels::reveal(&mut tx.space(channel.workspace), &keyring, &channel))
            .await
    }

    /// Says that the channel works, as the bot it is there.
    pub async fn works(&self, shared: &Shared, change: impl FnOnce(&mut ChannelStatus)) {
        let mut status = self.status.lock().clone();
        status.trouble = None;
        status.connected_at = status.connected_at.or_else(|| Some(shared.now()));
        change(&mut status);
        self.tell(shared, status).await;
    }

    /// Says why the channel does not work.
    pub async fn troubled(&self, shared: &Shared, why: &str) {
        let mut status = self.status.lock().clone();
        status.trouble = Some(why.to_owned());
        status.connected_at = None;
        self.tell(shared, status).await;
    }

    /// Writes the status when it is another one.
    async fn tell(&self, shared: &Shared, status: ChannelStatus) {
        if *self.status.lock() == status {
            return;
        }
        let (workspace, id, written) = (self.channel.workspace, self.channel.id, status.clone());
        let told: Result<bool> = shared
            .db
            .write(move |tx| channels::set_status(&mut tx.space(workspace), id, &written))
            .await;
        match told {
            Ok(_) => *self.status.lock() = status,
            Err(error) => {
                let error: StoreError = error;
                tracing::warn!(channel = %id, %error, "the state of a channel cannot be written");
            }
        }
    }

    /// Waits until then, or until the line ends; false when it does.
    pub async fn sleep_until(&self, shared: &Shared, until: Micros) -> bool {
        let wait = until.0.saturating_sub(shared.now().0).max(0);
        let wait = std::time::Duration::from_micros(wait.unsigned_abs());
        self.stop
            .run_until_cancelled(tokio::time::sleep(wait))
            .await
            .is_some()
    }
}

/// Connects, and reads what people write when it is not pushed.
async fn receive(shared: Arc<Shared>, line: Arc<Line>) {
    if let Some(connected) = connect::run(&shared, &line).await
        && !connected.by_webhook
    {
        poll::run(&shared, &line, &connected.token).await;
    }
}
