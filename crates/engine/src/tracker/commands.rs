//! Campaigns and postbacks: made, changed, removed; the addresses that are given to partners.

use crate::definitions::Definitions;
use crate::engine::Engine;
use crate::error::{EngineError, Fault, Result};
use crate::remote::check_address;
use crate::scenarios::{By, free_key};
use signalbox_model::tracker::{CampaignSettings, Entry, Network, PostbackSettings};
use signalbox_model::{CampaignId, Key, PostbackId};
use signalbox_store::Tx;
use signalbox_store::tracker::{campaigns, postbacks};
use std::sync::Arc;

/// Campaigns of a workspace, at most.
const MOST_CAMPAIGNS: usize = 10_000;
/// Postbacks of a workspace, at most.
const MOST_POSTBACKS: usize = 500;

/// A campaign as people write it.
#[derive(Debug, Clone)]
pub struct CampaignDraft {
    /// Its key; made from the name when absent. A campaign keeps the one it has.
    pub key: Option<Key>,
    /// Its settings.
    pub settings: CampaignSettings,
}

/// A postback as people write it.
#[derive(Debug, Clone)]
pub struct PostbackDraft {
    /// The UUID of its address elsewhere, so that only the host changes; a fresh one otherwise.
    pub address: Option<String>,
    /// Its settings.
    pub settings: PostbackSettings,
}

impl Engine {
    /// Makes a campaign. `token` is a random text that names it in its link.
    pub fn create_campaign(
        &self,
        tx: &mut Tx,
        by: &By,
        draft: CampaignDraft,
        token: String,
    ) -> Result<CampaignId> {
        let defs = self.definitions(tx, by.workspace)?;
        refuse(check_campaign(&defs, &draft.settings))?;
        if defs.campaigns.len() >= MOST_CAMPAIGNS {
            return Err(EngineError::Conflict(format!(
                "there are {MOST_CAMPAIGNS} campaigns: delete old ones first"
            )));
        }
        let taken = |key: &Key| defs.campaign(key).is_some();
        let key = match draft.key {
            Some(key) if taken(&key) => {
                return Err(EngineError::Conflict(format!(
                    "there already is a campaign `{key}`: choose another key"
                )));
            }
            Some(key) => key,
            None => free_key(&draft.settings.name, taken),
        };
        let campaign = campaigns::Stored {
            id: CampaignId(self.ids().next(by.now.0)),
            key,
            token,
            settings: draft.settings,
            created_at: by.now,
            updated_at: by.now,
        };
        campaigns::insert(&mut tx.space(by.workspace), &campaign)?;
        self.touch(tx, by)?;
        Ok(campaign.id)
    }

    /// Writes the settings of a campaign.
    pub fn update_campaign(
        &self,
        tx: &mut Tx,
        by: &By,
        id: CampaignId,
        settings: &CampaignSettings,
    ) -> Result<()> {
        let (defs, known) = self.campaign(tx, by, id)?;
        refuse(check_campaign(&defs, settings))?;
        campaigns::update(&mut tx.space(by.workspace), &known, settings, by.now)?;
        self.touch(tx, by)
    }

    /// Removes a campaign; whom it brought keep their click ids.
    pub fn delete_campaign(&self, tx: &mut Tx, by: &By, id: CampaignId) -> Result<()> {
        let (_, known) = self.campaign(tx, by, id)?;
        campaigns::delete(&mut tx.space(by.workspace), &known)?;
        self.touch(tx, by)
    }

    fn campaign(
        &self,
        tx: &mut Tx,
        by: &By,
        id: CampaignId,
    ) -> Result<(Arc<Definitions>, Arc<campaigns::Stored>)> {
        let defs = self.definitions(tx, by.workspace)?;
        let known = defs.campaigns.get(&id).cloned();
        let known = known.ok_or_else(|| EngineError::NotFound("campaign with this id".into()))?;
        Ok((defs, known))
    }

    /// Makes a postback. `fresh` is a random UUID, used when none is brought along.
    pub fn create_postback(
        &self,
        tx: &mut Tx,
        by: &By,
        draft: PostbackDraft,
        fresh: String,
    ) -> Result<PostbackId> {
        let defs = self.definitions(tx, by.workspace)?;
        refuse(check_postback(&defs, &draft.settings))?;
        if postbacks::list(&mut tx.space(by.workspace))?.len() >= MOST_POSTBACKS {
            return Err(EngineError::Conflict(format!(
                "there are {MOST_POSTBACKS} postbacks: delete old ones first"
            )));
        }
        let address = match draft.address {
            Some(address) => own_address(tx, &address)?,
            None => fresh,
        };
        let postback = postbacks::Stored {
            id: PostbackId(self.ids().next(by.now.0)),
            workspace: by.workspace,
            address,
            settings: draft.settings,
            created_at: by.now,
            updated_at: by.now,
        };
        postbacks::insert(&mut tx.space(by.workspace), &postback)?;
        Ok(postback.id)
    }

    /// Writes the settings of a postback.
    pub fn update_postback(
        &self,
        tx: &mut Tx,
        by: &By,
        id: PostbackId,
        settings: PostbackSettings,
    ) -> Result<()> {
        let defs = self.definitions(tx, by.workspace)?;
        refuse(check_postback(&defs, &settings))?;
        let before = known_postback(tx, by, id)?;
        let after = postbacks::Stored {
            settings,
            ..before.clone()
        };
        Ok(postbacks::update(
            &mut tx.space(by.workspace),
            &before,
            &after,
            by.now,
        )?)
    }

    /// Gives a postback the address `fresh`; the old one stops working at once.
    pub fn rotate_postback(&self, tx: &mut Tx, by: &By, id: PostbackId, fresh: String) -> Result<()> {
        let before = known_postback(tx, by, id)?;
        let after = postbacks::Stored {
            address: fresh,
            ..before.clone()
        };
        Ok(postbacks::update(
            &mut tx.space(by.workspace),
            &before,
            &after,
            by.now,
        )?)
    }

    /// Removes a postback with its log.
    pub fn delete_postback(&self, tx: &mut Tx, by: &By, id: PostbackId) -> Result<()> {
        let known = known_postback(tx, by, id)?;
        Ok(postbacks::delete(&mut tx.space(by.workspace), &known)?)
    }
}

fn known_postback(tx: &mut Tx, by: &By, id: PostbackId) -> Result<postbacks::Stored> {
    let found = postbacks::get(&mut tx.space(by.workspace), id)?;
    found.ok_or_else(|| EngineError::NotFound("postback with this id".into()))
}

fn own_address(tx: &mut Tx, address: &str) -> Result<String> {
    let plain = check_address(address, "tracker-postback")?;
    if postbacks::find_any_workspace(tx, &plain)?.is_some() {
        return Err(EngineError::invalid(
            "address",
            "this UUID is taken: leave it empty for a fresh one",
        ));
    }
    Ok(plain)
}

fn refuse(faults: Vec<Fault>) -> Result<()> {
    match faults.is_empty() {
        true => Ok(()),
        false => Err(EngineError::Invalid(faults)),
    }
}

fn check_name(name: &str, faults: &mut Vec<Fault>) {
    if name.trim().is_empty() || name.chars().count() > 200 {
        faults.push(Fault::error("settings.name", "use 1 to 200 characters"));
    }
}

fn check_campaign(defs: &Definitions, settings: &CampaignSettings) -> Vec<Fault> {
    let mut faults = Vec::new();
    check_name(&settings.name, &mut faults);
    match &settings.entry {
        Entry::Telegram { bot } if defs.bots.by_key(bot).is_none() => {
            faults.push(Fault::error(
                "settings.entry.bot",
                format!("there is no bot `{bot}`"),
            ));
        }
        Entry::Page { url } if !url.0.starts_with("https://") && !url.0.starts_with("http://") => {
            let say = "write a web address, such as https://shop.example/?sub={{tracker.clickid}}";
            faults.push(Fault::error("settings.entry.url", say));
        }
        _ => {}
    }
    if let Some(currency) = &settings.currency
        && (currency.len() != 3 || !currency.bytes().all(|byte| byte.is_ascii_uppercase()))
    {
        faults.push(Fault::error(
            "settings.currency",
            "use three capital letters, such as USD",
        ));
    }
    if settings.parameters.len() > 50 {
        faults.push(Fault::error("settings.parameters", "use at most 50"));
    }
    for (n, parameter) in settings.parameters.iter().enumerate() {
        let twice = settings.parameters[..n]
            .iter()
            .any(|other| other.parameter == parameter.parameter);
        if twice {
            let say = format!("`{}` stands twice", parameter.parameter);
            faults.push(Fault::error(format!("settings.parameters[{n}].parameter"), say));
        }
    }
    faults
}

fn check_postback(defs: &Definitions, settings: &PostbackSettings) -> Vec<Fault> {
    let mut faults = Vec::new();
    check_name(&settings.name, &mut faults);
    if let Some(campaign) = &settings.campaign
        && defs.campaign(campaign).is_none()
    {
        faults.push(Fault::error(
            "settings.campaign",
            format!("there is no campaign `{campaign}`"),
        ));
    }
    let is_plain = |name: &str| {
        (1..=64).contains(&name.len())
            && name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.'))
    };
    if settings
        .click_parameter
        .as_deref()
        .is_some_and(|name| !is_plain(name))
    {
        let say = "use 1 to 64 Latin letters, digits, `-`, `_` and `.`, such as sub1";
        faults.push(Fault::error("settings.click_parameter", say));
    }
    if settings.names.len() > 100 {
        faults.push(Fault::error("settings.names", "use at most 100"));
    }
    for (raw, name) in &settings.names {
        if raw.trim().is_empty() || name.trim().is_empty() || name.contains('#') || name.len() > 64 {
            let say = "say what the partner calls it and what it is called here, without `#`";
            faults.push(Fault::error(format!("settings.names.{raw}"), say));
        }
    }
    if settings.answer.len() > 2000 {
        faults.push(Fault::error("settings.answer", "use at most 2000 bytes"));
    }
    faults
}

/// The addresses to paste into a partner's account: the event, and the address with the partner's own macros, which
/// nobody here may touch (C-5, C-9).
pub fn addresses(base: &str, postback: &postbacks::Stored) -> Vec<(&'static str, String)> {
    let macros = Macros::of(postback.settings.network);
    let root = format!(
        "{base}/api/postbacks/{}/tracker-postback?clickid={}",
        postback.address, macros.click
    );
    let money = format!(
        "&tracker.cost={}&tracker.currency=usd&tracker.tid={}",
        macros.cost, macros.tid
    );
    vec![
        ("registration", format!("{root}&tracker.event=registration")),
        (
            "sale",
            format!(
                "{root}&tracker.event=sale{money}&fields.last_deposit={}",
                macros.cost
            ),
        ),
        (
            "resale",
            format!(
                "{root}&tracker.event=resale{money}&fields.last_deposit={}",
                macros.cost
            ),
        ),
    ]
}

/// The parameter of a network's registration link that carries our click id, and what the network puts in place of it.
struct Macros {
    click: &'static str,
    cost: &'static str,
    tid: &'static str,
}

impl Macros {
    fn of(network: Network) -> Self {
        let click = match network {
            Network::OneWin => "{sub1}",
            Network::Binomo => "{click_id}",
            Network::Custom => "{clickid}",
        };
        let (cost, tid) = match network {
            Network::OneWin => ("{amount}", "{event_id}"),
            Network::Binomo | Network::Custom => ("{cost}", "{event_id}"),
        };
        Self { click, cost, tid }
    }
}

/// The parameter of a network's registration link that carries our click id.
pub fn click_parameter(settings: &PostbackSettings) -> &str {
    match (&settings.click_parameter, settings.network) {
        (Some(own), _) => own,
        (None, Network::OneWin) => "sub1",
        (None, Network::Binomo) => "click_id",
        (None, Network::Custom) => "clickid",
    }
}
