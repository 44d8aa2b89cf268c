//! Clicks: everybody who comes has a click id, by a campaign's link or by themselves (C-1, C-2, C-14).

use crate::chat::Bot;
use crate::chat::internal::Talk;
use crate::done::Done;
use crate::engine::Engine;
use crate::error::{EngineError, Result};
use crate::remote::Sent;
use crate::vars::Vars;
use crate::work::Work;
use signalbox_expr::Context;
use signalbox_model::bot::ChannelSettings;
use signalbox_model::event::{Event, EventKind, Payload};
use signalbox_model::record::Author;
use signalbox_model::tracker::Entry;
use signalbox_model::{CampaignId, ClickId, EventId, Key, Micros, WorkspaceId};
use signalbox_store::Tx;
use signalbox_store::chat::channels;
use signalbox_store::tracker::{campaigns, clicks};
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

/// The length of a click id.
const CODE_LEN: usize = 10;
/// Parameters of a link that become tracker fields, at most.
const MOST_FIELDS: usize = 50;
/// The longest value of a tracker field, characters.
const MOST_VALUE: usize = 500;
/// What click ids are told apart by from tokens of trigger links, which are made by the same means.
const SALT: i64 = -1;

/// Where a visitor of a campaign's link goes.
#[derive(Debug)]
pub struct Entered {
    /// The address.
    pub target: String,
    /// What is to be done after the commit.
    pub done: Done,
}

impl Engine {
    /// Somebody opened the link of a campaign: they have a click id from now on. None when there is no such link.
    ///
    /// # Errors
    /// `Conflict` when the campaign leads nowhere at the moment.
    pub fn enter_campaign(
        &self,
        tx: &mut Tx,
        now: Micros,
        token: &str,
        query: &str,
    ) -> Result<Option<Entered>> {
        let Some((workspace, id)) = campaigns::find_any_workspace(tx, token)? else {
            return Ok(None);
        };
        let mut work = self.work(tx, now, workspace)?;
        let Some(campaign) = work.defs.campaigns.get(&id).cloned() else {
            return Ok(None);
        };
        let (fields, own) = link_fields(&campaign, query);
        let click = work.new_click(Some(id), fields, own)?;
        work.match_waiting(&click.code)?;
        let target = work.target_of(workspace, &campaign, &click)?;
        Ok(Some(Entered {
            target,
            done: work.done,
        }))
    }
}

/// What a link carries: every parameter is a tracker field, those of the campaign also when they are missing and have a
/// fixed value; and the click id it brings along, if any.
fn link_fields(campaign: &campaigns::Stored, query: &str) -> (BTreeMap<String, String>, Option<String>) {
    let mut fields = BTreeMap::new();
    for parameter in &campaign.settings.parameters {
        let placeholder = parameter.placeholder.trim();
        // A macro is the ad network's to fill in (C-5).
        if !placeholder.is_empty() && !placeholder.contains(['{', '[']) {
            fields.insert(parameter.parameter.to_string(), placeholder.to_owned());
        }
    }
    let mut own = None;
    for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
        let value = value.trim();
        if super::read::is_unexpanded(&name, value) || fields.len() >= MOST_FIELDS {
            continue;
        }
        if name.eq_ignore_ascii_case("clickid") {
            let fits = value.len() <= super::read::MOST_CODE
                && value
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
            own = fits.then(|| value.to_owned()).or(own);
            continue;
        }
        if !name.is_empty() && name.chars().count() <= 64 {
            fields.insert(name.into_owned(), value.chars().take(MOST_VALUE).collect());
        }
    }
    (fields, own)
}

impl Work<'_, '_> {
    /// Makes a click, with the id it brought along when that is free.
    fn new_click(
        &mut self,
        campaign: Option<CampaignId>,
        fields: BTreeMap<String, String>,
        own: Option<String>,
    ) -> Result<clicks::Stored> {
        let mut click = clicks::Stored {
            id: ClickId(self.next_id()),
            code: String::new(),
            campaign,
            dialog: None,
            fields,
            wanted: None,
            started_at: None,
        };
        if let Some(own) = own {
            click.code = own;
            if clicks::insert(&mut self.space(), &click)? {
                return Ok(click);
            }
        }
        // Two of 62^10 ids hardly ever meet; should they, the next number gives another.
        for _ in 0..8 {
            click.code = self.code_of(click.id);
            if clicks::insert(&mut self.space(), &click)? {
                return Ok(click);
            }
            click.id = ClickId(self.next_id());
        }
        Err(EngineError::Conflict(
            "no free click id was found: try again".into(),
        ))
    }

    /// Ten characters that follow from the number under the server's key: nobody can guess the next.
    fn code_of(&self, id: ClickId) -> String {
        let token = self.engine.links().token(SALT, id.0);
        let plain: Vec<char> = token.chars().filter(char::is_ascii_alphanumeric).collect();
        plain[plain.len().saturating_sub(CODE_LEN)..].iter().collect()
    }

    fn target_of(
        &mut self,
        workspace: WorkspaceId,
        campaign: &campaigns::Stored,
        click: &clicks::Stored,
    ) -> Result<String> {
        match &campaign.settings.entry {
            Entry::Telegram { bot } => {
                let name = self.telegram_name(bot)?;
                Ok(format!("https://t.me/{name}?start={}", click.code))
            }
            Entry::Page { url } => {
                let mut payload = Payload::default();
                payload
                    .variables
                    .insert("click_id".into(), click.id.to_string().into());
                payload
                    .variables
                    .insert("clickid".into(), click.code.clone().into());
                let event = Event {
                    id: EventId(click.id.0),
                    workspace,
                    kind: EventKind::RunRequested,
                    subject: None,
                    key: None,
                    payload,
                    cause: None,
                    depth: 0,
                    author: Author::System,
                    at: self.now,
                };
                let vars = Rc::new(Vars::new(&event.payload));
                let probe = self.probe_run(&Rc::new(event), &vars);
                Ok(self.render(&probe, &url.0, Context::Url)?.text)
            }
        }
    }

    /// The name of a bot's Telegram channel.
    fn telegram_name(&mut self, key: &Key) -> Result<String> {
        let bot = self.defs.bots.by_key(key).map(|bot| bot.bot.id);
        let channels = match bot {
            Some(bot) => channels::of_bot(&mut self.space(), bot)?,
            None => Vec::new(),
        };
        let named = channels
            .into_iter()
            .filter(|channel| matches!(channel.settings, ChannelSettings::Telegram(_)))
            .map(|channel| channel.status.username)
            .find(|name| !name.is_empty());
        named
            .ok_or_else(|| EngineError::Conflict(format!("the bot `{key}` is not connected to Telegram yet")))
    }

    /// Ties a dialog to the click its person came by; who came by themselves gets a click id of their own (C-2).
    pub(crate) fn tie_click(&mut self, talk: &mut Talk, bot: &Arc<Bot>, start: Option<&str>) -> Result<()> {
        let brought = match start.filter(|code| !code.is_empty()) {
            Some(code) => clicks::find(&mut self.space(), code)?,
            None => None,
        };
        // A web page says with every message by which click its visitor came.
        if brought
            .as_ref()
            .is_some_and(|click| click.dialog == Some(talk.row.id))
        {
            return Ok(());
        }
        let brought = brought.filter(|click| click.dialog.is_none_or(|dialog| dialog == talk.row.id));
        let (id, dialog, now) = match &brought {
            Some(click) => (click.id, talk.row.id, self.now),
            None if talk.row.heard_at.is_some() => return Ok(()),
            None => {
                let source = format!("Organic {}", bot.bot.settings.name);
                let fields = BTreeMap::from([("source".to_owned(), source)]);
                (self.new_click(None, fields, None)?.id, talk.row.id, self.now)
            }
        };
        clicks::start(&mut self.space(), id, dialog, now)?;
        if let Some(wanted) = brought.and_then(|click| click.wanted) {
            let fields: BTreeMap<Key, Sent> = serde_json::from_str(&wanted)?;
            self.write_fields(&mut talk.memory, bot, &fields)?;
        }
        Ok(())
    }
}
