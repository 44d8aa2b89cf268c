//! Channels of a bot: made, changed, removed. Talking to the platform is the caller's.

use super::{missing, refuse};
use crate::done::Done;
use crate::engine::Engine;
use crate::error::{EngineError, Fault, Result};
use crate::scenarios::By;
use signalbox_model::bot::{ChannelSettings, ChannelStatus, WebChatSettings};
use signalbox_model::{BotId, ChannelId};
use signalbox_store::Tx;
use signalbox_store::chat::channels;

/// Channels of one bot, at most.
const MOST_CHANNELS: usize = 50;
/// Origins of one web chat, at most.
const MOST_ORIGINS: usize = 100;

/// A channel as people write it.
#[derive(Debug)]
pub struct ChannelDraft {
    /// Its settings.
    pub settings: ChannelSettings,
    /// Whether it is switched on.
    pub on: bool,
}

impl Engine {
    /// Makes a channel of a bot. `token` is the unguessable part of its address.
    pub fn create_channel(
        &self,
        tx: &mut Tx,
        by: &By,
        bot: BotId,
        draft: ChannelDraft,
        token: String,
    ) -> Result<ChannelId> {
        self.bot(tx, by, bot)?;
        refuse(check_channel(&draft.settings))?;
        let mut space = tx.space(by.workspace);
        if channels::of_bot(&mut space, bot)?.len() >= MOST_CHANNELS {
            return Err(EngineError::Conflict(format!(
                "a bot has at most {MOST_CHANNELS} channels"
            )));
        }
        let id = ChannelId(self.ids().next(by.now.0));
        let channel = channels::Stored {
            id,
            workspace: by.workspace,
            bot,
            kind: draft.settings.kind(),
            token,
            settings: draft.settings,
            secret: None,
            last4: String::new(),
            on: draft.on,
            status: ChannelStatus::default(),
            cursor: 0,
            created_at: by.now,
        };
        channels::insert(&mut space, &channel)?;
        self.touch(tx, by)?;
        Ok(id)
    }

    /// Writes a channel's settings and switch. Its platform stays.
    pub fn update_channel(
        &self,
        tx: &mut Tx,
        by: &By,
        bot: BotId,
        id: ChannelId,
        draft: ChannelDraft,
    ) -> Result<Done> {
        refuse(check_channel(&draft.settings))?;
        let mut space = tx.space(by.workspace);
        let known = channels::get(&mut space, id)?.filter(|known| known.bot == bot);
        let known = known.ok_or_else(|| missing("channel"))?;
        if known.kind != draft.settings.kind() {
            return Err(EngineError::invalid(
                "settings.kind",
                "a channel stays on its platform: make another one",
            ));
        }
        channels::update(&mut space, id, &draft.settings, draft.on, by.now)?;
        self.changed(tx, by, id.0)
    }

    /// Removes a channel with the dialogs it brought.
    pub fn delete_channel(&self, tx: &mut Tx, by: &By, bot: BotId, id: ChannelId) -> Result<Done> {
        let mut space = tx.space(by.workspace);
        let known = channels::get(&mut space, id)?.filter(|known| known.bot == bot);
        known.ok_or_else(|| missing("channel"))?;
        channels::delete(&mut space, id)?;
        self.changed(tx, by, id.0)
    }
}

fn check_channel(settings: &ChannelSettings) -> Vec<Fault> {
    match settings {
        ChannelSettings::Telegram(_) => Vec::new(),
        ChannelSettings::WebChat(chat) => check_web_chat(chat),
    }
}

fn check_web_chat(chat: &WebChatSettings) -> Vec<Fault> {
    let mut faults = Vec::new();
    if chat.title.chars().count() > 100 {
        faults.push(Fault::error("settings.title", "use at most 100 characters"));
    }
    if chat.origins.len() > MOST_ORIGINS {
        faults.push(Fault::error(
            "settings.origins",
            format!("use at most {MOST_ORIGINS}"),
        ));
    }
    for (n, origin) in chat.origins.iter().enumerate() {
        let parsed = url::Url::parse(origin)
            .ok()
            .filter(|url| matches!(url.scheme(), "http" | "https"));
        if parsed.is_none_or(|url| url.origin().ascii_serialization() != *origin) {
            let say = format!("`{origin}` is no origin: write it like https://shop.example, without a path");
            faults.push(Fault::error(format!("settings.origins[{n}]"), say));
        }
    }
    let is_color = |color: &str| {
        color.len() == 7 && color.starts_with('#') && color[1..].bytes().all(|byte| byte.is_ascii_hexdigit())
    };
    if chat
        .color
        .as_deref()
        .is_some_and(|color| !color.is_ascii() || !is_color(color))
    {
        faults.push(Fault::error("settings.color", "write a colour like #2457d6"));
    }
    if chat
        .language
        .as_deref()
        .is_some_and(|language| !matches!(language, "en" | "ru" | "uk"))
    {
        faults.push(Fault::error("settings.language", "choose en, ru or uk"));
    }
    if chat.greeting.chars().count() > 1000 {
        faults.push(Fault::error("settings.greeting", "use at most 1000 characters"));
    }
    if chat.max_file_mb.is_some_and(|most| !(1..=20).contains(&most)) {
        faults.push(Fault::error("settings.max_file_mb", "choose 1 to 20 megabytes"));
    }
    faults
}
