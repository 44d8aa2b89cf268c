//! Bots, their flows and everybody's answers as part of an account's text.

use crate::chat::Bot;
use crate::definitions::Definitions;
use crate::engine::Engine;
use crate::error::{EngineError, Fault, Result};
use crate::scenarios::By;
use signalbox_model::account::{Account, BotText, ReplyText};
use signalbox_model::{BotId, FlowId, Key, ReplyId};
use signalbox_store::Tx;
use signalbox_store::chat::{bots, flows, replies};
use std::collections::BTreeMap;

pub(super) fn export(tx: &mut Tx, defs: &Definitions) -> Result<BTreeMap<Key, BotText>> {
    let mut all = BTreeMap::new();
    for bot in defs.bots.by_id.values() {
        let mut flows = BTreeMap::new();
        for head in bot.flows.iter().filter(|head| head.version > 0) {
            let doc = defs
                .bots
                .version(&mut tx.space(defs.workspace), head.id, head.version)?;
            flows.extend(doc.map(|doc| (head.key.clone(), doc.as_ref().clone())));
        }
        let text = BotText {
            on: bot.bot.on,
            settings: bot.bot.settings.clone(),
            flows,
        };
        all.insert(bot.bot.key.clone(), text);
    }
    Ok(all)
}

pub(super) fn export_replies(tx: &mut Tx, defs: &Definitions) -> Result<BTreeMap<String, ReplyText>> {
    let all = replies::shared(&mut tx.space(defs.workspace))?;
    let text = |reply: replies::Stored| {
        let text = ReplyText {
            name: reply.name,
            text: reply.text,
        };
        (reply.shortcut, text)
    };
    Ok(all.into_iter().map(text).collect())
}

impl Engine {
    pub(super) fn apply_bots(&self, tx: &mut Tx, by: &By, account: &Account) -> Result<()> {
        let defs = self.definitions(tx, by.workspace)?;
        for known in defs.bots.by_id.values() {
            if !account.bots.contains_key(&known.bot.key) {
                bots::delete(&mut tx.space(by.workspace), known.bot.id)?;
            }
        }
        for (key, text) in &account.bots {
            refuse(key, crate::chat::check_bot(&text.settings))?;
            let known = defs.bots.by_key(key).cloned();
            let id = self.apply_bot(tx, by, key, text, known.as_deref())?;
            self.apply_flows(tx, by, id, text, known.as_deref())?;
        }
        self.touch(tx, by)?;
        self.refuse_flow_faults(tx, by, account)?;
        let bots: Vec<_> = self
            .definitions(tx, by.workspace)?
            .bots
            .by_id
            .keys()
            .copied()
            .collect();
        for bot in bots {
            self.plan_schedules(tx, by, bot)?;
        }
        Ok(())
    }

    fn apply_bot(
        &self,
        tx: &mut Tx,
        by: &By,
        key: &Key,
        text: &BotText,
        known: Option<&Bot>,
    ) -> Result<BotId> {
        let mut space = tx.space(by.workspace);
        let bot = bots::Stored {
            id: known.map_or_else(|| BotId(self.ids().next(by.now.0)), |known| known.bot.id),
            key: key.clone(),
            on: text.on,
            settings: text.settings.clone(),
            created_at: known.map_or(by.now, |known| known.bot.created_at),
            updated_at: by.now,
        };
        match known {
            Some(_) => drop(bots::update(&mut space, &bot)?),
            None => bots::insert(&mut space, &bot)?,
        }
        Ok(bot.id)
    }

    /// Published flows become like the document; drafts that were never published stay.
    fn apply_flows(
        &self,
        tx: &mut Tx,
        by: &By,
        bot: BotId,
        text: &BotText,
        known: Option<&Bot>,
    ) -> Result<()> {
        let none = Vec::new();
        let before = known.map_or(&none, |known| &known.flows);
        for head in before.iter().filter(|head| head.version > 0) {
            if !text.flows.contains_key(&head.key) {
                flows::delete(&mut tx.space(by.workspace), head.id)?;
            }
        }
        for (key, flow) in &text.flows {
            let mut space = tx.space(by.workspace);
            let (id, version) = match before.iter().find(|head| head.key == *key) {
                Some(head) => (head.id, head.version),
                None => {
                    let id = FlowId(self.ids().next(by.now.0));
                    flows::insert(&mut space, id, bot, key, by.now)?;
                    (id, 0)
                }
            };
            if flows::version(&mut space, id, version)?.as_ref() != Some(flow) {
                flows::publish(&mut space, id, version, flow, None, &by.author, by.now)?;
            }
        }
        Ok(())
    }

    /// Every flow must be sound, seen together.
    fn refuse_flow_faults(&self, tx: &mut Tx, by: &By, account: &Account) -> Result<()> {
        let defs = self.definitions(tx, by.workspace)?;
        let mut faults = Vec::new();
        for (key, text) in &account.bots {
            let Some(bot) = defs.bots.by_key(key) else {
                continue;
            };
            for (flow_key, flow) in &text.flows {
                let Some(head) = bot.flow(flow_key) else { continue };
                let found = self.check_flow(tx, by, bot.bot.id, head.id, flow)?;
                faults.extend(found.into_iter().filter(Fault::is_error).map(|fault| Fault {
                    path: format!("bots.{key}.flows.{flow_key}.{}", fault.path),
                    ..fault
                }));
            }
        }
        if faults.is_empty() {
            Ok(())
        } else {
            Err(EngineError::Invalid(faults))
        }
    }

    pub(super) fn apply_replies(&self, tx: &mut Tx, by: &By, account: &Account) -> Result<()> {
        let mut space = tx.space(by.workspace);
        let known = replies::shared(&mut space)?;
        for gone in known
            .iter()
            .filter(|reply| !account.replies.contains_key(&reply.shortcut))
        {
            replies::delete(&mut space, gone.id)?;
        }
        for (shortcut, text) in &account.replies {
            let before = known.iter().find(|reply| reply.shortcut == *shortcut);
            let reply = replies::Stored {
                id: before.map_or_else(|| ReplyId(self.ids().next(by.now.0)), |before| before.id),
                user: None,
                shortcut: shortcut.clone(),
                name: text.name.clone(),
                text: text.text.clone(),
                updated_at: by.now,
            };
            match before {
                Some(_) => drop(replies::update(&mut space, &reply)?),
                None => replies::insert(&mut space, &reply)?,
            }
        }
        Ok(())
    }
}

fn refuse(key: &Key, faults: Vec<Fault>) -> Result<()> {
    let faults: Vec<Fault> = faults
        .into_iter()
        .filter(Fault::is_error)
        .map(|fault| Fault {
            path: format!("bots.{key}.{}", fault.path),
            ..fault
        })
        .collect();
    if faults.is_empty() {
        Ok(())
    } else {
        Err(EngineError::Invalid(faults))
    }
}
