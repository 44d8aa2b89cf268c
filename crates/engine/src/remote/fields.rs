//! Fields of dialogs, written by whoever calls from outside (Z-79).

use super::wanted::Sent;
use crate::chat::{Bot, Memory};
use crate::error::Result;
use crate::scenarios::By;
use crate::work::Work;
use signalbox_model::Key;
use signalbox_model::bot::DialogField;
use signalbox_model::record::Author;
use signalbox_store::chat::bots;
use std::collections::BTreeMap;

/// Fields of one call, at most.
pub(crate) const MOST_FIELDS: usize = 100;
/// The longest value, characters.
pub(crate) const MOST_VALUE: usize = 4096;
/// Fields of one bot, at most.
const MOST_OF_BOT: usize = 200;

/// The key of a field as others spell it: case does not count, so that `refID` and `refId` are one.
pub(crate) fn field_key(name: &str) -> Option<Key> {
    let lower = name.to_ascii_lowercase().replace(['.', ' '], "_");
    lower.parse().ok()
}

impl Work<'_, '_> {
    /// Writes fields into what a dialog remembers. What could not be written is said; an empty value empties the field.
    pub(crate) fn write_fields(
        &mut self,
        memory: &mut Memory,
        bot: &Bot,
        fields: &BTreeMap<Key, Sent>,
    ) -> Result<Vec<String>> {
        let mut warnings = Vec::new();
        let mut fresh: Vec<DialogField> = Vec::new();
        let settings = &bot.bot.settings;
        for (key, sent) in fields {
            match settings.fields.iter().find(|field| field.key == *key) {
                Some(field) if !fits(field, &sent.value) => {
                    warnings.push(format!(
                        "`{}` was left out: `{}` is none of its values",
                        sent.name, sent.value
                    ));
                    continue;
                }
                Some(_) => {}
                None if settings.take_new_names && settings.fields.len() + fresh.len() < MOST_OF_BOT => {
                    fresh.push(DialogField {
                        key: key.clone(),
                        name: sent.name.clone(),
                        options: Vec::new(),
                    });
                }
                None => {
                    warnings.push(format!(
                        "`{}` was left out: the bot has no such field, and makes none by itself",
                        sent.name
                    ));
                    continue;
                }
            }
            match sent.value.is_empty() {
                true => drop(memory.fields.remove(key)),
                false => drop(memory.fields.insert(key.clone(), sent.value.clone())),
            }
        }
        self.learn_fields(bot, fresh)?;
        Ok(warnings)
    }

    /// Adds fields to a bot as it stands in this very transaction.
    fn learn_fields(&mut self, bot: &Bot, fresh: Vec<DialogField>) -> Result<()> {
        if fresh.is_empty() {
            return Ok(());
        }
        let Some(mut row) = bots::get(&mut self.space(), bot.bot.id)? else {
            return Ok(());
        };
        for field in fresh {
            if row.settings.fields.iter().all(|known| known.key != field.key) {
                row.settings.fields.push(field);
            }
        }
        row.updated_at = self.now;
        bots::update(&mut self.space(), &row)?;
        let by = By {
            workspace: self.defs.workspace,
            author: Author::System,
            now: self.now,
        };
        self.engine.touch(self.tx, &by)
    }
}

fn fits(field: &DialogField, value: &str) -> bool {
    value.is_empty() || field.options.is_empty() || field.options.iter().any(|option| option == value)
}
