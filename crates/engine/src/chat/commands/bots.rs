//! Bots: made, changed, switched, removed.

use super::{check_length, missing, refuse};
use crate::chat::bots::Bot;
use crate::done::{Done, LiveNote, Topic};
use crate::engine::Engine;
use crate::error::{EngineError, Fault, Result};
use crate::scenarios::{By, free_key};
use signalbox_model::bot::{BotSettings, Command, DialogField};
use signalbox_model::{BotId, Key};
use signalbox_store::Tx;
use signalbox_store::chat::bots;
use std::collections::HashSet;
use std::sync::Arc;

/// Commands of a menu, at most (T-6).
const MOST_COMMANDS: usize = 100;
/// Fields of a bot's dialogs, variables of a bot, at most.
const MOST_NAMES: usize = 200;
/// The longest window in which messages are gathered, seconds.
const MOST_GATHER: u32 = 60;
/// The longest silence an operator's rule measures, minutes: 30 days.
const MOST_MINUTES: u32 = 43_200;

/// A bot as people write it.
#[derive(Debug)]
pub struct BotDraft {
    /// Its key; made from the name, or kept, when none is given.
    pub key: Option<Key>,
    /// Its settings.
    pub settings: BotSettings,
}

impl Engine {
    /// Makes a bot, switched on.
    pub fn create_bot(&self, tx: &mut Tx, by: &By, draft: BotDraft) -> Result<BotId> {
        let BotDraft { key, settings } = draft;
        let defs = self.definitions(tx, by.workspace)?;
        refuse(check_bot(&settings))?;
        let taken = |key: &Key| defs.bots.by_key(key).is_some();
        let key = match key {
            Some(key) if taken(&key) => return Err(key_taken(&key)),
            Some(key) => key,
            None => free_key(&settings.name, taken),
        };
        let id = BotId(self.ids().next(by.now.0));
        let bot = bots::Stored {
            id,
            key,
            on: true,
            settings,
            created_at: by.now,
            updated_at: by.now,
        };
        bots::insert(&mut tx.space(by.workspace), &bot)?;
        self.touch(tx, by)?;
        Ok(id)
    }

    /// Writes a bot's key and settings.
    pub fn update_bot(&self, tx: &mut Tx, by: &By, id: BotId, draft: BotDraft) -> Result<Done> {
        let known = self.bot(tx, by, id)?;
        let BotDraft { key, settings } = draft;
        refuse(check_bot(&settings))?;
        let key = key.unwrap_or_else(|| known.bot.key.clone());
        if key != known.bot.key && self.definitions(tx, by.workspace)?.bots.by_key(&key).is_some() {
            return Err(key_taken(&key));
        }
        let bot = bots::Stored {
            key,
            settings,
            updated_at: by.now,
            ..known.bot.clone()
        };
        bots::update(&mut tx.space(by.workspace), &bot)?;
        let mut done = self.changed(tx, by, id.0)?;
        // Its zone may be another one.
        done.merge(self.plan_schedules(tx, by, id)?);
        Ok(done)
    }

    /// Switches a bot on or off. An off bot hears everything and says nothing by itself.
    pub fn switch_bot(&self, tx: &mut Tx, by: &By, id: BotId, on: bool) -> Result<Done> {
        let known = self.bot(tx, by, id)?;
        let bot = bots::Stored {
            on,
            updated_at: by.now,
            ..known.bot.clone()
        };
        bots::update(&mut tx.space(by.workspace), &bot)?;
        self.changed(tx, by, id.0)
    }

    /// Removes a bot with everything that was said in it.
    pub fn delete_bot(&self, tx: &mut Tx, by: &By, id: BotId) -> Result<Done> {
        if !bots::delete(&mut tx.space(by.workspace), id)? {
            return Err(missing("bot"));
        }
        self.changed(tx, by, id.0)
    }

    pub(super) fn bot(&self, tx: &mut Tx, by: &By, id: BotId) -> Result<Arc<Bot>> {
        let defs = self.definitions(tx, by.workspace)?;
        defs.bots.by_id.get(&id).cloned().ok_or_else(|| missing("bot"))
    }

    /// Says that bots changed: every node reads them anew.
    pub(in crate::chat) fn changed(&self, tx: &mut Tx, by: &By, id: i64) -> Result<Done> {
        self.touch(tx, by)?;
        let note = LiveNote {
            workspace: by.workspace,
            topic: Topic::Definitions,
            id,
        };
        Ok(Done {
            live: vec![note],
            ..Done::default()
        })
    }
}

fn key_taken(key: &Key) -> EngineError {
    EngineError::Conflict(format!("there already is a bot `{key}`: choose another key"))
}

/// Faults of a bot's settings.
pub(crate) fn check_bot(settings: &BotSettings) -> Vec<Fault> {
    let mut faults = Vec::new();
    check_length("settings.name", &settings.name, 200, &mut faults);
    if let Some(zone) = &settings.zone
        && jiff::tz::TimeZone::get(zone).is_err()
    {
        let say = format!("`{zone}` is no time zone: write one such as Europe/Kyiv");
        faults.push(Fault::error("settings.zone", say));
    }
    if settings.gather_secs > MOST_GATHER {
        let say = format!("use 0 to {MOST_GATHER} seconds");
        faults.push(Fault::error("settings.gather_secs", say));
    }
    if settings.variables.len() > MOST_NAMES {
        faults.push(Fault::error(
            "settings.variables",
            format!("use at most {MOST_NAMES}"),
        ));
    }
    check_fields(&settings.fields, &mut faults);
    check_commands(&settings.commands, &mut faults);
    check_operators(settings, &mut faults);
    faults
}

fn check_fields(fields: &[DialogField], faults: &mut Vec<Fault>) {
    if fields.len() > MOST_NAMES {
        faults.push(Fault::error(
            "settings.fields",
            format!("use at most {MOST_NAMES}"),
        ));
    }
    let mut seen = HashSet::new();
    for (n, field) in fields.iter().enumerate() {
        check_length(&format!("settings.fields[{n}].name"), &field.name, 200, faults);
        if !seen.insert(&field.key) {
            let say = format!("`{}` names two fields: give each a key of its own", field.key);
            faults.push(Fault::error(format!("settings.fields[{n}].key"), say));
        }
    }
}

fn check_commands(commands: &[Command], faults: &mut Vec<Fault>) {
    if commands.len() > MOST_COMMANDS {
        faults.push(Fault::error(
            "settings.commands",
            format!("use at most {MOST_COMMANDS}"),
        ));
    }
    for (n, command) in commands.iter().enumerate() {
        let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
        if !(1..=32).contains(&command.command.len()) || !command.command.bytes().all(fits) {
            let say = "use 1 to 32 of a-z, 0-9 and _, without the slash";
            faults.push(Fault::error(format!("settings.commands[{n}].command"), say));
        }
        check_length(
            &format!("settings.commands[{n}].description"),
            &command.description,
            256,
            faults,
        );
    }
}

fn check_operators(settings: &BotSettings, faults: &mut Vec<Fault>) {
    let rules = &settings.operators;
    if !(1..=1000).contains(&rules.max_chats) {
        faults.push(Fault::error("settings.operators.max_chats", "use 1 to 1000"));
    }
    for (name, minutes) in [
        ("wait_minutes", rules.wait_minutes),
        ("close_minutes", rules.close_minutes),
        ("alarm_minutes", rules.alarm_minutes),
    ] {
        if minutes > MOST_MINUTES {
            let say = format!("use 0 to {MOST_MINUTES} minutes");
            faults.push(Fault::error(format!("settings.operators.{name}"), say));
        }
    }
    if rules.close_minutes > 0 && rules.close_minutes <= rules.wait_minutes {
        let say = "the chat closes before the text of waiting is said: let it close later (Z-137)";
        faults.push(Fault::warning("settings.operators.close_minutes", say));
    }
}
