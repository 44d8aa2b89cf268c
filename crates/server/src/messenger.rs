//! Speaks with Telegram for the API, which knows no wire.

use signalbox_api::{Asked, Messenger, NobodyKnows, Who};
use signalbox_channels::telegram::{Api, Fault, update};
use signalbox_model::Micros;
use signalbox_model::chat::Inbound;
use std::time::Duration;

/// How long a person waits for Telegram to say who a token belongs to.
const PATIENCE: Duration = Duration::from_secs(10);

/// Telegram, at one address.
pub struct Telegram(pub Api);

impl Messenger for Telegram {
    fn read(&self, body: &[u8], now: Micros) -> Option<Inbound> {
        let update = serde_json::from_slice(body).ok()?;
        update::read(&update, now).map(|update| update.inbound)
    }

    fn secret(&self, token: &str, address: &str) -> String {
        signalbox_delivery::webhook_secret(token, address)
    }

    fn who<'a>(&'a self, token: &'a str) -> Asked<'a> {
        Box::pin(async move {
            let me = self.0.me(token, PATIENCE).await.map_err(|fault| match fault {
                Fault::Unauthorized => NobodyKnows::Refused(fault.to_string()),
                other => NobodyKnows::Unreached(other.to_string()),
            })?;
            Ok(Who {
                name: me.first_name,
                username: me.username,
            })
        })
    }
}
