//! The bots of a workspace, read once per version of the definitions.

use crate::error::Result;
use parking_lot::RwLock;
use signalbox_model::flow::Flow;
use signalbox_model::{BotId, ChannelId, FlowId, Key};
use signalbox_store::chat::{bots, channels, flows};
use signalbox_store::{Space, StoreError};
use std::collections::HashMap;
use std::sync::Arc;

/// A bot with what belongs to it.
#[derive(Debug)]
pub struct Bot {
    /// The bot itself.
    pub bot: bots::Stored,
    /// Its flows, in order.
    pub flows: Vec<flows::Head>,
}

impl Bot {
    /// A flow by key.
    pub fn flow(&self, key: &Key) -> Option<&flows::Head> {
        self.flows.iter().find(|flow| flow.key == *key)
    }

    /// The flow a new dialog begins with: the one the settings name, else the first published one.
    pub fn first_flow(&self) -> Option<&flows::Head> {
        let named = self.bot.settings.flow.as_ref().and_then(|key| self.flow(key));
        named
            .or_else(|| self.flows.iter().find(|flow| flow.version > 0))
            .filter(|flow| flow.version > 0)
    }
}

/// A channel as the engine needs it.
#[derive(Debug, Clone, Copy)]
pub struct ChannelHead {
    /// The bot that talks there.
    pub bot: BotId,
    /// Whether it is switched on.
    pub on: bool,
    /// The platform.
    pub kind: signalbox_model::chat::ChannelKind,
}

/// All bots of a workspace.
#[derive(Debug, Default)]
pub struct Bots {
    /// Bots by id.
    pub by_id: HashMap<BotId, Arc<Bot>>,
    /// Channels by id.
    pub channels: HashMap<ChannelId, ChannelHead>,
    versions: RwLock<HashMap<(FlowId, i64), Arc<Flow>>>,
}

impl Bots {
    /// Reads the bots of a workspace; documents of flows are read when they are needed.
    pub fn load(space: &mut Space) -> Result<Self> {
        let mut by_bot: HashMap<BotId, Vec<flows::Head>> = HashMap::new();
        for flow in flows::heads(space)? {
            by_bot.entry(flow.bot).or_default().push(flow);
        }
        let by_id = bots::list(space)?
            .into_iter()
            .map(|bot| {
                let flows = by_bot.remove(&bot.id).unwrap_or_default();
                (bot.id, Arc::new(Bot { bot, flows }))
            })
            .collect();
        let channels = channels::list(space)?.into_iter().map(|channel| {
            let head = ChannelHead {
                bot: channel.bot,
                on: channel.on,
                kind: channel.kind,
            };
            (channel.id, head)
        });
        Ok(Self {
            by_id,
            channels: channels.collect(),
            versions: RwLock::default(),
        })
    }

    /// A bot by key.
    pub fn by_key(&self, key: &Key) -> Option<&Arc<Bot>> {
        self.by_id.values().find(|bot| bot.bot.key == *key)
    }

    /// Whether a bot has a Telegram channel.
    pub fn has_telegram(&self, bot: BotId) -> bool {
        let mut own = self.channels.values().filter(|head| head.bot == bot);
        own.any(|head| head.kind == signalbox_model::chat::ChannelKind::Telegram)
    }

    /// A flow's head by id, with its bot.
    pub fn flow(&self, id: FlowId) -> Option<(&Arc<Bot>, &flows::Head)> {
        self.by_id.values().find_map(|bot| {
            bot.flows
                .iter()
                .find(|flow| flow.id == id)
                .map(|flow| (bot, flow))
        })
    }

    /// What a version of a flow does, read once.
    pub fn version(
        &self,
        space: &mut Space,
        id: FlowId,
        version: i64,
    ) -> std::result::Result<Option<Arc<Flow>>, StoreError> {
        if let Some(known) = self.versions.read().get(&(id, version)) {
            return Ok(Some(known.clone()));
        }
        let Some(flow) = flows::version(space, id, version)? else {
            return Ok(None);
        };
        let flow = Arc::new(flow);
        self.versions.write().insert((id, version), flow.clone());
        Ok(Some(flow))
    }
}
