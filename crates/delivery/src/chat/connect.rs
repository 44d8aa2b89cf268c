//! Makes a channel ready: who the bot is, its menu of commands, and how its updates reach us (T-1, T-2).

use super::channel::Line;
use crate::pause::Pause;
use crate::workers::Shared;
use hmac::{Hmac, Mac};
use serde_json::{Value, json};
use sha2::Sha256;
use signalbox_channels::telegram::{Call, Fault, Me, WANTED};
use signalbox_model::bot::{ChannelSettings, Command, Reception};
use signalbox_store::chat::bots;
use std::time::Duration;

/// How long one call may take.
const PATIENCE: Duration = Duration::from_secs(15);
/// A token that Telegram does not know is asked about again after this.
const UNKNOWN_TOKEN: Duration = Duration::from_secs(60);

/// A channel that is ready.
pub(super) struct Connected {
    pub token: String,
    pub by_webhook: bool,
}

/// What Telegram shows with every update it pushes, so that nobody else can push any: it follows from the bot's token,
/// which only Telegram and we know.
pub fn webhook_secret(token: &str, address: &str) -> String {
    let mut mac =
        <Hmac<Sha256> as Mac>::new_from_slice(token.as_bytes()).expect("HMAC takes keys of any length");
    mac.update(b"signalbox webhook ");
    mac.update(address.as_bytes());
    let bytes = mac.finalize().into_bytes();
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Tries until it works; none when the line ends first.
pub(super) async fn run(shared: &Shared, line: &Line) -> Option<Connected> {
    let mut pause = Pause::new();
    loop {
        let wait = match attempt(shared, line).await {
            Ok(connected) => return Some(connected),
            Err(fault) => {
                line.troubled(shared, &fault.to_string()).await;
                matches!(fault, Fault::Unauthorized).then_some(UNKNOWN_TOKEN)
            }
        };
        let goes_on = match wait {
            Some(wait) => line
                .stop
                .run_until_cancelled(tokio::time::sleep(wait))
                .await
                .is_some(),
            None => pause.wait(&line.stop).await,
        };
        if !goes_on {
            return None;
        }
    }
}

async fn attempt(shared: &Shared, line: &Line) -> Result<Connected, Fault> {
    let unreached = |error: &dyn std::fmt::Display| Fault::Unreached {
        why: error.to_string(),
    };
    let token = line.token(shared).await.map_err(|error| unreached(&error))?;
    let token = token.ok_or(Fault::Unauthorized)?;
    let api = &shared.chats.api;
    let Me {
        first_name, username, ..
    } = api.me(&token, PATIENCE).await?;
    let address = webhook_address(shared, line);
    let mut call = Call::new(if address.is_some() {
        "setWebhook"
    } else {
        "deleteWebhook"
    });
    if let Some(address) = &address {
        call.set("url", json!(address));
        call.set("secret_token", json!(webhook_secret(&token, &line.channel.token)));
        call.set("allowed_updates", json!(WANTED));
    }
    api.ask(&token, &call, PATIENCE).await?;
    set_commands(shared, line, &token).await?;
    let by_webhook = address.is_some();
    line.works(shared, |status| {
        status.name = first_name;
        status.username = username;
        status.by_webhook = by_webhook;
    })
    .await;
    Ok(Connected { token, by_webhook })
}

/// Where Telegram can push to: webhooks need HTTPS under a public name.
fn webhook_address(shared: &Shared, line: &Line) -> Option<String> {
    let ChannelSettings::Telegram(settings) = &line.channel.settings else {
        return None;
    };
    let base = shared.config.public_url.as_deref().unwrap_or_default();
    let wanted = match settings.reception {
        Reception::Polling => false,
        Reception::Webhook => !base.is_empty(),
        Reception::Auto => base.starts_with("https://"),
    };
    wanted.then(|| format!("{}/tg/{}", base.trim_end_matches('/'), line.channel.token))
}

async fn set_commands(shared: &Shared, line: &Line, token: &str) -> Result<(), Fault> {
    let (workspace, bot) = (line.channel.workspace, line.channel.bot);
    let found = shared
        .db
        .read(move |tx| bots::get(&mut tx.space(workspace), bot))
        .await;
    let found = found.map_err(|error| Fault::Unreached {
        why: error.to_string(),
    })?;
    let one = |command: &Command| json!({"command": command.command, "description": command.description});
    let commands: Vec<Value> = found
        .iter()
        .flat_map(|bot| &bot.settings.commands)
        .map(one)
        .collect();
    let mut call = Call::new("setMyCommands");
    call.set("commands", Value::Array(commands));
    match shared.chats.api.ask(token, &call, PATIENCE).await {
        // A menu that Telegram refuses must not keep the bot from talking.
        Err(Fault::Refused { said }) => {
            tracing::warn!(channel = %line.channel.id, said, "Telegram refuses the bot's menu of commands");
            Ok(())
        }
        other => other.map(drop),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_secret_of_a_webhook_is_one_that_telegram_takes() {
        let secret = webhook_secret("1:a", "addr");
        assert_eq!(secret.len(), 64);
        assert_ne!(secret, webhook_secret("1:b", "addr"));
        assert_ne!(secret, webhook_secret("1:a", "other"));
    }
}
