//! Links of a bot: made, named, given another address, removed.

use crate::engine::Engine;
use crate::error::{EngineError, Result};
use crate::scenarios::By;
use signalbox_model::{BotId, RemoteId};
use signalbox_store::Tx;
use signalbox_store::chat::remotes::{self, Stored};

/// Links of one bot, at most.
const MOST_LINKS: usize = 100;
/// The longest time an old address goes on working, hours: a week.
const MOST_HOURS: u32 = 168;

/// A link as people write it.
#[derive(Debug, Clone)]
pub struct RemoteDraft {
    /// Which service it is for.
    pub name: String,
    /// The address it had elsewhere, so that only the host changes; a fresh one otherwise.
    pub address: Option<String>,
}

impl Engine {
    /// Makes a link. `fresh` is a random UUID, used when none is brought along.
    pub fn create_remote(
        &self,
        tx: &mut Tx,
        by: &By,
        bot: BotId,
        draft: RemoteDraft,
        fresh: String,
    ) -> Result<RemoteId> {
        let defs = self.definitions(tx, by.workspace)?;
        if !defs.bots.by_id.contains_key(&bot) {
            return Err(EngineError::NotFound("bot with this id".into()));
        }
        let name = check_name(&draft.name)?;
        if remotes::of_bot(&mut tx.space(by.workspace), bot)?.len() >= MOST_LINKS {
            return Err(EngineError::Conflict(format!(
                "a bot has at most {MOST_LINKS} links: delete one first"
            )));
        }
        let address = match draft.address {
            Some(address) => free_address(tx, &address)?,
            None => fresh,
        };
        let link = Stored {
            id: RemoteId(self.ids().next(by.now.0)),
            workspace: by.workspace,
            bot,
            name,
            address,
            old_until: None,
            created_at: by.now,
        };
        remotes::insert(&mut tx.space(by.workspace), &link)?;
        Ok(link.id)
    }

    /// Names a link anew.
    pub fn rename_remote(&self, tx: &mut Tx, by: &By, bot: BotId, id: RemoteId, name: &str) -> Result<()> {
        own(tx, by, bot, id)?;
        let name = check_name(name)?;
        Ok(remotes::rename(&mut tx.space(by.workspace), id, &name)?)
    }

    /// Gives a link the address `fresh`; the one before goes on working for some hours, none with 0 (Z-82).
    pub fn rotate_remote(
        &self,
        tx: &mut Tx,
        by: &By,
        bot: BotId,
        id: RemoteId,
        fresh: &str,
        keep_hours: u32,
    ) -> Result<()> {
        own(tx, by, bot, id)?;
        if keep_hours > MOST_HOURS {
            let say = format!("use 0 to {MOST_HOURS} hours");
            return Err(EngineError::invalid("keep_hours", say));
        }
        let until = (keep_hours > 0).then(|| by.now.plus_secs(i64::from(keep_hours) * 3600));
        Ok(remotes::rotate(&mut tx.space(by.workspace), id, fresh, until)?)
    }

    /// Removes a link; its address stops working at once.
    pub fn delete_remote(&self, tx: &mut Tx, by: &By, bot: BotId, id: RemoteId) -> Result<()> {
        own(tx, by, bot, id)?;
        remotes::delete(&mut tx.space(by.workspace), id)?;
        Ok(())
    }
}

fn own(tx: &mut Tx, by: &By, bot: BotId, id: RemoteId) -> Result<Stored> {
    let found = remotes::get(&mut tx.space(by.workspace), id)?.filter(|link| link.bot == bot);
    found.ok_or_else(|| EngineError::NotFound("link with this id".into()))
}

fn check_name(name: &str) -> Result<String> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > 100 {
        return Err(EngineError::invalid("name", "use 1 to 100 characters"));
    }
    Ok(name.to_owned())
}

/// An address from elsewhere: the UUID that stood before `end`.
pub(crate) fn check_address(address: &str, end: &str) -> Result<String> {
    let lower = address.trim().to_ascii_lowercase();
    let groups: Vec<usize> = lower.split('-').map(str::len).collect();
    let is_hex = lower.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
    if groups != [8, 4, 4, 4, 12] || !is_hex {
        let say = format!("write the UUID that stands before `/{end}` in the old address, or leave it empty");
        return Err(EngineError::invalid("address", say));
    }
    Ok(lower)
}

fn free_address(tx: &mut Tx, address: &str) -> Result<String> {
    let plain = check_address(address, "updateDialog")?;
    if remotes::is_taken_any_workspace(tx, &plain)? {
        return Err(EngineError::invalid(
            "address",
            "this UUID is taken: leave it empty for a fresh one",
        ));
    }
    Ok(plain)
}
